"""The terms of the law against days worked out by hand (terms.csv), and why each day is what it is."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from workflows.definition import shipped
from workflows.due import Term
from workflows.machine import compile as built
from workflows.machine import deadlines
from workflows.why import why
from workflows.working_days import calendar

TABLE = Path(__file__).with_name("terms.csv")
STAGES = {"suspension": "suspended", "nullity": "contestable"}
STANDARD = built(shipped("standard"))
NL = calendar("nl")


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def term(name: str) -> Term:
    found = STANDARD.place("consultation", STAGES[name]).term
    assert found is not None
    return found


def test_the_table_is_long_enough_to_trust_and_says_each_day_once() -> None:
    assert len(rows()) >= 40
    assert len({(row["term"], row["day"]) for row in rows()}) == len(rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['term']} {row['day']}: {row['because']}")
def test_a_term_ends_on_the_day_worked_out_by_hand_at_its_last_second(row: dict[str, str]) -> None:
    day, last = date.fromisoformat(row["day"]), date.fromisoformat(row["last"])
    # Typed in late in the evening, local time of the next UTC day: only the day told counts.
    entered = datetime(day.year, day.month, day.day, 22, 30, tzinfo=UTC)
    dates = {row["since"]: day}
    armed = deadlines(STANDARD, "consultation", STAGES[row["term"]], entered, dates, NL)
    (ends,) = [due.at for due in armed if due.what == "due"]
    assert ends == datetime(last.year, last.month, last.day, int(row["utc"]), 59, 59, tzinfo=UTC)
    found = why(term(row["term"]), entered, dates, NL)
    assert found is not None
    assert (found.since, found.start, found.last, found.ends_at) == (row["since"], day, last, ends)
    assert len(found.skipped) == (last - found.plain).days, "every day that moved it has its reason"


def test_each_day_that_moves_a_term_is_called_by_its_name() -> None:
    found = why(term("suspension"), datetime(2027, 4, 5, tzinfo=UTC), {"told_on": date(2027, 4, 5)}, NL)
    assert found is not None
    assert [(each.day.day, each.nl, each.en) for each in found.skipped] == [
        (5, "Bevrijdingsdag", "Liberation Day"),
        (6, "Hemelvaartsdag", "Ascension Day"),
    ]
    over = why(term("suspension"), datetime(2026, 3, 3, tzinfo=UTC), {"told_on": date(2026, 3, 3)}, NL)
    assert over is not None
    assert [each.nl for each in over.skipped] == ["Goede vrijdag", "zaterdag", "zondag", "Tweede paasdag"]
