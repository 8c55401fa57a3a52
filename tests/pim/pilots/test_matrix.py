"""The matrix: variant by site by team, with who takes part, and its page and that of a pilot."""

from datetime import date

from pim.cycles.matrix import matrix_of
from pim.pilots.course import cancel_pilot
from tests.pim.pilots.test_participants import person, team
from tests.pim.pilots.test_planning import ON_4_MAY, plan
from tests.pim.scene import Scene


def squares(play: Scene) -> dict[tuple[str, str], list[str]]:
    found = play.look(lambda session: matrix_of(session, play.people["nour"], play.cycle))
    return {
        (row["siteCode"], row["team"]): [mark["nl"] for mark in row["marks"].get("V2b", ())]
        for row in found["rows"]
    }


def test_a_square_says_pilot_or_comparison_the_shift_and_how_many_by_name(play: Scene) -> None:
    plan(
        play,
        title="Proef 1",
        teams={team(play, "zwolle/Nachtploeg"): "night"},
        people={person(play, "kevin"): None, person(play, "daan"): None},
    )
    assert squares(play) == {
        ("assen", "Nachtploeg"): ["vergelijking met Proef 1"],
        ("assen", "Winkel overdag"): ["vergelijking met Proef 1"],
        ("zwolle", "Nachtploeg"): [
            "proef Proef 1: gepland, 11 mei 2026 – 7 juni 2026; 2 mensen op naam; nacht"
        ],
        ("zwolle", "Winkel overdag"): [],
    }


def test_a_pilot_that_was_called_off_leaves_no_square(play: Scene) -> None:
    pilot = plan(play)
    play.do("marieke", lambda work: cancel_pilot(work, pilot, "Toch niet."), ON_4_MAY)
    assert squares(play) == {}


def test_the_number_of_statements_does_not_grow(play: Scene) -> None:
    plan(play)

    def cost() -> int:
        return play.statements(lambda session: matrix_of(session, play.people["nour"], play.cycle))

    before = cost()
    for day in range(4):
        plan(play, starts_on=date(2026, 6, 1 + day), ends_on=date(2026, 7, 19))
    assert cost() == before <= 10
