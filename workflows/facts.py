"""Facts: a frozen snapshot of an innovation, all that a requirement may look at.

Each field of `Facts` is a group. Whoever calls `step()` gathers only the groups that
`Machine.reads()` names, and leaves the others at their default. Every field has a default,
so a test builds only what it needs. Counts are numbers of things; dates are local dates of
the organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from types import MappingProxyType
from typing import Any


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidy:
    """The subsidy a cycle is paid from: what it asks, and how the cycle stands.

    `label_nl` and `label_en`: what it is called. `last_day`: of the `months` it may last; None: no end.
    `same_application`: titles of other cycles on that application. `other_eu_money`: None is not known.
    """

    label_nl: str
    label_en: str
    asks: frozenset[str] = frozenset()
    programme_fit: str = ""
    application: str = ""
    same_application: tuple[str, ...] = ()
    other_eu_money: bool | None = None
    months: int = 0
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """What was agreed at the start of a cycle.

    `staff_hours` are booked, `staff_hours_used` used; from `warn_at_percent` on people are warned.
    `freezes` are first and last day, both inside. `technology_themes` are the themes of the
    four-theme technology test that have been filled in.
    """

    sponsor_named: bool = False
    teams_affected: tuple[str, ...] = ()
    teams_in_work_group: tuple[str, ...] = ()
    staff_hours: float = 0.0
    staff_hours_used: float = 0.0
    warn_at_percent: int = 80
    subsidy: Subsidy | None = None
    technology_themes: frozenset[str] = frozenset()
    single_variant_reason: str | None = None
    freezes: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ideas:
    """How many ideas there are and how many wait. `functionalities` are codes such as "F2"."""

    total: int = 0
    unacknowledged: int = 0
    unanswered: int = 0
    functionalities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantFact:
    """One variant. `rounds` is the number of rounds in which it was asked about."""

    code: str
    meaning: str = "draft"
    version: int = 1
    rounds: int = 0
    newer_than_last_round: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFact:
    """One feedback round. `invited` counts the people in its audience, also before it opens.

    `texts_waiting` are texts that everybody may read and that nobody has put in a cluster or set aside.
    """

    id: int
    code: str = ""
    purpose: str = "variants"
    meaning: str = "draft"
    invited: int = 0
    answered: int = 0
    questions: int = 0
    clusters: int = 0
    clusters_open: int = 0
    texts_waiting: int = 0
    extensions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBefore:
    """A team that would be asked again for the same: `people` of its `of` people were, in `round`.

    `what` are codes of variants or scales. `again_from` is the first day on which it can be asked
    again; None: never, because it is the same version of a variant.
    """

    team: str
    people: int
    of: int
    what: tuple[str, ...]
    round: str = ""
    again_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One published mean: only sites with at least five answers are here.

    `moment` is the purpose of the round it came from; `site` None means all sites together.
    `value` runs from 0 to 100, acceptability from 1 to 5.
    """

    moment: str
    dimension: str
    value: float
    site: str | None = None
    n: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFact:
    """One link of the chain, in its order, with the teams that work in it.

    `in_work_group`: somebody of one of those teams sits in the work group.
    """

    id: str
    teams: tuple[str, ...] = ()
    in_work_group: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkMeasure:
    """What was measured in one link; `value` None: it was asked, but too few answered to be shown.

    A link is measured at `moment` when one of its teams was asked then. Values as in `Measure`.
    """

    link: str
    moment: str
    dimension: str
    value: float | None = None
    n: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationFact:
    """One request for advice, consent or a privacy assessment.

    `conditions_open` are conditions that are not met yet, each with the day agreed for it, if any; `body`
    is who is asked. `suspended_until` is the last day on which the decision may not be carried out
    (WOR 25(6)), `nullity_until` the last on which the council can say that a decision without consent
    is void (27(5)).
    """

    kind: str
    title: str = ""
    meaning: str = "draft"
    suspended_until: date | None = None
    nullity_until: date | None = None
    body: str = "works_council"
    conditions_open: tuple[tuple[str, date | None], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotFact:
    """One pilot. `days` is its length; `people` of all `staff` take part, a percentage of `staff_share`.

    `this_trial`: it came where it is now since the cycle entered this trial, not in an earlier one.
    `answered`: the round about this pilot itself has been answered. `sites_waiting` counts the sites of
    which the manager has not said yes yet; `points_open` what managers miss and nobody answered.
    `personal_data`, `observes`: None while nobody said whether it records data or could follow people.
    """

    code: str
    title: str = ""
    variant: str = ""
    meaning: str = "planned"
    days: int = 0
    people: int = 0
    staff: int = 0
    staff_share: float = 0.0
    sites: int = 0
    comparison_sites: int = 0
    this_trial: bool = True
    answered: bool = True
    sites_waiting: int = 0
    points_open: int = 0
    personal_data: bool | None = None
    observes: bool | None = None
    advice_promised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LowSite:
    """Acceptability (1–5) at one site of a wave, with its number of answers."""

    site: str
    value: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveFact:
    """One wave. `low_sites` holds every measured site; the requirement compares.

    `answered` says that the round about this wave has been answered.
    """

    number: int
    meaning: str = "planned"
    starts_on: date | None = None
    sites: int = 0
    answered: bool = False
    low_sites: tuple[LowSite, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What is known about the instance that takes the step.

    `dates` has the named dates of its kind (see `definition.DATES`); `texts` the names of the
    texts that are filled in; `meetings` the meetings that were held about it.
    """

    round: RoundFact | None = None
    variant: VariantFact | None = None
    pilot: PilotFact | None = None
    wave: WaveFact | None = None
    consultation: ConsultationFact | None = None
    dates: Mapping[str, date] = field(default_factory=_nothing)
    texts: frozenset[str] = frozenset()
    meetings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything a requirement may look at, on one day of the organisation.

    `been_in`: what the stages mean that the innovation is in or has ever been in; `now_in`: of the one
    it is in. `lesson_at`: when the newest lesson was written down; `last_taken`: when each step was last
    taken; `taken_at`: every time it was. `benefits_open`: what was expected and not yet judged. `spent`:
    how many days the stage that `back` leads to had lasted when it was left.
    """

    today: date
    been_in: frozenset[str] = frozenset()
    now_in: str = ""
    charter: Charter = Charter()
    ideas: Ideas = Ideas()
    variants: tuple[VariantFact, ...] = ()
    rounds: tuple[RoundFact, ...] = ()
    asked_before: tuple[AskedBefore, ...] = ()
    measures: tuple[Measure, ...] = ()
    links: tuple[LinkFact, ...] = ()
    link_measures: tuple[LinkMeasure, ...] = ()
    consultations: tuple[ConsultationFact, ...] = ()
    pilots: tuple[PilotFact, ...] = ()
    waves: tuple[WaveFact, ...] = ()
    lessons: int = 0
    lesson_at: datetime | None = None
    benefits_open: tuple[str, ...] = ()
    confirmed: frozenset[str] = frozenset()
    steps_taken: Mapping[str, int] = field(default_factory=_nothing)
    last_taken: Mapping[str, datetime] = field(default_factory=_nothing)
    taken_at: Mapping[str, tuple[datetime, ...]] = field(default_factory=_nothing)
    spent: int = 0
    own: Own = field(default_factory=Own)


GROUPS: frozenset[str] = frozenset(each.name for each in fields(Facts)) - {"today"}
"""The groups that can be left out when no requirement reads them."""
