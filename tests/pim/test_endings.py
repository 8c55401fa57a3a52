"""Pausing and stopping are normal outcomes: a reason, a lesson, and a letter to whoever took part."""

from datetime import date
from pathlib import Path

import pytest

from pim.cycles.lessons import add_lesson, step_with_lesson
from pim.cycles.tables import Lesson
from pim.db import Database
from pim.errors import BadInput
from pim.ideas.bring import bring_idea
from pim.lifecycle.advance import Order, Outcome, Refusal
from pim.lifecycle.allowed import NotAllowed
from tests.pim.moving import moved
from tests.pim.scene import Scene, scene


@pytest.fixture
def play(database: Database, tmp_path: Path) -> Scene:
    """A cycle that came into its ideas on 12 January, with an idea of Kevin."""
    play = scene(database, tmp_path / "keys")
    play.do("marieke", lambda work: moved(work, play.cycle, "ideas"), "2026-01-12 09:40")
    play.do("kevin", lambda work: bring_idea(work, play.cycle, "De lijst komt te laat."), "2026-01-12 10:00")
    return play


def take(play: Scene, step: str, local: str, lesson: str = "", *, only_look: bool = False) -> Outcome:
    order = Order(play.cycle, step, reason="De leverancier verhuist.")
    return play.do("henk", lambda work: step_with_lesson(work, order, lesson, only_look=only_look), local)


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [unmet.code for unmet in refusal.value.refused.unmet]


def test_a_pause_has_a_lesson_and_tells_whoever_contributed_why(play: Scene) -> None:
    with pytest.raises(Refusal) as refusal:
        take(play, "pause", "2026-01-22 10:00")
    assert codes(refusal) == ["lesson_recorded"]
    seen = take(play, "pause", "2026-01-22 10:00", "Vraag eerst wie er verhuist.", only_look=True)
    assert "Kevin de Groot" in {letter.context["recipient"] for letter in seen.letters}
    assert play.count(Lesson) == 0, "looking writes nothing"
    take(play, "pause", "2026-01-22 10:00", "Vraag eerst wie er verhuist.")
    text = play.text("paused", "Kevin de Groot")
    assert "De leverancier verhuist." in text
    assert "Wat we tot nu toe hebben geleerd: Vraag eerst wie er verhuist." in text
    assert "Nour Haddad" not in play.letters("paused"), "who took no part is not written to"


def test_after_a_pause_the_rest_of_the_term_is_left_and_the_journal_says_the_same(play: Scene) -> None:
    take(play, "pause", "2026-01-22 10:00", "Vraag eerst wie er verhuist.")
    assert play.deadlines(play.cycle) != []  # a pause has its own term
    take(play, "resume", "2026-03-09 08:00")
    # 30 days from 12 January ended on 11 February; 20 of them were left on the 22nd
    assert [due.date() for due in play.deadlines(play.cycle)] == [date(2026, 3, 29)]
    take(play, "pause", "2026-03-19 10:00", "Vraag ook naar de zomer.")
    take(play, "resume", "2026-04-20 08:00")
    assert [due.date() for due in play.deadlines(play.cycle)] == [date(2026, 4, 30)]
    assert play.journal_is_whole()


def test_a_second_pause_and_a_stop_each_need_a_lesson_of_their_own(play: Scene) -> None:
    take(play, "pause", "2026-01-22 10:00", "Vraag eerst wie er verhuist.")
    take(play, "resume", "2026-03-09 08:00")
    for step in ("pause", "stop"):
        with pytest.raises(Refusal) as refusal:
            take(play, step, "2026-03-10 10:00")
        assert codes(refusal) == ["lesson_recorded"]
        assert "geen nieuwe les" in " ".join(refusal.value.reasons("nl"))
    take(play, "stop", "2026-03-10 10:00", "Een leverancier die verhuist, levert niet.")
    told = play.text("stopped", "Kevin de Groot")
    assert "- Vraag eerst wie er verhuist." in told
    assert "- Een leverancier die verhuist, levert niet." in told


def test_a_lesson_is_written_by_those_who_lead_and_its_words_are_kept_once(play: Scene) -> None:
    kept = play.do(
        "fatima",
        lambda work: add_lesson(work, play.cycle, "Vraag de nacht.", ["Nachtploeg ", "nachtploeg", "Uitleg"]),
        "2026-01-20 10:00",
    )
    assert kept["tags"] == ["nachtploeg", "uitleg"]
    with pytest.raises(NotAllowed):
        play.do("kevin", lambda work: add_lesson(work, play.cycle, "Vraag de nacht."), "2026-01-20 10:00")


@pytest.mark.parametrize(
    ("tags", "said"),
    [(["a"], "2 to 40"), (["<b>x</b>"], "2 to 40"), ([f"tag {n}" for n in range(9)], "at most 8")],
)
def test_words_that_cannot_be_are_refused_and_no_lesson_is_kept(
    play: Scene, tags: list[str], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        play.do("marieke", lambda work: add_lesson(work, play.cycle, "Les.", tags), "2026-01-20 10:00")
    assert play.count(Lesson) == 0
