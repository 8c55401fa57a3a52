"""All waves at once: around the freeze of the supermarket story, looked at first, all of them or none."""

from datetime import date
from typing import Any

import pytest

from pim.errors import BadInput
from pim.lifecycle.allowed import NotAllowed
from pim.rollout.freezes import add_freeze
from pim.rollout.planner import plan_waves
from pim.rollout.tables import Wave
from pim.rollout.view import rollout_view
from tests.pim.rollout.test_waves import IN_SEPTEMBER, plan
from tests.pim.scene import Scene


def plan_all(play: Scene, who: str = "marieke", **given: Any) -> dict[str, Any]:
    what: dict[str, Any] = {
        "variant_id": play.variant,
        "site_ids": [play.site(code) for code in ("zwolle", "assen", "kantoor")],
        "sizes": [1],
        "every": "4 weeks",
        "starts_on": date(2026, 10, 19),
        **given,
    }
    return play.do(who, lambda work: plan_waves(work, play.cycle, **what), IN_SEPTEMBER)


def freeze(play: Scene) -> None:
    play.do(
        "marieke",
        lambda work: add_freeze(work, play.cycle, first=date(2026, 11, 30), last=date(2027, 1, 3)),
        IN_SEPTEMBER,
    )


def test_the_waves_go_round_the_freeze_and_nothing_is_planned_by_looking(play: Scene) -> None:
    freeze(play)
    seen = plan_all(play, only_look=True)
    assert [(wave["startsOn"], wave["movedFrom"]) for wave in seen["waves"]] == [
        ("2026-10-19", None),
        ("2026-11-16", None),
        ("2027-01-04", "2026-12-14"),
    ]
    assert play.count(Wave) == 0
    done = plan_all(play)
    assert [{**wave, "id": None} for wave in done["waves"]] == seen["waves"]
    view = play.look(lambda session: rollout_view(session, play.people["tom"], play.cycle))
    assert [wave["sites"][0]["code"] for wave in view["waves"]] == ["zwolle", "assen", "kantoor"]
    assert [wave["number"] for wave in view["waves"]] == [1, 2, 3]


def test_the_stop_rule_of_the_workflow_is_said_in_words(play: Scene) -> None:
    rules = plan_all(play, only_look=True)["stopRules"]
    (dutch,), (english,) = rules["nl"], rules["en"]
    assert "ten minste 3,0" in dutch
    assert "minder dan 5 antwoorden tellen niet mee" in dutch
    assert "3.0 or more at each site" in english


def test_the_last_size_counts_on_and_a_day_nobody_works_is_passed_over(play: Scene) -> None:
    seen = plan_all(play, sizes=[1, 2], every="10 days", starts_on=date(2026, 12, 25), only_look=True)
    assert [(wave["startsOn"], len(wave["sites"])) for wave in seen["waves"]] == [
        ("2026-12-28", 1),
        ("2027-01-07", 2),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sizes": [0]}, "1 or more"),
        ({"sizes": []}, "1 or more"),
        ({"every": "soon"}, "such as"),
        ({"every": "0 days"}, "every"),
        ({"site_ids": []}, "at least one site"),
        ({"starts_on": date(2026, 9, 1)}, "has passed"),
    ],
)
def test_what_cannot_be_planned_is_refused_and_no_wave_is_left_behind(
    play: Scene, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        plan_all(play, **wrong)
    assert play.count(Wave) == 0


def test_a_site_that_is_in_a_wave_already_stops_the_whole_plan(play: Scene) -> None:
    plan(play, "assen", date(2026, 10, 19))
    with pytest.raises(BadInput, match="Winkel Assen"):
        plan_all(play)
    assert play.count(Wave) == 1
    with pytest.raises(NotAllowed):
        plan_all(play, "kevin", site_ids=[play.site("zwolle")])
