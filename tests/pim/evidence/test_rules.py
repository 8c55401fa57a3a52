"""The page says of a rule what the gate says, with the same numbers."""

from datetime import date

import pytest

from pim.cycles.facts import gather
from pim.evidence.facts import measures
from pim.evidence.reading import read
from pim.evidence.rules import BROKEN, MET, WAITING, Rule, floors, rules
from pim.evidence.view import evidence_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import look
from tests.pim.evidence.measured import alike, measured, piloted
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web
from workflows.definition import shipped, shipped_names
from workflows.facts import Measure
from workflows.machine import compile as compiled

TODAY = date(2026, 3, 2)
ALL = ("emmen/Dag", "meppel/Dag", "sneek/Dag", "haren/Dag")


def _rules(site: Web) -> dict[tuple[str, str], Rule]:
    found = site.look(
        lambda session: evidence_of(session, site.cycle, site.people["marieke"], at("2026-03-02 10:00"))
    )
    return {(rule.name, rule.params.get("moment", "")): rule for rule in found.rules}


def test_a_rule_waits_is_met_and_is_broken(stores: Web) -> None:
    assert {rule.state for rule in _rules(stores).values()} == {WAITING}
    measured(stores, "baseline", {"emmen/Dag": alike(9, demands=3, control=4)})
    assert _rules(stores)["measured", "baseline"].state == MET
    assert _rules(stores)["no_outcome_fell", ""].state == WAITING
    measured(stores, "pilot", {"emmen/Dag": alike(9, demands=5, control=2)})
    found = _rules(stores)
    assert found["no_outcome_fell", ""].state == BROKEN
    assert found["no_site_in_stress_risk", "pilot"].state == BROKEN
    assert found["outcomes_measured", "pilot"].state == MET
    (where,) = [one for one in found["no_outcome_fell", ""].where if one.stops]
    assert where.overridden_by == "sponsor"
    assert any(not one.stops for one in found["no_site_in_stress_risk", "pilot"].where)


def test_the_facts_of_the_gate_are_the_figures_of_the_page(stores: Web) -> None:
    sites = [stores.people.sites[f"noordervers/{team.split('/')[0]}"] for team in ALL]
    pilot = piloted(stores, sites[:2], sites[2:])
    measured(stores, "baseline", {team: alike(9) for team in ALL})
    measured(stores, "pilot", {team: alike(9, demands=4) for team in ALL}, about=pilot)
    with stores.database.read() as session:
        subject = look(session, stores.cycle)
        facts = gather(session, subject, frozenset({"measures"}), TODAY).measures
        assert facts == measures(session, stores.cycle) == read(session, stores.cycle).measures
        found = evidence_of(session, stores.cycle, stores.people["marieke"], at("2026-03-02 10:00"))
    shown = {
        (one.moment, one.dimension, one.group.site or None): (one.value, one.n)
        for one in found.published
        if one.group.kind in ("everybody", "site") and one.group.site not in ("Sneek", "=Haren")
    }
    assert {(one.moment, one.dimension, one.site): (one.value, one.n) for one in facts} == shown
    assert len(facts) == 2 * 5 * 3


def test_a_comparison_site_neither_softens_a_fall_nor_stops_a_decision(stores: Web) -> None:
    sites = [stores.people.sites[f"noordervers/{team.split('/')[0]}"] for team in ALL]
    pilot = piloted(stores, sites[:2], sites[2:])
    measured(stores, "baseline", {team: alike(9, outcome=4) for team in ALL})
    after = {team: alike(9, outcome=3) for team in ALL[:2]}
    measured(stores, "pilot", after | {team: alike(9, 5, 1, outcome=5) for team in ALL[2:]}, about=pilot)
    found = _rules(stores)
    assert found["no_outcome_fell", ""].state == BROKEN
    assert found["no_site_in_stress_risk", "pilot"].state == MET


@pytest.mark.parametrize("name", sorted(shipped_names()))
def test_every_rule_about_measurements_of_a_shipped_workflow_is_found(name: str) -> None:
    found = rules(compiled(shipped(name)), (), TODAY)
    named = [rule.name for rule in found]
    links = ["no_link_pays"] if shipped(name).links else []
    assert sorted(set(named)) == [
        "measured", *links, "no_outcome_fell", "no_site_in_stress_risk", "outcomes_measured",
    ]  # fmt: skip
    assert named.count("measured") == named.count("outcomes_measured") == 2  # before or after, and at the end
    assert sum(len(rule.where) for rule in found) == 13 + 3 * len(links)


def test_the_floor_is_the_start_less_the_points_and_for_demands_a_ceiling(stores: Web) -> None:
    with stores.database.read() as session:
        machine = machine_of(session, look(session, stores.cycle).digest)
    known = [Measure(moment="baseline", dimension=name, value=60, n=9) for name in ("pleasure", "demands")]
    found = {floor.dimension: floor for floor in floors(rules(machine, known, TODAY), known)}
    assert (found["pleasure"].value, found["pleasure"].highest) == (55, False)
    assert (found["demands"].value, found["demands"].highest) == (65, True)
    assert set(found) == {"pleasure", "demands"}
