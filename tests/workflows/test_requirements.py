"""Each requirement: met here, not met there, and with which numbers it says so."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given

from tests.workflows.cases_before_the_pilot import CASES as BEFORE
from tests.workflows.cases_from_the_pilot_on import CASES as AFTER
from tests.workflows.cases_of_a_chain import CASES as OF_A_CHAIN
from tests.workflows.cases_of_a_subsidy import CASES as OF_A_SUBSIDY
from tests.workflows.cases_of_measures import CASES as MEASURES
from tests.workflows.cases_of_the_law import CASES as LAW
from tests.workflows.situations import MONDAY, any_facts
from workflows.facts import (
    GROUPS,
    Facts,
)
from workflows.requirements import CATALOGUE, Unmet, bound

CASES = BEFORE + MEASURES + AFTER + LAW + OF_A_CHAIN + OF_A_SUBSIDY

# One set of parameters for each requirement, to ask it about any facts.
PARAMS = {name: params for name, params, _, _ in CASES}


def ask(name: str, params: dict[str, Any], facts: dict[str, Any]) -> Unmet | None:
    return bound(name, params)(Facts(**{"today": MONDAY, **facts}))


@pytest.mark.parametrize(("name", "params", "facts", "numbers"), CASES)
def test_a_requirement_says_what_is_missing_or_nothing(
    name: str, params: dict[str, Any], facts: dict[str, Any], numbers: dict[str, Any] | None
) -> None:
    found = ask(name, params, facts)
    assert found == (None if numbers is None else Unmet(name, numbers))


def test_every_requirement_of_the_catalogue_is_tried_both_ways() -> None:
    met = {name for name, _, _, numbers in CASES if numbers is None}
    unmet = {name for name, _, _, numbers in CASES if numbers is not None}
    assert met == unmet == set(CATALOGUE)


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_a_requirement_looks_only_at_the_facts_it_says_it_reads(name: str) -> None:
    reads = CATALOGUE[name].reads
    assert reads <= GROUPS

    @given(any_facts)
    def tried(facts: Facts) -> None:
        some = {each.name: getattr(facts, each.name) for each in fields(Facts) if each.name in reads}
        check = bound(name, PARAMS[name])
        assert check(Facts(today=facts.today, **some)) == check(facts)

    tried()


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_the_numbers_of_a_requirement_can_be_stored_as_json(name: str) -> None:
    @given(any_facts)
    def tried(facts: Facts) -> None:
        found = bound(name, PARAMS[name])(facts)
        if found is not None:
            assert found.code == name
            for value in found.numbers.values():
                plain = value if isinstance(value, tuple) else (value,)
                assert all(type(each) in (int, float, str) for each in plain)

    tried()


@pytest.mark.parametrize(("name", "params", "facts", "numbers"), CASES)
def test_the_parameters_tried_are_those_the_catalogue_knows(
    name: str, params: dict[str, Any], facts: dict[str, Any], numbers: dict[str, Any] | None
) -> None:
    known = CATALOGUE[name].params
    assert set(params) <= set(known)
    assert {each for each, param in known.items() if param.required} <= set(params)
