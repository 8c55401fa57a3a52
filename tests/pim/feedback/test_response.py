"""The response per site while a round is open: in steps of five, and nothing small can be worked out."""

from datetime import date
from random import Random

from pim.feedback.counting import count_open_rounds
from pim.feedback.response import SiteResponse, response_at_sites
from pim.feedback.site_counts import shown_at_sites
from tests.pim.feedback.desk import ASSEN, ZWOLLE, Desk, counted


def test_on_no_day_the_answers_of_fewer_than_five_are_shown_or_left_over() -> None:
    chance = Random(5)
    for _ in range(300):
        sites: list[int | None] = [*range(chance.randint(1, 6)), *([None] if chance.random() < 0.3 else [])]
        answers: dict[int | None, int] = dict.fromkeys(sites, 0)
        before: dict[int, int] = {}
        for _day in range(12):
            for _answer in range(chance.randint(0, 6)):
                answers[chance.choice(sites)] += 1
            shown = shown_at_sites(answers, before)
            assert all(count % 5 == 0 and 5 <= count <= answers[site] for site, count in shown.items())
            left = [count for site, count in answers.items() if site not in shown]
            assert not shown or not left or sum(left) >= 5
            assert before.keys() <= shown.keys(), "a site that comes and goes gives another away"
            before = shown


def test_a_site_goes_along_with_a_small_one_that_could_be_worked_out_without_it() -> None:
    assert shown_at_sites({1: 12, 2: 6, 3: 4}) == {1: 10}
    assert shown_at_sites({1: 12, 2: 6, 3: 0}) == {1: 10}
    assert shown_at_sites({1: 7, 2: 2}) == {}
    assert shown_at_sites({1: 7, 2: 9}) == {1: 5, 2: 5}
    assert shown_at_sites({1: 7, None: 3}) == {}
    assert shown_at_sites({1: 7, None: 6}) == {1: 5}


def _count(desk: Desk, round_id: int, day: int) -> tuple[SiteResponse, ...]:
    with desk.database.write() as session:
        count_open_rounds(session, desk.home_id, date(2026, 3, day))
    found: tuple[SiteResponse, ...] = desk.ask(lambda s: response_at_sites(s, round_id))
    return found


def test_the_count_per_site_moves_at_the_end_of_a_day_and_five_at_a_time(desk: Desk) -> None:
    round_id = desk.opened()
    nothing = (SiteResponse("Winkel Assen", 7, None), SiteResponse("Winkel Zwolle", 7, None))
    assert desk.ask(lambda s: response_at_sites(s, round_id)) == nothing
    for who in (*ASSEN[:5], *ZWOLLE[:4]):
        desk.answer(round_id, who, demands=3)
    assert _count(desk, round_id, 2) == nothing, "with Assen beside the whole, Zwolle is four"
    desk.answer(round_id, ZWOLLE[4], demands=3)
    assert _count(desk, round_id, 2) == nothing, "the same day"
    both = (SiteResponse("Winkel Assen", 7, 5), SiteResponse("Winkel Zwolle", 7, 5))
    assert _count(desk, round_id, 3) == both
    desk.answer(round_id, ASSEN[5], demands=3)
    assert _count(desk, round_id, 4) == both


def test_what_is_kept_per_site_is_never_below_five_and_goes_at_the_close(desk: Desk) -> None:
    round_id = desk.opened()
    for who in (*ASSEN, *ZWOLLE[:3]):
        desk.answer(round_id, who, demands=3)
    _count(desk, round_id, 2)
    assert desk.round(round_id).counted_at_sites == {}
    for who in ZWOLLE[3:]:
        desk.answer(round_id, who, demands=3)
    _count(desk, round_id, 3)
    assert sorted(desk.round(round_id).counted_at_sites.values()) == [5, 5]
    desk.close(round_id)
    assert desk.round(round_id).counted_at_sites == {}


def test_all_open_rounds_of_a_day_are_counted_with_the_same_statements(desk: Desk) -> None:
    def statements(day: int) -> int:
        with desk.database.write() as session, counted(session) as seen:
            count_open_rounds(session, desk.home_id, date(2026, 3, day))
        return len(seen)

    desk.opened()
    one = statements(2)
    desk.opened()
    desk.opened()
    assert statements(3) == one
