"""Lines of a play: in order, each at its moment, and never as something else than the story tells."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pim.cli import call as pim_call
from pim.cli import edge
from pim.db import Database
from pim.demo.player import NotAsTold, Player
from pim.demo.scenes import Story, on, play
from pim.demo.stories import STORIES
from pim.lifecycle.tables import Installation
from pim.make import publish_shipped
from pim.settings import settings
from pim.tick import Clockwork
from tests.cast import NOORDERVERS, cast

MARIEKE, OLGA = "marieke@noordervers.example", "nobody@drievliet.example"


@pytest.fixture
def player(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Player]:
    monkeypatch.setenv("PIM_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("PIM_ROUND_KEYS_DIR", str(tmp_path / "keys"))
    settings.cache_clear()
    edge.house.cache_clear()
    database: Database = edge.database()
    with database.write() as session:
        session.add(Installation(id=1, demo=True))
        publish_shipped(session, datetime(2026, 1, 1, tzinfo=UTC))
        cast(session, NOORDERVERS)
    yield Player(pim_call, Clockwork(database, settings(), "test"), tmp_path)
    database.dispose()
    settings.cache_clear()
    edge.house.cache_clear()


class Small(Story):
    """Two lines, written down in the wrong order."""

    done: list[str]

    @on("2026-03-31 09:00")
    def later(self) -> None:
        """The second line."""
        self.done.append(f"later at {self.player.now:%H:%M}")

    @on("2026-03-02 09:00")
    def first(self) -> None:
        """The first line."""
        self.done = [f"first at {self.player.now:%H:%M}"]


def test_lines_are_played_in_order_of_time_and_in_local_time(player: Player) -> None:
    story = Small(player)
    played = play(player, [story], datetime(2026, 4, 1, tzinfo=UTC))
    assert [scene.words for scene in played] == ["The first line.", "The second line."]
    assert story.done == ["first at 08:00", "later at 07:00"]  # summer time began in between
    assert player.now == datetime(2026, 4, 1, tzinfo=UTC)


def test_a_play_goes_on_where_it_stopped(player: Player) -> None:
    story = Small(player)
    assert len(play(player, [story], datetime(2026, 3, 10, tzinfo=UTC))) == 1
    assert len(play(player, [story], datetime(2026, 4, 10, tzinfo=UTC))) == 1
    assert len(story.done) == 2


def test_a_command_that_fails_stops_the_play_and_says_which_line_it_was(player: Player) -> None:
    player.run_to(datetime(2026, 3, 2, 9, tzinfo=UTC))
    with pytest.raises(NotAsTold, match=r"2026-03-02 09:00 .*pim cycle start"):
        player.do(None, "cycle", "start", workflow="no-such", title="X", lead=MARIEKE)


def test_what_is_to_be_refused_and_is_not_stops_the_play(player: Player) -> None:
    player.run_to(datetime(2026, 3, 2, 9, tzinfo=UTC))
    with pytest.raises(NotAsTold, match="was to be refused"):
        player.refused(None, "cycle", "start", workflow="standard", title="X", lead=MARIEKE)


def test_a_refusal_for_another_cause_than_a_rule_is_no_refusal(player: Player) -> None:
    player.run_to(datetime(2026, 3, 2, 9, tzinfo=UTC))
    with pytest.raises(NotAsTold, match="nobody here has the address"):
        player.refused(OLGA, "cycle", "step", 1, "open_ideas")


def test_a_refusal_gives_every_reason_in_both_languages(player: Player) -> None:
    player.run_to(datetime(2026, 3, 2, 9, tzinfo=UTC))
    cycle = player.do(None, "cycle", "start", workflow="standard", title="X", lead=MARIEKE)["id"]
    reasons = player.refused(MARIEKE, "cycle", "step", cycle, "open_ideas")
    assert {"sponsor_named", "every_team_in_work_group", "staff_hours_booked"} <= reasons.keys()
    assert all(reason["nl"] and reason["en"] for reason in reasons.values())


# --- the plays as they are written -----------------------------------------------------------------


class NoPlayer(Player):
    """Nobody plays: only to read the lines."""

    def __init__(self) -> None:
        """Need nothing."""


def _lines() -> list[tuple[str, Any]]:
    kinds = [kind for kinds in STORIES.values() for kind in kinds]
    return [(kind.__name__, scene) for kind in kinds for scene in kind(NoPlayer()).scenes()]


def test_every_line_says_in_a_sentence_what_happens() -> None:
    for story, scene in _lines():
        assert scene.words.endswith((".", "?")), (story, scene.words)
        assert len(scene.words.split()) >= 1


def test_nobody_acts_on_a_sunday_except_the_clock() -> None:
    sundays = [(story, scene.at) for story, scene in _lines() if scene.at.weekday() == 6]
    # People of a store do work on Sundays: only answers are given then.
    assert {story for story, _ in sundays} <= {"Supermarket"}


def test_the_lines_run_from_january_2026_to_july_2027() -> None:
    days = sorted(scene.at.date() for _, scene in _lines())
    assert days[0] >= date(2026, 1, 5)
    assert days[-1] <= date(2027, 7, 31)
    assert days[-1] - days[0] > timedelta(days=500)
