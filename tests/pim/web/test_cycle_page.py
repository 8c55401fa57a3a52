"""A cycle on one page: where it is, what can be done and by whom, what is due, what happened."""

from pim.cycles.lessons import add_lesson, step_with_lesson
from pim.cycles.view import cycle_view
from pim.lifecycle.advance import Order, advance
from pim.lifecycle.sweep import sweep
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web
from tests.pim.web.road import named, opened, prepared, with_ideas


def test_the_page_marks_the_stage_it_is_in_among_all_stages(site: Web) -> None:
    page = site.browser("tom", "nl").get(f"/cycles/{site.cycle}")
    assert "Voorbereiden" in page.marked
    assert "· u bent hier" in page.marked
    assert "Ideeën" not in page.marked
    assert "Evaluatie" in page.text


def test_every_unmet_reason_of_every_step_is_named(site: Web) -> None:
    text = site.browser("marieke").get(f"/cycles/{site.cycle}").text
    for reason in (
        "Er is nog geen opdrachtgever. Geef iemand de rol van opdrachtgever.",
        "Nog niet bekend is welke teams ermee te maken krijgen.",
        "Er zijn 0 uren voor medewerkers geboekt; 40 zijn nodig. Boek er nog 40 bij.",
        "De technologietoets mist nog: werk, organisatie, techniek en mensen.",
        "Er is nog geen les opgeschreven.",  # of stopping
    ):
        assert reason in text
    english = site.browser("marieke", "en").get(f"/cycles/{site.cycle}").text
    assert "0 hours of staff are booked; 40 are needed. Book 40 more." in english


def test_a_step_that_misses_nothing_says_so(site: Web) -> None:
    prepared(site)
    text = site.browser("marieke").get(f"/cycles/{site.cycle}").text
    first = text[text.index("Wat nu kan") : text.index("Pauzeren")]
    assert "✓ Er ontbreekt niets." in first
    assert "Dit ontbreekt" not in first


def test_only_who_may_take_a_step_is_led_to_it(site: Web) -> None:
    path = f"/cycles/{site.cycle}"
    leads = {who: site.browser(who, "nl").get(path).leads_to for who in ("marieke", "henk", "tom")}
    assert f"{path}/steps/open_ideas" in leads["marieke"]
    assert f"{path}/steps/pause" not in leads["marieke"]
    assert f"{path}/steps/pause" in leads["henk"]
    assert not any("/steps/" in address for address in leads["tom"])
    assert "Door: Opdrachtgever" in site.browser("tom", "nl").get(path).text


def test_deadlines_of_the_cycle_and_of_what_lives_in_it_are_listed_soonest_first(site: Web) -> None:
    with_ideas(site)
    site.clock("2026-02-06 09:00")
    text = site.browser("marieke").get(f"/cycles/{site.cycle}").text
    assert "wo 4 mrt 2026, 23:59 nog 26 dagen Einde van de termijn Nieuw bestelsysteem" in text
    assert "do 5 feb 2026, 23:59 1 dag te laat Einde van de termijn" in text
    with site.database.read() as session:
        view = cycle_view(session, site.cycle, site.people["marieke"], at("2026-02-06 09:00"))
    moments = [row.due_at for row in view.deadlines]
    assert moments == sorted(moments)


def test_what_lives_in_a_cycle_is_listed_with_its_stage_and_a_round_has_its_own_page(site: Web) -> None:
    with_ideas(site)
    round_id = opened(site)
    page = site.browser("marieke").get(f"/cycles/{site.cycle}")
    assert page.links["Nulmeting (R1)"] == f"/rounds/{round_id}"
    assert "Ideeën (1)" in page.text
    assert "Feedbackrondes (1)" in page.text


def test_the_people_of_the_cycle_are_named_apart_from_those_of_the_whole_organisation(site: Web) -> None:
    text = site.browser("tom", "nl").get(f"/cycles/{site.cycle}").text
    people, _, everywhere = text[text.index("Mensen") :].partition("Voor de hele organisatie")
    assert "Kartrekker: Marieke de Boer" in people
    assert "Henk Wolters" not in people
    assert "Opdrachtgever: Henk Wolters" in everywhere
    assert "Karin" not in people, "who manages a site does not for that reason belong to the cycle"
    named(site)
    text = site.browser("tom", "nl").get(f"/cycles/{site.cycle}").text
    people, _, _ = text[text.index("Mensen") :].partition("Voor de hele organisatie")
    assert "Opdrachtgever: Henk Wolters" in people


def test_the_journal_tells_steps_in_the_words_of_the_workflow_and_everything_else_in_ours(site: Web) -> None:
    with_ideas(site)
    site.do("marieke", lambda work: add_lesson(work, site.cycle, "Vraag eerder."), "2026-02-04 09:00")
    text = site.browser("tom", "nl").get(f"/cycles/{site.cycle}").text
    story = text[text.index("Wat er gebeurde") :]
    assert "Ideeën ophalen → Ideeën Marieke de Boer" in story
    assert "Les opgeschreven Marieke de Boer" in story
    assert "Opdracht ingevuld Marieke de Boer" in story
    assert "Gestart Marieke de Boer" in story
    assert story.index("Les opgeschreven") < story.index("Ideeën ophalen →"), "the newest comes first"


def test_what_the_clock_did_is_told_as_the_clocks(site: Web) -> None:
    swept = sweep(site.database, site.desk.house, at("2026-02-04 09:00"))
    assert swept.fired == 1
    text = site.browser("tom", "nl").get(f"/cycles/{site.cycle}").text
    assert "Herinnering de klok" in text
    assert "Reminder the clock" in site.browser("tom", "en").get(f"/cycles/{site.cycle}").text


def test_a_reason_stands_in_the_journal_and_markup_in_it_is_only_text(site: Web) -> None:
    order = Order(site.cycle, "pause", reason="Wachten op <script>alert(1)</script> de leverancier")
    lesson = "Eerst vragen of de leverancier kan."
    site.do("henk", lambda work: step_with_lesson(work, order, lesson), "2026-01-13 09:00")
    page = site.browser("tom", "nl").get(f"/cycles/{site.cycle}")
    assert "Wachten op <script>alert(1)</script> de leverancier" in page.text
    assert "<script>" not in page.response.text


def test_a_cycle_that_has_ended_says_so_and_offers_nothing(site: Web) -> None:
    named(site)
    site.do("henk", lambda work: add_lesson(work, site.cycle, "Eerst vragen."), "2026-01-13 09:00")
    order = Order(site.cycle, "stop", reason="Het systeem bestaat niet meer.")
    site.do("henk", lambda work: advance(work, order), "2026-01-13 10:00")
    page = site.browser("henk").get(f"/cycles/{site.cycle}")
    assert "Deze vernieuwing is afgelopen." in page.text
    assert "Gestopt" in page.marked
    assert not any("/steps/" in address for address in page.leads_to)


def test_the_drawing_marks_where_the_cycle_stands_and_where_it_was(site: Web) -> None:
    with_ideas(site)
    drawing = site.browser("tom", "nl").client.get(f"/cycles/{site.cycle}/diagram.svg").text
    assert drawing.startswith("<svg")
    here = drawing.partition('<g data-stage="ideas">')[2].partition("</g>")[0]
    been = drawing.partition('<g data-stage="preparation">')[2].partition("</g>")[0]
    assert "pim-drawing-here" in here
    assert "pim-drawing-visited" in been
    page = site.browser("tom", "nl").get(f"/cycles/{site.cycle}")
    assert f'src="/cycles/{site.cycle}/diagram.svg"' in page.response.text
    assert "nu in: Ideeën" in page.response.text


def test_looking_changes_nothing(site: Web) -> None:
    with_ideas(site)
    before = site.rows()
    browser = site.browser("marieke")
    for path in ("", "/diagram.svg", "/steps/make_variants", "/steps/pause", "/steps/nowhere"):
        browser.client.get(f"/cycles/{site.cycle}{path}")
    assert site.rows() == before
