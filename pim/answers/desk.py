"""The desk of a round, ready to be shown: what waits for a place, what looks alike, and the clusters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.answers.clusters import GROUPERS
from pim.answers.on_desk import LowMark, Slip, low_marks, placements, with_places
from pim.answers.view import ClusterView, clusters_of
from pim.errors import Conflict
from pim.feedback.publication import OVER, Results, results
from pim.feedback.questions import TEXT
from pim.ideas.similar import Alike, Likeness
from pim.lifecycle.advance import roles_of
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import seen
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Deadline
from pim.lifecycle.work import Actor

AT_ONCE = 60  # texts on one page: what somebody can overlook
TELLING = 40  # texts of a cluster that others are compared with
TITLE_WORDS = 3
TITLE_SIGNS = 80
COMPARED = 600  # waiting texts that are compared with each other; the others come after these


@dataclass(frozen=True, slots=True)
class Group:
    """Waiting texts that look alike, the words they share, and the cluster they look like, if any."""

    slips: tuple[Slip, ...]
    words: tuple[str, ...]
    cluster: ClusterView | None = None

    @property
    def title(self) -> str:
        """Return a title to begin with: the words they share, or how the first of them begins."""
        words = ", ".join(self.words[:TITLE_WORDS]) or " ".join(self.slips[0].text.split())
        return words[0].upper() + words[1:TITLE_SIGNS]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the desk. ``groups`` and ``loose`` are what is shown of the ``waiting`` texts."""

    subject: Subject
    roles: frozenset[str]
    found: Results
    clusters: tuple[ClusterView, ...]
    groups: tuple[Group, ...]
    loose: tuple[Slip, ...]
    waiting: int
    aside: tuple[Slip, ...]
    marks: tuple[LowMark, ...]  # low ones that are in no cluster
    answer_by: date | None

    @property
    def groups_texts(self) -> bool:
        """Tell whether whoever looks may give texts a place."""
        return bool(self.roles.intersection(GROUPERS)) and self.subject.means == "closed"

    @property
    def texts(self) -> int:
        """Return how many texts there are."""
        return len(self.found.said)

    @property
    def hidden(self) -> tuple[str, ...]:
        """Return the questions whose texts may not be shown; whether anybody wrote there is not told."""
        shown = {text.code for text in self.found.said}
        asked = (one["code"] for one in self.found.questions if one["kind"] == TEXT)
        return tuple(code for code in asked if code not in shown)

    @property
    def ready(self) -> bool:
        """Tell whether nothing waits any more: no text for a place, no cluster for an answer."""
        return not self.waiting and all(one.cluster.outcome for one in self.clusters)

    @property
    def several_questions(self) -> bool:
        """Tell whether the texts answer more than one question."""
        return len({text.code for text in self.found.said}) > 1

    def question(self, code: str, language: str) -> str:
        """Return the question with a code, in a language."""
        asked = {one["code"]: one[language] for one in reversed(self.found.questions)}
        asked |= {one.code: one[language] for one in self.found.columns}
        return str(asked.get(code, code))


def desk_of_round(session: Session, actor: Actor, round_id: int) -> Desk:
    """Return the desk for whoever groups or answers, in ten statements.

    Raises NotFound, NotPublished before the close, NotAllowed for those who have nothing to do here.
    """
    subject, roles = _enter(session, actor, round_id)
    found = results(session, round_id)
    placed = placements(session, round_id)
    slips = with_places(found.said, placed)
    marks = low_marks(found, placed)
    clusters = clusters_of(session, round_id, slips, marks)
    if not roles.intersection(GROUPERS) and all(one.cluster.owner_id != actor.person_id for one in clusters):
        raise NotAllowed("only the lead, the work group and the owners of clusters answer a round")
    waiting = [slip for slip in slips if slip.waits]
    groups, loose = suggested(waiting, clusters)
    return Desk(
        subject=subject,
        roles=roles,
        found=found,
        clusters=clusters,
        groups=groups,
        loose=loose,
        waiting=len(waiting),
        aside=tuple(slip for slip in slips if slip.aside is not None),
        marks=tuple(mark for mark in marks if mark.cluster_id is None),
        answer_by=answer_by(session, subject),
    )


def _enter(session: Session, actor: Actor, round_id: int) -> tuple[Subject, frozenset[str]]:
    subject = seen(session, actor, round_id, "round")
    if subject.means not in OVER:
        raise Conflict(f"{subject.title!r} is not closed yet: what was said can be read once it is")
    return subject, roles_of(session, actor, subject)


def suggested(
    waiting: Sequence[Slip], clusters: Sequence[ClusterView]
) -> tuple[tuple[Group, ...], tuple[Slip, ...]]:
    """Return what to look at now: groups of texts that look alike, and the rest, one page of it.

    First those that look like a cluster there is, then those that look like each other.
    """
    some = list(waiting[:COMPARED])
    by_cluster, rest = _like_clusters(some, clusters)
    by_id = {slip.id: slip for slip in rest}
    groups = list(by_cluster)
    for alike in Likeness({slip.id: slip.text for slip in rest}).groups():
        words = tuple(dict.fromkeys(word for one in alike for word in one.words))
        groups.append(Group(tuple(by_id.pop(one.key) for one in alike), words[:6]))
    shown, room = [], AT_ONCE
    for group in groups:
        if room <= 0:
            break
        shown.append(Group(group.slips[:room], group.words, group.cluster))
        room -= len(group.slips)
    return tuple(shown), tuple(by_id.values())[: max(room, 0)]


def _like_clusters(slips: Sequence[Slip], clusters: Sequence[ClusterView]) -> tuple[list[Group], list[Slip]]:
    known = Likeness({(one.id, n): text for one in clusters for n, text in enumerate(_texts_of(one))})
    near: dict[int, list[tuple[Slip, Alike[tuple[int, int]]]]] = {}
    rest = []
    for slip in slips:
        best = known.like(slip.text, most=1)
        if best:
            near.setdefault(best[0].key[0], []).append((slip, best[0]))
        else:
            rest.append(slip)
    groups = []
    for one in clusters:
        if found := near.get(one.id):
            words = dict.fromkeys(word for _, alike in found for word in alike.words)
            groups.append(Group(tuple(slip for slip, _ in found), tuple(words)[:6], one))
    return groups, rest


def _texts_of(one: ClusterView) -> list[str]:
    """Return what a text may look like to belong to a cluster: its titles, and what was put in it before."""
    parts = [text for part in (one.cluster, *one.parts) for text in (part.title, part.said)]
    return [*parts, *(text.text for text in one.texts[:TELLING])]


def answer_by(session: Session, subject: Subject) -> date | None:
    """Return the last day on which a closed round is answered in time, in local time."""
    ends_at: Any = session.scalar(
        select(col(Deadline.due_at)).where(
            col(Deadline.instance_id) == subject.id,
            col(Deadline.visit) == subject.state.visit,
            col(Deadline.what) == "due",
        )
    )
    return calendar_of(session, subject.home).local_date(ends_at) if ends_at else None
