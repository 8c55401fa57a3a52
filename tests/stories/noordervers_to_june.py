"""Noordervers, January to June 2026, line by line: what must be so, and what must have been refused."""

from pim.demo.stories.supermarket_rollout import Supermarket
from pim.feedback.publication import results
from tests.stories.theatre import (
    Theatre,
    by_people,
    by_the_clock,
    cannot_be_worked_out,
    count_by_day,
    holders,
    means,
    moments,
    opened_and_closed,
    response,
    scores,
    told,
    words_in,
)


def nothing_begins_without_a_charter(stage: Theatre, story: Supermarket) -> None:
    """12 January 2026: the charter, the four-theme test and booked hours; a work group of nine."""
    assert story.not_begun.keys() == {
        "sponsor_named",
        "every_team_in_work_group",
        "staff_hours_booked",
        "technology_test_filled_in",
    }
    themes = story.not_begun["technology_test_filled_in"]["numbers"]["themes"]
    assert set(themes) == {"work", "organisation", "technology", "people"}
    sites = stage.said("sites", "list", "--organisation", story.company.code)
    assert len([site for site in sites if site["name"].startswith("Winkel ")]) == 48
    with stage.read() as session:
        cycle = by_people(session, story.cycle)
        assert {day for day, what, _ in cycle if what in ("start", "charter", "teams")} == {"2026-01-12"}
        group = {one.email for one in holders(session, story.cycle, "work_group")}
        floor = {story.who(key) for key in ("fatima", "lisa", "ayse")}
        assert len(holders(session, story.cycle, "work_group")) == 9
        assert floor <= group
        nightly = [one for one in holders(session, story.cycle, "work_group") if one.team == "Nachtploeg"]
        assert {one.name for one in nightly} == {"Joost Hofman", "Daan Veldkamp"}


def the_baseline_and_the_ideas(stage: Theatre, story: Supermarket) -> None:
    with stage.read() as session:
        assert opened_and_closed(session, story.rounds["baseline"]) == ("2026-01-19", "2026-02-01")
        assert response(session, story.rounds["baseline"]) == (251, 412)
        assert len(results(session, story.rounds["baseline"]).sites) == 12
        assert len(told(session, "idea_acknowledged")) == 31
        assert len(told(session, "idea_answered")) == 31
        assert told(session, "idea_overdue") == []
        assert {day for day, _ in told(session, "ideas_open")} == {"2026-02-02"}
    ideas = stage.said("idea", "list", story.cycle, "--as", story.who("fatima"))
    assert len(ideas) == 31
    assert {idea["functionality"] for idea in ideas} == {"F1", "F2", "F3", None}
    with stage.read() as session:
        brought = [by_people(session, idea["id"])[0] for idea in ideas]
    days = sorted(day for day, _, _ in brought)
    assert (days[0] >= "2026-02-02", days[-1] <= "2026-02-22") == (True, True)
    assert {idea["stage"]["name"] for idea in ideas} == {"answered"}


def round_1_hides_the_store_with_four_answers(stage: Theatre, story: Supermarket) -> None:
    asked = story.rounds["round 1"]
    with stage.read() as session:
        assert response(session, asked) == (74, 118)
        assert means(session, asked) == {"V1": 2.3, "V2": 4.1, "V3": 3.4}
        found = results(session, asked)
        assert len(found.sites) == 6
        cannot_be_worked_out(session, asked, "Winkel Assen")
        assert {mean.n for mean in found.whole.means.values()} == {70}, "the four of Assen are in no total"
        assert opened_and_closed(session, asked) == ("2026-03-02", "2026-03-15")
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


def one_variant_stops_one_goes_on_one_waits(stage: Theatre, story: Supermarket) -> None:
    """2 April: V1 stopped because it takes control options away, V2 to a pilot, V3 parked."""
    fates = {"V1": "stop", "V2": "choose", "V3": "park"}
    with stage.read() as session:
        for code, fate in fates.items():
            assert ("2026-04-02", fate, "Henk Wolters") in by_people(session, story.variants[code])
        told_why = " ".join(words_in(session, "selection_made", "2026-05-08"))
    assert "V1 neemt de winkel de mogelijkheid om bij te sturen af" in told_why


def the_law_is_asked_in_plain_words(stage: Theatre, story: Supermarket) -> None:
    """The wizard: consent for the log, an assessment beside it, and advice can wait until after the pilot."""
    said = {letter["article"]: letter["verdict"] for letter in story.law["letters"]}
    assert (said["27(1)(l)"], said["27(1)(k)"], said["25(1)(k)"]) == ("applies", "applies", "later")
    asked = [(each["request"], each["article"]) for each in story.law["requests"]]
    assert asked == [("consent", "27(1)(l)"), ("dpia", "35")]
    wim = ("--as", story.who("wim"))
    assert stage.said("consult", "wizard", story.cycle, *wim)["requests"] == story.law["requests"]
    privacy = stage.said("consult", "show", story.privacy, *wim)
    assert (privacy["answeredOn"], privacy["stage"]["name"]) == ("2026-04-16", "closed")
    with stage.read() as session:
        assert told(session, "privacy_requested") == [("2026-04-02", "Tineke Kuipers")]
    pilot = stage.said("pilot", "show", story.pilots["pilot 1"], *wim)
    assert (pilot["days"], pilot["people"], pilot["staffShare"]) == (28, 96, 8.5)
    met = {each["rule"]: (each["article"], each["outcome"]) for each in pilot["law"]}
    assert met["advice"] == ("WOR 25(1)", "free"), "limited in time and in size, and advice is promised"
    assert met["consent"] == ("WOR 27(1)(l)", "weigh")


def a_manager_says_what_is_missing(stage: Theatre, story: Supermarket) -> None:
    """Emmen misses handscanners: the lead hears and answers, and then all four managers say yes."""
    pilot = stage.said("pilot", "show", story.pilots["pilot 1"], "--as", story.who("marieke"))
    assert [(point["site"], bool(point["answer"])) for point in pilot["points"]] == [("Winkel Emmen", True)]
    assert {each["site"] for each in pilot["agreed"]} == {site["code"] for site in pilot["sites"]}
    assert len(pilot["sites"]) == 4
    assert {team["shift"] for team in pilot["teams"]} == {"day", "night"}
    with stage.read() as session:
        assert told(session, "manager_misses") == [("2026-04-10", "Marieke de Boer")]
        answered = told(session, "missing_answered")
    assert {day for day, _ in answered} == {"2026-04-10"}
    everybody_asked = {"Anja Hoekstra", "Sipke Abma", "Erik Smit", "Marloes Bakker"}
    assert {name for _, name in answered} == everybody_asked, "the managers of all four stores"


def no_pilot_before_consent(stage: Theatre, story: Supermarket) -> None:
    for refused in (story.no_pilot_yet, story.no_run_yet):
        assert "consultations_closed" in refused
        assert "Logboek van wijzigingen op de handscanner" in refused["consultations_closed"]["nl"]
    # One day before the consent, and for want of nothing else.
    assert story.no_pilot_yet.keys() == {"consultations_closed"}
    assert story.no_pilot_yet["consultations_closed"]["numbers"]["kind"] == ("consent",)
    dossier = stage.said("consult", "show", story.consent, "--as", story.who("wim"))
    assert [each["heldOn"] for each in dossier["meetings"]] == ["2026-04-16"]
    assert [(each["followed"], each["metOn"]) for each in dossier["conditions"]] == [(True, "2026-05-08")] * 2
    assert [each["text"] for each in dossier["conditions"]] == [
        "Er komt geen overzicht per persoon, ook niet voor leidinggevenden.",
        "Het logboek wordt na 30 dagen gewist.",
    ]
    assert (dossier["answeredOn"], dossier["suspendedUntil"]) == ("2026-04-30", None)
    [question] = dossier["questions"]
    assert (question["askedBy"], question["askedOn"], question["repliedOn"]) == (
        "Wim Jansen",
        "2026-04-16",
        "2026-04-16",
    )
    with stage.read() as session:
        assert told(session, "consent_requested") == [
            ("2026-04-02", "Samira Haddad"),
            ("2026-04-02", "Wim Jansen"),
        ]
        answered = {day for day, _ in told(session, "consultation_answered", story.consent)}
        assert answered == {"2026-04-30"}
        starts = told(session, "pilot_starts", story.pilots["pilot 1"])
        assert {day for day, _ in starts} == {"2026-05-11"}
        # Everybody who works there hears, also at the till; a store's manager gets it once, not twice.
        assert len(starts) == 150
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
    with stage.read() as session:
        cycle = [(day, what) for day, what, _ in by_people(session, story.cycle)]
        assert ("2026-06-12", "repeat") in cycle
        assert "go" not in {what for _, what in cycle}
        answered = told(session, "round_answered", story.rounds["round 2"])
        assert {day for day, _ in answered} == {"2026-06-12"}
        lessons = words_in(session, "decision_made", "2026-06-12")
        assert all("Wie een reden moet intypen bij elke wijziging" in letter for letter in lessons)
    versions = stage.said("variant", "list", story.cycle, "--as", story.who("marieke"))
    now = {variant["code"]: variant["stage"]["name"] for variant in versions}
    assert now == {"V1": "stopped", "V2": "parked", "V3": "parked", "V2b": "chosen"}
    [newer] = [variant for variant in versions if variant["code"] == "V2b"]
    assert newer["from"] == "V2"
    assert "14.00 uur" in newer["whatChanged"]
    assert "niet meer verplicht" in newer["whatChanged"]
