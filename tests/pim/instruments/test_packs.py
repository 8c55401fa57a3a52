"""The packs that come with PIM: where they come from, what they ask, and what we must not ship."""

import pytest

from pim.feedback.composing import DEFAULTS, compose, kept_scales
from pim.feedback.questions import check_length, seconds_for
from pim.feedback.tables import PURPOSES
from pim.instruments import pack as words
from pim.instruments.loading import check, shipped, shipped_names

NOT_OURS = ("copsoq", "nea", "uwes", "jcq", "vbba")


def test_nine_packs_come_with_pim_and_none_that_is_not_ours_to_ship() -> None:
    assert shipped_names() == ("aim", "fim", "free", "iam", "outcomes", "quick", "readiness", "sus", "work")
    told = " ".join(f"{shipped(name).title} {shipped(name).source}".lower() for name in shipped_names())
    assert not [name for name in NOT_OURS if name in told]


def test_a_pack_that_does_not_come_with_pim_is_told_with_the_nearest_name() -> None:
    with pytest.raises(LookupError, match="did you mean 'work'"):
        shipped("wrok")


@pytest.mark.parametrize("name", shipped_names())
def test_every_pack_says_its_licence_and_source_and_speaks_both_languages(name: str) -> None:
    pack = shipped(name)
    assert pack.name == name
    assert pack.licence
    assert pack.source
    for item in pack.items:
        assert set(item.words) == {"nl", "en"}
        assert item.words["nl"] != item.words["en"]


def test_our_own_scale_has_four_items_each_and_one_for_every_a_and_is_not_validated() -> None:
    work = shipped("work")
    assert not work.validated
    assert {scale.code: len(scale.items) for scale in work.scales} == {
        "demands": 4,
        "control": 4,
        "job_content": 1,
        "working_conditions": 1,
        "employment_terms": 1,
        "employment_relations": 1,
    }
    for scale in work.scales[:2]:
        turned = [item.code for item in work.items if item.reversed_ and item.code in scale.items]
        assert (scale.needs, len(turned)) == (3, 1)


def test_a_translation_of_our_own_counts_as_not_validated() -> None:
    (scale,) = kept_scales(shipped("aim"), "pilot")
    assert (scale["validated"], scale["licence"]) == (["en"], "CC BY 4.0")
    assert all(one["validated"] == [] for one in kept_scales(shipped("work"), "pilot"))


def test_the_poll_of_the_webinar_is_asked_with_its_five_answers() -> None:
    (item,) = shipped("readiness").items
    assert item.words["nl"] == "Wat houdt u tegen om innovatie toe te passen?"
    assert [option.code for option in item.options] == [
        "no_trust",
        "no_time",
        "no_knowledge",
        "no_effect",
        "doing_it",
    ]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_what_is_asked_by_default_takes_two_minutes_at_most(purpose: str) -> None:
    asked = compose([shipped(name) for name in DEFAULTS[purpose]], purpose).questions
    assert seconds_for(asked) <= 120
    check_length(asked)


def test_before_at_the_end_of_a_pilot_and_three_months_after_the_same_is_measured() -> None:
    measured = {
        purpose: {
            (scale["code"], scale["pack"], scale["unit"], tuple(scale["items"]), scale["scoring"])
            for scale in compose([shipped(name) for name in DEFAULTS[purpose]], purpose).scales
        }
        for purpose in ("baseline", "pilot", "wave", "evaluation")
    }
    dimensions = {one for one in measured["baseline"] if one[0] in words.DIMENSIONS}
    assert len(dimensions) == 5
    assert all(dimensions <= found for found in measured.values())
    assert measured["baseline"] == measured["evaluation"]
    assert {one[0] for one in measured["pilot"] - measured["baseline"]} == {"acceptability"}


def test_the_purposes_of_packs_and_rounds_are_the_same() -> None:
    assert words.PURPOSES == PURPOSES


def test_a_pack_in_one_language_is_asked_in_that_language() -> None:
    text = """
pack: ovk
title: {nl: Eigen lijst}
licence: In gebruik met toestemming
source: Onderzoeksbureau
languages: [nl]
validated: true
answers: {low: {nl: nooit}, high: {nl: altijd}}
items:
  - {code: noise, kind: rating, nl: Is het hier stil?}
"""
    found = check(text).pack
    assert found is not None
    (asked,) = compose([found], "baseline").questions
    assert asked["nl"] == asked["en"] == "Is het hier stil? (1 = nooit, 5 = altijd)"
