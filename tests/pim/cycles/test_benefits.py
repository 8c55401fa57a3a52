"""What an innovation was expected to bring, and what became of it, judged at the evaluation with a reason."""

from typing import Any

import pytest

from pim.cycles.benefits import benefits_of, expect_benefit, judge_benefit
from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import NotAllowed
from tests.pim.moving import moved
from tests.pim.scene import Scene

SPRING = "2026-03-02 10:00"


def judge(play: Scene, code: str, outcome: str, because: str, who: str = "marieke") -> Any:
    return play.do(who, lambda work: judge_benefit(work, play.cycle, code, outcome, because), SPRING)


def test_a_benefit_is_judged_at_the_evaluation_and_not_before(play: Scene) -> None:
    text = "Meer te zeggen over de bestelling."
    play.do("marieke", lambda work: expect_benefit(work, play.cycle, text, "control"), SPRING)
    with pytest.raises(BadInput, match="at the evaluation"):
        judge(play, "B1", "kept", "Tot 14 uur.")
    play.do("marieke", lambda work: moved(work, play.cycle, "evaluation"), SPRING)
    for code, outcome, because, wrong in (
        ("B1", "gone", "Tot 14 uur.", "kept, partly, lost"),
        ("B1", "kept", " ", "because"),
        ("B9", "kept", "Tot 14 uur.", "no benefit"),
    ):
        with pytest.raises((BadInput, NotFound), match=wrong):
            judge(play, code, outcome, because)
    with pytest.raises(NotAllowed):
        judge(play, "B1", "kept", "Tot 14 uur.", "kevin")
    judge(play, "b1", "partly", "Alleen overdag.")
    (found,) = play.look(lambda session: benefits_of(session, play.people["tom"], play.cycle))
    assert (found["code"], found["outcome"], found["because"]) == ("B1", "partly", "Alleen overdag.")
    assert found["measured"] == {"baseline": None, "pilot": None, "evaluation": None}
    with pytest.raises(NotFound):
        play.look(lambda session: benefits_of(session, play.people["olga"], play.cycle))


def test_a_dimension_that_nobody_measures_is_refused(play: Scene) -> None:
    with pytest.raises(BadInput, match="expected one of pleasure"):
        play.do("marieke", lambda work: expect_benefit(work, play.cycle, "Meer omzet.", "omzet"), SPRING)
