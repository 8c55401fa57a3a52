"""What somebody meets who uses the commands for the first time: every fault at once, and what comes later."""

import re
from pathlib import Path
from typing import Any

import pytest

import pim as pim_package
from pim.cli.refusing import table
from pim.cli.saying import say
from tests.pim.cli.helpers import CommandLine

LEAD = ("--as", "marieke@noordervers.example")
ASSEN = ("--purpose", "baseline", "--site", "assen")


@pytest.fixture
def cycle(pim: CommandLine) -> int:
    started: Any = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", "Nieuw bestelsysteem",
        "--lead", "marieke@noordervers.example", "--now", "2026-02-02T09:00+01:00",
    )  # fmt: skip
    return int(started["id"])


def test_every_wrong_option_of_a_draft_is_named_at_once(pim: CommandLine, cycle: int) -> None:
    wrong = ("--purpose", "basline", "--site", "nergens", "--pack", "wrk", "--pack", "outcome")
    code, out, err = pim.run("round", "draft", cycle, *wrong, *LEAD)
    assert (code, out) == (2, "")
    for word in ("basline", "nergens", "wrk", "outcome"):
        assert f"'{word}'" in err


def test_a_draft_that_cannot_be_opened_now_says_so_with_everything_that_is_in_the_way(
    pim: CommandLine, cycle: int
) -> None:
    code, out, _ = pim.run("round", "draft", cycle, *ASSEN, *LEAD)
    assert (code, "! Openen kan" in out) == (0, False)
    (first,) = pim.call("round", "list", cycle, *LEAD)  # type: ignore[misc]
    pim.call("round", "open", first["id"], *LEAD)
    code, out, _ = pim.run("round", "draft", cycle, *ASSEN, *LEAD)
    assert code == 0
    assert "! Openen kan nu nog niet: Nog niet beantwoord: R1." in out
    assert "! Openen kan nu nog niet: Aan deze teams is dit kort geleden al gevraagd" in out


def test_whoever_closes_a_round_that_runs_hears_that_the_clock_does_and_what_people_can_do(
    pim: CommandLine, cycle: int
) -> None:
    drafted: Any = pim.call("round", "draft", cycle, *ASSEN, *LEAD)
    pim.call("round", "open", drafted["id"], *LEAD)
    code, _, err = pim.run("round", "close", drafted["id"], *LEAD)
    assert code == 3
    assert "hij volgt als de termijn voorbij is" in err
    assert "Eén keer verlengen (extend) en Intrekken (withdraw)" in err


def test_several_ideas_are_acknowledged_at_once_or_none(pim: CommandLine, cycle: int) -> None:
    pim.put_in(cycle, "ideas")
    ideas: Any = [
        pim.call("idea", "bring", cycle, f"Het brood is om {hour} uur op.", "--as", "tom@noordervers.example")
        for hour in ("vier", "vijf", "zes")
    ]
    first, second, third = (one["id"] for one in ideas)
    pim.call("idea", "acknowledge", first, *LEAD)
    assert pim.run("idea", "acknowledge", second, first, third, *LEAD)[0] == 3
    code, out, _ = pim.run("idea", "acknowledge", third, second, *LEAD)
    assert code == 0
    assert out.count("Ontvangst bevestigd.") == 2


def test_what_is_overdue_is_shown_with_since_when_and_whose_it_is(pim: CommandLine, cycle: int) -> None:
    pim.put_in(cycle, "ideas")
    pim.call("idea", "bring", cycle, "Het brood is om vier uur op.", *LEAD, "--now", "2026-02-03T09:00+01:00")
    _, out, _ = pim.run("cycle", "show", cycle, *LEAD, "--now", "2026-02-03T10:00+01:00")
    assert "over de termijn" not in out
    pim.call("tick", "--now", "2026-02-09T09:00+01:00")
    _, out, _ = pim.run("cycle", "show", cycle, *LEAD)
    line = "! Het brood is om vier uur op: over de termijn sinds do 5 feb 2026, 23:59; aan zet: "
    assert f"{line}kartrekker (Marieke de Boer)" in out


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ("people", "role", "wie@nergens.example", "sponsor", "--cycle", 1, *LEAD),
            "Niemand hier heeft het adres of nummer wie@nergens.example.",
        ),
        (("people", "role", "henk@noordervers.example", "baas", "--cycle", 1, *LEAD), "rol: “baas” is geen"),
        (("cycle", "teams", 1, 999, *LEAD), "Er is geen team met nummer 999."),
        (("cycle", "show", 999, *LEAD), "Er is niets met nummer 999."),
        (("idea", "bring", 1, "x", *LEAD), "idee: schrijf 3 tot 5000 tekens; het zijn er nu 1."),
        (("round", "draft", 1, *ASSEN, "--pack", "wrk", *LEAD), "Het pakket 'wrk' is er niet."),
        (("round", "draft", 1, *ASSEN, "--opens-on", "morgen", *LEAD), "'morgen' is geen dag."),
        (
            ("cycle", "teams", 1, 1, "--as", "tom@noordervers.example"),
            "Hiervoor hebt u bij 'Nieuw bestelsysteem' de rol nodig van kartrekker",
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else " ".join(map(str, one[:2])),
)
def test_a_fault_is_told_in_dutch(pim: CommandLine, cycle: int, command: tuple[Any, ...], said: str) -> None:
    pim.put_in(cycle, "ideas")
    code, _, err = pim.run(*command)
    assert code in (1, 2, 3)
    assert said in err


def test_roles_letters_and_days_are_said_as_people_say_them(pim: CommandLine, cycle: int) -> None:
    _, out, _ = pim.run("people", "role", "fatima@noordervers.example", "work_group", "--cycle", cycle, *LEAD)
    assert "heeft nu de rol werkgroep" in out
    assert say("{name} has left.", name="2026-07-10") == "10 juli 2026 is vertrokken."
    assert say("{name} has left.", name=2.5) == "2,5 is vertrokken."
    _, out, _ = pim.run("doctor")
    assert "tabellen ontbreken of zijn oud" in " ".join(out.replace("│", " ").split())


def test_every_dutch_sentence_is_of_a_fault_that_there_is() -> None:
    source = [file.read_text(encoding="utf-8") for file in Path(pim_package.__file__).parent.rglob("*.py")]
    text = re.sub(r'"\s*\n\s*f?"', "", "\n".join(source))
    sentences, _ = table()
    gone = [
        english
        for english, _, _ in sentences
        if not all(part in text for part in re.split(r"\{\w+\}|'|; ", english) if len(part) > 12)
    ]
    assert gone == []
