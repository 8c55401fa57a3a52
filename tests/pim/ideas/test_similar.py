"""Which texts look alike: by stems, in Dutch and in English, with the words that say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.ideas.similar import Likeness, stems

TEXTS = {
    "slow": "De terminal is te traag.",
    "slow too": "Terminals zijn in de ochtend veel te traag!",
    "early": "Elf uur is te vroeg voor de nachtploeg.",
    "coffee": "De koffie is lekker.",
    "english": "The scanners are broken every night.",
    "english too": "A broken scanner at night, again.",
}


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("trage terminals", "slow"),
        ("Om elf uur is de nachtploeg al weg, dat is te vroeg", "early"),
        ("elf uur is te vroeg voor wie in de nacht werkt", "early"),
        ("de treminals zijn traag", "slow"),
        ("my scanner broke: it is broken", "english"),
    ],
)
def test_a_text_finds_the_one_that_means_the_same(text: str, best: str) -> None:
    found = Likeness(TEXTS).like(text, most=2)
    assert best in {one.key for one in found}
    assert all(one.words for one in found)


@pytest.mark.parametrize(
    "text", ["", "???", "de het een en", "Ik heb geen idee.", "Wij willen graag een nieuwe fietsenstalling."]
)
def test_a_text_that_shares_nothing_finds_nothing(text: str) -> None:
    assert Likeness(TEXTS).like(text) == []


def test_the_reason_is_the_words_as_they_were_written() -> None:
    (found,) = Likeness(TEXTS).like("Mijn terminals zijn traag", most=1)
    assert set(found.words) == {"terminals", "traag"} or set(found.words) == {"terminal", "traag"}


def test_groups_are_of_texts_that_look_alike_and_leave_the_others_out() -> None:
    groups = [{one.key for one in group} for group in Likeness(TEXTS).groups()]
    assert {"slow", "slow too"} in groups
    assert {"english", "english too"} in groups
    assert not any("coffee" in group for group in groups)


def test_a_word_in_every_text_makes_no_two_of_them_alike() -> None:
    texts = {n: f"Bestellen: {word}" for n, word in enumerate(("kassa", "licht", "pauze", "rooster", "jas"))}
    assert Likeness(texts).groups(least=0.5) == []


@given(st.lists(st.text(max_size=80), max_size=12), st.text(max_size=80))
def test_any_texts_can_be_compared_and_the_score_stays_between_nothing_and_all(
    texts: list[str], text: str
) -> None:
    likeness = Likeness(dict(enumerate(texts)))
    assert all(0 < one.score <= 1 for one in likeness.like(text, least=0.0001, most=50))
    grouped = [one.key for group in likeness.groups() for one in group]
    assert len(grouped) == len(set(grouped)), "a text is in one group at most"


@given(st.text(min_size=1, max_size=200))
def test_a_text_is_as_alike_as_can_be_to_itself(text: str) -> None:
    found = Likeness({"it": text}).like(text)
    assert [one.score for one in found] == ([1.0] if stems(text) else [])
