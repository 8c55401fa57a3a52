"""The feedback budget: nobody is asked twice for the same thing, and everybody can see what was asked."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, update

from pim.cycles.start import start_cycle
from pim.db import Database
from pim.feedback.budget import QUIET_DAYS, asked_before
from pim.feedback.choices import shown_options
from pim.feedback.load import load
from pim.feedback.steps import open_round, withdraw_round
from pim.lifecycle.advance import Refusal
from pim.lifecycle.subject import look
from pim.people.tables import Person
from tests.pim.feedback.desk import Desk, at, counted, lay_desk

NIGHT, DAY = "assen/Nachtploeg", "assen/Winkel overdag"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """A cycle on the standard workflow, whose rounds keep to the budget."""
    return lay_desk(database, tmp_path / "round-keys", "standard")


def _again(desk: Desk, now: Any, **given: Any) -> dict[str, Any] | None:
    """Try to open a round about the same people; returns the numbers of the refusal.

    None when it is not the budget that stands in the way.
    """
    round_id = desk.draft(now, **given)
    try:
        desk.do("marieke", lambda work: open_round(work, round_id), now)
    except Refusal as refusal:
        return next(
            (dict(one.numbers) for one in refusal.refused.unmet if one.code == "not_asked_again"), None
        )
    return None


def _over(desk: Desk, now: Any = at(16), **given: Any) -> int:
    """Hold a round that opens on 2 March and closes by the clock on 15 March."""
    round_id = desk.opened(**given)
    for who in ("fatima", "karin", "wim", "jantje", "joost", "nour", "tom"):
        desk.answer(
            round_id, who, {"ratings": {"pleasure": 3}} if given.get("packs") else {"ratings": {"V1": 3}}
        )
    desk.tick(now)
    return round_id


def test_the_same_measurement_is_refused_within_four_weeks_and_says_when_it_can(desk: Desk) -> None:
    _over(desk, packs=["outcomes"], purpose="baseline")
    told = _again(desk, at(30), packs=["outcomes", "free"])
    assert told is not None
    assert told["teams"] == (NIGHT, DAY, "zwolle/Nachtploeg", "zwolle/Winkel overdag")
    assert (told["what"], told["rounds"]) == (("pleasure", "performance", "innovation"), ("R1",))
    assert told["from"] == "2026-04-13", "28 whole days after 15 March, the last day to answer"
    assert all(name not in repr(told) for name in ("Tom", "Fatima", "Joost")), "by team, never by name"


@pytest.mark.parametrize(("day", "refused"), [(12, True), (13, False)])
def test_the_four_weeks_end_on_their_day(desk: Desk, day: int, refused: bool) -> None:
    _over(desk, packs=["outcomes"], purpose="baseline")
    assert (_again(desk, at(day, month=4), packs=["outcomes"]) is not None) is refused


def test_other_questions_and_other_people_may_be_asked_at_once(desk: Desk) -> None:
    _over(desk, packs=["outcomes"], purpose="baseline", site_ids=[desk.site("assen")])
    assert _again(desk, at(17), packs=["aim", "free"], site_ids=[desk.site("assen")]) is None
    assert _again(desk, at(17), packs=["outcomes"], site_ids=[desk.site("zwolle")]) is None


def test_one_may_ask_about_another_change_but_not_about_ones_work_again(desk: Desk) -> None:
    lead = desk.cast["marieke"].person_id
    other = desk.do("marieke", lambda work: start_cycle(work, "standard", "Iets anders", lead).id)
    _over(desk, packs=["outcomes", "aim"])
    here, desk.cycle_id = desk.cycle_id, other
    assert _again(desk, at(17), packs=["aim"]) is None, (
        "the acceptability of another innovation is another question"
    )
    assert _again(desk, at(17), packs=["outcomes"]) is not None, "whoever asks, somebody's work is the same"
    desk.cycle_id = here
    assert _again(desk, at(17), packs=["aim"]) is not None


def test_the_same_version_of_a_variant_is_never_asked_about_twice(desk: Desk) -> None:
    first = desk.variant("V1")
    _over(desk, purpose="variants")
    told = _again(desk, at(1, month=10), purpose="variants", variant_ids=[first])
    assert told is not None
    assert (told["case"], told["what"]) == ("never", ("V1",))
    assert _again(desk, at(1, month=10), purpose="variants", variant_ids=[desk.variant("V1b")]) is None


def test_a_round_that_was_withdrawn_asked_nobody(desk: Desk) -> None:
    round_id = desk.opened(packs=["outcomes"], purpose="baseline")
    desk.do("henk", lambda work: withdraw_round(work, round_id, reason="Er is te veel tegelijk."), at(3))
    assert _again(desk, at(4), packs=["outcomes"]) is None


def test_one_who_moved_does_not_keep_a_team_from_being_asked(desk: Desk) -> None:
    _over(desk, packs=["outcomes"], purpose="baseline", team_ids=[desk.team(DAY), desk.team(NIGHT)])
    with desk.database.write() as session:
        session.execute(
            update(Person)
            .where(col(Person.id) == desk.cast["tom"].person_id)
            .values(team_id=desk.team("zwolle/Nachtploeg"))
        )
    draft = desk.draft(at(17), packs=["outcomes"], site_ids=[desk.site("zwolle")])
    (moved,) = desk.ask(lambda s: asked_before(s, look(s, draft), date(2026, 3, 17)))
    assert (moved.team, moved.people, moved.of) == ("zwolle/Nachtploeg", 1, 4)
    assert _again(desk, at(17), packs=["outcomes"], site_ids=[desk.site("zwolle")]) is None


def test_the_budget_is_read_in_a_fixed_number_of_statements(desk: Desk) -> None:
    counts = []
    for day in (2, 9, 16):
        draft = desk.draft(at(day), packs=["outcomes"])
        with desk.database.read() as session, counted(session) as seen:
            asked_before(session, look(session, draft), date(2026, 3, day))
        counts.append(len(seen))
        if day == 2:
            _over(desk, packs=["outcomes"], purpose="baseline")
    assert counts[1] == counts[2] <= 6


def test_the_load_shows_rounds_and_minutes_of_each_team_and_ends_after_ninety_days(desk: Desk) -> None:
    _over(desk, packs=["outcomes", "free"], purpose="baseline", team_ids=[desk.team(DAY), desk.team(NIGHT)])
    found = desk.ask(lambda s: load(s, desk.home_id, date(2026, 3, 20)))
    assert {(one.team, one.minutes) for one in found[:2]} == {("Nachtploeg", 0.8), ("Winkel overdag", 0.8)}
    assert {one.site for one in found[:2]} == {"Winkel Assen"}
    assert all((one.minutes, one.rounds) == (0.0, ()) for one in found[2:])
    assert sum(one.people for one in found) == 21, "everybody who works here, and not who has left"
    assert all(one.minutes == 0 for one in desk.ask(lambda s: load(s, desk.home_id, date(2026, 6, 1))))
    theirs = desk.cast["olga"].organisation_id
    assert [(one.team, one.minutes) for one in desk.ask(lambda s: load(s, theirs, date(2026, 3, 20)))] == [
        ("Sorteren", 0.0)
    ]


def test_the_quiet_time_is_four_weeks() -> None:
    assert QUIET_DAYS == 28


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), max_size=6))
def test_no_choice_of_one_to_four_people_is_shown_or_can_be_worked_out(counts: dict[str, int]) -> None:
    shown = shown_options(counts)
    n = sum(counts.values())
    alike = n in counts.values()  # then it would say what each of them chose
    assert (shown is None) == (n < 5 or alike)
    if shown is None:
        return
    assert sum(shown.options.values()) + shown.others == shown.n == n
    assert all(count == counts[code] and count not in range(1, 5) for code, count in shown.options.items())
    assert shown.others not in range(1, 5)
