"""How did others do this: the lessons and innovations of one's own organisation that look like this one.

Found by words (as ideas that look alike are), by tags and by workflow, also where an innovation was
stopped: that is where most was learned. Counted and explained; nothing is hidden by a rank.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.cycles.lessons import read_tags
from pim.cycles.tables import Cycle, Lesson
from pim.ideas.similar import Likeness
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor
from workflows.machine import Machine

LEAST = 0.12  # of likeness: an innovation is told in many more words than an idea, and shares fewer of them
PER_TAG = 0.25
SAME_WORKFLOW = 0.05
MOST = 12
NEWEST = 1_000  # lessons looked through: older ones are history


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know. Without words, tags and cycle everything is shown, newest first.

    ``stage``: what the stage means that the innovation is in now, such as stopped. ``about``: the number
    of a cycle whose own title, goal and tags are looked for; it is not found itself.
    """

    text: str = ""
    tags: tuple[str, ...] = ()
    workflow: str | None = None
    stage: str | None = None
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """An innovation of which something can be learned, with its lessons, and why it was found."""

    cycle_id: int
    title: str
    goal: str
    means: str
    label: dict[str, str]  # of the stage it is in
    workflow: str
    lessons: tuple[tuple[str, tuple[str, ...]], ...]  # text and tags
    score: float
    words: tuple[str, ...]
    tags: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "cycle": self.cycle_id,
            "title": self.title,
            "goal": self.goal,
            "stage": {"means": self.means, "label": self.label},
            "workflow": self.workflow,
            "lessons": [{"text": text, "tags": list(tags)} for text, tags in self.lessons],
            "score": self.score,
            "words": list(self.words),
            "tags": list(self.tags),
        }


def how_others_did(session: Session, actor: Actor, asked: Asked) -> list[Learned]:
    """Return the innovations that look most like what was asked, with their lessons, the best first.

    Only of the actor's own organisation. Raises BadInput for a tag that cannot be, NotFound for a cycle
    that is not there. Three statements at most, and one for each workflow that was not read before.
    """
    known = _known(session, actor.organisation_id)
    text, tags, workflow = asked.text, frozenset(read_tags(asked.tags)), asked.workflow
    if asked.about is not None:
        cycle = seen(session, actor, asked.about, "cycle")
        goal = session.scalar(select(col(Cycle.goal)).where(col(Cycle.instance_id) == cycle.id)) or ""
        mine = next((one for one in known if one.cycle_id == cycle.id), None)
        text = " ".join([text, cycle.title, goal])
        tags |= {tag for _, own in mine.lessons for tag in own} if mine else frozenset()
    here = [one for one in known if one.cycle_id != asked.about and _fits(one, workflow, asked.stage)]
    if not text.strip() and not tags:
        return here[:MOST]
    like = machine_of(session, cycle.digest).definition.workflow if asked.about is not None else workflow
    return _ranked(here, text, tags, like)


def _fits(one: Learned, workflow: str | None, stage: str | None) -> bool:
    return (workflow is None or one.workflow == workflow) and (stage is None or one.means == stage)


def _ranked(known: Sequence[Learned], text: str, tags: frozenset[str], workflow: str | None) -> list[Learned]:
    told = {one.cycle_id: _told(one) for one in known}
    wanted = " ".join([text, *sorted(tags)])
    alike = {one.key: one for one in Likeness(told).like(wanted, least=LEAST, most=len(told))}
    found = []
    for one in known:
        near = alike.get(one.cycle_id)
        shared = tuple(sorted(tags & {tag for _, own in one.lessons for tag in own}))
        if near is None and not shared:
            continue
        score = (near.score if near else 0.0) + PER_TAG * len(shared)
        score += SAME_WORKFLOW if one.workflow == workflow else 0.0
        words = near.words if near else ()
        found.append(_because(one, round(score, 2), words, shared))
    return sorted(found, key=lambda one: (-one.score, -one.cycle_id))[:MOST]


def _told(one: Learned) -> str:
    return " ".join([one.title, one.goal, *(f"{text} {' '.join(tags)}" for text, tags in one.lessons)])


def _because(one: Learned, score: float, words: tuple[str, ...], tags: tuple[str, ...]) -> Learned:
    lessons = sorted(one.lessons, key=lambda lesson: -len(set(lesson[1]) & set(tags)))
    return Learned(
        one.cycle_id, one.title, one.goal, one.means, one.label, one.workflow, tuple(lessons), score, words,
        tags,
    )  # fmt: skip


def _known(session: Session, organisation_id: int) -> list[Learned]:
    """Return every innovation of an organisation that has a lesson, the newest lesson first."""
    rows = session.execute(
        select(
            col(Lesson.cycle_id),
            col(Lesson.text),
            col(Lesson.tags),
            col(Instance.title),
            col(Instance.stage),
            col(Instance.means),
            col(Instance.digest),
            col(Cycle.goal),
        )
        .join(Instance, col(Instance.id) == col(Lesson.cycle_id))
        .join(Cycle, col(Cycle.instance_id) == col(Lesson.cycle_id))
        .where(col(Instance.organisation_id) == organisation_id)
        .order_by(col(Lesson.id).desc())
        .limit(NEWEST)
    ).all()
    grouped: dict[int, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.cycle_id, []).append(row)
    return [_learned(machine_of(session, lines[0].digest), lines) for lines in grouped.values()]


def _learned(machine: Machine, lines: Sequence[Any]) -> Learned:
    first = lines[0]
    return Learned(
        cycle_id=first.cycle_id,
        title=first.title,
        goal=first.goal,
        means=first.means,
        label=dict(machine.stage("cycle", first.stage).label),
        workflow=machine.definition.workflow,
        lessons=tuple((line.text, tuple(line.tags)) for line in lines),
        score=0.0,
        words=(),
        tags=(),
    )
