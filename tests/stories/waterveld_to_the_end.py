"""Waterveld, June 2026 to July 2027, line by line."""

from pim.demo.stories.parking_chain_rollout import ParkingChain
from tests.stories.theatre import (
    Theatre,
    at_site,
    by_people,
    moments,
    opened_and_closed,
    scores,
    told,
    words_in,
)
from tests.stories.waterveld_to_june import COUNTER


def the_counter_pays_for_what_the_chain_gains(stage: Theatre, story: ParkingChain) -> None:
    assert set(story.no_go) >= {"no_site_in_stress_risk", "confirmed"}
    risk = story.no_go["no_site_in_stress_risk"]["numbers"]
    assert risk["site"] == (COUNTER,), "only the counter pays"
    assert (round(float(risk["demands"][0])), round(float(risk["control"][0]))) == (66, 43)
    # 60 → 43 and 57 → 66, from the answers; what the counter gains in days does not weigh against it.
    paid = story.no_go["no_link_pays"]["numbers"]
    assert set(paid["links"]) == {"permits"}
    assert [round(float(value)) for value in (*paid["before"], *paid["after"])] == [60, 57, 43, 66]
    chain = stage.said(
        "cycle", "chain", story.cycle, "--pilot", story.pilots["P2"], "--as", story.who("anouk")
    )
    verdicts = {
        link["link"]: {one["dimension"]: one["verdict"] for one in link["changes"]} for link in chain["links"]
    }
    assert verdicts["permits"]["performance"] == "gains"
    assert (verdicts["permits"]["control"], verdicts["permits"]["demands"]) == ("pays", "pays")
    assert set(verdicts["collection"].values()) == {"hidden"}, "four answers stay hidden in the chain too"
    assert all("pays" not in verdicts[link].values() for link in ("enforcement", "assessment", "objections"))
    with stage.read() as session:
        assert ("2026-07-16", "repeat", "Anouk Dijkstra") in by_people(session, story.cycle)
        letters = words_in(session, "decision_made", "2026-07-16")
        assert all("nu 5 dagen in plaats van 14" in letter for letter in letters)
        counted = "Van 14 naar 5 (−64,3 %) op 1 vestiging van de proef"
        assert all(counted in letter for letter in letters), "from what was counted"
        before = at_site(session, story.rounds["P2"], COUNTER).means
        after = at_site(session, story.rounds["P2b"], COUNTER).means
        assert round(before["control"].value) == 43
        assert round(before["demands"].value) == 66
        assert round(after["control"].value) == 61


def objections_pay_for_what_the_street_gains(stage: Theatre, story: ParkingChain) -> None:
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
    assert (dossier["answeredOn"], dossier["toldOn"], dossier["follows"]) == (
        "2026-09-10",
        "2026-09-17",
        True,
    )
    assert [each["metOn"] for each in dossier["conditions"]] == ["2026-11-02"]
    why = stage.said("consult", "why", story.advice, "--as", story.who("ria"))
    assert {each["name"] for each in why} == {"asked_on", "answer_by", "told_on"}, "no month was counted"
    assert story.not_ours.keys() == {"confirmed"}, "the college had to decide first, outside PIM"
    with stage.read() as session:
        assert told(session, "suspension_running") == []
        decisions = {day for day, _ in told(session, "decision_made", story.cycle)}
        assert decisions == {"2026-07-16", "2026-09-17", "2026-12-10", "2027-02-04"}


def the_street_begins_with_warnings(stage: Theatre, story: ParkingChain) -> None:
    assert story.not_yet.keys() == {"weeks_since"}
    assert story.not_yet["weeks_since"]["numbers"]["from"] == "2026-11-02"
    location = stage.said("consult", "show", story.location, "--as", story.who("ria"))
    assert (location["article"], location["answeredOn"]) == ("27(1)(l)", "2026-09-17")
    pilot = stage.said("pilot", "show", story.first_h2, "--as", story.who("ria"))
    met = {each["rule"]: (each["article"], each["outcome"]) for each in pilot["law"]}
    assert met["consent"] == ("WOR 27(1)(l)", "ask")
    with stage.read() as session:
        course = [(day, what) for day, what, _ in by_people(session, story.first_h2)]
        assert ("2026-10-05", "run_with_warnings") in course
        assert ("2026-11-02", "enforce") in course


def what_was_counted(stage: Theatre, story: ParkingChain) -> None:
    """14 → 5 days at the counter, +35 % objections where nobody tried H2; one site has no interval."""
    days, objections = stage.said("figure", "show", story.cycle, "--as", story.who("anouk"))
    at_counter = days["results"][0]["changes"]["pilot"]
    assert (at_counter["before"], at_counter["after"], at_counter["low"]) == (14, 5, None)
    first, again, after = objections["results"]
    assert first["changes"]["elsewhere"]["percent"] == 35.0
    assert again["changes"]["elsewhere"]["percent"] == after["changes"]["everybody"]["percent"] == 0.0


def h2_is_extended_once_and_then_goes_on(stage: Theatre, story: ParkingChain) -> None:
    assert "taken_at_most" in story.not_twice, "once for this pilot, also when the first was not extended"
    with stage.read() as session:
        assert ("2026-12-10", "extend", "Ruud Peeters") in by_people(session, story.cycle)
        letters = words_in(session, "decision_made", "2026-12-10")
        assert len(letters) > 80
        told_all = ("35 procent meer bezwaren, vooral door typefouten", "een eerste typefout kost niets")
        told_all += ("Van 20 naar 27 (+35 %) op 1 vestiging buiten de proef",)
        for words in (
            *told_all,
            "geen tweede naheffing voordat de eerste brief is bezorgd",
            '"lesson": "Een brief',
        ):
            assert all(words in letter for letter in letters)
        heard = {name for day, name in told(session, "decision_made", story.cycle) if day == "2026-12-10"}
        assert {"Ria Schouten", "Rita Verhoeven", "Frank de Wit", "Mo Benali"} <= heard
    clusters = stage.said("round", "show", story.rounds["H2"], "--as", story.who("anouk"))["clusters"]
    assert "Bezwaren over typefouten" in {one["title"] for one in clusters}
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


def the_tariff_is_outside_and_its_effects_on_staff_are_inside(stage: Theatre, story: ParkingChain) -> None:
    """4 February 2027: the ordinance is the municipal council's; its effects on staff were put to the OR."""
    assert story.no_go_yet.keys() == {"consultations_closed"}, "refused while that advice was not settled"
    dossier = stage.said("consult", "show", story.tariff, "--as", story.who("ria"))
    assert (dossier["political"], dossier["follows"], dossier["suspendedUntil"]) == (True, True, None)
    assert (dossier["answeredOn"], dossier["toldOn"]) == ("2027-01-28", "2027-02-04")
    assert "Daarover vragen we geen advies" in dossier["texts"]["grounds"]
    with stage.read() as session:
        assert ("2027-02-04", "go", "Ruud Peeters") in by_people(session, story.cycle)


def everybody_hears_what_was_learned(stage: Theatre, story: ParkingChain) -> None:
    anouk = ("--as", story.who("anouk"))
    benefits = stage.said("cycle", "benefit", "list", story.cycle, *anouk)
    assert [one["outcome"] for one in benefits] == ["kept", "kept", "partly"]
    [found] = stage.said("lessons", "--tag", "keten", *anouk)
    assert found["cycle"] == story.cycle
    with stage.read() as session:
        assert "2027-07-01 23:59" in moments(session, story.cycle, "due"), "three months after 1 April"
        assert opened_and_closed(session, story.rounds["evaluation"]) == ("2027-06-14", "2027-06-27")
        closed = told(session, "evaluation_closed", story.cycle)
        assert {day for day, _ in closed} == {"2027-07-01"}
        assert {"Mo Benali", "Petra Kok", "Ria Schouten", "Gerard Pluim"} <= {name for _, name in closed}
        before, after = (scores(session, story.cycle, moment) for moment in ("baseline", "evaluation"))
        assert after["demands"] < before["demands"]
        assert after["control"] > before["control"]
