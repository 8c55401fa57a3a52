"""The innovations on the board: those that are wanted, in the order that is wanted, a page at a time.

The next page begins after the last one shown, by what it is sorted on and its number. So it costs as much
as the first, and nothing comes twice when somebody starts an innovation meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.cycles.queries import LEAD, TERM, Card, card_query, read_cards
from pim.dashboard.waiting import waits_for
from pim.dashboard.wanted import Wanted
from pim.db import UtcDateTime
from pim.lifecycle.late import terms
from pim.lifecycle.tables import Deadline, Instance
from pim.lifecycle.work import Actor
from pim.overview.scope import Scope
from pim.people.finding import pattern
from pim.people.tables import Person, Role

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # what has no term comes after all that has one
MOST_LEADS = 200


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who looks for what: ``everywhere`` are the roles they hold in the whole organisation.

    ``digests`` are the workflows in use, ``places`` the order of the stages by name.
    """

    actor: Actor
    everywhere: frozenset[str]
    wanted: Wanted
    digests: Sequence[str]
    places: Mapping[str, int]


def found(session: Session, seeker: Seeker, now: datetime, *, limit: int, after: int = 0) -> list[Card]:
    """Return the innovations on one page; ``after`` is the last one of the page before.

    Two statements, and one more for a page that is not the first.
    """
    key, falling = _key(seeker)
    number = col(Instance.id)
    here = tuple_(key, number)
    # What stands on a card is read of the few on the page only, and not of all that are sorted.
    ids = select(number.label("id"), key.label("key")).where(
        *_conditions(session, seeker, now), col(Instance.kind) == "cycle"
    )
    at = session.execute(select(key).where(number == after, _home(seeker))).first() if after else None
    if at is not None:
        last = tuple_(literal(at[0], key.type), literal(after))
        ids = ids.where(here < last if falling else here > last)
    order: tuple[Any, Any] = (key.desc(), number.desc()) if falling else (key, number)
    page = ids.order_by(*order).limit(limit).subquery()
    order = (page.c.key.desc(), page.c.id.desc()) if falling else (page.c.key, page.c.id)
    wanted = card_query().join(page, page.c.id == number).order_by(*order)
    return read_cards(session, wanted, now)


def counted(session: Session, seeker: Seeker, now: datetime) -> dict[str, int]:
    """Return how many innovations are in each stage by its name, whatever stage is wanted. One statement."""
    conditions = _conditions(session, seeker, now, every_stage=True)
    rows = session.execute(
        select(col(Instance.stage), func.count())
        .where(*conditions, col(Instance.kind) == "cycle")
        .group_by(col(Instance.stage))
    )
    return {stage: count for stage, count in rows}  # noqa: C416 - rows are not pairs to mypy


def leads(session: Session, organisation_id: int) -> list[tuple[int, str]]:
    """Return (number, name) of those who lead an innovation, by name. One statement."""
    leads_one = select(col(Role.id)).where(
        col(Role.person_id) == col(Person.id), col(Role.role) == "lead", col(Role.cycle_id).is_not(None)
    )
    rows = session.execute(
        select(col(Person.id), col(Person.name))
        .where(col(Person.organisation_id) == organisation_id, leads_one.exists())
        .order_by(col(Person.name), col(Person.id))
        .limit(MOST_LEADS)
    )
    return [(id_, name) for id_, name in rows]


def _home(seeker: Seeker) -> ColumnElement[bool]:
    return col(Instance.organisation_id) == seeker.actor.organisation_id


def _conditions(
    session: Session, seeker: Seeker, now: datetime, *, every_stage: bool = False
) -> list[ColumnElement[bool]]:
    wanted, home, number = seeker.wanted, seeker.actor.organisation_id, col(Instance.id)
    conditions = Scope(home, wanted.site, wanted.workflow).conditions()
    if wanted.stage is not None and not every_stage:
        conditions.append(col(Instance.stage) == wanted.stage)
    if wanted.running:
        conditions.append(col(Instance.final).is_(False))
    if wanted.lead is not None:
        led = select(col(Role.cycle_id)).where(col(Role.person_id) == wanted.lead, col(Role.role) == "lead")
        conditions.append(number.in_(led.where(col(Role.cycle_id).is_not(None))))
    if wanted.text:
        conditions.append(_says(wanted.text))
    if wanted.late:
        thing, due = aliased(Instance), aliased(Deadline)
        late = select(col(thing.cycle_id)).join(due, terms(due, thing))
        conditions.append(number.in_(late.where(col(thing.organisation_id) == home, col(due.due_at) <= now)))
    if wanted.mine:
        conditions.append(number.in_(waits_for(session, seeker.actor, seeker.everywhere, seeker.digests)))
    return conditions


def _says(text: str) -> ColumnElement[bool]:
    """Return the condition that a text stands in the title."""
    title = col(Instance.title)
    return or_(
        func.lower(title).like(pattern(text.lower()), escape="\\"),
        # SQLite knows the small letters of a to z only: "É" is found as it is written.
        title.like(pattern(text), escape="\\"),
    )


def _key(seeker: Seeker) -> tuple[ColumnElement[Any], bool]:
    """Return what the board is sorted on, and whether it falls; the newest first where nothing is asked."""
    sort = seeker.wanted.sort or "-new"
    keys: dict[str, Any] = {
        "new": col(Instance.id),
        "title": func.lower(col(Instance.title)),
        "since": col(Instance.entered_at),
        "lead": func.coalesce(func.lower(LEAD), ""),
        "due": func.coalesce(TERM, literal(NEVER, UtcDateTime())),
        "stage": _place(seeker.places),
    }
    return keys[sort.removeprefix("-")], sort.startswith("-")


def _place(places: Mapping[str, int]) -> ColumnElement[Any]:
    if not places:
        return literal(0)
    return case(dict(places), value=col(Instance.stage), else_=len(places))
