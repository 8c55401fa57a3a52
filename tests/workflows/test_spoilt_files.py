"""Workflow files spoilt by chance: a workflow or a refusal with reasons, never a traceback."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.workflows.refusals import SMALL, complete
from workflows.definition import Definition, WorkflowError, load
from workflows.drawing import mermaid, svg
from workflows.machine import compile as compiled

# fmt: off
JUNK = st.sampled_from([
    ":", "-", "{", "}", "[", "]", "&a", "*a", "!!str", "'", '"', "|", ">", "%", "@", "#", "~", "no",
    "<<:", "0", "-1", "1.5", "null", "true", "same", "back", "clock", "author", "standard", "none", "é",
    "🎉", "", "\t", "\u2028", "- ",
])
# fmt: on


def outcome(source: Path | str) -> Definition | WorkflowError:
    try:
        definition = load(source)
    except WorkflowError as error:
        complete(error)
        return error
    return definition


@settings(max_examples=300)
@given(st.data())
def test_a_file_spoilt_anywhere_is_either_a_workflow_or_refused_with_reasons(data: st.DataObject) -> None:
    lines = SMALL.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        n = data.draw(st.integers(0, len(lines) - 1))
        way = data.draw(st.sampled_from(["drop", "double", "indent", "outdent", "junk", "swap", "value"]))
        junk = data.draw(JUNK)
        line = lines[n]
        if way == "drop":
            lines[n] = ""
        elif way == "double":
            lines.insert(n, line)
        elif way == "indent":
            lines[n] = "  " + line
        elif way == "outdent":
            lines[n] = line.removeprefix("  ")
        elif way == "junk":
            place = data.draw(st.integers(0, len(line)))
            lines[n] = line[:place] + junk + line[place:]
        elif way == "value":
            lines[n] = line.split(":")[0] + ": " + junk
        else:
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[n], lines[other] = lines[other], lines[n]
    found = outcome("\n".join(lines))
    if isinstance(found, Definition):
        compiled(found)
        assert svg(found)
        assert mermaid(found)


@given(st.text(max_size=300))
@example("workflow: bakery")
@example("\ufeff")
@example("a: b: c")
def test_any_text_is_refused_with_reasons(text: str) -> None:
    assert isinstance(outcome(text + "\n"), WorkflowError)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_reasons(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "any.yaml"
    path.write_bytes(content)
    assert isinstance(outcome(path), WorkflowError)
