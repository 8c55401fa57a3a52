"""The roll of an organisation: its sites, teams and people as they are known, read once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import NotFound
from pim.people.tables import Organisation, Person, Role, Site, Team


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as the database has them."""

    id: int
    number: str | None
    email: str | None
    name: str
    language: str
    team_id: int | None
    active: bool


@dataclass(slots=True)
class Places:
    """Sites and teams of an organisation, found by what people call them."""

    sites: dict[int, tuple[str, str]]  # number → code and name
    teams: dict[tuple[int, str], int]  # site and folded name → number
    by_word: dict[str, int | None] = field(default_factory=dict)  # None: it could be more than one

    def __post_init__(self) -> None:
        for id_, (_, name) in self.sites.items():
            word = name.casefold()
            self.by_word[word] = None if word in self.by_word else id_
        # A code means one site, also where another has it for a name.
        self.by_word.update({code.casefold(): id_ for id_, (code, _) in self.sites.items()})

    def site(self, word: str) -> int | None:
        """Return the site with this code or name, or None."""
        return self.by_word.get(word.casefold())

    def near(self, word: str) -> str:
        """Return the site that was probably meant, as it is written, or nothing."""
        close = get_close_matches(word.casefold(), list(self.by_word), 1, 0.6)
        found = self.by_word[close[0]] if close else None
        return self.sites[found][1] if found is not None else ""


def hold(session: Session, organisation_id: int) -> Organisation:
    """Lock an organisation against two changes of its people or free days at once, and return it.

    Others may still point to it meanwhile: starting a cycle does not wait for an import. Raises NotFound.
    """
    found = session.get(
        Organisation, organisation_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if found is None:
        raise NotFound(f"there is no organisation with number {organisation_id}")
    return found


def places(session: Session, organisation_id: int) -> Places:
    """Return the sites and teams of an organisation. Two statements."""
    sites = session.execute(
        select(col(Site.id), col(Site.code), col(Site.name)).where(
            col(Site.organisation_id) == organisation_id
        )
    )
    teams = session.execute(
        select(col(Team.id), col(Team.site_id), col(Team.name)).where(
            col(Team.organisation_id) == organisation_id
        )
    )
    return Places(
        {id_: (code, name) for id_, code, name in sites},
        {(site_id, name.casefold()): id_ for id_, site_id, name in teams},
    )


def people(session: Session, organisation_id: int) -> list[Known]:
    """Return everybody of an organisation, also who has left. One statement."""
    rows = session.execute(
        select(
            col(Person.id),
            col(Person.number),
            col(Person.email),
            col(Person.name),
            col(Person.language),
            col(Person.team_id),
            col(Person.active),
        ).where(col(Person.organisation_id) == organisation_id)
    )
    return [Known(*row) for row in rows]


def roles_outside_cycles(session: Session, organisation_id: int) -> set[tuple[int, str, int | None]]:
    """Return (person, role, site or None for the whole organisation) of every role that is no cycle's."""
    rows = session.execute(
        select(col(Role.person_id), col(Role.role), col(Role.site_id)).where(
            col(Role.organisation_id) == organisation_id, col(Role.cycle_id).is_(None)
        )
    )
    return {(person_id, role, site_id) for person_id, role, site_id in rows}


def by_number(known: Iterable[Known]) -> dict[str, Known]:
    """Return who has which personnel number."""
    return {one.number: one for one in known if one.number}


def by_email(known: Iterable[Known]) -> dict[str, Known]:
    """Return who has which e-mail address."""
    return {one.email: one for one in known if one.email}
