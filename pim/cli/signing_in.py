"""``pim people link`` and ``pim people code``: letting somebody in by hand, once.

For whoever has no e-mail, or whose mail server is not there yet. Only whoever runs the installation, or an
administrator, may: with it one is that person.
"""

from typing import Annotated, Any

import typer

from pim.cli.edge import Json, Said, database
from pim.cli.operator import MaybeAs, Which, operate
from pim.cli.saying import say
from pim.lifecycle.clock import installation
from pim.lifecycle.work import Work
from pim.people.lookup import person_id_by_email
from pim.people.tables import Organisation, Person
from pim.settings import settings
from pim.signing_in.asking import link_at_hand
from pim.signing_in.first import FIRST_FOR
from pim.signing_in.secret import checked_secret
from pim.signing_in.tickets import PAPER, PAPER_FOR, add_ticket, word_for
from pim.web.edge import real_now

Who = Annotated[str, typer.Argument(metavar="EMAIL|NUMBER")]


def link(who: Who, organisation: Which = None, as_: MaybeAs = None, json: Json = False) -> Said:
    """Make a link with which somebody signs in, once and within a day."""
    hours = int(FIRST_FOR.total_seconds()) // 3600

    def verb(work: Work, home: Organisation) -> dict[str, Any]:
        person = _person(work, home, who)
        address = link_at_hand(work.session, settings(), person.id or 0, real_now(), lasts=FIRST_FOR)
        return {"name": person.name, "link": address, "hours": hours}

    answer = _with_secret(as_, organisation, verb)
    line = say("{name} signs in with this link, once, within {hours} hours: {link}", **answer)
    return Said(answer, [line])


def code(who: Who, organisation: Which = None, as_: MaybeAs = None, json: Json = False) -> Said:
    """Make a code on paper with which somebody without e-mail signs in, once and within a week."""

    def verb(work: Work, home: Organisation) -> dict[str, Any]:
        person = _person(work, home, who)
        ticket = add_ticket(work.session, person.id, real_now(), kind=PAPER)
        address = f"{settings().base_url.rstrip('/')}/sign-in/code"
        word = word_for(settings(), ticket)
        return {"name": person.name, "code": word, "days": PAPER_FOR.days, "link": address}

    answer = _with_secret(as_, organisation, verb)
    line = say("{name} types this code at {link}, once, within {days} days: {code}", **answer)
    return Said(answer, [line])


def _with_secret(as_: str | None, organisation: str | None, verb: Any) -> dict[str, Any]:
    with database().read() as session:
        checked_secret(settings(), demo=installation(session).demo)
    return operate(as_, organisation, verb)


def _person(work: Work, home: Organisation, who: str) -> Person:
    assert home.id is not None, "it was read from the database"
    return work.session.get_one(Person, person_id_by_email(work.session, home.id, who))
