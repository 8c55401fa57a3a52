"""A round made of packs: what it asks, how long it takes, and that figures stay comparable."""

from typing import Any

import pytest

from pim.errors import BadInput, Conflict, NotFound
from pim.evidence.facts import measures
from pim.feedback.draft import change_draft
from pim.feedback.own_packs import add_pack, packs
from pim.feedback.publication import Mean, results
from pim.feedback.questions import seconds_for
from pim.instruments.filling import filled
from pim.instruments.loading import PackError
from pim.lifecycle.allowed import NotAllowed
from tests.pim.feedback.desk import ASKED, ASSEN, ZWOLLE, Desk

PLEASURE = {"code": "pleasure", "kind": "rating", "nl": "?", "en": "?"}
OWN = """\
pack: noise
title: {nl: Lawaai, en: Noise}
licence: Used with permission of the office
source: An office for research
languages: [nl, en]
validated: true
answers: {low: {nl: nooit, en: never}, high: {nl: altijd, en: always}}
scales:
  noise:
    title: {nl: Lawaai, en: Noise}
    items: [noise_1, noise_2]
    needs: 2
    scoring: mean
    unit: hundred
    better: low
items:
  - {code: noise_1, kind: rating, nl: Is het hier lawaaiig?, en: Is it noisy here?}
  - {code: noise_2, kind: rating, reversed: true, nl: Is het hier stil?, en: Is it quiet here?}
"""


def _codes(desk: Desk, round_id: int, kind: str = "rating") -> list[str]:
    return [one["code"] for one in desk.round(round_id).questions if one["kind"] == kind]


def _said(desk: Desk, round_id: int, **wanted: int) -> dict[str, Any]:
    return {"ratings": filled(desk.round(round_id).scales, wanted)}


def test_a_baseline_asks_our_scale_the_four_as_the_outcomes_and_one_free_question(desk: Desk) -> None:
    round_id = desk.draft(purpose="baseline", packs=None, questions=None)
    assert {scale["code"] for scale in desk.round(round_id).scales} >= {
        "demands",
        "control",
        "job_content",
        "pleasure",
    }
    assert (len(_codes(desk, round_id)), _codes(desk, round_id, "text")) == (15, ["remarks"])
    assert seconds_for(desk.round(round_id).questions) == 120


def test_a_pilot_and_a_wave_ask_about_the_change_and_not_about_the_four_as(desk: Desk) -> None:
    for purpose in ("pilot", "wave"):
        codes = {scale["code"] for scale in desk.round(desk.draft(purpose=purpose, questions=None)).scales}
        assert codes == {"demands", "control", "pleasure", "performance", "innovation", "acceptability"}


def test_what_was_measured_with_one_pack_goes_on_being_measured_with_it(desk: Desk) -> None:
    desk.closed({}, purpose="baseline", packs=["quick"])
    drafted = desk.draft(purpose="pilot", questions=None)
    assert {scale["pack"] for scale in desk.round(drafted).scales} == {"quick"}
    assert "acceptability" in _codes(desk, drafted)
    with pytest.raises(BadInput, match=r"demands was measured with quick before.*ask quick instead"):
        desk.draft(purpose="pilot", packs=["work"])
    assert desk.draft(purpose="evaluation", packs=["quick", "fim"])


def test_a_round_that_takes_longer_than_two_minutes_is_refused_with_what_to_leave_out(desk: Desk) -> None:
    with pytest.raises(
        BadInput, match=r"asks 204 seconds.*Leave out 84 seconds.*sus \(60 s\), work \(48 s\)"
    ):
        desk.draft(packs=["work", "outcomes", "aim", "fim", "sus", "free"])
    round_id = desk.draft(packs=["work", "outcomes", "aim", "free"], details=["fim", "sus"])
    assert seconds_for(desk.round(round_id).questions) == 120
    details = {one["pack"] for one in desk.round(round_id).questions if one.get("detail")}
    assert details == {"fim", "sus"}


@pytest.mark.parametrize(
    ("given", "error", "told"),
    [
        ({"packs": ["wrok"]}, NotFound, "did you mean 'work'"),
        ({"packs": ["work", "work"]}, BadInput, "work is named twice"),
        ({"packs": ["work", "quick"]}, BadInput, "work and quick both ask 'demands'"),
        ({"packs": ["free", "quick"]}, BadInput, "both ask 'remarks'"),
        ({"packs": ["outcomes"], "questions": [PLEASURE]}, BadInput, "asked twice"),
    ],
)  # fmt: skip
def test_a_wrong_choice_of_packs_says_why_and_leaves_nothing(
    desk: Desk, given: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        desk.draft(**given)
    assert desk.dump()["round"] == []


def test_a_draft_can_be_given_other_packs_and_keeps_its_people(desk: Desk) -> None:
    round_id = desk.draft(packs=["work", "free"])
    desk.do("marieke", lambda work: change_draft(work, round_id, packs=["outcomes"]))
    assert _codes(desk, round_id) == ["pleasure", "performance", "innovation"]
    assert _codes(desk, round_id, "text") == []


def test_a_round_about_variants_may_ask_a_pack_beside_them(desk: Desk) -> None:
    desk.variant("V1")
    round_id = desk.draft(purpose="variants", packs=["free"])
    assert (_codes(desk, round_id), _codes(desk, round_id, "text")) == (["V1"], ["V1", "remarks"])


def test_scores_are_published_in_their_unit_and_the_items_behind_them_are_not(desk: Desk) -> None:
    round_id = desk.opened(packs=["work", "aim", "sus"][:2])
    for who in ASSEN:
        desk.answer(round_id, who, _said(desk, round_id, demands=4, control=2, acceptability=4))
    for who in ZWOLLE:
        desk.answer(round_id, who, _said(desk, round_id, demands=2, control=2, acceptability=3))
    desk.close(round_id)
    found = desk.ask(lambda s: results(s, round_id))
    assert found.whole.means == {
        "demands": Mean(50.0, 14),
        "control": Mean(25.0, 14),
        "acceptability": Mean(3.5, 14),
    }
    assert found.sites[0].means["demands"] == Mean(75.0, 7)
    assert [column.code for column in found.columns] == ["demands", "control", "acceptability"]
    assert {source.licence for source in found.sources} == {"EUPL-1.2, as the rest of PIM", "CC BY 4.0"}
    measured = {
        one.dimension: one.value for one in desk.ask(lambda s: measures(s, desk.cycle_id)) if not one.site
    }
    assert measured == {"demands": 50.0, "control": 25.0, "acceptability": 3.5}


def test_whoever_skips_two_of_four_counts_in_no_score_and_cannot_be_worked_out(desk: Desk) -> None:
    """Six have a score, a seventh answered two items: any figure for an item over seven would show them."""
    round_id = desk.opened(packs=["work"], site_ids=[desk.site("assen")])
    for who in ASSEN[:6]:
        desk.answer(round_id, who, _said(desk, round_id, demands=3))
    desk.answer(round_id, ASSEN[6], {"ratings": {"demands_1": 5, "demands_2": 5}})
    desk.close(round_id)
    found = desk.ask(lambda s: results(s, round_id))
    assert found.whole.means == {"demands": Mean(50.0, 6)}
    assert "demands_1" not in repr([found.whole, found.sites])


def test_thirds_add_up_the_same_on_both_databases(desk: Desk) -> None:
    round_id = desk.opened(packs=["work"])
    for who in ASKED:
        desk.answer(round_id, who, {"ratings": {"control_1": 5, "control_2": 5, "control_3": 4}})
    desk.close(round_id)
    assert desk.ask(lambda s: results(s, round_id)).whole.means["control"] == Mean(91.67, 14)


def test_a_choice_is_shown_over_the_whole_round_and_never_of_one_to_four(desk: Desk) -> None:
    round_id = desk.opened(purpose="readiness", questions=None)
    for who in ASKED[:6]:
        desk.answer(round_id, who, {"choices": {"holds_back": "no_time"}})
    for who in ASKED[6:12]:
        desk.answer(round_id, who, {"choices": {"holds_back": "no_trust"}})
    desk.answer(round_id, ASKED[12], {"choices": {"holds_back": "doing_it"}})
    desk.close(round_id)
    found = desk.ask(lambda s: results(s, round_id)).as_json()
    assert found["choices"]["holds_back"] == {"n": 13, "options": {"no_time": 6}, "others": 7}
    assert found["whole"]["means"] == {}


def test_an_organisation_adds_a_pack_of_its_own_and_nobody_else_sees_it(desk: Desk) -> None:
    added = desk.do("bas", lambda work: add_pack(work, OWN))
    assert desk.do("marieke", lambda work: add_pack(work, OWN)) == added, (
        "the same file again is no other pack"
    )
    assert len(desk.dump()["own_pack"]) == 1
    round_id = desk.closed({}, packs=["noise"])
    (scale,) = desk.round(round_id).scales
    assert (scale["licence"], scale["reversed"]) == ("Used with permission of the office", ["noise_2"])
    theirs = desk.cast["olga"].organisation_id
    assert "noise" not in {pack.name for pack in desk.ask(lambda s: packs(s, theirs))}
    assert "noise" in {pack.name for pack in desk.ask(lambda s: packs(s, desk.home_id))}


@pytest.mark.parametrize(
    ("who", "text", "error", "told"),
    [
        ("bas", OWN.replace("licence: Used", "# licence: Used"), PackError, "yaml:1: 'licence' is missing"),
        ("bas", OWN.replace("pack: noise", "pack: work"), Conflict, "comes with PIM"),
        ("tom", OWN, NotAllowed, "administrator or a lead"),
    ],
)  # fmt: skip
def test_a_pack_that_may_not_be_added_is_not_there(
    desk: Desk, who: str, text: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        desk.do(who, lambda work: add_pack(work, text, "own.yaml"))
    assert desk.dump()["own_pack"] == []


def test_a_name_stands_for_one_pack_for_ever(desk: Desk) -> None:
    desk.do("bas", lambda work: add_pack(work, OWN))
    with pytest.raises(Conflict, match="noise_2"):
        desk.do("bas", lambda work: add_pack(work, OWN.replace("needs: 2", "needs: 1")))
