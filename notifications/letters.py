"""A notice in, a letter out: subject, plain text, HTML and, where there is a deadline, a calendar entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notifications.catalogue import NOTICES


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads. `ics`: a calendar entry (text/calendar, UTF-8) when there is a deadline."""

    subject: str
    text: str
    html: str
    ics: bytes | None = None


@dataclass(frozen=True, slots=True)
class LetterFault:
    """Why a letter of the organisation's own folder is refused."""

    file: str
    line: int
    what: str
    expected: str


class LetterError(Exception):
    """This letter cannot be made."""


class Letters:
    """All letters, compiled once. Safe to share between threads."""

    def __init__(self, own_folder: Path | None = None) -> None:
        """Raises LettersRefused with every fault when a file of `own_folder` is not a safe letter."""
        self._own = own_folder

    def known(self) -> frozenset[str]:
        """Every name a workflow may tell: the catalogue and the organisation's own letters."""
        return frozenset(NOTICES)

    def render(self, name: str, language: str, context: Mapping[str, Any]) -> Letter:
        """One letter. `context`: the notice's fields (Notice.context(), also after a trip through JSON).

        Raises LetterError: unknown letter, missing field, unsafe link, line break in the subject, too long.
        """
        raise LetterError(f"no letter {name}")

    @staticmethod
    def check(folder: Path) -> list[LetterFault]:
        """Every fault in an organisation's own folder; an empty list means it can be used."""
        return []
