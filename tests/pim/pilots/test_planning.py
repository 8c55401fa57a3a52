"""Planning a pilot: its facts to the day and the person, and what cannot be planned."""

from datetime import date
from typing import Any

import pytest

from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.tables import Instance
from pim.pilots import queries
from pim.pilots.course import cancel_pilot, run_pilot
from pim.pilots.places import sites_by_code, variant_by_code
from pim.pilots.plan import plan_pilot, replan_pilot
from pim.pilots.tables import PilotSite
from pim.pilots.view import pilot_view, pilot_views
from tests.pim.scene import Scene

ON_4_MAY = "2026-05-04 10:00"


def plan(play: Scene, who: str = "marieke", **other: Any) -> int:
    """Plan the first pilot of the story: Zwolle works with V2b, Assen does not."""
    given: dict[str, Any] = {
        "variant_id": play.variant,
        "site_ids": [play.site("zwolle")],
        "comparison_site_ids": [play.site("assen")],
        "starts_on": date(2026, 5, 11),
        "ends_on": date(2026, 6, 7),
        **other,
    }
    return play.do(who, lambda work: plan_pilot(work, play.cycle, **given).id, ON_4_MAY)


def test_a_pilot_counts_its_days_sites_and_share_of_all_staff(play: Scene) -> None:
    plan(play)
    (fact,) = play.look(lambda session: queries.facts(session, play.cycle))
    assert (fact.code, fact.variant, fact.meaning) == ("pilot-1", "V2b", "planned")
    assert fact.days == 28  # 11 May and 7 June both count
    assert (fact.sites, fact.comparison_sites) == (1, 1)
    assert fact.staff_share == 33.3  # 7 of 21: Gerrit, who has left, is in neither number


def test_two_sites_of_which_one_has_two_teams_count_each_person_once(play: Scene) -> None:
    plan(play, site_ids=[play.site("zwolle"), play.site("kantoor")], comparison_site_ids=[])
    (fact,) = play.look(lambda session: queries.facts(session, play.cycle))
    assert (fact.sites, fact.comparison_sites, fact.staff_share) == (2, 0, 66.7)


def test_staff_of_another_organisation_is_not_counted(play: Scene) -> None:
    own = plan(play)
    view = play.look(lambda session: pilot_view(session, play.people["nour"], own))
    assert view["staffShare"] == 33.3  # Olga of Drievliet would make it 31.8
    assert [site["code"] for site in view["comparisonSites"]] == ["assen"]


def test_a_second_pilot_gets_the_next_code(play: Scene) -> None:
    plan(play)
    plan(play, starts_on=date(2026, 6, 22), ends_on=date(2026, 7, 19))
    views = play.look(lambda session: pilot_views(session, play.people["nour"], play.cycle))
    assert [view["code"] for view in views] == ["pilot-1", "pilot-2"]
    assert [view["days"] for view in views] == [28, 28]


def test_the_number_of_statements_does_not_grow_with_the_pilots(play: Scene) -> None:
    plan(play)
    reads = (
        lambda session: queries.facts(session, play.cycle),
        lambda session: pilot_views(session, play.people["nour"], play.cycle),
    )
    one = [play.statements(read) for read in reads]
    for week in range(5):
        plan(play, starts_on=date(2026, 6, 1 + week), ends_on=date(2026, 7, 19))
    assert [play.statements(read) for read in reads] == one == [1, 4]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends_on": date(2026, 5, 10)}, "lies before the first"),
        ({"starts_on": date(2025, 5, 11), "ends_on": date(2025, 6, 7)}, "has passed"),
        ({"site_ids": []}, "at least one site"),
        ({"title": "x" * 121}, "title: expected 1 to 120"),
    ],
)
def test_bad_input_is_said_with_what_was_expected(play: Scene, wrong: dict[str, Any], said: str) -> None:
    before = play.count(Instance)
    with pytest.raises(BadInput) as error:
        plan(play, **wrong)
    assert said in str(error.value)
    assert (play.count(Instance), play.count(PilotSite)) == (before, 0)


def test_a_site_cannot_take_part_and_be_compared_with(play: Scene) -> None:
    with pytest.raises(BadInput, match="at once"):
        plan(play, comparison_site_ids=[play.site("zwolle")])


def test_a_site_of_another_organisation_is_not_found(play: Scene) -> None:
    with pytest.raises(NotFound):
        plan(play, site_ids=[play.people.sites["drievliet/loods"]])


def test_a_variant_of_another_cycle_is_not_found(play: Scene) -> None:
    with pytest.raises(NotFound):
        plan(play, variant_id=play.cycle)


def test_names_on_the_command_line_that_nobody_knows_are_said_with_those_there_are(play: Scene) -> None:
    home, lead = play.people.organisations["noordervers"], play.people["marieke"]
    with pytest.raises(BadInput, match="there is no site emmen, rolde"):
        play.look(lambda session: sites_by_code(session, home, ["assen", "emmen", "rolde"]))
    with pytest.raises(BadInput, match="there is no variant V9 in this cycle; there are: V2b"):
        play.look(lambda session: variant_by_code(session, lead, play.cycle, "V9"))
    assert play.look(lambda session: variant_by_code(session, lead, play.cycle, "V2b")) == play.variant


def test_only_lead_and_sponsor_plan(play: Scene) -> None:
    for who in ("erik", "jantje", "wim"):
        with pytest.raises(NotAllowed):
            plan(play, who)


def test_an_outsider_finds_no_pilot(play: Scene) -> None:
    pilot = plan(play)
    with pytest.raises(NotFound):
        plan(play, "olga")
    for verb in (
        lambda work: run_pilot(work, pilot),
        lambda work: cancel_pilot(work, pilot, "Nee."),
        lambda work: replan_pilot(work, pilot, starts_on=date(2026, 5, 12), ends_on=date(2026, 6, 7)),
    ):
        with pytest.raises(NotFound):
            play.do("olga", verb, ON_4_MAY)
    with pytest.raises(NotFound):
        play.look(lambda session: pilot_view(session, play.people.outsider, pilot))


def test_other_days_move_the_term_and_its_reminders(play: Scene) -> None:
    pilot = plan(play, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 28))
    assert [due.date() for due in play.deadlines(pilot)] == [date(2026, 6, 1)]
    play.do(
        "marieke",
        lambda work: replan_pilot(work, pilot, starts_on=date(2026, 6, 15), ends_on=date(2026, 7, 12)),
        ON_4_MAY,
    )
    assert [due.date() for due in play.deadlines(pilot)] == [date(2026, 6, 15)]
    # Ten and three working days before.
    assert [each.date() for each in play.deadlines(pilot, "remind")] == [date(2026, 6, 1), date(2026, 6, 10)]


def test_a_pilot_that_runs_gets_no_other_days(play: Scene) -> None:
    pilot = plan(play)
    play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    with pytest.raises(BadInput, match="only a planned pilot"):
        play.do(
            "marieke",
            lambda work: replan_pilot(work, pilot, starts_on=date(2026, 5, 20), ends_on=date(2026, 6, 7)),
            "2026-05-12 10:00",
        )


def test_a_pilot_without_comparison_sites_is_refused_where_the_workflow_wants_them(play: Scene) -> None:
    pilot = plan(play, comparison_site_ids=[])
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    assert [unmet.code for unmet in refusal.value.refused.unmet] == ["comparison_sites_chosen"]


def test_a_finished_cycle_gets_no_new_pilot(play: Scene) -> None:
    with play.database.write() as session:
        cycle = session.get_one(Instance, play.cycle)
        cycle.stage = cycle.means = "stopped"
        cycle.final = True
        session.add(cycle)
    with pytest.raises(BadInput, match="is over"):
        plan(play)
