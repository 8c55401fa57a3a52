"""Ideas, variants and feedback rounds: what the people who do the work are asked and told."""

from dataclasses import dataclass
from typing import ClassVar

from notifications.notice import Dated, Notice
from notifications.notices.parts import ClusterAnswer, VariantLine


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
    """`due`: the day by which the idea is answered. `late`: that day has passed already."""

    name: ClassVar[str] = "idea_acknowledged"
    calendar: ClassVar[str] = ""
    bundle: ClassVar[bool] = True
    idea: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaAnswered(Notice):
    """`outcome` is the label of what happens with the idea; `answer` the reason its author must recognise."""

    name: ClassVar[str] = "idea_answered"
    must_say: ClassVar[frozenset[str]] = frozenset({"answer"})
    idea: str
    outcome: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaGrouped(Notice):
    """`functionality`: the code and title of the part it now belongs to; empty when it was taken out."""

    name: ClassVar[str] = "idea_grouped"
    bundle: ClassVar[bool] = True
    idea: str
    functionality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaMerged(Notice):
    """To the authors of both. `idea` is the reader's own, `other` the one it goes on with together."""

    name: ClassVar[str] = "idea_merged"
    bundle: ClassVar[bool] = True
    idea: str
    other: str
    supporters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaUnmerged(Notice):
    """To the authors of both: the two go on by themselves again, each with its own supporters."""

    name: ClassVar[str] = "idea_unmerged"
    bundle: ClassVar[bool] = True
    idea: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaOverdue(Dated):
    """`acknowledged`: its author knows that it arrived, and waits for the answer now."""

    name: ClassVar[str] = "idea_overdue"
    calendar: ClassVar[str] = ""
    idea: str
    waits_for: str
    acknowledged: bool = False
    up_to_you: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsShown(Notice):
    name: ClassVar[str] = "variants_shown"
    bundle: ClassVar[bool] = True
    functionality: str
    variants: tuple[VariantLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundInvitation(Dated):
    """Says, before anyone types, who sees what.

    `group`: the team or site whose answers are one result with the reader's; `combined_with`: how many
    colleagues that are; `smallest_group`: below this number of answers nothing is shown; `changed`: what
    is new since the last round; `purpose`: baseline, variants, pilot, wave, evaluation or readiness;
    `slip`: the reader has no e-mail and gets a code on paper.
    """

    name: ClassVar[str] = "round_invitation"
    calendar: ClassVar[str] = "round"
    must_say: ClassVar[frozenset[str]] = frozenset({"site", "combined_with", "smallest_group", "due"})
    round: str
    site: str
    variants: tuple[VariantLine, ...]
    minutes: int
    group: str
    combined_with: int
    smallest_group: int
    changed: str = ""
    purpose: str = "variants"
    slip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReminder(Dated):
    name: ClassVar[str] = "round_reminder"
    calendar: ClassVar[str] = "round"
    round: str
    site: str
    minutes: int
    group: str
    combined_with: int
    smallest_group: int
    purpose: str = "variants"
    slip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundHeld(Dated):
    """Few have answered: the lead chooses. `answered` is None below the smallest group; `due`: it closes."""

    name: ClassVar[str] = "round_held"
    round: str
    invited: int
    answered: int | None
    smallest_group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundExtended(Dated):
    name: ClassVar[str] = "round_extended"
    calendar: ClassVar[str] = "round"
    round: str
    reason: str
    slip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundClosed(Dated):
    """`answered` is None below the smallest group; `due`: the day by which every point is answered."""

    name: ClassVar[str] = "round_closed"
    calendar: ClassVar[str] = ""
    round: str
    invited: int
    answered: int | None
    smallest_group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundAnswered(Notice):
    """ "U zei – wij deden": goes to everyone who was asked, also to those who did not answer.

    `short_link`: a short address that shows the same without signing in, to hand on to a colleague.
    """

    name: ClassVar[str] = "round_answered"
    must_say: ClassVar[frozenset[str]] = frozenset({"clusters"})
    round: str
    clusters: tuple[ClusterAnswer, ...]
    next_step: str = ""
    short_link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterGiven(Dated):
    """To whoever is to answer a group of reactions. `point`: its title; `said`: what people said."""

    name: ClassVar[str] = "cluster_given"
    bundle: ClassVar[bool] = True
    round: str
    point: str
    said: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterDue(Dated):
    """On the morning of the last day. `points`: the titles of what this reader has not answered yet."""

    name: ClassVar[str] = "cluster_due"
    calendar: ClassVar[str] = ""
    bundle: ClassVar[bool] = True
    round: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersOverdue(Dated):
    """`due` is the day that has passed, `to_do` whatever is not done yet, in whole sentences."""

    name: ClassVar[str] = "answers_overdue"
    calendar: ClassVar[str] = ""
    round: str
    to_do: str
    waits_for: str
    up_to_you: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersStillOverdue(Dated):
    name: ClassVar[str] = "answers_still_overdue"
    calendar: ClassVar[str] = ""
    round: str
    to_do: str
    waits_for: str
    up_to_you: bool = False
