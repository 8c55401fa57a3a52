"""A step on the screen: seen before it is taken, taken once, refused with every reason, or set aside."""

from pathlib import Path

import pytest
from sqlmodel import col, func, select

import workflows
from notifications.catalogue import NOTICES
from notifications.outbox import LetterRow
from pim.cycles.tables import Lesson
from pim.db import Database
from pim.lifecycle.advance import Order, advance
from pim.lifecycle.tables import Deadline, JournalEntry
from tests.pim.web.browser import Web, web
from tests.pim.web.road import named, prepared, with_ideas
from workflows.definition import Definition, load

STANDARD = Path(workflows.__file__).parent / "definitions" / "standard.yaml"


def _own_workflow() -> Definition:
    """Return the standard workflow in which the lead may pass by the hours and the sponsor the test.

    It also warns of something that its first step does not need.
    """
    text = STANDARD.read_text()
    needs = "- technology_test_filled_in: {themes: [work, organisation, technology, people]}\n"
    assert needs in text
    added = """\
          overridable: {staff_hours_booked: lead, technology_test_filled_in: sponsor}
          warns:
            - functionalities_named: {at_least: 1}
"""
    return load(text.replace(needs, needs + added), frozenset(NOTICES))


@pytest.fixture
def own(database: Database, tmp_path: Path) -> Web:
    """Noordervers on that workflow, with twelve hours booked in place of forty."""
    made = web(database, tmp_path, _own_workflow())
    prepared(made, hours=12)
    return made


def _means(site: Web) -> str:
    return site.desk.means(site.cycle)


def test_the_look_ahead_names_letters_deadlines_and_that_there_is_no_way_back(site: Web) -> None:
    prepared(site)
    page = site.browser("marieke").get(f"/cycles/{site.cycle}/steps/open_ideas")
    assert "Van ‘Voorbereiden’ naar ‘Ideeën’." in page.text
    assert "Dit kan niet ongedaan worden gemaakt." in page.text
    # The night shift of Assen is touched: Joost, Nour and Tom. The works council has two members.
    assert "Ideeën welkom: 3 personen (Joost Hofman, Nour Aziz, Tom O'Neill)" in page.text
    assert "Vernieuwing gestart:" in page.text
    assert "Wim Jansen" in page.text
    assert "wo 11 feb 2026, 23:59: Einde van de termijn" in page.text
    assert "vr 13 feb 2026, 08:00: Escalatie → Opdrachtgever" in page.text
    assert "wo 4 feb 2026, 08:00: Herinnering → Kartrekker" in page.text


def test_the_look_ahead_tells_what_really_happens(site: Web) -> None:
    prepared(site)
    browser = site.browser("marieke")
    path = f"/cycles/{site.cycle}/steps/open_ideas"
    page = browser.get(path)
    browser.press(path, page.form(has="visit"))
    with site.database.read() as session:
        letters = session.execute(
            select(col(LetterRow.context)).where(col(LetterRow.notice) == "ideas_open")
        ).scalars()
        names = sorted(context["recipient"] for context in letters)
        armed = session.scalar(
            select(func.count()).where(
                col(Deadline.instance_id) == site.cycle, col(Deadline.status) == "armed"
            )
        )
    assert names == ["Joost Hofman", "Nour Aziz", "Tom O'Neill"]
    ahead = page.text[page.text.index("Termijnen") :]
    assert ahead.count(":59:") + ahead.count(":00:") == armed


def test_a_warning_is_shown_and_does_not_stop_the_step(own: Web) -> None:
    browser = own.browser("marieke")
    path = f"/cycles/{own.cycle}/steps/open_ideas"
    page = browser.get(path)
    assert "Let op: Er zijn 0 functionaliteiten; ten minste 1 nodig." in page.text
    assert "0 functionaliteiten" not in browser.get(f"/cycles/{own.cycle}").text, "it is not missing"
    form = page.form(has="override")
    browser.press(path, form, override="staff_hours_booked", override_reason="De uren volgen in maart.")
    assert _means(own) == "ideas"


def test_taking_a_step_leads_to_the_cycle_in_its_new_stage(site: Web) -> None:
    prepared(site)
    browser = site.browser("marieke")
    path = f"/cycles/{site.cycle}/steps/open_ideas"
    page = browser.press(path, browser.get(path).form(has="visit"), reason="Iedereen is er klaar voor.")
    assert page.status == 200
    assert "Ideeën" in page.marked
    assert "Iedereen is er klaar voor." in page.text
    assert _means(site) == "ideas"


def test_the_same_form_sent_twice_is_one_step(site: Web) -> None:
    browser = site.browser("henk")
    path = f"/cycles/{site.cycle}/steps/pause"
    form = browser.get(path).form(has="visit")
    first = browser.press(path, form, reason="Wachten op de leverancier.", lesson="Vraag het eerst.")
    after = site.rows()
    second = browser.press(path, form, reason="Wachten op de leverancier.", lesson="Vraag het eerst.")
    assert first.status == second.status == 200
    assert "Gepauzeerd" in second.marked
    assert site.rows() == after


def test_whoever_looked_at_an_earlier_visit_is_told_and_nothing_is_done(site: Web) -> None:
    henk, path = site.browser("henk"), f"/cycles/{site.cycle}/steps/pause"
    form = henk.get(path).form(has="visit")
    prepared(site)
    site.do("marieke", lambda work: advance(work, Order(site.cycle, "open_ideas")), "2026-02-02 09:00")
    before = site.rows()
    page = henk.press(path, form, reason="Wachten op de leverancier.", lesson="Vraag het eerst.")
    assert page.status == 409
    assert "Iemand anders was u net voor" in page.text
    assert "Uw stap is niet gezet. Bekijk de pagina opnieuw en beslis dan." in page.text
    assert page.links["Bekijk het opnieuw"] == f"/cycles/{site.cycle}"
    assert "Ideeën ophalen" in page.text, "what the other did"
    assert "Marieke de Boer" in page.text
    assert "Wachten op de leverancier." in page.text, "what was typed is still there"
    assert "Vraag het eerst." in page.text
    assert page.links["Bekijk wat “Pauzeren” nu zou doen"] == path
    assert site.rows() == before
    english = site.browser("henk", "en").press(path, form, reason="Wait.", lesson="Ask first.")
    assert "Somebody else was just before you" in english.text


def test_a_refused_step_names_everything_that_is_missing_and_keeps_what_was_typed(site: Web) -> None:
    browser = site.browser("marieke")
    path = f"/cycles/{site.cycle}/steps/open_ideas"
    before = site.rows()
    answer = browser.post(path, visit=1, key="k1", reason="Wij willen beginnen.")
    assert answer.status_code == 409
    for reason in ("Er is nog geen opdrachtgever.", "Boek er nog 40 bij.", "De technologietoets mist nog"):
        assert reason in answer.text
    assert "Er is niets veranderd. Dit ontbreekt:" in answer.text
    assert site.rows() == before


def test_a_step_of_somebody_else_says_whose_it_is_and_shows_no_button(site: Web) -> None:
    browser = site.browser("marieke")
    path = f"/cycles/{site.cycle}/steps/pause"
    page = browser.get(path)
    assert "Deze stap is voor: Opdrachtgever. U hebt die rol hier niet." in page.text
    with pytest.raises(LookupError):
        page.form(has="visit")
    answer = browser.post(path, visit=1, key="k", reason="Stil.")
    assert answer.status_code == 409
    assert _means(site) == "preparation"


def test_a_step_that_needs_a_reason_is_not_taken_without_one(site: Web) -> None:
    browser = site.browser("henk")
    path = f"/cycles/{site.cycle}/steps/pause"
    form = browser.get(path).form(has="visit")
    assert "reason" in form.required
    page = browser.press(path, form, reason="   ", lesson="Vraag het eerst.")
    assert page.status == 409
    assert "Schrijf op waarom. Zonder reden kan deze stap niet." in page.text
    assert _means(site) == "preparation"


def test_a_step_from_another_stage_says_what_is_possible_here(site: Web) -> None:
    browser = site.browser("marieke")
    for path in (f"/cycles/{site.cycle}/steps/make_variants", f"/cycles/{site.cycle}/steps/nonsense"):
        page = browser.get(path)
        assert page.status == 409, path
        assert "Ideeën ophalen" in page.text, "what is possible here"
        assert page.links["Bekijk het opnieuw"] == f"/cycles/{site.cycle}"


def test_what_may_be_set_aside_is_set_aside_with_a_reason(own: Web) -> None:
    browser = own.browser("marieke")
    path = f"/cycles/{own.cycle}/steps/open_ideas"
    page = browser.get(path)
    assert "Er zijn 12 uren voor medewerkers geboekt; 40 zijn nodig." in page.text
    assert "Wat dit gaat doen als u dat opzij zet" in page.text
    form = page.form(has="override")
    assert form.choices["override"] == ["staff_hours_booked"]
    assert {"override", "override_reason"} <= form.required
    reason = "De uren volgen in maart; het begint klein."
    arrived = browser.press(path, form, override="staff_hours_booked", override_reason=reason)
    assert arrived.status == 200
    assert _means(own) == "ideas"
    assert "Opzij gezet: Er zijn 12 uren voor medewerkers geboekt; 40 zijn nodig." in arrived.text
    assert f"Boek er nog 28 bij. — {reason}" in arrived.text


def test_setting_aside_without_saying_why_does_nothing_and_keeps_the_form(own: Web) -> None:
    browser = own.browser("marieke")
    path = f"/cycles/{own.cycle}/steps/open_ideas"
    form = browser.get(path).form(has="override")
    page = browser.press(path, form, override="staff_hours_booked", reason="Wij beginnen.")
    assert page.status == 409
    assert "Schrijf op waarom u iets opzij zet." in page.text
    assert page.form(has="override").fields["reason"] == "Wij beginnen."
    assert page.form(has="override").fields["override"] == "staff_hours_booked"
    assert _means(own) == "preparation"


def test_nobody_sets_aside_what_is_not_theirs_to_set_aside(own: Web) -> None:
    browser = own.browser("marieke")
    path = f"/cycles/{own.cycle}/steps/open_ideas"
    for chosen in (["technology_test_filled_in"], ["sponsor_named"], ["no_such_thing"]):
        fields = {"override": chosen, "override_reason": "Omdat het moet."}
        answer = browser.post(path, visit=1, key=str(chosen), **fields)
        assert answer.status_code == 409, chosen
    assert _means(own) == "preparation"


def test_without_the_role_the_page_does_not_offer_to_set_anything_aside(own: Web) -> None:
    page = own.browser("henk").get(f"/cycles/{own.cycle}/steps/open_ideas")
    assert "Er zijn 12 uren" in page.text
    with pytest.raises(LookupError):
        page.form(has="override")


def test_what_was_set_aside_stands_in_the_letters(own: Web) -> None:
    browser = own.browser("marieke")
    path = f"/cycles/{own.cycle}/steps/open_ideas"
    form = browser.get(path).form(has="override")
    browser.press(path, form, override="staff_hours_booked", override_reason="De uren volgen in maart.")
    with own.database.read() as session:
        entry = session.scalars(select(JournalEntry).where(col(JournalEntry.what) == "open_ideas")).one()
    assert "De uren volgen in maart." in entry.data


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "k"},
        {"visit": "1"},
        {"visit": "x", "key": "k"},
        {"visit": str(2**63), "key": "k"},
        {"visit": "1", "key": ""},
        {"visit": "1", "key": "k" * 101},
        {"visit": "1", "key": "k", "reason": "x" * 4_001},
        {"visit": "1", "key": "k", "override": ["a"] * 21},
    ],
)
def test_a_form_that_was_tampered_with_is_refused_plainly(one_site: Web, fields: dict[str, object]) -> None:
    browser = one_site.browser("henk")
    answer = browser.post(f"/cycles/{one_site.cycle}/steps/pause", **fields)
    assert answer.status_code == 400
    assert "Dit kan niet worden gebruikt" in answer.text
    assert _means(one_site) == "preparation"


def test_signs_that_nobody_can_read_do_not_reach_the_database(site: Web) -> None:
    browser = site.browser("henk")
    reason = "Wachten\x00 op\x1b[31m de \u202egeheime leverancier.\r\nDaarna verder."
    fields = {"visit": 1, "key": "k", "reason": reason, "lesson": "Vraag het eerst."}
    answer = browser.post(f"/cycles/{site.cycle}/steps/pause", **fields)
    assert answer.status_code == 303
    with site.database.read() as session:
        entry = session.scalars(select(JournalEntry).where(col(JournalEntry.what) == "pause")).one()
    assert "\\u0000" not in entry.data
    assert "\x1b" not in entry.data
    assert "Wachten op[31m" in entry.data


def test_a_step_taken_on_the_page_is_taken_in_ones_own_name(site: Web) -> None:
    named(site)
    with_ideas(site)
    with site.database.read() as session:
        actors = session.scalars(
            select(col(JournalEntry.actor_id)).where(col(JournalEntry.what) == "open_ideas")
        ).all()
    assert actors == [site.people["marieke"].person_id]


def test_a_step_that_asks_for_a_lesson_takes_it_along_and_keeps_neither_without_the_other(site: Web) -> None:
    browser, path = site.browser("henk"), f"/cycles/{site.cycle}/steps/pause"
    page = browser.get(path)
    assert "Wat hebt u hiervan geleerd?" in page.text
    form = page.form(has="visit")
    assert "lesson" in form.required
    before = site.rows()
    bare = browser.press(path, form, reason="Wachten.")
    assert bare.status == 409
    assert "Er is nog geen les opgeschreven" in bare.text
    no_reason = browser.press(path, form, reason="", lesson="Vraag het eerst.", tags="leverancier, Planning ")
    assert no_reason.status == 409
    assert no_reason.form(has="visit").fields["lesson"] == "Vraag het eerst."
    assert site.rows() == before, "the lesson of a step that was not taken is not kept"
    browser.press(path, form, reason="Wachten.", lesson="Vraag het eerst.", tags="leverancier, Planning ")
    with site.database.read() as session:
        (lesson,) = session.scalars(select(Lesson))
        assert (lesson.text, lesson.tags) == ("Vraag het eerst.", ["leverancier", "planning"])
        letter = session.scalars(select(LetterRow).where(col(LetterRow.notice) == "paused")).first()
        assert letter is not None
        assert letter.context["lesson"] == "Vraag het eerst."
