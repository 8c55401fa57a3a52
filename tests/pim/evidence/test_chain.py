"""The chain: teams in links, a voice for every link, and who pays for what another gains."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pim.cycles.facts import gather
from pim.cycles.linking import chain_view, link_teams
from pim.db import Database
from pim.errors import BadInput, NotFound
from pim.evidence.effect import GAINS, PAYS, Effect, effect_of
from pim.evidence.view import evidence_of
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.subject import look
from pim.people.roles import give_role
from tests.pim.evidence.measured import alike, measured, opened_site, piloted
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web, web
from workflows.definition import shipped
from workflows.facts import Facts

WHEN = "2026-03-02 09:00"
TODAY = at(WHEN).date()
LINKED = {
    "permits": ("emmen/Dag", "emmen/Nacht"),
    "enforcement": ("sneek/Dag", "sneek/Nacht"),
    "objections": ("meppel/Dag",),
    "collection": ("meppel/Nacht",),
}


@pytest.fixture
def chain(database: Database, tmp_path: Path) -> Iterator[Web]:
    site = web(database, tmp_path, shipped("parking-chain"))
    for code in ("emmen", "sneek", "meppel"):
        opened_site(site, code, code.capitalize(), "Dag", "Nacht")
    for link, names in LINKED.items():
        linked(site, link, *names)
    yield site
    database.dispose()


def team(site: Web, name: str) -> int:
    return site.people.teams[f"noordervers/{name}"]


def linked(site: Web, link: str, *names: str, who: str = "marieke") -> None:
    teams = [team(site, name) for name in names]
    site.do(who, lambda work: link_teams(work, site.cycle, link, teams), WHEN)


def facts(site: Web, *groups: str) -> Facts:
    return site.look(lambda session: gather(session, look(session, site.cycle), frozenset(groups), TODAY))


def before_and_after(site: Web) -> int:
    """The counter of Emmen gains; Meppel by day, two links on, gets the work. Its night team is four."""
    measured(
        site,
        "baseline",
        {
            **{
                f"{place}/{part}": alike(6, 3, 3) for place in ("emmen", "sneek") for part in ("Dag", "Nacht")
            },
            "meppel/Dag": alike(6, 3, 4),
            "meppel/Nacht": alike(4, 3, 4),
        },
    )
    pilot = piloted(site, [site.people.sites["noordervers/emmen"]], [site.people.sites["noordervers/meppel"]])
    measured(
        site,
        "pilot",
        {
            **{f"emmen/{part}": alike(6, 2, 4) for part in ("Dag", "Nacht")},
            **{f"sneek/{part}": alike(6, 3, 3) for part in ("Dag", "Nacht")},
            "meppel/Dag": alike(6, 4, 3),
            "meppel/Nacht": alike(4, 4, 3),
        },
        about=pilot,
    )
    return pilot


def effect(site: Web, pilot: int | None = None) -> Effect:
    return site.look(lambda session: effect_of(session, site.people["marieke"], site.cycle, pilot))


def test_what_the_counter_gains_objections_pay_also_where_they_are_only_compared_with(chain: Web) -> None:
    pilot = before_and_after(chain)
    for found in (effect(chain), effect(chain, pilot)):
        by_id = {link.id: link for link in found.links}
        assert found.pilot is not None
        assert found.pilot[0] == pilot
        assert {name: link.place for name, link in by_id.items()} == {
            "permits": "tries", "enforcement": "next", "assessment": "next", "objections": "next",
            "collection": "next",
        }  # fmt: skip
        assert by_id["permits"][GAINS] == ["demands", "control"]
        assert by_id["objections"][PAYS] == ["demands", "control"]
        assert by_id["enforcement"][PAYS] == by_id["enforcement"][GAINS] == []
        assert [link.id for link in found.payers] == ["objections"]


def test_a_link_that_is_hidden_has_no_figure_and_no_verdict(chain: Web) -> None:
    before_and_after(chain)
    collection = effect(chain).links[-1]
    assert {change.verdict for change in collection.changes} == {"hidden"}
    assert collection.as_json()["changes"][0]["after"] is None


def test_a_link_has_no_figure_when_one_of_its_teams_is_hidden(chain: Web) -> None:
    before_and_after(chain)
    linked(chain, "enforcement", "meppel/Nacht")
    enforcement = effect(chain).links[1]
    assert {change.verdict for change in enforcement.changes} == {"hidden"}


def test_the_gate_names_the_link_that_pays_as_the_workflow_calls_it(chain: Web) -> None:
    before_and_after(chain)
    (rule,) = chain.look(
        lambda session: [
            rule
            for rule in evidence_of(session, chain.cycle, chain.people["marieke"], at(WHEN)).rules
            if rule.name == "no_link_pays"
        ]
    )
    assert rule.state == "broken"
    assert rule.unmet is not None
    assert rule.unmet.numbers["links_nl"] == ("Bezwaar", "Bezwaar")
    (where,) = (one for one in rule.where if one.stops)
    assert (where.stops, where.overridden_by) == (True, "sponsor")


def test_the_gate_reads_the_same_figures_as_the_page(chain: Web) -> None:
    before_and_after(chain)
    known = facts(chain, "link_measures", "measures")
    shown = {
        (change.after.link, change.dimension): change.after
        for link in effect(chain).links
        for change in link.changes
        if change.after
    }
    gate = {(one.link, one.dimension): one for one in known.link_measures if one.moment == "pilot"}
    assert gate == shown
    assert known.measures == facts(chain, "measures").measures


def test_every_link_needs_a_team_and_somebody_of_it_in_the_work_group(chain: Web) -> None:
    found = {link.id: (len(link.teams), link.in_work_group) for link in facts(chain, "links").links}
    assert found == {
        "permits": (2, False), "enforcement": (2, False), "assessment": (0, False),
        "objections": (1, False), "collection": (1, False),
    }  # fmt: skip
    with chain.database.write() as session:
        nour = chain.people["nour"]
        give_role(session, nour.organisation_id, nour.person_id, "work_group", cycle_id=chain.cycle)
    linked(chain, "assessment", "assen/Nachtploeg")
    found = {link.id: (len(link.teams), link.in_work_group) for link in facts(chain, "links").links}
    assert found["assessment"] == (1, True)
    assert found["permits"] == (2, False)


def test_a_team_works_in_one_link_the_one_named_last(chain: Web) -> None:
    linked(chain, "assessment", "meppel/Nacht")
    view = chain.look(lambda session: chain_view(session, chain.people["nour"], chain.cycle))
    assert {each["link"]: [team["site"] for team in each["teams"]] for each in view} == {
        "permits": ["Emmen", "Emmen"], "enforcement": ["Sneek", "Sneek"], "assessment": ["Meppel"],
        "objections": ["Meppel"], "collection": [],
    }  # fmt: skip


def test_a_link_that_is_not_there_is_answered_with_those_there_are(chain: Web) -> None:
    with pytest.raises(BadInput, match=r"expected one of permits, enforcement.*perhaps objections"):
        linked(chain, "objection", "meppel/Nacht")
    with pytest.raises(BadInput, match="at least one team"):
        linked(chain, "objections")


def test_only_the_lead_links_and_an_outsider_sees_no_chain(chain: Web) -> None:
    for who in ("henk", "erik"):
        with pytest.raises(NotAllowed):
            linked(chain, "objections", "meppel/Nacht", who=who)
    with pytest.raises(NotFound):
        linked(chain, "objections", "meppel/Nacht", who="olga")
    with pytest.raises(NotFound):
        chain.look(lambda session: effect_of(session, chain.people["olga"], chain.cycle))


def test_the_page_says_who_pays_in_both_languages(chain: Web) -> None:
    pilot = before_and_after(chain)
    dutch = chain.browser("marieke").get(f"/pilots/{pilot}/chain").text
    assert "Deze schakels betalen:" in dutch
    assert "taakeisen 50,0 → 75,0, regelmogelijkheden 75,0 → 50,0" in dutch
    english = chain.browser("marieke", "en").get(f"/cycles/{chain.cycle}/chain").text
    assert "demands 50.0 → 75.0, control 75.0 → 50.0" in english
    assert chain.browser("olga").get(f"/cycles/{chain.cycle}/chain").status == 404


def test_the_page_costs_the_same_with_more_links_and_teams(chain: Web) -> None:
    before_and_after(chain)
    browser = chain.browser("marieke")
    browser.get(f"/cycles/{chain.cycle}/chain")
    with chain.statements() as seen:
        browser.get(f"/cycles/{chain.cycle}/chain")
    assert len(seen) <= 12
