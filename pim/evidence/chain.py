"""What was measured in each link of a chain, before and after: what one gains, another may pay for.

The figure of a link is a sum of figures that are published already (a whole site, or teams that are
shown by themselves), so no subtraction leads from it to a group that is hidden. A link of which one
team is hidden has no figure. Sites that a pilot is only compared with count here: a link further on
does not work with the variant, and still gets the work that the link before it sends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, null, select, union_all
from sqlmodel import Session, col

from pim.chain.tables import CycleLink
from pim.evidence.reading import Reading, Trial, trial_sites
from pim.feedback.questions import DIMENSIONS
from pim.feedback.small_groups import Figure, Shown, added
from pim.feedback.tables import PURPOSES, Cell, Round, RoundTeam
from pim.job_quality.queries import OVER, ByMoment, value_of
from pim.lifecycle.tables import Instance
from pim.people.tables import Team
from workflows.facts import LinkMeasure

TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Asked:
    """A team that was asked in a round; ``link`` is where it works, ``cell_id`` None: taken with others."""

    round_id: int
    site_id: int
    team_id: int
    cell_id: int | None
    link: str | None


def _teams_asked() -> Select[*tuple[Any, ...]]:
    """Return the statement that reads rounds with every team that was asked in them, and its link."""
    return (
        select(
            col(Round.purpose),
            col(Round.instance_id),
            col(Team.site_id),
            col(Team.id),
            col(Cell.id),
            col(CycleLink.link),
        )
        .outerjoin(RoundTeam, col(RoundTeam.round_id) == col(Round.instance_id))
        .outerjoin(Team, col(Team.id) == col(RoundTeam.team_id))
        .outerjoin(
            Cell, and_(col(Cell.round_id) == col(RoundTeam.round_id), col(Cell.team_id) == col(Team.id))
        )
        .outerjoin(
            CycleLink,
            and_(col(CycleLink.team_id) == col(Team.id), col(CycleLink.cycle_id) == col(Round.cycle_id)),
        )
    )


def asked_in(session: Session, cycle_id: int, round_ids: Sequence[int]) -> list[Asked]:
    """Return every team that was asked in these rounds, with its link in the cycle. One statement."""
    asked = _teams_asked().where(col(Round.cycle_id) == cycle_id, col(Round.instance_id).in_(round_ids))
    return _asked(session.execute(asked).all())


def asked_of(session: Session, round_ids: Sequence[int]) -> list[Asked]:
    """Return every team that was asked in these rounds, of whichever cycles. One statement."""
    return _asked(session.execute(_teams_asked().where(col(Round.instance_id).in_(round_ids))).all())


def newest_asked(session: Session, cycle_id: int) -> tuple[dict[str, int], list[Asked], Trial]:
    """Return the newest closed round of each purpose, the teams asked, and the trial. One statement."""
    newest = (
        select(func.max(col(Round.instance_id)))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.cycle_id) == cycle_id, col(Instance.means).in_(OVER))
        .group_by(col(Round.purpose))
    )
    sites = trial_sites(cycle_id).subquery()
    compared = case((sites.c.comparison, 1), else_=0)
    trial = select(literal(TRIAL), compared, sites.c.site_id, null(), null(), null())
    asked = _teams_asked().where(col(Round.cycle_id) == cycle_id, col(Round.instance_id).in_(newest))
    rows = session.execute(union_all(asked, trial)).all()
    found = {purpose: round_id for purpose, round_id, *_ in rows}
    rounds = {purpose: found[purpose] for purpose in PURPOSES if purpose in found}
    arms = [(row[2], bool(row[1])) for row in rows if row[0] == TRIAL]
    return rounds, _asked([row for row in rows if row[0] != TRIAL]), Trial.of(arms)


def _asked(rows: Sequence[Any]) -> list[Asked]:
    asked = [row for row in rows if row[3] is not None]
    return [Asked(*row[1:]) for row in sorted(asked, key=itemgetter(1, 3))]


def link_measures(
    rounds: Mapping[str, int], shown: ByMoment, asked: Sequence[Asked]
) -> tuple[LinkMeasure, ...]:
    """Return what was measured in each link; ``rounds`` are the numbers of the rounds by moment."""
    found = []
    for moment, round_id in rounds.items():
        everybody = [each for each in asked if each.round_id == round_id]
        for link, mine in _by_link(everybody):
            for dimension in DIMENSIONS:
                if (moment, dimension) in shown:
                    figure = figure_of(shown[moment, dimension], mine, everybody)
                    found.append(_measure(link, moment, dimension, figure))
    return tuple(found)


def measured_in_links(session: Session, cycle_id: int, reading: Reading) -> tuple[LinkMeasure, ...]:
    """Return what was measured in each link, of a reading that is there. One statement."""
    asked = asked_in(session, cycle_id, list(reading.rounds.values()))
    return link_measures(reading.rounds, reading.shown, asked)


def _by_link(asked: Sequence[Asked]) -> Iterator[tuple[str, list[Asked]]]:
    found: dict[str, list[Asked]] = {}
    for each in asked:
        if each.link is not None:
            found.setdefault(each.link, []).append(each)
    yield from found.items()


def _measure(link: str, moment: str, dimension: str, figure: Figure | None) -> LinkMeasure:
    if figure is None:
        return LinkMeasure(link=link, moment=moment, dimension=dimension)
    value = value_of(dimension, figure)
    return LinkMeasure(link=link, moment=moment, dimension=dimension, value=value, n=figure.n)


def figure_of(shown: Shown, mine: Sequence[Asked], everybody: Sequence[Asked]) -> Figure | None:
    """Return the figure of some teams together, or None when one of them is hidden.

    ``everybody`` are all teams that were asked in the same round. Where a site is asked as a whole and
    all its teams are in the link, the figure of the site counts.
    """
    parts: list[Figure | None] = []
    for site_id in dict.fromkeys(each.site_id for each in mine):
        here = [each for each in mine if each.site_id == site_id]
        if len(here) == sum(each.site_id == site_id for each in everybody):
            parts.append(shown.sites.get(site_id))
        else:
            parts += [shown.cells.get(each.cell_id or 0) for each in here]
    known = [part for part in parts if part is not None]
    return added(known) if known and len(known) == len(parts) else None
