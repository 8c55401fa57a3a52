"""Rounds as the workflows that come with PIM run them, to the day."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from notifications.outbox import LetterRow
from pim.answers.answer import answer_cluster
from pim.answers.clusters import add_cluster
from pim.answers.on_desk import slips_of
from pim.answers.placing import put
from pim.db import Database
from pim.feedback.steps import close_round, finish_round, open_round
from pim.lifecycle.advance import Refusal
from tests.pim.feedback.desk import ASKED, ENDED, Desk, at, lay_desk
from workflows.definition import shipped_names
from workflows.reasons import explain

BECAUSE = "De lijst komt vanaf april een uur eerder."


@pytest.fixture(params=sorted(shipped_names()))
def standard(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Desk:
    """The desk, with a cycle on each workflow that comes with PIM."""
    return lay_desk(database, tmp_path / "round-keys", request.param)


def _letters(desk: Desk, notice: str) -> list[LetterRow]:
    return list(desk.ask(lambda s: s.scalars(select(LetterRow).where(col(LetterRow.notice) == notice)).all()))


def test_a_round_runs_fourteen_days_and_is_answered_within_ten_working_days(standard: Desk) -> None:
    desk = standard
    round_id = desk.opened()
    assert len(_letters(desk, "round_invitation")) == 14
    for who in ASKED[:8]:
        desk.answer(round_id, who, {"ratings": {"demands": 3}, "texts": {"remarks": f"Van {who}"}})
    for now in (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 3, 13, 7, tzinfo=UTC)):
        desk.tick(now)
    assert len(_letters(desk, "round_reminder")) == 2 * 6
    desk.tick(ENDED)
    assert desk.means(round_id) == "closed"
    assert len(_letters(desk, "round_closed")) >= 14
    assert desk.key_files() == []
    added = desk.do(
        "marieke", lambda work: add_cluster(work, round_id, title="Lijst", said="Te laat."), at(17)
    )
    # Closed on Sunday 15 March: ten working days later is Friday 27 March, the sponsor hears on Monday.
    desk.tick(datetime(2026, 3, 27, 23, tzinfo=UTC))
    assert _letters(desk, "answers_overdue") == []
    desk.tick(datetime(2026, 3, 30, 6, tzinfo=UTC))
    (overdue,) = _letters(desk, "answers_overdue")
    assert overdue.person_id == desk.cast["henk"].person_id
    with pytest.raises(Refusal) as refused:
        desk.do("marieke", lambda work: finish_round(work, round_id), at(30))
    (unmet,) = refused.value.refused.unmet
    assert (unmet.numbers["open"], unmet.numbers["waiting"]) == (1, 8)
    assert overdue.context["to_do"] == explain(unmet, "nl"), "the letter says what the step would say"
    desk.do(
        "marieke",
        lambda work: answer_cluster(work, added["id"], outcome="changed", because=BECAUSE),
        at(30),
    )
    with pytest.raises(Refusal, match="Not every text has a place yet; still waiting: 8"):
        desk.do("marieke", lambda work: finish_round(work, round_id), at(30))
    texts = [slip.id for slip in desk.ask(lambda s: slips_of(s, round_id))]
    desk.do("marieke", lambda work: put(work, added["id"], texts), at(30))
    desk.do("marieke", lambda work: finish_round(work, round_id), at(30))
    told = {letter.person_id for letter in _letters(desk, "round_answered")}
    assert {desk.cast[who].person_id for who in ASKED} <= told


def test_a_second_round_waits_until_the_first_is_answered(standard: Desk) -> None:
    desk = standard
    first, second = desk.opened(), desk.draft()
    with pytest.raises(Refusal) as refused:
        desk.do("marieke", lambda work: open_round(work, second))
    assert [unmet.code for unmet in refused.value.refused.unmet] == ["previous_round_answered"]
    assert refused.value.refused.unmet[0].numbers["rounds"] == ("R1",)
    assert desk.means(first) == "open"


def test_an_open_round_is_not_closed_by_hand(standard: Desk) -> None:
    desk = standard
    round_id = desk.opened()
    with pytest.raises(Refusal) as refused:
        desk.do("marieke", lambda work: close_round(work, round_id), at(3))
    # It is the clock's step; and this is what people can do instead.
    assert [unmet.code for unmet in refused.value.refused.unmet] == ["role_missing", "not_from_here"]
    assert len(desk.key_files()) == 1
