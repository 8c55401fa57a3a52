"""``pim idea`` and ``pim variant``, from an idea to a stopped variant, as people type them."""

import json
from typing import Any

import pytest

from pim.errors import BadInput, KeyUsed, NotFound
from tests.pim.cli.helpers import CommandLine
from tests.pim.variants.test_picture_file import picture

LEAD = ("--as", "marieke@noordervers.example")
SPONSOR = ("--as", "henk@noordervers.example")
WHY = "Deze variant neemt de nachtploeg de regelmogelijkheden af; aanpassen kan niet meer."


@pytest.fixture
def cycle(pim: CommandLine) -> int:
    started: Any = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", "Nieuw bestelsysteem",
        "--lead", "marieke@noordervers.example", "--now", "2026-02-02T09:00+01:00",
    )  # fmt: skip
    pim.put_in(int(started["id"]), "ideas")
    return int(started["id"])


def _bring(pim: CommandLine, cycle: int, *how: object) -> int:
    brought: Any = pim.call("idea", "bring", cycle, "Het brood is om vier uur al op.", *(how or LEAD))
    return int(brought["id"])


def test_an_idea_from_the_shop_floor_to_its_answer(pim: CommandLine, cycle: int) -> None:
    idea = _bring(pim, cycle, *LEAD, "--for", "N004")  # Joost, who has no e-mail
    pim.call("idea", "acknowledge", idea, *LEAD)
    pim.call("idea", "functionality", cycle, "Tekort melden", *LEAD)
    answered: Any = pim.call(
        "idea",
        "answer",
        idea,
        "--outcome",
        "done",
        "--because",
        "Dit wordt F1.",
        "--functionality",
        "F1",
        *LEAD,
    )
    assert (answered["stage"], answered["letters"]) == ("answered", 1)
    (mine,) = pim.call("idea", "mine", "--as", "N004")  # type: ignore[misc]
    assert (mine["because"], mine["outcome"]["label"]["nl"]) == ("Dit wordt F1.", "dit doen we")
    (part,) = pim.call("idea", "functionalities", cycle, *LEAD)  # type: ignore[misc]
    assert (part["code"], part["ideas"]) == ("F1", 1)
    code, out, _ = pim.run("idea", "show", idea, *LEAD)
    assert code == 0
    assert "dit doen we: Dit wordt F1." in out


def test_an_idea_without_a_name_is_listed_without_one(pim: CommandLine, cycle: int) -> None:
    _bring(pim, cycle, "--as", "tom@noordervers.example", "--anonymous")
    (idea,) = pim.call("idea", "list", cycle, *LEAD)  # type: ignore[misc]
    assert idea["author"] is None
    assert pim.call("idea", "mine", "--as", "tom@noordervers.example") == []
    code, out, _ = pim.run("idea", "list", cycle, *LEAD)
    assert code == 0
    assert "Tom" not in out


def test_an_idea_is_taken_back_by_its_author_and_by_nobody_else(pim: CommandLine, cycle: int) -> None:
    idea = _bring(pim, cycle, "--as", "tom@noordervers.example")
    code, _, err = pim.run("idea", "withdraw", idea, *LEAD)
    assert (code, err.splitlines()[0]) == (3, "Dit kan nog niet:")
    taken: Any = pim.call("idea", "withdraw", idea, "--as", "tom@noordervers.example")
    assert taken["stage"] == "withdrawn"


def test_an_idea_goes_into_a_functionality_and_out_again(pim: CommandLine, cycle: int) -> None:
    idea = _bring(pim, cycle)
    pim.call("idea", "functionality", cycle, "Afprijzen", "--code", "F3", *LEAD)
    assert pim.call("idea", "group", idea, "F3", *LEAD)["functionality"] == "F3"  # type: ignore[index]
    assert pim.call("idea", "group", idea, *LEAD)["functionality"] is None  # type: ignore[index]


def test_a_no_without_substance_is_wrong_usage_and_says_what_is_expected(
    pim: CommandLine, cycle: int
) -> None:
    idea = _bring(pim, cycle)
    code, _, err = pim.run("idea", "answer", idea, "--outcome", "not_done", "--because", "nee", *LEAD)
    assert (code, "verschillende woorden" in err) == (2, True)


def test_the_same_key_twice_brings_one_idea(pim: CommandLine, cycle: int) -> None:
    one = _bring(pim, cycle, *LEAD, "--key", "formulier-1")
    assert _bring(pim, cycle, *LEAD, "--key", "formulier-1") == one
    assert len(pim.call("idea", "list", cycle, *LEAD)) == 1  # type: ignore[arg-type]


def test_a_key_that_was_used_for_something_else_is_refused_and_brings_nothing(
    pim: CommandLine, cycle: int
) -> None:
    _bring(pim, cycle, *LEAD, "--key", "formulier-1")
    for other in (
        ("idea", "bring", cycle, "Zet de karren bij de deur.", *LEAD, "--key=formulier-1"),
        ("idea", "functionality", cycle, "Afprijzen", *LEAD, "--key", "formulier-1"),
    ):
        with pytest.raises(KeyUsed):
            pim.call(*other)
    assert len(pim.call("idea", "list", cycle, *LEAD)) == 1  # type: ignore[arg-type]


def test_a_variant_its_new_version_and_why_it_stopped(pim: CommandLine, cycle: int) -> None:
    pim.call("idea", "functionality", cycle, "Bestelvoorstel", *LEAD)
    given = (
        "--functionality",
        "F1",
        "--title",
        "Aanpassen tot 11 uur",
        "--text",
        "Medewerkers passen aan tot 11 uur.",
    )
    one: Any = pim.call("variant", "add", cycle, *given, *LEAD)
    two: Any = pim.call(
        "variant", "version", one["id"], "--text", "Medewerkers passen aan tot 14 uur.",
        "--what-changed", "Tot 14 uur.", "--title", "Aanpassen tot 14 uur", *LEAD,
    )  # fmt: skip
    assert (one["code"], two["code"], two["title"]) == ("V1", "V1b", "Aanpassen tot 14 uur")
    own: Any = pim.call("variant", "add", cycle, *given, "--code", "H2", *LEAD)
    assert own["code"] == "H2"

    pim.put_in(cycle, "selection")
    stopped: Any = pim.call("variant", "stop", one["id"], "--reason", WHY, *SPONSOR)
    assert stopped["stage"] == "stopped"
    assert pim.call("variant", "fallback", own["id"], "--reason", "Achter de hand.", *SPONSOR)
    assert pim.call("variant", "take-up-again", own["id"], "--reason", "Toch nodig.", *LEAD)
    assert pim.call("variant", "park", own["id"], "--reason", WHY, *SPONSOR)
    assert pim.run("variant", "ask", two["id"], *LEAD)[0] == 3  # people are asked in the stage for it
    pim.put_in(cycle, "feedback")
    assert pim.call("variant", "ask", two["id"], *LEAD)["stage"] == "asked"  # type: ignore[index]
    code, _, err = pim.run("variant", "choose", two["id"], "--reason", "Meeste steun.", *SPONSOR)
    assert (code, err.count("\n- ")) == (3, 2)
    assert "Dit kan alleen als de vernieuwing in deze fase is: Selectie, Besluit of Wacht op advies" in err
    pim.put_in(cycle, "selection")
    code, _, err = pim.run("variant", "choose", two["id"], "--reason", "Meeste steun.", *SPONSOR)
    assert code == 3
    assert err.count("\n- ") == 1
    assert pim.run("variant", "adopt", two["id"], *SPONSOR)[0] == 3

    listed: Any = pim.call("variant", "list", cycle, *LEAD)
    assert [(one["code"], one["from"], one["stage"]["name"]) for one in listed] == [
        ("V1", None, "stopped"),
        ("V1b", "V1", "asked"),
        ("H2", None, "parked"),
    ]
    code, out, _ = pim.run("variant", "show", two["id"], *LEAD)
    assert code == 0
    assert "  van V1\n  veranderd: Tot 14 uur.\n" in out


def test_every_list_speaks_json_and_prints_a_table(pim: CommandLine, cycle: int) -> None:
    _bring(pim, cycle)
    for command in (
        ("idea", "list", cycle),
        ("idea", "mine"),
        ("idea", "functionalities", cycle),
        ("variant", "list", cycle),
    ):
        code, out, _ = pim.run(*command, *LEAD, "--json")
        assert code == 0
        assert isinstance(json.loads(out), list)
        assert pim.run(*command, *LEAD)[0] == 0


def test_an_outsider_gets_not_found_on_every_command(pim: CommandLine, cycle: int) -> None:
    idea = _bring(pim, cycle)
    pim.call("idea", "functionality", cycle, "Bestelvoorstel", *LEAD)
    variant: Any = pim.call(
        "variant", "add", cycle, "--functionality", "F1", "--title", "Zo", "--text", "Zo werkt het.", *LEAD
    )
    olga = ("--as", "olga@drievliet.example")
    for command in (
        ("idea", "list", cycle),
        ("idea", "show", idea),
        ("idea", "bring", cycle, "Van mij"),
        ("idea", "acknowledge", idea),
        ("idea", "withdraw", idea),
        ("idea", "group", idea),
        ("idea", "functionality", cycle, "Van mij"),
        ("idea", "functionalities", cycle),
        ("variant", "list", cycle),
        ("variant", "show", variant["id"]),
        ("variant", "ask", variant["id"]),
        ("variant", "version", variant["id"], "--text", "Anders.", "--what-changed", "Alles."),
    ):
        with pytest.raises(NotFound):
            pim.call(*command, *olga)


def test_the_time_can_be_given_and_moves_the_clock_of_the_demo(pim: CommandLine, cycle: int) -> None:
    _bring(pim, cycle, *LEAD, "--now", "2026-02-03T10:00+01:00")
    (idea,) = pim.call("idea", "list", cycle, *LEAD)  # type: ignore[misc]
    assert idea["submittedOn"] == "2026-02-03"
    _bring(pim, cycle)
    assert pim.call("idea", "list", cycle, *LEAD)[1]["submittedOn"] == "2026-02-03"  # type: ignore[index]
    with pytest.raises(BadInput, match="is not a moment"):
        _bring(pim, cycle, *LEAD, "--now", "gisteren")


def test_a_picture_is_put_beside_a_variant_and_a_file_that_is_none_is_refused(
    pim: CommandLine, cycle: int
) -> None:
    pim.call("idea", "functionality", cycle, "Tekort melden", *LEAD)
    words = ("--functionality", "F1", "--title", "Met de hand", "--text", "Iedereen meldt zelf een tekort.")
    made: Any = pim.call("variant", "add", cycle, *words, *LEAD)
    alt = ("--alt-nl", "Een scherm.", "--alt-en", "A screen.")
    file = pim.folder / "scherm.png"
    file.write_bytes(picture())
    put: Any = pim.call("variant", "picture", made["id"], file, *alt, *LEAD)
    assert (put["code"], put["width"], put["height"]) == ("V1", 320, 200)
    code, out, _ = pim.run("variant", "picture", made["id"], file, *alt, *LEAD)
    assert (code, out) == (0, "V1 heeft een afbeelding van 320 × 200.\n")
    for wrong, said in (
        (pim.file("geen beeld"), "dit is geen afbeelding"),
        (pim.folder / "weg.png", "No such"),
    ):
        code, _, error = pim.run("variant", "picture", made["id"], wrong, *alt, *LEAD)
        assert (code, said in error) == (2, True), error
