"""Variants: codes and versions, text that never changes, and what becomes of each, with the reason."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from pim.db import Database
from pim.errors import BadInput, NotFound, PimError
from pim.feedback.draft import draft_round
from pim.feedback.steps import finish_round, open_round, withdraw_round
from pim.ideas.group import name_functionality
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.subject import look
from pim.lifecycle.work import Work
from pim.pilots.plan import plan_pilot
from pim.variants import queries
from pim.variants.add import add_variant, new_version
from pim.variants.choose import decide_variant
from pim.variants.tables import Variant
from pim.variants.view import variant_view, variant_views
from tests.pim.ideas.desk import Desk, desk
from workflows.facts import Facts, VariantFact
from workflows.needs.asking import rounds_per_variant

UNTIL_ELEVEN = "Medewerkers passen het voorstel aan tot 11 uur. Daarna gaat de bestelling weg."
UNTIL_TWO = "Medewerkers passen het voorstel aan tot 14 uur. Een reden is niet verplicht."
TAKES_AWAY = "Deze variant neemt de nachtploeg de regelmogelijkheden af; aanpassen kan niet meer."


@pytest.fixture
def nv(database: Database, tmp_path: Path) -> Desk:
    made = desk(database, keys=tmp_path / "keys")
    made.do("marieke", lambda work: name_functionality(work, made.cycle, "Tekort melden"))
    made.do("marieke", lambda work: name_functionality(work, made.cycle, "Bestelvoorstel"))
    made.put_in("selection")
    return made


def _add(nv: Desk, title: str = "Aanpassen tot 11 uur", text: str = UNTIL_ELEVEN, **how: object) -> int:
    return nv.do("marieke", lambda work: add_variant(work, nv.cycle, "F2", title, text, **how).id)  # type: ignore[arg-type]


def _version(
    nv: Desk, of: int, text: str = UNTIL_TWO, changed: str = "Tot 14 uur in plaats van 11 uur."
) -> int:
    return nv.do("lisa", lambda work: new_version(work, of, text, changed).id)


def _refused(
    nv: Desk, kind: type[PimError], who: str, verb: object, *given: object, **how: object
) -> PimError:
    with pytest.raises(kind) as refused:
        nv.do(who, lambda work: verb(work, *given, **how))  # type: ignore[operator]
    return refused.value


def _codes(nv: Desk, *ids: int) -> list[str]:
    return [nv.look(lambda session, one=id_: look(session, one).code) for id_ in ids]  # type: ignore[misc]


def _facts(nv: Desk) -> dict[str, VariantFact]:
    return {fact.code: fact for fact in nv.look(lambda session: queries.facts(session, nv.cycle))}


def _round(nv: Desk, *variants: int, local: str = "2026-03-02 09:00") -> int:
    """Open a round about these variants in both stores."""

    def verb(work: Work) -> int:
        sites = [nv.people.sites["noordervers/assen"], nv.people.sites["noordervers/zwolle"]]
        born = draft_round(work, nv.cycle, purpose="variants", site_ids=sites, variant_ids=variants)
        open_round(work, born.id)
        return born.id

    nv.put_in("feedback")
    opened = nv.do("marieke", verb, local)
    nv.put_in("selection")
    return opened


def _finish(nv: Desk, round_id: int) -> None:
    """Let the round end without an answer, and send what was done with that."""
    nv.sweep("2026-03-16 08:00")
    nv.sweep("2026-03-25 08:00")
    assert nv.means(round_id) == "closed"
    nv.do("marieke", lambda work: finish_round(work, round_id), "2026-03-25 09:00")


def test_variants_are_numbered_and_versions_lettered(nv: Desk) -> None:
    one, two, three = (_add(nv, f"Variant {n}", f"{UNTIL_ELEVEN} {n}") for n in range(3))
    b = _version(nv, two)
    c = _version(nv, two, f"{UNTIL_TWO} Met knop.")
    d = _version(nv, b, f"{UNTIL_TWO} Zonder knop.")
    assert _codes(nv, one, two, three, b, c, d) == ["V1", "V2", "V3", "V2b", "V2c", "V2d"]
    assert _codes(nv, _add(nv, "Nog een")) == ["V4"]
    assert not nv.broken()


def test_a_version_knows_what_it_was_made_from_and_what_changed(nv: Desk) -> None:
    two = _add(nv)
    b = _version(nv, two)
    c = _version(nv, b, f"{UNTIL_TWO} Met knop.", "Er is een knop bij.")
    view = nv.look(lambda session: variant_view(session, nv.people["nour"], c))
    assert [one["code"] for one in view["lineage"]] == ["V1", "V1b"]
    assert (view["from"], view["whatChanged"]) == ("V1b", "Er is een knop bij.")
    assert view["functionality"] == "F2"


def test_the_text_of_a_version_stays_as_people_saw_it(nv: Desk) -> None:
    two = _add(nv)
    _version(nv, two)
    stored = nv.look(lambda session: session.get_one(Variant, two))
    assert (stored.text, stored.what_changed, stored.number) == (UNTIL_ELEVEN, "", 1)


def test_a_family_may_be_chosen_for_a_chain_of_several_links(nv: Desk) -> None:
    codes = [_codes(nv, _add(nv, code=code))[0] for code in ("P1", "h2", " H3 ")]
    assert codes == ["P1", "H2", "H3"]
    assert _codes(nv, _add(nv)) == ["V1"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("F2", "reads as a functionality"),
        ("I1", "reads as an idea"),
        ("V1", "make a new version of it"),
        ("V1b", "no letter with a number"),
        ("V0", "no letter with a number"),
        ("variant", "no letter with a number"),
    ],
)
def test_a_code_that_cannot_be_is_refused(nv: Desk, code: str, said: str) -> None:
    _add(nv)
    refused = _refused(nv, BadInput, "marieke", add_variant, nv.cycle, "F2", "Nog een", UNTIL_TWO, code=code)
    assert said in str(refused)


def test_a_version_with_the_same_text_is_no_version(nv: Desk) -> None:
    two = _add(nv)
    assert "what is new" in str(
        _refused(nv, BadInput, "marieke", new_version, two, f" {UNTIL_ELEVEN}\n", "Niets.")
    )
    assert "what changed" in str(_refused(nv, BadInput, "marieke", new_version, two, UNTIL_TWO, " "))


def test_after_the_26th_version_a_new_variant_begins(nv: Desk) -> None:
    last = _add(nv)
    for number in range(25):
        last = _version(nv, last, f"{UNTIL_TWO} {number}")
    assert _codes(nv, last) == ["V1z"]
    assert "begin a new variant" in str(
        _refused(nv, BadInput, "lisa", new_version, last, "Weer anders.", "Alles.")
    )


def test_variants_are_made_by_the_lead_and_the_work_group(nv: Desk) -> None:
    two = _add(nv)
    _refused(nv, NotAllowed, "nour", add_variant, nv.cycle, "F2", "Van mij", UNTIL_TWO)
    _refused(nv, NotAllowed, "henk", new_version, two, UNTIL_TWO, "Anders.")
    assert "there are: F1, F2" in str(
        _refused(nv, NotFound, "marieke", add_variant, nv.cycle, "F9", "Zonder", UNTIL_TWO)
    )


def test_a_variant_is_chosen_only_after_the_people_who_were_asked_have_their_answer(nv: Desk) -> None:
    one, two = _add(nv, "Automatisch"), _add(nv)
    round_id = _round(nv, one, two)
    assert (nv.means(one), nv.means(two)) == ("asked", "asked")
    refusal = _refused(nv, Refusal, "henk", decide_variant, two, "choose", "Hier was de meeste steun voor.")
    assert isinstance(refusal, Refusal)
    assert [unmet.code for unmet in refusal.refused.unmet] == ["round_answered"]
    _finish(nv, round_id)
    nv.do("henk", lambda work: decide_variant(work, two, "choose", "Hier was de meeste steun voor."))
    assert nv.means(two) == "chosen"


def test_a_choice_is_told_with_its_reason_to_who_made_the_variant_and_to_the_work_group(nv: Desk) -> None:
    one = _add(nv, "Automatisch bestellen")
    nv.do("henk", lambda work: decide_variant(work, one, "stop", TAKES_AWAY))
    letters = nv.letters("selection_made")
    assert "Lisa Postma" in letters
    assert "Marieke de Boer" in letters  # she wrote it
    text = letters["Lisa Postma"].text
    assert "V1 Automatisch bestellen: Gestopt" in text
    assert TAKES_AWAY in text
    assert nv.means(one) == "stopped"


@pytest.mark.parametrize(("fate", "means"), [("park", "parked"), ("stop", "stopped")])
def test_parking_and_stopping_need_a_reason_of_substance(nv: Desk, fate: str, means: str) -> None:
    one = _add(nv)
    for reason in (None, "", "nee", "niet goed genoeg", UNTIL_ELEVEN[:40]):
        _refused(nv, BadInput, "henk", decide_variant, one, fate, reason)
    assert nv.means(one) == "draft"
    nv.do("henk", lambda work: decide_variant(work, one, fate, TAKES_AWAY))
    assert nv.means(one) == means


def test_what_was_parked_or_kept_can_be_taken_up_again_but_what_stopped_cannot(nv: Desk) -> None:
    parked, kept, stopped = _add(nv), _add(nv), _add(nv)
    for id_, fate in ((parked, "park"), (kept, "fallback"), (stopped, "stop")):
        nv.do("henk", lambda work, i=id_, f=fate: decide_variant(work, i, f, TAKES_AWAY))  # type: ignore[misc]
    assert nv.means(kept) == "fallback"
    for id_ in (parked, kept):
        nv.do("marieke", lambda work, i=id_: decide_variant(work, i, "take_up_again", "Toch maar wel."))  # type: ignore[misc]
        assert nv.means(id_) == "draft"
    _refused(nv, Refusal, "marieke", decide_variant, stopped, "take_up_again", "Toch maar wel.")


def test_who_may_not_decide_is_refused_and_a_word_that_is_no_fate_names_the_nearest(nv: Desk) -> None:
    one = _add(nv)
    _refused(nv, Refusal, "marieke", decide_variant, one, "park", TAKES_AWAY)
    assert "perhaps park" in str(_refused(nv, BadInput, "henk", decide_variant, one, "parc", TAKES_AWAY))


def test_the_facts_say_which_versions_are_new_since_people_were_last_asked(nv: Desk) -> None:
    one, two = _add(nv, "Automatisch"), _add(nv)
    assert all(fact.newer_than_last_round for fact in _facts(nv).values())
    _round(nv, one, two)
    assert not any(fact.newer_than_last_round for fact in _facts(nv).values())
    _version(nv, two)
    facts = _facts(nv)
    assert {code: fact.newer_than_last_round for code, fact in facts.items()} == {
        "V1": False,
        "V2": False,
        "V2b": True,
    }
    assert facts["V2b"].version == 2


def test_a_version_made_after_the_draft_of_a_round_is_not_new_once_it_was_asked_about(nv: Desk) -> None:
    two = _add(nv)
    sites = [nv.people.sites["noordervers/assen"], nv.people.sites["noordervers/zwolle"]]
    nv.do("marieke", lambda work: draft_round(work, nv.cycle, purpose="variants", site_ids=sites))
    assert _facts(nv)["V1"].rounds == 0  # a draft asks nobody
    b = _version(nv, two)
    round_id = _round(nv, b)
    assert not _facts(nv)["V1b"].newer_than_last_round
    assert _facts(nv)["V1b"].rounds == 1
    nv.do("henk", lambda work: withdraw_round(work, round_id, reason="Te vroeg."))
    assert _facts(nv)["V1b"].rounds == 0  # and one that was withdrawn asked nobody in the end


def test_rounds_are_counted_for_the_whole_family_pilots_included(nv: Desk) -> None:
    two = _add(nv)
    first = _round(nv, two)
    _finish(nv, first)
    zwolle, assen = nv.people.sites["noordervers/zwolle"], nv.people.sites["noordervers/assen"]

    def about_a_pilot(work: Work) -> int:
        pilot = plan_pilot(
            work, nv.cycle, variant_id=two, site_ids=[zwolle], comparison_site_ids=[assen],
            starts_on=date(2026, 5, 11), ends_on=date(2026, 6, 7),
        )  # fmt: skip
        born = draft_round(work, nv.cycle, purpose="pilot", site_ids=[zwolle], about_id=pilot.id)
        open_round(work, born.id)
        return born.id

    nv.do(
        "henk",
        lambda work: decide_variant(work, two, "choose", "Hier was de meeste steun voor."),
        "2026-04-02 09:00",
    )
    nv.do("marieke", about_a_pilot, "2026-05-01 09:00")
    _version(nv, two)
    facts = _facts(nv)
    assert (facts["V1"].rounds, facts["V1b"].rounds) == (2, 2)
    assert facts["V1b"].newer_than_last_round
    assert not facts["V1"].newer_than_last_round

    told = Facts(today=date(2026, 6, 12), variants=tuple(facts.values()))
    assert rounds_per_variant(told, at_most=3) is None
    assert rounds_per_variant(told, at_most=2) is not None


def test_a_letter_lists_the_newest_versions_in_play_of_what_is_worked_on(nv: Desk) -> None:
    nv.do("marieke", lambda work: add_variant(work, nv.cycle, "F1", "Melden op papier", UNTIL_TWO))
    two, three = _add(nv), _add(nv, "Teamleider keurt goed", "De teamleider keurt goed.\nElke dag.")
    _version(nv, two)
    nv.do("henk", lambda work: decide_variant(work, three, "park", TAKES_AWAY))
    lines = nv.look(lambda session: queries.lines(session, nv.cycle))
    assert lines == [
        {
            "code": "V2b",
            "title": "Aanpassen tot 11 uur",
            "summary": "Medewerkers passen het voorstel aan tot 14 uur.",
        }
    ]
    assert nv.look(lambda session: queries.functionality(session, nv.cycle)) == "Bestelvoorstel"
    choices = nv.look(lambda session: queries.choices(session, nv.cycle, "en"))
    assert choices == [{"variant": "V3 Teamleider keurt goed", "outcome": "Parked", "reason": TAKES_AWAY}]


def test_a_choice_keeps_the_reason_of_the_stage_it_is_in_whatever_was_noted_afterwards(nv: Desk) -> None:
    one = _add(nv)
    nv.do("henk", lambda work: decide_variant(work, one, "park", TAKES_AWAY))
    nv.do("marieke", lambda work: decide_variant(work, one, "take_up_again", "Toch nog eens kijken."))
    nv.do(
        "henk",
        lambda work: decide_variant(work, one, "stop", "Het magazijn kan deze levertijden niet halen."),
    )
    (choice,) = nv.look(lambda session: queries.choices(session, nv.cycle, "nl"))
    assert choice["reason"] == "Het magazijn kan deze levertijden niet halen."
    assert choice["outcome"] == "Gestopt"


def test_a_cycle_without_variants_has_no_facts_lines_or_choices(nv: Desk) -> None:
    for query in (queries.facts, queries.lines):
        assert not nv.look(lambda session, q=query: q(session, nv.cycle))  # type: ignore[misc]
    assert nv.look(lambda session: queries.choices(session, nv.cycle, "nl")) == []
    assert nv.look(lambda session: queries.functionality(session, nv.cycle)) == ""


def test_an_outsider_finds_nothing_and_changes_nothing(nv: Desk) -> None:
    two = _add(nv)
    for verb, given in (
        (add_variant, (nv.cycle, "F2", "Van mij", UNTIL_TWO)),
        (new_version, (two, UNTIL_TWO, "Anders.")),
        (decide_variant, (two, "stop", TAKES_AWAY)),
    ):
        _refused(nv, NotFound, "olga", verb, *given)
    with pytest.raises(NotFound):
        nv.look(lambda session: variant_views(session, nv.people["olga"], nv.cycle))
    with pytest.raises(NotFound):
        nv.look(lambda session: variant_view(session, nv.people["olga"], two))
    assert nv.means(two) == "draft"


def test_codes_are_given_once_when_several_make_variants_at_the_same_time(nv: Desk) -> None:
    two = _add(nv)
    people = ["lisa", "ayse", "daan", "fatima"]
    start = threading.Barrier(len(people))

    def make(who: str) -> None:
        start.wait()
        nv.do(who, lambda work: new_version(work, two, f"{UNTIL_TWO} {who}", "Anders dan eerst."))
        nv.do(who, lambda work: add_variant(work, nv.cycle, "F2", f"Van {who}", f"Anders. {who}"))

    with ThreadPoolExecutor(len(people)) as together:
        list(together.map(make, people))  # raises what went wrong in one of them
    codes = {line.code for line in nv.look(lambda session: queries.variant_list(session, nv.cycle))}
    assert codes == {"V1", "V1b", "V1c", "V1d", "V1e", "V2", "V3", "V4", "V5"}
