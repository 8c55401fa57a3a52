"""What the lowest and the highest mark mean stands beside the marks, and in the text of the question."""

from pim.feedback.ends import Worded, worded
from pim.feedback.questions import about_variants


def test_the_words_at_the_ends_are_taken_apart_and_a_question_without_them_stays_whole() -> None:
    assert worded("Is het hier stil? (1 = nooit, 5 = altijd)") == Worded(
        "Is het hier stil?", "nooit", "altijd"
    )
    for whole in ("Is het hier stil?", "Werkt u (1 = nooit, 5 = altijd) alleen?", "Past dit (nu)?"):
        assert worded(whole) == Worded(whole)


def test_a_mark_for_a_variant_has_its_ends_in_both_languages() -> None:
    mark = about_variants([("V1", "Automatisch (nu)")])[0]
    assert worded(mark["nl"]).high == "heel goed"
    assert worded(mark["en"]) == Worded(
        "V1 – Automatisch (nu): could you work well with this?", "not at all", "very well"
    )
