"""The words of a drawing that no workflow file gives, in the languages of the product."""

from workflows.spans import WorkingDaysError, parse_span
from workflows.vocabulary import AUTHOR, CLOCK

_WORDS: dict[str, dict[str, str]] = {
    "nl": {
        "here": "hier",
        "visited": "geweest",
        "everywhere": "Vanuit elke fase die nog loopt",
        "back": "terug naar de fase ervoor",
        CLOCK: "vanzelf, na de termijn",
        AUTHOR: "indiener",
        "in": "termijn: {}",
        "lasts": "duurt {}",
        "on": "termijn: op de afgesproken dag",
        "about": "Stroomschema met {} fasen. Het begint bij {}.",
        "ends": "Het eindigt in {}.",
        "at": "Het staat nu in {}.",
        "been": "Geweest: {}.",
        "step": "{} (naar {})",
        "or": " of ",
        "cycle": "cyclus",
        "idea": "idee",
        "variant": "variant",
        "round": "feedbackronde",
        "pilot": "proef",
        "consultation": "advies of instemming",
        "wave": "golf van de uitrol",
        "hours": "uur|uur",
        "days": "dag|dagen",
        "weeks": "week|weken",
        "working days": "werkdag|werkdagen",
        "months": "maand|maanden",
    },
    "en": {
        "here": "here",
        "visited": "visited",
        "everywhere": "From every stage that is still open",
        "back": "back to the stage before",
        CLOCK: "by itself, after the term",
        AUTHOR: "author",
        "in": "term: {}",
        "lasts": "lasts {}",
        "on": "term: on the agreed day",
        "about": "Flow chart of {} stages. It starts at {}.",
        "ends": "It ends in {}.",
        "at": "It is now in {}.",
        "been": "Visited: {}.",
        "step": "{} (to {})",
        "or": " or ",
        "cycle": "cycle",
        "idea": "idea",
        "variant": "variant",
        "round": "feedback round",
        "pilot": "pilot",
        "consultation": "advice or consent",
        "wave": "rollout wave",
        "hours": "hour|hours",
        "days": "day|days",
        "weeks": "week|weeks",
        "working days": "working day|working days",
        "months": "month|months",
    },
}

LANGUAGES = tuple(_WORDS)


def word(language: str, key: str) -> str:
    """Give one text; KeyError is a fault of the caller."""
    return _WORDS[language][key]


def span_in_words(written: str, language: str) -> str:
    """Say `10 working days` in the language; what is no span stays as it was written."""
    try:
        span = parse_span(written)
    except WorkingDaysError:
        return written
    one, more = word(language, span.unit).split("|")
    return f"{span.amount} {one if span.amount == 1 else more}"
