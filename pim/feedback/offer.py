"""The packs a lead can put in a round: what each asks, whose it is, how long it takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from pim.feedback.composing import DEFAULTS, compose
from pim.feedback.own_packs import packs
from pim.feedback.questions import seconds_for


@dataclass(frozen=True, slots=True)
class Offered:
    """A pack as it would be asked in a round with one purpose; ``seconds`` are those of everybody asked.

    ``usual``: it is asked when the lead chooses nothing.
    """

    name: str
    title: Mapping[str, str]
    licence: str
    source: str
    validated: bool
    questions: int
    seconds: int
    usual: bool

    def titles(self, language: str) -> str:
        """Return its title in a language, or in the one it has."""
        return self.title.get(language) or next(iter(self.title.values()))


def offered(session: Session, organisation_id: int, purpose: str) -> list[Offered]:
    """Return every pack that asks something in a round with this purpose. One statement."""
    found = []
    for pack in packs(session, organisation_id):
        asked = compose([pack], purpose).questions
        if asked:
            found.append(
                Offered(
                    pack.name,
                    pack.title,
                    pack.licence,
                    pack.source,
                    pack.validated,
                    len(asked),
                    seconds_for(asked),
                    pack.name in DEFAULTS[purpose],
                )
            )
    return found
