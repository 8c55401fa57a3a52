"""A file of counts: read cell by cell, every bad row named by its line."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from pim.errors import BadInput
from pim.figures.counting import Entry, count_figures
from pim.lifecycle.work import Work
from pim.people.cells import line, quoted
from pim.people.columns import Column, missing
from pim.people.entries import Reading
from pim.people.faults import ImportRefused, RowFault, Words, Wrong
from pim.people.sheet import read_sheet

COLUMNS = (
    Column("figure", "cijfer", "figure", ("code", "kengetal", "indicator")),
    Column("site", "vestiging", "site", ("vestigingscode", "winkel", "locatie", "store", "location")),
    Column("moment", "moment", "moment", ("meting", "wanneer", "when")),
    Column("value", "waarde", "value", ("aantal", "getal", "number", "count")),
    Column("source", "bron", "source", ("herkomst", "waar vandaan")),
    Column("counted_by", "geteld door", "counted by", ("teller", "wie", "who")),
)
_MAY_BE_ABSENT = "counted_by"
_NUMBER = re.compile(r"[0-9]{1,13}([.,][0-9]{1,6})?")
_TWO_WAYS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


@dataclass(frozen=True, slots=True)
class CountFile:
    """A file that was read, and the heading that each field has in it."""

    entries: list[Entry]
    headings: dict[str, str]


def read_counts(raw: bytes) -> CountFile:
    """Read a CSV file of counts. Raises ImportRefused with everything that is wrong in its form."""
    sheet = read_sheet(raw, COLUMNS)
    needed = [column for column in COLUMNS if column.code != _MAY_BE_ABSENT]
    faults = [missing(sheet.headings, column) for column in needed if column.code not in sheet.headings.at]
    if faults or sheet.faults:
        raise ImportRefused([*sheet.faults, *faults])
    reading, entries = Reading(sheet.headings), []
    for row in sheet.rows:
        reading.begin(row)
        texts = {
            column.code: reading.cell(column.code, partial(line, field=column.code), "")
            for column in COLUMNS
            if column.code != "value"
        }
        entries.append(Entry(value=reading.cell("value", value_of, 0.0), line=row.line, **texts))
    if reading.faults:
        raise ImportRefused(reading.faults)
    if not entries:
        nothing = Words("er staat geen enkel cijfer in", "there is no number in it")
        raise ImportRefused(
            [RowFault(sheet.headings.line, "", nothing, Words("een regel per telling", "a line per count"))]
        )
    return CountFile(entries, dict(sheet.headings.written))


def value_of(text: str) -> float:
    """Return a number as people write it: "14", "14,5", "1 250". Raises Wrong, also where it could be two.

    "1.250" is one and a quarter in English, and twelve hundred and fifty in Dutch: nobody guesses here.
    """
    told = text.replace(" ", "").replace("\u00a0", "")
    if not _NUMBER.fullmatch(told) or _TWO_WAYS.fullmatch(told):
        raise Wrong(
            "value",
            Words(
                f"{quoted(text.strip())} is geen duidelijk getal",
                f"{quoted(text.strip())} is no clear number",
            ),
            Words("een getal zoals 14, 14,5 of 1250", "a number such as 14, 14.5 or 1250"),
        )
    return float(told.replace(",", "."))


def import_counts(work: Work, cycle_id: int, file: CountFile) -> dict[str, Any]:
    """Write down all counts of a file, or none. Raises ImportRefused, and what ``count_figures`` raises."""
    if not file.entries:
        raise BadInput("there is nothing to count")
    return count_figures(work, cycle_id, file.entries, file.headings)
