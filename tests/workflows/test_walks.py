"""Random walks over every shipped workflow: what must hold whatever people, clocks and facts do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.situations import MORNING, any_facts, at_random, in_order, own
from workflows.definition import canonical, from_canonical, shipped
from workflows.facts import Facts
from workflows.machine import Decision, Machine, Refused, Request, State, enter, step
from workflows.machine import compile as built
from workflows.requirements import bound
from workflows.vocabulary import KINDS
from workflows.working_days import calendar

NAMES = ("standard", "supermarket", "parking-chain")
MACHINES = {name: built(shipped(name)) for name in NAMES}
PUBLISHED = {name: built(from_canonical(canonical(shipped(name)))) for name in NAMES}
NL = calendar("nl")
BUILT_IN = {"role_missing", "reason_missing", "override_not_allowed", "no_way_back"}

names = st.sampled_from(NAMES)
kinds = st.sampled_from(KINDS)
reasons = st.sampled_from((None, "", "omdat het zo is"))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001


def move(machine: Machine, kind: str, state: State, seed: int) -> tuple[Request, Facts, timedelta]:
    """Make an attempt out of a number: often by who may and with all in order, often nonsense."""
    r = Random(seed)
    views = machine.possible(kind, state.stage)
    facts = at_random(seed) if r.random() < 0.4 else in_order(own=own(kind))
    later = timedelta(days=r.randint(0, 40))
    if views and r.random() < 0.7:
        view = r.choice(views)
        return Request(view.name, frozenset(view.by or ("clock",)), "omdat het zo is"), facts, later
    request = Request(
        r.choice(("go", "stop", "close", "nonsense", "extend", "", *(view.name for view in views))),
        frozenset(each for each in ("lead", "sponsor", "works_council", "clock") if r.random() < 0.4),
        r.choice((None, "", "omdat het zo is")),
        {each: r.choice(("", "ja")) for each in ("no_outcome_fell", "measured") if r.random() < 0.5},
    )
    return request, facts, later


walks = st.lists(st.integers(0, 2**32), max_size=14)


def walked(machine: Machine, kind: str, walk: list[int]) -> list[Decision]:
    """Take every step that may be taken, checking each on the way."""
    now = MORNING
    taken = [enter(machine, kind, now, {}, NL)]
    for seed in walk:
        state = taken[-1].state
        request, facts, later = move(machine, kind, state, seed)
        now += later
        answer = step(machine, kind, state, request, facts, NL, now)
        # A pure question has one answer.
        assert step(machine, kind, state, request, facts, NL, now) == answer
        if isinstance(answer, Refused):
            assert answer.unmet, "a refusal says why"
            assert answer.stage == state.stage
            continue
        assert (answer.version, answer.visit) == (state.version + 1, state.visit + 1)
        assert answer.from_stage == state.stage
        assert answer.to_stage in {place.name for place in machine.stages(kind)}
        assert answer.final == machine.stage(kind, answer.to_stage).final
        assert answer.entered_at == now
        assert not (answer.final and answer.deadlines)
        assert all(due.at.tzinfo is UTC for due in answer.deadlines)
        taken.append(answer)
    return taken


@given(names, kinds, walks)
@settings(max_examples=300)
def test_whatever_happens_versions_count_on_and_nothing_breaks(name: str, kind: str, walk: list[int]) -> None:
    walked(MACHINES[name], kind, walk)


@given(names, kinds, walks)
@settings(max_examples=150)
def test_replaying_the_decisions_gives_the_same_state(name: str, kind: str, walk: list[int]) -> None:
    taken = walked(MACHINES[name], kind, walk)
    # What a journal keeps of each decision, in order, is enough to stand where the walk ended.
    state = taken[0].state
    for each in taken[1:]:
        assert each.from_stage == state.stage
        previous = state.previous if each.to_stage == each.from_stage else each.from_stage
        state = State(each.to_stage, state.version + 1, state.visit + 1, previous, each.entered_at)
    assert state == taken[-1].state
    # And the definition as it was published decides exactly the same.
    assert walked(PUBLISHED[name], kind, walk) == taken


@given(names, moments, st.data())
@settings(max_examples=150)
def test_the_clock_never_moves_a_cycle(name: str, now: datetime, data: st.DataObject) -> None:
    machine = MACHINES[name]
    place = data.draw(st.sampled_from(machine.stages("cycle")))
    previous = data.draw(st.none() | st.sampled_from([stage.name for stage in machine.stages("cycle")]))
    steps = [view.name for view in machine.possible("cycle", place.name)] or ["go"]
    request = Request(data.draw(st.sampled_from(steps)), frozenset({"clock"}), "te laat")
    state = State(place.name, 1, 1, previous, now)
    assert isinstance(step(machine, "cycle", state, request, in_order(), NL, now), Refused)


@given(names, kinds, any_facts, st.data())
@settings(max_examples=400)
def test_a_refusal_lists_exactly_what_is_unmet(
    name: str, kind: str, facts: Facts, data: st.DataObject
) -> None:
    machine = MACHINES[name]
    life = machine.definition.lifecycle(kind)
    assert life is not None
    stage = data.draw(st.sampled_from([key for key, value in life.stages.items() if value.steps]))
    step_name = data.draw(st.sampled_from(sorted(life.stages[stage].steps)))
    roles = data.draw(st.frozensets(st.sampled_from((*machine.definition.roles, "clock"))))
    reason = data.draw(reasons)
    way = life.stages[stage].steps[step_name]
    expected = [need.name for need in way.needs if bound(need.name, need.params)(facts) is not None]
    answer = step(
        machine,
        kind,
        State(stage, 1, 1, stage, MORNING),
        Request(step_name, roles, reason),
        facts,
        NL,
        MORNING,
    )
    said = {unmet.code for unmet in answer.unmet} if isinstance(answer, Refused) else set()
    if way.to == "back" and not said - BUILT_IN:
        return  # the stage it came from is drawn at random here
    assert said - BUILT_IN == set(expected)
    assert ("role_missing" in said) == roles.isdisjoint(way.by)
    blank = not (reason or "").strip()
    assert ("reason_missing" in said) == (way.reason == "required" and blank and "clock" not in roles)
    assert isinstance(answer, Decision) == (not said)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_step_can_be_taken_by_somebody_when_everything_is_in_order(name: str, kind: str) -> None:
    """No step is written so that nobody could ever take it."""
    machine = MACHINES[name]
    some = own(kind)
    situations = [in_order(own=some)]
    if kind == "round":
        assert some.round is not None
        slow = replace(some, round=replace(some.round, answered=40))
        situations.append(in_order(own=slow))
    if kind == "variant":  # what is put to people in one stage is chosen in another
        situations.append(in_order(own=some, now_in="feedback"))
    if kind == "consultation":
        assert some.consultation is not None
        situations += [
            in_order(own=replace(some, consultation=replace(some.consultation, kind=request)))
            for request in ("consent", "dpia")
        ]
        small = replace(some.consultation, body="representation")
        situations.append(in_order(own=replace(some, consultation=small)))
    for stage in machine.stages(kind):
        state = State(stage.name, 1, 1, machine.start(kind), MORNING)
        for view in machine.possible(kind, stage.name):
            request = Request(view.name, frozenset(view.by or ("clock",)), "omdat het zo is")
            answers = [step(machine, kind, state, request, facts, NL, MORNING) for facts in situations]
            assert any(isinstance(answer, Decision) for answer in answers), (stage.name, view.name, answers)
