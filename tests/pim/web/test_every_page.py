"""Every page there is: shown in both languages, wholly in that language, with safe headers."""

import re
from collections import defaultdict

import pytest
from babel.messages.pofile import read_po

from pim.answers import cluster_pages, desk_pages, said_pages, standard_pages
from pim.channels import print_pages
from pim.cycles import charter_pages, money_pages, people_pages, start_pages
from pim.cycles import pages as cycles
from pim.dashboard import pages as dashboard
from pim.demo import pages as demo
from pim.evidence import pages as evidence
from pim.feedback import lead_pages
from pim.feedback import pages as feedback
from pim.ideas import idea_pages
from pim.ideas import pages as ideas
from pim.signing_in import my_pages, typed_pages
from pim.signing_in import pages as signing_in
from pim.staff import import_pages, site_pages
from pim.staff import pages as staff
from pim.variants import pages as variants
from pim.web import letter_pages
from pim.web.edge import SCRIPTED
from pim.web.guard import HEADERS
from pim.web.words import FOLDER
from tests.pim.web.browser import Web
from tests.pim.web.every_page import PAGES, numbers

NO_PAGES = {  # parts of a page, and files
    "/cycles/new/{name}.svg",
    "/cycles/{id_}/diagram.svg",
    "/cycles/{id_}/evidence.csv",
    "/cycles/{id_}/evidence.xlsx",
    "/cycles/{id_}/ideas.xlsx",
    "/overview.xlsx",
    "/overview/ideas.xlsx",
    "/rounds/{id_}/results.csv",
    "/letters/{id_}/html",
    "/sign-in/link/{reference}",  # only with a link that was sent: see tests/pim/signing_in
    "/s/{code}",  # only of a round whose answers were sent: see test_said_did.py
    "/variants/{id_}/picture/{digest}",
}


OUR_SCRIPT = re.compile(r'<script src="/static/[a-z]+\.js" defer></script>')  # a file of ours


def _english() -> frozenset[str]:
    """Return every English message that stands on a page without anything filled in."""
    with (FOLDER / "nl.po").open("rb") as file:
        return frozenset(str(m.id) for m in read_po(file, locale="nl") if m.id and "%(" not in m.id)


def test_every_page_shows_in_both_languages_without_a_word_of_the_other(site: Web) -> None:
    known, english = numbers(site), _english()
    for language in ("nl", "en"):
        lead = site.browser("marieke", language)
        for path in PAGES:
            page = lead.get(path.format(**known))
            assert page.status == 200, path
            assert page.language == language, path
            assert page.title.endswith("· PIM"), path
            assert len(page.ids) == len(set(page.ids)), path
            words = {" ".join(part.split()) for part in page.words}
            assert ("Naar de inhoud" in words) == (language == "nl"), path
            if language == "nl":
                assert words & english == set(), path


def test_the_list_of_pages_misses_none(one_site: Web) -> None:
    rooms = (cycles, dashboard, demo, evidence, feedback, lead_pages, letter_pages, variants)
    rooms += (import_pages, site_pages, staff)
    rooms += (signing_in, typed_pages, my_pages)
    rooms += (start_pages, charter_pages, money_pages, people_pages)
    rooms += (cluster_pages, desk_pages, print_pages, said_pages, standard_pages, ideas, idea_pages)
    routes = {
        route.path
        for room in rooms
        for route in room.router.routes
        if "GET" in route.methods  # type: ignore[attr-defined]
    }
    shapes = {path.split("?")[0] for path in PAGES}
    for path in routes - NO_PAGES:
        parts = path.split("/")
        fits = [
            shape
            for shape in shapes
            if len(shape.split("/")) == len(parts)
            and all(a == b or b.startswith("{") for a, b in zip(shape.split("/"), parts, strict=True))
        ]
        assert fits, f"{path} is shown in no test"


def test_every_answer_carries_the_headers_that_keep_a_page_safe(one_site: Web) -> None:
    known = numbers(one_site)
    lead = one_site.browser("marieke")
    nobody = one_site.browser()
    paths = [path.format(**known) for path in PAGES]
    answers = [lead.client.get(path) for path in paths]
    answers += [nobody.client.get(path) for path in (*paths, "/health", "/nowhere", "/cycles/999999")]
    answers += [
        lead.post("/cycles/1/steps/nowhere"),
        lead.post("/clock", day="x"),
        lead.client.post("/clock"),
    ]
    for answer in answers:
        scripted = "<script" in answer.text
        for name, value in {**HEADERS, **({"Content-Security-Policy": SCRIPTED} if scripted else {})}.items():
            assert answer.headers[name] == value, (answer.request.url, name)
        assert "set-cookie" not in answer.headers, answer.request.url


def test_what_only_shows_may_load_nothing_at_all(one_site: Web) -> None:
    known = numbers(one_site)
    lead = one_site.browser("marieke").client
    drawing = lead.get(f"/cycles/{known['cycle']}/diagram.svg")
    assert drawing.status_code == 200
    assert drawing.headers["content-type"] == "image/svg+xml"
    letter = lead.get(f"/letters/{known['letter']}/html")
    assert letter.status_code == 200
    for answer in (drawing, letter):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src")
        assert "script-src" not in answer.headers["content-security-policy"]
    assert "sandbox;" in letter.headers["content-security-policy"]


def test_no_page_has_a_script_or_a_style_of_its_own(one_site: Web) -> None:
    known = numbers(one_site)
    lead = one_site.browser("marieke")
    for path in PAGES:
        text = lead.client.get(path.format(**known)).text
        text = OUR_SCRIPT.sub("", text)
        for forbidden in (
            "<script",
            " style=",
            "<style",
            " onclick",
            "javascript:",
            'src="http',
            'href="http',
        ):
            assert forbidden not in text, (path, forbidden)


def test_the_style_sheet_is_there_and_asked_for_again_each_time(one_site: Web) -> None:
    answer = one_site.browser().client.get("/static/pim.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith(("/sign-in", "/privacy"))])
def test_a_page_asks_who_you_are_first_and_then_leads_back(one_site: Web, path: str) -> None:
    nobody = one_site.browser()
    asked = path.format_map(defaultdict(lambda: 7))
    answer = nobody.client.get(asked)
    assert answer.status_code == 303
    page = nobody.get(asked)
    form = page.form("/sign-in")
    assert form.fields["next"] == asked
    assert page.title.startswith("Inloggen")
