"""Rollout, and how an innovation pauses, stops or ends."""

from dataclasses import dataclass
from typing import ClassVar

from notifications.notice import Notice


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
    up_to_you: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Notice):
    name: ClassVar[str] = "paused"
    actor: str
    reason: str
    lesson: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Notice):
    name: ClassVar[str] = "resumed"
    actor: str
    stage: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Notice):
    name: ClassVar[str] = "stopped"
    must_say: ClassVar[frozenset[str]] = frozenset({"reason", "lessons"})
    actor: str
    reason: str
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationClosed(Notice):
    """`outcomes`: pleasure in work, performance, power to innovate: a line each, never one average.

    `counted`: what was counted of the work after the rollout, a line each.
    """

    name: ClassVar[str] = "evaluation_closed"
    outcomes: tuple[str, ...]
    lessons: tuple[str, ...]
    counted: tuple[str, ...] = ()
