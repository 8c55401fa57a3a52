"""``pim round slips``, ``poster`` and ``paper``, as people type them."""

import json
import re
from pathlib import Path

import pytest
from sqlmodel import select

from pim.db import Database
from pim.feedback.tables import Answer
from pim.people.roles import give_role
from tests.pim.cli.helpers import CommandLine, command_line, forget

NOW = ("--now", "2026-03-02T09:00+01:00")
LEAD = ("--as", "marieke@noordervers.example")
ELS = ("--as", "els@noordervers.example")


@pytest.fixture
def pim(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> object:
    monkeypatch.setenv("PIM_SMTP_URL", "smtp://mail.noordervers.example")
    with command_line(database, tmp_path, monkeypatch, capsys) as made:
        with database.write() as session:
            home = made.people.organisations["noordervers"]
            give_role(session, home, made.people["els"].person_id, "confidant")
        yield made


def _drafted(pim: CommandLine) -> int:
    started = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", "Nieuw bestelsysteem",
        "--lead", "marieke@noordervers.example", *NOW,
    )  # fmt: skip
    assert isinstance(started, dict)
    asked = ("--purpose", "baseline", "--site", "assen", "--site", "zwolle")
    drafted = pim.call("round", "draft", started["id"], *asked, *LEAD, *NOW)
    assert isinstance(drafted, dict)
    return int(drafted["id"])


def _opened(pim: CommandLine) -> int:
    round_id = _drafted(pim)
    code, out, _ = pim.run("round", "open", round_id, *LEAD, *NOW)
    assert (code, "PIM_SMTP_URL" in out) == (0, False)
    return round_id


def test_slips_are_written_as_a_page_that_stands_alone_and_its_codes_take_an_answer_from_paper(
    pim: CommandLine, database: Database
) -> None:
    round_id = _opened(pim)
    file = pim.folder / "slips.html"
    code, out, _ = pim.run("round", "slips", round_id, "--file", file, *LEAD, *NOW)
    assert (code, "slips.html: 3. Druk ze af" in out) == (0, True)
    assert "verwijder het bestand" in out
    page = file.read_text()
    assert "<style>" in page
    assert 'href="/' not in page
    found = dict(re.findall(r"<h2>([^<]+)</h2>.*?class=\"code\">([^<]+)<", page, re.DOTALL))
    assert set(found) == {"Joost Hofman", "Nour Aziz", "Mila Novak"}
    paper = pim.file(json.dumps({"texts": {"remarks": "Te druk."}}), "nour.json")
    typed = ("--code", found["Nour Aziz"].lower(), "--file", paper)
    for _ in range(2):
        code, out, _ = pim.run("round", "paper", round_id, *typed, *ELS, *NOW)
        assert (code, "bewaard, zonder naam" in out) == (0, True)
    with database.read() as session:
        assert [row.body["texts"] for row in session.scalars(select(Answer))] == [{"remarks": "Te druk."}]


def test_paper_is_refused_with_a_reason(pim: CommandLine) -> None:
    round_id = _opened(pim)
    paper = pim.file(json.dumps({"texts": {"remarks": "Te druk."}}), "nour.json")
    code, _, error = pim.run("round", "paper", round_id, "--code", "7K3M", "--file", paper, *ELS, *NOW)
    assert (code, "Deze code klopt niet" in error) == (3, True)
    code, _, error = pim.run("round", "paper", round_id, "--code", "7K3M", "--file", paper, *LEAD, *NOW)
    assert (code, "Dit is voor de vertrouwenspersoon" in error) == (3, True)
    code, _, error = pim.run("round", "paper", round_id, "--code", "x", "--file", pim.file("[1]"), *ELS, *NOW)
    assert (code, "expected an answer" in error) == (2, True)


def test_posters_are_written_for_each_site(pim: CommandLine) -> None:
    round_id = _opened(pim)
    file = pim.folder / "poster.html"
    written = pim.call("round", "poster", round_id, "--file", file, *LEAD, *NOW)
    assert isinstance(written, dict)
    assert written["sites"] == ["Winkel Assen", "Winkel Zwolle"]
    assert f"/r/{round_id}" in file.read_text()
    code, _, error = pim.run("round", "poster", round_id, "--file", pim.folder, *LEAD, *NOW)
    assert (code, "directory" in error) == (2, True)


def test_without_a_mail_server_everybody_gets_a_slip_and_whoever_opens_a_round_is_told(
    pim: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIM_SMTP_URL")
    forget()
    code, out, _ = pim.run("round", "open", _drafted(pim), *LEAD, *NOW)
    assert code == 0
    assert "Uitnodigingen die niet worden verstuurd: 11." in out
    round_id = int(re.findall(r"pim round slips (\d+)", out)[0])
    file = pim.folder / "slips.html"
    code, out, _ = pim.run("round", "slips", round_id, "--file", file, *LEAD, *NOW)
    assert (code, "slips.html: 14." in out) == (0, True)
    assert "Fatima El Idrissi" in file.read_text()
