"""What the lowest and the highest mark mean: beside the marks, where somebody gives one.

A question keeps those words in its own text, "… (1 = nooit, 5 = altijd)", so that they go along wherever it
is read: on paper, in a file, at the terminal.
"""

import re
from dataclasses import dataclass

from pim.feedback.questions import HIGHEST, LOWEST

_ENDS = re.compile(rf"(?P<text>.+) \({LOWEST} = (?P<low>[^()]+), {HIGHEST} = (?P<high>[^()]+)\)")


@dataclass(frozen=True, slots=True)
class Worded:
    """A question without what its marks mean, and the words for the lowest and the highest mark."""

    text: str
    low: str = ""
    high: str = ""


def worded(text: str) -> Worded:
    """Return a question with the words at the ends of its marks apart, where it has them."""
    found = _ENDS.fullmatch(text)
    return Worded(found["text"], found["low"], found["high"]) if found else Worded(text)
