"""Freezes: days on which no wave of a cycle may begin, such as the weeks around Christmas."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import parent
from pim.lifecycle.days import read_days
from pim.lifecycle.subject import lock
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.rollout.tables import Freeze

LONGEST_NAME = 120  # characters
LONGEST_FREEZE = 366  # days: a longer one is a typing error, or a stop


def add_freeze(work: Work, cycle_id: int, *, first: date, last: date, name: str = "") -> dict[str, Any]:
    """Let no wave begin from ``first`` to ``last``, both included; says which planned waves that touches.

    Raises BadInput for days that cannot be or are there already, NotAllowed, NotFound.
    """
    cycle = parent(work, cycle_id, "wave", "lead", "sponsor")
    if not 1 <= (last - first).days + 1 <= LONGEST_FREEZE:
        raise BadInput(f"freeze: expected 1 to {LONGEST_FREEZE} days, got {first} to {last}")
    if len(name) > LONGEST_NAME:
        raise BadInput(f"name: expected at most {LONGEST_NAME} characters, got {len(name)}")
    twin = select(col(Freeze.id)).where(
        col(Freeze.cycle_id) == cycle.id, col(Freeze.first) == first, col(Freeze.last) == last
    )
    if work.session.scalar(twin) is not None:
        raise BadInput(f"there is a freeze from {first} to {last} already")
    freeze = Freeze(cycle_id=cycle.id, first=first, last=last, name=name.strip())
    work.session.add(freeze)
    work.session.flush()
    record(work, cycle.id, "freeze", {"freeze": freeze.id, "first": first, "last": last, "name": freeze.name})
    return {**as_json(freeze), "waves": _touched(work, cycle.id, first, last)}


def remove_freeze(work: Work, freeze_id: int) -> dict[str, Any]:
    """Lift a freeze. Raises NotAllowed, NotFound."""
    cycle_id = work.session.scalar(select(col(Freeze.cycle_id)).where(col(Freeze.id) == freeze_id))
    if cycle_id is None:
        raise NotFound(f"there is no freeze with number {freeze_id}")
    require_role(work, lock(work.session, cycle_id), "lead", "sponsor")
    freeze = work.session.get(Freeze, freeze_id)  # under the lock: somebody may have lifted it just before
    if freeze is None:
        raise NotFound(f"there is no freeze with number {freeze_id}")
    answer = as_json(freeze)
    work.session.delete(freeze)
    work.session.flush()
    said = {"freeze": freeze_id, "first": freeze.first, "last": freeze.last, "name": freeze.name}
    record(work, freeze.cycle_id, "freeze_lifted", said)
    return answer


def as_json(freeze: Freeze) -> dict[str, Any]:
    """Return a freeze as plain data."""
    return {
        "id": freeze.id,
        "cycle": freeze.cycle_id,
        "first": freeze.first.isoformat(),
        "last": freeze.last.isoformat(),
        "name": freeze.name,
    }


def _touched(work: Work, cycle_id: int, first: date, last: date) -> list[dict[str, Any]]:
    """Return the waves to come whose first day now lies in a freeze, so that the lead can move them."""
    rows = work.session.execute(
        select(col(Instance.id), col(Instance.title), col(Instance.dates))
        .where(
            col(Instance.cycle_id) == cycle_id,
            col(Instance.kind) == "wave",
            col(Instance.means).in_(("planned", "announced")),
        )
        .order_by(col(Instance.id))
    )
    starts = [(id_, title, read_days(dates).get("starts_on")) for id_, title, dates in rows]
    return [
        {"id": id_, "title": title, "startsOn": day.isoformat()}
        for id_, title, day in starts
        if day is not None and first <= day <= last
    ]
