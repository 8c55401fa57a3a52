"""Short ways to say what is the case, for the cases of the requirements."""

from datetime import date
from typing import Any

from workflows.facts import (
    AskedBefore,
    Charter,
    ConsultationFact,
    LinkFact,
    LinkMeasure,
    LowSite,
    Measure,
    RoundFact,
    VariantFact,
    WaveFact,
)

Case = tuple[str, dict[str, Any], dict[str, Any], dict[str, Any] | None]

SUPPORT = {"acceptability_at_least": 3.0, "answers_at_least": 5}
FELL = {"points": 5, "from": "baseline", "to": "pilot", "dimensions": ["pleasure", "control", "demands"]}
RISK = {"moment": "pilot", "cut": 50, "answers_at_least": 5}
PAYS = {"points": 5, "from": "baseline", "to": "pilot", "dimensions": ["control", "demands"]}
OBJECTIONS = LinkFact(id="objections", teams=("Bezwaar",))
FREEZE = Charter(freezes=((date(2026, 11, 30), date(2027, 1, 3)),))


def measure(moment: str, dimension: str, value: float, site: str | None = None, n: int = 20) -> Measure:
    return Measure(moment=moment, dimension=dimension, value=value, site=site, n=n)


def link(name: str, moment: str, dimension: str, value: float | None) -> LinkMeasure:
    return LinkMeasure(
        link=name, moment=moment, dimension=dimension, value=value, n=0 if value is None else 9
    )


def variant(code: str, meaning: str = "draft", **more: Any) -> VariantFact:
    return VariantFact(code=code, meaning=meaning, **more)


def round_(number: int, meaning: str, **more: Any) -> RoundFact:
    return RoundFact(id=number, code=f"R{number}", meaning=meaning, **more)


def asked_before(team: str, people: int, **more: Any) -> AskedBefore:
    """A team of six, of whom so many were asked about demands in R1, in the middle of March."""
    known = {"what": ("demands",), "round": "R1", "again_from": date(2026, 4, 13), **more}
    return AskedBefore(team=team, people=people, of=6, **known)


def wave(number: int, meaning: str = "running", **more: Any) -> WaveFact:
    return WaveFact(number=number, meaning=meaning, **more)


def request(kind: str, meaning: str, **more: Any) -> ConsultationFact:
    return ConsultationFact(kind=kind, title=f"over {kind}", meaning=meaning, **more)


ASSEN = LowSite(site="Assen", value=2.6, n=8)
