"""Letters as their readers get them: no day that has passed is promised, and everybody is addressed."""

from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from notifications.letter import Letter
from notifications.letters import Letters
from notifications.outbox import LetterRow
from pim.cycles.start import start_cycle
from pim.db import Database
from pim.duties import duties
from pim.feedback.draft import draft_round
from pim.feedback.steps import open_round
from pim.feedback.titles import TITLES, in_language, title_of
from pim.ideas.bring import bring_idea
from pim.ideas.group import name_functionality
from pim.ideas.handle import acknowledge_idea
from pim.lifecycle.duties import do_due
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Installation, Instance
from pim.people.letters_off import WEEKLY, switch
from pim.people.roles import give_role
from pim.variants.add import add_variant
from pim.variants.choose import decide_variant
from tests.notifications.letter_examples import STORE
from tests.pim.ideas.desk import Desk, at, desk
from workflows.reasons import LANGUAGES, task
from workflows.vocabulary import MEANINGS

BREAD = "Het brood is om vier uur op."
OVER = {
    "cycle": ("closed", "stopped"),
    "idea": ("answered", "withdrawn"),
    "variant": ("stopped", "adopted"),
    "round": ("answered", "withdrawn"),
    "pilot": ("ended", "cancelled"),
    "consultation": ("closed", "waived", "withdrawn"),
    "wave": ("done", "cancelled"),
}


@pytest.fixture
def nv(database: Database, tmp_path: Path) -> Desk:
    made = desk(database, keys=tmp_path / "keys")
    made.put_in("ideas")
    return made


def _bring(nv: Desk, local: str = "2026-02-03 10:00") -> int:
    return nv.do("fatima", lambda work: bring_idea(work, nv.cycle, BREAD).id, local)


def _written(name: str, language: str = "nl", **changed: object) -> str:
    """Return an example letter with other values, on one line."""
    context = {**STORE[name].context(), **changed}
    return " ".join(Letters().render(name, language, context).text.split())


def test_an_idea_that_is_acknowledged_in_time_hears_the_last_day_of_its_answer(nv: Desk) -> None:
    idea = _bring(nv)
    nv.do("marieke", lambda work: acknowledge_idea(work, idea), "2026-02-04 10:00")
    text = nv.letters("idea_acknowledged")["Fatima El Idrissi"].text
    assert "U krijgt antwoord uiterlijk op 17 februari 2026" in text


def test_an_idea_that_is_acknowledged_after_that_day_is_promised_no_day_that_has_passed(nv: Desk) -> None:
    idea = _bring(nv)
    nv.do("marieke", lambda work: acknowledge_idea(work, idea), "2026-02-20 10:00")
    text = nv.letters("idea_acknowledged")["Fatima El Idrissi"].text
    assert "februari" not in text
    assert "U krijgt zo snel mogelijk antwoord." in text


def test_the_lead_is_told_that_an_idea_waits_for_a_message_and_that_it_is_up_to_them(nv: Desk) -> None:
    _bring(nv)
    nv.sweep("2026-02-06 08:01")
    letter = nv.letters("idea_overdue")["Marieke de Boer"]
    assert letter.subject.startswith("Een idee wacht nog op bericht")
    assert "Het antwoord had" not in letter.text
    assert "U bent aan zet." in letter.text
    assert "Marieke de Boer is aan zet" not in letter.text


def test_the_sponsor_is_told_that_an_idea_waits_for_its_answer_and_whom_it_is_up_to(nv: Desk) -> None:
    idea = _bring(nv)
    nv.do("marieke", lambda work: acknowledge_idea(work, idea), "2026-02-04 10:00")
    nv.sweep("2026-02-18 12:00")
    letter = nv.letters("idea_overdue")["Henk Wolters"]
    assert letter.subject.startswith("Een idee wacht nog op antwoord")
    assert "Marieke de Boer is aan zet." in letter.text
    assert "U bent aan zet" not in letter.text


def test_a_reminder_names_what_has_to_be_done_and_not_the_stage(nv: Desk) -> None:
    _bring(nv)
    nv.sweep("2026-02-04 12:00")
    letter = nv.letters("deadline_near")["Marieke de Boer"]
    assert letter.subject == f"Bijna de laatste dag: laten weten dat een idee is aangekomen (‘{BREAD[:-1]}’)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_what_to_do_in_every_stage_that_is_no_end(language: str) -> None:
    wanted = {(kind, means) for kind, all_ in MEANINGS.items() for means in all_ if means not in OVER[kind]}
    said = {pair: task(*pair, language) for pair in wanted}
    assert all(said.values()), [pair for pair, words in said.items() if not words]
    assert task("cycle", "an own meaning", language) is None


def _variant(nv: Desk, stage: str) -> int:
    nv.do("marieke", lambda work: name_functionality(work, nv.cycle, "Bestelvoorstel"))
    made = nv.do(
        "lisa", lambda work: add_variant(work, nv.cycle, "F1", "Tot 14 uur", "Tot 14 uur kan het.").id
    )
    with nv.database.write() as session:
        session.execute(update(Instance).where(col(Instance.id) == made).values(stage=stage, means=stage))
    nv.put_in("selection")
    return made


def test_a_variant_that_is_parked_is_not_said_to_go_to_a_pilot(nv: Desk) -> None:
    variant = _variant(nv, "asked")
    why = "De leverancier kan dit pas volgend jaar bouwen, dus nu niet."
    nv.do("henk", lambda work: decide_variant(work, variant, "park", why))
    text = nv.letters("selection_made")["Lisa Postma"].text
    assert "heeft gekozen wat er met deze variant gebeurt" in text
    assert "proef" not in text


@pytest.mark.parametrize(
    ("fate", "said", "not_said"),
    [
        ("chosen", "gaat naar een proef", "Zo gaan we werken"),
        ("adopted", "Zo gaan we werken", "gaat naar een proef"),
        ("parked", "Vragen over de keuze", "Wat gebeurt er nu?"),
    ],
)
def test_what_happens_after_a_choice_fits_what_was_chosen(fate: str, said: str, not_said: str) -> None:
    text = _written("selection_made", fate=fate)
    assert said in text
    assert not_said not in text


def _invited(nv: Desk, purpose: str) -> dict[str, Letter]:
    sites = [nv.people.sites["noordervers/assen"], nv.people.sites["noordervers/zwolle"]]
    drafted = nv.do("marieke", lambda work: draft_round(work, nv.cycle, purpose=purpose, site_ids=sites).id)
    nv.do("marieke", lambda work: open_round(work, drafted))
    return nv.letters("round_invitation")


def test_a_baseline_asks_about_the_work_as_it_is_and_promises_nothing_that_is_not_true(nv: Desk) -> None:
    text = _invited(nv, "baseline")["Kevin de Groot"].text
    assert "hoe uw werk nu is bij Winkel Zwolle" in text
    assert "plannen" not in text
    assert "Alleen die uitkomst is te zien" not in text
    assert "kan een ander letterlijk lezen" in text


def test_a_round_with_its_usual_title_is_called_in_the_language_of_the_reader(nv: Desk) -> None:
    letters = _invited(nv, "baseline")
    assert letters["Tom O'Neill"].subject == "What do you think? Baseline (R1)"
    assert letters["Kevin de Groot"].subject == "Wat vindt u ervan? Nulmeting (R1)"


@pytest.mark.parametrize("purpose", sorted(TITLES))
def test_a_usual_title_is_known_in_both_languages_and_an_own_one_stays(purpose: str) -> None:
    for one, other in (("nl", "en"), ("en", "nl")):
        assert in_language(title_of(purpose, "R12", one), other) == title_of(purpose, "R12", other)
    assert in_language("Nulmeting van de nacht (R1)", "en") == "Nulmeting van de nacht (R1)"
    assert in_language("Nulmeting", "en") == "Nulmeting"


def test_a_round_with_few_answers_tells_its_lead_what_can_be_chosen(nv: Desk) -> None:
    _invited(nv, "baseline")
    nv.sweep("2026-01-26 00:01")
    letter = nv.letters("round_held")["Marieke de Boer"]
    assert letter.subject == "Weinig antwoorden: Nulmeting (R1)"
    assert "Minder dan 5 hebben geantwoord" in letter.text
    assert "Eén keer verlengen" in letter.text
    assert "Dan sluit de ronde vanzelf na 30 januari 2026" in letter.text


def test_a_gate_that_waits_names_the_stage_and_claims_nothing_about_what_is_there() -> None:
    text = _written("gate_waiting", missing=[], up_to_you=True)
    assert "U bent aan zet." in text
    assert "Alles wat nodig is, is er" not in text


def test_an_incident_says_what_to_type_where_there_is_no_page_for_it() -> None:
    for language, page in (("nl", "Op de pagina kunt u kiezen"), ("en", "On the page you can choose")):
        text = _written("incident", language)
        assert page not in text
        assert "pim deadlines retry 4711 --as EMAIL" in text


@pytest.mark.parametrize(
    ("language", "late", "fine"),
    [
        ("nl", "2 taken zijn te laat.", "Alles is op tijd."),
        ("en", "2 tasks are late.", "Everything is on time."),
    ],
)
def test_the_weekly_overview_counts_in_plain_words(nv: Desk, language: str, late: str, fine: str) -> None:
    with nv.database.write() as session:
        home = look(session, nv.cycle).home
        reader = nv.people[{"nl": "henk", "en": "tom"}[language]].person_id
        give_role(session, home.id, reader, "sponsor", cycle_id=nv.cycle)
    _bring(nv)
    _bring(nv)
    digest = duties(nv.house.settings)["weekly_digest"]
    for monday in ("2026-02-02 08:00", "2026-02-09 08:00"):
        with nv.database.write() as session:
            digest.do(session, look(session, nv.cycle).home, at(monday))
    first, second = nv.look(lambda session: _overviews(session, language))
    assert fine in first
    assert late in second


def test_the_weekly_overview_comes_on_monday_at_eight_unless_its_reader_switched_it_off(nv: Desk) -> None:
    with nv.database.write() as session:
        home = look(session, nv.cycle).home
        readers = {name: nv.people[name].person_id for name in ("henk", "tom")}
        for person_id in readers.values():
            give_role(session, home.id, person_id, "sponsor", cycle_id=nv.cycle)
        switch(session, readers["tom"], on=False)
        session.execute(update(Installation).values(demo=False))
    all_duties = duties(nv.house.settings)

    def readers_at(local: str) -> list[int | None]:
        do_due(nv.database, all_duties, at(local))
        weekly = select(col(LetterRow.person_id)).where(col(LetterRow.notice) == WEEKLY)
        return nv.look(lambda session: list(session.scalars(weekly.order_by(col(LetterRow.id)))))

    assert readers_at("2026-03-26 12:00") == [], "a Thursday"
    assert readers_at("2026-03-30 07:59") == [], "on the clocks of the organisation, summer time since Sunday"
    assert readers_at("2026-03-30 08:00") == [readers["henk"]]
    with nv.database.write() as session:
        switch(session, readers["tom"], on=True)
    assert readers_at("2026-04-06 08:00") == [readers["henk"], readers["henk"], readers["tom"]]


def test_an_old_innovation_is_in_the_weekly_overview_however_many_are_newer(
    nv: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with nv.database.write() as session:
        home = look(session, nv.cycle).home
        give_role(session, home.id, nv.people["henk"].person_id, "sponsor", cycle_id=nv.cycle)
    monkeypatch.setattr("pim.duties.AT_ONCE", 1)
    lead = nv.people["marieke"].person_id
    nv.do("marieke", lambda work: start_cycle(work, "standard", "Nieuwer", lead).id, "2026-02-04 09:00")
    with nv.database.write() as session:
        duties(nv.house.settings)[WEEKLY].do(session, look(session, nv.cycle).home, at("2026-02-09 08:00"))
    (said,) = nv.look(lambda session: _overviews(session, "nl"))
    assert "Nieuw bestelsysteem" in said


def _overviews(session: Session, language: str) -> list[str]:
    wanted = select(LetterRow).where(
        col(LetterRow.notice) == "weekly_digest", col(LetterRow.language) == language
    )
    rows = session.scalars(wanted.order_by(col(LetterRow.id)))
    return [Letters().render(row.notice, language, row.context).text for row in rows]
