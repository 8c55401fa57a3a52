"""The words of an answer: what it may not miss, and how it reads in a language."""

from collections.abc import Mapping

from pim.answers.tables import Cluster
from pim.errors import BadInput
from pim.ideas.wording import reason_of_substance

OUTCOMES = ("done", "changed", "not_done")
NO = "not_done"
LONGEST_TITLE = 120
LONGEST_SAID = 2_000
SHORTEST_REASON = 20
FEWEST_WORDS = 4
LONGEST_REASON = 2_000


def said_in(cluster: Cluster, language: str) -> str:
    """Return an answer as it reads in a language: the standard words in that language, then its own."""
    opening = (cluster.opening or {}).get(language, "")
    return " ".join(part for part in (opening, cluster.because or "") if part)


def line(text: str, what: str, longest: int = LONGEST_TITLE) -> str:
    """Return text of one line. Raises BadInput."""
    text = text.strip()
    if not 1 <= len(text) <= longest or not text.isprintable():
        raise BadInput(f"{what}: expected 1 to {longest} printable characters on one line")
    return text


def passage(text: str, what: str, longest: int = LONGEST_SAID) -> str:
    """Return text of one or more lines. Raises BadInput."""
    text = text.strip()
    if not 1 <= len(text) <= longest or "\0" in text:
        raise BadInput(f"{what}: expected 1 to {longest} characters")
    return text


def checked_outcome(outcome: str) -> str:
    """Return an outcome that there is. Raises BadInput."""
    if outcome not in OUTCOMES:
        raise BadInput(f"outcome: expected one of {', '.join(OUTCOMES)}, got {outcome!r}")
    return outcome


def reason(outcome: str, because: str, opening: Mapping[str, str] | None, about: str) -> str:
    """Return a reason of substance: what is done, what is changed, or why not. Raises BadInput.

    ``opening`` are the standard words before it; with them it may be short, or nothing. A no is
    weighed more strictly: it may not only say back what it is ``about``.
    """
    own = because.strip()
    if own or not opening:
        own = passage(because, "because", LONGEST_REASON)
    for whole in [f"{words} {own}".strip() for words in (opening or {}).values()] or [own]:
        if len(whole) < SHORTEST_REASON or len(whole.split()) < FEWEST_WORDS:
            raise BadInput(
                "because: say in a sentence what is done, what is changed, or why it is not done, "
                f"so that those who said it recognise themselves in it; got {whole!r}"
            )
        if outcome == NO:
            reason_of_substance(whole, "because", about)
    return own
