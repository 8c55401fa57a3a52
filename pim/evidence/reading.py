"""Reading what the evidence of a cycle rests on. Five statements, whatever the number of answers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Select, func, literal, select, union_all
from sqlmodel import Session, col

from pim.feedback.columns import Source, columns_of, sources_of
from pim.feedback.questions import DIMENSIONS
from pim.feedback.tables import PURPOSES, Cell, Round, RoundTeam
from pim.job_quality.queries import (
    MEASURED,
    OVER,
    Apart,
    ByMoment,
    judged_in,
    shown_in,
    site_names,
)
from pim.lifecycle.tables import Instance
from pim.people.tables import Site, Team
from pim.pilots.tables import Pilot, PilotSite
from workflows.facts import Measure

MOMENTS = ("baseline", "pilot", "evaluation")
TRIED_AT, COMPARED_WITH = "tried at", "compared with"
ARMS = (TRIED_AT, COMPARED_WITH)
COMPARED = ("baseline", "pilot")
"""Between these a comparison means something: after the rollout the comparison sites have it as well."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The sites of the pilot that was measured last, and those it is compared with."""

    pilot: frozenset[int] = frozenset()
    comparison: frozenset[int] = frozenset()

    @classmethod
    def of(cls, arms: Iterable[tuple[int, bool]]) -> "Trial":
        """Return the trial at these sites, each with whether it is only compared with."""
        sites: tuple[set[int], set[int]] = set(), set()
        for site_id, comparison in arms:
            sites[bool(comparison)].add(site_id)
        return cls(frozenset(sites[False]), frozenset(sites[True]))

    @property
    def apart(self) -> Apart:
        """Return the sites that no gate judges, by moment."""
        return dict.fromkeys(COMPARED, self.comparison) if self.comparison else {}


@dataclass(frozen=True, slots=True)
class Place:
    """A team that was asked at one moment; ``cell_id`` is None where it was taken together with others."""

    site_id: int
    team_id: int
    team: str
    cell_id: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What may be shown of a cycle; figures of small groups are not in it.

    ``rounds`` is the newest closed round by purpose, of any purpose; the evidence is about ``moments``.
    ``shown`` is by moment and dimension, ``places`` are the teams asked by moment, ``sites`` the names
    of all sites among them, ``sources`` the instruments the figures come from.
    """

    rounds: Mapping[str, int] = field(default_factory=dict)
    trial: Trial = field(default_factory=Trial)
    shown: ByMoment = field(default_factory=dict)
    places: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)
    sites: Mapping[int, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    @property
    def moments(self) -> tuple[str, ...]:
        """Return the moments that were measured, in order."""
        return tuple(moment for moment in MOMENTS if moment in self.rounds)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return what the gates look at, as ``facts.measures`` does."""
        return judged_in(self.rounds, self.shown, self.sites, self.trial.apart)


def read(session: Session, cycle_id: int) -> Reading:
    """Return what may be shown of a cycle: of each moment the newest closed round."""
    rounds, trial = rounds_and_trial(session, cycle_id)
    shown, answered = shown_in(session, rounds, MEASURED)
    moment_of = {rounds[moment]: moment for moment in MOMENTS if moment in rounds}
    places, asked = _places(session, moment_of)
    names = site_names({**answered, **asked})
    return Reading(rounds, trial, shown, places, names, _sources(session, moment_of))


def _sources(session: Session, round_ids: Iterable[int]) -> tuple[Source, ...]:
    """Return the instruments that the measured dimensions of these rounds come from, each once."""
    asked = session.execute(
        select(col(Round.scales))
        .where(col(Round.instance_id).in_(round_ids))
        .order_by(col(Round.instance_id))
    )
    columns = {
        column.code: column
        for (scales,) in asked
        for column in columns_of((), scales)
        if column.code in DIMENSIONS
    }
    return sources_of(tuple(columns.values()))


def rounds_and_trial(session: Session, cycle_id: int) -> tuple[dict[str, int], Trial]:
    """Return the newest closed round of each purpose, and the trial. One statement."""
    rounds = (
        select(col(Round.purpose), func.max(col(Round.instance_id)))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.cycle_id) == cycle_id, col(Instance.means).in_(OVER))
        .group_by(col(Round.purpose))
    )
    sites = trial_sites(cycle_id).subquery()
    arms = [
        select(literal(arm), sites.c.site_id).where(sites.c.comparison.is_(arm == COMPARED_WITH))
        for arm in ARMS
    ]
    rows = session.execute(union_all(rounds, *arms)).all()
    newest = {what: number for what, number in rows if what not in ARMS}
    trial = Trial.of((number, what == COMPARED_WITH) for what, number in rows if what in ARMS)
    return {purpose: newest[purpose] for purpose in PURPOSES if purpose in newest}, trial


def trial_sites(cycle_id: int) -> Select[int, bool]:
    """Return the statement that reads the sites of a trial, and whether each is only compared with.

    It is the pilot that the newest closed pilot round is about, else the newest pilot.
    """
    about = (
        select(col(Round.about_id))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.cycle_id) == cycle_id, col(Round.purpose) == "pilot", col(Instance.means).in_(OVER))
        .order_by(col(Round.instance_id).desc())
        .limit(1)
    )
    newest = select(func.max(col(Pilot.instance_id))).where(col(Pilot.cycle_id) == cycle_id)
    chosen = func.coalesce(about.scalar_subquery(), newest.scalar_subquery())
    return select(col(PilotSite.site_id), col(PilotSite.comparison)).where(col(PilotSite.pilot_id) == chosen)


def _places(
    session: Session, moment_of: Mapping[int, str]
) -> tuple[dict[str, tuple[Place, ...]], dict[int, tuple[str, str]]]:
    places, named = places_of(session, moment_of)
    sites = {id_: told for mine in named.values() for id_, told in mine.items()}
    return {moment_of[round_id]: found for round_id, found in places.items()}, sites


def places_of(
    session: Session, round_ids: Collection[int]
) -> tuple[dict[int, tuple[Place, ...]], dict[int, dict[int, tuple[str, str]]]]:
    """Return by round the teams that were asked, and (name, code) of their sites. Two statements."""
    if not round_ids:
        return {}, {}
    of_round = col(Cell.round_id).in_(round_ids), col(Cell.team_id).is_not(None)
    cells = {
        (round_id, team_id): cell_id
        for round_id, team_id, cell_id in session.execute(
            select(col(Cell.round_id), col(Cell.team_id), col(Cell.id)).where(*of_round)
        )
    }
    rows = session.execute(
        select(
            col(RoundTeam.round_id),
            col(Site.id),
            col(Site.name),
            col(Site.code),
            col(Team.id),
            col(Team.name),
        )
        .join(Team, col(Team.id) == col(RoundTeam.team_id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(RoundTeam.round_id).in_(round_ids))
        .order_by(col(Site.name), col(Site.id), col(Team.name), col(Team.id))
    )
    places: dict[int, list[Place]] = {}
    sites: dict[int, dict[int, tuple[str, str]]] = {}
    for round_id, site_id, name, code, team_id, team in rows:
        sites.setdefault(round_id, {})[site_id] = (name, code)
        cell_id = cells.get((round_id, team_id))
        places.setdefault(round_id, []).append(Place(site_id, team_id, team, cell_id))
    return {round_id: tuple(found) for round_id, found in places.items()}, sites
