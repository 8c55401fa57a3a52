"""Files: the numbers of the page, texts that are never formulas, and nothing of a small group."""

import csv
import io
import sys
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from sqlmodel import col, update

from pim.ideas.bring import bring_idea
from pim.lifecycle.tables import Instance
from pim.overview.definitions import DEFINITIONS
from tests.pim.web.browser import Web
from tests.pim.web.road import ASSEN, ZWOLLE, closed, opened, with_ideas

TYPST = '#panic("x") *a $b \\ [c <d> @e "f // g'
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _book(site: Web, who: str, path: str, sheet: int = 1, language: str = "nl") -> list[list[str]]:
    answer = site.browser(who, language).client.get(path)
    assert answer.status_code == 200, path
    with ZipFile(io.BytesIO(answer.content)) as book:
        tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert not list(tree.iter(f"{SHEET}f")), "no formula"
    assert not list(tree.iter(f"{SHEET}hyperlink")), "no link"
    return [[_said(cell) for cell in row.iter(f"{SHEET}c")] for row in tree.iter(f"{SHEET}row")]


def _said(cell: Any) -> str:
    return "".join(one.text or "" for one in cell.iter() if one.tag in (f"{SHEET}t", f"{SHEET}v"))


def _csv(site: Web, path: str, language: str = "nl") -> list[list[str]]:
    answer = site.browser("marieke", language).client.get(path)
    assert answer.status_code == 200, path
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if language == "nl" else ","))


def test_the_workbook_has_the_numbers_of_the_page_and_says_what_they_are(site: Web) -> None:
    with_ideas(site)
    site.clock("2026-03-25 09:00")
    rows = _book(site, "henk", "/overview.xlsx")
    assert rows[0] == ["Getal", "Waarde", "Wat is dit?"]
    assert ["Lopende vernieuwingen", "1", DEFINITIONS["running"].means["nl"]] in rows
    late = next(row[1] for row in rows if row[0] == "Over de termijn")
    waits = _book(site, "henk", "/overview.xlsx", sheet=3, language="en")
    assert len(waits) == 1 + int(late)
    assert f"Over de termijn {late}" in site.browser("henk").get("/overview").text
    assert waits[1][-2:] == ["Project lead", "Marieke de Boer"]


def test_ideas_in_a_workbook_are_text_and_come_without_a_name(site: Web) -> None:
    with_ideas(site)
    trick = '=HYPERLINK("https://elders.example","Klik")'
    site.do("tom", lambda work: bring_idea(work, site.cycle, trick).id, "2026-02-03 10:00")
    for who, path in (("tom", f"/cycles/{site.cycle}/ideas.xlsx"), ("henk", "/overview/ideas.xlsx")):
        rows = _book(site, who, path)
        assert rows[0][:3] == ["Vernieuwing", "Nummer", "Idee"]
        assert [row[1] for row in rows[1:]] == ["I1", "I2"]
        assert rows[2][2] == trick
        assert "Tom O'Neill" not in str(rows)
        assert "Nour Aziz" not in str(rows)


def test_published_results_as_csv_leave_out_what_is_hidden(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:2])
    rows = _csv(site, f"/rounds/{round_id}/results.csv")
    assert rows[0] == ["Soort", "Groep", "Team", "Vraag", "Antwoord", "Gemiddelde", "Aantal"]
    groups = {row[1] for row in rows[1:]}
    assert "Winkel Assen" in groups
    assert "Winkel Zwolle" not in groups, "two answered there"
    assert {row[-1] for row in rows[1:] if row[1] == "Iedereen" and row[-1]} == {"7"}, (
        "the two are in no total"
    )
    english = _csv(site, f"/rounds/{round_id}/results.csv", "en")
    assert english[0][0] == "Kind"


def test_no_file_is_for_somebody_else_or_before_its_time(site: Web) -> None:
    with_ideas(site)
    running = opened(site)
    lead, outsider, staff = (site.browser(who).client for who in ("marieke", "ruud", "jantje"))
    assert lead.get(f"/rounds/{running}/results.csv").status_code == 409
    for path in (f"/rounds/{running}/results.csv", f"/cycles/{site.cycle}/ideas.xlsx"):
        assert outsider.get(path).status_code == 404, path
    assert len(_book(site, "ruud", "/overview/ideas.xlsx")) == 1, (
        "heads only: nothing of another organisation"
    )
    for path in ("/overview.xlsx", "/overview/ideas.xlsx"):
        assert staff.get(path).status_code == 403, path


def test_the_pdf_takes_what_anybody_wrote_as_text_and_runs_none_of_it(site: Web) -> None:
    with_ideas(site)
    site.clock("2026-03-25 09:00")
    with site.database.write() as session:
        session.execute(update(Instance).where(col(Instance.id) == site.cycle).values(title=TYPST))
    for language in ("nl", "en"):
        answer = site.browser("henk", language).client.get("/overview.pdf")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
    assert site.browser("jantje").client.get("/overview.pdf").status_code == 403


def test_without_its_extra_the_pdf_is_refused_in_words(site: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    for language, said in (("nl", "Hier kan geen PDF worden gemaakt"), ("en", "A PDF cannot be made here")):
        page = site.browser("henk", language).get("/overview.pdf")
        assert page.status == 501
        assert said in page.text
