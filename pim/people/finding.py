"""Finding somebody the way people say who they mean: an address, a personnel number, or (part of) a name."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.people.tables import Person, Site, Team

MOST_ALIKE = 12  # people of one name to choose from


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who may be meant; ``place`` is their team and site."""

    id: int
    name: str
    place: str


class SeveralAreCalledSo(BadInput):
    """More than one person is called so. Choose whom you mean, or give an address or a number."""

    exit_code: ClassVar[int] = 2

    def __init__(self, people: tuple[Found, ...]) -> None:
        super().__init__()
        self.people = people


def pattern(text: str) -> str:
    """Return a LIKE pattern for text that stands anywhere in a name; ``\\`` is its escape."""
    return "%" + "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in text) + "%"


def called(text: str) -> ColumnElement[bool]:
    """Return the condition that somebody has this address or number, or a name with this text in it."""
    return or_(
        col(Person.email) == text.lower(),
        col(Person.number) == text,
        func.lower(col(Person.name)).like(pattern(text.lower()), escape="\\"),
        # SQLite knows the small letters of a to z only: "Ş" is found as it is written.
        col(Person.name).like(pattern(text), escape="\\"),
    )


def whom(session: Session, organisation_id: int, said: str) -> Found:
    """Return who is meant among those who work here. One statement.

    An address or a number is somebody's own and goes before a name; a whole name before a part of one.
    Raises BadInput for nothing, NotFound, and SeveralAreCalledSo.
    """
    wanted = " ".join(said.split())
    if not wanted:
        raise BadInput("who: expected a name, an e-mail address or a personnel number")
    rows = session.execute(
        select(
            col(Person.id), col(Person.name), col(Person.email), col(Person.number),
            col(Team.name), col(Site.name),
        )
        .outerjoin(Team, col(Team.id) == col(Person.team_id))
        .outerjoin(Site, col(Site.id) == col(Team.site_id))
        .where(
            col(Person.organisation_id) == organisation_id,
            col(Person.active),
            called(wanted),
        )
        .order_by(func.length(col(Person.name)), col(Person.name), col(Person.id))
        .limit(MOST_ALIKE + 1)
    ).all()  # fmt: skip
    own = [row for row in rows if wanted.lower() == row[2] or wanted == row[3]]
    same = [row for row in rows if row[1].casefold() == wanted.casefold()]
    meant = own or same or rows
    people = tuple(Found(row[0], row[1], ", ".join(part for part in row[4:] if part)) for row in meant)
    if not people:
        raise NotFound(f"nobody here has the name, address or number {wanted}")
    if len(people) > 1:
        raise SeveralAreCalledSo(people[:MOST_ALIKE])
    return people[0]


def meant(session: Session, organisation_id: int, said: str, chosen: int | None) -> int:
    """Return the number of who is meant: the one chosen among several, or else as ``said``.

    Raises what ``whom`` raises, and NotFound for a number of nobody who works here.
    """
    if chosen is None:
        return whom(session, organisation_id, said).id
    person = session.get(Person, chosen)
    if person is None or person.organisation_id != organisation_id or not person.active:
        raise NotFound(f"there is nobody with number {chosen}")
    return chosen
