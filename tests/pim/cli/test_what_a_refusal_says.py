"""A refusal at the terminal: in the words of the organisation, with the codes somebody has to type."""

from typing import Any

import pytest

from pim.errors import BadInput, NotFound
from tests.pim.cli.helpers import CommandLine

LEAD = ("--as", "marieke@noordervers.example")
SPONSOR = ("--as", "henk@noordervers.example")


@pytest.fixture
def cycle(pim: CommandLine) -> int:
    started: Any = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", "Nieuw bestelsysteem",
        "--lead", "marieke@noordervers.example", "--now", "2026-02-02T09:00+01:00",
    )  # fmt: skip
    return int(started["id"])


def test_a_step_that_is_not_possible_here_is_said_by_label_and_code(pim: CommandLine, cycle: int) -> None:
    code, _, err = pim.run("cycle", "step", cycle, "start_pilot", *SPONSOR)
    assert code == 3
    here = "vanuit de fase ‘Voorbereiden (preparation)’"
    assert f"‘Gekozen variant op proef (start_pilot)’ kan niet {here}" in err
    assert "Ideeën ophalen (open_ideas), Pauzeren (pause) en Stoppen (stop)." in err


def test_a_step_that_does_not_exist_is_answered_with_the_codes_to_type(pim: CommandLine, cycle: int) -> None:
    _, _, err = pim.run("cycle", "step", cycle, "open_idea", *LEAD)
    assert "Bedoelt u ‘open_ideas’?" in err
    assert "Ideeën ophalen (open_ideas)" in err
    _, _, err = pim.run("cycle", "step", cycle, "beginnen", *LEAD)
    assert "Ideeën ophalen (open_ideas)" in err


def test_a_verb_that_is_not_possible_here_says_what_is_in_the_words_of_the_workflow(
    pim: CommandLine, cycle: int
) -> None:
    pim.put_in(cycle, "ideas")
    idea: Any = pim.call("idea", "bring", cycle, "Het brood is om vier uur op.", *LEAD)
    pim.call("idea", "answer", idea["id"], "--outcome", "done", "--because", "Doen we.", *LEAD)
    code, _, err = pim.run("idea", "acknowledge", idea["id"], *LEAD)
    assert code == 3
    assert "‘Ontvangst bevestigen (acknowledge)’ kan niet vanuit de fase ‘Beantwoord (answered)’" in err


def test_ideas_are_brought_from_the_stage_that_asks_for_them(pim: CommandLine, cycle: int) -> None:
    bring = ("idea", "bring", cycle, "Het brood is om vier uur op.", *LEAD)
    code, _, err = pim.run(*bring)
    assert code == 3
    assert "Dit kan vanaf deze fase van de vernieuwing: Ideeën. Zover is het nog niet." in err
    pim.put_in(cycle, "ideas", "selection")
    assert pim.run(*bring)[0] == 0  # a late idea is welcome, and is answered like any other
    pim.put_in(cycle, "paused")
    assert pim.run(*bring)[0] == 0


def test_a_team_that_is_missing_is_named_with_its_site(pim: CommandLine, cycle: int) -> None:
    touched = ("assen/Nachtploeg", "zwolle/Nachtploeg", "kantoor/HR")
    teams = [pim.people.teams[f"noordervers/{team}"] for team in touched]
    pim.call("cycle", "teams", cycle, *teams, *LEAD)
    _, _, err = pim.run("cycle", "step", cycle, "open_ideas", *LEAD)
    assert "HR (Hoofdkantoor) en Nachtploeg (Winkel Assen, Winkel Zwolle)" in err
    pim.call("people", "role", "N005", "work_group", "--cycle", cycle, *LEAD)
    pim.call("people", "role", "daan@noordervers.example", "work_group", "--cycle", cycle, *LEAD)
    _, _, err = pim.run("cycle", "step", cycle, "open_ideas", *LEAD)
    assert "Nog niet in de werkgroep: HR (Hoofdkantoor)." in err


@pytest.mark.parametrize("theme", ["werk", "Work", "mensen"])
def test_a_theme_the_workflow_does_not_have_is_refused_with_those_it_has(
    pim: CommandLine, cycle: int, theme: str
) -> None:
    with pytest.raises(BadInput, match="expected work, organisation, technology, people"):
        pim.call("cycle", "charter", cycle, "--technology", f"{theme}=Het werk wordt lichter.", *LEAD)
    pim.call("cycle", "charter", cycle, "--technology", "work=Het werk wordt lichter.", *LEAD)


def test_a_site_is_found_in_capitals_or_not_and_named_as_it_is_written(pim: CommandLine, cycle: int) -> None:
    drafted: Any = pim.call("round", "draft", cycle, "--purpose", "baseline", "--site", "ASSEN", *LEAD)
    assert drafted["invited"] == 7
    here = ("--organisation", "noordervers")
    pim.call("sites", "import", pim.file("code;naam\nEMM;Winkel Emmen\n"), *here)
    people = "nummer;naam;e-mail;vestiging;team;rol\nE1;Ina Mulder;;EMM;Vers;\n"
    pim.call("people", "import", pim.file(people), *here)
    with pytest.raises(NotFound, match=r"there are: (EMM, assen|assen, EMM), kantoor"):
        pim.call("round", "draft", cycle, "--purpose", "baseline", "--site", "nergens", *LEAD)
