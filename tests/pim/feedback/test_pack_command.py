"""``pim pack`` and ``pim round load`` at the command line."""

from pathlib import Path

import pytest

from pim.cli import call, main
from pim.cli.pack import WrongPack
from pim.errors import NotFound
from tests.pim.feedback.desk import Desk
from tests.pim.feedback.test_packs_in_a_round import OWN
from tests.pim.feedback.test_round_command import LEAD, NOW, shell  # noqa: F401 (a fixture)


def _printed(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out + said.err


def test_the_packs_that_come_with_pim_are_listed_and_shown_without_a_database() -> None:
    assert {one["name"] for one in call("pack", "list")} >= {"work", "aim", "iam", "fim", "sus", "readiness"}
    shown = call("pack", "show", "sus")
    assert (shown["scales"][0]["scoring"], shown["validated"]) == ("sus", ["en"])
    with pytest.raises(NotFound, match="no pack 'sos'"):
        call("pack", "show", "sos")


def test_a_pack_file_is_checked_with_every_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = tmp_path / "right.yaml", tmp_path / "wrong.yaml"
    right.write_text(OWN)
    wrong.write_text(
        OWN.replace("mean", "avarage").replace("licence: Used with permission of the office", "")
    )
    code, said = _printed(capsys, "pack", "check", right, wrong)
    assert code == 1
    assert "right.yaml: in orde (noise, Used with permission of the office)" in " ".join(said.split())
    assert "wrong.yaml:1: 'licence' is missing" in said
    assert "wrong.yaml:13: unknown scoring 'avarage'" in said
    assert _printed(capsys, "pack", "check", right)[0] == 0


def test_an_own_pack_is_added_and_asked(shell: Desk, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "own.yaml"
    file.write_text(OWN)
    added = call("pack", "add", file, "--as", LEAD, "--now", NOW)
    assert (added["name"], added["licence"]) == ("noise", "Used with permission of the office")
    assert "noise" in {one["name"] for one in call("pack", "list", "--as", LEAD)}
    assert call("pack", "show", "noise", "--as", LEAD)["source"] == "An office for research"
    with pytest.raises(NotFound):
        call("pack", "show", "noise", "--as", "olga@drievliet.example")
    drafted = call(
        "round", "draft", shell.cycle_id, "--as", LEAD, "--purpose", "pilot", "--site", "assen",
        "--pack", "noise", "--detail", "sus", "--now", NOW,
    )  # fmt: skip
    assert [one["pack"] for one in drafted["questions"]] == ["noise"] * 2 + ["sus"] * 10
    file.write_text(OWN.replace("scoring: mean", "scoring: run"))
    with pytest.raises(WrongPack, match=r"own\.yaml:13: unknown scoring 'run'"):
        call("pack", "add", file, "--as", LEAD, "--now", NOW)


def test_the_load_is_shown_to_whoever_asks_and_to_no_other_organisation(shell: Desk) -> None:  # noqa: F811
    drafted = call(
        "round", "draft", shell.cycle_id, "--as", LEAD, "--purpose", "readiness", "--site", "assen",
        "--site", "zwolle", "--now", NOW,
    )  # fmt: skip
    call("round", "open", drafted["id"], "--as", LEAD, "--now", NOW)
    found = call("round", "load", "--as", LEAD, "--now", NOW)
    assert {one["team"] for one in found if one["openNow"]} == {"Nachtploeg", "Winkel overdag"}
    theirs = call("round", "load", "--as", "olga@drievliet.example", "--now", NOW)
    assert [one["minutes"] for one in theirs] == [0.0]


def test_a_choice_is_answered_by_its_option(shell: Desk) -> None:  # noqa: F811
    drafted = call(
        "round",
        "draft",
        shell.cycle_id,
        "--as",
        LEAD,
        "--purpose",
        "readiness",
        "--site",
        "assen",
        "--now",
        NOW,
    )
    call("round", "open", drafted["id"], "--as", LEAD, "--now", NOW)
    words = ("--as", "tom@noordervers.example", "--choose", "holds_back=no_time", "--now", NOW)
    assert call("round", "answer", drafted["id"], *words)["kept"]
