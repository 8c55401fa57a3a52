"""Sixty random bits as people read them aloud and type them over: twelve signs of Crockford's base32.

It has no I, L, O and U: what looks alike is taken for what was meant.
"""

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4  # signs; in groups of four, as on the slip
_VALUE = {sign: number for number, sign in enumerate(SIGNS)}
_MEANT = str.maketrans("OILU", "011V")
_BETWEEN = frozenset(" -–—._/\t\r\n\u00a0")


def written(number: int, length: int = LENGTH) -> str:
    """Return a number as signs in groups, such as "7K3M-9QXT-0V2B"."""
    signs = "".join(SIGNS[number >> 5 * place & 31] for place in reversed(range(length)))
    return "-".join(signs[start : start + GROUP] for start in range(0, length, GROUP))


def number_of(typed: str, length: int = LENGTH) -> int | None:
    """Return what so many signs stand for, or None when these are no such signs.

    Small letters, spaces and dashes do not matter; O is 0, I and L are 1, U is V.
    """
    signs = "".join(sign for sign in typed.upper() if sign not in _BETWEEN).translate(_MEANT)
    if len(signs) != length or any(sign not in _VALUE for sign in signs):
        return None
    number = 0
    for sign in signs:
        number = number << 5 | _VALUE[sign]
    return number
