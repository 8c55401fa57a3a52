"""Steps decided in memory per second, against a bare `transitions` trigger on one reused model."""

import gc
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from transitions import Machine as Bare

from workflows.definition import shipped
from workflows.facts import Charter, Facts, Measure, PilotFact, RoundFact, VariantFact
from workflows.machine import Decision, Request, State, compile, step  # noqa: A004
from workflows.working_days import calendar

STEPS = 4_000
TIMES = 25
AIM = 0.25
_FIVE_YEARS = 1_826
_MORE_THAN_KEPT = 10_000
_DAY = datetime(2026, 6, 12, 9, tzinfo=UTC)
_LEAD = frozenset({"lead"})
_MACHINE = compile(shipped("supermarket"))
_CALENDAR = calendar("nl")

_FACTS = Facts(
    today=_DAY.date(),
    charter=Charter(sponsor_named=True, staff_hours=60),
    lessons=1,
    variants=(
        VariantFact(code="V2", meaning="chosen", rounds=2),
        VariantFact(code="V2b", newer_than_last_round=True),
        VariantFact(code="V3", meaning="parked", rounds=1),
    ),
    rounds=tuple(
        RoundFact(id=number, purpose=purpose, meaning="answered", invited=118, answered=74, clusters=9)
        for number, purpose in enumerate(("baseline", "variants", "pilot"))
    ),
    measures=tuple(
        Measure(moment="pilot", dimension=dimension, value=60, site=site, n=15)
        for dimension in ("pleasure", "performance", "innovation", "demands", "control")
        for site in (None, "Assen", "Zwolle", "Emmen", "Hoorn")
    ),
    pilots=(
        PilotFact(code="P1", meaning="ended", days=28, sites=4),
        PilotFact(code="P2", days=28, sites=6, staff_share=8),
    ),
)


class _Model:
    """What bare transitions moves."""

    go: Callable[[], bool]


def measure() -> dict[str, Any]:
    """Return steps per second, each beside the bare trigger of the same turn.

    A step here is a whole decision: role, reason, every requirement asked, warnings, the deadlines of
    the next stage on a real calendar, who is told. Memory is added by `bench.one`.
    """
    one_day = [_DAY] * STEPS
    years = [_DAY + timedelta(days=number % _FIVE_YEARS) for number in range(STEPS)]
    # More days than are remembered, so that no term was counted before: the dearest a step can be.
    all_new = [_DAY + timedelta(days=number) for number in range(_MORE_THAN_KEPT)]
    rows = []
    for what, way, moments, aim in (
        ("a step between pilot and decision", _round_trip, one_day, AIM),
        ("the same, spread over the days of five years", _round_trip, years, AIM),
        ("the same, each the first on its day", _round_trip, all_new, None),
        ("a step refused with every reason", _refused, one_day, AIM),
    ):
        value, floor = _rates(way, moments)
        rows.append(
            {
                "what": what,
                "value": round(value),
                "unit": "steps/s",
                "floor": round(floor),
                "ratio": round(value / floor, 3),
                "aim": aim,
            }
        )
    return {"name": "steps in memory", "rows": rows}


def _round_trip(moments: Sequence[datetime]) -> None:
    """Go on to the decision and repeat the pilot, over and over."""
    there, back = Request("evaluate_pilot", _LEAD), Request("repeat", _LEAD, "nieuwe versie")
    state = State("pilot", 1, 1, "selection", _DAY)
    for number, now in enumerate(moments):
        request = back if number % 2 else there
        taken = step(_MACHINE, "cycle", state, request, _FACTS, _CALENDAR, now)
        assert isinstance(taken, Decision)
        state = taken.state


def _refused(moments: Sequence[datetime]) -> None:
    """Ask too early, as the wrong one: five reasons each time."""
    request = Request("open_ideas", frozenset({"employee"}))
    state = State("preparation", 1, 1, None, _DAY)
    nothing = Facts(today=_DAY.date())
    for now in moments:
        step(_MACHINE, "cycle", state, request, nothing, _CALENDAR, now)


def _bare(moments: Sequence[datetime]) -> None:
    model = _Model()
    Bare(
        model,
        states=["a", "b"],
        transitions=[["go", "a", "b"], ["go", "b", "a"]],
        initial="a",
        auto_transitions=False,
    )
    for _ in moments:
        model.go()


def _rates(way: Callable[[Sequence[datetime]], None], moments: Sequence[datetime]) -> tuple[float, float]:
    """The best rate of ours and of the bare trigger, taking turns.

    Counted in this process's own time: nothing here waits, and what else the machine does is not ours.
    """
    best = [timedelta.max.total_seconds()] * 2
    gc.collect()
    for _ in range(TIMES):
        for place, each in enumerate((way, _bare)):
            began = time.process_time()
            each(moments)
            best[place] = min(best[place], time.process_time() - began)
    return len(moments) / best[0], len(moments) / best[1]
