"""What a step may ask for: a name and parameters → None, or Unmet with the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Number = int | float | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmet:
    """A requirement that is not met. `code` is its name; `numbers` fill the sentence about it."""

    code: str
    numbers: Mapping[str, Number]
