"""A small shop to import into, and the words for it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlmodel import Session, col, select

from pim.db import Database
from pim.people.entries import read_people, read_sites
from pim.people.importing import Imported, import_people, import_sites
from pim.people.organising import add_organisation
from pim.people.tables import Person, Role, Site, Team

SITES = "code;naam\n0012;Winkel Assen\n0031;Winkel Zwolle\n"


class Shop:
    """An organisation in a database, with doors to import into it and to look at it."""

    def __init__(self, database: Database, organisation_id: int) -> None:
        self.database = database
        self.id = organisation_id

    def sites(self, text: str = SITES) -> Imported:
        with self.database.write() as session:
            return import_sites(session, self.id, read_sites(text.encode()))

    def people(self, text: str, *, leave: bool = False, own_roles: Sequence[str] = ()) -> Imported:
        file = read_people(text.encode(), own_roles)
        with self.database.write() as session:
            return import_people(session, self.id, file, leave=leave)

    @contextmanager
    def look(self) -> Iterator[Session]:
        with self.database.read() as session:
            yield session

    def person(self, name: str) -> Person:
        """Return the one with this name; a test that asks for somebody unknown fails."""
        with self.look() as session:
            return session.exec(
                select(Person).where(col(Person.organisation_id) == self.id, col(Person.name) == name)
            ).one()

    def where(self, name: str) -> str | None:
        """Return "site / team" of somebody."""
        with self.look() as session:
            row = session.exec(
                select(Site.name, Team.name)
                .join(Team, col(Team.site_id) == col(Site.id))
                .join(Person, col(Person.team_id) == col(Team.id))
                .where(col(Person.name) == name, col(Person.organisation_id) == self.id)
            ).first()
            return f"{row[0]} / {row[1]}" if row else None

    def roles(self, name: str) -> list[tuple[str, str | None]]:
        """Return (role, site code) of somebody."""
        with self.look() as session:
            rows = session.exec(
                select(Role.role, Site.code)
                .join(Person, col(Person.id) == col(Role.person_id))
                .outerjoin(Site, col(Site.id) == col(Role.site_id))
                .where(col(Person.name) == name, col(Person.organisation_id) == self.id)
                .order_by(Role.role)
            )
            return [(role, site) for role, site in rows]

    def names(self) -> list[str]:
        with self.look() as session:
            wanted = select(Person.name).where(col(Person.organisation_id) == self.id)
            return list(session.exec(wanted.order_by(Person.name)))


def shop(database: Database, code: str = "noordervers") -> Shop:
    with database.write() as session:
        made = add_organisation(session, code, code.title())
        assert made.id is not None
        return Shop(database, made.id)
