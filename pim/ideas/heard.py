"""What the author of an idea hears of it, besides the steps that the workflow tells."""

from collections.abc import Mapping
from typing import Any

from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Event, Work
from workflows.machine import Tell
from workflows.vocabulary import AUTHOR


def author_hears(work: Work, about: Subject, noted: Subject, letter: str, words: Mapping[str, Any]) -> Event:
    """Return the event that tells the author of an idea something.

    ``noted`` is the idea in whose journal it is about to be written: its next line makes the letter's
    key, so that no author gets it twice.
    """
    assert work.actor is not None, "a person does it"
    return Event(
        subject=about,
        name=letter,
        key=f"{noted.id}:{noted.state.version + 1}:{about.id}",
        tells=(Tell(AUTHOR, letter),),
        at=work.now,
        actor_id=work.actor.person_id,
        data={"idea": about.title, **words},
    )
