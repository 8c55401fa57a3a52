"""The names of things in the evidence, in both languages: on pages, in charts and in files alike."""

from collections.abc import Iterable, Mapping
from typing import Any

from pim.evidence.groups import COMPARISON, DIFFERENCE, EVERYBODY, PILOT, SITE, TEAM, Group, Published
from pim.evidence.rules import Rule
from workflows.facts import Measure

WORDS: Mapping[str, tuple[str, str]] = {  # code: (nl, en)
    "baseline": ("Nulmeting", "Baseline"),
    "pilot_round": ("Einde van de proef", "End of the pilot"),
    "evaluation": ("Na drie maanden", "After three months"),
    "pleasure": ("Plezier in het werk", "Pleasure in work"),
    "performance": ("Prestatie", "Performance"),
    "innovation": ("Kracht om te vernieuwen", "Power to innovate"),
    "demands": ("Taakeisen", "Demands"),
    "control": ("Regelmogelijkheden", "Control"),
    EVERYBODY: ("Iedereen", "Everybody"),
    PILOT: ("Proefvestigingen samen", "Pilot sites together"),
    COMPARISON: ("Vergelijkingsvestigingen samen", "Comparison sites together"),
    SITE: ("Vestiging", "Site"),
    TEAM: ("Team", "Team"),
    DIFFERENCE: ("Verschil in verandering", "Difference in change"),
    "stress_risk": ("Stressrisico", "Stress risk"),
    "good_work": ("Goed werk", "Good work"),
    "no_learning": ("Geen leermogelijkheden", "No learning"),
    "dull_work": ("Saai werk", "Dull work"),
    "on_border": ("op de grens", "on the border"),
    "gains": ("wint", "gains"),
    "pays": ("betaalt", "pays"),
    "same": ("ongeveer gelijk", "about the same"),
    "tries": ("hier is de proef", "the pilot is here"),
    "next": ("volgende schakel", "a next link"),
    "earlier": ("eerdere schakel", "an earlier link"),
    "hidden": ("verborgen", "hidden"),
    "not_asked": ("niet gevraagd", "not asked"),
    "taken_together": ("samen met andere teams", "together with other teams"),
    "moment": ("Meting", "Moment"),
    "subject": ("Onderwerp", "Subject"),
    "group": ("Groep", "Group"),
    "n": ("Aantal antwoorden", "Number of answers"),
    "value": ("Gemiddelde (0–100)", "Mean (0–100)"),
    "low": ("Marge (95 %): van", "Interval (95 %): from"),
    "high": ("Marge (95 %): tot", "Interval (95 %): to"),
    "interval": ("Marge (95 %)", "Interval (95 %)"),
    "figures": ("Cijfers", "Figures"),
    "quadrants": ("Kwadranten", "Quadrants"),
    "quadrant": ("Kwadrant", "Quadrant"),
    "border": ("Op de grens", "On the border"),
    "yes": ("ja", "yes"),
}
RULES: Mapping[str, tuple[str, str]] = {  # with places for the rule's parameters
    "measured": ("Er zijn uitkomsten: {moment}", "There are results: {moment}"),
    "outcomes_measured": ("Gemeten is: {dimensions} ({moment})", "Measured: {dimensions} ({moment})"),
    "no_outcome_fell": (
        "Niets is meer dan {points} punten slechter: {dimensions} ({from} → {to})",
        "Nothing is more than {points} points worse: {dimensions} ({from} → {to})",
    ),
    "no_link_pays": (
        "Geen schakel van de keten betaalt meer dan {points} punten: {dimensions} ({from} → {to})",
        "No link of the chain pays more than {points} points: {dimensions} ({from} → {to})",
    ),
    "no_site_in_stress_risk": (
        "Geen vestiging heeft stressrisico, met de grens op {cut} ({moment})",
        "No site has a stress risk, with the cut at {cut} ({moment})",
    ),
}
STATES: Mapping[str, tuple[str, str]] = {
    "met": ("✓ voldaan", "✓ met"),
    "broken": ("✗ niet voldaan", "✗ not met"),
    "waiting": ("… nog niet gemeten", "… not measured yet"),
}
WARNINGS: Mapping[str, tuple[str, str]] = {
    "no_interval": (
        "In één van de groepen zijn te weinig antwoorden voor een marge. Dit verschil kan toeval zijn.",
        "One of the groups has too few answers for an interval. This difference may be chance.",
    ),
    "few_answers": (
        "In één van de groepen zijn minder dan 30 antwoorden. De marge is dan een schatting.",
        "One of the groups has fewer than 30 answers. The interval is then an estimate.",
    ),
    "few_sites": (
        "Het zijn weinig vestigingen. Wat de ene vestiging van de andere onderscheidt, zit niet in de marge: "
        "het echte verschil kan er buiten liggen.",
        "There are few sites. What makes one site differ from another is not in the interval: "
        "the true difference may lie outside it.",
    ),
}
MOMENTS = {"pilot": "pilot_round"}
"""A moment that has the name of something else."""

OUTCOME_LINE: Mapping[str, str] = {
    "nl": "van {before} naar {after}, op een schaal van 0 tot 100.",
    "en": "from {before} to {after}, on a scale of 0 to 100.",
}


class Say:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, code: str) -> str:
        """Return the word for a code. KeyError: there is none."""
        return self._of(WORDS[code])

    def _of(self, pair: tuple[str, str]) -> str:
        return pair[0 if self.language == "nl" else 1]

    def moment(self, moment: str) -> str:
        """Return the name of a moment."""
        return self(MOMENTS.get(moment, moment))

    def rule(self, rule: Rule) -> str:
        """Return what a rule asks, with its numbers."""
        said = {
            name: value if isinstance(value, int | float) else self._named(value)
            for name, value in rule.params.items()
        }
        sentence = RULES.get(rule.name)
        return self._of(sentence).format(**said) if sentence else rule.name.replace("_", " ")

    def _named(self, value: Any) -> str:
        if isinstance(value, str):
            return self.moment(value) if MOMENTS.get(value, value) in WORDS else value
        return ", ".join(self(each).lower() if each in WORDS else each for each in value)

    def state(self, rule: Rule) -> str:
        """Return how a rule stands."""
        return self._of(STATES[rule.state])

    def warning(self, code: str) -> str:
        """Return what a reader must know before they believe a difference."""
        return self._of(WARNINGS[code])

    def group(self, group: Group) -> str:
        """Return whom a number is about."""
        named = {SITE: group.site, TEAM: group.team}.get(group.kind)
        return named or self(group.kind)

    def number(self, value: float) -> str:
        """Return a number with one decimal, as people of this language write it."""
        text = f"{value:.1f}"  # a page has thousands of them, all below a thousand
        return text.replace(".", ",") if self.language == "nl" else text

    def signed(self, value: float) -> str:
        """Return a difference with its sign."""
        return f"{'+' if value > 0 else ''}{self.number(value)}".replace("-", "−")

    def within(self, one: Published) -> str:
        """Return an interval ("52,1 – 63,4"), or nothing when there is none."""
        if one.interval is None:
            return ""
        say = self.signed if one.group.kind == DIFFERENCE else self.number
        return f"{say(one.interval.low)} – {say(one.interval.high)}"


def outcome_lines(found: Iterable[Measure], language: str) -> list[str]:
    """Return each outcome of everybody before and three months after, a line each, never one average.

    An outcome that may not be shown at one of the two is left out.
    """
    say = Say(language)
    values = {(one.dimension, one.moment): one for one in found if one.site is None}
    lines = []
    for dimension in ("pleasure", "performance", "innovation"):
        before, after = (values.get((dimension, moment)) for moment in ("baseline", "evaluation"))
        if before and after:
            told = OUTCOME_LINE[language].format(
                before=say.number(before.value), after=say.number(after.value)
            )
            lines.append(f"{say(dimension)}: {told}")
    return lines
