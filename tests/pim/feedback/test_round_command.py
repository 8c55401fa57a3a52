"""``pim round``: the whole life of a round at the command line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pim.cli import call, main
from pim.errors import BadInput, NotFound
from pim.feedback.refusals import NotPublished, RoundClosed
from pim.lifecycle.advance import Refusal
from tests.pim.cli.helpers import commands_on
from tests.pim.feedback.desk import ASKED, Desk

LEAD = "marieke@noordervers.example"
NOW = "2026-03-02T09:00+00:00"


@pytest.fixture
def shell(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The desk, with the commands working on its database and keys."""
    with commands_on(desk, monkeypatch):
        yield desk


def _round(*words: object, now: str = NOW) -> Any:
    return call("round", *words, "--now", now)


def _asked(desk: Desk, who: str) -> str:
    """Return how somebody is named at the command line: their address, else their number."""
    found = next(row for row in desk.dump()["person"] if row[0] == desk.cast[who].person_id)
    return str(found[3] or found[2])


def _drafted(desk: Desk, *more: object) -> int:
    answer = _round(
        "draft",
        desk.cycle_id,
        "--as",
        LEAD,
        "--purpose",
        "pilot",
        "--site",
        "assen",
        "--site",
        "zwolle",
        *(more or ("--pack", "quick")),
    )
    return int(answer["id"])


def test_a_round_lives_from_draft_to_answered(shell: Desk) -> None:
    shell.variant("V1")
    shell.variant("V2")
    drafted = _round("draft", shell.cycle_id, "--as", LEAD, "--site", "assen", "--team", "zwolle/nachtploeg")
    assert (drafted["code"], drafted["invited"], drafted["variants"]) == ("R1", 10, ["V1", "V2"])
    id_ = drafted["id"]
    assert _round("open", id_, "--as", LEAD, "--preview")["letters"] == 10
    assert _round("open", id_, "--as", LEAD)["stage"] == "open"
    for who in (*ASKED[:7], "daan"):
        told = _round(
            "answer",
            id_,
            "--as",
            _asked(shell, who),
            "--rate",
            "V1=2",
            "--rate",
            "V2=4",
            "--text",
            f"V2=Goed, {who}",
        )
        assert told == {"round": id_, "kept": True}
    assert _round("show", id_, "--as", LEAD)["answered"] is None
    closed = _round("close", id_, "--as", LEAD, now="2026-03-09T09:00+00:00")
    assert closed["stage"] == "closed"
    found = _round("results", id_, "--as", LEAD)
    assert found["whole"]["means"]["V2"] == {"value": 4.0, "n": 8}
    assert found["sites"] == []  # three people of Zwolle alone would be too few, so both count together
    assert found["answered"] == 8
    assert len(found["texts"]["V2"]) == 8
    cluster = _round("cluster", "add", id_, "--as", LEAD, "--title", "Tijd", "--said", "Te krap.")["id"]
    _round("cluster", "give", cluster, "--as", LEAD, "--owner", "ravi@noordervers.example")
    _round(
        "cluster", "answer", cluster, "--as", "ravi@noordervers.example", "--outcome", "changed",
        "--because", "De lijst komt voortaan een uur eerder.", "--variant", "V2",
    )  # fmt: skip
    waiting = _round("desk", id_, "--as", LEAD)["waiting"]
    texts = [one["id"] for group in waiting for one in group["texts"]]
    assert len(texts) == 8
    _round("cluster", "put", cluster, *texts[:7], "--as", LEAD)
    _round("aside", id_, texts[7], "--as", LEAD, "--because", "Een compliment")
    finished = _round("finish", id_, "--as", LEAD)
    assert (finished["stage"], finished["letters"]) == ("answered", 10)
    (listed,) = _round("list", shell.cycle_id, "--as", LEAD)
    assert (listed["means"], listed["answered"], listed["clustersOpen"]) == ("answered", 8, 0)


def test_without_a_site_a_round_asks_the_teams_the_innovation_touches(shell: Desk) -> None:
    call(
        "cycle",
        "teams",
        shell.cycle_id,
        shell.team("assen/Nachtploeg"),
        shell.team("kantoor/HR"),
        "--as",
        LEAD,
    )
    drafted = _round("draft", shell.cycle_id, "--as", LEAD, "--purpose", "baseline")
    assert drafted["teams"] == ["assen/Nachtploeg", "kantoor/HR"]


def test_own_questions_come_from_a_file(shell: Desk, tmp_path: Path) -> None:
    file = tmp_path / "questions.json"
    asked = [{"code": "noise", "kind": "rating", "nl": "Is het hier stil?", "en": "Is it quiet here?"}]
    file.write_text(json.dumps(asked))
    id_ = _drafted(shell, "--questions", file)
    assert _round("show", id_, "--as", LEAD)["questions"] == asked
    for wrong in ("{not json", '{"code": "x"}'):
        file.write_text(wrong)
        with pytest.raises(BadInput, match="--questions"):
            _drafted(shell, "--questions", file)
    with pytest.raises(BadInput, match="--questions"):
        _drafted(shell, "--questions", tmp_path / "nowhere.json")


def test_a_draft_can_be_changed_and_withdrawn(shell: Desk) -> None:
    id_ = _drafted(shell)
    assert _round("change", id_, "--as", LEAD, "--site", "assen")["invited"] == 7
    assert _round("withdraw", id_, "--as", LEAD)["stage"] == "withdrawn"


def test_a_round_is_extended_once_with_a_reason(shell: Desk) -> None:
    id_ = _drafted(shell)
    _round("open", id_, "--as", LEAD)
    extended = _round("extend", id_, "--as", LEAD, "--reason", "Carnaval.", now="2026-03-05T09:00+00:00")
    assert [due["at"] for due in extended["deadlines"] if due["what"] == "due"] == [
        "2026-03-18T22:59:59+00:00"
    ]
    with pytest.raises(Refusal):
        _round("extend", id_, "--as", LEAD, "--reason", "Nog eens.", now="2026-03-06T09:00+00:00")


def test_answering_leaves_no_command_key_and_no_journal_row(shell: Desk) -> None:
    id_ = _drafted(shell)
    _round("open", id_, "--as", LEAD)
    before = shell.dump()
    _round("answer", id_, "--as", _asked(shell, "tom"), "--rate", "demands=3")
    after = shell.dump()
    assert {name for name in after if after[name] != before[name]} == {"answer"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--rate", "demands"], "expected NAME=TEXT"),
        (["--rate", "demands=veel"], "demands: expected a whole number"),
        (["--rate", "demands=6"], "demands: expected a whole number from 1 to 5"),
        (["--rate", "mood=3"], "does not ask 'mood'"),
        ([], "nothing was answered"),
    ],
)
def test_a_wrong_answer_is_wrong_usage_and_says_why(shell: Desk, words: list[str], told: str) -> None:
    id_ = _drafted(shell)
    _round("open", id_, "--as", LEAD)
    with pytest.raises(BadInput, match=told):
        _round("answer", id_, "--as", _asked(shell, "tom"), *words)
    assert BadInput.exit_code == 2


def test_what_comes_too_early_or_too_late_is_refused(shell: Desk) -> None:
    id_ = _drafted(shell)
    _round("open", id_, "--as", LEAD)
    with pytest.raises(NotPublished):
        _round("results", id_, "--as", LEAD)
    _round("close", id_, "--as", LEAD)
    with pytest.raises(RoundClosed):
        _round("answer", id_, "--as", _asked(shell, "tom"), "--rate", "demands=3")
    assert (RoundClosed.exit_code, NotPublished.exit_code) == (3, 3)


def test_an_outsider_finds_no_round_at_any_command(shell: Desk) -> None:
    id_ = _drafted(shell)
    _round("open", id_, "--as", LEAD)
    _round("close", id_, "--as", LEAD)
    cluster = _round("cluster", "add", id_, "--as", LEAD, "--title", "Tijd", "--said", "Te krap.")["id"]
    because = ("--outcome", "done", "--because", "Wij doen dit vanaf maandag zo.")
    for words in (
        ("draft", shell.cycle_id, "--site", "loods"),
        ("draft", shell.cycle_id, "--site", "assen"),
        ("draft", shell.cycle_id, "--variant", "V1"),
        ("change", id_, "--site", "loods"),
        ("open", id_),
        ("extend", id_, "--reason", "Zomaar."),
        ("close", id_),
        ("finish", id_),
        ("withdraw", id_),
        ("answer", id_, "--rate", "demands=3"),
        ("list", shell.cycle_id),
        ("show", id_),
        ("results", id_),
        ("cluster", "add", id_, "--title", "Van buiten", "--said", "Iets."),
        ("cluster", "give", cluster, "--owner", LEAD),
        ("cluster", "answer", cluster, *because),
        ("cluster", "answer", cluster, *because, "--variant", "V1"),
    ):
        with pytest.raises(NotFound):
            _round(*words, "--as", "olga@drievliet.example")


def _printed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """Return the exit code of a command and all that a person at a terminal sees."""
    with pytest.raises(SystemExit) as ended:
        main(["round", *(str(word) for word in words), "--now", NOW])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_what_is_printed_says_what_is_hidden_and_why_not(
    shell: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    id_ = _drafted(shell)
    code, said = _printed(capsys, "open", id_, "--as", LEAD, "--preview")
    assert code == 0
    assert "zou worden Open; 14 berichten" in said
    _round("open", id_, "--as", LEAD)
    for who in ASKED[:11]:
        _round("answer", id_, "--as", _asked(shell, who), "--rate", "demands=3")
    code, said = _printed(capsys, "show", id_, "--as", LEAD)
    assert (code, "14 gevraagd; nog niet te zien" in said) == (0, True)
    assert _printed(capsys, "results", id_, "--as", LEAD)[0] == 3
    _round("close", id_, "--as", LEAD)
    code, said = _printed(capsys, "results", id_, "--as", LEAD)
    assert code == 0
    assert "11 van de 14" in said
    assert "Winkel Assen (7 mensen): demands 50 (n = 7), control verborgen" in said
    assert "Winkel Zwolle (7 mensen): demands verborgen" in said
    code, said = _printed(capsys, "answer", id_, "--as", _asked(shell, "tom"), "--rate", "demands=3")
    assert (code, "kunt u niet meer antwoorden" in said) == (3, True)
    code, said = _printed(capsys, "finish", id_, "--as", LEAD)
    assert code == 3
    code, said = _printed(capsys, "list", shell.cycle_id, "--as", LEAD)
    assert "11 van de 14" in said
    assert _printed(capsys, "answer", id_, "--as", LEAD, "--rate", "demands=x")[0] == 2
