"""Facts to test with: one in which everything is in order, and any that could be."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from workflows.facts import (
    AskedBefore,
    Charter,
    ConsultationFact,
    Facts,
    Ideas,
    LinkFact,
    LinkMeasure,
    LowSite,
    Measure,
    Own,
    PilotFact,
    RoundFact,
    VariantFact,
    WaveFact,
)
from workflows.vocabulary import MEANINGS

MONDAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

DIMENSIONS = ("pleasure", "performance", "innovation", "demands", "control", "acceptability")
MOMENTS = ("baseline", "variants", "pilot", "wave", "evaluation")
LINKS = ("permits", "enforcement", "assessment", "objections", "collection")
DATE_NAMES = (
    "started_on",
    "target_on",
    "submitted_on",
    "opens_on",
    "closes_on",
    "starts_on",
    "ends_on",
    "asked_on",
    "answer_by",
    "told_on",
    "noticed_on",
    "invoked_on",
)


def in_order(today: date = MONDAY, **changes: Any) -> Facts:
    """Facts in which every requirement of the shipped workflows is met, except what `changes` says."""
    groups: dict[str, Any] = {
        "been_in": frozenset({"preparation", "selection", "pilot", "decision", "rollout"}),
        "now_in": "selection",
        "charter": Charter(
            sponsor_named=True,
            teams_affected=("Kassa", "Vers"),
            teams_in_work_group=("Vers", "Kassa"),
            staff_hours=80,
            technology_themes=frozenset({"work", "organisation", "technology", "people"}),
        ),
        "ideas": Ideas(total=31, functionalities=("F1", "F2", "F3")),
        "variants": (
            VariantFact(code="V2", meaning="chosen", rounds=1),
            VariantFact(code="V2b", meaning="draft", version=2, newer_than_last_round=True),
        ),
        "rounds": (
            *(
                RoundFact(
                    id=number, code=f"R{number}", purpose=purpose, meaning="answered", invited=9, answered=7
                )
                for number, purpose in enumerate(MOMENTS, 1)
            ),
            RoundFact(id=9, code="R9", purpose="baseline", meaning="draft", invited=118),
        ),
        "measures": tuple(
            Measure(moment=moment, dimension=dimension, value=60, n=50)
            for moment in MOMENTS
            for dimension in DIMENSIONS
        ),
        "links": tuple(LinkFact(id=name, teams=(name.capitalize(),), in_work_group=True) for name in LINKS),
        "link_measures": tuple(
            LinkMeasure(link=name, moment=moment, dimension=dimension, value=60, n=9)
            for name in LINKS
            for moment in MOMENTS
            for dimension in DIMENSIONS
        ),
        "consultations": (ConsultationFact(kind="consent", title="Logboek", meaning="closed"),),
        "pilots": (
            PilotFact(code="P1", meaning="ended", sites=4),
            PilotFact(code="P2", meaning="planned", days=28, staff_share=8, sites=6),
        ),
        "waves": (WaveFact(number=1, meaning="done", answered=True),),
        "lessons": 1,
        "confirmed": frozenset({"college_decided", "residents_heard", "night_shift_briefed"}),
    }
    return Facts(today=today, **{**groups, **changes})


def own(kind: str, **changes: Any) -> Own:
    """What is known about an instance of a kind on which everything is in order."""
    groups: dict[str, Any] = {
        "dates": dict.fromkeys(DATE_NAMES, date(2026, 1, 5)),
        "texts": frozenset({"decision", "grounds", "consequences", "measures", "answer", "ruling"}),
        "meetings": 1,
        "round": RoundFact(id=9, invited=118, answered=74, questions=12, clusters=4),
        "variant": VariantFact(code="V2"),
        "pilot": PilotFact(code="P2", sites=6, comparison_sites=4, days=28, staff_share=8),
        "wave": WaveFact(number=2, sites=16, low_sites=(LowSite(site="Assen", value=4.1, n=9),)),
        "consultation": ConsultationFact(kind="advice", nullity_until=date(2026, 1, 5)),
    }
    kept = {"dates", "texts", "meetings", kind}
    return Own(**{**{name: value for name, value in groups.items() if name in kept}, **changes})


def at_random(seed: int) -> Facts:
    """Any facts that could be gathered, sensible or not; the same ones for the same seed."""
    r = Random(seed)

    def some(make: Callable[[], Any], most: int = 3) -> tuple[Any, ...]:
        return tuple(make() for _ in range(r.randint(0, most)))

    def day() -> date:
        return date(2025, 12, 1) + timedelta(days=r.randint(0, 570))

    def maybe(make: Callable[[], Any]) -> Any:
        return make() if r.random() < 0.6 else None

    def of(kind: str) -> str:
        return r.choice(MEANINGS[kind])

    def name() -> str:
        return r.choice(("Kassa", "Vers", "Nachtploeg", "Assen"))

    def variant() -> VariantFact:
        return VariantFact(
            code=r.choice(("V1", "V2", "V2b")),
            meaning=of("variant"),
            rounds=r.randint(0, 4),
            newer_than_last_round=r.random() < 0.5,
        )

    def round_() -> RoundFact:
        numbers = {each: r.randint(0, 9) for each in ("invited", "answered", "questions")}
        clusters = {each: r.randint(0, 3) for each in ("clusters", "clusters_open")}
        number = r.randint(1, 9)
        return RoundFact(
            id=number,
            code=f"R{number}",
            purpose=r.choice(MOMENTS),
            meaning=of("round"),
            **numbers,
            **clusters,
        )

    def asked_before() -> AskedBefore:
        return AskedBefore(
            team=name(), people=r.randint(1, 6), of=6, what=("demands",), round="R1", again_from=maybe(day)
        )

    def measure() -> Measure:
        return Measure(
            moment=r.choice(MOMENTS),
            dimension=r.choice(DIMENSIONS),
            value=r.uniform(0, 100),
            site=maybe(name),
            n=r.randint(0, 20),
        )

    def link() -> LinkFact:
        return LinkFact(id=r.choice(LINKS), teams=some(name, 2), in_work_group=r.random() < 0.5)

    def link_measure() -> LinkMeasure:
        return LinkMeasure(
            link=r.choice(LINKS),
            moment=r.choice(MOMENTS),
            dimension=r.choice(DIMENSIONS),
            value=maybe(lambda: r.uniform(0, 100)),
            n=r.randint(0, 20),
        )

    def request() -> ConsultationFact:
        kind = r.choice(("advice", "consent", "dpia"))
        return ConsultationFact(
            kind=kind, title="Logboek", meaning=of("consultation"), suspended_until=maybe(day)
        )

    def pilot() -> PilotFact:
        return PilotFact(
            code=r.choice(("P1", "P2")),
            meaning=of("pilot"),
            days=r.randint(0, 90),
            staff_share=r.uniform(0, 100),
            sites=r.randint(0, 3),
            comparison_sites=r.randint(0, 3),
        )

    def wave() -> WaveFact:
        return WaveFact(
            number=r.randint(1, 3),
            meaning=of("wave"),
            starts_on=maybe(day),
            sites=r.randint(0, 3),
            answered=r.random() < 0.3,
            low_sites=some(lambda: LowSite(site=name(), value=r.uniform(1, 5), n=r.randint(0, 9)), 2),
        )

    def subset(*words: str) -> frozenset[str]:
        return frozenset(each for each in words if r.random() < 0.5)

    return Facts(
        today=day(),
        now_in=of("cycle"),
        charter=Charter(
            sponsor_named=r.random() < 0.5,
            teams_affected=some(name, 2),
            teams_in_work_group=some(name),
            staff_hours=r.uniform(0, 100),
            technology_themes=subset("work", "organisation", "technology", "people"),
            single_variant_reason=maybe(lambda: "er is er maar één te koop"),
            freezes=some(lambda: (day(), day()), 2),
        ),
        ideas=Ideas(
            total=r.randint(0, 40),
            unacknowledged=r.randint(0, 2),
            unanswered=r.randint(0, 2),
            functionalities=tuple(subset("F1", "F2")),
        ),
        variants=some(variant),
        rounds=some(round_),
        asked_before=some(asked_before, 2),
        measures=some(measure, 9),
        links=some(link),
        link_measures=some(link_measure, 9),
        consultations=some(request, 2),
        pilots=some(pilot, 2),
        waves=some(wave),
        lessons=r.randint(0, 1),
        confirmed=subset("college_decided", "residents_heard"),
        steps_taken={step: r.randint(0, 2) for step in subset("extend", "agree", "start_pilot")},
        own=Own(
            round=maybe(round_),
            variant=maybe(variant),
            pilot=maybe(pilot),
            wave=maybe(wave),
            consultation=maybe(request),
            dates={each: day() for each in subset(*DATE_NAMES)},
            texts=subset("decision", "grounds", "consequences", "measures"),
            meetings=r.randint(0, 1),
        ),
    )


any_facts = st.integers(0, 2**32).map(at_random)
"""Any facts. Made from one number, because drawing every field by itself takes a hundred times longer."""
