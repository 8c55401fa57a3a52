"""Somebody steals the whole database, during a round and after it, and lays answers beside people.

The worst case: people answer in the order of their numbers, so that any trace of the order in which answers
came is a trace of who gave them.
"""

import json
import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.attack.dumps import Order, hits, people_in_order, said_in_order, stolen
from tests.pim.feedback.desk import Desk, at

PEOPLE, TRIALS = 30, 6
PEOPLE_STAND_IN = ("person_id", "owner_id", "actor_id", "author_id")
# Chance gives one hit in each trial, whatever the number of people. Of all ways to lay the lists beside
# each other (some hundreds) none should get this far by luck: less than one in ten thousand runs.
TOO_MANY = 6 * TRIALS


def _asked(desk: Desk) -> tuple[int, list[int]]:
    people = desk.hire("assen/Nachtploeg", PEOPLE)
    return desk.opened(team_ids=[desk.team("assen/Nachtploeg")]), people


def _everybody_answers(desk: Desk, round_id: int, people: list[int]) -> dict[str, int]:
    """Let them answer, in the order of their numbers; returns who said what. What they say tells nothing."""
    said = {secrets.token_hex(8): person for person in people}
    for words, person in said.items():
        desk.answer(round_id, person, {"ratings": {"demands": 3}, "texts": {"remarks": words}})
    return said


def _attack(desk: Desk, table: str, said: Mapping[str, int]) -> Counter[tuple[Order, Order]]:
    """Return for each way to lay answers beside people how many it gets right."""

    def who_said(row: Mapping[str, Any]) -> int | None:
        body = row["body"] if isinstance(row["body"], dict) else json.loads(row["body"])
        return said.get(body["texts"].get("remarks"))

    loot = stolen(desk)
    truths = list(said_in_order(loot, table, who_said))
    found: Counter[tuple[Order, Order]] = Counter()
    for how, guess in people_in_order(loot, frozenset(said.values())):
        for where, truth in truths:
            found[how, where] = hits(guess, truth)
    return found


def test_after_the_close_a_stolen_database_links_answers_to_people_no_better_than_chance(desk: Desk) -> None:
    found: Counter[tuple[Order, Order]] = Counter()
    for _ in range(TRIALS):
        round_id, people = _asked(desk)
        said = _everybody_answers(desk, round_id, people)
        desk.close(round_id)
        found += _attack(desk, "result", said)
    assert len(found) > 100, "there are many ways to lay the lists beside each other"
    assert {how: right for how, right in found.items() if right >= TOO_MANY} == {}


def test_a_dump_from_during_the_round_names_nobody_in_the_rows_of_the_answers(desk: Desk) -> None:
    round_id, people = _asked(desk)
    _everybody_answers(desk, round_id, people)
    (answers,) = (table for table in stolen(desk) if table.name == "answer")
    for row in answers.rows:
        held = {value for value in row if isinstance(value, int)}
        assert not held & set(people)


def test_the_attacker_does_find_a_trace_when_there_is_one(desk: Desk) -> None:
    """On PostgreSQL the rows of an open round lie in the order in which they came: so the attack works."""
    round_id, people = _asked(desk)
    best = max(_attack(desk, "answer", _everybody_answers(desk, round_id, people)).values())
    assert best == PEOPLE if desk.database.dialect == "postgresql" else best < PEOPLE / 2


def _times(desk: Desk, people: list[int]) -> set[int]:
    """Return how often people stand in the database: two numbers when some stand there more often."""
    rows: Counter[int] = Counter()
    for table in stolen(desk):
        places = [place for place, column in enumerate(table.columns) if column in PEOPLE_STAND_IN]
        rows.update(row[place] for row in table.rows for place in places)
    return {rows[one] for one in people}


def test_after_the_close_nothing_tells_who_had_not_answered(desk: Desk) -> None:
    round_id, people = _asked(desk)
    answered, silent = people[: PEOPLE // 2], people[PEOPLE // 2 :]
    _everybody_answers(desk, round_id, answered)
    for day in range(3, 14):
        desk.tick(at(day))
    assert _times(desk, silent) != _times(desk, answered), "while it is open, who was reminded can be seen"
    desk.close(round_id, at(14))
    assert _times(desk, silent) == _times(desk, answered)
