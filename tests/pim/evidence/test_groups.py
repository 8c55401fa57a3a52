"""What is published is what was said, and no subtraction leads to a group that is hidden."""

from collections.abc import Iterable, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pim.evidence.groups import (
    COMPARISON,
    DIFFERENCE,
    EVERYBODY,
    PILOT,
    SITE,
    TEAM,
    Published,
    arms_of,
    numbers,
    published_groups,
)
from pim.evidence.reading import Reading, Trial
from pim.feedback.small_groups import Figure, Part, Shown, published
from pim.job_quality.queries import together
from tests.pim.evidence.measured import alike, marks, measured, piloted
from tests.pim.feedback.test_small_groups import _rank
from tests.pim.web.browser import Web

ALL = ("emmen/Dag", "meppel/Dag", "sneek/Dag", "haren/Dag")


def _of(site: Web) -> tuple[Published, ...]:
    return site.look(lambda session: published_groups(session, site.cycle))


def _one(found: Iterable[Published], kind: str, dimension: str, moment: str, name: str = "") -> Published:
    (one,) = (
        each
        for each in found
        if (each.group.kind, each.dimension, each.moment) == (kind, dimension, moment)
        and name in (each.group.site, each.group.team, "")
    )
    return one


def _number(site: Web, *codes: str) -> list[int]:
    return [site.people.sites[f"noordervers/{code}"] for code in codes]


def _trial(site: Web) -> int:
    return piloted(site, _number(site, "emmen", "meppel"), _number(site, "sneek", "haren"))


def test_nothing_is_published_before_a_round_has_closed(stores: Web) -> None:
    assert _of(stores) == ()
    measured(stores, "baseline", {"emmen/Dag": alike(9)}, means="open")
    assert _of(stores) == ()


def test_site_team_and_everybody_each_have_their_mean_and_number(stores: Web) -> None:
    measured(
        stores,
        "baseline",
        {"emmen/Dag": marks(demands=[4] * 6), "emmen/Nacht": marks(demands=[2] * 6), "sneek/Dag": alike(8)},
    )
    found = _of(stores)
    assert (_one(found, TEAM, "demands", "baseline", "Nacht").value, 6) == (25.0, 6)
    site = _one(found, SITE, "demands", "baseline", "Emmen")
    assert (site.value, site.n, site.interval) == (50.0, 12, None)
    everybody = _one(found, EVERYBODY, "demands", "baseline")
    assert (everybody.value, everybody.n) == (50.0, 20)
    assert everybody.interval is not None


def test_a_difference_compares_the_change_of_the_pilot_sites_with_that_of_the_others(stores: Web) -> None:
    pilot = _trial(stores)
    measured(stores, "baseline", {team: alike(10, outcome=3) for team in ALL})
    after = {team: alike(10, outcome=4) for team in ALL[:2]} | {
        team: alike(10, outcome=3) for team in ALL[2:]
    }
    measured(stores, "pilot", after, about=pilot)
    found = _of(stores)
    difference = _one(found, DIFFERENCE, "pleasure", "pilot")
    assert (difference.value, difference.n) == (25.0, 80)
    assert difference.interval is not None
    assert difference.interval.low > 0
    assert _one(found, PILOT, "pleasure", "pilot").group.sites == 2
    assert _one(found, COMPARISON, "pleasure", "pilot").value == 50.0


def test_sites_that_are_only_compared_with_are_not_in_everybody(stores: Web) -> None:
    pilot = _trial(stores)
    measured(stores, "baseline", {team: alike(10) for team in ALL})
    measured(
        stores,
        "pilot",
        {team: alike(10, demands=3 if team in ALL[:2] else 4) for team in ALL},
        about=pilot,
    )
    found = _of(stores)
    assert _one(found, EVERYBODY, "demands", "pilot").n == 20
    assert _one(found, EVERYBODY, "demands", "pilot").value == 50.0
    assert _one(found, SITE, "demands", "pilot", "Sneek").value == 75.0


def test_a_site_that_is_hidden_at_one_moment_counts_in_neither_arm(stores: Web) -> None:
    pilot = _trial(stores)
    measured(stores, "baseline", {team: alike(10) for team in ALL})
    after = {team: alike(10) for team in ALL[1:]} | {ALL[0]: alike(4, outcome=1)}
    measured(stores, "pilot", after, about=pilot)
    found = _of(stores)
    for moment in ("baseline", "pilot"):
        arm = _one(found, PILOT, "pleasure", moment)
        assert (arm.n, arm.group.sites) == (10, 1)
    assert not [one for one in found if one.moment == "pilot" and one.group.site == "Emmen"]


def test_there_is_no_difference_while_the_comparison_sites_have_not_answered(stores: Web) -> None:
    pilot = _trial(stores)
    measured(stores, "baseline", {team: alike(10) for team in ALL})
    measured(stores, "pilot", {team: alike(10) for team in ALL[:2]}, about=pilot)
    assert not [one for one in _of(stores) if one.group.kind == DIFFERENCE]


def test_the_newest_pilot_that_was_measured_says_who_is_compared(stores: Web) -> None:
    first = _trial(stores)
    measured(stores, "baseline", {team: alike(10) for team in ALL})
    measured(stores, "pilot", {team: alike(10) for team in ALL}, about=first)
    piloted(stores, _number(stores, "sneek"), _number(stores, "emmen"))  # planned, not yet measured
    assert {one.group.sites for one in _of(stores) if one.group.kind == PILOT} == {2}


def test_another_cycle_publishes_nothing_of_this_one(stores: Web) -> None:
    measured(stores, "baseline", {"emmen/Dag": alike(9)})
    assert stores.look(lambda session: published_groups(session, stores.cycle + 999)) == ()


SITES = range(1, 6)
cells = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=8)
sites = st.frozensets(st.integers(1, 5), max_size=3)


def _shown(given_: Sequence[tuple[int, int]]) -> Shown:
    """Make figures whose sums are powers of two, so that each tells which cells are in it."""
    return published(Part(i, site or None, Figure(n, 1 << i, 0)) for i, (site, n) in enumerate(given_))


@settings(max_examples=300)
@given(cells, cells, sites, sites)
def test_no_group_of_one_to_four_can_be_worked_out_from_everything_that_is_published(
    before: list[tuple[int, int]], after: list[tuple[int, int]], pilot: frozenset[int], others: frozenset[int]
) -> None:
    shown = {("baseline", "demands"): _shown(before), ("pilot", "demands"): _shown(after)}
    names = {site: f"S{site}" for site in SITES}
    reading = Reading({"baseline": 1, "pilot": 2}, Trial(pilot - others, others), shown, {}, names)
    arms = arms_of(reading, "demands")
    for moment, given_ in (("baseline", before), ("pilot", after)):
        one = shown[moment, "demands"]
        figures = [*one.cells.values(), *one.sites.values(), one.total, together(one, others)]
        figures += [arm.figures[moment] for arm in arms if moment in arm.figures]
        spoke = [i for i, (_, n) in enumerate(given_) if n]
        known = [tuple(each.total >> i & 1 for i in spoke) for each in figures if each is not None]
        rank = _rank(known)
        for chosen in product((0, 1), repeat=len(spoke)):
            count = sum(given_[i][1] for i, picked in zip(spoke, chosen, strict=True) if picked)
            if 1 <= count <= 4:
                assert _rank([*known, chosen]) == rank + 1, f"{given_}: {chosen} can be worked out"
    assert all(one.n >= 5 for one in numbers(reading))


@pytest.mark.parametrize(("others", "given_"), [(7, None), (8, "interval")])
def test_an_arm_has_no_interval_when_it_would_give_that_of_a_few_others(
    stores: Web, others: int, given_: str | None
) -> None:
    pilot = piloted(stores, _number(stores, "emmen"), _number(stores, "haren"))
    said = {"emmen/Dag": alike(10), "sneek/Dag": alike(others), "haren/Dag": alike(10)}
    measured(stores, "baseline", said)
    measured(stores, "pilot", said, about=pilot)
    found = _of(stores)
    assert (_one(found, PILOT, "pleasure", "pilot").interval is not None) == (given_ is not None)
    assert (_one(found, DIFFERENCE, "pleasure", "pilot").interval is not None) == (given_ is not None)
    assert _one(found, EVERYBODY, "pleasure", "pilot").interval is not None
