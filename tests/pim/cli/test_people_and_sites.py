"""``pim people`` and ``pim sites``: imports, lists, roles and free days as people type them."""

import io
import json
import sys
from typing import Any

import pytest

from pim.cli.operator import progress
from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import NotAllowed
from tests.pim.cli.helpers import CommandLine

NV = ("--organisation", "noordervers")
PEOPLE = "nummer;naam;e-mail;vestiging;team;rol\n"


def _start(pim: CommandLine) -> int:
    started: Any = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", "Nieuw bestelsysteem",
        "--lead", "marieke@noordervers.example",
    )  # fmt: skip
    return int(started["id"])


def test_an_installation_begins_with_an_organisation_its_sites_and_its_people(pim: CommandLine) -> None:
    assert pim.call("people", "organisation", "brasserie", "Brasserie De Kade", "--calendar", "be")
    where = ("--organisation", "brasserie")
    sites = pim.file("code,name\nkade,De Kade\n")
    assert pim.call("sites", "import", sites, *where)["new"] == 1  # type: ignore[index]
    people = pim.file(PEOPLE + "1;Nina Peeters;nina@kade.example;kade;Keuken;beheerder\n")
    done: Any = pim.call("people", "import", people, *where)
    assert (done["new"], done["newTeams"], done["rolesGiven"]) == (1, ["De Kade / Keuken"], 1)
    (nina,) = pim.call("people", "list", *where)  # type: ignore[misc]
    assert (nina["name"], nina["site"], nina["roles"]) == ("Nina Peeters", "De Kade", ("administrator",))


def test_a_bad_file_exits_3_and_names_every_row_in_the_language_of_the_installation(pim: CommandLine) -> None:
    bad = pim.file(PEOPLE + "1;;x@nv.example;assen;Nacht;\n2;Nieuweling;geen adres;nergens;Nacht;\n")
    code, out, err = pim.run("people", "import", bad, *NV)
    assert (code, out) == (3, "")
    lines = err.splitlines()
    assert lines[0] == "pim: Niets is overgenomen. In het bestand zijn 3 fouten:"
    assert lines[1].startswith("- Regel 2, kolom “naam”")
    assert [line.partition(",")[0] for line in lines[2:]] == ["- Regel 3", "- Regel 3"]
    assert "Nieuweling" not in json.dumps(pim.call("people", "list", *NV))


def test_a_bad_file_with_json_gives_every_fault_as_data(pim: CommandLine) -> None:
    code, out, err = pim.run("people", "import", pim.file("naam;vestiging\nJan;assen\n"), *NV, "--json")
    assert (code, err) == (3, "")
    (fault,) = json.loads(out)["faults"]
    assert (fault["line"], "personeelsnummer" in fault["nl"], "number" in fault["en"]) == (1, True, True)
    code, out, _ = pim.run("sites", "import", pim.file("code\n1\n"), *NV, "--json")
    assert code == 3
    assert json.loads(out)["faults"][0]["line"] == 1


def test_a_file_that_is_not_there_is_wrong_usage(pim: CommandLine) -> None:
    code, _, err = pim.run("people", "import", pim.folder / "weg.csv", *NV)
    assert (code, "is niet te lezen" in err) == (2, True)
    assert pim.run("sites", "import", pim.folder, *NV)[0] == 2


def test_a_file_may_come_in_on_the_standard_input(pim: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b"code;naam\nemmen;Winkel Emmen\n")

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert pim.call("sites", "import", "-", *NV)["new"] == 1  # type: ignore[index]


def test_a_look_ahead_says_what_an_import_would_do_and_does_nothing(pim: CommandLine) -> None:
    before = pim.call("people", "list", *NV)
    file = pim.file(PEOPLE + "X1;Nora Bakker;;assen;Bakkerij;\n")
    code, out, _ = pim.run("people", "import", file, *NV, "--check", "--leave")
    assert code == 0
    assert out.startswith("Zou worden: 1 nieuw, 0 veranderd, 0 hetzelfde, 20 vertrokken.")
    assert pim.call("people", "list", *NV) == before
    assert "Bakkerij" not in json.dumps(pim.call("sites", "teams", *NV))


def test_where_there_are_several_organisations_one_must_be_said(pim: CommandLine) -> None:
    with pytest.raises(BadInput, match="drievliet, noordervers, waterveld"):
        pim.call("people", "list")
    with pytest.raises(NotFound, match="there are"):
        pim.call("people", "list", "--organisation", "nergens")


def test_with_as_only_an_administrator_changes_people_and_only_those_of_their_own(pim: CommandLine) -> None:
    file = pim.file(PEOPLE + "X1;Nora Bakker;;assen;Nachtploeg;\n")
    with pytest.raises(NotAllowed):
        pim.call("people", "import", file, "--as", "karin@noordervers.example")
    with pytest.raises(BadInput, match="works at drievliet"):
        pim.call("people", "import", file, "--as", "olga@drievliet.example", *NV)
    assert pim.call("people", "import", file, "--as", "bas@noordervers.example")["new"] == 1  # type: ignore[index]
    names = [one["name"] for one in pim.call("people", "list", "--as", "olga@drievliet.example")]  # type: ignore[attr-defined]
    assert names == ["Olga Buitenhof"]


def test_somebody_is_added_to_a_team_and_leaves_again(pim: CommandLine) -> None:
    added = ("--email", "nora@nv.example", "--site", "assen", "--team", "nachtploeg")
    assert pim.run("people", "add", "Nora Bakker", *added, *NV)[0] == 0
    (nora,) = [
        p for p in pim.call("people", "list", "--site", "Winkel Assen", *NV) if p["name"] == "Nora Bakker"
    ]  # type: ignore[attr-defined]
    assert nora["team"] == "Nachtploeg"
    with pytest.raises(NotFound, match="nachtploeg, winkel overdag"):
        pim.call("people", "add", "Nog Een", "--number", "9", "--site", "assen", "--team", "Keuken", *NV)
    code, out, _ = pim.run("people", "leave", "wim@noordervers.example", *NV)
    assert code == 0
    assert out == "Wim Jansen is vertrokken.\nHeeft nog de rol works_council: geef iemand anders die rol.\n"


def test_roles_in_the_organisation_and_at_a_site(pim: CommandLine) -> None:
    given: Any = pim.call("people", "role", "tom@noordervers.example", "OR", *NV)
    assert (given["role"], given["changed"]) == ("works_council", True)
    assert pim.run("people", "role", "tom@noordervers.example", "OR", *NV)[1].startswith(
        "Tom O'Neill heeft de rol ondernemingsraad al"
    )
    pim.call("people", "role", "tom@noordervers.example", "leidinggevende", "--site", "zwolle", *NV)
    (tom,) = [p for p in pim.call("people", "list", "--role", "manager", *NV) if "Tom" in p["name"]]  # type: ignore[attr-defined]
    assert tom["roles"] == ("manager (zwolle)", "works_council")
    pim.call("people", "role", "tom@noordervers.example", "works_council", "--take", *NV)
    assert "Tom" not in json.dumps(pim.call("people", "list", "--role", "works_council", *NV))


def test_a_role_in_an_innovation_is_given_by_its_lead_and_stands_in_its_journal(pim: CommandLine) -> None:
    cycle = _start(pim)
    mine = ("--cycle", cycle, "--as", "marieke@noordervers.example")
    assert pim.call("people", "role", "N004", "Werkgroep", *mine)["changed"]  # type: ignore[index]
    code, out, _ = pim.run("journal", cycle, "--json")
    assert code == 0
    assert "role_given" in out
    with pytest.raises(BadInput, match="--as"):
        pim.call("people", "role", "N004", "sponsor", "--cycle", cycle)
    with pytest.raises(NotAllowed):
        pim.call("people", "role", "N004", "sponsor", *mine[:2], "--as", "tom@noordervers.example")
    with pytest.raises(NotFound):
        pim.call("people", "role", "D001", "sponsor", "--cycle", cycle, "--as", "olga@drievliet.example")
    with pytest.raises(NotFound):
        pim.call("people", "role", "olga@drievliet.example", "sponsor", *mine)


def test_a_free_day_moves_the_deadlines_that_are_running(pim: CommandLine) -> None:
    cycle = _start(pim)
    pim.put_in(cycle, "ideas")
    lead = ("--as", "marieke@noordervers.example")
    pim.call("idea", "bring", cycle, "Het brood is om vier uur op.", *lead, "--now", "2026-02-03T10:00+01:00")

    assert pim.due("idea") == "2026-02-05"

    moved: Any = pim.call("sites", "free-day", "2026-02-05", "--name", "Storm", *NV)
    assert moved["changed"]
    assert pim.due("idea") == "2026-02-06"
    assert moved["moved"] >= 2
    assert pim.call("sites", "free-days", *NV) == [{"day": "2026-02-05", "free": True, "name": "Storm"}]
    again: Any = pim.call("sites", "free-day", "2026-02-05", "--name", "Storm", *NV)
    assert (again["changed"], again["moved"]) == (False, 0)
    back: Any = pim.call("sites", "free-day", "2026-02-05", "--remove", *NV)
    assert back["moved"] == moved["moved"]
    assert pim.due("idea") == "2026-02-05"
    with pytest.raises(BadInput, match="is not a day"):
        pim.call("sites", "free-day", "donderdag", *NV)


def test_sites_and_teams_are_listed_with_their_people(pim: CommandLine) -> None:
    pim.call("sites", "add", "emmen", "Winkel Emmen", *NV)
    team: Any = pim.call("sites", "add-team", "emmen", "Bakkerij", *NV)
    pim.call("people", "add", "Nora Bakker", "--number", "X1", "--site", "emmen", *NV)
    teams: Any = pim.call("sites", "teams", *NV)
    assert {one["id"]: one["people"] for one in teams}[team["id"]] == 1
    code, out, _ = pim.run("sites", "list", *NV)
    assert code == 0
    assert "Winkel Emmen" in out


def test_progress_is_a_bar_on_a_terminal_and_nothing_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with progress("People") as show:
        show(1, 2)
    assert capsys.readouterr().err == ""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress("People") as show:
        show(1, 2)
        show(2, 2)
    assert "People" in terminal.getvalue()
    assert "100%" in terminal.getvalue()
