"""Hostile workflow files: never a traceback, never code run, always an error that says what is wrong."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workflows.refusals import SMALL, complete, refusal, said
from workflows.definition import WorkflowError, digest, load
from workflows.drawing import mermaid, svg
from workflows.machine import compile as compiled

# code that wants to run


def touching(canary: Path) -> list[str]:
    return [
        "os.system",
        "pathlib.Path.touch",
        f"__import__('os').system('touch {canary}')",
        f"lambda: open('{canary}', 'w')",
        f"{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}; touch {canary}",
        f"$(touch {canary})",
        f"`touch {canary}`",
        f"; touch {canary} #",
        f"builtins.open({canary})",
    ]


PLACES: dict[str, tuple[str, str]] = {
    "needs": ("- sponsor_named", "- {}"),
    "warns": ("          tells: {baker: pilot_starting}", "          warns: [{}]"),
    "parameter": ("{at_least: 8}", "{{at_least: {}}}"),
    "parameter name": ("{at_least: 8}", "{{at_least: 8, {}: 8}}"),
    "by": (
        "          by: [lead]\n          needs:\n            - sponsor",
        "          by: [{}]\n          needs:\n            - sponsor",
    ),
    "to": ("to: trial", "to: {}"),
    "start": ("start: preparation", "start: {}"),
    "step": ("        begin:", "        {}:"),
    "stage": ("    trial:\n", "    {}:\n"),
    "role": ("  baker: {nl: Bakker", "  {}: {{nl: Bakker"),
    "calendar": ("calendar: nl\n", "calendar: {}\n"),
    "workflow": ("workflow: bakery", "workflow: {}"),
    "term": ("        in: 10 working days\n", "        in: {}\n"),
    "date": ("on: closes_on", "on: {}"),
    "then": ("then: close", "then: {}"),
    "remind": ("remind: [day 7]", "remind: [{}]"),
    "escalate": ("to: sponsor}", "to: {}}}"),
    "means": ("means: pilot", "means: {}"),
    "overridable": ("{pilot_ended: sponsor}", "{{{}: sponsor}}"),
    "audience": ("tells: {asked: round_closed}", "tells: {{{}: round_closed}}"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_string_that_wants_to_be_called_is_refused_wherever_it_stands(place: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    right, wrong = PLACES[place]
    assert SMALL.count(right) == 1
    for payload in touching(canary):
        quoted = '"' + payload.replace('"', '\\"') + '"'
        path = tmp_path / "hostile.yaml"
        path.write_text(SMALL.replace(right, wrong.format(quoted)), "utf-8")
        refusal(path)
        assert not canary.exists()


def test_a_letter_is_a_name_that_must_exist_and_not_a_path(tmp_path: Path) -> None:
    for letter in ("../../../etc/passwd", "/etc/passwd", "os.system", "{{ 7*7 }}"):
        text = SMALL.replace("round_closed", f'"{letter}"')
        with pytest.raises(WorkflowError) as caught:
            load(text, letters=frozenset({"round_invitation"}))
        assert any(letter in fault.what for fault in caught.value.faults)


def test_code_in_a_label_is_only_a_label(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    for payload in touching(canary):
        quoted = '"' + payload.replace('"', '\\"') + '"'
        definition = load(SMALL.replace("{nl: Proefbakken, en: Trial}", f"{{nl: {quoted}, en: {quoted}}}"))
        assert definition.cycle.stages["trial"].label.nl == payload
        compiled(definition)
        assert svg(definition, at="trial")
        assert mermaid(definition, at="trial")
        assert digest(definition)
        assert not canary.exists()


TAGS = [
    "!!python/object/apply:os.system ['touch {}']",
    "!!python/object/new:os.system ['touch {}']",
    "!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{}']]",
    "!!python/name:os.system",
    "!!python/module:os",
    "!!python/tuple [a, b]",
    "!!binary aGVsbG8=",
    "!!set {{a, b}}",
    "!!timestamp 2026-01-01",
    "!own thing",
    "!%1b[31m thing",
]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("right", ["10 working days", "{nl: Bakker, en: Baker}", "sponsor_named"])
def test_a_tag_makes_nothing_and_is_refused(tag: str, right: str, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    text = SMALL.replace(right, tag.format(canary), 1)
    assert "tag" in said(refusal(text))
    assert not canary.exists()


# files that want to exhaust


def bomb(levels: int, width: int) -> str:
    lines = ["a0: &a0 [" + ", ".join(["ha"] * width) + "]"]
    lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * width) + "]" for n in range(1, levels)]
    return "\n".join(lines)


EXHAUSTING: dict[str, Callable[[], str]] = {
    "a bomb of aliases": lambda: bomb(12, 10) + "\n" + SMALL,
    "a bomb of aliases as roles": lambda: SMALL.replace(
        "checklist:", "checklist:\n  x: &x {nl: a, en: b}\n  y: *x\n"
    ),
    "an alias of itself": lambda: "workflow: &me\n  again: *me\n",
    "merge keys": lambda: SMALL.replace("        adopt:", "        <<: *longer\n        adopt:").replace(
        "longer:\n", "longer: &longer\n"
    ),
    "deep lists in one line": lambda: "workflow: " + "[" * 50_000 + "]" * 50_000,
    "deep mappings in one line": lambda: "workflow: " + "{a: " * 50_000 + "1" + "}" * 50_000,
    "deep lists that never close": lambda: "[" * 200_000,
    "deep mappings": lambda: "\n".join(" " * n + "a:" for n in range(600)),
    "deep lists of lists": lambda: "- " * 3_000 + "a",
    "complex keys": lambda: "? " * 20_000 + "a",
    "a key that is a list": lambda: SMALL + "\n[a, b]: c\n",
    "ten thousand stages": lambda: SMALL.replace(
        "  stages:\n    preparation",
        "  stages:\n" + "".join(f"    s{n}: {{}}\n" for n in range(10_000)) + "    preparation",
    ),
    "ten thousand unknown requirements": lambda: SMALL.replace(
        "- sponsor_named", "- sponsor_named\n" + "".join(f"            - unknown_{n}\n" for n in range(8_000))
    ),
    "one requirement five thousand times": lambda: SMALL.replace(
        "- sponsor_named", "- sponsor_named\n" * 1 + "            - sponsor_named\n" * 5_000
    ),
    "five thousand different requirements": lambda: SMALL.replace(
        "- sponsor_named",
        "- sponsor_named\n"
        + "".join(f"            - ideas_brought: {{at_least: {n}, x: 1}}\n" for n in range(4_000)),
    ),
    "a word of 200 kB": lambda: SMALL.replace("to: trial", "to: " + "trial" * 40_000),
    "a number of 200 kB": lambda: SMALL.replace("at_least: 8", "at_least: " + "8" * 200_000),
    "a key of 2 kB": lambda: SMALL + "k" * 2_000 + ": 1\n",
}


@pytest.mark.parametrize("name", EXHAUSTING)
def test_what_wants_to_exhaust_the_machine_is_refused(name: str) -> None:
    refusal(EXHAUSTING[name]())


def test_a_file_of_ten_megabytes_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.write(SMALL.encode())
        file.write(b"# more\n" * 1_500_000)
    assert path.stat().st_size > 10_000_000
    error = refusal(path)
    assert re.search(r"large|big|kB|bytes", said(error))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="only where there is such a file")
def test_a_file_without_end_is_refused() -> None:
    refusal(Path("/dev/zero"))


def test_a_text_of_ten_megabytes_is_refused() -> None:
    refusal(SMALL + "# more\n" * 1_500_000)


MANY = {
    "stages": (
        "cycle.stages",
        SMALL.replace(
            "    closed:\n      label: {nl: Af",
            "".join(f"    s{n}: {{label: {{nl: a, en: a}}, final: true}}\n" for n in range(600))
            + "    closed:\n      label: {nl: Af",
        ),
    ),
    "steps of a stage": (
        "cycle.stages.trial.steps",
        SMALL.replace(
            "        adopt:\n",
            "".join(f"        s{n}: {{to: same, by: lead, label: {{nl: a{n}, en: a}}}}\n" for n in range(600))
            + "        adopt:\n",
        ),
    ),
    "steps of every stage": (
        "cycle.everywhere",
        SMALL.replace(
            "  everywhere:\n",
            "  everywhere:\n"
            + "".join(f"    s{n}: {{to: same, by: lead, label: {{nl: a{n}, en: a}}}}\n" for n in range(600)),
        ),
    ),
    "roles": (
        "roles",
        SMALL.replace("roles:\n", "roles: [" + ", ".join(f"r{n}" for n in range(20_000)) + "]\nold:\n"),
    ),
    "requirements": (
        "cycle.stages.preparation.steps.begin.needs",
        SMALL.replace(
            "- sponsor_named\n",
            "- sponsor_named\n"
            + "".join(f"            - ideas_brought: {{at_least: {n}}}\n" for n in range(4_000)),
        ),
    ),
    "reminders": (
        "round.stages.open.due.remind",
        SMALL.replace("[day 7]", "[" + ", ".join(f"day {n}" for n in range(1, 9_000)) + "]"),
    ),
}


@pytest.mark.parametrize("name", MANY)
def test_more_than_anybody_could_read_is_refused_because_it_would_make_a_huge_machine(name: str) -> None:
    place, text = MANY[name]
    faults = [fault for fault in refusal(text).faults if fault.path == place]
    assert len(faults) == 1
    assert "too many" in faults[0].what


# files that are something else

SOMETHING_ELSE: dict[str, bytes] = {
    "empty": b"",
    "only spaces": b"  \n \n",
    "only a comment": b"# nothing\n",
    "nothing, said": b"null\n",
    "a list": b"- workflow\n- bakery\n",
    "a word": b"workflow\n",
    "a number": b"42\n",
    "two documents": SMALL.encode() + b"---\nworkflow: other\n",
    "NUL bytes": SMALL.replace("bakery", "bak\x00ery", 1).encode(),
    "an escape character": SMALL.replace("Proefbakken", "Proef\x1b[31mbakken").encode(),
    "not UTF-8": SMALL.replace("Eigenaar", "Eigenaresse ën").encode("latin-1"),
    "UTF-16": SMALL.encode("utf-16"),
    "cut off in a character": SMALL.encode() + "# é".encode()[:-1],
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a zip": b"PK\x03\x04" + bytes(range(256)),
    "a script": b"#!/bin/sh\ntouch canary\n",
    "JSON that is no workflow": b'{"workflow": {"workflow": {}}}',
    "a directive": b"%YAML 9.9\n---\n" + SMALL.encode(),
    "a tag directive": b"%TAG ! tag:yaml.org,2002:python/\n---\nworkflow: !name:os.system x\n",
}


@pytest.mark.parametrize("name", SOMETHING_ELSE)
def test_what_is_not_a_workflow_is_refused_in_plain_words(name: str, tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_bytes(SOMETHING_ELSE[name])
    error = refusal(path)
    assert all(Path(fault.file).name == "other.yaml" for fault in error.faults)


def test_a_file_that_is_not_there_or_not_a_file_is_refused_the_same_way(tmp_path: Path) -> None:
    refusal(tmp_path / "nowhere.yaml")
    refusal(tmp_path)
    refusal(tmp_path / ("long" * 100 + ".yaml"))
    (tmp_path / "file").write_text(SMALL, "utf-8")
    refusal(tmp_path / "file" / "inside.yaml")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    refusal(tmp_path / "round")


@pytest.mark.parametrize("escape", [r"\uD800", r"\0", r"\e[31m", r"\u202E", r"\u2028", r"\uFEFF", r"\n\n"])
def test_strange_characters_in_a_label_are_refused_or_harmless(escape: str) -> None:
    text = SMALL.replace("{nl: Proefbakken, en: Trial}", f'{{nl: "a{escape}b", en: Trial}}')
    try:
        definition = load(text)
    except WorkflowError as error:
        complete(error)
    else:
        assert re.fullmatch("[0-9a-f]{64}", digest(definition))
        assert svg(definition, at="trial").encode()
        assert mermaid(definition, at="trial").encode()


NUMBERS = [
    ".inf",
    ".nan",
    "1e999",
    "-1",
    "0x10",
    "1_000",
    "12:30:45",
    "2026-01-01",
    "0o17",
    "true",
    "null",
    "[]",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_strange_number_is_not_a_number_of_hours(number: str) -> None:
    assert "at_least" in said(refusal(SMALL.replace("at_least: 8", f"at_least: {number}")))


# files of honest people


def test_a_file_from_windows_reads_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert digest(load(path)) == digest(load(SMALL))


def test_lines_are_counted_as_an_editor_does_also_with_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    wrong = SMALL.replace("to: trial", "to: trail")
    path.write_bytes(wrong.replace("\n", "\r\n").encode())
    line = wrong[: wrong.index("to: trail")].count("\n") + 1
    assert [fault.line for fault in refusal(path).faults] == [line]
