"""The evidence on the screen and in files: the same numbers, and a word where there is none."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from pim.cycles.facts import gather
from pim.db import Database
from pim.evidence.export import csv_lines
from pim.evidence.groups import EVERYBODY, SITE
from pim.evidence.view import Evidence, evidence_of
from pim.evidence.words import Say
from pim.lifecycle.subject import look
from pim.web.sheets import FORMULAS
from tests.cast import OUTSIDER
from tests.pim.evidence.measured import alike, marks, measured, opened_site, piloted
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web, web
from tests.pim.web.every_page import numbers as something_of_everything

ALL = ("emmen/Dag", "meppel/Dag", "sneek/Dag", "haren/Dag")
NOW = "2026-03-02 10:00"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def tried(stores: Web) -> Web:
    """A pilot at Emmen and Meppel that made work harder, compared with Sneek and Haren; a night of four."""
    sites = [stores.people.sites[f"noordervers/{team.split('/')[0]}"] for team in ALL]
    pilot = piloted(stores, sites[:2], sites[2:])
    before = {team: alike(9, demands=3, control=4) for team in ALL}
    measured(stores, "baseline", before | {"emmen/Nacht": alike(4), "meppel/Nacht": alike(6)})
    hard = {team: alike(9, demands=5, control=2, outcome=3) for team in ALL[:2]}
    measured(stores, "pilot", hard | {team: alike(9) for team in ALL[2:]}, about=pilot)
    return stores


def _evidence(site: Web) -> Evidence:
    return site.look(lambda session: evidence_of(session, site.cycle, site.people["marieke"], at(NOW)))


def _csv(site: Web, language: str = "nl") -> list[dict[str, str]]:
    answer = site.browser("marieke", language).client.get(f"/cycles/{site.cycle}/evidence.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if language == "nl" else ","))


def _xlsx(site: Web, sheet: int = 1) -> list[list[str | float]]:
    answer = site.browser("marieke").client.get(f"/cycles/{site.cycle}/evidence.xlsx")
    assert answer.status_code == 200
    with ZipFile(io.BytesIO(answer.content)) as book:
        assert not [name for name in book.namelist() if "calcChain" in name]
        tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert tree.find(f".//{SHEET}f") is None, "no cell is a formula"
    found = []
    for row in tree.iter(f"{SHEET}row"):
        cells: list[str | float] = []
        for cell in row.iter(f"{SHEET}c"):
            text, value = cell.find(f".//{SHEET}t"), cell.find(f"{SHEET}v")
            cells.append(
                (text.text or "") if text is not None else float(value.text or 0) if value is not None else ""
            )
        found.append(cells)
    return found


def test_page_fact_csv_and_workbook_say_the_same(tried: Web) -> None:
    with tried.database.read() as session:
        subject = look(session, tried.cycle)
        facts = gather(session, subject, frozenset({"measures"}), at(NOW).date()).measures
    assert facts
    lines, sheet = _csv(tried), _xlsx(tried)
    page = tried.browser("marieke").get(f"/cycles/{tried.cycle}/evidence").text
    say = Say("nl")
    for fact in facts:
        kind = say(SITE if fact.site else EVERYBODY)
        key = [say.moment(fact.moment), say(fact.dimension), kind, fact.site or "", ""]
        (line,) = (one for one in lines if list(one.values())[:5] == key)
        assert (int(line["Aantal antwoorden"]), float(line["Gemiddelde (0–100)"].replace(",", "."))) == (
            fact.n,
            fact.value,
        )
        (row,) = (one for one in sheet if one[:5] == key)
        assert row[5:7] == [fact.n, fact.value]
        if fact.site is None or fact.dimension in ("demands", "control"):
            assert say.number(fact.value) in page
    assert len(lines) == len(sheet) - 1 == len(_evidence(tried).published)


def test_the_page_says_where_its_figures_come_from_and_that_our_own_scale_was_not_validated(
    tried: Web,
) -> None:
    dutch = tried.browser("marieke").get(f"/cycles/{tried.cycle}/evidence").text
    (work, outcomes) = _evidence(tried).sources
    for source in (work, outcomes):
        said = f"{source.titles('nl')}: {source.source}. {source.licence}. Niet gevalideerd"
        assert dutch.count(said) == 1, said  # once, though it was asked at more than one moment
    assert [source["scales"] for source in _evidence(tried).as_json()["sources"]] == [
        ["demands", "control"],
        ["pleasure", "performance", "innovation"],
    ]


def test_what_is_hidden_is_a_word_on_the_page_and_in_no_file(tried: Web) -> None:
    page = tried.browser("marieke").get(f"/cycles/{tried.cycle}/evidence")
    assert "verborgen" in page.words  # the night of Emmen: four answers
    assert "niet gevraagd" in page.words  # both nights, at the end of the pilot
    night = [one for one in _csv(tried) if one["Team"] == "Nacht"]
    assert {one["Vestiging"] for one in night} == {"Meppel"}
    assert not [row for row in _xlsx(tried, 2) if row[1:3] == ["Emmen", "Nacht"]]
    standings = {
        (place.group.site, place.group.team, one.moment): one.why_not
        for place in _evidence(tried).places()
        for one in place.standings
    }
    assert standings["Emmen", "Nacht", "baseline"] == "hidden"
    assert standings["Emmen", "Nacht", "pilot"] == "not_asked"
    assert standings["Meppel", "Nacht", "baseline"] == ""


def test_quadrants_before_and_after_with_the_border(tried: Web) -> None:
    found = {
        (place.group.site, place.group.team, one.moment): one.quadrant
        for place in _evidence(tried).places()
        for one in place.standings
        if one.quadrant
    }
    before, after = found["Meppel", "Dag", "baseline"], found["Meppel", "Dag", "pilot"]
    assert (before.balance.value, before.on_border) == ("dull_work", True)
    assert (after.balance.value, after.on_border) == ("stress_risk", False)
    page = tried.browser("marieke").get(f"/cycles/{tried.cycle}/evidence").text
    assert "Stressrisico" in page
    assert "Saai werk, op de grens" in page


def test_outcomes_stand_side_by_side_with_floor_interval_and_difference_and_no_average(tried: Web) -> None:
    found = _evidence(tried)
    assert [one.dimension for one in found.outcomes] == ["pleasure", "performance", "innovation"]
    for outcome in found.outcomes:
        (floor,) = outcome.floors
        assert floor.value == next(one.value for one in outcome.lines if one.moment == "baseline") - 5
        assert outcome.difference is not None
        assert outcome.difference.value == -25.0
        assert outcome.warnings == ("few_answers", "few_sites")
    page = tried.browser("marieke").get(f"/cycles/{tried.cycle}/evidence")
    assert "ondergrens 70,0" in page.text
    assert "−25,0" in page.text
    assert "Het zijn weinig vestigingen" in page.text
    everything = {one.dimension for one in found.published}
    assert everything == {"demands", "control", "pleasure", "performance", "innovation"}


def test_charts_say_what_they_show_and_have_no_style_of_their_own(tried: Web) -> None:
    text = tried.browser("marieke").client.get(f"/cycles/{tried.cycle}/evidence").text
    charts = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        assert 'role="img"' in chart
        named = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        assert named
        assert all(f'id="{id_}"' in chart for id_ in named.groups())
        assert "style=" not in chart
        ElementTree.fromstring(chart)
    assert text.count("<table") == 5  # one beside each, and the teams apart
    quadrant = charts[-1]
    assert quadrant.count('class="arrow"') == 5  # everybody and four sites, each before and after


def test_a_name_that_looks_like_a_formula_is_text(stores: Web) -> None:
    opened_site(stores, "kwaad", '=HYPERLINK("x";1)', '@SUM,"1"')
    measured(stores, "baseline", {'kwaad/@SUM,"1"': alike(9)})
    for language in ("nl", "en"):
        (_, site, team) = (list(one.values()) for one in _csv(stores, language)[:3])
        assert site[3] == '\'=HYPERLINK("x";1)'
        assert team[4] == '\'@SUM,"1"'
    assert ["Nulmeting", "Taakeisen", "Team", '=HYPERLINK("x";1)', '@SUM,"1"', 9.0, 50.0] in [
        row[:7] for row in _xlsx(stores)
    ]


@pytest.mark.parametrize("sign", [sign for sign in FORMULAS if sign != "\0"])  # PostgreSQL keeps no NUL
def test_no_cell_of_text_begins_as_a_formula_does(stores: Web, sign: str) -> None:
    opened_site(stores, "kwaad", f"{sign}1", "Dag")
    measured(stores, "baseline", {"kwaad/Dag": marks(pleasure=[4] * 6)})
    for language in ("nl", "en"):
        said = "".join(csv_lines(_evidence(stores), Say(language)))
        found = list(csv.reader(io.StringIO(said), delimiter=";" if language == "nl" else ","))
        assert [row[3] for row in found[2:]] == [f"'{sign}1"] * 2


def test_a_cycle_without_measurements_says_so(stores: Web) -> None:
    page = stores.browser("marieke").get(f"/cycles/{stores.cycle}/evidence")
    assert page.status == 200
    assert any("nog niets gemeten" in part for part in page.words)
    assert "<svg" not in page.text
    assert _csv(stores) == []


def test_another_organisation_finds_no_evidence_here(tried: Web) -> None:
    for ending in ("", ".csv", ".xlsx"):
        for path in (f"/cycles/{tried.cycle}/evidence{ending}", f"/cycles/999999/evidence{ending}"):
            assert tried.browser(OUTSIDER).client.get(path).status_code == 404


def test_a_round_is_no_cycle(tried: Web) -> None:
    round_id = measured(tried, "evaluation", {"emmen/Dag": alike(9)})
    assert tried.browser("marieke").client.get(f"/cycles/{round_id}/evidence").status_code == 404


def test_the_page_takes_twelve_statements_at_most_and_as_many_with_more_teams(tried: Web) -> None:
    browser = tried.browser("marieke")
    costs = []
    for code in ("a", "b"):
        browser.client.get(f"/cycles/{tried.cycle}/evidence")
        with tried.statements() as seen:
            assert browser.client.get(f"/cycles/{tried.cycle}/evidence").status_code == 200
        costs.append(len(seen))
        teams = [f"Ploeg {n}" for n in range(30)]
        opened_site(tried, code, f"Groot {code}", *teams)
        measured(tried, "evaluation", {f"{code}/{team}": alike(6) for team in teams})
    assert costs[0] == costs[1] <= 12


def test_the_cycle_leads_to_its_evidence_and_back(tried: Web) -> None:
    lead = tried.browser("marieke")
    path = f"/cycles/{tried.cycle}/evidence"
    assert f'href="{path}"' in lead.client.get(f"/cycles/{tried.cycle}").text
    assert f'href="/cycles/{tried.cycle}"' in lead.client.get(path).text


def test_marks_given_by_people_reach_the_page(database: Database, tmp_path: Path) -> None:
    site = web(database, tmp_path)
    known = something_of_everything(site)
    round_ = site.browser("marieke").get(f"/rounds/{known['closed']}/results")
    assert round_.status == 200
    found = site.look(
        lambda session: evidence_of(session, site.cycle, site.people["marieke"], at("2026-03-20 10:00"))
    )
    assert {(one.group.kind, one.n) for one in found.published} >= {(SITE, 7)}
    assert json.loads(json.dumps(found.as_json()))["moments"] == ["baseline"]
