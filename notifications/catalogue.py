"""The catalogue: one frozen dataclass per notice. Its fields are its context, and nothing else is.

Field names mean the same everywhere, so one set of facts about a cycle can fill many notices:
`actor` who took the step · `waits_for` who must act now · `up_to_you` whether the
reader is the one · `reason` why, as that person wrote it ·
`missing` what is missing, already worded · `round`, `variant`, `pilot`, `site`, `stage`, `step` a title to
print, not an id. All words come in the reader's language and in local time.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from notifications.notice import Dated, Notice
from notifications.notices.decisions import (
    AdviceRequested,
    ConditionTask,
    ConsentMissing,
    ConsentRequested,
    ConsultationAnswered,
    CouncilQuestion,
    DecisionMade,
    GateWaiting,
    NullityInvoked,
    PilotEnded,
    PilotStarts,
    PrivacyRequested,
    SelectionMade,
    StageChanged,
    SuspensionRunning,
    WorkflowChanged,
)
from notifications.notices.feedback import (
    AnswersOverdue,
    AnswersStillOverdue,
    ClusterDue,
    ClusterGiven,
    CycleStarted,
    IdeaAcknowledged,
    IdeaAnswered,
    IdeaGrouped,
    IdeaMerged,
    IdeaOverdue,
    IdeasOpen,
    IdeaUnmerged,
    RoundAnswered,
    RoundClosed,
    RoundExtended,
    RoundHeld,
    RoundInvitation,
    RoundReminder,
    VariantsShown,
)
from notifications.notices.parts import (
    Choice,
    ClusterAnswer,
    Item,
    Override,
    VariantLine,
)
from notifications.notices.rollout import (
    EvaluationClosed,
    Paused,
    Resumed,
    Stopped,
    WaveAnnounced,
    WaveBlocked,
    WaveStarted,
)
from notifications.notices.sites import ManagerMisses, MissingAnswered, SiteChose
from notifications.notices.terms import (
    Bundle,
    DeadlineNear,
    General,
    Incident,
    Overdue,
    SignInLink,
    TermRunningOut,
    WeeklyDigest,
)

__all__ = [
    "ALL",
    "NOTICES",
    "AdviceRequested",
    "AnswersOverdue",
    "AnswersStillOverdue",
    "Bundle",
    "Choice",
    "ClusterAnswer",
    "ClusterDue",
    "ClusterGiven",
    "ConditionTask",
    "ConsentMissing",
    "ConsentRequested",
    "ConsultationAnswered",
    "CouncilQuestion",
    "CycleStarted",
    "Dated",
    "DeadlineNear",
    "DecisionMade",
    "EvaluationClosed",
    "GateWaiting",
    "General",
    "IdeaAcknowledged",
    "IdeaAnswered",
    "IdeaGrouped",
    "IdeaMerged",
    "IdeaOverdue",
    "IdeaUnmerged",
    "IdeasOpen",
    "Incident",
    "Item",
    "ManagerMisses",
    "MissingAnswered",
    "Notice",
    "NullityInvoked",
    "Overdue",
    "Override",
    "Paused",
    "PilotEnded",
    "PilotStarts",
    "PrivacyRequested",
    "Resumed",
    "RoundAnswered",
    "RoundClosed",
    "RoundExtended",
    "RoundHeld",
    "RoundInvitation",
    "RoundReminder",
    "SelectionMade",
    "SignInLink",
    "SiteChose",
    "StageChanged",
    "Stopped",
    "SuspensionRunning",
    "TermRunningOut",
    "VariantLine",
    "VariantsShown",
    "WaveAnnounced",
    "WaveBlocked",
    "WaveStarted",
    "WeeklyDigest",
    "WorkflowChanged",
    "notice",
]

ALL: tuple[type[Notice], ...] = (
    CycleStarted, IdeasOpen, IdeaAcknowledged, IdeaAnswered, IdeaGrouped, IdeaMerged, IdeaUnmerged,
    IdeaOverdue, VariantsShown, ClusterGiven, ClusterDue,
    RoundInvitation, RoundReminder, RoundHeld, RoundExtended, RoundClosed, RoundAnswered, AnswersOverdue,
    AnswersStillOverdue, GateWaiting, StageChanged, WorkflowChanged, SelectionMade, DecisionMade, PilotStarts,
    PilotEnded, AdviceRequested, ConsentRequested, PrivacyRequested, ConsultationAnswered, SuspensionRunning,
    ConsentMissing, NullityInvoked, CouncilQuestion, ConditionTask,
    WaveAnnounced, WaveStarted, WaveBlocked, Paused, Resumed, Stopped, EvaluationClosed,
    SiteChose, ManagerMisses, MissingAnswered,
    TermRunningOut, DeadlineNear, Overdue, WeeklyDigest, Bundle, Incident, SignInLink, General,
)  # fmt: skip

NOTICES: Mapping[str, type[Notice]] = {kind.name: kind for kind in ALL}


def notice(name: str, known: Mapping[str, Any]) -> Notice:
    """The notice `name`, taking from `known` only the fields it has.

    A name that is not in the catalogue is an organisation's own letter, and gets the fields of `general`.
    Raises TypeError when a field it cannot do without is not in `known`.
    """
    kind = NOTICES.get(name, General)
    return kind(**{field.name: known[field.name] for field in fields(kind) if field.name in known})
