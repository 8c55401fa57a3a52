"""Getting into an installation in which nobody can sign in yet."""

import re
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.people import cells
from pim.people.organising import add_organisation
from pim.people.persons import add_person
from pim.people.roles import give_role
from pim.people.tables import Organisation, Person
from pim.settings import Settings
from pim.signing_in.asking import link_at_hand

FIRST_FOR = timedelta(hours=24)  # whoever installs is at hand, but mail to the administrator may take a day


def first_administrator(
    session: Session, settings: Settings, organisation: str, email: str, now: datetime, name: str = ""
) -> str:
    """Make somebody the administrator of an organisation and return a link with which they sign in once.

    What is not there yet is made: the organisation, the person. Raises BadInput.
    """
    home = _organisation(session, organisation)
    assert home.id is not None, "it was read or flushed"
    address = cells.email(email)
    if address is None:
        raise BadInput("expected the e-mail address of the first administrator")
    person = session.scalar(
        select(Person).where(col(Person.organisation_id) == home.id, col(Person.email) == address)
    )
    if person is None:
        person = add_person(session, home.id, name or address.partition("@")[0], email=address)
    assert person.id is not None, "it was read or flushed"
    give_role(session, home.id, person.id, cells.ADMINISTRATOR)
    return link_at_hand(session, settings, person.id, now, lasts=FIRST_FOR)


def _organisation(session: Session, wanted: str) -> Organisation:
    code = _code(wanted)
    found = session.scalar(
        select(Organisation).where(or_(col(Organisation.code) == code, col(Organisation.name) == wanted))
    )
    return found or add_organisation(session, code, wanted)


def _code(name: str) -> str:
    """Return a short word for an organisation, such as "jansen-zonen" for "Jansen & Zonen"."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]
