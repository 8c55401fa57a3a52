"""Wrong workflow files, one fault each: the checker says where, what, what was expected, the nearest name.

The first line of each file in `wrong/` says what the checker must say about it, as in
`# line 22 | unknown stage 'trail' | trial`: the line, what must stand in the message (parts with ` / `
between them), and the nearest right name where there is one.
"""

import unicodedata
from pathlib import Path

import pytest

from workflows.definition import WorkflowError, WorkflowFault, load

HERE = Path(__file__).parent
SMALL = HERE / "small.yaml"
WRONG = sorted((HERE / "wrong").glob("*.yaml"))
LETTERS = frozenset(
    {
        "deadline_near",
        "decision_made",
        "overdue",
        "pilot_starting",
        "round_answered",
        "round_closed",
        "round_invitation",
        "round_reminder",
        "stopped",
    }
)


def faults_of(path: Path) -> tuple[WorkflowFault, ...]:
    with pytest.raises(WorkflowError) as caught:
        load(path, letters=LETTERS)
    return caught.value.faults


def announced(path: Path) -> tuple[int, list[str], str | None]:
    """Read the line, the words and the nearest name that the first line of a wrong file announces."""
    parts = [part.strip() for part in path.read_text("utf-8").splitlines()[0].removeprefix("# ").split("|")]
    return int(parts[0].removeprefix("line ")), parts[1].split(" / "), parts[2] if len(parts) > 2 else None


def test_the_file_they_are_made_from_has_no_fault() -> None:
    assert load(SMALL, letters=LETTERS).workflow == "bakery"


def test_there_are_plenty_of_wrong_files_and_each_is_wrong_in_its_own_way() -> None:
    assert len(WRONG) >= 36
    assert len({path.read_text("utf-8").split("\n", 1)[1] for path in WRONG}) == len(WRONG)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_file_is_refused_with_the_line_the_words_and_the_nearest_name(path: Path) -> None:
    line, said, near = announced(path)
    faults = faults_of(path)
    assert len(faults) == 1, "\n".join(map(str, faults))
    [fault] = faults
    assert fault.line == line, str(fault)
    assert all(word in f"{fault.what}: {fault.expected}" for word in said), str(fault)
    assert fault.nearest == near, str(fault)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_fault_reads_as_one_line_with_its_file_its_line_and_what_was_expected(path: Path) -> None:
    for fault in faults_of(path):
        text = str(fault)
        assert Path(fault.file).name == path.name
        assert text.startswith(f"{fault.file}:{fault.line}: ")
        assert fault.what
        assert fault.expected
        assert fault.what in text
        assert fault.expected in text
        assert not any(unicodedata.category(char) == "Cc" for char in text)
        assert len(text) < 1500


def test_two_stages_that_only_lead_to_each_other_are_both_told(tmp_path: Path) -> None:
    trap = """\
        give_up: {to: lost, by: [lead]}
        answer:
"""
    lost = """\
    lost:
      label: {nl: Kwijt, en: Lost}
      means: held
      due: none
      steps: {seek: {to: found, by: [lead]}}
    found:
      label: {nl: Terug, en: Found}
      means: held
      due: none
      steps: {lose: {to: lost, by: [lead]}}
    answered:
"""
    path = tmp_path / "trap.yaml"
    text = SMALL.read_text("utf-8").replace("        answer:\n", trap).replace("    answered:\n", lost)
    path.write_text(text, "utf-8")
    assert [fault.what for fault in faults_of(path)] == [
        "from stage 'lost' no end can be reached",
        "from stage 'found' no end can be reached",
    ]


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = SMALL.read_text("utf-8")
    for right, wrong in (
        ("calendar: nl\n", "calendar: nl-term\n"),
        ("- sponsor_named", "- sponser_named"),
        ("means: pilot", "means: pillot"),
        ("in: 4 weeks", "in: 4 wekes"),
        ("then: close", "then: clos"),
        ("round_closed", "round_close"),
    ):
        assert right in text
        text = text.replace(right, wrong)
    path = tmp_path / "six.yaml"
    path.write_text(text, "utf-8")
    faults = faults_of(path)
    assert [fault.nearest for fault in faults] == [
        "nl-terms",
        "sponsor_named",
        "pilot",
        "4 weeks",
        "close",
        "round_closed",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
