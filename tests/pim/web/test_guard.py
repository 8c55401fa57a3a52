"""What stands before every page: other sites' forms, other names, faults, a database that is away."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import update

from pim.app import create_app
from pim.db import Database
from pim.lifecycle.clock import beat
from pim.lifecycle.tables import Heartbeat, Instance
from pim.make import make_database
from pim.settings import Settings
from pim.web.guard import HEADERS, LARGEST_FORM
from tests.pim.web.browser import HERE, Browser, Web
from tests.pim.web.every_page import PAGES, numbers
from tests.pim.web.reading import Page

LANGUAGES = ("nl", "en")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Referer": "https://example.com/page"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://127.0.0.1:8000.example.com"},
    ],
)
def test_a_form_of_another_site_changes_nothing(site: Web, headers: dict[str, str]) -> None:
    browser = site.browser("henk")
    before = site.rows()
    fields = {"visit": "1", "key": "k", "reason": "Even wachten."}
    answer = browser.client.post(f"/cycles/{site.cycle}/steps/pause", data=fields, headers=headers)
    assert answer.status_code == 403
    assert "Dit formulier stond niet op een van onze pagina’s" in Page(answer).text
    assert site.rows() == before
    answer = browser.client.post("/language", data={"language": "en"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_form_of_ours_is_taken(one_site: Web) -> None:
    for headers in (
        {"Origin": HERE},
        {"Referer": f"{HERE}/cycles/1"},
        {"Sec-Fetch-Site": "same-origin"},
        {},  # a program on this machine, not a browser
    ):
        client = one_site.browser("henk").client
        assert client.post("/language", data={"language": "en"}, headers=headers).status_code == 303


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "", "localhost.example.com:8000"])
def test_a_name_that_another_site_made_point_here_shows_nothing(one_site: Web, host: str) -> None:
    browser = one_site.browser("marieke")
    answer = browser.client.get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert "Nieuw bestelsysteem" not in answer.text
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert browser.client.post("/sign-out", headers=headers).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "pim.example:443"])
def test_the_names_of_this_machine_are_ours(one_site: Web, host: str) -> None:
    app = create_app(one_site.database, Settings(base_url="https://pim.example"))
    assert Browser(app).client.get("/sign-in", headers={"Host": host}).status_code == 200


def test_a_form_that_is_too_large_is_not_read(site: Web) -> None:
    browser = site.browser("henk")
    before = site.rows()
    path = f"/cycles/{site.cycle}/steps/pause"
    answer = browser.post(path, visit=1, key="k", reason="x" * LARGEST_FORM)
    assert answer.status_code == 413
    assert "Dit is te veel in één keer" in Page(answer).text

    def parts() -> Any:
        yield b"reason="
        yield b"x" * 10

    answer = browser.client.post(path, content=parts(), headers={"Origin": HERE})
    assert answer.status_code == 411, "without a length nobody knows how much is to come"
    assert site.rows() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_gets_a_plain_page(one_site: Web, language: str) -> None:
    browser = one_site.browser("marieke", language)
    said = {"nl": "Deze pagina is er niet", "en": "This page is not here"}[language]
    for path in (
        "/nowhere",
        "/cycles/999999",
        "/cycles/0",
        "/cycles/-1",
        "/cycles/abc",
        f"/cycles/{2**31}",
        f"/cycles/{10**30}",
        f"/rounds/{one_site.cycle}",
        "/rounds/999999/results",
        "/rounds/999999/thanks",
        "/letters/999999",
        "/letters/999999/html",
        "/static/nothing.css",
        "/static/../app.py",
    ):
        page = browser.get(path)
        assert page.status == 404, path
        assert said in page.text, path
        assert page.language == language


def test_a_wrong_question_is_answered_plainly(one_site: Web) -> None:
    browser = one_site.browser("marieke")
    asked = ["/?after=-1", "/?after=x", f"/?after={10**20}", "/?stage=" + "x" * 41, "/letters?before=0"]
    for path in (*asked, "/clock?since=yesterday", "/clock?since=2026-01-01T00:00:00"):
        page = browser.get(path)
        assert page.status == 400, path
        assert "Dit kan niet worden gebruikt" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_ours_tells_the_reader_nothing_technical_and_the_log_everything(
    one_site: Web, language: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("the secret of the database is 12345")

    monkeypatch.setattr("pim.dashboard.pages.found", broken)
    browser = one_site.browser("marieke", language)
    with caplog.at_level(logging.ERROR, logger="pim.web"):
        page = browser.get("/")
    assert page.status == 500
    assert {"nl": "Er ging hier iets mis", "en": "Something went wrong here"}[language] in page.text
    assert "12345" not in page.response.text
    assert "RuntimeError" not in page.response.text
    for name, value in HEADERS.items():
        assert page.response.headers[name] == value
    assert "the secret of the database" in caplog.text
    assert "GET /" in caplog.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_database_that_is_away_is_told_as_busy(one_site: Web, tmp_path: Path, language: str) -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/nothing")
    app = create_app(away, Settings(secret_key="s" * 32, round_keys_dir=tmp_path))
    browser = Browser(app)
    browser.post("/language", language=language)
    page = browser.get("/")
    assert page.status == 503
    assert page.response.headers["retry-after"] == "60"
    said = {"nl": "Probeer het over een minuut opnieuw", "en": "Please try again in a minute"}[language]
    assert said in page.text
    assert browser.client.get("/health").status_code == 503
    away.dispose()


def test_the_health_of_the_installation_is_told_as_data(empty_database: Database, tmp_path: Path) -> None:
    settings = Settings(database_url=empty_database.url, round_keys_dir=tmp_path / "keys")
    client = Browser(create_app(empty_database, settings)).client
    assert client.get("/health").status_code == 503, "there are no tables yet"
    real_now = datetime.now(UTC)
    make_database(empty_database, real_now, demo=True)
    with empty_database.write() as session:
        beat(session, "worker", real_now)
    answer = client.get("/health")
    assert {one["what"] for one in answer.json() if not one["well"]} - {"database"} == set()
    assert answer.status_code == (200 if all(one["well"] for one in answer.json()) else 503)
    with empty_database.write() as session:
        session.execute(update(Heartbeat).values(at=real_now - timedelta(seconds=61)))
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "worker" in {one["what"] for one in answer.json() if not one["well"]}


def test_the_pages_say_within_a_minute_that_nobody_keeps_the_clock(one_site: Web) -> None:
    browser = one_site.browser("marieke")
    assert "Niemand houdt nu de klok bij" not in browser.get("/").text
    with one_site.database.write() as session:
        session.execute(update(Heartbeat).values(at=datetime.now(UTC) - timedelta(seconds=61)))
    for path in ("/", f"/cycles/{one_site.cycle}", "/letters"):
        assert "Niemand houdt nu de klok bij" in browser.get(path).text


def test_the_outsider_finds_nothing_of_another_organisation(site: Web) -> None:
    known = numbers(site)
    before = site.rows()
    olga = site.browser("olga")
    for path in PAGES:
        # What has no number in it, or the hash of a workflow, which is the installation's, is there for all.
        if "{" not in path or "{digest}" in path:
            assert "bestelsysteem" not in olga.get(path.format(**known)).response.text, path
            continue
        page = olga.get(path.format(**known))
        assert page.status == 404, path
        assert "bestelsysteem" not in page.response.text, path
    for path in (f"/cycles/{known['cycle']}/diagram.svg", f"/letters/{known['letter']}/html"):
        assert olga.get(path).status == 404, path
    forms: list[tuple[str, dict[str, Any]]] = [
        (f"/cycles/{known['cycle']}/steps/pause", {"visit": 2, "key": "a", "reason": "Stil."}),
        (f"/rounds/{known['draft']}/steps/open", {"visit": 1, "key": "b"}),
        (f"/rounds/{known['open']}/steps/withdraw", {"visit": 2, "key": "c", "reason": "Weg ermee."}),
        (f"/rounds/{known['open']}/answer", {"rate-demands": "3"}),
        (f"/rounds/{known['closed']}/clusters", {"key": "d", "title": "Druk", "said": "Te druk."}),
    ]
    for path, fields in forms:
        assert olga.post(path, **fields).status_code == 404, path
    assert site.rows() == before


def test_a_number_of_the_wrong_kind_is_not_there(site: Web) -> None:
    henk = site.browser("henk")
    path = f"/rounds/{site.cycle}/steps/pause"
    assert henk.get(path).status == 404
    assert henk.post(path, visit=1, key="k", reason="Stil.").status_code == 404
    with site.database.read() as session:
        assert session.get_one(Instance, site.cycle).means == "preparation"


def test_the_application_does_not_describe_itself_to_strangers(one_site: Web) -> None:
    client = Browser(one_site.app).client
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404
