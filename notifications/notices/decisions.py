"""Gates, decisions, pilots and the works council."""

from dataclasses import dataclass
from typing import ClassVar

from notifications.notice import Dated, Notice
from notifications.notices.parts import Choice, Override


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWaiting(Dated):
    """`step`: the stage in which a decision is waited for. `up_to_you`: the reader is who must act."""

    name: ClassVar[str] = "gate_waiting"
    step: str
    waits_for: str
    missing: tuple[str, ...] = ()
    up_to_you: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageChanged(Notice):
    """`about`: what inside the innovation it is, such as a pilot; `did`: the step, where the stage stays."""

    name: ClassVar[str] = "stage_changed"
    bundle: ClassVar[bool] = True
    stage: str
    actor: str
    about: str = ""
    did: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowChanged(Dated):
    """To the lead: this innovation goes on in another version of its workflow, in the stage it was in.

    `missing`: what the steps from here need now and did not need before.
    """

    name: ClassVar[str] = "workflow_changed"
    stage: str
    actor: str
    reason: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionMade(Notice):
    """`fate`: what the stage means it leads to: chosen (for a pilot), adopted, or anything else."""

    name: ClassVar[str] = "selection_made"
    must_say: ClassVar[frozenset[str]] = frozenset({"choices", "overrides"})
    actor: str
    choices: tuple[Choice, ...]
    fate: str = ""
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(Notice):
    """`decision` is the label of the step: go, repeat, extend once or stop.

    `lesson`: what was learned, where the step asks for that; `ends_on`: of a pilot that runs longer;
    `counted`: what was counted of the work, a line each, worked out from the counts.
    """

    name: ClassVar[str] = "decision_made"
    must_say: ClassVar[frozenset[str]] = frozenset({"reasons", "overrides"})
    decision: str
    actor: str
    reasons: tuple[str, ...]
    counted: tuple[str, ...] = ()
    lesson: str = ""
    ends_on: str = ""
    overrides: tuple[Override, ...] = ()


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
class PrivacyRequested(Dated):
    """AVG art. 35(2): what is intended and why; the officer says what it means for people's privacy."""

    name: ClassVar[str] = "privacy_requested"
    actor: str
    proposal: str
    article: str
    grounds: str
    consequences: str = ""
    measures: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentMissing(Dated):
    """WOR art. 27(5): decided without consent. `due` is the last day to say that the decision is void.

    `told_on` or, where nobody told, `noticed_on` is the day from which the month counts.
    """

    name: ClassVar[str] = "consent_missing"
    proposal: str
    told_on: str = ""
    noticed_on: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NullityInvoked(Notice):
    """WOR art. 27(5): the council said in writing that a decision without consent is void."""

    name: ClassVar[str] = "nullity_invoked"
    proposal: str
    actor: str
    invoked_on: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilQuestion(Notice):
    """A question about a request, for who asked for advice; with its `reply`, for who put the question."""

    name: ClassVar[str] = "council_question"
    proposal: str
    actor: str
    question: str
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionTask(Dated):
    """Somebody is to see to a condition of the council; `due` is the day agreed for it."""

    name: ClassVar[str] = "condition_task"
    proposal: str
    actor: str
    condition: str
