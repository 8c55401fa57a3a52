"""What comes in with a request: numbers that can exist, and text without signs nobody can see."""

import unicodedata
from typing import Annotated

from fastapi import Form, Path
from pydantic import AfterValidator, Field

BIGGEST = 2**31 - 1  # the largest number of a row on PostgreSQL
MOST_ROWS = 200  # more things nobody ticks on one page
LONGEST_TEXT = 4_000


def plain(text: str) -> str:
    """Return a text as people see it, without signs that PostgreSQL could not keep or nobody can read."""
    text = text.replace("\r\n", "\n")
    return "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")
    ).strip()


def seen(text: str) -> str:
    """Return a text that is not written by hand. Raises ValueError for signs that were never on our page."""
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise ValueError("signs that cannot be seen")
    return text


Number = Annotated[int, Path(ge=1, le=BIGGEST)]
Key = Annotated[str, Form(min_length=1, max_length=100), AfterValidator(seen)]
Mark = Annotated[str, AfterValidator(seen)]
Row = Annotated[int, Field(ge=1, le=BIGGEST)]
Rows = Annotated[list[Row] | None, Form(max_length=MOST_ROWS)]
Visit = Annotated[int, Form(ge=0, le=BIGGEST)]
Text = Annotated[str, Form(max_length=LONGEST_TEXT), AfterValidator(plain)]
