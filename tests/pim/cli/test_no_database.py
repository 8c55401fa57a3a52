"""A database that cannot be used: what is wrong, what was expected, what to do; nothing is made or broken."""

import json
import multiprocessing
import os
import sqlite3
import sys
from pathlib import Path
from typing import TextIO

import pytest
from sqlalchemy import event, text

from pim.cli import main
from pim.db import Database
from pim.errors import Busy, NoDatabase
from pim.unusable import address
from tests.pim.cli.helpers import forget

NOT_WAITING = "try again"
FORK = multiprocessing.get_context("fork")


def _typed(
    words: tuple[str, ...], folder: Path, environment: dict[str, str], out: TextIO, err: TextIO
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    sys.argv = ["pim", *words]
    forget()
    try:
        main(list(words))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _all_of(file: TextIO) -> str:
    file.seek(0)
    return file.read()


class Shell:
    """``pim`` as somebody types it in a folder, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def pim(self, *words: str, **settings: str) -> tuple[int, str, str]:
        """Return the exit code, the output and the error output."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PIM_")}
        # From a process in which everything was imported already: it would cost three seconds each time.
        with (
            Path(self.folder.parent / "out").open("w+") as out,
            Path(self.folder.parent / "err").open("w+") as err,
        ):
            child = FORK.Process(
                target=_typed,
                args=(words, self.folder, {**inherited, "COLUMNS": "300", **settings}, out, err),
            )
            child.start()
            child.join()
            code, said, complained = child.exitcode, *(_all_of(one) for one in (out, err))
        assert "Traceback" not in complained, complained
        assert code is not None
        return code, said, complained

    def complains(self, url: str, *words: str) -> str:
        """Return what a command that reads, ``init`` and ``doctor`` say alike of a wrong address."""
        code, out, err = self.pim("people", "list", PIM_DATABASE_URL=url)
        assert (code, out) == (2, "")
        assert NOT_WAITING not in err
        for word in words:
            assert word in err
        code, out, _ = self.pim("doctor", "--json", PIM_DATABASE_URL=url)
        (found,) = json.loads(out)
        assert (code, found["what"], found["well"]) == (1, "database", False)
        assert found["said"] == err.removeprefix("pim: ").strip()
        return err


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    folder = tmp_path / "here"
    folder.mkdir()
    return Shell(folder)


def test_who_only_looks_in_an_empty_folder_is_told_what_to_do_and_makes_nothing(shell: Shell) -> None:
    code, out, err = shell.pim("people", "list")
    assert (code, out) == (2, "")
    assert "there is no database" in err
    assert "pim init" in err
    for command in (("people", "organisation", "n", "N"), ("tick",), ("worker",), ("serve", "--port", "0")):
        assert shell.pim(*command)[0] == 2
    assert shell.pim("doctor")[0] == 1
    assert list(shell.folder.iterdir()) == []


def test_a_file_that_is_no_database_is_named_and_left_as_it_was(shell: Shell) -> None:
    file = shell.folder / "notes.txt"
    file.write_text("Boodschappen: melk, brood.\n" * 100)
    before = file.read_bytes()
    said = shell.complains(f"sqlite:///{file}", str(file), "not an SQLite database", "PIM_DATABASE_URL")
    assert shell.pim("init", PIM_DATABASE_URL=f"sqlite:///{file}") == (2, "", said)
    assert shell.pim("demo", "--no-serve", PIM_DATABASE_URL=f"sqlite:///{file}")[0] == 2
    assert file.read_bytes() == before
    assert [one.name for one in shell.folder.iterdir() if one.is_file()] == ["notes.txt"]


def test_the_database_of_another_program_is_not_changed_by_a_look(shell: Shell) -> None:
    file = shell.folder / "other.sqlite3"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE shopping (what TEXT)")
    other.close()
    before = file.read_bytes()
    code, _, err = shell.pim("people", "list", PIM_DATABASE_URL=f"sqlite:///{file}")
    assert (code, "pim init" in err) == (2, True)
    shell.pim("doctor", PIM_DATABASE_URL=f"sqlite:///{file}")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("pim.sqlite3", ("no address of a database", "expected sqlite:///FILE or postgresql://")),
        ("", ("no address of a database",)),
        ("postgresql://pim@db:not-a-port/pim", ("no address of a database",)),
        ("mysql://pim@db/pim", ("expected sqlite:///FILE", "got mysql://")),
        ("sqlite://", ("in memory", "expected sqlite:///FILE")),
    ],
)
def test_an_address_that_is_none_says_what_was_expected(
    shell: Shell, url: str, words: tuple[str, ...]
) -> None:
    assert "PIM_DATABASE_URL" in shell.complains(url, *words)
    assert shell.pim("init", PIM_DATABASE_URL=url)[0] == 2
    assert list(shell.folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_named_and_not_made(shell: Shell) -> None:
    url = f"sqlite:///{shell.folder}/nowhere/pim.sqlite3"
    said = shell.complains(url, "nowhere: there is no such folder", "make the folder")
    assert shell.pim("init", PIM_DATABASE_URL=url) == (2, "", said)
    assert list(shell.folder.iterdir()) == []


def test_a_folder_in_place_of_a_file_cannot_be_opened(shell: Shell) -> None:
    shell.complains(f"sqlite:///{shell.folder}", "cannot be opened", "expected a file")


def test_a_setting_that_cannot_be_used_is_named(shell: Shell) -> None:
    code, out, err = shell.pim("doctor", PIM_LANGUAGE="fr")
    assert (code, out) == (2, "")
    assert err.startswith("pim: PIM_LANGUAGE: ")
    assert "'nl' or 'en'" in err


def test_a_database_that_may_only_be_read_is_not_called_busy(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    event.listen(database.engine, "connect", lambda one, _: one.execute("PRAGMA query_only=ON"))
    with pytest.raises(NoDatabase) as told, database.write() as session:
        session.execute(text("DELETE FROM letter"))
    assert "can only be read" in told.value.in_full
    assert "allowed to write" in told.value.in_full
    database.dispose()


def test_a_postgresql_that_does_not_let_us_in_is_not_called_busy(shell: Shell, postgres_url: str) -> None:
    url = address(postgres_url).set(database="nowhere").render_as_string(hide_password=False)
    said = shell.complains(url, "does not let PIM into the database nowhere", "does not exist")
    assert shell.pim("init", PIM_DATABASE_URL=url) == (2, "", said)
    shell.complains("postgresql://pim@no-such-host.invalid/pim", "failed to resolve host")


def test_a_server_that_is_down_may_come_back_so_that_is_busy_with_what_it_said(shell: Shell) -> None:
    code, out, err = shell.pim("people", "list", PIM_DATABASE_URL="postgresql://pim@127.0.0.1:1/pim")
    assert (code, out) == (1, "")
    assert NOT_WAITING in err
    assert "Connection refused" in err


def test_what_a_visitor_reads_names_no_file_and_no_host() -> None:
    assert "hidden" not in str(NoDatabase("hidden.sqlite3: wrong"))
    assert "hidden" not in str(Busy("connection to hidden failed"))
