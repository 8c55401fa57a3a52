"""What law a pilot meets: by time, size, data and what was promised."""

from typing import Any

import pytest

from pim.pilots.law import ASK, FREE, UNKNOWN, WEIGH, Met, Size, law_of
from pim.pilots.words import explained

MODEST: dict[str, Any] = {
    "days": 42, "people": 20, "share": 9.5, "staff": 210, "personal_data": False, "observes": False,
    "advice_promised": True,
}  # fmt: skip


def met(rule: str, **other: Any) -> Met:
    return next(one for one in law_of(Size(**{**MODEST, **other})) if one.rule == rule)


@pytest.mark.parametrize(
    ("other", "outcome", "why"),
    [
        ({}, FREE, ""),
        ({"days": 56, "share": 10.0}, FREE, ""),  # eight weeks and ten per cent are still within
        ({"days": 57}, ASK, "57 dagen"),
        ({"share": 10.1}, ASK, "10,1 %"),
        ({"advice_promised": False}, ASK, "niet toegezegd"),
        ({"days": 0}, ASK, "0 dagen"),
    ],
)
def test_a_pilot_escapes_advice_only_when_short_and_small_and_promised(
    other: dict[str, Any], outcome: str, why: str
) -> None:
    found = met("advice", **other)
    assert (found.outcome, found.article) == (outcome, "WOR 25(1)")
    assert why in explained(found, "nl")
    assert found.inputs["promised"] is Size(**{**MODEST, **other}).advice_promised


@pytest.mark.parametrize(
    ("other", "outcome", "article"),
    [
        ({}, FREE, "WOR 27(1)(k), (l)"),
        ({"observes": None}, UNKNOWN, "WOR 27(1)(k), (l)"),
        ({"personal_data": True}, WEIGH, "WOR 27(1)(k)"),
        ({"personal_data": True, "days": 90}, ASK, "WOR 27(1)(k)"),
        ({"personal_data": True, "observes": True, "share": 40}, ASK, "WOR 27(1)(l)"),
        ({"personal_data": None, "observes": True}, WEIGH, "WOR 27(1)(l)"),
    ],
)
def test_consent_depends_on_the_data_the_length_and_the_group(
    other: dict[str, Any], outcome: str, article: str
) -> None:
    found = met("consent", **other)
    assert (found.outcome, found.article) == (outcome, article)


def test_data_that_could_follow_people_asks_for_a_privacy_assessment() -> None:
    assert met("privacy", personal_data=True, observes=True).outcome == ASK
    assert met("privacy", personal_data=True).outcome == WEIGH
    assert met("privacy", personal_data=None).outcome == UNKNOWN
    assert met("privacy").outcome == FREE


def test_under_fifty_people_there_is_no_council_to_ask_and_the_staff_is_heard_another_way() -> None:
    found = law_of(Size(**{**MODEST, "staff": 49}))
    assert [one.rule for one in found] == ["no_council", "privacy"]
    assert "49" in explained(found[0], "nl")
    assert [one.rule for one in law_of(Size(**{**MODEST, "staff": 50}))] == ["advice", "consent", "privacy"]


@pytest.mark.parametrize("staff", [20, 500])
@pytest.mark.parametrize("data", [True, False, None])
@pytest.mark.parametrize("days", [14, 90])
def test_every_outcome_has_whole_sentences_in_both_languages(
    days: int, data: bool | None, staff: int
) -> None:
    size = Size(**{**MODEST, "days": days, "personal_data": data, "observes": data, "staff": staff})
    for one in law_of(size):
        for language in ("nl", "en"):
            said = explained(one, language)
            assert said.endswith(".")
            assert "{" not in said
