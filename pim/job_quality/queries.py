"""The quality of work and the outcomes, as measured in closed rounds: per site and over all sites."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from pim.feedback.questions import ACCEPTABILITY, DIMENSIONS
from pim.feedback.small_groups import Figure, Shown, published
from pim.feedback.tables import PURPOSES, Round
from pim.feedback.tallies import tallies
from pim.job_quality.balance import score
from pim.lifecycle.tables import Instance
from workflows.facts import Measure

OVER = ("closed", "answered")
MEASURED = (*DIMENSIONS, ACCEPTABILITY)
DECIMALS = 2


def measures(session: Session, cycle_id: int) -> tuple[Measure, ...]:
    """Return what was measured in a cycle: of each purpose the newest round that was closed.

    Demands, control, pleasure, performance and innovation on 0–100, acceptability 1–5. A figure is
    there for a site, and for all sites together, where at least five people answered and nobody else
    can be worked out from it. Two statements, whatever the number of results.
    """
    newest = {purpose: round_id for round_id, purpose in _closed_rounds(session, cycle_id)}
    rounds = sorted(newest.items(), key=lambda one: PURPOSES.index(one[0]))
    found = of_rounds(session, [round_id for _, round_id in rounds])
    return tuple(
        Measure(moment=purpose, dimension=dimension, site=site, n=figure.n, value=_value(dimension, figure))
        for purpose, round_id in rounds
        for dimension, site, figure in found.get(round_id, ())
    )


def acceptability_of(session: Session, round_ids: Sequence[int]) -> dict[int, list[tuple[str, float, int]]]:
    """Return per round (site, acceptability 1–5, number of answers) of sites that may be shown.

    One statement.
    """
    found = of_rounds(session, round_ids, (ACCEPTABILITY,))
    return {
        round_id: [
            (site, _value(ACCEPTABILITY, figure), figure.n) for _, site, figure in figures if site is not None
        ]
        for round_id, figures in found.items()
    }


Measured = tuple[str, str | None, Figure]
"""A dimension, the name of a site (None: all together) and the figure."""


def of_rounds(
    session: Session, round_ids: Sequence[int], dimensions: Sequence[str] = MEASURED
) -> dict[int, list[Measured]]:
    """Return what may be shown per round: all together first, then site by site. One statement."""
    raw = tallies(session, round_ids, dimensions)
    shown: dict[tuple[int, str], Shown] = {key: published(parts) for key, parts in raw.parts.items()}
    names = _site_names({site: raw.sites[site] for one in shown.values() for site in one.sites})
    found: dict[int, list[Measured]] = {}
    for dimension in dimensions:
        for round_id in round_ids:
            one = shown.get((round_id, dimension))
            if one is None:
                continue
            figures = found.setdefault(round_id, [])
            if one.total is not None:
                figures.append((dimension, None, one.total))
            figures += sorted((dimension, names[site], figure) for site, figure in one.sites.items())
    return found


def _value(dimension: str, figure: Figure) -> float:
    return round(figure.mean if dimension == ACCEPTABILITY else score(figure.mean), DECIMALS)


def _closed_rounds(session: Session, cycle_id: int) -> list[tuple[int, str]]:
    rows = session.execute(
        select(col(Round.instance_id), col(Round.purpose))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.cycle_id) == cycle_id, col(Instance.means).in_(OVER))
        .order_by(col(Round.instance_id))
    )
    return [(round_id, purpose) for round_id, purpose in rows]


def _site_names(sites: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """Return the name of each site; two of one name are told apart by their code."""
    names = Counter(name for name, _ in sites.values())
    return {id_: name if names[name] == 1 else f"{name} ({code})" for id_, (name, code) in sites.items()}
