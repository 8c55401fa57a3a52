"""The effect of a pilot on every link of the chain: who gains, and who pays further on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from pim.chain.queries import LinkTeam, teams
from pim.errors import NotFound
from pim.evidence.chain import asked_in, link_measures
from pim.feedback.questions import DIMENSIONS
from pim.feedback.tables import Round
from pim.job_quality.queries import OVER, shown_in
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor
from pim.pilots.tables import Pilot, PilotSite
from workflows.definition import Definition
from workflows.facts import LinkMeasure
from workflows.needs.evidence import LOWER_IS_BETTER

BEFORE, AFTER = "baseline", "pilot"
POINTS = 5.0
"""More than so many points is a change, where no ``no_link_pays`` of the workflow says another number."""
TRIES, NEXT, EARLIER = "tries", "next", "earlier"
GAINS, PAYS, SAME, HIDDEN, NOT_ASKED = "gains", "pays", "same", "hidden", "not_asked"


@dataclass(frozen=True, slots=True)
class Change:
    """One dimension of one link. ``points`` > 0 is better; None while one of the two is not shown."""

    dimension: str
    before: LinkMeasure | None
    after: LinkMeasure | None
    points: float | None
    verdict: str

    def shown(self) -> list[tuple[float, float]]:
        """Return the two figures where both may be shown."""
        old, new = (one.value if one else None for one in (self.before, self.after))
        return [] if old is None or new is None else [(old, new)]

    def as_json(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {
            "dimension": self.dimension,
            "before": self.before.value if self.before else None,
            "after": self.after.value if self.after else None,
            "answersBefore": self.before.n if self.before else 0,
            "answersAfter": self.after.n if self.after else 0,
            "better": self.points,
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class LinkEffect:
    """What happened in one link, and where it stands towards the pilot (``tries``, ``next``, ``earlier``)."""

    id: str
    label: Mapping[str, str]
    teams: tuple[str, ...]
    place: str
    changes: tuple[Change, ...]

    def __getitem__(self, verdict: str) -> list[str]:
        """Return the dimensions with this verdict."""
        return [change.dimension for change in self.changes if change.verdict == verdict]

    def as_json(self) -> dict[str, Any]:
        """Return the link as plain data."""
        return {
            "link": self.id,
            "label": dict(self.label),
            "teams": list(self.teams),
            "place": self.place,
            "changes": [change.as_json() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Effect:
    """The chain before and after a pilot. ``pilot`` is (number, title), None before there is one."""

    subject: Subject
    pilot: tuple[int, str] | None
    measured: bool
    points: float
    links: tuple[LinkEffect, ...]

    @property
    def payers(self) -> list[LinkEffect]:
        """Return the links that pay."""
        return [link for link in self.links if link[PAYS]]

    def as_json(self) -> dict[str, Any]:
        """Return the effect as plain data."""
        return {
            "cycle": self.subject.id,
            "pilot": self.pilot[0] if self.pilot else None,
            "measured": self.measured,
            "points": self.points,
            "links": [link.as_json() for link in self.links],
        }


def effect_of(session: Session, actor: Actor, cycle_id: int, pilot_id: int | None = None) -> Effect:
    """Return the effect of a pilot on the chain; without ``pilot_id`` of the one measured last.

    Seven statements at most. Raises NotFound, also for a workflow without links.
    """
    if pilot_id is not None:
        cycle_id = seen(session, actor, pilot_id, "pilot").cycle_id
    subject = seen(session, actor, cycle_id, "cycle")
    definition = machine_of(session, subject.digest).definition
    if not definition.links:
        raise NotFound(f"the workflow of {subject.title!r} has no links: it is no chain")
    chosen, rounds = _rounds(session, cycle_id, pilot_id)
    shown, _ = shown_in(session, rounds, DIMENSIONS)
    found = link_measures(rounds, shown, asked_in(session, cycle_id, list(rounds.values())))
    known = teams(session, cycle_id)
    points = points_of(definition)
    trying = _trying(session, chosen[0] if chosen else None, known)
    return Effect(
        subject=subject,
        pilot=chosen,
        measured=AFTER in rounds and BEFORE in rounds,
        points=points,
        links=_links(definition, known, trying, found, points),
    )


def points_of(definition: Definition) -> float:
    """Return from how many points on this workflow calls it paying: the strictest of its rules."""
    life = definition.lifecycles["cycle"]
    asked = [
        float(need.params["points"])
        for stage in life.stages.values()
        for step in stage.steps.values()
        for need in (*step.needs, *step.warns)
        if need.name == "no_link_pays"
    ]
    return min(asked, default=POINTS)


def _rounds(
    session: Session, cycle_id: int, pilot_id: int | None
) -> tuple[tuple[int, str] | None, dict[str, int]]:
    """Return the pilot (the one asked for, else that of the newest closed round, else the newest one) and
    the closed rounds before and after it. One statement.
    """
    rows = session.execute(
        select(col(Instance.id), col(Instance.title), func.max(col(Round.instance_id)))
        .outerjoin(
            Round,
            and_(
                col(Round.about_id) == col(Instance.id),
                col(Round.purpose) == AFTER,
                col(Round.instance_id).in_(
                    select(col(Instance.id)).where(
                        col(Instance.cycle_id) == cycle_id, col(Instance.means).in_(OVER)
                    )
                ),
            ),
        )
        .where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) == "pilot")
        .group_by(col(Instance.id), col(Instance.title))
    ).all()
    mine = [row for row in rows if pilot_id in (None, row[0])]
    chosen = max(mine, key=lambda row: (row[2] or 0, row[0]), default=None)
    before = session.scalar(
        select(func.max(col(Round.instance_id)))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.cycle_id) == cycle_id, col(Round.purpose) == BEFORE, col(Instance.means).in_(OVER))
    )
    rounds = {} if before is None else {BEFORE: before}
    if chosen is None:
        return None, rounds
    if chosen[2] is not None:
        rounds[AFTER] = chosen[2]
    return (chosen[0], chosen[1]), rounds


def _trying(session: Session, pilot_id: int | None, known: Sequence[LinkTeam]) -> set[str]:
    """Return the links in which the pilot runs."""
    if pilot_id is None:
        return set()
    sites = set(
        session.scalars(
            select(col(PilotSite.site_id))
            .join(Pilot, col(Pilot.instance_id) == col(PilotSite.pilot_id))
            .where(col(PilotSite.pilot_id) == pilot_id, col(PilotSite.comparison).is_(False))
        )
    )
    return {team.link for team in known if team.site_id in sites}


def _links(
    definition: Definition,
    known: Sequence[LinkTeam],
    trying: set[str],
    found: Sequence[LinkMeasure],
    points: float,
) -> tuple[LinkEffect, ...]:
    measured = {(one.link, one.moment, one.dimension): one for one in found}
    order = [link.id for link in definition.links]
    first = min((order.index(link) for link in trying if link in order), default=len(order))
    return tuple(
        LinkEffect(
            id=link.id,
            label=link.label.model_dump(),
            teams=tuple(team.name for team in known if team.link == link.id),
            place=TRIES if link.id in trying else NEXT if number > first else EARLIER,
            changes=tuple(
                _change(
                    dimension,
                    measured.get((link.id, BEFORE, dimension)),
                    measured.get((link.id, AFTER, dimension)),
                    points,
                )
                for dimension in DIMENSIONS
            ),
        )
        for number, link in enumerate(definition.links)
    )


def _change(dimension: str, before: LinkMeasure | None, after: LinkMeasure | None, points: float) -> Change:
    if before is None or after is None:
        return Change(dimension, before, after, None, NOT_ASKED)
    if before.value is None or after.value is None:
        return Change(dimension, before, after, None, HIDDEN)
    rise = after.value - before.value
    better = round(-rise if dimension in LOWER_IS_BETTER else rise, 2)
    verdict = GAINS if better > points else PAYS if better < -points else SAME
    return Change(dimension, before, after, better, verdict)
