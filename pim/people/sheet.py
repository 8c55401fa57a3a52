"""A CSV file as people really save it: cut into rows that know their line.

Excel in Dutch writes semicolons, in English commas, and its "text" format tabs. Which one it is
shows in the first line: it is the sign that cuts it into the most headings we know.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pim.people.cells import folded
from pim.people.columns import Column, Headings, known_as, recognise
from pim.people.decoding import decode
from pim.people.faults import ImportRefused, RowFault, Words

MOST_ROWS = 250_000
LONGEST_HEADINGS = 10_000  # of the line with the headings, in characters; the rest is not looked at
SEPARATORS = (";", ",", "\t", "|")
_HINT = "sep="  # a first line by which Excel is told the separator
_EMPTY = " \t;,|\"'\r\n\ufeff"  # a line of only these says nothing


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it starts on, counted from 1, and its cells by column code."""

    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class Sheet:
    """A file that was read. ``faults`` are about its form; what its cells say is not looked at yet."""

    headings: Headings
    rows: list[Row] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def read_sheet(raw: bytes, columns: Sequence[Column]) -> Sheet:
    """Read a file. Raises ImportRefused when there is no table with any of these columns in it."""
    text = decode(raw)
    before, offset, separator = _headings_at(text, columns)
    rows = _Rows(text[offset:], separator, before)
    line, cells = next(rows, (before + 1, []))
    headings, faults = recognise(line, cells, columns)
    sheet = Sheet(headings, faults=faults)
    if not headings.at:
        raise ImportRefused([*faults, *([rows.broken] if rows.broken else []), _no_headings(line, columns)])
    _take(sheet, rows, len(cells))
    if rows.broken:
        sheet.faults.append(rows.broken)
    return sheet


def _headings_at(text: str, columns: Sequence[Column]) -> tuple[int, int, str]:
    """Return how many lines stand before the headings, where these begin, and the separator."""
    before, offset, hinted = 0, 0, ""
    for physical in io.StringIO(text, newline=""):
        line = physical.rstrip("\r\n")
        if line.lower().startswith(_HINT) and line[len(_HINT) :] in SEPARATORS:
            hinted = line[-1]
        elif line.strip(_EMPTY):
            return before, offset, hinted or _separator(line, columns)
        before += 1
        offset += len(physical)
    return before, offset, hinted or SEPARATORS[0]


def _separator(line: str, columns: Sequence[Column]) -> str:
    known = known_as(columns)

    def score(sign: str) -> tuple[int, int]:
        cells = next(csv.reader([line[:LONGEST_HEADINGS]], delimiter=sign), [])
        return sum(folded(cell) in known for cell in cells), len(cells)

    return max(SEPARATORS, key=score)


class _Rows(Iterator[tuple[int, list[str]]]):
    """The rows of a text, each with the line it starts on. ``broken`` says where it could not go on."""

    def __init__(self, text: str, separator: str, before: int) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        self._before = before
        self.broken: RowFault | None = None

    def __next__(self) -> tuple[int, list[str]]:
        line = self._before + self._reader.line_num + 1
        try:
            return line, next(self._reader)
        except csv.Error as error:
            on_one_line = self._before + self._reader.line_num == line
            too_long = on_one_line and str(error).startswith("field larger")
            self.broken = _cell_too_long(line) if too_long else _open_quote(line)
            raise StopIteration from None


def _open_quote(line: int) -> RowFault:
    """An open quote swallows every line after it, so what follows cannot be told apart."""
    return RowFault(
        line,
        "",
        Words("de aanhalingstekens kloppen niet", "the quotation marks do not match"),
        Words('een " voor en na de tekst van een cel', 'a " before and after the text of a cell'),
    )


def _cell_too_long(line: int) -> RowFault:
    most = csv.field_size_limit()
    return RowFault(
        line,
        "",
        Words("een cel is veel te lang", "a cell is far too long"),
        Words(f"hooguit {most} tekens in een cel", f"at most {most} characters in a cell"),
    )


def _take(sheet: Sheet, rows: _Rows, width: int) -> None:
    """Put the rows that say something into the sheet. Cells that are not there count as empty."""
    at = sheet.headings.at
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(sheet.rows) == MOST_ROWS:
            sheet.faults.append(_too_many(line))
            return
        if any(cell.strip() for cell in cells[width:]):
            sheet.faults.append(_too_wide(line))
            continue
        cells += [""] * (width - len(cells))
        sheet.rows.append(Row(line, {code: cells[position] for code, position in at.items()}))


def _no_headings(line: int, columns: Sequence[Column]) -> RowFault:
    return RowFault(
        line,
        "",
        Words("geen enkele kolom wordt herkend", "no column is recognised"),
        Words(
            "een eerste regel als " + ";".join(column.nl for column in columns),
            "a first line like " + ",".join(column.en for column in columns),
        ),
    )


def _too_wide(line: int) -> RowFault:
    return RowFault(
        line,
        "",
        Words("er zijn meer cellen dan kolommen", "there are more cells than columns"),
        Words(
            "een cel met het scheidingsteken erin tussen aanhalingstekens",
            "a cell with the separator in it between quotation marks",
        ),
    )


def _too_many(line: int) -> RowFault:
    return RowFault(
        line,
        "",
        Words("er zijn te veel rijen", "there are too many rows"),
        Words(f"hoogstens {MOST_ROWS} in één bestand", f"at most {MOST_ROWS} in one file"),
    )
