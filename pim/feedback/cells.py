"""Groups large enough to speak of: pure arithmetic on how many people there are where.

A round never says anything about fewer than five people. So before it opens, teams that are too
small are taken together with others of their site, and sites that are too small with other sites.
What is taken together is decided by numbers only, so it says nothing about what people will answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST_GROUP = 5

Place = tuple[int, int]
"""A site and one of its teams, by number."""


@dataclass(frozen=True, slots=True)
class Group:
    """A cell to be. ``team_id`` is None when teams were taken together, ``site_id`` when sites were."""

    site_id: int | None
    team_id: int | None
    members: int
    places: tuple[Place, ...]


def _together(groups: list[Group], site_id: int | None) -> Group:
    places = tuple(sorted(place for group in groups for place in group.places))
    return Group(site_id, None, sum(group.members for group in groups), places)


def _small(group: Group) -> bool:
    return group.members < SMALLEST_GROUP


def _of_site(site_id: int, teams: list[Group]) -> list[Group]:
    """Return the groups of one site: each large team by itself, the small ones together.

    Small ones that are too few even together join the smallest large team. The site's own figure
    then still covers everybody who works there. One group below five remains when the whole site is.
    """
    small = [group for group in teams if _small(group)]
    large = sorted((group for group in teams if not _small(group)), key=lambda g: (g.members, g.places))
    if not small:
        return large
    rest = _together(small, site_id)
    if len(small) == 1 and not large:
        rest = small[0]
    if _small(rest) and large:
        rest = _together([rest, large.pop(0)], site_id)
    return [*large, rest]


def lay_cells(people: Mapping[Place, int]) -> tuple[Group, ...]:
    """Return the cells for so many people at each place: each has at least five, each place is in one.

    Sites below five are taken together; if they are too few even so, the smallest other site joins
    them whole, so that no site is ever shown without some of its people. Only when there are fewer
    than five people in all does the one cell that is left have fewer than five: then nobody may be asked.
    """
    sites: dict[int, list[Group]] = {}
    for (site_id, team_id), members in sorted(people.items()):
        if members:
            sites.setdefault(site_id, []).append(Group(site_id, team_id, members, ((site_id, team_id),)))
    laid = {site_id: _of_site(site_id, teams) for site_id, teams in sites.items()}
    pool = [site_id for site_id, groups in laid.items() if _small(groups[0]) and len(groups) == 1]
    if len(laid) > 1 and pool:
        while sum(group.members for site in pool for group in laid[site]) < SMALLEST_GROUP:
            others = [site for site in laid if site not in pool]
            if not others:
                break
            pool.append(min(others, key=lambda site: (sum(group.members for group in laid[site]), site)))
        together = _together([group for site in pool for group in laid[site]], None)
        kept = [group for site, groups in laid.items() if site not in pool for group in groups]
        return (*kept, together)
    return tuple(group for groups in laid.values() for group in groups)
