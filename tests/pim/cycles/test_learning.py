"""How others did this: lessons are found by words, tags and likeness, also of what was stopped."""

import pytest

from pim.cycles.charter import set_charter
from pim.cycles.learning import Asked, Learned, how_others_did
from pim.cycles.lessons import add_lesson, step_with_lesson
from pim.cycles.start import start_cycle
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Order
from tests.pim.scene import Scene

SPRING = "2026-03-02 10:00"


def begin(play: Scene, title: str, goal: str, lesson: str = "", *tags: str) -> int:
    lead = play.people["marieke"].person_id
    cycle = play.do("marieke", lambda work: start_cycle(work, "standard", title, lead).id, SPRING)
    play.do("marieke", lambda work: set_charter(work, cycle, goal=goal), SPRING)
    if lesson:
        play.do("marieke", lambda work: add_lesson(work, cycle, lesson, tags), SPRING)
    return cycle


def find(play: Scene, who: str = "marieke", **asked: object) -> list[Learned]:
    return play.look(lambda session: how_others_did(session, play.people[who], Asked(**asked)))  # type: ignore[arg-type]


@pytest.fixture
def shop(play: Scene) -> dict[str, int]:
    known = {
        "karton": begin(
            play, "Karton platmaken", "Minder karton in het magazijn", "Vraag de nachtploeg.", "nachtploeg"
        ),
        "kassa": begin(play, "Kassa zonder bon", "Kortere rij aan de kassa", "Test bij drukte.", "drukte"),
    }
    order = Order(known["karton"], "stop", reason="Kratten.")
    play.do(
        "henk",
        lambda work: step_with_lesson(work, order, "Kijk eerst naar de leverancier.", ["keten"]),
        SPRING,
    )
    return known


def test_a_cycle_that_starts_finds_what_is_like_it_and_not_itself(play: Scene, shop: dict[str, int]) -> None:
    new = begin(play, "Minder karton op de vloer", "Karton sneller uit het magazijn", "Nog niets.")
    (found,) = find(play, about=new)
    assert found.cycle_id == shop["karton"]
    assert found.means == "stopped", "most is learned where something was stopped"
    assert "karton" in found.words
    assert [text for text, _ in found.lessons] == ["Kijk eerst naar de leverancier.", "Vraag de nachtploeg."]


def test_a_tag_finds_where_no_word_does_and_its_lesson_comes_first(play: Scene, shop: dict[str, int]) -> None:
    (found,) = find(play, tags=("Nachtploeg",))
    assert (found.cycle_id, found.tags) == (shop["karton"], ("nachtploeg",))
    assert found.lessons[0] == ("Vraag de nachtploeg.", ("nachtploeg",))
    assert find(play, text="zeilboot") == []


def test_without_a_question_everything_is_shown_and_can_be_narrowed(
    play: Scene, shop: dict[str, int]
) -> None:
    assert [one.cycle_id for one in find(play)] == [shop["karton"], shop["kassa"]]
    assert [one.cycle_id for one in find(play, stage="stopped")] == [shop["karton"]]
    assert find(play, workflow="supermarket") == []
    with pytest.raises(BadInput, match="2 to 40"):
        find(play, tags=("!",))


def test_another_organisation_finds_nothing_of_ours(play: Scene, shop: dict[str, int]) -> None:
    assert find(play, "olga") == []
    with pytest.raises(NotFound):
        find(play, "olga", about=shop["karton"])


def test_looking_costs_as_much_with_many_innovations_as_with_few(play: Scene, shop: dict[str, int]) -> None:
    asked = Asked(about=shop["kassa"])

    def cost() -> int:
        return play.statements(lambda session: how_others_did(session, play.people["marieke"], asked))

    before = cost()
    for number in range(5):
        begin(play, f"Vak {number}", "Lege vakken eerder zien", "Tel ze elke dag.", "tellen")
    assert cost() == before == 3
