"""Noordervers, June 2026 to April 2027, line by line."""

from datetime import date

from pim.cycles.profile import subsidy_of
from pim.demo.stories.supermarket_rollout import Supermarket
from pim.feedback.publication import results
from tests.stories.theatre import (
    Theatre,
    by_people,
    by_the_clock,
    moments,
    opened_and_closed,
    response,
    scores,
    told,
    words_in,
)
from workflows.definition import shipped
from workflows.facts import Charter, Facts
from workflows.requirements import bound

SHELVES = (
    "Lege vakken (in vier weken), Proef 2 met V2b in zes winkels. Van 500 naar 410 (−18 %) op 6 vestigingen "
    "van de proef. Van 200 naar 194 (−3 %) op 3 vestigingen om te vergelijken. Verschil: −15 procentpunten."
)


def the_stores_counted_less_empty_shelves(stage: Theatre, story: Supermarket) -> None:
    """−18 % against −3 %: from what nine stores counted, site by site."""
    [shelves] = stage.said("figure", "show", story.cycle, "--as", story.who("marieke"))
    in_pilot, after = shelves["results"]
    pilot, compared = in_pilot["changes"]["pilot"], in_pilot["changes"]["comparison"]
    assert (pilot["percent"], pilot["sites"], compared["percent"], compared["sites"]) == (-18.0, 6, -3.0, 3)
    assert in_pilot["difference"]["points"] == -15.0
    assert in_pilot["difference"]["high"] < 0, "more than chance between stores"
    assert after["changes"].keys() == {"everybody"}, "nobody is left to compare with"
    assert len(shelves["counts"]) == 27
    by_site = {(one["site"], one["moment"]): one["value"] for one in shelves["counts"]}
    assert (by_site["Winkel Zwolle", "baseline"], by_site["Winkel Zwolle", "pilot-2"]) == (90, 75)


def the_second_pilot_is_good_work(stage: Theatre, story: Supermarket) -> None:
    asked = story.rounds["round 3"]
    pilot = stage.said("pilot", "show", story.pilots["pilot 2"], "--as", story.who("marieke"))
    assert (pilot["startsOn"], pilot["endsOn"], len(pilot["sites"])) == ("2026-06-22", "2026-07-19", 6)
    assert (pilot["people"], pilot["sitesWaiting"], len(pilot["comparisonSites"])) == (141, 0, 3)
    met = {each["rule"]: each["outcome"] for each in pilot["law"]}
    assert met["advice"] == "ask", "12.5 % of the staff is no longer limited in size"
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
    assert (dossier["askedOn"], dossier["answeredOn"]) == ("2026-07-27", "2026-09-07")
    assert (dossier["toldOn"], dossier["follows"]) == ("2026-09-14", False)
    # What the stores counted, computed from their counts, and the same in the words of the sponsor.
    assert dossier["evidence"]["counted"]["nl"] == [SHELVES]
    assert "18 procent minder lege vakken, tegen 3 procent" in dossier["texts"]["grounds"]
    assert [(each["askedBy"], each["repliedOn"]) for each in dossier["questions"]] == [
        ("Samira Haddad", "2026-08-26")
    ]
    every_day_says_why(stage, story)
    assert [each["followed"] for each in dossier["conditions"]] == [True, True, False]
    assert dossier["suspendedUntil"] == "2026-10-14"
    dropped = {each["variant"][:2]: each["reason"] for each in dossier["evidence"]["variants"]}
    assert dropped["V1"], "why V1 was stopped is in the dossier"
    assert dossier["evidence"]["measured"]
    assert dossier["evidence"]["said"]
    assert [(each["owner"], each["dueOn"], each["metOn"]) for each in dossier["conditions"]] == [
        ("Els Brouwer", "2026-11-13", "2026-11-16"),
        (None, None, "2026-09-21"),
        (None, None, None),
    ]
    with stage.read() as session:
        assert by_the_clock(session, story.advice)[-1] == ("2026-10-14 23:59", "end_suspension")
        suspended = told(session, "suspension_running", story.advice)
        assert {day for day, _ in suspended} == {"2026-09-14"}
        assert {"Wim Jansen", "Samira Haddad"} <= {name for _, name in suspended}
        decisions = {day for day, _ in told(session, "decision_made", story.cycle)}
        assert decisions == {"2026-06-12", "2026-10-15"}
        assert ("2026-10-15", "go", "Henk Wolters") in by_people(session, story.cycle)
        assert told(session, "condition_task", story.advice) == [("2026-09-21", "Els Brouwer")]
        letters = words_in(session, "decision_made", "2026-10-15")
        assert all("18 procent minder, tegen 3 procent" in letter for letter in letters)
        assert sum(SHELVES in letter for letter in letters) > 0.9 * len(letters), "the others read English"


def every_day_says_why(stage: Theatre, story: Supermarket) -> None:
    """Asked why, each day that was counted names its rule, its article and what went in."""
    dates = stage.said("consult", "why", story.advice, "--as", story.who("wim"))
    days = {each["name"]: each["day"] for each in dates}
    assert days == {
        "asked_on": "2026-07-27",
        "answer_by": "2026-09-07",
        "told_on": "2026-09-14",
        "suspended_until": "2026-10-14",
        "appeal_until": "2026-10-14",
        "execution_from": "2026-10-15",
    }
    counted = {each["name"]: each for each in dates if each["counted"]}
    assert counted.keys() == {"suspended_until", "appeal_until", "execution_from"}
    assert {one["inputs"]["told_on"] for one in counted.values()} == {"2026-09-14"}
    month = counted["suspended_until"]
    assert (month["law"]["nl"], month["zone"]) == ("artikel 25 lid 6 WOR", "Europe/Amsterdam")
    assert month["rule"]["nl"] == "1 maand na de dag waarop de ondernemingsraad het besluit hoorde"
    assert (month["plainLastDay"], month["skipped"]) == ("2026-10-14", [])
    [asked] = stage.said("consult", "why", story.advice, "2026-10-14", "--as", story.who("wim"))[:1]
    assert asked["endsAt"].startswith("2026-10-14T21:59:59"), "inclusive: until midnight in Amsterdam"


def the_waves_wait_for_christmas_and_for_kampen(stage: Theatre, story: Supermarket) -> None:
    # Every four weeks from 19 October; the third would be in the freeze, and moves to the first day after.
    assert story.planned == [("2026-10-19", None), ("2026-11-16", None), ("2027-01-04", "2026-12-14")]
    # A condition of the advice is a task with a day, and the gate after that day sees it.
    assert story.no_wave_2.keys() == {"conditions_met"}
    assert "twee uur uitleg in werktijd" in story.no_wave_2["conditions_met"]["nl"]
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
    assert [wave["title"] for wave in waves] == ["V2b, golf 1", "V2b, golf 2", "V2b, golf 3"]
    stores = [site["code"] for wave in waves for site in wave["sites"]]
    assert len(stores) == len(set(stores)) == 42
    chose = {site["code"]: site["adoption"] for wave in waves for site in wave["sites"] if site["adoption"]}
    assert {code: (one["choice"], one["until"]) for code, one in chose.items()} == {
        "kampen": ("adapt", None),
        "vries": ("postpone", "2027-01-18"),
        "zuidlaren": ("adopt", None),
    }
    assert all(one["reason"] for one in chose.values())
    with stage.read() as session:
        assert told(session, "site_chose") == [("2027-01-11", "Marieke de Boer")] * 3
        began = [(day, what) for day, what, _ in by_people(session, story.waves[2])]
        assert began.index(("2027-01-11", "report_blocked")) < began.index(("2027-01-11", "begin"))
        answered = told(session, "round_answered", story.rounds["wave 2"])
        assert {day for day, _ in answered} == {"2027-01-11"}, "and only then could wave 3 begin"
        blocked = told(session, "wave_blocked", story.waves[2])
        assert {day for day, _ in blocked} == {"2027-01-11"}
        assert "Henk Wolters" in {name for _, name in blocked}
        assert len(blocked) == 1 + 16  # the sponsor, and the manager of each store that waits


def everybody_hears_what_was_learned(stage: Theatre, story: Supermarket) -> None:
    assert story.unlearned.keys() == {"lesson_recorded", "benefits_judged"}
    with stage.read() as session:
        # Three months after 11 January is a Sunday, so the day after. A month before, the lead is asked.
        assert "2027-04-12 23:59" in moments(session, story.cycle, "due")
        assert ("2027-03-13", "Marieke de Boer") in told(session, "deadline_near", story.cycle)
        assert opened_and_closed(session, story.rounds["evaluation"]) == ("2027-03-29", "2027-04-11")
        assert response(session, story.rounds["evaluation"]) == (263, 412)
        closed = told(session, "evaluation_closed", story.cycle)
        assert {day for day, _ in closed} == {"2027-04-12"}
        assert {"Joost Hofman", "Lisa Postma", "Wim Jansen"} <= {name for _, name in closed}
    marieke = ("--as", story.who("marieke"))
    benefits = stage.said("cycle", "benefit", "list", story.cycle, *marieke)
    assert [one["outcome"] for one in benefits] == ["kept", "kept", "partly"]
    measured = [[round(one["value"]) for one in each["measured"].values()] for each in benefits]
    assert measured == [[61, 70, 72], [62, 63, 66], [58, 57, 55]], "performance, control, demands"
    assert {each["measured"]["evaluation"]["answers"] for each in benefits} == {263}
    # Whoever begins something like it finds what was learned here.
    [found] = stage.said("lessons", "--tag", "werkdruk", "--as", story.who("sofie"))
    assert found["cycle"] == story.cycle
    assert len(found["lessons"]) == 4


def a_subsidy_would_have_ended_on_11_january(stage: Theatre, story: Supermarket) -> None:
    """Twelve months from 12 January 2026: the last day is allowed, and 12 April is named as too late."""
    assert "within_subsidy_term" in story.no_subsidy
    numbers = story.no_subsidy["within_subsidy_term"]["numbers"]
    assert (numbers["months"], numbers["until"], numbers["day"]) == (12, "2027-01-11", "2027-04-12")
    assert "12 maanden. De laatste dag is 11 januari 2027" in story.no_subsidy["within_subsidy_term"]["nl"]
    subsidy = subsidy_of(shipped("supermarket").profiles["esf"], date(2026, 1, 12))
    check, charter = bound("within_subsidy_term", {}), Charter(subsidy=subsidy)
    assert check(Facts(today=date(2027, 1, 11), charter=charter)) is None
    assert check(Facts(today=date(2027, 1, 12), charter=charter)) is not None
    with stage.read() as session:
        assert ("2027-04-12", "subsidy_let_go", "Henk Wolters") in by_people(session, story.cycle)
