"""``pim round desk``, ``cluster``, ``aside``, ``said`` …: answering a round at the command line."""

from collections.abc import Iterator
from typing import Any

import pytest

from pim.cli import call, main
from pim.errors import BadInput, Conflict, NotFound
from pim.lifecycle.allowed import NotAllowed
from tests.pim.cli.helpers import commands_on
from tests.pim.feedback.desk import ASKED, Desk

LEAD = ("--as", "marieke@noordervers.example")
NOW = ("--now", "2026-03-10T09:00+00:00")
WHY = "Vanaf mei staat er iemand bij, want het is te druk."


@pytest.fixture
def shell(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The desk, with the commands working on its database and keys."""
    with commands_on(desk, monkeypatch):
        yield desk


def _round(*words: object) -> Any:
    return call("round", *words, *NOW)


def test_the_desk_says_from_how_many_on_texts_are_shown_and_not_whether_there_are_any(
    shell: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        {"code": "more", "kind": "text", "nl": "Wat nog?", "en": "What else?"},
        {"code": "mark", "kind": "rating", "nl": "Cijfer", "en": "Mark"},
    ]
    mark = {"ratings": {"mark": 4}}
    desks = []
    for body in ({**mark, "texts": {"more": "De terminal is te traag."}}, mark):
        id_ = shell.closed(dict.fromkeys(ASKED[:7], body), questions=asked, title="Ronde")
        with pytest.raises(SystemExit, match="0"):
            main(["round", "desk", str(id_), *LEAD, *NOW])
        desks.append(capsys.readouterr().out)
        cluster = _round("cluster", "add", id_, *LEAD, "--title", "Cijfer", "--said", "Laag.")["id"]
        done = ("--outcome", "done", "--because", WHY)
        with pytest.raises(BadInput, match=f"cluster {cluster} is not of round 1"):
            _round("cluster", "answer", 1, cluster, *LEAD, *done)
        _round("cluster", "answer", id_, cluster, *LEAD, *done)  # as it is typed after `cluster add`
        _round("finish", id_, *LEAD)
    assert "more: teksten laten we zien vanaf 8" in desks[0]
    assert desks[0] == desks[1]


def test_a_round_is_answered_at_the_command_line(shell: Desk) -> None:
    said = {"texts": {"more": "De terminal is te traag."}}
    asked = [{"code": "more", "kind": "text", "nl": "Wat nog?", "en": "What else?"}]
    id_ = shell.closed(dict.fromkeys(ASKED[:9], said), questions=asked, title="Ronde")
    desk = _round("desk", id_, *LEAD)
    texts = [one["id"] for group in desk["waiting"] for one in group["texts"]]
    assert (desk["texts"], desk["waits"], len(texts)) == (9, 9, 9)
    first = _round("cluster", "new", id_, *texts[:4], *LEAD, "--title", "Terminal")["id"]
    second = _round("cluster", "add", id_, *LEAD, "--title", "Snelheid", "--said", "Te traag.")["id"]
    _round("cluster", "put", second, *texts[4:8], *LEAD)
    _round("cluster", "rename", second, *LEAD, "--title", "Te traag", "--said", "Alles is te traag.")
    given = _round(
        "cluster", "give", first, *LEAD, "--owner", "ravi@noordervers.example", "--due-on", "2026-03-13"
    )
    assert given["dueOn"] == "2026-03-13"
    _round("aside", id_, texts[8], *LEAD, "--because", "Een groet")
    assert _round("out", id_, texts[8], *LEAD)["taken"] == 1
    assert _round("desk", id_, *LEAD)["waits"] == 1
    _round("aside", id_, texts[8], *LEAD, "--because", "Een groet")
    _round("cluster", "merge", second, *LEAD, "--into", first)
    assert [one["texts"] for one in _round("show", id_, *LEAD)["clusters"]] == [8]
    _round("cluster", "unmerge", second, *LEAD)
    standard = _round(
        "standard", "add", *LEAD, "--title", "Stap", "--outcome", "done",
        "--nl", "Dit komt in de volgende stap.", "--en", "This comes in the next step.",
    )["id"]  # fmt: skip
    assert [one["id"] for one in _round("standard", "list", *LEAD)] == [standard]
    answered = _round(
        "cluster", "answer-all", first, second, *LEAD, "--outcome", "done", "--standard", standard,
        "--because", WHY,
    )  # fmt: skip
    assert len(answered["clusters"]) == 2
    _round("standard", "remove", standard, *LEAD)
    assert _round("said", id_, *LEAD)["code"] is None
    assert _round("finish", id_, *LEAD)["stage"] == "answered"
    told = _round("said", id_, "--as", "tom@noordervers.example")
    assert [one["texts"] for one in told["clusters"]] == [4, 4]
    assert told["aside"] == {"Een groet": 1}
    assert told["code"]
    rate = _round("show", id_, *LEAD)["rate"]
    assert (rate["percent"], rate["sentOn"], rate["workingDays"]) == (100, "2026-03-10", 1)
    with pytest.raises(Conflict, match="sent already"):
        _round("out", id_, texts[0], *LEAD)


def test_nobody_else_sees_or_moves_what_lies_on_the_desk(shell: Desk) -> None:
    said = {"texts": {"more": "De terminal is te traag."}}
    asked = [{"code": "more", "kind": "text", "nl": "Wat nog?", "en": "What else?"}]
    id_ = shell.closed(dict.fromkeys(ASKED[:8], said), questions=asked, title="Ronde")
    text = _round("desk", id_, *LEAD)["waiting"][0]["texts"][0]["id"]
    tom, olga = ("--as", "tom@noordervers.example"), ("--as", "olga@drievliet.example")
    for words in (("desk", id_), ("aside", id_, text, "--because", "Weg")):
        with pytest.raises(NotAllowed):
            _round(*words, *tom)
        with pytest.raises(NotFound):
            _round(*words, *olga)
    with pytest.raises(NotFound):
        _round("said", id_, *olga)
