"""What everybody may read: after the close, from five answers, texts from eight and shuffled."""

from typing import Any

import pytest

from pim.errors import NotFound
from pim.feedback.publication import Mean, results
from pim.feedback.refusals import NotPublished
from tests.pim.feedback.desk import ASKED, ASSEN, ENDED, ZWOLLE, Desk, counted


def _body(demands: int, text: str = "") -> dict[str, Any]:
    return {"ratings": {"demands": demands}, "texts": {"remarks": text} if text else {}}


def test_means_are_shown_per_site_and_for_the_whole(desk: Desk) -> None:
    said = {who: _body(4) for who in ASSEN} | {who: _body(1) for who in ZWOLLE[:5]}
    found = desk.ask(lambda s: results(s, desk.closed(said)))
    assert found.whole.means["demands"] == Mean(2.83, 12)
    assert [(site.name, site.members, site.means["demands"]) for site in found.sites] == [
        ("Winkel Assen", 7, Mean(4.0, 7)),
        ("Winkel Zwolle", 7, Mean(1.2, 5)),  # as if one of the five had marked 2: nobody can be read
    ]
    assert (found.invited, found.answered) == (14, 12)


def test_a_site_with_four_answers_is_hidden_and_cannot_be_worked_out(desk: Desk) -> None:
    said = {who: _body(2) for who in ASSEN} | {who: _body(5) for who in ZWOLLE[:4]}
    found = desk.ask(lambda s: results(s, desk.closed(said)))
    assert [site.means for site in found.sites] == [{"demands": Mean(2.0, 7)}, {}]
    assert found.whole.means["demands"] == Mean(2.0, 7)


def test_a_question_that_few_answered_is_hidden_though_the_round_is_not(desk: Desk) -> None:
    said = {who: _body(3) for who in ASSEN}
    for who in ASSEN[:4]:
        said[who] = {"ratings": {"demands": 3, "control": 5}}
    found = desk.ask(lambda s: results(s, desk.closed(said)))
    assert set(found.whole.means) == {"demands"}


def test_teams_of_a_site_are_shown_where_they_are_large_enough(desk: Desk) -> None:
    night = desk.hire("assen/Nachtploeg", 3)
    desk.hire("assen/Winkel overdag", 2)
    round_id = desk.opened(site_ids=[desk.site("assen")])
    for person in (*night, *(desk.cast[who].person_id for who in ("joost", "nour", "tom"))):
        desk.answer(round_id, person, _body(5))
    for who in ("fatima", "karin", "wim", "jantje"):
        desk.answer(round_id, who, _body(1))
    desk.close(round_id)
    found = desk.ask(lambda s: results(s, round_id))
    site = found.sites[0]
    assert {team.name: team.means for team in site.teams} == {
        "Nachtploeg": {"demands": Mean(4.83, 6)},  # as if one of the six had marked 4
        "Winkel overdag": {},
    }
    assert site.means["demands"] == Mean(4.83, 6)  # over ten it would give the four away
    assert found.whole.means["demands"] == Mean(4.83, 6)


def test_nothing_is_shown_before_the_close(desk: Desk) -> None:
    draft, round_id = desk.draft(), desk.opened()
    for who in ASKED:
        desk.answer(round_id, who, _body(3, "Zo gaat het."))
    for number in (draft, round_id):
        with pytest.raises(NotPublished, match="after the round has closed"):
            desk.ask(lambda s, n=number: results(s, n))
    held = desk.opened()
    desk.answer(held, "tom", _body(3))
    desk.tick(ENDED)
    assert desk.means(held) == "held"
    with pytest.raises(NotPublished):
        desk.ask(lambda s: results(s, held))


def test_fewer_than_eight_texts_are_not_shown(desk: Desk) -> None:
    said = {who: _body(3, f"Tekst {who}") for who in ASKED[:7]} | {who: _body(3) for who in ASKED[7:]}
    assert desk.ask(lambda s: results(s, desk.closed(said))).texts == {}


def test_eight_texts_are_shown_word_for_word_and_not_per_site(desk: Desk) -> None:
    said = {who: _body(3, f"Tekst {who}") for who in ASKED[:8]}
    found = desk.ask(lambda s: results(s, desk.closed(said)))
    assert sorted(found.texts["remarks"]) == sorted(f"Tekst {who}" for who in ASKED[:8])
    assert "texts" not in found.sites[0].as_json()


def test_texts_of_one_person_do_not_stand_at_the_same_place_in_two_questions(desk: Desk) -> None:
    questions = [{"code": code, "kind": "text", "nl": "?", "en": "?"} for code in ("good", "bad")]
    said = {who: {"texts": {"good": who, "bad": who}} for who in ASKED}
    orders = []
    for _ in range(3):
        found = desk.ask(lambda s: results(s, desk.closed(said, questions=questions)))
        orders.append((found.texts["good"], found.texts["bad"]))
        assert desk.ask(lambda s, n=found.round_id: results(s, n)).texts == found.texts
    assert any(good != bad for good, bad in orders)
    assert len({good for good, _ in orders}) > 1


def test_results_hold_no_way_back_to_a_single_answer(desk: Desk) -> None:
    round_id = desk.closed({who: _body(3, f"Tekst {who}") for who in ASKED})
    ids = [result.id for result in desk.results(round_id)]
    told = repr(desk.ask(lambda s: results(s, round_id)).as_json())
    assert not [one for one in ids if one in told]


def test_the_results_of_another_organisation_are_not_there(desk: Desk) -> None:
    round_id = desk.closed({who: _body(3) for who in ASKED})
    theirs = desk.cast["olga"].organisation_id
    with pytest.raises(NotFound):
        desk.ask(lambda s: results(s, round_id, theirs))
    assert desk.ask(lambda s: results(s, round_id, desk.home_id)).answered == 14


def test_a_round_is_read_in_a_fixed_number_of_statements(desk: Desk) -> None:
    few = desk.closed({who: _body(3) for who in ASKED[:5]})
    many = desk.closed(
        {who: _body(3, "Tekst") for who in ASKED},
        site_ids=[desk.site(one) for one in ("assen", "zwolle", "kantoor")],
    )
    counts = []
    for round_id in (few, many):
        with desk.database.read() as session, counted(session) as seen:
            results(session, round_id)
        counts.append(len(seen))
    assert counts == [4, 4]
