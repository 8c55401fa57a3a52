"""What is wrong with something that was filled in, in both languages, and where in a file it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pim.errors import BadInput


@dataclass(frozen=True, slots=True)
class Words:
    """The same in Dutch and in English."""

    nl: str
    en: str

    def __getitem__(self, language: str) -> str:
        """Return the words in this language. Raises AttributeError for any but nl and en."""
        said: str = getattr(self, language)
        return said


class Wrong(BadInput):
    """A value that cannot be used: what it is, and what was expected."""

    def __init__(self, field: str, what: Words, expected: Words) -> None:
        super().__init__(f"{field}: {what.en}; expected {expected.en}")
        self.field = field
        self.what = what
        self.expected = expected


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing that is wrong in a file. ``line`` counts from 1 as an editor does, ``column`` is its heading.

    ``column`` is empty when the fault is about the whole line or the whole file.
    """

    line: int
    column: str
    what: Words
    expected: Words

    def sentence(self, language: str) -> str:
        """Return the fault in plain words."""
        where = {
            "nl": f"Regel {self.line}" + (f", kolom “{self.column}”" if self.column else ""),
            "en": f"Line {self.line}" + (f", column “{self.column}”" if self.column else ""),
        }
        wanted = {"nl": "Verwacht", "en": "Expected"}
        return f"{where[language]}: {self.what[language]}. {wanted[language]}: {self.expected[language]}."

    def as_json(self) -> dict[str, Any]:
        """Return the fault as plain data."""
        return {
            "line": self.line,
            "column": self.column,
            "nl": self.sentence("nl"),
            "en": self.sentence("en"),
        }


class ImportRefused(BadInput):
    """The file was not taken over; nothing changed. ``faults`` names every bad row."""

    exit_code: ClassVar[int] = 3

    def __init__(self, faults: Sequence[RowFault], language: str = "en") -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(self.lines(language)))

    def lines(self, language: str) -> list[str]:
        """Return the refusal in plain words: how much is wrong, then each fault."""
        count = len(self.faults)
        one = count == 1
        head = {
            "nl": f"Niets is overgenomen. In het bestand {'is 1 fout' if one else f'zijn {count} fouten'}:",
            "en": f"Nothing was taken over. The file has {'1 fault' if one else f'{count} faults'}:",
        }
        return [head[language], *(f"- {fault.sentence(language)}" for fault in self.faults)]

    def as_json(self) -> dict[str, Any]:
        """Return every fault as plain data."""
        return {"error": str(self).partition("\n")[0], "faults": [fault.as_json() for fault in self.faults]}


def only_adding(line: int) -> RowFault:
    """Return the fault of a row that does more than whoever imports it may: they only add."""
    return RowFault(
        line,
        "",
        Words(
            "deze regel verandert wat bekend is, of geeft een rol",
            "this row changes what is known, or gives a role",
        ),
        Words(
            "alleen nieuwe mensen en vestigingen; een beheerder kan meer",
            "new ones only; an administrator can do more",
        ),
    )
