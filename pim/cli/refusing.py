"""What a fault says at the terminal, in the chosen language.

Faults are raised in English, each as one sentence with its values in it. ``refusals.yaml`` has the Dutch
of each sentence: the sentence is recognised, its values are taken over. One that is not in the list is
said in English rather than not at all.
"""

import re
from functools import cache
from pathlib import Path

import yaml

from pim.cli.saying import role_name
from pim.errors import PimError, Several
from pim.people.faults import Wrong
from pim.settings import settings

_PLACE = re.compile(r"\{(\w+)\}")
_CODES = ("kind", "other", "field", "purpose")  # words of the program, which have a Dutch word of their own
_ROLES = ("roles", "role")
_ROLE = re.compile(r"[a-z_]+")


@cache
def table() -> tuple[tuple[tuple[str, re.Pattern[str], str], ...], dict[str, str]]:
    """Return the sentences (English, how it is recognised, Dutch), and the Dutch of names in them."""
    read = yaml.safe_load(Path(__file__).with_name("refusals.yaml").read_text(encoding="utf-8"))
    rows = ((english, _recognised(english), dutch) for english, dutch in read["sentences"].items())
    return tuple(rows), read["words"]


def _recognised(english: str) -> re.Pattern[str]:
    parts = _PLACE.split(english)  # by turns what is written and the name of a place
    written = [re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+?)" for at, part in enumerate(parts)]
    return re.compile("".join(written), re.DOTALL)


def in_words(sentence: str) -> str:
    """Return a sentence of the program in the chosen language."""
    if settings().language != "nl":
        return sentence
    rows, words = table()
    for _, recognised, dutch in rows:
        if found := recognised.fullmatch(sentence):
            return dutch.format(
                **{name: _value(name, value, words) for name, value in found.groupdict().items()}
            )
    return words.get(sentence, sentence)


def _value(name: str, value: str, words: dict[str, str]) -> str:
    if name in _CODES:
        return words.get(value, value)
    if name in _ROLES:
        return _ROLE.sub(lambda found: words.get(found[0]) or role_name(found[0]), value)
    return value


def faults_in_words(error: PimError) -> list[str]:
    """Return everything that is wrong, in the chosen language: a line for each."""
    if isinstance(error, Several):
        return [line for fault in error.faults for line in faults_in_words(fault)]
    if isinstance(error, Wrong) and settings().language == "nl":
        field = table()[1].get(error.field, error.field)
        return [f"{field}: {error.what.nl}. Verwacht: {error.expected.nl}."]
    return [in_words(error.in_full)]
