"""A code: twelve signs that say whose answer it is to whoever holds the round's key, and to nobody else."""

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.channels.codes import PERSON_BITS, code_for, person_of
from pim.feedback.keys import KEY_BYTES, nullifier
from pim.signing_in.signs import LENGTH, SIGNS, number_of

KEYS = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
PEOPLE = st.integers(min_value=0, max_value=(1 << PERSON_BITS) - 1)
ROUNDS = st.integers(min_value=1, max_value=2**31 - 1)
KEY = bytes(range(32))


@given(KEYS, ROUNDS, PEOPLE)
def test_a_code_leads_back_to_the_person_and_is_always_the_same(key: bytes, round_: int, person: int) -> None:
    code = code_for(key, round_, person)
    assert re.fullmatch(rf"[{SIGNS}]{{4}}-[{SIGNS}]{{4}}-[{SIGNS}]{{4}}", code)
    assert person_of(key, round_, code) == person
    assert code_for(key, round_, person) == code


@given(KEYS, KEYS, ROUNDS, PEOPLE)
def test_a_code_is_dead_with_another_key_or_in_another_round(
    key: bytes, other: bytes, round_: int, person: int
) -> None:
    code = code_for(key, round_, person)
    if other != key:
        assert person_of(other, round_, code) is None
    assert person_of(key, round_ + 1, code) is None


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused_and_never_breaks(typed: str) -> None:
    assert person_of(KEY, 1, typed) is None
    assert number_of(typed) is None or 0 <= number_of(typed) < 2**60  # type: ignore[operator]


@given(st.integers(min_value=0, max_value=LENGTH - 1), st.sampled_from(SIGNS), PEOPLE)
def test_one_wrong_sign_makes_it_nobodys_code(place: int, sign: str, person: int) -> None:
    signs = code_for(KEY, 7, person).replace("-", "")
    spoilt = signs[:place] + sign + signs[place + 1 :]
    assert person_of(KEY, 7, spoilt) == (person if spoilt == signs else None)


@pytest.mark.parametrize("signs", ["O", "I", "L", "U"])
def test_what_looks_alike_is_taken_for_what_was_meant(signs: str) -> None:
    meant = {"O": "0", "I": "1", "L": "1", "U": "V"}[signs]
    for person in range(400):
        code = code_for(KEY, 7, person)
        if meant in code:
            assert person_of(KEY, 7, code.replace(meant, signs)) == person
            assert person_of(KEY, 7, code.replace(meant, signs.lower())) == person
            return
    raise AssertionError("no code with that sign")


@pytest.mark.parametrize("style", ["{}{}{}", " {} {} {} ", "{}–{}–{}", "{}.{}.{}", "{}/{}/{}\n"])
def test_small_letters_spaces_and_dashes_do_not_matter(style: str) -> None:
    parts = code_for(KEY, 7, 12_345).lower().split("-")
    assert person_of(KEY, 7, style.format(*parts)) == 12_345


@pytest.mark.parametrize(
    "typed", ["", "7K3M", "7K3M-9QXT-0V2", "7K3M-9QXT-0V2BB", "7K3M-9QXT-0V2!", "٣" * 12]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert number_of(typed) is None


def test_codes_of_neighbours_look_like_chance() -> None:
    """The number of a person cannot be read from a code, nor whether two people stand near each other."""
    codes = [code_for(KEY, 7, person).replace("-", "") for person in range(2_000)]
    assert len(set(codes)) == 2_000
    for place in range(LENGTH):
        counts = [sum(code[place] == sign for code in codes) for sign in SIGNS]
        assert max(counts) < 2 * 2_000 / len(SIGNS), place
    low = [number_of(code) or 0 for code in codes]
    same = sum(
        (one & (1 << PERSON_BITS) - 1) ^ (two & (1 << PERSON_BITS) - 1) < 16 for one, two in pairwise(low)
    )
    assert same == 0


def test_a_guess_is_never_right() -> None:
    chance = random.Random(3)
    tried = ("".join(chance.choices(SIGNS, k=LENGTH)) for _ in range(20_000))
    assert [code for code in tried if person_of(KEY, 7, code) is not None] == []


def test_a_code_shares_nothing_with_the_nullifier() -> None:
    made = nullifier(KEY, 7, 12).upper()
    number = number_of(code_for(KEY, 7, 12)) or 0
    assert f"{number >> PERSON_BITS:08X}" not in made


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="268435456"):
        code_for(KEY, 7, 1 << PERSON_BITS)
