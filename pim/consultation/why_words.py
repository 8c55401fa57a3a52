"""Why a date is what it is, in sentences of both languages: rule, article, input, the days that moved it."""

from collections.abc import Mapping
from datetime import date

from notifications.dates import say_day, say_weekday
from pim.consultation.words import Words, article
from workflows.why import Why
from workflows.working_days import Span

LABELS: Mapping[str, Words] = {
    "asked_on": {"nl": "Gevraagd", "en": "Asked"},
    "answer_by": {"nl": "Afgesproken dag voor het antwoord", "en": "Day agreed for the answer"},
    "told_on": {"nl": "Besluit verteld aan de ondernemingsraad", "en": "Works council told of the decision"},
    "noticed_on": {
        "nl": "Ondernemingsraad zag dat het wordt uitgevoerd",
        "en": "Works council saw that it is carried out",
    },
    "invoked_on": {"nl": "Ondernemingsraad zei: nietig", "en": "Works council said: void"},
    "decide_by": {"nl": "Besluiten uiterlijk", "en": "Decide by"},
    "suspended_until": {"nl": "Laatste dag van de opschorting", "en": "Last day of the suspension"},
    "execution_from": {"nl": "Uitvoeren mag vanaf", "en": "May be carried out from"},
    "appeal_until": {"nl": "Laatste dag om naar de rechter te gaan", "en": "Last day to go to court"},
    "nullity_until": {"nl": "Laatste dag om te zeggen: nietig", "en": "Last day to say: void"},
}
_REMINDER: Words = {"nl": "Herinnering", "en": "Reminder"}
_ESCALATION: Words = {"nl": "Bericht dat de termijn voorbij is", "en": "Message that the term has passed"}
_GIVEN: Mapping[str, Words] = {
    "asked_on": {
        "nl": "Dit is de dag waarop de aanvraag is gedaan.",
        "en": "This is the day on which the request was made.",
    },
    "answer_by": {
        "nl": "Deze dag is afgesproken. De wet noemt geen termijn voor het antwoord. De afspraak bindt.",
        "en": "This day was agreed. The law sets no term for the answer, but the agreement binds.",
    },
    "told_on": {
        "nl": "Op deze dag is het besluit op schrift aan de ondernemingsraad verteld.",
        "en": "On this day the works council was told of the decision in writing.",
    },
    "noticed_on": {
        "nl": "Op deze dag zag de ondernemingsraad dat het plan wordt uitgevoerd. Zo vulde hij het zelf in.",
        "en": "On this day the works council saw that the plan is carried out. It filled this in itself.",
    },
    "invoked_on": {
        "nl": "Op deze dag zei de ondernemingsraad op schrift dat het besluit nietig is.",
        "en": "On this day the works council said in writing that the decision is void.",
    },
}
_SINCE: Mapping[str, Words] = {
    "asked_on": {"nl": "de dag van de aanvraag", "en": "the day of the request"},
    "answer_by": {"nl": "de afgesproken dag", "en": "the day agreed"},
    "told_on": {
        "nl": "de dag waarop de ondernemingsraad het besluit hoorde",
        "en": "the day on which the works council was told of the decision",
    },
    "noticed_on": {
        "nl": "de dag waarop de ondernemingsraad zag dat het wordt uitgevoerd",
        "en": "the day on which the works council saw that it is carried out",
    },
    "entered": {"nl": "de dag waarop deze stap begon", "en": "the day on which this step began"},
    "end": {"nl": "de laatste dag van de termijn", "en": "the last day of the term"},
}
_UNITS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "nl": {
        "days": ("dag", "dagen"),
        "weeks": ("week", "weken"),
        "working days": ("werkdag", "werkdagen"),
        "months": ("maand", "maanden"),
    },
    "en": {
        "days": ("day", "days"),
        "weeks": ("week", "weeks"),
        "working days": ("working day", "working days"),
        "months": ("month", "months"),
    },
}
_RULES: Mapping[str, Words] = {
    "in": {"nl": "{span} na {since}", "en": "{span} after {since}"},
    "lasts": {
        "nl": "{span} vanaf {since}, die dag meegeteld",
        "en": "{span} from {since}, that day included",
    },
    "on": {"nl": "{since} zelf", "en": "{since} itself"},
    "before": {"nl": "{span} voor {since}", "en": "{span} before {since}"},
    "after": {"nl": "{span} na {since}", "en": "{span} after {since}"},
}
_LINES: Mapping[str, Words] = {
    "rule": {"nl": "De regel: {rule}.", "en": "The rule: {rule}."},
    "law": {"nl": "Dit staat in {article}.", "en": "This is in {article}."},
    "own": {
        "nl": "Dit is een afspraak in de workflow van uw organisatie, geen termijn uit de wet.",
        "en": "This is set in the workflow of your organisation; it is not a term of the law.",
    },
    "input": {"nl": "Geteld vanaf {day}: {since}.", "en": "Counted from {day}: {since}."},
    "same": {
        "nl": "Een maand loopt tot dezelfde dag van de volgende maand: {day}.",
        "en": "A month runs to the same day of the next month: {day}.",
    },
    "short": {
        "nl": "Die maand heeft geen dag {number}. Daarom telt de laatste dag van de maand: {day}.",
        "en": "That month has no day {number}. So its last day counts: {day}.",
    },
    "free": {"nl": "{day} telt niet: {because}.", "en": "{day} does not count: {because}."},
    "rolled": {
        "nl": "Daarom schuift de laatste dag op naar {day} (artikel 1 Algemene termijnenwet).",
        "en": "So the last day moves on to {day} (article 1 of the General Extension of Time Limits Act).",
    },
    "moved": {
        "nl": "Daarom schuift de laatste dag op naar {day}.",
        "en": "So the last day moves on to {day}.",
    },
    "rolls_not": {
        "nl": "De workflow schuift deze termijn niet op als hij op een vrije dag eindigt.",
        "en": "The workflow does not move this term on when it ends on a free day.",
    },
    "ends": {
        "nl": "De laatste dag hoort erbij: de termijn is voorbij aan het eind van die dag ({zone}).",
        "en": "The last day is part of it: the term is over at the end of that day ({zone}).",
    },
    "from": {
        "nl": "Dit is de dag na de laatste dag van de opschorting.",
        "en": "This is the day after the last day of the suspension.",
    },
}


def label(name: str) -> Words:
    """Return what a date is called."""
    if name in LABELS:
        return LABELS[name]
    return _REMINDER if name.startswith("remind") else _ESCALATION


def rule(found: Why) -> dict[str, str]:
    """Return the rule of a date in words: "1 maand na de dag waarop …"."""
    return {language: _rule(found, language) for language in ("nl", "en")}


def law_of(name: str, found: Why | None) -> Words | None:
    """Return the article a counted date comes from; None for what the law does not set."""
    if found is None or found.law is None or name == "execution_from":
        return None
    law, _, written = found.law.partition(" ")
    return article("advice", written) if law == "WOR" else {"nl": found.law, "en": found.law}


def lines(name: str, day: date, found: Why | None, language: str) -> list[str]:
    """Return why a date is what it is, a sentence a line. The first says what it is."""
    head = f"{label(name)[language]}: {say_weekday(day, language)}."
    if found is None:
        return [head, _GIVEN[name][language]] if name in _GIVEN else [head]
    if name == "execution_from":
        return [head, _LINES["from"][language], *_why(name, found, language)]
    return [head, *_why(name, found, language)]


def _why(name: str, found: Why, language: str) -> list[str]:
    law = law_of("suspended_until" if name == "execution_from" else name, found)
    said = [
        _say("rule", language, rule=_rule(found, language)),
        _say("law", language, article=law[language]) if law else _say("own", language),
        _say("input", language, day=say_weekday(found.start, language), since=_SINCE[found.since][language]),
    ]
    if found.span is not None and found.span.unit == "months":
        said.append(_month(found, language))
    said += [
        _say("free", language, day=say_weekday(each.day, language), because=getattr(each, language))
        for each in found.skipped
    ]
    if found.last != found.plain:
        line = "rolled" if found.law else "moved"
        said.append(_say(line, language, day=say_weekday(found.last, language)))
    elif found.skipped and not found.rolls and found.skipped[-1].day == found.last:
        said.append(_say("rolls_not", language))
    if found.mode not in ("before", "after"):
        said.append(_say("ends", language, zone=found.zone))
    return said


def _month(found: Why, language: str) -> str:
    if found.plain.day != found.start.day:
        return _say("short", language, number=found.start.day, day=say_day(found.plain, language))
    return _say("same", language, day=say_weekday(found.plain, language))


def _rule(found: Why, language: str) -> str:
    since = _SINCE[found.since][language]
    return _RULES[found.mode][language].format(span=_span(found.span, language), since=since)


def _span(span: Span | None, language: str) -> str:
    if span is None:
        return ""
    one, more = _UNITS[language][span.unit]
    return f"{span.amount} {one if span.amount == 1 else more}"


def _say(line: str, language: str, **words: object) -> str:
    return _LINES[line][language].format(**words)
