"""How a request is called in letters and on pages, in both languages."""

import re
from collections.abc import Mapping

Words = Mapping[str, str]

REQUESTS: Mapping[str, Words] = {
    "advice": {"nl": "Adviesaanvraag", "en": "Request for advice"},
    "consent": {"nl": "Instemmingsaanvraag", "en": "Request for consent"},
    "dpia": {"nl": "Beoordeling van de privacy (DPIA)", "en": "Privacy assessment (DPIA)"},
}

_GIVEN: Mapping[str, Words] = {
    "advice": {"nl": "advies gegeven", "en": "advice given"},
    "consent": {"nl": "instemming gegeven", "en": "consent given"},
    "dpia": {"nl": "beoordeling is klaar", "en": "assessment is done"},
}
_WITHHELD: Mapping[str, Words] = {
    "advice": {"nl": "negatief advies", "en": "advice against"},
    "consent": {"nl": "geen instemming", "en": "no consent"},
    "dpia": {"nl": "bezwaar tegen het plan", "en": "objection to the plan"},
}
_ON_CONDITIONS: Words = {"nl": "{outcome}, met voorwaarden", "en": "{outcome}, on conditions"}

FOLLOWED: Mapping[str, list[str]] = {
    "nl": ["Het besluit volgt het advies helemaal."],
    "en": ["The decision follows the advice in full."],
}
NO_WAITING: Words = {"nl": "wachten hoeft niet", "en": "no need to wait"}
NO_NEED: Words = {"nl": "een antwoord is niet nodig", "en": "no answer is needed"}

_LAWS: Mapping[str, Words] = {
    "advice": {"nl": "WOR", "en": "WOR"},
    "consent": {"nl": "WOR", "en": "WOR"},
    "dpia": {"nl": "AVG", "en": "GDPR"},
}
_ARTICLE = re.compile(r"(?P<article>[0-9]{1,3}[a-z]?)(?:\((?P<part>[0-9]{1,2})\))?(?:\((?P<letter>[a-z])\))?")

# What the end of the term means, for those who are told that it comes near.
AFTER_SUSPENSION: Words = {
    "nl": "Vanaf de dag daarna mag het besluit worden uitgevoerd.",
    "en": "From the day after, the decision may be carried out.",
}
AFTER_NULLITY: Words = {
    "nl": "Tot en met die dag kan de ondernemingsraad zeggen dat het besluit nietig is. Daarna niet meer.",
    "en": "Up to and including that day the works council can say that the decision is void. Not after it.",
}
AFTER: Mapping[str, Words] = {"suspended": AFTER_SUSPENSION, "contestable": AFTER_NULLITY}
AFTER_ANSWER_DAY: Words = {
    "nl": "Dit is een afspraak, geen termijn uit de wet. Zonder antwoord blijft de aanvraag open.",
    "en": "This is an agreement, not a term set by law. Without an answer the request stays open.",
}


def proposal(decision: str, title: str) -> str:
    """Return what is asked about, as a part of a sentence: a letter puts its own full stop."""
    return decision.removesuffix(".") or title


def outcome(request: str, *, given: bool, conditions: int) -> dict[str, str]:
    """Return what came back on a request, in words of both languages."""
    words = (_GIVEN if given else _WITHHELD)[request]
    if not (given and conditions):
        return dict(words)
    return {language: form.format(outcome=words[language]) for language, form in _ON_CONDITIONS.items()}


def article(request: str, written: str) -> dict[str, str]:
    """Return "25(1)(k)" as "artikel 25 lid 1 onder k WOR"; any other text stays as it was written."""
    found = _ARTICLE.fullmatch(written.strip())
    if found is None:
        return {"nl": written, "en": written}
    dutch = f"artikel {found['article']}"
    if found["part"]:
        dutch += f" lid {found['part']}"
    if found["letter"]:
        dutch += f" onder {found['letter']}"
    laws = _LAWS[request]
    return {"nl": f"{dutch} {laws['nl']}", "en": f"article {written.strip()} {laws['en']}"}
