"""What each number of the overview means. One definition, in both languages, wherever the number is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pim.feedback.cells import SMALLEST_GROUP
from pim.overview.answers import NEWEST


@dataclass(frozen=True, slots=True)
class Definition:
    """The name of a number, and what is counted, as people read it: by language."""

    name: Mapping[str, str]
    means: Mapping[str, str]


def _read() -> dict[str, Definition]:
    told: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    filled = {"newest": NEWEST, "fewest": SMALLEST_GROUP}
    return {
        code: Definition(
            one["name"], {language: text.format(**filled) for language, text in one["means"].items()}
        )
        for code, one in told.items()
    }


DEFINITIONS: Mapping[str, Definition] = _read()
"""By code."""
