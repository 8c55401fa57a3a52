"""Settings that cannot be used: refused before anything begins, with what was expected."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pim.cli import edge
from pim.db import Database
from pim.lifecycle.tables import Installation
from pim.settings import Settings
from tests.pim.cli.helpers import CommandLine, command_line, forget

WRONG = [
    ("PIM_MAIL_FROM", "nonsense", "PIM <pim@example.org>"),
    ("PIM_MAIL_FROM", "", "PIM <pim@example.org>"),
    ("PIM_MAIL_FROM", "PIM <pim@example.org>\r\nBcc: all@example.org", "PIM <pim@example.org>"),
    ("PIM_SMTP_URL", "smtp://", "smtps://"),
    ("PIM_SMTP_URL", "http://pim:geheim@x", "smtps://"),
    ("PIM_SMTP_URL", "smtps://pim:geheim@h:99999", "the host or port cannot be read"),
    ("PIM_SMTP_URL", "smtp://[", "the host or port cannot be read"),
    ("PIM_LETTERS_DIR", "/nonexistent", "expected a folder"),
    ("PIM_BASE_URL", "javascript:alert(1)", "https://HOST"),
    ("PIM_BASE_URL", "", "https://HOST"),
    ("PIM_BASE_URL", "not a url", "https://HOST"),
    ("PIM_BASE_URL", "https://pim.example\r\nBcc: all@example.org", "https://HOST"),
    ("PIM_BASE_URL", "https://pim.example:99999", "https://HOST"),
]


@pytest.fixture
def pim(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[CommandLine]:
    with command_line(Database(sqlite_url), tmp_path, monkeypatch, capsys) as made:
        yield made


def test_a_wrong_setting_is_named_in_one_line_before_anything_begins(
    pim: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value, expected in WRONG:
        with monkeypatch.context() as wrong:
            wrong.setenv(name, value)
            for command in ("tick", "worker", "serve", "doctor"):
                forget()
                code, out, err = pim.run(command)
                assert (code, out) == (2, ""), (name, value)
                assert err.startswith(f"pim: {name}: "), err
                assert expected in err
                assert err.count("\n") == 1, err
                assert err.count(name) == 1, err
                assert "geheim" not in err, "a log keeps what is printed"


def test_own_letters_that_cannot_be_used_stop_the_clock_in_words_and_are_red_for_the_doctor(
    pim: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letters" / "nl").mkdir(parents=True)
    (tmp_path / "letters" / "nl" / "round_opened.j2").write_text("{{ secret.__class__ }}")
    monkeypatch.setenv("PIM_LETTERS_DIR", str(tmp_path / "letters"))
    forget()
    code, out, err = pim.run("tick")
    assert (code, out) == (2, "")
    assert err.startswith("pim: PIM_LETTERS_DIR: nl/round_opened.j2")
    monkeypatch.setattr("pim.state_of_health.is_current", lambda _: True)  # these tables were copied
    found = pim.call("doctor")
    assert isinstance(found, list)
    assert [one["well"] for one in found if one["what"] == "own letters"] == [False]


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("http://127.8.0.1", True),
        ("https://pim.example/pim", False),
        ("http://192.168.1.20:8000", False),
        ("https://localhost.example", False),
    ],
)
def test_an_address_of_this_machine_alone_is_known(address: str, here: bool) -> None:
    assert Settings(base_url=address).only_here == here


def test_the_doctor_warns_that_phones_cannot_open_this_machine_but_not_in_a_demo(
    pim: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Telefoons kunnen http://127.0.0.1:8000 niet openen"
    assert said not in pim.run("doctor")[1]
    with edge.database().write() as session:
        session.get_one(Installation, 1).demo = False
    assert said in pim.run("doctor")[1]
    monkeypatch.setenv("PIM_LANGUAGE", "en")
    forget()
    assert "Phones cannot open http://127.0.0.1:8000" in pim.run("doctor")[1]
    monkeypatch.setenv("PIM_BASE_URL", "https://pim.noordervers.example")
    forget()
    assert "Phones cannot open" not in pim.run("doctor")[1]
