"""Reading what the evidence of a cycle rests on. Six statements, whatever the number of answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.feedback.columns import Source, columns_of, sources_of
from pim.feedback.questions import DIMENSIONS
from pim.feedback.tables import Cell, Round, RoundTeam
from pim.job_quality.queries import (
    MEASURED,
    OVER,
    Apart,
    ByMoment,
    judged_in,
    newest_rounds,
    shown_in,
    site_names,
)
from pim.lifecycle.tables import Instance
from pim.people.tables import Site, Team
from pim.pilots.tables import Pilot, PilotSite
from workflows.facts import Measure

MOMENTS = ("baseline", "pilot", "evaluation")
COMPARED = ("baseline", "pilot")
"""Between these a comparison means something: after the rollout the comparison sites have it as well."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The sites of the pilot that was measured last, and those it is compared with."""

    pilot: frozenset[int] = frozenset()
    comparison: frozenset[int] = frozenset()

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
    rounds = newest_rounds(session, cycle_id)
    trial = trial_of(session, cycle_id)
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


def trial_of(session: Session, cycle_id: int) -> Trial:
    """Return the sites of the pilot that the newest closed pilot round is about, else of the newest pilot.

    One statement.
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
    rows = session.execute(
        select(col(PilotSite.site_id), col(PilotSite.comparison)).where(col(PilotSite.pilot_id) == chosen)
    ).all()
    return Trial(
        frozenset(site_id for site_id, comparison in rows if not comparison),
        frozenset(site_id for site_id, comparison in rows if comparison),
    )


def _places(
    session: Session, moment_of: Mapping[int, str]
) -> tuple[dict[str, tuple[Place, ...]], dict[int, tuple[str, str]]]:
    if not moment_of:
        return {}, {}
    of_round = col(Cell.round_id).in_(moment_of), col(Cell.team_id).is_not(None)
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
        .where(col(RoundTeam.round_id).in_(moment_of))
        .order_by(col(Site.name), col(Site.id), col(Team.name), col(Team.id))
    )
    places: dict[str, list[Place]] = {}
    sites: dict[int, tuple[str, str]] = {}
    for round_id, site_id, name, code, team_id, team in rows:
        sites[site_id] = (name, code)
        cell_id = cells.get((round_id, team_id))
        places.setdefault(moment_of[round_id], []).append(Place(site_id, team_id, team, cell_id))
    return {moment: tuple(found) for moment, found in places.items()}, sites
