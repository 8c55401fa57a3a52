"""Waterveld, February to June 2026, line by line: what must be so, and what must have been refused."""

from pim.demo.stories.parking_chain import LEFT_LYING
from pim.demo.stories.parking_chain_rollout import ParkingChain
from pim.feedback.publication import results
from tests.stories.theatre import (
    Theatre,
    by_people,
    by_the_clock,
    cannot_be_worked_out,
    count_by_day,
    holders,
    moments,
    opened_and_closed,
    response,
    scores,
    told,
)

COUNTER = "Vergunningen en balie"


def every_link_sits_in_the_work_group(stage: Theatre, story: ParkingChain) -> None:
    """3 February: the chain map from permit to collection; nothing begins while a link is missing."""
    assert story.not_begun.keys() == {
        "every_team_in_work_group",
        "every_link_in_work_group",
        "staff_hours_booked",
        "technology_test_filled_in",
    }
    missing = story.not_begun["every_link_in_work_group"]["numbers"]["links"]
    assert missing == ("permits", "enforcement", "assessment", "objections", "collection")
    chain = stage.said("cycle", "chain", story.cycle, "--as", story.who("anouk"))
    assert tuple(chain["teams"]) == missing, "in the order of the chain"
    assert all(team["inWorkGroup"] for teams in chain["teams"].values() for team in teams)
    with stage.read() as session:
        linked = [day for day, what, _ in by_people(session, story.cycle) if what == "link"]
        assert linked == ["2026-02-03"] * 5
        assert "Jasper Linden" in {one.name for one in holders(session, story.cycle, "work_group")}
        assert [one.name for one in holders(session, story.cycle, "supplier")] == ["Jasper Linden"]
        people = {site.name: site.members for site in results(session, story.rounds["baseline"]).sites}
    assert people == {COUNTER: 22, "Handhaving": 34, "Beoordeling": 11, "Bezwaar": 9, "Invordering": 8}


def collection_is_hidden_and_cannot_be_worked_out(stage: Theatre, story: ParkingChain) -> None:
    asked = story.rounds["baseline"]
    with stage.read() as session:
        assert opened_and_closed(session, asked) == ("2026-02-09", "2026-02-22")
        assert response(session, asked) == (57, 84)
        found = results(session, asked)
        shown = {site.name: site.means["pleasure"].n for site in found.sites if "pleasure" in site.means}
        assert shown == {COUNTER: 16, "Handhaving": 21, "Beoordeling": 8, "Bezwaar": 8}
        cannot_be_worked_out(session, asked, "Invordering")
        assert found.whole.means["pleasure"].n == 53
        at_the_counter = scores(session, story.cycle, "baseline", COUNTER)
        assert (at_the_counter["control"], at_the_counter["demands"]) == (60, 57)


def a_group_left_lying_reaches_the_sponsor(stage: Theatre, story: ParkingChain) -> None:
    asked = story.rounds["round 1"]
    with stage.read() as session:
        assert opened_and_closed(session, asked) == ("2026-03-30", "2026-04-12")
        shown = results(session, asked).whole.means
        assert {"P1", "P2", "P3", "H1", "H2", "H3"} <= shown.keys()
        assert shown["P1"].value < 3 < shown["P2"].value
        assert shown["H1"].value < 3 < shown["H2"].value
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

    fates = {"P1": "stop", "H1": "stop", "P2": "choose", "H2": "choose", "P3": "park"}
    with stage.read() as session:
        for code, fate in {**fates, "H3": "keep_as_fallback"}.items():
            assert ("2026-05-07", fate, "Ruud Peeters") in by_people(session, story.variants[code])


def a_pilot_of_six_weeks_in_one_district(stage: Theatre, story: ParkingChain) -> None:
    """28 May: limited in time, limited in size, advice promised; so advice can wait until after it."""
    said = {letter["article"]: letter["verdict"] for letter in story.law["letters"]}
    assert (said["25(1)(k)"], said["27(1)(k)"], said["27(1)(l)"]) == ("later", "not", "not")
    assert story.law["requests"] == []
    assert any("politieke besluit zelf" in note["nl"] for note in story.law["notes"])
    pilot = stage.said("pilot", "show", story.pilots["P2"], "--as", story.who("ria"))
    assert (pilot["days"], pilot["people"], pilot["staffShare"]) == (6 * 7, 9, 9.2)
    assert pilot["advicePromised"] is True
    met = {each["rule"]: (each["article"], each["outcome"]) for each in pilot["law"]}
    assert met["advice"] == ("WOR 25(1)", "free")
    assert met["consent"][1] == "free"
    assert [each["by"] for each in pilot["agreed"]] == ["Hans Groen"]
    with stage.read() as session:
        recorded = [day for day, what, _ in by_people(session, story.pilots["P2"]) if what == "pilot_data"]
    assert recorded == ["2026-05-28"]


def the_privacy_assessment_comes_first(stage: Theatre, story: ParkingChain) -> None:
    assert story.no_pilot_yet.keys() == {"consultations_closed"}, "refused a day before"
    assert story.no_pilot_yet["consultations_closed"]["numbers"]["kind"] == ("dpia",)
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
