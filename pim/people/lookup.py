"""Finding somebody or some place by what people call them."""

from sqlalchemy import or_, select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.people.cells import ADMINISTRATOR
from pim.people.roll import places
from pim.people.tables import Person, Role


class LastAdministrator(BadInput):
    """This is the last administrator; give somebody else that role first."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is the last administrator; give somebody else that role first")


def person_id_by_email(session: Session, organisation_id: int, who: str) -> int:
    """Return the person with this e-mail address or personnel number, if they work here. Raises NotFound."""
    wanted = who.strip()
    found = session.scalar(
        select(col(Person.id)).where(
            col(Person.organisation_id) == organisation_id,
            or_(col(Person.email) == wanted.lower(), col(Person.number) == wanted),
            col(Person.active),
        )
    )
    if found is None:
        raise NotFound(f"nobody here has the address or number {wanted}")
    return found


def site_id_by_word(session: Session, organisation_id: int, word: str) -> int:
    """Return the site with this code or name. Raises NotFound, naming the one that was probably meant."""
    known = places(session, organisation_id)
    found = known.site(word.strip())
    if found is None:
        near = known.near(word.strip())
        raise NotFound(f"there is no site {word.strip()!r}" + (f"; perhaps {near!r}" if near else ""))
    return found


def team_id_by_name(session: Session, organisation_id: int, site: str | None, team: str | None) -> int:
    """Return the team of a site by name; a site alone is enough where it has one team. Raises NotFound."""
    known = places(session, organisation_id)
    if site is None and len(known.sites) != 1:
        raise BadInput("a team needs its site")
    site_id = site_id_by_word(session, organisation_id, site) if site else next(iter(known.sites))
    teams = {name: id_ for (at, name), id_ in known.teams.items() if at == site_id}
    if team is None and len(teams) == 1:
        return next(iter(teams.values()))
    found = teams.get((team or "").strip().casefold())
    if found is None:
        raise NotFound(
            f"there is no team {team!r} there; there are: {', '.join(sorted(teams)) or 'none yet'}"
        )
    return found


def holds(session: Session, person_id: int, *roles: str) -> bool:
    """Tell whether somebody holds one of these roles in the whole organisation."""
    if not roles:
        raise BadInput("expected a role to look for")
    found = session.scalar(
        select(col(Role.id)).where(
            col(Role.person_id) == person_id,
            col(Role.role).in_(roles),
            col(Role.cycle_id).is_(None),
            col(Role.site_id).is_(None),
        )
    )
    return found is not None


def holds_anywhere(session: Session, person_id: int, *roles: str) -> bool:
    """Tell whether somebody holds one of these roles somewhere: in an innovation, at a site or everywhere."""
    held = select(col(Role.id)).where(col(Role.person_id) == person_id, col(Role.role).in_(roles))
    return session.scalar(held.limit(1)) is not None


def roles_anywhere(session: Session, person_id: int) -> frozenset[str]:
    """Return the roles somebody holds somewhere. One statement."""
    return frozenset(
        session.scalars(select(col(Role.role)).where(col(Role.person_id) == person_id).distinct())
    )


def is_last_administrator(session: Session, organisation_id: int, person_id: int) -> bool:
    """Tell whether nobody else who works here is an administrator."""
    holders = set(
        session.scalars(
            select(col(Role.person_id))
            .join(Person, col(Person.id) == col(Role.person_id))
            .where(
                col(Role.organisation_id) == organisation_id,
                col(Role.role) == ADMINISTRATOR,
                col(Role.cycle_id).is_(None),
                col(Person.active),
            )
        )
    )
    return holders == {person_id}
