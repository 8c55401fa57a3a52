"""The overview: every number said once, names of whose turn it is, and nothing that ranks people."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, update

from pim.answers.on_desk import slips_of
from pim.answers.owner import give_owner
from pim.answers.placing import put_in_new
from pim.cycles.queries import board
from pim.evidence.many import evidence_of_many
from pim.evidence.view import Evidence, evidence_of
from pim.lifecycle.subject import home_of
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.overview.definitions import DEFINITIONS
from pim.overview.measured import subjects
from pim.overview.scope import Scope
from pim.overview.timeline import timeline
from pim.overview.view import Overview, overview
from pim.people.tables import Organisation
from pim.rollout.freezes import add_freeze
from tests.cast import OUTSIDER
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web
from tests.pim.web.every_page import asked_for
from tests.pim.web.road import ASSEN, ZWOLLE, another, closed, named, with_ideas, with_variant, with_wave

PAGES = ("/overview", "/overview/waiting", "/overview/decisions", "/overview/work", "/overview/waves")


def _overview(site: Web, who: str, local: str, **narrow: Any) -> Overview:
    actor = site.people[who]

    def query(session: Session) -> Overview:
        home = home_of(session.get_one(Organisation, actor.organisation_id))
        return overview(session, Scope(home.id, **narrow), home, actor, at(local))

    return site.look(query)


def _in_stage(site: Web, stage: str, means: str) -> None:
    with site.database.write() as session:
        session.execute(
            update(Instance).where(col(Instance.id) == site.cycle).values(stage=stage, means=means)
        )


def test_the_glance_says_where_it_holds_what_is_late_and_whose_turn_it_is(site: Web) -> None:
    with_ideas(site)
    site.clock("2026-03-25 09:00")
    page = site.browser("henk").get("/overview")
    assert page.status == 200
    assert page.title.startswith("Overzicht")
    assert "Lopende vernieuwingen 1" in page.text
    assert "Het langst in zijn fase: Nieuw bestelsysteem , in “Ideeën” sinds ma 2 feb 2026." in page.text
    assert "Aan zet: Kartrekker." in page.text
    assert "Marieke de Boer" in page.text, "the lead, whose turn it is"
    english = site.browser("henk", "en").get("/overview")
    assert "Longest in its stage: Nieuw bestelsysteem" in english.text
    assert "It is up to: Project lead." in english.text


def test_each_number_is_explained_on_asking_in_the_reader_s_language(site: Web) -> None:
    with_ideas(site)
    for language in ("nl", "en"):
        browser = site.browser("henk", language)
        said = " ".join(browser.get(path).text for path in PAGES)
        for code, one in DEFINITIONS.items():
            assert one.name[language] in said, code
            assert one.means[language] in said, code


def test_what_is_late_is_the_number_of_the_board_and_of_the_list(site: Web) -> None:
    closed(site, *ASSEN, *ZWOLLE[:5])
    another(site, "2026-03-16 11:00")
    for moment in ("2026-03-17 09:00", "2026-04-03 09:00", "2026-05-30 09:00"):
        found = _overview(site, "henk", moment)
        cards = site.look(lambda s, now=at(moment): board(s, site.people["henk"].organisation_id, now))
        assert found.late_total == sum(card.overdue for card in cards), moment
        assert found.late_total == len(found.late), moment
        assert found.road.open_rounds == sum(card.open_rounds for card in cards), moment
    assert found.late_total > 1


def _asked_of_karin(site: Web, round_id: int, day: date) -> None:
    def verb(work: Work) -> None:
        text = [slip.id for slip in slips_of(work.session, round_id)][-1:]
        made = put_in_new(work, round_id, text, title="Pauzes")
        give_owner(work, int(made["id"]), site.people["karin"].person_id, due_on=day)

    site.do("marieke", verb, "2026-03-17 11:00")


def test_an_answer_that_somebody_was_asked_for_is_a_task_that_can_be_late(site: Web) -> None:
    _asked_of_karin(site, closed(site, *ASSEN, *ZWOLLE[:5]), date(2026, 3, 20))
    assert _overview(site, "henk", "2026-03-20 22:00").late_tasks == 0, "it is still the day itself"
    late = _overview(site, "henk", "2026-03-21 09:00")
    assert [(task.text, task.owner) for task in late.tasks] == [("Pauzes", "Karin Mulder")]
    site.clock("2026-03-21 09:00")
    said = "Pauzes Nieuw bestelsysteem vr 20 mrt 2026 Karin Mulder"
    assert said in site.browser("henk").get("/overview/waiting").text


def test_who_holds_no_role_sees_no_overview_and_an_outsider_nothing_of_it(site: Web) -> None:
    with_ideas(site)
    for path in PAGES:
        refused = site.browser("jantje").get(path)
        assert refused.status == 403, path
        assert "Nieuw bestelsysteem" not in refused.text
        assert site.browser("henk").get(path).status == 200, path
        assert "Nieuw bestelsysteem" not in site.browser("ruud").get(path).text, path
    assert site.browser(OUTSIDER).get("/overview").status in (200, 403)
    assert "Nieuw bestelsysteem" not in site.browser(OUTSIDER).get("/overview").text
    for who in ("marieke", "karin", "wim", "bas"):
        assert site.browser(who).get("/overview").status == 200, who


def _parts(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        for each in data.values():
            yield from _parts(each)
    elif isinstance(data, list):
        for each in data:
            yield from _parts(each)


def test_no_number_belongs_to_a_person_and_no_list_is_sorted_by_people(site: Web) -> None:
    closed(site, *ASSEN, *ZWOLLE[:5])
    another(site, "2026-03-16 11:00")
    found = _overview(site, "henk", "2026-05-30 09:00")
    numbers = {"instance", "cycle"}  # of the thing itself
    for part in _parts(json.loads(json.dumps(found.as_json()))):
        if {"names", "owner", "person"} & part.keys():
            counted = {name for name, value in part.items() if isinstance(value, int | float)}
            assert counted <= numbers, part
    moments = [one.at for one in found.late]
    assert moments == sorted(moments)
    assert any(one.names for one in found.late), "names are there: of whose turn it is"
    said = json.dumps(found.as_json())
    for who in ("fatima", "jantje", "lisa", "kevin"):
        assert site.people[who].name not in said, "who was asked is named nowhere"


def test_a_decision_waits_for_who_may_take_it_and_not_while_it_is_paused(site: Web) -> None:
    named(site)
    assert _overview(site, "henk", "2026-01-20 09:00").decisions == 0, "the lead's turn"
    mine = _overview(site, "marieke", "2026-01-20 09:00")
    assert [gate.title for gate in mine.gates] == ["Nieuw bestelsysteem"]
    assert mine.gates[0].steps[0]["nl"] == "Ideeën ophalen"
    _in_stage(site, "selection", "selection")
    henk = _overview(site, "henk", "2026-01-20 09:00")
    assert henk.decisions == 1
    assert "Pauzeren" not in [step["nl"] for step in henk.gates[0].steps]
    assert _overview(site, "wim", "2026-01-20 09:00").decisions == 0, "the council advises"
    _in_stage(site, "paused", "paused")
    assert _overview(site, "henk", "2026-01-20 09:00").decisions == 0


def test_it_can_be_narrowed_to_a_site_or_a_workflow(site: Web) -> None:
    with_ideas(site)  # touches a team in Assen
    another(site, "2026-02-04 09:00", "Elders")
    assen = site.people.sites["noordervers/assen"]
    narrow = _overview(site, "henk", "2026-02-05 09:00", site_id=assen)
    assert narrow.road.running == 1
    assert narrow.road.longest is not None
    assert narrow.road.longest.title == "Nieuw bestelsysteem"
    assert _overview(site, "henk", "2026-02-05 09:00", workflow="standard").road.running == 2
    assert _overview(site, "henk", "2026-02-05 09:00", workflow="parking-chain").road.running == 0
    page = site.browser("henk").get(f"/overview?site={assen}&workflow=standard")
    assert "Alleen: Winkel Assen," in page.text
    assert f"/?running=yes&site={assen}&workflow=standard" in page.leads_to
    assert f"/?stage=ideas&site={assen}&workflow=standard" in page.leads_to
    for strange in ("site=0", "site=x", "site=99999999999", "workflow=%00"):
        assert site.browser("henk").get(f"/overview?{strange}").status in (200, 400), strange


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_small_group_is_visibly_hidden_and_shown_nowhere(tried: Web, language: str) -> None:
    page = tried.browser("henk", language).get("/overview/work")
    hidden = {"nl": "Gieten verborgen", "en": "Gieten hidden"}[language]
    assert hidden in page.text
    was = {"nl": "Saai werk, op de grens", "en": "Dull work, on the border"}[language]
    risk = {"nl": "Stressrisico", "en": "Stress risk"}[language]
    assert f"Emmen {was} n = 9 {risk} n = 9" in page.text
    assert "n = 3" not in page.text
    assert "n = 4)" not in page.text


def test_the_evidence_of_several_innovations_is_that_of_each_one_s_own_page(tried: Web) -> None:
    second = another(tried, "2026-03-03 09:00")
    actor, now = tried.people["henk"], at("2026-03-04 09:00")

    def both(session: Session) -> tuple[list[Evidence], list[Evidence]]:
        ids = [tried.cycle, second]
        known = {one.id: one for one in subjects(session, ids)}
        together = evidence_of_many(session, [known[id_] for id_ in ids], now)
        return together, [evidence_of(session, id_, actor, now) for id_ in ids]

    together, alone = tried.look(both)
    assert [replace(one, sources=(), figures=()) for one in alone] == together
    assert len(together[0].published) > 20


def test_the_line_of_time_has_each_wave_from_its_day_to_the_next_and_the_freezes(site: Web) -> None:
    with_ideas(site)
    variant = with_variant(site, local="2026-02-05 09:00")
    with_wave(site, variant, "2026-03-20 10:00")
    first, last = date(2026, 9, 21), date(2026, 9, 27)
    site.do(
        "marieke",
        lambda work: add_freeze(work, site.cycle, first=first, last=last, name="Inventaris"),
        "2026-03-21 09:00",
    )
    home = site.people["henk"].organisation_id
    found = site.look(lambda session: timeline(session, Scope(home), date(2026, 3, 21), limit=5))
    (lane,) = found.lanes
    assert [(bar.starts_on, bar.until, bar.sites) for bar in lane.waves] == [
        (date(2026, 9, 1), date(2026, 9, 29), 2)
    ]
    assert (found.first, found.last) == (date(2026, 3, 1), date(2026, 10, 1))
    assert found.at(found.first) == 0
    assert found.at(found.last) == 100
    page = site.browser("henk").get("/overview/waves")
    assert "Bevriezing: ma 21 sep 2026 – zo 27 sep 2026 (Inventaris)" in page.text
    assert "di 1 sep 2026 2" in page.text


def test_a_decision_comes_with_the_figures_and_the_word_of_the_works_council(tried: Web) -> None:
    asked = tried.do("marieke", lambda work: asked_for(work, tried.cycle), "2026-03-03 09:00")
    _in_stage(tried, "decision", "decision")
    page = tried.browser("henk").get("/overview/decisions")
    assert "1 besluit, wat het langst wacht staat bovenaan." in page.text
    assert "✗ niet voldaan Geen vestiging heeft stressrisico" in page.text
    assert "Plezier in het werk: Nulmeting" in page.text
    assert page.links["Logboek"] == f"/consultations/{asked}"
