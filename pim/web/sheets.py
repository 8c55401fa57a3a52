"""Rows as files: CSV a line at a time, XLSX a row at a time. A text never becomes a formula or a link."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from fastapi.responses import StreamingResponse

BOM = "\ufeff"  # or Excel reads the é of a name as something else
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | None
LONGEST_CELL = 32_767  # characters; a workbook holds no more
_CHUNK = 1 << 16


def csv_lines(heads: Sequence[str], rows: Iterable[Sequence[Cell]], language: str) -> Iterator[str]:
    """Yield the lines of a CSV file, as a spreadsheet of this language opens it.

    Dutch ones part cells by ``;`` and write a decimal comma. A text that a spreadsheet would take for
    a formula gets an apostrophe in front.
    """
    yield BOM + csv_line(heads, language)
    for row in rows:
        yield csv_line(row, language)


def csv_line(cells: Sequence[Cell], language: str) -> str:
    """Return one line of a CSV file."""
    dutch = language == "nl"
    return (";" if dutch else ",").join([_cell(cell, dutch) for cell in cells]) + "\r\n"


def _cell(cell: Cell, dutch: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = f"'{cell}" if cell.startswith(FORMULAS) else cell
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ';,"\r\n') else text
    return str(cell).replace(".", ",") if dutch else str(cell)


Sheets = Mapping[str, tuple[Sequence[str], Iterable[Sequence[Cell]]]]
"""By name: the heads of a sheet and its rows."""


def workbook(sheets: Sheets) -> IO[bytes]:
    """Return a workbook as a file, at its beginning; memory does not grow with the number of rows."""
    from xlsxwriter import Workbook  # here: only who asks for a workbook waits for it

    file = TemporaryFile()  # noqa: SIM115 - whoever gets it closes it
    book = Workbook(file, {"constant_memory": True})
    bold = book.add_format({"bold": True})
    for name, (heads, rows) in sheets.items():
        _write(book.add_worksheet(name[:31]), heads, rows, bold)
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, heads: Sequence[str], rows: Iterable[Sequence[Cell]], bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(heads) - 1, 22)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for number, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell[:LONGEST_CELL])
            elif cell is not None:
                sheet.write_number(number, column, cell)


def xlsx_answer(file: IO[bytes], name: str) -> StreamingResponse:
    """Return the answer that sends a workbook a piece at a time."""

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(_CHUNK):
                yield piece

    return StreamingResponse(pieces(), media_type=XLSX, headers=_saved_as(f"{name}.xlsx"))


def csv_answer(lines: Iterable[str], name: str) -> StreamingResponse:
    """Return the answer that sends CSV a line at a time, many of them in one piece."""
    return StreamingResponse(
        _pieces(lines), media_type="text/csv; charset=utf-8", headers=_saved_as(f"{name}.csv")
    )


def _pieces(lines: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= _CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def _saved_as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="pim-{name}"'}
