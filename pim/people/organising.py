"""Making an organisation, its sites and its teams."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.people import cells
from pim.people.roll import hold
from pim.people.tables import Organisation, Site, Team
from workflows.working_days import known_calendars


def add_organisation(
    session: Session,
    code: str,
    name: str,
    *,
    zone: str = "Europe/Amsterdam",
    calendar: str = "nl",
    language: str = "nl",
) -> Organisation:
    """Make an organisation. ``zone`` is an IANA name, ``calendar`` one that working days are known of.

    Raises BadInput.
    """
    code = cells.code(code)
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput(f"zone: {zone!r} is not known; expected a name like Europe/Amsterdam") from None
    if calendar not in known_calendars():
        raise BadInput(f"calendar: {calendar!r} is not known; expected one of {', '.join(known_calendars())}")
    if session.scalar(select(col(Organisation.id)).where(col(Organisation.code) == code)) is not None:
        raise BadInput(f"code: there is an organisation {code} already")
    made = Organisation(
        code=code,
        name=cells.name(name),
        zone=zone,
        calendar=calendar,
        language=cells.language(language) or "nl",
    )
    session.add(made)
    session.flush()
    return made


def add_site(session: Session, organisation_id: int, code: str, name: str) -> Site:
    """Add a site; its code is known once in the organisation. Raises BadInput, NotFound."""
    code = cells.name(code, "code")
    hold(session, organisation_id)
    same = select(col(Site.id)).where(
        col(Site.organisation_id) == organisation_id, func.lower(col(Site.code)) == code.lower()
    )
    if session.scalar(same) is not None:
        raise BadInput(f"code: there is a site {code} already")
    made = Site(organisation_id=organisation_id, code=code, name=cells.name(name))
    session.add(made)
    session.flush()
    return made


def add_team(session: Session, organisation_id: int, site_id: int, name: str) -> Team:
    """Add a team to a site. Raises BadInput, NotFound."""
    name = cells.name(name, "team")
    hold(session, organisation_id)
    site = session.get(Site, site_id)
    if site is None or site.organisation_id != organisation_id:
        raise NotFound(f"there is no site with number {site_id}")
    same = select(col(Team.id)).where(
        col(Team.site_id) == site_id, func.lower(col(Team.name)) == name.lower()
    )
    if session.scalar(same) is not None:
        raise BadInput(f"team: {site.name} has a team {name} already")
    made = Team(organisation_id=organisation_id, site_id=site_id, name=name)
    session.add(made)
    session.flush()
    return made
