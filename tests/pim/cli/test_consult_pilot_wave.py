"""``pim consult``, ``pim pilot`` and ``pim wave``, as the lead, the council and a manager type them."""

import json
from datetime import date
from typing import Any

import pytest

from pim.cli import edge
from pim.errors import BadInput, NotFound
from pim.lifecycle import subject
from pim.lifecycle.work import Work
from tests.pim.cli.helpers import CommandLine
from tests.pim.ideas.desk import at
from tests.pim.scene import was_decided

LEAD = ("--as", "marieke@noordervers.example")
SPONSOR = ("--as", "henk@noordervers.example")
COUNCIL = ("--as", "wim@noordervers.example")
MANAGER = ("--as", "erik@noordervers.example")
OUTSIDER = ("--as", "olga@drievliet.example")
TEXTS = ("--decision", "Het plan.", "--grounds", "Daarom.", "--consequences", "Dit.", "--measures", "Dat.")


@pytest.fixture
def cycle(pim: CommandLine) -> int:
    started: Any = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", "Nieuw bestelsysteem",
        "--lead", "marieke@noordervers.example", "--now", "2026-03-16T09:00+01:00",
    )  # fmt: skip
    with edge.database().write() as session:
        work = Work(session, edge.house(), pim.people["marieke"], at("2026-03-16T10:00"))
        was_decided(work, int(started["id"]))
    pim.call("idea", "functionality", started["id"], "Bestelvoorstel", "--code", "F2", *LEAD)
    variant = ("--functionality", "F2", "--title", "Tot 14 uur", "--text", "Aanpassen kan.", "--code", "V2")
    pim.call("variant", "add", started["id"], *variant, *LEAD)
    return int(started["id"])


def _consent(pim: CommandLine, cycle: int) -> int:
    asked: Any = pim.call(
        "consult", "ask", cycle, "consent", "--title", "Logboek", "--article", "27(1)(l)", *TEXTS,
        "--answer-by", "2026-04-30", *LEAD, "--now", "2026-04-02T10:00+02:00",
    )  # fmt: skip
    return int(asked["id"])


def _pilot(pim: CommandLine, cycle: int) -> int:
    planned: Any = pim.call(
        "pilot", "plan", cycle, "--variant", "V2", "--site", "zwolle", "--compare", "assen",
        "--from", "2026-05-11", "--until", "2026-06-07", *LEAD,
    )  # fmt: skip
    return int(planned["id"])


def test_consent_from_question_to_answer_opens_the_pilot(pim: CommandLine, cycle: int) -> None:
    pilot, request = _pilot(pim, cycle), _consent(pim, cycle)
    code, out, err = pim.run("pilot", "run", pilot, *LEAD, "--now", "2026-04-29T10:00+02:00")
    assert (code, out) == (3, "")
    assert "Logboek" in err
    pim.call("consult", "meeting", request, "--on", "2026-04-16", *COUNCIL, "--now", "2026-04-16T16:00+02:00")
    answer = ("consult", "answer", request, "Akkoord.", "--condition", "Geen lijst per persoon.")
    code, out, _ = pim.run(*answer, *COUNCIL, "--now", "2026-04-30T10:00+02:00")
    assert code == 0
    assert "Beantwoord. Logboek: Gegeven; 2 berichten." in out
    pim.call("consult", "met", request, 1, "De lijst bestaat niet meer.", *LEAD)
    code, out, _ = pim.run("consult", "show", request, *COUNCIL)
    assert "✓ 1. Geen lijst per persoon." in out
    ran: Any = pim.call("pilot", "run", pilot, *LEAD, "--now", "2026-05-11T07:00+02:00")
    assert ran["stage"] == "running"


def test_a_refusal_as_data_names_every_reason_in_both_languages(pim: CommandLine, cycle: int) -> None:
    asked = ("consult", "ask", cycle, "advice", "--title", "Uitrol", "--article", "25(1)(k)", *LEAD, "--json")
    code, out, _ = pim.run(*asked)
    (refused,) = json.loads(out)["refused"]
    assert (code, refused["code"]) == (3, "text_written")
    assert refused["nl"] != refused["en"]


def test_a_decision_that_departs_suspends_and_the_list_says_until_when(pim: CommandLine, cycle: int) -> None:
    asked: Any = pim.call(
        "consult", "ask", cycle, "advice", "--title", "Uitrol", "--article", "25(1)(k)", *TEXTS, *LEAD,
        "--now", "2026-07-27T10:00+02:00",
    )  # fmt: skip
    request = asked["id"]
    pim.call("consult", "agree", request, "2026-09-07", *COUNCIL)
    pim.call("consult", "meeting", request, "--on", "2026-08-20", *COUNCIL, "--now", "2026-08-20T16:00+02:00")
    pim.call(
        "consult", "answer", request, "Mits.", "--condition", "Langzaam.", "--condition", "Samen.", *COUNCIL
    )
    decide = ("consult", "decide", request, "--departs", "--told-on", "2026-09-14", *SPONSOR)
    late = ("--now", "2026-09-14T10:00+02:00")
    code, _, err = pim.run(*decide, "--not-followed", "twee", *late)
    assert (code, "expected NUMBER=WHY" in err) == (2, True)
    decided: Any = pim.call(*decide, "--not-followed", "2=Dat kan niet.", *late)
    assert decided["stage"] == "suspended"
    (line,) = pim.call("consult", "list", cycle, *LEAD)  # type: ignore[misc]
    assert (line["answerBy"], line["suspendedUntil"]) == ("2026-09-07", "2026-10-14")
    waived: Any = pim.call("consult", "waive", request, *COUNCIL)
    assert waived["stage"] == "waived"


def test_consent_that_is_withheld_is_asked_again_or_ruled_on(pim: CommandLine, cycle: int) -> None:
    request = _consent(pim, cycle)
    pim.call("consult", "meeting", request, "--on", "2026-04-02", *COUNCIL)
    pim.call("consult", "withhold", request, "--reason", "Te ruim.", *COUNCIL)
    again = ("--reason", "Korter.", "--measures", "30 dagen.", "--answer-by", "2026-05-08")
    assert pim.call("consult", "rewrite", request, *again, *LEAD)["stage"] == "asked"  # type: ignore[index]
    pim.call("consult", "withhold", request, "--reason", "Nog te ruim.", *COUNCIL)
    ruled: Any = pim.call("consult", "ruling", request, "De rechter staat het toe.", *SPONSOR)
    assert ruled["stage"] == "closed"


def test_a_request_is_withdrawn_and_a_decision_is_told_only_after_it_was_taken(
    pim: CommandLine, cycle: int
) -> None:
    request = _consent(pim, cycle)
    with pytest.raises(BadInput, match="nothing was decided yet"):
        pim.call("consult", "tell", request, "--on", "2026-04-02", *SPONSOR)
    gone: Any = pim.call("consult", "withdraw", request, "--reason", "Niet meer nodig.", *SPONSOR)
    assert gone["stage"] == "withdrawn"


def test_a_pilot_is_moved_agreed_run_extended_and_ended(pim: CommandLine, cycle: int) -> None:
    pilot = _pilot(pim, cycle)
    pim.call("pilot", "move", pilot, "--from", "2026-05-18", "--until", "2026-06-14", *LEAD)
    pim.call("pilot", "agree", pilot, *MANAGER)
    code, out, _ = pim.run("pilot", "run", pilot, "--preview", *LEAD, "--now", "2026-05-18T07:00+02:00")
    assert code == 0
    assert "bericht: Proef begint → Kevin de Groot" in out
    shown: Any = pim.call("pilot", "show", pilot, *LEAD)
    assert (shown["stage"]["name"], shown["days"]) == ("planned", 28)
    pim.call("pilot", "run", pilot, *LEAD)
    pim.call("cycle", "lesson", cycle, "Vier weken is te kort om te wennen.", *LEAD)
    pim.call("cycle", "lesson", cycle, "Vier weken is te kort voor een oordeel.", *LEAD)
    longer = ("--until", "2026-06-28", "--reason", "Te weinig weken.")
    pim.call("pilot", "extend", pilot, *longer, *SPONSOR)
    pim.call("pilot", "end", pilot, *LEAD, "--now", "2026-06-28T17:00+02:00")
    (line,) = pim.call("pilot", "list", cycle, *LEAD)  # type: ignore[misc]
    assert (line["stage"]["name"], line["endsOn"], line["days"]) == ("ended", "2026-06-28", 42)


def test_any_step_can_be_looked_at_before_it_is_taken(pim: CommandLine, cycle: int) -> None:
    pilot = _pilot(pim, cycle)
    step = ("step", pilot, "run", *LEAD, "--now", "2026-05-11T07:00+02:00")
    code, out, _ = pim.run(*step, "--preview")
    assert (code, out.splitlines()[0][:11]) == (0, "Zou worden:")
    assert "bericht: Proef begint → Kevin de Groot" in out
    assert pim.call("pilot", "show", pilot, *LEAD)["stage"]["name"] == "planned"  # type: ignore[index,call-overload]
    code, out, _ = pim.run(*step)
    assert (code, out.splitlines()[0][:7]) == (0, "Gedaan.")


def test_a_pilot_that_is_called_off_is_shown_as_such(pim: CommandLine, cycle: int) -> None:
    pilot = _pilot(pim, cycle)
    pim.call("pilot", "cancel", pilot, "--reason", "Te laat.", *LEAD)
    code, out, _ = pim.run("pilot", "show", pilot, *LEAD)
    assert (code, out.splitlines()[0]) == (0, "pilot-1: V2 — Afgeblazen")


def _wave(pim: CommandLine, cycle: int, site: str, first: str) -> int:
    planned: Any = pim.call("wave", "plan", cycle, "--variant", "V2", "--site", site, "--from", first, *LEAD)
    return int(planned["id"])


def test_a_wave_in_a_freeze_is_refused_moved_started_and_halted(pim: CommandLine, cycle: int) -> None:
    wave = _wave(pim, cycle, "assen", "2026-12-07")
    frozen = ("--from", "2026-11-30", "--until", "2027-01-03", "--name", "Feestdagen")
    code, out, _ = pim.run("wave", "freeze", "add", cycle, *frozen, *LEAD)
    assert (code, "staat gepland op 7 december 2026; verzet die" in out) == (0, True)
    assert pim.run("wave", "announce", wave, *LEAD)[0] == 3
    pim.call("wave", "move", wave, "--from", "2027-01-11", *LEAD)
    pim.call("wave", "announce", wave, *LEAD, "--now", "2026-12-14T09:00+01:00")
    assert pim.run("wave", "start", wave, *LEAD)[0] == 3
    blocked: Any = pim.call("wave", "blocked", wave, "--reason", "Het is bevroren.", *LEAD)
    assert blocked["stage"] == "announced"
    pim.call("wave", "start", wave, *LEAD, "--now", "2027-01-11T07:00+01:00")
    pim.call("wave", "halt", wave, "--reason", "Het loopt vast.", "--as", "karin@noordervers.example")
    pim.call("wave", "resume", wave, "--reason", "Opgelost.", *LEAD)
    assert pim.run("wave", "finish", wave, *LEAD)[0] == 3  # nobody was asked yet
    code, out, _ = pim.run("wave", "show", wave, *LEAD)
    assert (code, "vestigingen: Winkel Assen" in out) == (0, True)


def test_a_wave_begun_by_the_name_of_its_step_is_measured_after_from_that_day_too(
    pim: CommandLine, cycle: int
) -> None:
    wave = _wave(pim, cycle, "assen", "2027-01-11")
    pim.call("step", wave, "announce", *LEAD, "--now", "2026-12-14T09:00+01:00")
    step = ("step", wave, "begin", *LEAD, "--now", "2027-01-11T07:00+01:00")
    pim.call(*step, "--preview")
    assert _rolled_out_on(cycle) is None, "looking ahead keeps nothing"
    pim.call(*step)
    assert _rolled_out_on(cycle) == date(2027, 1, 11)
    later = ("--now", "2027-01-20T07:00+01:00")
    pim.call("step", wave, "halt", "--reason", "Het loopt vast.", *LEAD, *later)
    pim.call("step", wave, "resume", "--reason", "Opgelost.", *LEAD, *later)
    assert _rolled_out_on(cycle) == date(2027, 1, 11), "going on is not beginning"


def _rolled_out_on(cycle: int) -> date | None:
    with edge.database().read() as session:
        return subject.look(session, cycle).dates.get("rolled_out_on")


def test_freezes_are_listed_and_lifted_and_waves_called_off(pim: CommandLine, cycle: int) -> None:
    added: Any = pim.call(
        "wave", "freeze", "add", cycle, "--from", "2026-11-30", "--until", "2027-01-03", *LEAD
    )
    (listed,) = pim.call("wave", "freeze", "list", cycle, *LEAD)  # type: ignore[misc]
    assert (listed["first"], listed["last"]) == ("2026-11-30", "2027-01-03")
    pim.call("wave", "freeze", "remove", added["id"], *LEAD)
    assert pim.call("wave", "freeze", "list", cycle, *LEAD) == []
    wave = _wave(pim, cycle, "assen", "2026-10-19")
    pim.call("wave", "cancel", wave, "--reason", "Te vroeg.", *SPONSOR)
    (line,) = pim.call("wave", "list", cycle, *LEAD)  # type: ignore[misc]
    assert (line["number"], line["stage"]["name"]) == (1, "cancelled")


def test_a_retry_with_the_same_key_asks_once(pim: CommandLine, cycle: int) -> None:
    ask = ("consult", "ask", cycle, "dpia", "--title", "Privacy", "--article", "35", *TEXTS, *LEAD)
    first: Any = pim.call(*ask, "--key", "k1")
    assert pim.call(*ask, "--key", "k1") == first
    assert len(pim.call("consult", "list", cycle, *LEAD)) == 1  # type: ignore[arg-type]


def test_an_outsider_lists_and_shows_nothing(pim: CommandLine, cycle: int) -> None:
    request, pilot, wave = _consent(pim, cycle), _pilot(pim, cycle), _wave(pim, cycle, "assen", "2026-10-19")
    days = ("--from", "2026-06-01", "--until", "2026-06-02")
    for command in (
        ("consult", "show", request),
        ("consult", "list", cycle),
        ("pilot", "show", pilot),
        ("pilot", "list", cycle),
        ("pilot", "plan", cycle, "--variant", "V2", "--site", "loods", *days),
        ("wave", "show", wave),
        ("wave", "list", cycle),
        ("wave", "freeze", "list", cycle),
        ("wave", "start", wave),
    ):
        with pytest.raises(NotFound):
            pim.call(*command, *OUTSIDER)


@pytest.mark.parametrize("wrong", [("--from", "11 mei"), ("--from", "2026-13-01")])
def test_a_day_that_is_none_says_how_one_is_written(
    pim: CommandLine, cycle: int, wrong: tuple[str, str]
) -> None:
    plan = ("pilot", "plan", cycle, "--variant", "V2", "--site", "zwolle", *wrong, "--until", "2026-06-07")
    code, _, err = pim.run(*plan, *LEAD)
    assert (code, "Schrijf het zoals 2026-12-31 of 31-12-2026" in err) == (2, True)
