"""What people write: cleaned, measured, and, for a no, weighed.

A no without a reason ends contribution; a reason that its critics would recognise keeps it. A machine
cannot judge a reason, but it can refuse "n.v.t." and the idea itself said back.
"""

import re
import unicodedata

from pim.errors import BadInput

LONGEST_TEXT = 5_000  # characters
LONGEST_HEAD = 80  # of the title that is made of a text
FEWEST_WORDS = 5  # different ones, in a reason of substance
_WORD = re.compile(r"\w{2,}")
# Signs that say nothing and come along when text is copied, and two that turn the words after them around.
_WITHOUT = {ord(sign): None for sign in "\u00ad\u200b\u2060\ufeff\u202d\u202e"}


def prose(text: str, field: str, *, shortest: int = 3, longest: int = LONGEST_TEXT) -> str:
    """Return text with its paragraphs and without stray signs. Raises BadInput for too little or too much."""
    text = unicodedata.normalize("NFC", text).translate(_WITHOUT).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    told = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not shortest <= len(told) <= longest:
        raise BadInput(f"{field}: expected {shortest} to {longest} characters, got {len(told)}")
    return told


def head(text: str) -> str:
    """Return the beginning of a text as a title of one line."""
    first = text.partition("\n")[0].removesuffix(".")
    if len(first) <= LONGEST_HEAD:
        return first
    cut = first[: LONGEST_HEAD - 1].rpartition(" ")[0] or first[: LONGEST_HEAD - 1]
    return f"{cut.rstrip(' ,;:-–')}…"


def reason_of_substance(text: str, field: str, about: str = "") -> str:
    """Return a reason that says something; ``about`` is what it is given for. Raises BadInput."""
    told = prose(text, field)
    words = {word.casefold() for word in _WORD.findall(told)}
    if len(words) < FEWEST_WORDS:
        raise BadInput(
            f"{field}: expected a reason that those who wanted it would recognise, in at least "
            f"{FEWEST_WORDS} different words; got {told!r}"
        )
    if about and words <= {word.casefold() for word in _WORD.findall(about)}:
        raise BadInput(f"{field}: this only says back what was asked; expected why")
    return told
