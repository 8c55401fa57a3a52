"""A chain of work: every link has a voice, and what one gains another does not pay for.

Each requirement here needs a workflow that has `links`; a file that has none is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflows.facts import Facts
from workflows.needs.base import NO_LABELS, NUMBER, Number, Unmet, requirement
from workflows.needs.evidence import DIMENSIONS, LOWER_IS_BETTER, MOMENT, as_text


def _named(ids: tuple[str, ...], labels: Mapping[str, Number]) -> dict[str, Number]:
    """Links by their ids, with what the workflow calls them where it is known."""
    named: dict[str, Number] = {"links": ids}
    for language in ("nl", "en"):
        if labels:
            named[f"links_{language}"] = tuple(str(labels.get(f"{id_}_{language}", id_)) for id_ in ids)
    return named


@requirement(reads=("links",))
def every_link_in_work_group(facts: Facts, labels: Mapping[str, Number] = NO_LABELS) -> Unmet | None:
    """Every link of the chain has its teams, and somebody of them sits in the work group."""
    unknown = tuple(link.id for link in facts.links if not link.teams)
    if unknown:
        return Unmet("every_link_in_work_group", {"case": "no_teams", **_named(unknown, labels)})
    missing = tuple(link.id for link in facts.links if not link.in_work_group)
    return Unmet("every_link_in_work_group", _named(missing, labels)) if missing else None


@requirement(reads=("links", "link_measures"), params={"moment": MOMENT})
def every_link_asked(facts: Facts, moment: str, labels: Mapping[str, Number] = NO_LABELS) -> Unmet | None:
    """Every link was asked at this moment: one that nobody asks pays unseen."""
    asked = {each.link for each in facts.link_measures if each.moment == moment}
    missing = tuple(link.id for link in facts.links if link.id not in asked)
    if not missing:
        return None
    return Unmet("every_link_asked", {"moment": moment, **_named(missing, labels)})


def _paid(
    facts: Facts, before: str, after: str, dimensions: tuple[str, ...], points: float
) -> Iterator[tuple[str, str, str, str]]:
    found = {
        (each.link, each.moment, each.dimension): each.value
        for each in facts.link_measures
        if each.value is not None
    }
    for link in dict.fromkeys(each.link for each in facts.link_measures):
        for dimension in dimensions:
            old, new = found.get((link, before, dimension)), found.get((link, after, dimension))
            if old is None or new is None:
                continue
            if (new - old if dimension in LOWER_IS_BETTER else old - new) > points:
                yield link, dimension, as_text(old), as_text(new)


@requirement(
    reads=("link_measures",),
    params={"points": NUMBER, "from": MOMENT, "to": MOMENT, "dimensions": DIMENSIONS},
)
def no_link_pays(
    facts: Facts,
    points: float,
    from_: str,
    to: str,
    dimensions: tuple[str, ...],
    labels: Mapping[str, Number] = NO_LABELS,
) -> Unmet | None:
    """In no link of the chain a dimension is more than `points` worse at `to` than at `from`.

    Also not in a link that is only compared with: it gets the work that the link before it sends on.
    A link that is hidden at one of the two is not judged; `every_link_asked` sees to the asking.
    """
    paid = tuple(_paid(facts, from_, to, dimensions, points))
    if not paid:
        return None
    ids, names, before, after = zip(*paid, strict=True)
    return Unmet(
        "no_link_pays",
        {
            "points": points,
            "from": from_,
            "to": to,
            **_named(ids, labels),
            "dimension": names,
            "before": before,
            "after": after,
        },
    )
