"""The evidence on the command line."""

from pim.evidence.words import Say
from tests.pim.cli.helpers import CommandLine


def _cycle(pim: CommandLine) -> int:
    made = pim.call(
        "cycle",
        "start",
        "--workflow",
        "standard",
        "--title",
        "Nieuw",
        "--lead",
        "marieke@noordervers.example",
    )
    assert isinstance(made, dict)
    return int(made["id"])


def test_evidence_is_shown_and_written_to_files(pim: CommandLine) -> None:
    cycle = _cycle(pim)
    lines, book = pim.folder / "cijfers.csv", pim.folder / "cijfers.xlsx"
    code, said, _ = pim.run(
        "evidence", cycle, "--as", "marieke@noordervers.example", "--csv", lines, "--xlsx", book
    )
    assert code == 0
    assert Say("nl")("subject") in said
    assert "nog niet gemeten" in said
    assert lines.read_bytes().startswith(b"\xef\xbb\xbfMeting;")
    assert book.read_bytes().startswith(b"PK")


def test_a_file_that_cannot_be_written_is_named(pim: CommandLine) -> None:
    cycle = _cycle(pim)
    wrong = pim.folder / "nergens" / "cijfers.csv"
    code, _, said = pim.run("evidence", cycle, "--as", "marieke@noordervers.example", "--csv", wrong)
    assert code == 2
    assert str(wrong) in said


def test_nobody_sees_the_evidence_of_another_organisation(pim: CommandLine) -> None:
    cycle = _cycle(pim)
    code, _, said = pim.run("evidence", cycle, "--as", "olga@drievliet.example")
    assert code == 1
    assert "Er is geen vernieuwing" in said
