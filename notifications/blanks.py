"""What a letter keeps open until it leaves the house: a personal code never stands in the database.

A letter whose page ends in ``BLANK`` is made, kept and shown like that. Only the copy that goes to its
reader has the blank filled in, in memory, after it was leased. Both are equally long, so that nothing
else in the letter moves.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from notifications.letter import Letter, LetterError

BLANK = "****-****-****"
_FOLD = rb"(?:\r\n )?"  # a line of a calendar file is cut after 75 bytes, also inside an address


def blank_in(context: Mapping[str, Any]) -> str | None:
    """Return the last part of the address of a letter's page when it has a blank in it, or None."""
    link = context.get("link")
    return link.rpartition("/")[2] if isinstance(link, str) and link.endswith(BLANK) else None


def filled_in(letter: Letter, blank: str, word: str) -> Letter:
    """Return the letter as its reader gets it. ``blank`` is what ``blank_in`` says of its context.

    Raises LetterError when the word is not as long as the blank.
    """
    if len(word) != len(BLANK) or not word.isascii():
        raise LetterError(f"what is filled in has {len(BLANK)} signs, got {len(word)}")
    whole = blank.removesuffix(BLANK) + word
    return replace(
        letter,
        text=letter.text.replace(blank, whole),
        html=letter.html.replace(blank, whole),
        ics=letter.ics and _in_calendar(letter.ics, blank.encode(), whole.encode()),
    )


def _in_calendar(ics: bytes, blank: bytes, whole: bytes) -> bytes:
    """Fill the blank in also where its line was cut, and keep the cut where it was."""
    pattern = re.compile(_FOLD.join(re.escape(bytes([sign])) for sign in blank))

    def written(found: re.Match[bytes]) -> bytes:
        before, fold, _ = found.group().partition(b"\r\n ")
        return whole[: len(before)] + fold + whole[len(before) :]

    return pattern.sub(written, ics)
