"""The published numbers as files: CSV a line at a time, XLSX a row at a time. Nothing else is in them."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from pim.evidence.groups import Published
from pim.evidence.view import Evidence
from pim.evidence.words import Say

BOM = "\ufeff"  # or Excel reads the é of a name as something else
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
COLUMNS = ("moment", "subject", "group", "site", "team", "n", "value", "low", "high")
STANDINGS = ("moment", "site", "team", "quadrant", "border")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | None


def rows(evidence: Evidence, say: Say) -> Iterator[list[Cell]]:
    """Yield every published number as cells in the order of ``COLUMNS``."""
    return (_row(one, say) for one in evidence.published)


def _row(one: Published, say: Say) -> list[Cell]:
    within = (one.interval.low, one.interval.high) if one.interval else (None, None)
    group = one.group
    return [
        say.moment(one.moment), say(one.dimension), say(group.kind),
        group.site, group.team, one.n, one.value, *within,
    ]  # fmt: skip


def standings(evidence: Evidence, say: Say) -> Iterator[list[Cell]]:
    """Yield the quadrant of every workplace that may be shown, in the order of ``STANDINGS``."""
    for place in evidence.places():
        for one in place.standings:
            if one.quadrant is not None:
                named = (place.group.site, place.group.team)
                border = say("yes") if one.quadrant.on_border else ""
                yield [say.moment(one.moment), *named, say(one.quadrant.balance.value), border]


def csv_lines(evidence: Evidence, say: Say) -> Iterator[str]:
    """Yield the lines of a CSV file, as a spreadsheet of this language opens it.

    Dutch ones part cells by ``;`` and write a decimal comma. A text that a spreadsheet would take for
    a formula gets an apostrophe in front.
    """
    separator = ";" if say.language == "nl" else ","
    yield BOM + _line([say(code) for code in COLUMNS], separator, say)
    for row in rows(evidence, say):
        yield _line(row, separator, say)


def _line(cells: Sequence[Cell], separator: str, say: Say) -> str:
    return separator.join(_cell(cell, say) for cell in cells) + "\r\n"


def _cell(cell: Cell, say: Say) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = f"'{cell}" if cell.startswith(FORMULAS) else cell
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ';,"\r\n') else text
    return str(cell).replace(".", ",") if say.language == "nl" else str(cell)


def xlsx(evidence: Evidence, say: Say) -> bytes:
    """Return a workbook with the numbers and the quadrants. Texts are never formulas or links."""
    from xlsxwriter import Workbook  # here: only who asks for a workbook waits for it

    file = BytesIO()
    book = Workbook(file, {"constant_memory": True})
    _sheet(book, say("figures"), [say(code) for code in COLUMNS], rows(evidence, say))
    _sheet(book, say("quadrants"), [say(code) for code in STANDINGS], standings(evidence, say))
    book.close()
    return file.getvalue()


def _sheet(book: Any, name: str, heads: Sequence[str], lines: Iterator[list[Cell]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 22)
    bold = book.add_format({"bold": True})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, cells in enumerate(lines, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write_number(number, column, cell)
