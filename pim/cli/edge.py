"""The edge of the command line: where the clock is read, the actor is looked up and an answer is said.

A command returns ``Said``: plain data for ``--json`` and lines for people. Only ``pim.cli.main``
prints. So a test, the demo and a person at a terminal all use the very same commands.
"""

import re
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from pim.cli.saying import say, zone
from pim.db import Database
from pim.errors import BadInput, NotFound
from pim.house import PimHouse
from pim.lifecycle.clock import installation, move_clock, moved_clock
from pim.lifecycle.work import Actor, Work, run
from pim.lifecycle.work import Key as Known
from pim.people.tables import Organisation, Person
from pim.settings import settings

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 2000, 2200
_DUTCH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")

as_json: ContextVar[bool] = ContextVar("as_json", default=False)
typed: ContextVar[Sequence[str]] = ContextVar("typed", default=())
given_now: ContextVar[datetime | None] = ContextVar("given_now", default=None)


@dataclass(frozen=True, slots=True)
class Said:
    """What a command has to say: data, and the same in words. ``table`` is (heads, rows)."""

    data: Any
    lines: Sequence[str] = ()
    table: tuple[Sequence[str], Sequence[Sequence[object]]] | None = None
    exit_code: int = 0


def _take_json(value: bool) -> bool:
    as_json.set(value)
    return value


def _take_now(value: str | None) -> str | None:
    given_now.set(moment(value) if value else None)
    return value


Json = Annotated[bool, typer.Option("--json", help="Print data instead of words.", callback=_take_json)]
Now = Annotated[
    str | None,
    typer.Option(
        "--now", metavar="ISO", help="Act as if it were this moment (demo database only).", callback=_take_now
    ),
]
As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who acts.")]
Key = Annotated[
    str | None, typer.Option("--key", help="A name for this command: a retry with it does nothing twice.")
]


def moment(text: str) -> datetime:
    """Return an ISO moment as UTC; without an offset it is taken as UTC. Raises BadInput."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is not a moment; expected something like 2026-03-02T09:00+01:00") from None
    _in_our_time(text, value.year)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def day(text: str) -> date:
    """Return a day, written as 2026-03-02 or as people write it here, 2-3-2026. Raises BadInput."""
    try:
        here = _DUTCH_DAY.fullmatch(text)
        value = date(int(here[3]), int(here[2]), int(here[1])) if here else date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is not a day; expected something like 2026-12-31 or 31-12-2026") from None
    _in_our_time(text, value.year)
    return value


def _in_our_time(text: str, year: int) -> None:
    """Raise BadInput for a year in which nobody reckons: what is planned after it could not be told."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(f"{text!r}: expected a year from {FIRST_YEAR} to {LAST_YEAR}")


@lru_cache(maxsize=4)
def _database(url: str) -> Database:
    return Database(url)


def database() -> Database:
    """Return the database of this installation."""
    return _database(settings().database_url)


@lru_cache(maxsize=1)
def house() -> PimHouse:
    """Return the house that answers the engine's questions."""
    return PimHouse(settings())


def now_for(session: Session) -> datetime:
    """Return what time it is: the given moment or the moved clock in a demo, else the real one.

    Raises BadInput when ``--now`` is used on a database that is no demo.
    """
    given = given_now.get()
    if given is None:
        return moved_clock(session) or datetime.now(UTC)
    if not installation(session).demo:
        raise BadInput("--now works only on a database made with `pim init --demo`")
    return given


def person_by(session: Session, email: str) -> Actor:
    """Return the person with this e-mail address or personnel number. Raises NotFound."""
    wanted = email.strip()
    rows = session.execute(
        select(col(Person.id), col(Person.organisation_id), col(Person.name), col(Organisation.zone))
        .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
        .where((col(Person.email) == wanted.lower()) | (col(Person.number) == wanted), col(Person.active))
    ).all()
    if not rows:
        raise NotFound(f"nobody here has the address {wanted}")
    if len(rows) > 1:
        raise BadInput(f"{wanted} is somebody in more than one organisation; use the e-mail address")
    *found, local_zone = rows[0]
    zone.set(local_zone)
    return Actor(*found)


def do(email: str, verb: Callable[[Work], dict[str, Any]], key: str | None = None) -> dict[str, Any]:
    """Let a person do one verb in one transaction; moves the demo's clock along with ``--now``."""
    with database().read() as session:
        now = now_for(session)
        actor = person_by(session, email)
    answer = run(database(), house(), actor, now, verb, Known(key, _said()) if key else None)
    if given_now.get() is not None:
        with database().write() as session:
            move_clock(session, now)
    return answer


# Who typed it is left out: what is brought without a name must not be found back by trying names.
_NOT_SAID = ("--key", "--as", "--now")


def _said() -> str:
    """Return a hash of the command that was typed."""
    words, said = iter(typed.get()), []
    for word in words:
        if word in _NOT_SAID:
            next(words, None)
        elif word != "--json" and not word.startswith(tuple(f"{option}=" for option in _NOT_SAID)):
            said.append(word)
    return sha256("\0".join(said).encode()).hexdigest()


def look(email: str | None, query: Callable[[Session, Actor | None, datetime], T]) -> T:
    """Let somebody read, on one consistent picture."""
    with database().read() as session:
        actor = person_by(session, email) if email else None
        return query(session, actor, now_for(session))


def only_here(session: Session) -> list[str]:
    """Return a warning while the address for people cannot be opened on a phone; none in a demo."""
    if not settings().only_here or installation(session).demo:
        return []
    return [
        say(
            "Phones cannot open {address}: it is this machine itself. Set PIM_BASE_URL to the address that "
            "people use.",
            address=settings().base_url,
        )
    ]


def organisation_of(session: Session, code: str | None) -> Organisation:
    """Return the organisation with this code, or the only one there is. Raises NotFound or BadInput."""
    found = list(session.scalars(select(Organisation).order_by(col(Organisation.code))))
    for organisation in found:
        if organisation.code == code or (code is None and len(found) == 1):
            zone.set(organisation.zone)
            return organisation
    known = ", ".join(organisation.code for organisation in found) or "none yet"
    if code is None:
        raise BadInput(f"say which organisation with --organisation; there are: {known}")
    raise NotFound(f"there is no organisation {code!r}; there are: {known}")
