"""What was counted, in plain sentences: in letters, in a dossier and on the terminal alike."""

from collections.abc import Mapping, Sequence

from babel.numbers import format_decimal

from pim.figures.change import Change, Difference
from pim.figures.queries import COMPARISON, ELSEWHERE, EVALUATION, EVERYBODY, PILOT, Figure, Result

_AFTER = {"nl": "na de invoering", "en": "after the rollout"}
_WHERE: Mapping[str, Mapping[str, tuple[str, str]]] = {  # one site, several
    "nl": {
        PILOT: ("op 1 vestiging van de proef", "op {n} vestigingen van de proef"),
        COMPARISON: ("op 1 vestiging om te vergelijken", "op {n} vestigingen om te vergelijken"),
        ELSEWHERE: ("op 1 vestiging buiten de proef", "op {n} vestigingen buiten de proef"),
        EVERYBODY: ("op 1 vestiging", "op {n} vestigingen"),
    },
    "en": {
        PILOT: ("at 1 site of the pilot", "at {n} sites of the pilot"),
        COMPARISON: ("at 1 site to compare with", "at {n} sites to compare with"),
        ELSEWHERE: ("at 1 site outside the pilot", "at {n} sites outside the pilot"),
        EVERYBODY: ("at 1 site", "at {n} sites"),
    },
}
_GROUPS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        PILOT: "Proefvestigingen",
        COMPARISON: "Vergelijkingsvestigingen",
        ELSEWHERE: "Buiten de proef",
        EVERYBODY: "Alle getelde vestigingen",
    },
    "en": {
        PILOT: "Pilot sites",
        COMPARISON: "Comparison sites",
        ELSEWHERE: "Outside the pilot",
        EVERYBODY: "All sites counted",
    },
}
_FROM_TO = {"nl": "van {before} naar {after}", "en": "from {before} to {after}"}
_POINTS = {
    "nl": "Verschil: {points} procentpunten",
    "en": "Difference: {points} percentage points",
}


def number(value: float, language: str) -> str:
    """Return a number as people of this language write it, with at most two decimals."""
    return str(format_decimal(value, "#,##0.##", locale=language))


def percent(value: float, language: str) -> str:
    """Return a change with its sign: "−18 %"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{format_decimal(abs(value), '0.#', locale=language)} %"


def group(kind: str, language: str) -> str:
    """Return which sites a change is about."""
    return _GROUPS[language][kind]


def change(one: Change, language: str) -> str:
    """Return a change in words: "van 500 naar 410 (−18 %)"."""
    before, after = number(one.before, language), number(one.after, language)
    told = _FROM_TO[language].format(before=before, after=after)
    return told if one.percent is None else f"{told} ({percent(one.percent, language)})"


def interval(one: Change | Difference, language: str) -> str:
    """Return how far a change may be from the truth ("−25,1 – −10,9 %"), or nothing where that is unknown."""
    if one.interval is None:
        return ""
    low, high = (
        percent(value, language).removesuffix(" %") for value in (one.interval.low, one.interval.high)
    )
    return f"{low} – {high}"


def points(one: Difference, language: str) -> str:
    """Return a difference in words: "Verschil: −15 procentpunten"."""
    return _POINTS[language].format(points=percent(one.points, language).removesuffix(" %"))


def sentence(figure: Figure, result: Result, language: str) -> str:
    """Return one result as one line of short sentences: what, when, and the change of each group."""
    when = result.title or _AFTER[language]
    told = [f"{figure.title[language]} ({figure.unit[language]}), {when}."]
    for kind, one in result.changes.items():
        single, several = _WHERE[language][kind]
        where = single if one.sites == 1 else several.format(n=one.sites)
        told.append(f"{change(one, language).capitalize()} {where}.")
    if result.difference:
        told.append(f"{points(result.difference, language)}.")
    return " ".join(told)


def newest(figures: Sequence[Figure]) -> str | None:
    """Return the last moment at which something was counted and can be compared, in the order of time."""
    moments = [result.moment for figure in figures for result in figure.results]
    if EVALUATION in moments:
        return EVALUATION
    return max(moments, key=_in_order) if moments else None


def _in_order(code: str) -> tuple[int, str]:
    """Pilots are numbered in order: "pilot-10" comes after "pilot-9"."""
    digits = code.rpartition("-")[2]
    return (int(digits) if digits.isdigit() else 0), code


def lines(figures: Sequence[Figure], language: str, moment: str | None = None) -> list[str]:
    """Return what was counted as lines, of every moment or of one."""
    return [
        sentence(figure, result, language)
        for figure in figures
        for result in figure.results
        if moment is None or result.moment == moment
    ]


class Tell:
    """The words of figures in one language, for a template."""

    def __init__(self, language: str) -> None:
        self._language = language

    def group(self, kind: str) -> str:
        """Return which sites a change is about."""
        return group(kind, self._language)

    def number(self, value: float) -> str:
        """Return a number."""
        return number(value, self._language)

    def percent(self, value: float) -> str:
        """Return a change with its sign."""
        return percent(value, self._language)

    def interval(self, one: Change | Difference) -> str:
        """Return how far a change may be from the truth, or nothing."""
        return interval(one, self._language)

    def points(self, result: Result) -> str:
        """Return the difference with the comparison sites, or nothing."""
        return points(result.difference, self._language) if result.difference else ""
