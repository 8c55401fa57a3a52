"""Other sites for a planned pilot: which work with the variant, and which they are compared with."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlmodel import col

from pim.errors import BadInput
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import child
from pim.lifecycle.work import Work
from pim.pilots.places import check_places
from pim.pilots.tables import PilotPerson, PilotSite, PilotTeam, PilotYes


def change_sites(
    work: Work, pilot_id: int, *, site_ids: Sequence[int], comparison_site_ids: Sequence[int]
) -> dict[str, Any]:
    """Give a planned pilot other sites; replaces those it had.

    At a site that no longer takes part, the teams and people that were named no longer do, and the yes of its
    manager does not count any more. Raises BadInput once it runs, NotAllowed, NotFound.
    """
    subject = child(work, pilot_id, "pilot")
    require_role(work, subject, "lead", "sponsor")
    if subject.means != "planned":
        raise BadInput(f"{subject.title!r} is {subject.state.stage}; its sites are chosen before it runs")
    sites, compared = check_places(work.session, subject.home.id, site_ids, comparison_site_ids)
    session = work.session
    for table in (PilotTeam, PilotPerson, PilotYes):
        session.execute(
            delete(table).where(col(table.pilot_id) == pilot_id, col(table.site_id).not_in(sites))
        )
    session.execute(delete(PilotSite).where(col(PilotSite.pilot_id) == pilot_id))
    session.add_all(
        PilotSite(pilot_id=pilot_id, site_id=site_id, comparison=comparison)
        for comparison, places in ((False, sites), (True, compared))
        for site_id in places
    )
    session.flush()
    said = {"sites": sites, "comparison_sites": compared}
    record(work, pilot_id, "pilot_sites", said)
    return {"id": pilot_id, **said}
