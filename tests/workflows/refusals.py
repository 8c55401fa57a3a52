"""What every refusal of a workflow file must hold, whatever was wrong with the file."""

import unicodedata
from pathlib import Path

import pytest

from workflows.definition import WorkflowError, load

SMALL = Path(__file__).with_name("small.yaml").read_text("utf-8")


def refusal(source: Path | str) -> WorkflowError:
    """Load what must be refused, and see that the refusal is complete."""
    with pytest.raises(WorkflowError) as caught:
        load(source)
    complete(caught.value)
    return caught.value


def complete(error: WorkflowError) -> None:
    assert 1 <= len(error.faults) <= 100
    for fault in error.faults:
        assert fault.file
        assert fault.line >= 1
        assert fault.what
        assert fault.expected
        text = str(fault)
        assert len(text) < 3000
        assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in text), ascii(text)


def said(error: WorkflowError) -> str:
    return "\n".join(fault.what for fault in error.faults)
