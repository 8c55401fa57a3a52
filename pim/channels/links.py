"""The addresses that lead to the form of a round without signing in. Short, or they are not trusted."""

import re

from notifications.blanks import BLANK
from pim.errors import NotFound
from pim.settings import Settings
from pim.web.fields import BIGGEST

_REFERENCE = re.compile(r"([1-9][0-9]{0,9})-(.{1,40})", re.DOTALL)


def mailed(settings: Settings, round_id: int) -> str:
    """Return the address in a letter. Its code is filled in when the letter goes out, and never kept."""
    return personal(settings, round_id, BLANK)


def personal(settings: Settings, round_id: int, code: str) -> str:
    """Return the address of somebody's own form."""
    return f"{_base(settings)}/a/{round_id}-{code}"


def for_a_code(settings: Settings, round_id: int) -> str:
    """Return the address at which a code is typed: on slips and posters."""
    return f"{_base(settings)}/r/{round_id}"


def without_scheme(address: str) -> str:
    """Return an address as it is typed."""
    return address.removeprefix("https://").removeprefix("http://")


def read_reference(reference: str) -> tuple[int, str]:
    """Return the round and the code in "12-7K3M-9QXT-0V2B". Raises NotFound when there is none in it."""
    found = _REFERENCE.fullmatch(reference)
    if found is None or int(found[1]) > BIGGEST:
        raise NotFound("this is no address of a form")
    return int(found[1]), found[2]


def _base(settings: Settings) -> str:
    return settings.base_url.rstrip("/")
