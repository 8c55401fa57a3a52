"""The overview as a PDF: the sheets of the workbook, set on paper by typst (the extra ``pdf``)."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from pim.errors import PimError
from pim.web.sheets import Cell, Sheets

SOURCE = Path(__file__).with_name("overview.typ")
TITLE: Mapping[str, str] = {"nl": "Overzicht", "en": "Overview"}
NOTHING: Mapping[str, str] = {"nl": "Niets.", "en": "Nothing."}


class NoPdf(PimError):
    """A PDF cannot be made here: install PIM with its extra (pip install 'pim[pdf]'), or print the page."""

    status: ClassVar[int] = 501


def pdf(sheets: Sheets, language: str, about: str, now: datetime) -> bytes:
    """Return the sheets as a PDF with a title and tags; ``about`` says of whom and of which day.

    Every text goes in as data, so that nothing anybody wrote is read as code. Raises NoPdf.
    """
    try:
        import typst  # an extra: a library of 30 MB that few need
    except ModuleNotFoundError:
        raise NoPdf from None
    data = {
        "language": language,
        "title": TITLE[language],
        "about": about,
        "nothing": NOTHING[language],
        "sheets": [
            {"name": name, "heads": heads, "rows": [[_said(cell) for cell in row] for row in rows]}
            for name, (heads, rows) in sheets.items()
        ],
    }
    made = typst.compile(
        SOURCE.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(data)},
        ignore_system_fonts=True,
        timestamp=int(now.timestamp()),
    )
    assert isinstance(made, bytes), "one document"
    return made


def _said(cell: Cell) -> str:
    return "" if cell is None else str(cell)
