"""The letters as their readers get them, filled in with an example; one is sent to whoever asks."""

from collections.abc import Mapping
from typing import Any

from notifications.catalogue import NOTICES, General
from notifications.letter import Letter, LetterFault, LettersRefused
from notifications.letters import Letters
from notifications.outbox import Outgoing, queue
from notifications.own_letters import sample
from notifications.words import LANGUAGES
from pim.errors import BadInput, NotFound
from pim.lifecycle.work import Work
from pim.people.tables import Organisation, Person
from pim.settings import Settings

DAY = {"nl": "vrijdag 27 maart 2026", "en": "Friday 27 March 2026"}


class NoAddress(BadInput):
    """You have no e-mail address; a test cannot be sent."""


def letters_of(settings: Settings) -> tuple[Letters, list[LetterFault]]:
    """Return the letters as they are sent, and what is wrong with the organisation's own, if anything."""
    try:
        return Letters(settings.letters_dir), []
    except LettersRefused as refused:
        return Letters(), list(refused.faults)


def example(
    name: str, language: str, settings: Settings, organisation: str, reader: str
) -> Mapping[str, Any]:
    """Return what a letter is filled in with for an example."""
    values = sample(NOTICES.get(name, General), full=True)
    known = {
        "organisation": organisation,
        "recipient": reader,
        "innovation": {"nl": "Voorbeeld", "en": "Example"}[language],
        "link": settings.base_url.rstrip("/") + "/",
        "because": "administrator",
        "because_label": "",
        "due": DAY[language],
    }
    return values | {field: value for field, value in known.items() if field in values}


def previews(
    settings: Settings, letters: Letters, name: str, organisation: str, reader: str
) -> dict[str, Letter]:
    """Return a letter in each language. Raises NotFound for one that does not exist."""
    if name not in letters.known():
        raise NotFound(f"there is no letter {name!r}")
    return {
        language: letters.render(name, language, example(name, language, settings, organisation, reader))
        for language in LANGUAGES
    }


def send_test(work: Work, settings: Settings, name: str, language: str, key: str) -> None:
    """Queue one letter with an example to whoever asks. Raises NoAddress, NotFound."""
    assert work.actor is not None
    me = work.session.get_one(Person, work.actor.person_id)
    home = work.session.get_one(Organisation, work.actor.organisation_id)
    letters, _ = letters_of(settings)
    if name not in letters.known() or language not in LANGUAGES:
        raise NotFound(f"there is no letter {name!r}")
    if not me.email:
        raise NoAddress
    letter = Outgoing(
        key=f"test:{me.id}:{key}",
        org_id=work.actor.organisation_id,
        notice=name,
        language=language,
        context=example(name, language, settings, home.name, me.name),
        person_id=me.id,
        address=me.email,
    )
    queue(work.session, [letter], work.now)
