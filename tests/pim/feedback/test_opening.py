"""Opening fixes who is asked and in which cells; an extension keeps all of it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from notifications.outbox import LetterRow
from pim.errors import BadInput, NotFound
from pim.feedback.keys import destroy_key, read_key
from pim.feedback.queries import asked
from pim.feedback.refusals import KeyLost
from pim.feedback.steps import extend_round, open_round
from pim.feedback.tables import Asked, Cell
from pim.lifecycle.advance import Refusal
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Instance
from pim.people.persons import add_person
from tests.pim.feedback.desk import ASKED, ASSEN, ENDED, Desk, at


def _cells(desk: Desk, round_id: int) -> list[tuple[Any, ...]]:
    rows = desk.ask(
        lambda s: s.scalars(select(Cell).where(col(Cell.round_id) == round_id).order_by(col(Cell.id))).all()
    )
    return [(row.site_id, row.team_id, row.members) for row in rows]


def test_small_teams_of_a_site_count_together(desk: Desk) -> None:
    round_id = desk.opened()
    assert _cells(desk, round_id) == [(desk.site("assen"), None, 7), (desk.site("zwolle"), None, 7)]


def test_everybody_who_works_there_now_is_asked_once_and_nobody_else(desk: Desk) -> None:
    round_id = desk.opened()
    asked = desk.ask(
        lambda s: list(s.scalars(select(col(Asked.person_id)).where(col(Asked.round_id) == round_id)))
    )
    assert sorted(asked) == sorted(desk.cast[who].person_id for who in ASKED)
    assert desk.round(round_id).invited == 14


def test_a_large_team_is_a_cell_of_its_own(desk: Desk) -> None:
    desk.hire("assen/Nachtploeg", 4)
    round_id = desk.opened(site_ids=[desk.site("assen")])
    assert _cells(desk, round_id) == [(desk.site("assen"), None, 11)]
    desk.hire("assen/Winkel overdag", 2)
    second = desk.opened(site_ids=[desk.site("assen")])
    assert {team for _, team, _ in _cells(desk, second)} == {
        desk.team("assen/Nachtploeg"), desk.team("assen/Winkel overdag"),
    }  # fmt: skip


def test_a_round_for_fewer_than_five_people_does_not_open(desk: Desk) -> None:
    round_id = desk.draft(team_ids=[desk.team("kantoor/HR"), desk.team("kantoor/ICT")])
    with pytest.raises(BadInput, match="would ask 4 people; at least 5"):
        desk.do("marieke", lambda work: open_round(work, round_id))
    assert desk.means(round_id) == "draft"
    assert desk.key_files() == []
    assert desk.dump()["asked"] == []


def test_who_moves_to_another_team_later_still_counts_where_they_were(desk: Desk) -> None:
    round_id = desk.opened()
    before = _cells(desk, round_id)
    desk.hire("assen/Nachtploeg", 10)
    assert _cells(desk, round_id) == before
    newcomer = desk.hire("assen/Nachtploeg", 1)[0]
    with pytest.raises(NotFound):
        desk.answer(round_id, newcomer, demands=3)


def test_an_open_round_has_a_key_in_the_folder_and_not_in_the_database(desk: Desk) -> None:
    round_id = desk.opened()
    tag = desk.round(round_id).key_tag
    key = read_key(desk.settings.round_keys_dir, tag)
    said = repr(desk.dump())
    assert key.hex() not in said
    assert repr(key)[2:-1] not in said
    assert [file.stem for file in desk.key_files()] == [tag]


def test_an_opening_that_is_undone_takes_its_key_back(desk: Desk) -> None:
    round_id = desk.draft()

    def open_and_fail(work: Any) -> None:
        open_round(work, round_id)
        assert len(desk.key_files()) == 1
        raise BadInput("something else went wrong")

    with pytest.raises(BadInput, match="something else"):
        desk.do("marieke", open_and_fail)
    assert desk.key_files() == []
    desk.do("marieke", lambda work: open_round(work, round_id))
    assert len(desk.key_files()) == 1


def test_the_last_day_is_what_the_workflow_counts(desk: Desk) -> None:
    round_id = desk.opened()
    dates = desk.ask(lambda s: look(s, round_id).dates)
    assert dates == {"opens_on": date(2026, 3, 2), "closes_on": date(2026, 3, 15)}


def test_a_last_day_that_the_workflow_does_not_leave_to_the_lead_is_refused(desk: Desk) -> None:
    round_id = desk.draft()
    with pytest.raises(BadInput, match="counts the term itself, and it ends on 2026-03-15"):
        desk.do("marieke", lambda work: open_round(work, round_id, closes_on=date(2026, 3, 20)))
    with pytest.raises(BadInput, match="expected 2026-03-02 or later"):
        desk.do("marieke", lambda work: open_round(work, round_id, closes_on=date(2026, 3, 1)))
    desk.do("marieke", lambda work: open_round(work, round_id, closes_on=date(2026, 3, 15)))


def test_a_look_ahead_names_who_would_be_written_to_and_changes_nothing(desk: Desk) -> None:
    round_id = desk.draft()
    before = desk.dump()
    seen = desk.do("marieke", lambda work: open_round(work, round_id, only_look=True))
    assert seen.decision.to_stage == "open"
    assert {letter.person_id for letter in seen.letters} == {desk.cast[who].person_id for who in ASKED}
    assert desk.dump() == before
    assert desk.key_files() == []


def _letters(desk: Desk, round_id: int) -> list[LetterRow]:
    query = select(LetterRow).where(col(LetterRow.about_instance) == round_id)
    return list(desk.ask(lambda s: s.scalars(query).all()))


def test_an_invitation_says_with_how_many_an_answer_is_combined(desk: Desk) -> None:
    round_id = desk.opened()
    letters = desk.ask(
        lambda s: s.scalars(select(LetterRow).where(col(LetterRow.about_instance) == round_id)).all()
    )
    mine = next(letter for letter in letters if letter.person_id == desk.cast["tom"].person_id)
    assert mine.notice == "round_invitation"
    assert mine.context["site"] == "Winkel Assen"
    assert mine.context["combined_with"] == 6
    assert mine.context["group"] == "Winkel Assen", "its teams are small, so the store is one group"
    assert mine.context["smallest_group"] == 5
    assert mine.context["minutes"] == 2
    assert len(letters) == 14


def test_opening_takes_the_variants_along(desk: Desk) -> None:
    first, second, third = (desk.variant(code) for code in ("V1", "V2", "V3"))
    round_id = desk.draft(purpose="variants", variant_ids=[first, second])
    desk.do("marieke", lambda work: open_round(work, round_id))
    means = desk.ask(lambda s: dict(map(tuple, s.execute(select(col(Instance.id), col(Instance.means))))))
    assert [means[number] for number in (first, second, third)] == ["asked", "asked", "draft"]


def test_an_invitation_lists_the_variants_of_this_round_and_what_changed(desk: Desk) -> None:
    desk.variant("V1")
    second = desk.variant("V2b", what_changed="Tot 14:00 uur")
    round_id = desk.opened(purpose="variants", variant_ids=[second])
    letter = desk.ask(
        lambda s: s.scalars(select(LetterRow).where(col(LetterRow.about_instance) == round_id)).first()
    )
    assert [line["code"] for line in letter.context["variants"]] == ["V2b"]
    assert letter.context["changed"] == "V2b: Tot 14:00 uur"


def _said(desk: Desk, round_id: int) -> dict[str, Any]:
    return {answer.nullifier: answer.body for answer in desk.answers(round_id)}


@pytest.mark.parametrize("held", [False, True])
def test_an_extension_keeps_the_key_the_cells_and_every_answer(desk: Desk, held: bool) -> None:
    round_id = desk.opened()
    desk.answer(round_id, "tom", demands=4)
    before, cells = _said(desk, round_id), _cells(desk, round_id)
    keys = [file.read_bytes() for file in desk.key_files()]
    now = at(10)
    if held:
        desk.tick(ENDED)
        assert desk.means(round_id) == "held"
        now = at(17)
    desk.do("marieke", lambda work: extend_round(work, round_id, reason="Carnaval viel erin."), now)
    assert desk.means(round_id) == "open"
    assert (_said(desk, round_id), _cells(desk, round_id)) == (before, cells)
    assert [file.read_bytes() for file in desk.key_files()] == keys
    assert desk.round(round_id).extensions == 1
    desk.answer(round_id, "tom", demands=2)
    assert [answer.body["ratings"] for answer in desk.answers(round_id)] == [{"demands": 2}]
    dates = desk.ask(lambda s: look(s, round_id).dates)
    assert dates["opens_on"] == date(2026, 3, 2)
    assert dates["closes_on"] == (date(2026, 3, 30) if held else date(2026, 3, 23))


def test_a_second_extension_is_refused(desk: Desk) -> None:
    round_id = desk.opened()
    desk.do("marieke", lambda work: extend_round(work, round_id, reason="Carnaval viel erin."), at(10))
    with pytest.raises(Refusal) as refused:
        desk.do("marieke", lambda work: extend_round(work, round_id, reason="Nog eens."), at(11))
    assert [unmet.code for unmet in refused.value.refused.unmet] == ["taken_at_most"]


def test_an_extension_goes_to_those_who_have_not_answered(desk: Desk) -> None:
    round_id = desk.opened()
    for who in ASSEN:
        desk.answer(round_id, who, demands=3)
    seen = desk.do(
        "marieke",
        lambda work: extend_round(work, round_id, reason="Carnaval viel erin.", only_look=True),
        at(10),
    )
    assert {letter.person_id for letter in seen.letters} == {
        desk.cast[who].person_id for who in ASKED if who not in ASSEN
    }


def test_a_round_whose_key_is_lost_cannot_be_extended(desk: Desk) -> None:
    round_id = desk.opened()
    tag = desk.round(round_id).key_tag
    assert tag
    destroy_key(desk.settings.round_keys_dir, tag)
    with pytest.raises(KeyLost):
        desk.do("marieke", lambda work: extend_round(work, round_id, reason="Carnaval viel erin."), at(10))
    assert desk.round(round_id).extensions == 0


def test_only_the_lead_opens_and_an_outsider_sees_no_round(desk: Desk) -> None:
    round_id = desk.draft()
    with pytest.raises(Refusal) as refused:
        desk.do("tom", lambda work: open_round(work, round_id))
    assert [unmet.code for unmet in refused.value.refused.unmet] == ["role_missing"]
    for verb in (open_round, lambda work, number: extend_round(work, number, reason="x")):
        with pytest.raises(NotFound):
            desk.do("olga", lambda work, verb=verb: verb(work, round_id))
        with pytest.raises(NotFound):
            desk.do("marieke", lambda work, verb=verb: verb(work, desk.cycle_id))


def test_an_invitation_names_the_team_where_the_team_is_the_group(desk: Desk) -> None:
    with desk.database.write() as session:
        for number in range(8):
            team = desk.team("zwolle/Nachtploeg")
            add_person(session, desk.home_id, f"Nacht {number}", number=f"K{number}", team_id=team)
    drafted = desk.draft()
    would = desk.ask(lambda s: asked(s, drafted))
    desk.do("marieke", lambda work: open_round(work, drafted))
    words = desk.ask(lambda s: asked(s, drafted))
    assert would == words, "a look ahead says the same as the letter"
    night, day = (words[desk.cast[who].person_id] for who in ("kevin", "mila"))
    if day["group"] == night["group"]:  # the others of Zwolle were too few, so all are one group
        assert night["group"] == "Winkel Zwolle"
    else:
        assert night["group"] == "Nachtploeg, Winkel Zwolle"
    assert words[desk.cast["tom"].person_id]["group"] == "Winkel Assen"
