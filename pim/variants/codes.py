"""The codes of variants: V2 and its versions V2b, V2c … are one family."""

import re
from collections.abc import Iterable
from string import ascii_lowercase

from pim.errors import BadInput

MOST_VERSIONS = len(ascii_lowercase)
_FAMILY = re.compile(r"[A-Z][1-9][0-9]{0,2}")
_OWN = re.compile(r"V([1-9][0-9]*)")
_OTHERS = {"F": "a functionality", "I": "an idea"}


def code_of(family: str, number: int) -> str:
    """Return the code of a version: "V2", then "V2b" … "V2z". Raises BadInput past the 26th."""
    if number > MOST_VERSIONS:
        raise BadInput(f"{family} has {MOST_VERSIONS} versions; begin a new variant")
    return family if number == 1 else f"{family}{ascii_lowercase[number - 1]}"


def next_family(taken: Iterable[str]) -> str:
    """Return the first family V1, V2 … after the highest that is taken."""
    numbers = [int(match[1]) for family in taken if (match := _OWN.fullmatch(family))]
    return f"V{max(numbers, default=0) + 1}"


def given_family(code: str, taken: Iterable[str]) -> str:
    """Return a family somebody chose, such as P1 or H2. Raises BadInput."""
    code = code.strip().upper()
    if not _FAMILY.fullmatch(code):
        raise BadInput(f"code: {code!r} is no letter with a number; expected something like P2")
    if code[0] in _OTHERS:
        raise BadInput(f"code: {code} reads as {_OTHERS[code[0]]}; expected another letter, such as V or P")
    if code in set(taken):
        raise BadInput(f"code: there is a variant {code} already; make a new version of it")
    return code
