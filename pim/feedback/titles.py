"""What a round is called when nobody gave it a name: in the language of its organisation, or of a reader."""

import re

TITLES = {
    "readiness": {"nl": "Peiling vooraf", "en": "Poll beforehand"},
    "baseline": {"nl": "Nulmeting", "en": "Baseline"},
    "variants": {"nl": "Feedbackronde", "en": "Feedback round"},
    "pilot": {"nl": "Ronde na de proef", "en": "Round after the pilot"},
    "wave": {"nl": "Ronde na de golf", "en": "Round after the wave"},
    "evaluation": {"nl": "Meting achteraf", "en": "Measurement afterwards"},
}

_USUAL = re.compile(r"(?P<words>[^()]+) \((?P<code>R[1-9][0-9]*)\)")


def title_of(purpose: str, code: str, language: str) -> str:
    """Return the usual title of a round with this purpose: "Nulmeting (R1)"."""
    return f"{TITLES[purpose][language]} ({code})"


def in_language(title: str, language: str) -> str:
    """Return a usual title in another language. One that somebody made up stays as it is."""
    usual = _USUAL.fullmatch(title)
    if usual is None:
        return title
    purpose = next((name for name, words in TITLES.items() if usual["words"] in words.values()), None)
    return title_of(purpose, usual["code"], language) if purpose else title
