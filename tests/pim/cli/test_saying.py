"""What a command says: in the chosen language, in local time, and data that stays as it is."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from notifications.outbox import Status
from pim.answers.words import OUTCOMES
from pim.cli import saying
from pim.cli.saying import catalogue, counted, local, rule, say, zone
from pim.instruments.pack import KINDS
from pim.settings import settings
from tests.pim.cli.helpers import CommandLine
from workflows.vocabulary import MEANINGS

LEAD = ("--as", "marieke@noordervers.example")
FOLDER = Path(saying.__file__).parent
PLACES = re.compile(r"\{(\w+)\}")
CODES = {*Status, *MEANINGS["round"], *OUTCOMES, *KINDS, "armed", "incident"}  # what stands in a column


def _calls() -> Iterator[ast.Call]:
    for file in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call):
                yield node


def _said() -> set[str]:
    """Return every literal that a command hands to ``say`` or ``counted``."""
    found = set()
    for call in _calls():
        name = getattr(call.func, "id", "")
        for given in {"say": call.args[:1], "counted": call.args[1:3]}.get(name, ()):
            if isinstance(given, ast.Constant):
                found.add(given.value)
    return found


def _strings() -> set[str]:
    """Return every literal text of the commands: the heads of their tables are among them."""
    nodes = (node for file in FOLDER.glob("*.py") for node in ast.walk(ast.parse(file.read_text())))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PIM_LANGUAGE", "en")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_every_message_has_a_dutch_one_with_the_same_places() -> None:
    said = _said()
    assert len(said) > 80, "too few are found to mean anything"
    assert said - catalogue().keys() == set()
    wrong = [
        key for key, dutch in catalogue().items() if set(PLACES.findall(key)) != set(PLACES.findall(dutch))
    ]
    assert wrong == []


def test_no_dutch_message_stands_there_for_nothing() -> None:
    assert catalogue().keys() - _said() - _strings() - CODES == set()


def test_a_message_is_said_in_the_chosen_language() -> None:
    assert say("{name} has left.", name="Tom {1}") == "Tom {1} is vertrokken."
    assert counted(1, "{number} letter", "{number} letters") == "1 bericht"
    assert counted(2, "{number} letter", "{number} letters") == "2 berichten"


def test_a_message_is_said_in_english_where_that_is_chosen(english: None) -> None:
    assert say("{name} has left.", name="Tom") == "Tom has left."
    assert rule("in 10 working days") == "in 10 working days"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("in 10 working days", "binnen 10 werkdagen"),
        ("in 1 month", "binnen 1 maand"),
        ("lasts 14 days", "duurt 14 dagen"),
        ("1 working day before", "1 werkdag ervoor"),
        ("2 working days after", "2 werkdagen erna"),
        ("day 7", "dag 7"),
        ("on answer_by", "de dag waarop het antwoord er moet zijn"),
        ("whatever comes later", "whatever comes later"),
    ],
)
def test_a_rule_is_said_in_words(written: str, said: str) -> None:
    assert rule(written) == said


def test_a_moment_is_said_in_local_time_in_winter_and_in_summer() -> None:
    zone.set("Europe/Amsterdam")
    assert local("2026-03-02T08:00:00+00:00") == "ma 2 mrt 2026, 09:00"
    assert local(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "wo 1 jul 2026, 00:30"
    assert local("2026-03-02T08:00:00+00:00", "America/Paramaribo") == "ma 2 mrt 2026, 05:00"
    assert local(None) == ""
    zone.set("UTC")
    assert local("2026-03-02T08:00:00+00:00") == "ma 2 mrt 2026, 08:00 UTC"


def _started(pim: CommandLine) -> int:
    started: Any = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", "Nieuw bestelsysteem", *("--lead", LEAD[1]),
        "--now", "2026-02-02T09:00+01:00",
    )  # fmt: skip
    return int(started["id"])


def test_deadlines_say_when_it_is_there_and_what_each_is_about(
    pim: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    cycle = _started(pim)
    pim.put_in(cycle, "ideas")
    pim.call("idea", "bring", cycle, "Het brood is om vier uur op.", *LEAD)
    for who in ((), LEAD):
        code, out, _ = pim.run("deadlines", *who)
        assert code == 0
        (line,) = [line for line in out.splitlines() if "einde van de termijn" in line]
        for said in ("wo 4 feb 2026, 23:59", "idee: Het brood is om vier uur op", "Ingediend", "loopt"):
            assert said in line
        assert "binnen 2 werkdagen" in line
        assert "+00:00" not in out
    code, out, _ = pim.run("deadlines", "--json")
    (due,) = [one for one in json.loads(out) if one["what"] == "due"]
    assert due["at"] == "2026-02-04T22:59:59+00:00"


def test_a_step_says_the_labels_of_its_workflow_and_local_times(pim: CommandLine) -> None:
    cycle = _started(pim)
    code, out, _ = pim.run(
        "cycle",
        "step",
        cycle,
        "pause",
        "--reason",
        "Te druk.",
        "--lesson",
        "Plan vooraf.",
        "--as",
        "henk@noordervers.example",
    )
    assert code == 0
    head, *dues = out.splitlines()
    assert head.startswith("Van Voorbereiden naar Gepauzeerd; ")
    assert all(re.match(r"  (ma|di|wo|do|vr|za|zo) \d+ [a-z]+ 2026, \d\d:\d\d  ", line) for line in dues)
    code, out, _ = pim.run("cycle", "list", *LEAD)
    assert "Gepauzeerd" in out
    assert "titel" in out
    code, out, _ = pim.run("journal", cycle)
    assert "+00:00" not in out


def test_the_same_is_said_in_english_where_that_is_chosen(pim: CommandLine, english: None) -> None:
    cycle = _started(pim)
    _, out, _ = pim.run(
        "cycle",
        "step",
        cycle,
        "pause",
        "--reason",
        "Te druk.",
        "--lesson",
        "Plan vooraf.",
        "--as",
        "henk@noordervers.example",
    )
    assert out.startswith("Went from Preparation to Paused; ")
    assert "end of the term (in 3 months)" in out


def test_a_round_that_runs_is_not_called_a_round_with_fewer_than_five(pim: CommandLine) -> None:
    cycle = _started(pim)
    drafted: Any = pim.call("round", "draft", cycle, "--purpose", "baseline", "--site", "assen", *LEAD)
    pim.call("round", "open", drafted["id"], *LEAD)
    _, out, _ = pim.run("round", "show", drafted["id"], *LEAD)
    assert "open; 7 gevraagd; nog niet te zien, we tellen aan het eind van elke dag." in out
    assert "minder dan 5" not in out


def test_a_round_that_was_withdrawn_before_it_opened_asked_nobody(pim: CommandLine) -> None:
    cycle = _started(pim)
    drafted: Any = pim.call("round", "draft", cycle, "--purpose", "baseline", "--site", "assen", *LEAD)
    pim.call("round", "withdraw", drafted["id"], *LEAD)
    _, out, _ = pim.run("round", "show", drafted["id"], *LEAD)
    assert "ingetrokken; niemand is gevraagd." in out
    assert "0" not in out.splitlines()[0]


def test_a_look_at_more_time_names_and_counts_nobody_who_has_not_answered(pim: CommandLine) -> None:
    cycle = _started(pim)
    drafted: Any = pim.call("round", "draft", cycle, "--purpose", "baseline", "--site", "assen", *LEAD)
    pim.call("round", "open", drafted["id"], *LEAD)
    extend = ("round", "extend", drafted["id"], "--reason", "Het was druk.", *LEAD)
    _, out, _ = pim.run(*extend, "--preview", "--json")
    looked = json.loads(out)
    assert (looked["letters"], looked["recipients"]) == (None, [])
    _, out, _ = pim.run(*extend, "--preview")
    assert "berichten aan wie nog niet heeft geantwoord" in out
    _, out, _ = pim.run(*extend)
    assert "berichten aan wie nog niet heeft geantwoord" in out
    for name in ("Fatima", "Jantje", "Nour"):
        assert name not in out


def test_texts_that_are_too_few_to_show_are_said_to_be_hidden(pim: CommandLine) -> None:
    cycle = _started(pim)
    drafted: Any = pim.call("round", "draft", cycle, "--purpose", "baseline", "--site", "assen", *LEAD)
    pim.call("round", "open", drafted["id"], *LEAD)
    text = next(one["code"] for one in drafted["questions"] if one["kind"] == "text")
    for who in ("fatima", "karin", "wim", "jantje", "tom"):
        said = ("--text", f"{text}=Het is druk in de ochtend.")
        pim.call("round", "answer", drafted["id"], *said, "--as", f"{who}@noordervers.example")
    pim.call("tick", "--now", "2026-02-16T09:00+01:00")
    _, out, _ = pim.run("round", "results", drafted["id"], *LEAD)
    assert f"  {text}: teksten laten we zien vanaf 8" in out
    assert "Het is druk" not in out
