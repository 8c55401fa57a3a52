"""Every word on a Dutch page is Dutch: the catalogue misses nothing that a page can say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from notifications.catalogue import NOTICES
from notifications.outbox import Status
from pim.answers.words import OUTCOMES
from pim.lifecycle.tables import KINDS
from pim.web import labels
from pim.web.words import FOLDER, translations
from tests.source import modules
from workflows.vocabulary import AUDIENCES

PIM = Path(labels.__file__).parent.parent
PLACES = re.compile(r"%\((\w+)\)s")
MAPS = (labels.WHAT, labels.KINDS, labels.AUDIENCES, labels.OUTCOMES, labels.STATUSES, labels.DUTIES)


def _said_by_pages() -> set[tuple[str, ...]]:
    """Return every message of the templates and the labels: (singular,) or (singular, plural)."""
    found = extract_from_dir(
        PIM,
        [("templates/**.html", "jinja2.ext:babel_extract"), ("web/**.py", "python")],
        {"templates/**.html": {"silent": "false", "newstyle_gettext": "true"}},
        keywords={"_": None, "gettext": None, "ngettext": (1, 2)},
    )
    said = {(message,) if isinstance(message, str) else message[:2] for _, _, message, _, _ in found}
    said |= {(words,) for each in MAPS for words in each.values()}
    return said | {(labels.spaced(name),) for name in NOTICES}


def _catalogue() -> dict[tuple[str, ...], tuple[str, ...]]:
    with (FOLDER / "nl.po").open("rb") as file:
        read = read_po(file, locale="nl")
    both = {}
    for message in read:
        key = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        both[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return {key: words for key, words in both.items() if key != ("",)}


def test_every_message_of_the_pages_has_a_dutch_one() -> None:
    assert len(_said_by_pages()) > 150, "the extraction finds too little to mean anything"
    assert _said_by_pages() - _catalogue().keys() == set()
    assert [key for key, words in _catalogue().items() if not all(words)] == []


def test_no_dutch_message_stands_there_for_nothing() -> None:
    assert _catalogue().keys() - _said_by_pages() == set()


def test_a_dutch_message_has_the_places_of_the_english_one() -> None:
    for key, words in _catalogue().items():
        wanted = set(PLACES.findall("".join(key)))
        assert all(set(PLACES.findall(one)) == wanted for one in words), key


def test_the_dutch_is_not_the_english_except_for_words_that_are_the_same() -> None:
    same = {key[0] for key, words in _catalogue().items() if key[0] == words[0]}
    assert same == set()


def test_dutch_messages_say_u() -> None:
    for words in _catalogue().values():
        assert not re.search(r"\b(je|jij|jouw|jullie)\b", " ".join(words), re.IGNORECASE), words


def test_english_is_said_as_it_stands_in_the_templates() -> None:
    assert translations("en").gettext("Board") == "Board"
    assert translations("nl").gettext("Board") == "Bord"


def _recorded() -> Iterator[str]:
    """Yield every name that a verb writes into the journal with `record`."""
    for path in modules("pim"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record" and len(call.args) > 2:
                for part in ast.walk(call.args[2]):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


def test_everything_a_verb_records_has_a_name_in_the_journal() -> None:
    recorded = set(_recorded())
    assert {"charter", "lesson", "cluster_answered"} <= recorded
    assert recorded - labels.WHAT.keys() == set()


@pytest.mark.parametrize(
    ("known", "named"),
    [
        (KINDS, labels.KINDS),
        (tuple(Status), labels.STATUSES),
        (OUTCOMES, labels.OUTCOMES),
        (AUDIENCES, {**labels.AUDIENCES, **labels.ROLES}),
        (("remind", "due", "escalate", "start"), labels.WHAT),
    ],
)
def test_every_kind_of_thing_has_a_name(known: tuple[str, ...], named: dict[str, object]) -> None:
    assert set(known) - named.keys() == set()
