"""Noordervers, to the day: domain.md §3 A, played by the real commands on a moved clock."""

from datetime import date

import pytest

from pim.cycles.profile import subsidy_of
from pim.demo.stories.supermarket_rollout import Supermarket
from pim.feedback.publication import results
from tests.stories.theatre import (
    Theatre,
    at_site,
    by_the_clock,
    count_by_day,
    means,
    moments,
    nothing_is_left_over,
    response,
    scores,
    the_outsider_hears_and_sees_nothing,
    told,
)
from workflows.definition import shipped
from workflows.facts import Charter, Facts
from workflows.reasons import explain
from workflows.requirements import bound

UNTIL_JUNE = {
    "2026-01-12": "preparation",
    "2026-01-31": "preparation",
    "2026-02-02": "ideas",
    "2026-02-20": "ideas",
    "2026-02-23": "variants",
    "2026-03-02": "feedback",
    "2026-03-26": "feedback",
    "2026-04-02": "selection",
    "2026-04-20": "selection",
    "2026-04-30": "selection",
    "2026-05-08": "pilot",
    "2026-06-06": "pilot",
    "2026-06-12": "pilot",
}
AFTER_JUNE = {
    "2026-07-18": "pilot",
    "2026-07-24": "decision",
    "2026-07-27": "consulting",
    "2026-09-14": "consulting",
    "2026-10-14": "decision",
    "2026-10-15": "rollout",
    "2027-01-11": "rollout",
    "2027-02-12": "evaluation",
    "2027-04-12": "closed",
}


pytestmark = pytest.mark.slow  # some ten seconds each, all of it work


@pytest.mark.parametrize("dialect", ["postgresql"])
def test_the_supermarket_plays_to_mid_june(stage: Theatre) -> None:
    until_mid_june(stage, Supermarket(stage.player))


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_the_supermarket_plays_to_its_end(stage: Theatre) -> None:
    story = Supermarket(stage.player)
    until_mid_june(stage, story)
    stage.play(story, until="2027-07-31")
    assert {day: stage.stages[day] for day in AFTER_JUNE} == AFTER_JUNE
    the_second_pilot_is_good_work(stage, story)
    execution_waits_until_14_october_inclusive(stage, story)
    the_waves_wait_for_christmas_and_for_kampen(stage, story)
    everybody_hears_what_was_learned(stage, story)
    nothing_is_left_over(stage)
    the_outsider_hears_and_sees_nothing(stage, story.cycle)


# --- until mid-June --------------------------------------------------------------------------------


def until_mid_june(stage: Theatre, story: Supermarket) -> None:
    stage.play(story, until="2026-06-15")
    assert {day: stage.stages[day] for day in UNTIL_JUNE} == UNTIL_JUNE
    the_baseline_and_the_ideas(stage, story)
    round_1_hides_the_store_with_four_answers(stage, story)
    reminders_went_out_and_left_no_trace(stage, story)
    no_pilot_before_consent(stage, story)
    the_pilot_raises_demands_and_takes_control(stage, story)
    nothing_is_left_over(stage)
    the_outsider_hears_and_sees_nothing(stage, story.cycle)


def the_baseline_and_the_ideas(stage: Theatre, story: Supermarket) -> None:
    with stage.read() as session:
        assert response(session, story.rounds["baseline"]) == (251, 412)
        assert len(results(session, story.rounds["baseline"]).sites) == 12
        assert len(told(session, "idea_acknowledged")) == 31
        assert len(told(session, "idea_answered")) == 31
        assert told(session, "idea_overdue") == []
        assert {day for day, _ in told(session, "ideas_open")} == {"2026-02-02"}
    ideas = stage.said("idea", "list", story.cycle, "--as", story.who("fatima"))
    assert len(ideas) == 31
    assert {idea["functionality"] for idea in ideas} == {"F1", "F2", "F3", None}
    assert {idea["stage"]["name"] for idea in ideas} == {"answered"}


def round_1_hides_the_store_with_four_answers(stage: Theatre, story: Supermarket) -> None:
    asked = story.rounds["round 1"]
    with stage.read() as session:
        assert response(session, asked) == (74, 118)
        assert means(session, asked) == {"V1": 2.3, "V2": 4.1, "V3": 3.4}
        assert at_site(session, asked, "Winkel Assen").means == {}
        found = results(session, asked)
        for code, mean in found.whole.means.items():
            shown = sum(site.means[code].n for site in found.sites if code in site.means)
            assert mean.n == shown == 70, "the four of Assen could be worked out from the total"
        assert moments(session, asked, "due")[-1] == "2026-03-27 23:59"
        answered = told(session, "round_answered", asked)
        # Who was asked, and the four of the work group who were not: nobody gets it twice.
        assert count_by_day(answered) == {"2026-03-26": 118 + 4}


def reminders_went_out_and_left_no_trace(stage: Theatre, story: Supermarket) -> None:
    asked = story.rounds["round 1"]
    with stage.read() as session:
        reminded = [moment for moment, what in by_the_clock(session, asked) if what == "remind"]
        assert reminded[:2] == ["2026-03-08 08:00", "2026-03-13 08:00"]
        assert told(session, "round_reminder") == [], "who was reminded had not answered"
        assert len(told(session, "round_invitation", asked)) == 118


def no_pilot_before_consent(stage: Theatre, story: Supermarket) -> None:
    for refused in (story.no_pilot_yet, story.no_run_yet):
        assert "consultations_closed" in refused
        assert "Logboek van wijzigingen op de handscanner" in refused["consultations_closed"]["nl"]
    assert "variant_chosen" not in story.no_pilot_yet
    dossier = stage.said("consult", "show", story.consent, "--as", story.who("wim"))
    assert [each["heldOn"] for each in dossier["meetings"]] == ["2026-04-16"]
    assert [each["followed"] for each in dossier["conditions"]] == [True, True]
    assert dossier["suspendedUntil"] is None
    with stage.read() as session:
        assert told(session, "consent_requested") == [
            ("2026-04-02", "Samira Haddad"),
            ("2026-04-02", "Wim Jansen"),
        ]
        answered = {day for day, _ in told(session, "consultation_answered", story.consent)}
        assert answered == {"2026-04-30"}
        starts = told(session, "pilot_starts", story.pilots["pilot 1"])
        assert {day for day, _ in starts} == {"2026-05-11"}
        everybody = sum(
            team.size
            for team in story.company.teams
            if team.site in ("groningen", "leeuwarden", "zwolle", "emmen")
        )
        assert len(starts) == everybody  # and the manager of a store gets it once, not twice
        ended = by_the_clock(session, story.pilots["pilot 1"])[-1]
        assert ended == ("2026-06-07 23:59", "end")


def the_pilot_raises_demands_and_takes_control(stage: Theatre, story: Supermarket) -> None:
    with stage.read() as session:
        assert response(session, story.rounds["round 2"]) == (61, 96)
        before, after = (scores(session, story.cycle, moment) for moment in ("baseline", "pilot"))
        assert (before["demands"], after["demands"]) == (58, 71)
        assert (before["control"], after["control"]) == (62, 44)
        decided = told(session, "decision_made", story.cycle)
        assert {day for day, _ in decided} == {"2026-06-12"}
        assert {"Henk Wolters", "Wim Jansen", "Fatima El Idrissi"} <= {name for _, name in decided}
    assert {"no_site_in_stress_risk", "no_outcome_fell"} <= story.no_go.keys()
    assert "71" in story.no_go["no_site_in_stress_risk"]["nl"]
    assert story.no_go["no_outcome_fell"]["numbers"]["dimension"] == ("pleasure", "control", "demands")
    versions = stage.said("variant", "list", story.cycle, "--as", story.who("marieke"))
    now = {variant["code"]: variant["stage"]["name"] for variant in versions}
    assert now == {"V1": "stopped", "V2": "parked", "V3": "parked", "V2b": "chosen"}


# --- until the end ---------------------------------------------------------------------------------


def the_second_pilot_is_good_work(stage: Theatre, story: Supermarket) -> None:
    asked = story.rounds["round 3"]
    with stage.read() as session:
        assert response(session, asked) == (97, 141)
        found = {code: mean.value for code, mean in results(session, asked).whole.means.items()}
        assert (round(found["acceptability"], 1), round(found["feasibility"], 1)) == (4.2, 3.9)
        assert round(found["usability"]) == 74
        assert (round(found["demands"]), round(found["control"])) == (57, 63)
        after = scores(session, story.cycle, "pilot")
        assert (after["demands"], after["control"]) == (57, 63)


def execution_waits_until_14_october_inclusive(stage: Theatre, story: Supermarket) -> None:
    assert story.no_go_yet.keys() == {"suspension_over"}
    assert story.no_go_yet["suspension_over"]["numbers"]["until"] == "2026-10-14"
    dossier = stage.said("consult", "show", story.advice, "--as", story.who("wim"))
    assert dossier["article"] == "25(1)(k)"
    assert [each["followed"] for each in dossier["conditions"]] == [True, True, False]
    assert dossier["suspendedUntil"] == "2026-10-14"
    dropped = {each["variant"][:2]: each["reason"] for each in dossier["evidence"]["variants"]}
    assert dropped["V1"], "why V1 was stopped is in the dossier"
    assert dossier["evidence"]["measured"]
    assert dossier["evidence"]["said"]
    assert [each["dueOn"] for each in dossier["conditions"]] == ["2027-01-22", None, None]
    with stage.read() as session:
        assert by_the_clock(session, story.advice)[-1] == ("2026-10-14 23:59", "end_suspension")
        suspended = told(session, "suspension_running", story.advice)
        assert {day for day, _ in suspended} == {"2026-09-14"}
        assert {"Wim Jansen", "Samira Haddad"} <= {name for _, name in suspended}
        decisions = {day for day, _ in told(session, "decision_made", story.cycle)}
        assert decisions == {"2026-06-12", "2026-10-15"}


def the_waves_wait_for_christmas_and_for_kampen(stage: Theatre, story: Supermarket) -> None:
    assert story.frozen.keys() == {"no_freeze"}
    assert story.frozen["no_freeze"]["numbers"] == {
        "day": "2026-12-14",
        "from": "2026-11-30",
        "until": "2027-01-03",
    }
    assert story.no_wave_3.keys() == {"previous_wave_accepted"}
    low = story.no_wave_3["previous_wave_accepted"]["numbers"]
    assert (low["site"], low["n"]) == (("Winkel Kampen",), ("8",))
    assert round(float(low["value"][0]), 1) == 2.6
    waves = stage.said("wave", "list", story.cycle, "--as", story.who("marieke"))
    assert [(wave["startsOn"], len(wave["sites"]), wave["stage"]["name"]) for wave in waves] == [
        ("2026-10-19", 10, "done"),
        ("2026-11-16", 16, "done"),
        ("2027-01-11", 16, "done"),
    ]
    stores = [site["code"] for wave in waves for site in wave["sites"]]
    assert len(stores) == len(set(stores)) == 42
    with stage.read() as session:
        blocked = told(session, "wave_blocked", story.waves[2])
        assert {day for day, _ in blocked} == {"2027-01-11"}
        assert "Henk Wolters" in {name for _, name in blocked}
        assert len(blocked) == 1 + 16  # the sponsor, and the manager of each store that waits


def everybody_hears_what_was_learned(stage: Theatre, story: Supermarket) -> None:
    assert story.unlearned.keys() == {"lesson_recorded"}
    with stage.read() as session:
        assert response(session, story.rounds["evaluation"]) == (263, 412)
        closed = told(session, "evaluation_closed", story.cycle)
        assert {day for day, _ in closed} == {"2027-04-12"}
        assert {"Joost Hofman", "Lisa Postma", "Wim Jansen"} <= {name for _, name in closed}
    # A subsidy of twelve months at most would have run out before: domain.md §5.
    esf = shipped("supermarket").profiles["esf"]
    subsidy = subsidy_of(esf, date(2026, 1, 12))
    assert subsidy is not None
    assert subsidy.last_day == date(2027, 1, 11)
    charter = Charter(subsidy=subsidy)
    check = bound("within_subsidy_term", {})
    assert check(Facts(today=date(2027, 1, 11), charter=charter)) is None
    refused = check(Facts(today=date(2027, 4, 12), charter=charter))
    assert refused is not None
    assert "12 maanden. De laatste dag is 11 januari 2027" in explain(refused, "nl")
