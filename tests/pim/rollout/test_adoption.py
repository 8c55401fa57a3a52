"""What each site of a wave does: adopt, adapt or postpone, with a reason that the lead hears."""

from datetime import date
from typing import Any

import pytest

from pim.cycles.matrix import matrix_of
from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import NotAllowed
from pim.rollout.adoption import choose
from pim.rollout.view import wave_view
from tests.pim.rollout.test_waves import running
from tests.pim.scene import Scene

ON_20_OCT = "2026-10-20 10:00"
WHY = "De winkel wordt verbouwd."


def wave(play: Scene) -> int:
    return running(play, "zwolle", date(2026, 10, 19))


def chosen(
    play: Scene, wave_id: int, choice: str, who: str = "erik", site: str = "zwolle", **more: Any
) -> Any:
    given = {"reason": WHY, **more}
    return play.do(who, lambda work: choose(work, wave_id, play.site(site), choice, **given), ON_20_OCT)


def adoption(play: Scene, wave_id: int) -> Any:
    view = play.look(lambda session: wave_view(session, play.people["nour"], wave_id))
    return view["sites"][0]["adoption"]


def test_a_site_postpones_and_the_lead_hears_until_when_and_why(play: Scene) -> None:
    number = wave(play)
    assert adoption(play, number) is None
    chosen(play, number, "postpone", until=date(2027, 1, 18))
    assert (adoption(play, number)["choice"], adoption(play, number)["until"]) == ("postpone", "2027-01-18")
    text = play.text("site_chose", "Marieke de Boer")
    assert "tot 18 januari 2027" in text
    assert WHY in text
    assert set(play.letters("site_chose")) == {"Marieke de Boer"}


def test_the_newest_word_counts_and_each_is_in_the_journal(play: Scene) -> None:
    number = wave(play)
    chosen(play, number, "postpone", until=date(2027, 1, 18))
    chosen(play, number, "adapt", how="Tot 12 uur in plaats van 14 uur.")
    assert adoption(play, number)["how"] == "Tot 12 uur in plaats van 14 uur."
    assert adoption(play, number)["until"] is None
    assert play.journal_is_whole()


@pytest.mark.parametrize(
    ("choice", "more", "said"),
    [
        ("adopt", {"reason": ""}, "reason: expected"),
        ("adapt", {}, "say how"),
        ("postpone", {}, "until when"),
        ("postpone", {"until": date(2026, 10, 20)}, "a day after"),
        ("adopt", {"how": "Anders."}, "only goes with adapt"),
        ("refuse", {}, "expected adopt, adapt, postpone"),
    ],
)
def test_bad_input_says_what_was_expected_and_keeps_nothing(
    play: Scene, choice: str, more: dict[str, Any], said: str
) -> None:
    number = wave(play)
    with pytest.raises(BadInput, match=said):
        chosen(play, number, choice, **more)
    assert adoption(play, number) is None


def test_only_its_own_manager_or_the_lead_chooses_for_a_site(play: Scene) -> None:
    number = wave(play)
    for who in ("karin", "nour", "henk"):
        with pytest.raises(NotAllowed):
            chosen(play, number, "adopt", who)
    for who, site in (("olga", "zwolle"), ("erik", "assen")):
        with pytest.raises(NotFound):
            chosen(play, number, "adopt", who, site)
    chosen(play, number, "adopt", "marieke")
    assert adoption(play, number)["by"] == "Marieke de Boer"


def test_the_matrix_shows_what_a_site_chose_in_each_of_its_teams(play: Scene) -> None:
    number = wave(play)
    chosen(play, number, "adopt")
    found = play.look(lambda session: matrix_of(session, play.people["nour"], play.cycle))
    assert [variant["code"] for variant in found["variants"]] == ["V2b"]
    squares = {(row["siteCode"], row["team"]): row["marks"]["V2b"] for row in found["rows"]}
    assert {place: [mark["adoption"] for mark in marks] for place, marks in squares.items()} == {
        ("zwolle", "Winkel overdag"): ["adopt"],
        ("zwolle", "Nachtploeg"): ["adopt"],
    }
    with pytest.raises(NotFound):
        play.look(lambda session: matrix_of(session, play.people.outsider, play.cycle))
