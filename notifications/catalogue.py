"""The catalogue: one frozen dataclass per notice. Its fields are its context, and nothing else is.

Field names mean the same everywhere, so one set of facts about a cycle can fill many notices:
`actor` who took the step · `waits_for` who must act now · `reason` why, as that person wrote it ·
`missing` what is missing, already worded · `round`, `variant`, `pilot`, `site`, `stage`, `step` a title to print, not an id.
All words come in the reader's language and in local time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from notifications.notice import Dated, Notice

# --- Parts of a notice ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantLine:
    """One variant in a list: "V2b", its title, and what it means for the work in a sentence."""

    code: str
    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterAnswer:
    """What people said, grouped, and what is done with it. `outcome`: done, changed or not_done."""

    said: str
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen for one variant (`outcome`: the stage's label), and why."""

    variant: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A requirement that was not met and was set aside, by whom and why. Always printed."""

    requirement: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a digest or bundle."""

    title: str
    text: str = ""
    link: str = ""


# --- A cycle begins; ideas --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleStarted(Notice):
    name: ClassVar[str] = "cycle_started"
    bundle: ClassVar[bool] = True
    lead: str
    goal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeasOpen(Dated):
    name: ClassVar[str] = "ideas_open"
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaAcknowledged(Dated):
    """`due`: the day by which the idea is answered."""

    name: ClassVar[str] = "idea_acknowledged"
    bundle: ClassVar[bool] = True
    idea: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaAnswered(Notice):
    """`outcome` is the label of what happens with the idea; `answer` the reason its author must recognise."""

    name: ClassVar[str] = "idea_answered"
    idea: str
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaOverdue(Dated):
    name: ClassVar[str] = "idea_overdue"
    idea: str
    waits_for: str


# --- Variants and feedback rounds -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsShown(Notice):
    name: ClassVar[str] = "variants_shown"
    bundle: ClassVar[bool] = True
    functionality: str
    variants: tuple[VariantLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundInvitation(Dated):
    """Says, before anyone types, who sees what.

    `combined_with`: colleagues whose answers are shown together with yours; `smallest_group`: below this
    number of answers nothing is shown; `changed`: what is new since the last round.
    """

    name: ClassVar[str] = "round_invitation"
    round: str
    site: str
    variants: tuple[VariantLine, ...]
    minutes: int
    combined_with: int
    smallest_group: int
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReminder(Dated):
    name: ClassVar[str] = "round_reminder"
    round: str
    site: str
    minutes: int
    combined_with: int
    smallest_group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundExtended(Dated):
    name: ClassVar[str] = "round_extended"
    round: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundClosed(Dated):
    """`answered` is None below the smallest group; `due`: the day by which every point is answered."""

    name: ClassVar[str] = "round_closed"
    round: str
    invited: int
    answered: int | None
    smallest_group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundAnswered(Notice):
    """ "U zei – wij deden": goes to everyone who was asked, also to those who did not answer."""

    name: ClassVar[str] = "round_answered"
    round: str
    clusters: tuple[ClusterAnswer, ...]
    next_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersOverdue(Dated):
    """`due` is the day that has passed."""

    name: ClassVar[str] = "answers_overdue"
    round: str
    clusters_open: int
    waits_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersStillOverdue(Dated):
    name: ClassVar[str] = "answers_still_overdue"
    round: str
    clusters_open: int
    waits_for: str


# --- Gates and decisions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWaiting(Dated):
    name: ClassVar[str] = "gate_waiting"
    step: str
    waits_for: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChanged(Notice):
    name: ClassVar[str] = "stage_changed"
    bundle: ClassVar[bool] = True
    stage: str
    actor: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionMade(Notice):
    name: ClassVar[str] = "selection_made"
    actor: str
    choices: tuple[Choice, ...]
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(Notice):
    """`decision` is the label of the step: go, repeat, extend once or stop."""

    name: ClassVar[str] = "decision_made"
    decision: str
    actor: str
    reasons: tuple[str, ...]
    overrides: tuple[Override, ...] = ()


# --- Pilots -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotStarts(Notice):
    name: ClassVar[str] = "pilot_starts"
    pilot: str
    variant: str
    site: str
    starts_on: str
    ends_on: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotEnded(Notice):
    name: ClassVar[str] = "pilot_ended"
    pilot: str
    variant: str
    site: str


# --- Works council ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceRequested(Dated):
    """WOR art. 25(3): the intended decision, its grounds, the consequences for staff and the measures."""

    name: ClassVar[str] = "advice_requested"
    actor: str
    proposal: str
    article: str
    grounds: str
    consequences: str
    measures: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequested(Dated):
    """WOR art. 27(2): the intended decision, its grounds, the consequences for staff."""

    name: ClassVar[str] = "consent_requested"
    actor: str
    proposal: str
    article: str
    grounds: str
    consequences: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationAnswered(Notice):
    """`consultation` is the kind as words (advice, consent); `outcome` the label of what came back."""

    name: ClassVar[str] = "consultation_answered"
    consultation: str
    proposal: str
    outcome: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionRunning(Dated):
    """WOR art. 25(6): `due` is the last day of the month in which nothing may be carried out."""

    name: ClassVar[str] = "suspension_running"
    proposal: str
    told_on: str
    reason: str = ""


# --- Rollout ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveAnnounced(Notice):
    name: ClassVar[str] = "wave_announced"
    wave: int
    site: str
    starts_on: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveStarted(Notice):
    name: ClassVar[str] = "wave_started"
    bundle: ClassVar[bool] = True
    wave: int
    site: str
    lead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveBlocked(Notice):
    name: ClassVar[str] = "wave_blocked"
    wave: int
    waits_for: str
    missing: tuple[str, ...]


# --- Pause, stop, end -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Notice):
    name: ClassVar[str] = "paused"
    actor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Notice):
    name: ClassVar[str] = "resumed"
    actor: str
    stage: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Notice):
    name: ClassVar[str] = "stopped"
    actor: str
    reason: str
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationClosed(Notice):
    """`outcomes`: pleasure in work, performance, power to innovate: a line each, never one average."""

    name: ClassVar[str] = "evaluation_closed"
    outcomes: tuple[str, ...]
    lessons: tuple[str, ...]


# --- Terms, in general ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRunningOut(Dated):
    """A term the law or a subsidy sets; `what` names it."""

    name: ClassVar[str] = "term_running_out"
    what: str
    consequence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineNear(Dated):
    name: ClassVar[str] = "deadline_near"
    what: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue(Dated):
    """`due` is the day that has passed."""

    name: ClassVar[str] = "overdue"
    what: str
    waits_for: str
    missing: tuple[str, ...] = ()


# --- Gathered, technical, and an organisation's own -------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyDigest(Notice):
    """About several innovations at once: `innovation` may be empty."""

    name: ClassVar[str] = "weekly_digest"
    week: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle(Notice):
    """Many notices for one person in one letter: each item is the subject of a letter that was not sent."""

    name: ClassVar[str] = "bundle"
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Notice):
    """To the administrator: something failed `attempts` times and now waits for a person."""

    name: ClassVar[str] = "incident"
    problem: str
    where: str
    attempts: int
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class General(Dated):
    """What an organisation's own letters may use."""

    name: ClassVar[str] = "general"
    stage: str
    step: str
    actor: str = ""
    reason: str = ""


ALL: tuple[type[Notice], ...] = (
    CycleStarted, IdeasOpen, IdeaAcknowledged, IdeaAnswered, IdeaOverdue, VariantsShown,
    RoundInvitation, RoundReminder, RoundExtended, RoundClosed, RoundAnswered, AnswersOverdue,
    AnswersStillOverdue, GateWaiting, StageChanged, SelectionMade, DecisionMade, PilotStarts,
    PilotEnded, AdviceRequested, ConsentRequested, ConsultationAnswered, SuspensionRunning,
    WaveAnnounced, WaveStarted, WaveBlocked, Paused, Resumed, Stopped, EvaluationClosed,
    TermRunningOut, DeadlineNear, Overdue, WeeklyDigest, Bundle, Incident, General,
)  # fmt: skip

NOTICES: Mapping[str, type[Notice]] = {kind.name: kind for kind in ALL}


def notice(name: str, known: Mapping[str, Any]) -> Notice:
    """The notice `name`, taking from `known` only the fields it has.

    A name that is not in the catalogue is an organisation's own letter, and gets the fields of `general`.
    Raises TypeError when a field it cannot do without is not in `known`.
    """
    kind = NOTICES.get(name, General)
    return kind(**{field.name: known[field.name] for field in fields(kind) if field.name in known})
