"""Who takes part: teams in shifts, people by name, and a size that counts only them."""

from typing import Any

import pytest

from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import NotAllowed
from pim.pilots import queries
from pim.pilots.course import run_pilot
from pim.pilots.participants import set_participants
from pim.pilots.plan import Data, say_data
from pim.pilots.view import pilot_view
from tests.pim.pilots.test_planning import ON_4_MAY, plan
from tests.pim.scene import Scene


def team(play: Scene, name: str) -> int:
    return play.people.teams[f"noordervers/{name}"]


def person(play: Scene, key: str) -> int:
    return play.people[key].person_id


def take(play: Scene, pilot: int, teams: Any = (), people: Any = (), who: str = "marieke") -> None:
    named = {"teams": dict(teams), "people": dict(people)}
    play.do(who, lambda work: set_participants(work, pilot, **named), ON_4_MAY)


def size(play: Scene) -> tuple[int, int, float]:
    (fact,) = play.look(lambda session: queries.facts(session, play.cycle))
    return fact.people, fact.staff, fact.staff_share


def test_the_share_of_staff_counts_who_takes_part_not_everybody_at_the_site(play: Scene) -> None:
    pilot = plan(play)
    assert size(play) == (7, 21, 33.3)
    take(play, pilot, {team(play, "zwolle/Nachtploeg"): "night"})
    assert size(play) == (3, 21, 14.3)
    take(play, pilot, {team(play, "zwolle/Nachtploeg"): "night"}, {person(play, "kevin"): "night"})
    assert size(play) == (1, 21, 4.8)


def test_at_a_site_where_nobody_is_named_its_teams_take_part(play: Scene) -> None:
    pilot = plan(
        play,
        site_ids=[play.site("zwolle"), play.site("assen")],
        comparison_site_ids=[play.site("kantoor")],
        people={person(play, "lisa"): "early"},
    )
    assert size(play)[0] == 1 + 7  # Lisa of Zwolle, and all of Assen
    take(play, pilot, {team(play, "assen/Nachtploeg"): None}, {person(play, "lisa"): "early"})
    assert size(play)[0] == 1 + 3


@pytest.mark.parametrize(
    ("teams", "people", "error", "said"),
    [
        (["assen/Nachtploeg"], [], NotFound, "at no site that takes part"),
        ([], ["nour"], NotFound, "at no site that takes part"),
        ([], ["gerrit"], NotFound, "at no site that takes part"),  # has left
        ([], ["olga"], NotFound, "at no site that takes part"),
        (["zwolle/Nachtploeg"], ["lisa"], BadInput, "name that team as well"),
    ],
)
def test_who_is_not_there_cannot_take_part(
    play: Scene, teams: list[str], people: list[str], error: type[Exception], said: str
) -> None:
    pilot = plan(play)
    with pytest.raises(error, match=said):
        take(
            play,
            pilot,
            {team(play, name): None for name in teams},
            {person(play, key): None for key in people},
        )
    assert size(play)[0] == 7


def test_an_unknown_shift_is_answered_with_those_there_are(play: Scene) -> None:
    with pytest.raises(BadInput, match="early, day, late, night"):
        plan(play, people={person(play, "lisa"): "ochtend"})


def test_who_takes_part_is_said_before_it_runs_by_lead_or_sponsor(play: Scene) -> None:
    pilot = plan(play)
    with pytest.raises(NotAllowed):
        take(play, pilot, who="erik")
    with pytest.raises(NotFound):
        take(play, pilot, who="olga")
    play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    with pytest.raises(BadInput, match="before it runs"):
        take(play, pilot)


def test_names_are_for_those_who_need_them_and_for_oneself(play: Scene) -> None:
    pilot = plan(play, people={person(play, "kevin"): "night", person(play, "mila"): None})

    def named(who: str) -> list[str]:
        view = play.look(lambda session: pilot_view(session, play.people[who], pilot))
        assert view["participants"]["count"] == 2
        return [one["name"] for one in view["participants"]["named"]]

    assert named("marieke") == named("erik") == ["Kevin de Groot", "Mila Novak"]
    assert named("kevin") == ["Kevin de Groot"]
    assert named("tom") == []


def test_what_it_records_and_promises_shows_which_law_it_meets(play: Scene) -> None:
    pilot = plan(play, data=Data(personal_data=True))

    def law(pilot: int) -> dict[str, str]:
        view = play.look(lambda session: pilot_view(session, play.people["nour"], pilot))
        return {met["rule"]: met["outcome"] for met in view["law"]}

    assert set(law(pilot)) == {"no_council", "privacy"}  # 21 people work at Noordervers of the cast
    play.do("marieke", lambda work: say_data(work, pilot, Data(observes=True)), ON_4_MAY)
    assert law(pilot)["privacy"] == "ask"
    with pytest.raises(BadInput, match="advice promised"):
        play.do("marieke", lambda work: say_data(work, pilot, Data(advice_promised=" ")), ON_4_MAY)
    with pytest.raises(BadInput, match="nothing to say"):
        play.do("marieke", lambda work: say_data(work, pilot, Data()), ON_4_MAY)
    assert play.journal_is_whole()
