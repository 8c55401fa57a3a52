"""Lines inside a notice: a variant, an answer, a choice, an override, an entry of a digest."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantLine:
    """One variant in a list: "V2b", its title, and what it means for the work in a sentence."""

    code: str
    title: str
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterAnswer:
    """What people said, grouped, and what is done with it. `outcome`: done, changed or not_done.

    `version`: the new version of a variant that follows from it, "V2b: until 14:00".
    """

    said: str
    outcome: str
    answer: str
    version: str = ""


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
