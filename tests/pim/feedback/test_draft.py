"""A lead drafts a round; nobody hears of it, and nothing foreign gets into it."""

from datetime import date

import pytest
from sqlalchemy import func, select

from notifications.outbox import LetterRow
from pim.answers.view import rounds_of
from pim.errors import BadInput, Conflict, NotFound
from pim.feedback.draft import change_draft, draft_round
from pim.feedback.queries import fact_of
from pim.feedback.steps import open_round
from pim.feedback.views import round_view
from pim.lifecycle.advance import Order, advance
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.ways import take_towards
from tests.pim.feedback.desk import Desk


def test_rounds_of_a_cycle_are_called_r1_r2_and_so_on(desk: Desk) -> None:
    first, second = desk.draft(), desk.draft(purpose="baseline")
    views = [desk.ask(lambda s, n=number: round_view(s, n)) for number in (first, second)]
    assert [view.code for view in views] == ["R1", "R2"]
    assert [view.means for view in views] == ["draft", "draft"]
    assert views[1].title == "Nulmeting (R2)"


def test_a_draft_tells_nobody_and_asks_nobody_yet(desk: Desk) -> None:
    round_id = desk.draft()
    assert desk.dump()["asked"] == []
    letters = desk.ask(lambda s: s.scalar(select(func.count()).where(LetterRow.about_instance == round_id)))
    assert letters == 0
    assert desk.ask(lambda s: fact_of(s, round_id)).invited == 14


def test_without_variants_a_round_is_about_all_that_can_still_be_asked(desk: Desk) -> None:
    desk.variant("V1")
    parked = desk.variant("V2")
    desk.variant("V3")
    desk.do("marieke", lambda work: take_towards(work, Order(parked, "park"), "parked"))
    view = desk.ask(lambda s: round_view(s, desk.draft(purpose="variants")))
    assert view.variants == ("V1", "V3")
    assert {one["code"] for one in view.questions} == {"V1", "V3"}


def test_a_parked_variant_is_not_asked_about(desk: Desk) -> None:
    parked = desk.variant("V2")
    desk.do("marieke", lambda work: advance(work, Order(parked, "park")))
    with pytest.raises(BadInput, match="V2: parked or stopped"):
        desk.draft(purpose="variants", variant_ids=[parked])
    with pytest.raises(BadInput, match="at least one variant"):
        desk.draft(purpose="variants")


def test_teams_and_sites_are_asked_together(desk: Desk) -> None:
    round_id = desk.draft(team_ids=[desk.team("kantoor/HR")], site_ids=[desk.site("assen")])
    view = desk.ask(lambda s: round_view(s, round_id))
    assert view.teams == ("assen/Nachtploeg", "assen/Winkel overdag", "kantoor/HR")
    assert view.invited == 9


def test_a_draft_has_a_term_when_the_lead_says_when_it_opens(desk: Desk) -> None:
    round_id = desk.draft(opens_on=date(2026, 3, 9))
    assert desk.ask(lambda s: round_view(s, round_id).dates) == {"opens_on": date(2026, 3, 9)}
    armed = [row for row in desk.dump()["deadline"] if row[1] == round_id]
    assert len(armed) == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"purpose": "poll"}, "purpose: expected one of readiness, baseline"),
        ({"team_ids": []}, "at least one team or site"),
        ({"title": "  "}, "title: expected 1 to 120"),
        ({"title": "Een\nBcc: x@y"}, "title: expected 1 to 120"),
        ({"title": "x" * 121}, "title: expected 1 to 120"),
        ({"questions": []}, "questions: expected 1 to 60"),
        ({"questions": [{"code": "x"}]}, "question 1: expected code"),
    ],
)
def test_a_wrong_draft_says_what_was_expected_and_leaves_nothing(
    desk: Desk, given: dict[str, object], told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        desk.draft(**given)
    assert desk.dump()["round"] == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"team_ids": [999_999]}, "no team with number 999999"),
        ({"site_ids": [999_999]}, "no site with number 999999"),
        ({"purpose": "variants", "variant_ids": [999_999]}, "no variant with number 999999"),
        ({"about_id": 999_999}, "nothing with number 999999"),
    ],
)
def test_what_is_not_there_cannot_be_asked(desk: Desk, given: dict[str, object], told: str) -> None:
    with pytest.raises(NotFound, match=told):
        desk.draft(**given)


def test_a_team_of_another_organisation_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no team"):
        desk.draft(team_ids=[desk.cast.teams["waterveld/stadhuis/Bezwaar"]])
    with pytest.raises(NotFound, match="no site"):
        desk.draft(site_ids=[desk.cast.sites["waterveld/stadhuis"]])


def test_a_round_is_about_a_pilot_or_a_wave_and_not_about_a_variant(desk: Desk) -> None:
    variant = desk.variant("V1")
    with pytest.raises(BadInput, match="about a pilot, not about a variant"):
        desk.draft(purpose="pilot", about_id=variant)
    with pytest.raises(NotFound, match="nothing with number"):
        desk.draft(purpose="baseline", about_id=variant)


def test_only_the_lead_drafts(desk: Desk) -> None:
    asked = {"purpose": "pilot", "site_ids": [desk.site("assen")]}
    with pytest.raises(NotAllowed):
        desk.do("fatima", lambda work: draft_round(work, desk.cycle_id, **asked))
    with pytest.raises(NotFound):
        desk.do("olga", lambda work: draft_round(work, desk.cycle_id, **asked))


def test_a_draft_can_be_changed_until_it_opens(desk: Desk) -> None:
    desk.variant("V1")
    second = desk.variant("V2")
    round_id = desk.draft(purpose="variants")
    desk.do(
        "marieke",
        lambda work: change_draft(
            work, round_id, variant_ids=[second], team_ids=[], site_ids=[desk.site("assen")]
        ),
    )
    view = desk.ask(lambda s: round_view(s, round_id))
    assert (view.variants, view.invited) == (("V2",), 7)
    assert {one["code"] for one in view.questions} == {"V2"}
    own = [{"code": "why", "kind": "text", "nl": "Waarom?", "en": "Why?"}]
    desk.do("marieke", lambda work: change_draft(work, round_id, questions=own))
    assert desk.round(round_id).questions == own
    desk.do("marieke", lambda work: open_round(work, round_id))
    with pytest.raises(Conflict, match="no draft any more"):
        desk.do("marieke", lambda work: change_draft(work, round_id, questions=own))


def test_a_change_that_changes_nothing_says_what_to_give(desk: Desk) -> None:
    round_id = desk.draft()
    with pytest.raises(BadInput, match="nothing to change"):
        desk.do("marieke", lambda work: change_draft(work, round_id))
    with pytest.raises(NotFound):
        desk.do("olga", lambda work: change_draft(work, round_id, team_ids=[1]))


def test_the_rounds_of_another_organisation_are_not_there(desk: Desk) -> None:
    round_id = desk.draft()
    theirs = desk.cast["olga"].organisation_id
    with pytest.raises(NotFound):
        desk.ask(lambda s: round_view(s, round_id, theirs))
    with pytest.raises(NotFound):
        desk.ask(lambda s: rounds_of(s, desk.cycle_id, theirs))
    assert len(desk.ask(lambda s: rounds_of(s, desk.cycle_id, desk.home_id))) == 1
