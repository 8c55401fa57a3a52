"""The quality of work and the outcomes, as measured in closed rounds: per site and over all sites."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from pim.feedback.questions import ACCEPTABILITY, DIMENSIONS
from pim.feedback.small_groups import Figure, Shown, added, published
from pim.feedback.tallies import tallies
from pim.job_quality.balance import score
from workflows.facts import Measure

OVER = ("closed", "answered")
MEASURED = (*DIMENSIONS, ACCEPTABILITY)
DECIMALS = 2
Apart = Mapping[str, Collection[int]]
"""Sites that are measured but not judged, by moment: those that a pilot is only compared with."""


ByMoment = Mapping[tuple[str, str], Shown]
"""What may be shown, by moment and dimension."""


def judged_in(
    rounds: Mapping[str, int], shown: ByMoment, names: Mapping[int, str], apart: Apart
) -> tuple[Measure, ...]:
    """Return what a gate looks at of what may be shown."""
    return tuple(
        Measure(moment=moment, dimension=dimension, site=site, n=figure.n, value=value_of(dimension, figure))
        for moment in rounds
        for dimension in MEASURED
        if (moment, dimension) in shown
        for site, figure in judged(shown[moment, dimension], names, apart.get(moment, ()))
    )


def shown_in(
    session: Session, rounds: Mapping[str, int], dimensions: Sequence[str]
) -> tuple[ByMoment, Mapping[int, tuple[str, str]]]:
    """Return what may be shown by moment and dimension, and (name, code) of the sites. One statement."""
    raw = tallies(session, list(rounds.values()), dimensions)
    moment_of = {round_id: moment for moment, round_id in rounds.items()}
    shown = {(moment_of[id_], dimension): published(parts) for (id_, dimension), parts in raw.parts.items()}
    return shown, raw.sites


def judged(
    shown: Shown, names: Mapping[int, str], apart: Collection[int] = ()
) -> list[tuple[str | None, Figure]]:
    """Return the figures a gate looks at: all together first (None), then each site by its name."""
    whole = together(shown, apart)
    sites = sorted((names[id_], figure) for id_, figure in shown.sites.items() if id_ not in apart)
    return [*([(None, whole)] if whole is not None else []), *sites]


def together(shown: Shown, apart: Collection[int] = ()) -> Figure | None:
    """Return the figure over everybody who is judged, or None.

    Without the sites of ``apart`` it adds up sites that are shown by themselves: taking those sites
    off the total instead would give away the groups that only the total hides.
    """
    if not shown.sites.keys() & set(apart):
        return shown.total
    left = [figure for id_, figure in shown.sites.items() if id_ not in apart]
    return added(left) if left else None


def acceptability_of(session: Session, round_ids: Sequence[int]) -> dict[int, list[tuple[str, float, int]]]:
    """Return per round (site, acceptability 1–5, number of answers) of sites that may be shown.

    One statement.
    """
    raw = tallies(session, round_ids, (ACCEPTABILITY,))
    names = site_names(raw.sites)
    return {
        round_id: [
            (site, value_of(ACCEPTABILITY, figure), figure.n)
            for site, figure in judged(published(parts), names)
            if site is not None
        ]
        for (round_id, _), parts in raw.parts.items()
    }


def value_of(dimension: str, figure: Figure) -> float:
    """Return a figure as everybody sees it: 0–100, acceptability 1–5, two decimals."""
    return round(figure.mean if dimension == ACCEPTABILITY else score(figure.mean), DECIMALS)


def site_names(sites: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """Return the name of each site; two of one name are told apart by their code."""
    names = Counter(name for name, _ in sites.values())
    return {id_: name if names[name] == 1 else f"{name} ({code})" for id_, (name, code) in sites.items()}
