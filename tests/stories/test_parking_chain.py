"""Waterveld, to the day: domain.md §3 B, played by the real commands on a moved clock."""

import pytest

from pim.demo.stories.parking_chain import LEFT_LYING
from pim.demo.stories.parking_chain_rollout import ParkingChain
from pim.feedback.publication import results
from tests.stories.theatre import (
    Theatre,
    at_site,
    by_the_clock,
    count_by_day,
    moments,
    nothing_is_left_over,
    response,
    scores,
    the_outsider_hears_and_sees_nothing,
    told,
)

COUNTER = "Vergunningen en balie"
UNTIL_JUNE = {
    "2026-02-03": "preparation",
    "2026-02-21": "preparation",
    "2026-02-24": "ideas",
    "2026-03-10": "ideas",
    "2026-03-16": "variants",
    "2026-03-30": "feedback",
    "2026-04-30": "feedback",
    "2026-05-07": "selection",
    "2026-05-28": "pilot",
    "2026-06-01": "pilot",
}
AFTER_JUNE = {
    "2026-07-16": "pilot",
    "2026-09-14": "decision",
    "2026-09-17": "rollout",
    "2026-10-05": "pilot",
    "2026-11-02": "pilot",
    "2026-12-08": "decision",
    "2026-12-10": "pilot",
    "2027-02-03": "decision",
    "2027-02-04": "rollout",
    "2027-05-25": "evaluation",
    "2027-07-01": "closed",
}


pytestmark = pytest.mark.slow  # some ten seconds each, all of it work


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_the_parking_chain_plays_to_mid_june(stage: Theatre) -> None:
    until_mid_june(stage, ParkingChain(stage.player))


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_the_parking_chain_plays_to_its_end(stage: Theatre) -> None:
    story = ParkingChain(stage.player)
    until_mid_june(stage, story)
    stage.play(story, until="2027-07-31")
    assert {day: stage.stages[day] for day in AFTER_JUNE} == AFTER_JUNE
    the_counter_pays_for_what_the_chain_gains(stage, story)
    objections_pay_for_what_the_street_gains(stage, story)
    advice_that_is_followed_in_full_suspends_nothing(stage, story)
    the_street_begins_with_warnings(stage, story)
    h2_is_extended_once_and_then_goes_on(stage, story)
    everybody_hears_what_was_learned(stage, story)
    nothing_is_left_over(stage)
    the_outsider_hears_and_sees_nothing(stage, story.cycle)


# --- until mid-June --------------------------------------------------------------------------------


def until_mid_june(stage: Theatre, story: ParkingChain) -> None:
    stage.play(story, until="2026-06-15")
    assert {day: stage.stages[day] for day in UNTIL_JUNE} == UNTIL_JUNE
    collection_is_hidden_and_cannot_be_worked_out(stage, story)
    a_group_left_lying_reaches_the_sponsor(stage, story)
    the_variants_go_their_ways(stage, story)
    the_privacy_assessment_comes_first(stage, story)
    nothing_is_left_over(stage)
    the_outsider_hears_and_sees_nothing(stage, story.cycle)


def collection_is_hidden_and_cannot_be_worked_out(stage: Theatre, story: ParkingChain) -> None:
    asked = story.rounds["baseline"]
    with stage.read() as session:
        assert response(session, asked) == (57, 84)
        found = results(session, asked)
        shown = {site.name: site.means["pleasure"].n for site in found.sites if "pleasure" in site.means}
        assert shown == {COUNTER: 16, "Handhaving": 21, "Beoordeling": 8, "Bezwaar": 8}
        assert at_site(session, asked, "Invordering").means == {}
        assert found.whole.means["pleasure"].n == 53
        for code, mean in found.whole.means.items():
            assert mean.n == sum(site.means[code].n for site in found.sites if code in site.means)
        at_the_counter = scores(session, story.cycle, "baseline", COUNTER)
        assert (at_the_counter["control"], at_the_counter["demands"]) == (60, 57)


def a_group_left_lying_reaches_the_sponsor(stage: Theatre, story: ParkingChain) -> None:
    asked = story.rounds["round 1"]
    with stage.read() as session:
        assert by_the_clock(session, asked)[2] == ("2026-04-12 23:59", "close")
        assert moments(session, asked, "due")[-1] == "2026-04-24 23:59"
        # 27 April is King's Day, so the first working day after the term is the 28th.
        assert told(session, "answers_overdue") == [("2026-04-28", "Ruud Peeters")]
        assert ("2026-04-28 08:00", "escalate") in by_the_clock(session, asked)
        assert told(session, "answers_still_overdue") == []
        assert {day for day, _ in told(session, "round_answered", asked)} == {"2026-04-30"}
        assert len(told(session, "round_invitation", asked)) == 84
        reminded = [moment for moment, what in by_the_clock(session, asked) if what == "remind"]
        assert reminded[:2] == ["2026-04-05 08:00", "2026-04-10 08:00"]
        assert told(session, "round_reminder") == [], "who was reminded had not answered"
    clusters = stage.said("round", "show", asked, "--as", story.who("anouk"))["clusters"]
    assert [one["outcome"] for one in clusters if one["title"] == LEFT_LYING] == ["changed"]


def the_variants_go_their_ways(stage: Theatre, story: ParkingChain) -> None:
    listed = stage.said("variant", "list", story.cycle, "--as", story.who("anouk"))
    assert {variant["code"]: variant["stage"]["name"] for variant in listed} == {
        "P1": "stopped",
        "P2": "chosen",
        "P3": "parked",
        "H1": "stopped",
        "H2": "chosen",
        "H3": "fallback",
    }


def the_privacy_assessment_comes_first(stage: Theatre, story: ParkingChain) -> None:
    dossier = stage.said("consult", "show", story.dpia, "--as", story.who("sander"))
    assert (dossier["answeredOn"], dossier["stage"]["name"]) == ("2026-05-28", "closed")
    pilot = stage.said("pilot", "show", story.pilots["P2"], "--as", story.who("hans"))
    assert (pilot["startsOn"], pilot["endsOn"], pilot["days"]) == ("2026-06-01", "2026-07-12", 42)
    with stage.read() as session:
        starts = told(session, "pilot_starts", story.pilots["P2"])
        assert count_by_day(starts) == {"2026-06-01": 22 + 3}  # the counter, and the resident panel
        assert {"Loes van Vliet", "Rita Verhoeven"} <= {name for _, name in starts}
        chosen = {name for day, name in told(session, "selection_made", story.cycle) if day == "2026-05-28"}
        assert {"Coby Timmer", "Petra Kok", "Ria Schouten", "Meltem Aksoy"} <= chosen


# --- until the end ---------------------------------------------------------------------------------


def the_counter_pays_for_what_the_chain_gains(stage: Theatre, story: ParkingChain) -> None:
    assert set(story.no_go) >= {"no_site_in_stress_risk", "confirmed"}
    risk = story.no_go["no_site_in_stress_risk"]["numbers"]
    assert risk["site"] == (COUNTER,), "only the counter pays"
    assert (round(float(risk["demands"][0])), round(float(risk["control"][0]))) == (66, 43)
    with stage.read() as session:
        before = at_site(session, story.rounds["P2"], COUNTER).means
        after = at_site(session, story.rounds["P2b"], COUNTER).means
        assert round(before["control"].value) == 43
        assert round(before["demands"].value) == 66
        assert round(after["control"].value) == 61


def objections_pay_for_what_the_street_gains(stage: Theatre, story: ParkingChain) -> None:
    assert "no_link_pays" in story.no_go, "P2: the counter pays"
    anouk = ("--as", story.who("anouk"))
    first = stage.said("cycle", "chain", story.cycle, "--pilot", story.first_h2, *anouk)
    paying = {
        link["link"]: [one["dimension"] for one in link["changes"] if one["verdict"] == "pays"]
        for link in first["links"]
    }
    assert paying["objections"] == ["demands"]
    assert paying["enforcement"] == []
    places = [link["place"] for link in first["links"]]
    assert places == ["earlier", "tries", "next", "next", "next"]
    again = stage.said("cycle", "chain", story.cycle, *anouk)
    assert all(one["verdict"] != "pays" for link in again["links"] for one in link["changes"])


def advice_that_is_followed_in_full_suspends_nothing(stage: Theatre, story: ParkingChain) -> None:
    dossier = stage.said("consult", "show", story.advice, "--as", story.who("ria"))
    assert (dossier["stage"]["name"], dossier["suspendedUntil"]) == ("closed", None)
    with stage.read() as session:
        assert told(session, "suspension_running") == []
        decisions = {day for day, _ in told(session, "decision_made", story.cycle)}
        assert decisions == {"2026-07-16", "2026-09-17", "2026-12-10", "2027-02-04"}


def the_street_begins_with_warnings(stage: Theatre, story: ParkingChain) -> None:
    assert story.not_yet.keys() == {"weeks_since"}
    assert story.not_yet["weeks_since"]["numbers"]["from"] == "2026-11-02"
    location = stage.said("consult", "show", story.location, "--as", story.who("ria"))
    assert location["answeredOn"] == "2026-09-17"


def h2_is_extended_once_and_then_goes_on(stage: Theatre, story: ParkingChain) -> None:
    pilots = stage.said("pilot", "list", story.cycle, "--as", story.who("anouk"))
    assert [(pilot["startsOn"], pilot["endsOn"], pilot["stage"]["name"]) for pilot in pilots] == [
        ("2026-06-01", "2026-07-12", "ended"),
        ("2026-08-24", "2026-09-06", "ended"),
        ("2026-10-05", "2026-11-29", "ended"),
        ("2026-12-11", "2027-01-24", "ended"),
    ]
    waves = stage.said("wave", "list", story.cycle, "--as", story.who("anouk"))
    assert [(wave["startsOn"], wave["stage"]["name"]) for wave in waves] == [
        ("2026-11-02", "done"),
        ("2027-04-01", "done"),
    ]


def everybody_hears_what_was_learned(stage: Theatre, story: ParkingChain) -> None:
    with stage.read() as session:
        closed = told(session, "evaluation_closed", story.cycle)
        assert {day for day, _ in closed} == {"2027-07-01"}
        assert {"Mo Benali", "Petra Kok", "Ria Schouten", "Gerard Pluim"} <= {name for _, name in closed}
        before, after = (scores(session, story.cycle, moment) for moment in ("baseline", "evaluation"))
        assert after["demands"] < before["demands"]
        assert after["control"] > before["control"]
