"""A letter, and why one cannot be made."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person reads. `ics`: a calendar entry (text/calendar, UTF-8) when the reader has a deadline."""

    subject: str
    text: str
    html: str
    ics: bytes | None = None


class LetterError(Exception):
    """This letter cannot be made."""


@dataclass(frozen=True, slots=True, order=True)
class LetterFault:
    """Why a file in an organisation's own folder is refused. `file` is the path inside that folder."""

    file: str
    line: int
    what: str
    expected: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; expected {self.expected}"


class LettersRefused(LetterError):
    """The organisation's own letters cannot be used; `faults` names every one."""

    def __init__(self, faults: Sequence[LetterFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)
