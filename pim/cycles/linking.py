"""Saying which teams work in which link of the chain."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from pim.chain.linking import put
from pim.chain.queries import teams
from pim.cycles.charter import touch_teams
from pim.errors import BadInput
from pim.lifecycle.advance import record
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import look
from pim.lifecycle.work import Actor, Work
from workflows.faults import nearest


def link_teams(work: Work, cycle_id: int, link: str, team_ids: Sequence[int]) -> dict[str, Any]:
    """Say that these teams work in a link of the chain; a team works in one link, the one named last.

    The innovation then touches them too. Raises BadInput for a link the workflow does not have and
    without teams, NotAllowed, NotFound.
    """
    if not team_ids:
        raise BadInput("teams: expected at least one team that works in this link")
    touch_teams(work, cycle_id, team_ids)
    definition = machine_of(work.session, look(work.session, cycle_id).digest).definition
    known = [each.id for each in definition.links]
    if not known:
        raise BadInput(f"the workflow {definition.workflow!r} has no links: it is no chain")
    if link not in known:
        near = nearest(link, known)
        raise BadInput(
            f"there is no link {link!r}; expected one of {', '.join(known)}"
            + (f"; perhaps {near}" if near else "")
        )
    put(work.session, cycle_id, link, team_ids)
    record(work, cycle_id, "link", {"link": link, "teams": sorted(set(team_ids))})
    return {"id": cycle_id, "link": link, "teams": sorted(set(team_ids))}


def chain_view(session: Session, actor: Actor, cycle_id: int) -> list[dict[str, Any]]:
    """Return the links of a cycle in order, with their teams, as plain data. Raises NotFound."""
    cycle = seen(session, actor, cycle_id, "cycle")
    definition = machine_of(session, cycle.digest).definition
    known = teams(session, cycle_id)
    return [
        {
            "link": link.id,
            "label": link.label.model_dump(),
            "teams": [
                {"id": team.team_id, "name": team.name, "site": team.site, "inWorkGroup": team.in_work_group}
                for team in known
                if team.link == link.id
            ],
        }
        for link in definition.links
    ]
