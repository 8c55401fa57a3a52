"""Terms, reminders and escalations on real calendars: the dates of the two stories, and what can go wrong."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from workflows.decision import Due
from workflows.definition import shipped
from workflows.due import armed, parse_remind, term
from workflows.machine import Machine, Tell, deadlines
from workflows.machine import compile as built
from workflows.schema import DueRule
from workflows.working_days import WorkingDaysError, calendar

NL = calendar("nl")
STANDARD = built(shipped("standard"))
NO_DATES: Mapping[str, date] = {}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def due(found: tuple[Due, ...], what: str = "due", number: int = 1) -> datetime:
    return next(each.at for each in found if (each.what, each.number) == (what, number))


def stage(kind: str, name: str, entered: date, dates: Mapping[str, date] = NO_DATES) -> tuple[Due, ...]:
    return deadlines(STANDARD, kind, name, noon(entered), dates, NL)


def rule(**parts: object) -> DueRule:
    return DueRule.model_validate(parts)


def count(entered: datetime, dates: Mapping[str, date] = NO_DATES, **parts: Any) -> tuple[Due, ...]:
    return armed(term(rule(**parts), ("lead",)), entered, dates, NL)


# --- the stories ----------------------------------------------------------------------------------


def test_a_round_opened_on_2_march_reminds_on_its_7th_and_12th_day_and_ends_on_15_march() -> None:
    found = stage("round", "open", date(2026, 3, 2))
    assert due(found, "remind", 1) == datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert due(found, "remind", 2) == datetime(2026, 3, 13, 7, tzinfo=UTC)
    assert due(found) == datetime(2026, 3, 15, 22, 59, 59, tzinfo=UTC)
    assert found[-1].then == ("close", "hold")
    assert found[0].tells == (Tell("not_answered", "round_reminder"),)


def test_a_round_closed_on_15_march_must_be_answered_by_27_march() -> None:
    closed = datetime(2026, 3, 15, 22, 59, 59, tzinfo=UTC)
    found = deadlines(STANDARD, "round", "closed", closed, NO_DATES, NL)
    assert due(found) == datetime(2026, 3, 27, 22, 59, 59, tzinfo=UTC)


def test_kings_day_moves_an_escalation_to_28_april_at_eight() -> None:
    found = stage("round", "closed", date(2026, 4, 12))
    assert due(found) == datetime(2026, 4, 24, 21, 59, 59, tzinfo=UTC)
    assert due(found, "escalate", 1) == datetime(2026, 4, 28, 6, tzinfo=UTC)
    # Five working days later, and 5 May is worked in 2026.
    assert due(found, "escalate", 2) == datetime(2026, 5, 5, 6, tzinfo=UTC)
    told = [each.tells for each in found if each.what == "escalate"]
    assert told == [(Tell("sponsor", "answers_overdue"),), (Tell("works_council", "answers_still_overdue"),)]


def test_a_decision_is_suspended_for_a_calendar_month_last_day_included() -> None:
    found = stage("consultation", "suspended", date(2026, 9, 14), {"told_on": date(2026, 9, 14)})
    assert due(found) == datetime(2026, 10, 14, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (date(2026, 10, 14), date(2026, 11, 16)),  # 14 November is a Saturday
        (date(2026, 3, 3), date(2026, 4, 7)),  # Good Friday counts in the law, and so does Easter Monday
        (date(2026, 1, 31), date(2026, 3, 2)),  # there is no 31 February; the 28th is a Saturday
    ],
)
def test_a_term_of_the_law_that_ends_on_a_free_day_rolls_on(told: date, ends: date) -> None:
    found = stage("consultation", "suspended", told, {"told_on": told})
    assert NL.local_date(due(found)) == ends


def test_the_month_counts_from_the_day_the_council_was_told_not_from_the_entry() -> None:
    found = stage("consultation", "suspended", date(2026, 9, 20), {"told_on": date(2026, 9, 14)})
    assert NL.local_date(due(found)) == date(2026, 10, 14)


def test_ideas_are_acknowledged_in_2_and_answered_in_10_working_days_from_when_they_came() -> None:
    came = {"submitted_on": date(2026, 2, 2)}
    assert NL.local_date(due(stage("idea", "submitted", date(2026, 2, 2), came))) == date(2026, 2, 4)
    late = stage("idea", "acknowledged", date(2026, 2, 6), came)
    assert NL.local_date(due(late)) == date(2026, 2, 16)


def test_a_decision_takes_at_most_15_working_days() -> None:
    assert NL.local_date(due(stage("cycle", "decision", date(2026, 6, 12)))) == date(2026, 7, 3)


# --- counting -------------------------------------------------------------------------------------

MONDAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("parts", "last"),
    [
        ({"in": "14 days"}, date(2026, 3, 16)),
        ({"lasts": "14 days"}, date(2026, 3, 15)),
        ({"in": "2 weeks"}, date(2026, 3, 16)),
        ({"lasts": "2 weeks"}, date(2026, 3, 15)),
        ({"in": "5 working days"}, date(2026, 3, 9)),
        ({"lasts": "5 working days"}, date(2026, 3, 6)),
        ({"in": "1 month"}, date(2026, 4, 2)),
        ({"lasts": "1 month"}, date(2026, 4, 1)),
        ({"in": "12 days", "roll_forward": True}, date(2026, 3, 16)),
        ({"in": "12 days"}, date(2026, 3, 14)),
    ],
)
def test_in_leaves_the_first_day_out_and_lasts_counts_it(parts: dict[str, Any], last: date) -> None:
    assert NL.local_date(due(count(MONDAY, **parts))) == last


def test_hours_keep_the_minute_at_which_they_began() -> None:
    found = count(MONDAY, **{"in": "48 hours", "remind": ["4 hours before"]})
    assert due(found) == datetime(2026, 3, 4, 8, 30, tzinfo=UTC)
    assert due(found, "remind") == datetime(2026, 3, 4, 4, 30, tzinfo=UTC)


def test_hours_are_real_hours_when_the_clock_changes() -> None:
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert due(count(saturday, **{"in": "24 hours"})) == datetime(2026, 3, 29, 12, tzinfo=UTC)


def test_a_day_ends_at_midnight_of_its_own_season() -> None:
    winter, summer = (
        due(count(noon(day), **{"in": "1 day"})) for day in (date(2026, 3, 27), date(2026, 3, 28))
    )
    assert (winter.hour, summer.hour) == (22, 21)


def test_the_day_of_a_step_is_the_local_one() -> None:
    just_after_midnight = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # 3 March in Amsterdam
    assert NL.local_date(due(count(just_after_midnight, **{"in": "1 day"}))) == date(2026, 3, 4)


def test_a_date_that_is_not_known_yet_arms_nothing() -> None:
    assert stage("pilot", "planned", date(2026, 5, 1)) == ()
    assert stage("pilot", "planned", date(2026, 5, 1), {"starts_on": date(2026, 5, 11)}) != ()


def test_a_term_that_counts_from_an_unknown_date_counts_from_the_entry() -> None:
    assert NL.local_date(due(stage("idea", "submitted", date(2026, 2, 2)))) == date(2026, 2, 4)


def test_of_several_dates_the_latest_counts() -> None:
    parts: dict[str, Any] = {"in": "7 days", "from": ["closes_on", "entered"]}
    early = count(MONDAY, {"closes_on": date(2026, 3, 15)}, **parts)
    late = count(noon(date(2026, 3, 20)), {"closes_on": date(2026, 3, 15)}, **parts)
    assert NL.local_date(due(early)) == date(2026, 3, 22)
    assert NL.local_date(due(late)) == date(2026, 3, 27)


# --- reminders and escalations --------------------------------------------------------------------


def test_a_reminder_that_could_not_help_any_more_is_left_out() -> None:
    found = count(
        MONDAY, **{"in": "2 working days", "remind": ["5 working days before", "1 working day before"]}
    )
    assert [each.rule for each in found if each.what == "remind"] == ["1 working day before"]


def test_a_reminder_on_the_first_morning_goes_out_only_to_who_came_before_it() -> None:
    parts: dict[str, Any] = {"lasts": "5 days", "remind": ["day 1"]}
    assert count(datetime(2026, 3, 2, 6, tzinfo=UTC), **parts)[0].what == "remind"
    assert [each.what for each in count(MONDAY, **parts)] == ["due"]


def test_two_reminders_on_one_morning_are_one() -> None:
    found = count(MONDAY, **{"in": "5 days", "remind": ["1 day before", "1 working day before", "day 5"]})
    assert len({each.at for each in found}) == len(found)


def test_a_reminder_after_the_term_is_possible() -> None:
    found = count(MONDAY, **{"in": "5 days", "remind": ["3 days after"]})
    assert due(found, "remind") == datetime(2026, 3, 10, 7, tzinfo=UTC)


def test_a_term_that_has_passed_already_is_due_at_once_and_still_escalates() -> None:
    found = count(
        MONDAY,
        {"starts_on": date(2026, 2, 2)},
        on="starts_on",
        remind=["5 working days before"],
        escalate={"after": "2 working days", "to": "lead"},
    )
    assert [each.what for each in found] == ["due", "escalate"]
    assert all(each.at < MONDAY for each in found)


def test_without_a_word_about_it_whoever_may_act_is_reminded() -> None:
    assert count(MONDAY, **{"in": "5 days", "remind": "1 day before"})[0].tells == (
        Tell("lead", "deadline_near"),
    )
    # The sponsor may pause it, but the work of this stage is not the sponsor's.
    found = stage("cycle", "preparation", date(2026, 1, 12))
    assert found[0].tells == (Tell("lead", "deadline_near"),)


def test_the_moments_come_in_order_of_time() -> None:
    for kind in STANDARD.kinds:
        for place in STANDARD.stages(kind):
            dates = dict.fromkeys(("starts_on", "ends_on", "answer_by", "opens_on"), date(2026, 6, 1))
            found = [each.at for each in stage(kind, place.name, date(2026, 3, 2), dates)]
            assert found == sorted(found)


def test_another_calendar_gives_other_moments() -> None:
    def answer_by(machine: Machine, name: str) -> date:
        cal = calendar(name)
        return cal.local_date(
            due(deadlines(machine, "round", "closed", noon(date(2026, 4, 12)), NO_DATES, cal))
        )

    assert answer_by(STANDARD, "nl") == date(2026, 4, 24)
    free = calendar("nl", extra_free=frozenset({date(2026, 4, 20)}))
    moved = deadlines(STANDARD, "round", "closed", noon(date(2026, 4, 12)), NO_DATES, free)
    assert free.local_date(due(moved)) == date(2026, 4, 28)  # 25 and 26 are the weekend, 27 is King's Day


@pytest.mark.parametrize("text", ["day 7", "5 working days before", "1 month after", "4 hours before"])
def test_a_moment_to_remind_can_be_read(text: str) -> None:
    assert parse_remind(text).rule == text


@pytest.mark.parametrize(
    "text", ["day 0", "day", "before", "5 days", "soon", "day 7 before", "", "5 dagen before", 7]
)
def test_what_is_not_a_moment_is_refused(text: str) -> None:
    with pytest.raises(WorkingDaysError):
        parse_remind(text)
