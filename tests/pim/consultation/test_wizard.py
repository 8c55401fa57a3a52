"""The wizard: plain answers, and for each letter of WOR 25(1) and 27(1) whether it applies and why."""

import pytest

from pim.consultation.dossier import dossier
from pim.consultation.draft import prepare, put, write
from pim.consultation.triggers import keep_answers, kept_answers
from pim.consultation.wizard import judge, read_answers
from pim.errors import BadInput
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from tests.pim.scene import Scene

K = ("advice", "25(1)(k)")
DAY = "2026-04-02 10:00"


def _verdicts(**given: str) -> dict[str, str]:
    return {each.article: each.verdict for each in judge(read_answers(given)).letters}


def test_every_letter_of_both_articles_gets_a_reason_in_both_languages() -> None:
    found = judge(read_answers({"technology": "yes", "organisation": "no"}))
    said = [each.article for each in found.letters]
    assert said == [f"25(1)({letter})" for letter in "abcdefghijklmn"] + [
        f"27(1)({letter})" for letter in "abcdefghijklm"
    ]
    assert all(each.why["nl"] and each.why["en"] != each.why["nl"] for each in found.letters)
    by_article = {each.article: each for each in found.letters}
    assert by_article["25(1)(k)"].why["nl"].startswith("Geldt. U zei ja op de vraag: Komt er")
    assert [by_article[f"25(1)({letter})"].verdict for letter in "kea"] == ["applies", "not", "unknown"]


def test_what_can_show_how_somebody_works_needs_consent_also_where_that_is_not_its_aim() -> None:
    found = judge(read_answers({"observe": "yes", "personal_data": "yes", "technology": "yes"}))
    assert found.requests == (("advice", "25(1)(k)"), ("consent", "27(1)(l)"), ("dpia", "35"))


def test_a_pilot_leaves_advice_for_later_only_when_short_small_reversible_and_promised() -> None:
    modest = {
        "technology": "yes", "weeks": "8", "staff_total": "400", "staff_touched": "40",
        "reversible": "yes", "advice_promised": "yes",
    }  # fmt: skip
    assert _verdicts(**modest)["25(1)(k)"] == "later"
    for change in (
        {"weeks": "9"},
        {"staff_touched": "43"},
        {"reversible": "no"},
        {"advice_promised": "no"},
        {"weeks": ""},
    ):
        assert _verdicts(**{**modest, **change})["25(1)(k)"] == "applies", change
    assert _verdicts(**modest, observe="yes")["27(1)(l)"] == "applies", (
        "consent does not wait for the rollout"
    )


def test_an_outside_expert_counts_only_beside_another_letter() -> None:
    assert _verdicts(expert="yes")["25(1)(n)"] == "alone"
    assert _verdicts(expert="yes", investment="yes")["25(1)(n)"] == "applies"


@pytest.mark.parametrize(
    ("given", "requests", "said"),
    [
        (
            {"body": "none", "staff_total": "50", "technology": "yes"},
            (("advice", "25(1)(k)"),),
            "artikel 2 WOR",
        ),
        (
            {"body": "none", "staff_total": "40", "staff_touched": "10", "technology": "yes"},
            (("advice", "35b(5)"),),
            "25% van de mensen: een kwart of meer",
        ),
        (
            {"body": "none", "staff_total": "40", "staff_touched": "9", "technology": "yes"},
            (),
            "minder dan een kwart",
        ),
        (
            {"body": "none", "staff_total": "9", "staff_touched": "9", "technology": "yes"},
            (),
            "artikel 35d WOR",
        ),
        (
            {"body": "representation", "staff_total": "40", "working_times": "yes", "pay": "yes"},
            (("consent", "27(1)(b)"),),
            "artikel 35c WOR",
        ),
        ({"political": "yes"}, (), "artikel 46d onder b WOR"),
    ],
)
def test_without_a_council_and_in_politics_other_rules_are_told(
    given: dict[str, str], requests: tuple[tuple[str, str], ...], said: str
) -> None:
    found = judge(read_answers(given))
    assert found.requests == requests
    assert any(said in note["nl"] for note in found.notes)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tecnology": "yes"}, "there is no such question"),
        ({"technology": "maybe"}, "expected yes, no"),
        ({"weeks": "-1"}, "expected a whole number"),
        ({"body": "union"}, "expected works_council, representation, none"),
    ],
)
def test_an_answer_that_is_none_is_bad_input(given: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_answers(given)


def test_answers_are_kept_with_the_cycle_and_begin_a_request_that_is_prefilled(play: Scene) -> None:
    with pytest.raises(NotAllowed):
        play.do("jantje", lambda work: keep_answers(work, play.cycle, {"observe": "yes"}), DAY)
    play.do("marieke", lambda work: keep_answers(work, play.cycle, {"observe": "yes"}), DAY)
    kept = play.look(lambda session: kept_answers(session, play.people["wim"], play.cycle))
    assert kept is not None
    assert kept["requests"][0]["article"] == "27(1)(l)"
    request = play.do(
        "marieke", lambda work: prepare(work, play.cycle, request="consent", article="27(1)(l)").id, DAY
    )
    assert not play.letters("consent_requested"), "nobody was asked yet"
    with pytest.raises(Refusal) as refusal:
        play.do("marieke", lambda work: put(work, request), DAY)
    assert refusal.value.refused.unmet[0].code == "text_written"
    texts = dict.fromkeys(("grounds", "consequences", "measures"), "Zo is het.")
    play.do("marieke", lambda work: write(work, request, texts), DAY)
    play.do("marieke", lambda work: put(work, request), DAY)
    found = play.look(lambda session: dossier(session, play.people["wim"], request))
    assert found["texts"]["decision"] == "Wij willen ‘Nieuw bestelsysteem’ invoeren"
    assert found["means"] == "asked"
    with pytest.raises(BadInput, match="its texts were put to the council"):
        play.do("marieke", lambda work: write(work, request, texts), DAY)
