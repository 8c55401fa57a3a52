"""Power cuts around opening and closing: open with its key, or closed without it, and no answer lost."""

import os
import subprocess
import sys

import pytest

from notifications.failpoints import TRUNK_POINTS
from pim.feedback.custody import destroy_leftover_keys
from pim.feedback.keys import has_key, nullifier, read_key
from pim.feedback.steps import open_round
from tests.pim.feedback.desk import ASKED, Desk

CLOSING = ("step.after_journal", "step.after_deadlines", "step.before_commit", "books.copied")
CLOSED = ("books.closed", "books.key_overwritten")
OPENING = ("step.after_journal", "step.after_deadlines", "step.before_commit", "books.key_made")

SCRIPT = """
import sys
from datetime import datetime
from pathlib import Path
from pim.db import Database
from pim.feedback import steps
from pim.house import PimHouse
from pim.lifecycle.work import Actor, run
from pim.settings import Settings

url, keys, verb, round_id, person, home, now = sys.argv[1:]
settings = Settings(round_keys_dir=Path(keys))
actor = Actor(int(person), int(home), "Marieke")
take = lambda work: getattr(steps, verb)(work, int(round_id)).as_json()
run(Database(url), PimHouse(settings), actor, datetime.fromisoformat(now), take)
"""


def _die(desk: Desk, verb: str, round_id: int, point: str) -> None:
    """Take a step in another process, which must die at a failpoint."""
    lead = desk.cast["marieke"]
    env = {**os.environ, "PIM_FAILPOINT": point}
    url = desk.database.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    done = subprocess.run(
        [
            sys.executable, "-c", SCRIPT, url, str(desk.settings.round_keys_dir), verb,
            str(round_id), str(lead.person_id), str(lead.organisation_id), "2026-03-09T09:00:00+00:00",
        ],
        env=env, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == -9, done.stderr


def _answered(desk: Desk) -> int:
    round_id = desk.opened()
    for number, who in enumerate(ASKED[:9]):
        desk.answer(round_id, who, demands=number % 5 + 1)
    return round_id


def test_every_failpoint_of_the_books_is_tried_here() -> None:
    assert {point for point in TRUNK_POINTS if point.startswith("books.")} <= {*CLOSING, *CLOSED, *OPENING}


@pytest.mark.slow
@pytest.mark.parametrize("point", CLOSING)
def test_dying_before_the_close_is_committed_leaves_the_round_open_with_its_key(
    desk: Desk, point: str
) -> None:
    round_id = _answered(desk)
    before = desk.dump()
    _die(desk, "close_round", round_id, point)
    assert desk.dump() == before
    assert desk.means(round_id) == "open"
    desk.answer(round_id, "kevin", demands=5)
    desk.close(round_id)
    assert desk.means(round_id) == "closed"
    assert len(desk.results(round_id)) == 10
    assert desk.key_files() == []


@pytest.mark.slow
@pytest.mark.parametrize("point", CLOSED)
def test_dying_after_the_commit_leaves_it_closed_and_the_sweep_takes_the_key(desk: Desk, point: str) -> None:
    round_id = _answered(desk)
    tag = desk.round(round_id).key_tag
    key = read_key(desk.settings.round_keys_dir, tag)
    _die(desk, "close_round", round_id, point)
    assert desk.means(round_id) == "closed"
    assert len(desk.results(round_id)) == 9
    assert desk.answers(round_id) == []
    dumped = repr(desk.dump())
    assert not [who for who in ASKED if nullifier(key, round_id, desk.cast[who].person_id) in dumped]
    if point == "books.key_overwritten":
        assert read_key(desk.settings.round_keys_dir, tag) != key
    assert desk.ask(lambda s: destroy_leftover_keys(s, desk.settings)) == 1
    assert not has_key(desk.settings.round_keys_dir, tag)
    assert desk.key_files() == []


@pytest.mark.slow
@pytest.mark.parametrize("point", OPENING)
def test_dying_while_a_round_opens_leaves_a_draft_that_opens_later(desk: Desk, point: str) -> None:
    round_id = desk.draft()
    before = desk.dump()
    _die(desk, "open_round", round_id, point)
    assert desk.dump() == before
    assert desk.means(round_id) == "draft"
    desk.do("marieke", lambda work: open_round(work, round_id))
    assert desk.means(round_id) == "open"
    desk.answer(round_id, "tom", demands=3)
    assert len(desk.answers(round_id)) == 1
