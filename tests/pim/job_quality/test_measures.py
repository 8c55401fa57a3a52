"""What was measured, as the gates see it: per site and for all, where enough people answered."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from pim.db import Database
from pim.evidence.facts import measures
from pim.feedback.questions import DIMENSIONS
from pim.job_quality.queries import acceptability_of
from pim.people.tables import Site
from tests.pim.feedback.desk import ASKED, ASSEN, ZWOLLE, Desk, counted, lay_desk
from workflows.facts import Measure


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return lay_desk(database, tmp_path / "round-keys")


def _all(value: int, **more: int) -> dict[str, Any]:
    return {"ratings": {**dict.fromkeys(DIMENSIONS, value), **more}}


def _of(found: tuple[Measure, ...], dimension: str, site: str | None = None) -> Measure:
    (one,) = (each for each in found if (each.dimension, each.site) == (dimension, site))
    return one


def test_dimensions_run_to_a_hundred_and_acceptability_to_five(desk: Desk) -> None:
    said = {who: _all(4, acceptability=4) for who in ASSEN} | {
        who: _all(2, acceptability=3) for who in ZWOLLE
    }
    desk.closed(said)
    found = desk.ask(lambda s: measures(s, desk.cycle_id))
    assert _of(found, "demands") == Measure(moment="pilot", dimension="demands", value=50.0, n=14)
    assert _of(found, "demands", "Winkel Assen").value == 75.0
    assert _of(found, "control", "Winkel Zwolle").value == 25.0
    assert _of(found, "acceptability").value == 3.5
    assert _of(found, "acceptability", "Winkel Assen").value == 4.0
    assert len(found) == 6 * 3


def test_a_site_with_four_answers_is_not_measured_and_not_in_the_total_either(desk: Desk) -> None:
    desk.closed({who: _all(4) for who in ASSEN} | {who: _all(1) for who in ZWOLLE[:4]}, purpose="baseline")
    found = desk.ask(lambda s: measures(s, desk.cycle_id))
    assert {each.site for each in found} == {None, "Winkel Assen"}
    assert (_of(found, "pleasure").value, _of(found, "pleasure").n) == (75.0, 7)


def test_an_open_round_measures_nothing_yet(desk: Desk) -> None:
    round_id = desk.opened(purpose="baseline")
    for who in ASKED:
        desk.answer(round_id, who, _all(3))
    assert desk.ask(lambda s: measures(s, desk.cycle_id)) == ()
    desk.close(round_id)
    assert {each.moment for each in desk.ask(lambda s: measures(s, desk.cycle_id))} == {"baseline"}


def test_of_each_moment_the_newest_closed_round_counts(desk: Desk) -> None:
    desk.closed({who: _all(2) for who in ASKED}, purpose="baseline")
    desk.closed({who: _all(4) for who in ASKED}, purpose="pilot")
    desk.closed({who: _all(3) for who in ASKED}, purpose="pilot")
    desk.opened(purpose="pilot")
    found = desk.ask(lambda s: measures(s, desk.cycle_id))
    assert [each.moment for each in found if (each.dimension, each.site) == ("control", None)] == [
        "baseline",
        "pilot",
    ]
    assert [each.value for each in found if (each.dimension, each.site) == ("control", None)] == [25.0, 50.0]


def test_ratings_of_variants_are_no_measure_of_work(desk: Desk) -> None:
    desk.variant("V1")
    desk.closed({who: {"ratings": {"V1": 4}} for who in ASKED}, purpose="variants")
    assert desk.ask(lambda s: measures(s, desk.cycle_id)) == ()


def test_another_cycle_is_not_measured_here(desk: Desk) -> None:
    desk.closed({who: _all(3) for who in ASKED})
    assert desk.ask(lambda s: measures(s, desk.cycle_id + 999)) == ()


def test_two_sites_of_one_name_are_told_apart(desk: Desk) -> None:
    with desk.database.write() as session:
        session.execute(update(Site).where(col(Site.code).in_(("assen", "zwolle"))).values(name="Winkel"))
    desk.closed({who: _all(3) for who in ASKED})
    found = desk.ask(lambda s: measures(s, desk.cycle_id))
    assert {each.site for each in found} == {None, "Winkel (assen)", "Winkel (zwolle)"}


def test_acceptability_is_given_per_round_and_site(desk: Desk) -> None:
    said = {who: {"ratings": {"acceptability": 2}} for who in ASSEN} | {
        who: {"ratings": {"acceptability": 4}} for who in ZWOLLE[:4]
    }
    first = desk.closed(said, purpose="wave")
    second = desk.closed({who: {"ratings": {"acceptability": 4}} for who in ASKED}, purpose="wave")
    found = desk.ask(lambda s: acceptability_of(s, [first, second]))
    assert found[first] == [("Winkel Assen", 2.0, 7)]
    assert found[second] == [("Winkel Assen", 4.0, 7), ("Winkel Zwolle", 4.0, 7)]
    assert desk.ask(lambda s: acceptability_of(s, [])) == {}


def test_any_number_of_results_takes_two_statements(desk: Desk) -> None:
    counts = []
    for purpose in ("baseline", "pilot", "evaluation"):
        desk.closed({who: _all(3) for who in ASKED}, purpose=purpose)
        with desk.database.read() as session, counted(session) as seen:
            measures(session, desk.cycle_id)
        counts.append(len(seen))
    assert counts == [2, 2, 2]
