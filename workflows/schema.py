"""The shape of a workflow file, in which an organisation writes its own PIM.

These models hold a definition that has been read; `workflows.definition` reads one from YAML. They
are frozen: a published definition never changes, and an instance pins the digest it runs on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_serializer,
    model_validator,
)

from workflows.vocabulary import KINDS, KNOWN_ROLES, MEANINGS

ID = r"^[a-z][a-z0-9_]{0,39}$"
Identifier = Annotated[str, StringConstraints(pattern=ID)]
WorkflowId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
# A workflow that nobody could read is none. Without a bound a small file makes a huge machine: every step
# that stands in `everywhere` is a step of every stage.
MOST_STAGES = 60
MOST_STEPS = 40
MOST_LINKS = 20
MOST = 100
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _as_list(value: object) -> object:
    """`by: lead` is short for `by: [lead]`."""
    if isinstance(value, list):
        return tuple(value)
    return value if isinstance(value, tuple) else (value,)


def _due_form(value: object) -> str:
    return "none" if isinstance(value, str) else "rule"


class Words(_Part):
    """A text in the two languages of the product."""

    nl: Text
    en: Text


class Need(_Part):
    """A requirement by name, with its parameters. Written as `name` or as `{name: {parameter: value}}`."""

    name: str
    params: Mapping[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if isinstance(value, str):
            return {"name": value}
        if isinstance(value, dict) and len(value) == 1:
            name, params = next(iter(value.items()))
            return {"name": name, "params": {} if params is None else params}
        raise ValueError("a requirement is a name, or one name with its parameters")

    @model_serializer
    def _written(self) -> str | dict[str, Any]:
        return {self.name: dict(self.params)} if self.params else self.name


Needs = Annotated[tuple[Need, ...], Field(max_length=MOST), BeforeValidator(_as_list)]
Names = Annotated[tuple[str, ...], Field(max_length=MOST), BeforeValidator(_as_list)]


class Escalation(_Part):
    """Somebody else is told when a term has passed by `after`."""

    after: str
    to: Identifier
    letter: str = "overdue"


class DueRule(_Part):
    """When a stage must be left, who is reminded, who hears when it was not, and what then happens.

    `in` counts from the day the stage is entered (day 0), `lasts` counts that day as day 1, `on` is
    a named date. `from` names the dates to count from instead: the latest one that is known counts,
    and `entered` is the day the stage is entered. `calendar` is for terms the law sets, and `law` is the
    article that sets it, as it is told to whoever asks why.
    """

    in_: str | None = Field(default=None, alias="in")
    lasts: str | None = None
    on: str | None = None
    from_: Names = Field(default=("entered",), alias="from")
    calendar: str | None = None
    law: Text | None = None
    roll_forward: bool = False
    remind: Names = ()
    reminder: Mapping[str, str] | None = None
    escalate: Annotated[tuple[Escalation, ...], Field(max_length=MOST), BeforeValidator(_as_list)] = ()
    then: Names = ()

    model_config = ConfigDict(populate_by_name=False, serialize_by_alias=True)


DueField = Annotated[
    Annotated[DueRule, Tag("rule")] | Annotated[Literal["none"], Tag("none")],
    Discriminator(_due_form),
]


class Step(_Part):
    """A way out of a stage: who may take it, what it needs, whom it tells."""

    to: str
    by: Names
    needs: Needs = ()
    warns: Needs = ()
    overridable: Mapping[str, str] = Field(default_factory=dict)
    reason: Literal["required", "optional"] = "optional"
    tells: Mapping[str, str] = Field(default_factory=dict)
    label: Words | None = None
    undoable: bool = False


class Stage(_Part):
    """A place an instance can be in. `due: none` says that on purpose nothing is due."""

    label: Words
    means: str | None = None
    due: DueField | None = None
    steps: Mapping[Identifier, Step] = Field(default_factory=dict, max_length=MOST_STEPS)
    final: bool = False

    def meaning(self, kind: str, name: str) -> str | None:
        """What this stage means to the rest of the software; its own name if that is a meaning."""
        return self.means or (name if name in MEANINGS[kind] else None)


class Lifecycle(_Part):
    """The life of one kind of thing.

    `tells` is said when it begins; `everywhere` holds steps out of every stage that is not final.
    """

    start: str
    tells: Mapping[str, str] = Field(default_factory=dict)
    stages: Mapping[Identifier, Stage] = Field(max_length=MOST_STAGES)
    everywhere: Mapping[Identifier, Step] = Field(default_factory=dict, max_length=MOST_STEPS)


class Link(_Part):
    """One link of a chain of work, such as "objections". `teams` are the names of teams that work in it:
    a team of such a name that the innovation touches belongs to it at once; the lead may say otherwise.
    """

    id: Identifier
    label: Words
    teams: Names = ()


class Profile(_Part):
    """What a subsidy asks of a project; a cycle that carries the profile is refused what breaks it.

    `months_at_most` counts from the day the cycle begins; None or false: the subsidy does not ask that.
    """

    label: Words
    months_at_most: Annotated[int, Field(ge=1, le=MOST)] | None = None
    programme_fit: bool = False
    one_project_per_application: bool = False
    no_other_eu_money: bool = False


class Hours(_Part):
    """How the hours of staff are counted: `round_minutes` for each person asked in a round that has ended.

    People are warned when `warn_at_percent` of the booked hours is used.
    """

    round_minutes: Annotated[int, Field(ge=0, le=600)] = 0
    warn_at_percent: Annotated[int, Field(ge=1, le=100)] = 80


def _labelled(value: object) -> object:
    """`roles: [lead, sponsor]` takes the labels of the known roles."""
    if not isinstance(value, list):
        return value
    if not all(isinstance(role, str) for role in value):
        raise ValueError("a list of words, or each role with its label {nl, en}")
    known = {role: {"nl": nl, "en": en} for role, (nl, en) in KNOWN_ROLES.items()}
    return {role: known.get(role, {"nl": str(role), "en": str(role)}) for role in value}


class Definition(_Part):
    """One workflow, complete: a lifecycle written as `standard` has been filled in.

    `links` are the links of a chain of work in their order: what one gains, the next may pay for.
    `profile` is the one of the `profiles` that every cycle of this workflow carries from its start.
    """

    workflow: WorkflowId
    title: Words
    calendar: str
    roles: Annotated[Mapping[Identifier, Words], Field(max_length=MOST), BeforeValidator(_labelled)]
    checklist: Mapping[Identifier, Words] = Field(default_factory=dict, max_length=MOST)
    links: Annotated[tuple[Link, ...], Field(max_length=MOST_LINKS), BeforeValidator(_as_list)] = ()
    profiles: Mapping[Identifier, Profile] = Field(default_factory=dict, max_length=MOST)
    profile: str | None = None
    hours: Hours = Hours()
    cycle: Lifecycle
    idea: Lifecycle | None = None
    variant: Lifecycle | None = None
    round: Lifecycle | None = None
    pilot: Lifecycle | None = None
    consultation: Lifecycle | None = None
    wave: Lifecycle | None = None

    def lifecycle(self, kind: str) -> Lifecycle | None:
        """The lifecycle of a kind, or None when this workflow has no such thing. KeyError: unknown kind."""
        if kind not in KINDS:
            raise KeyError(kind)
        found: Lifecycle | None = getattr(self, kind)
        return found

    @property
    def lifecycles(self) -> Mapping[str, Lifecycle]:
        """The lifecycles this workflow has, by kind."""
        found = {kind: self.lifecycle(kind) for kind in KINDS}
        return {kind: life for kind, life in found.items() if life is not None}
