"""Ideas: brought, acknowledged, answered with a reason, grouped, taken back; and who hears of it."""

import json
import threading

import pytest

from pim.db import Database
from pim.errors import BadInput, NotFound, PimError
from pim.ideas import queries
from pim.ideas.bring import bring_idea
from pim.ideas.group import group_idea, name_functionality
from pim.ideas.handle import acknowledge_idea, answer_idea, withdraw_idea
from pim.ideas.view import functionality_views, idea_view, idea_views, my_ideas
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.subject import look
from tests.pim.ideas.desk import Desk, desk
from workflows.facts import Ideas

SHORT = "Het brood is om vier uur al op.\nWe weten dat pas als een klant het vraagt."
WHY_NOT = "De leverancier levert dit onderdeel pas volgend jaar, daarom beginnen we er nu niet aan."


@pytest.fixture
def nv(database: Database) -> Desk:
    made = desk(database)
    made.put_in("ideas")
    return made


def _bring(
    nv: Desk, who: str = "fatima", text: str = SHORT, local: str = "2026-02-03 10:00", **how: object
) -> int:
    return nv.do(who, lambda work: bring_idea(work, nv.cycle, text, **how).id, local)  # type: ignore[arg-type]


def _refused(nv: Desk, kind: type[PimError], who: str, verb: object, *given: object, **how: object) -> str:
    with pytest.raises(kind) as refused:
        nv.do(who, lambda work: verb(work, *given, **how))  # type: ignore[operator]
    return str(refused.value)


def test_an_idea_gets_a_code_a_title_and_two_working_days_to_be_acknowledged(nv: Desk) -> None:
    first, second = _bring(nv), _bring(nv, "joost", "Meer licht bij het laden.")
    subject = nv.look(lambda session: look(session, first))
    assert (subject.code, subject.title) == ("I1", "Het brood is om vier uur al op")
    assert nv.look(lambda session: look(session, second)).code == "I2"
    assert nv.due(first).isoformat() == "2026-02-05T23:59:59+01:00"
    assert nv.look(lambda session: queries.author(session, first)) == [nv.people["fatima"].person_id]


def test_an_author_hears_that_the_idea_arrived_and_by_when_it_is_answered(nv: Desk) -> None:
    idea = _bring(nv)
    nv.do("marieke", lambda work: acknowledge_idea(work, idea), "2026-02-04 09:00")
    letter = nv.letters("idea_acknowledged")["Fatima El Idrissi"]
    assert "‘Het brood is om vier uur al op’" in letter.subject
    assert "17 februari" in letter.text  # ten working days after the day it was brought
    assert nv.due(idea).date().isoformat() == "2026-02-17"


def test_an_author_reads_what_is_done_with_the_idea_and_why(nv: Desk) -> None:
    idea = _bring(nv)
    nv.do("marieke", lambda work: name_functionality(work, nv.cycle, "Tekort melden"))
    nv.do("karin", lambda work: answer_idea(work, idea, "not_done", WHY_NOT, functionality="f1"))
    letter = nv.letters("idea_answered")["Fatima El Idrissi"]
    assert "dit doen we niet" in letter.text
    assert WHY_NOT in letter.text
    seen = nv.look(lambda session: idea_view(session, nv.people["nour"], idea))
    assert (seen["because"], seen["functionality"]) == (WHY_NOT, "F1")
    assert seen["outcome"]["name"] == "not_done"
    assert nv.means(idea) == "answered"
    assert nv.journal(idea)[-1].what == "not_done"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("nee", "at least 5 different words"),
        ("n.v.t. n.v.t. n.v.t. n.v.t. n.v.t.", "at least 5 different words"),
        ("nee nee nee nee nee nee nee nee", "at least 5 different words"),
        ("Het brood is al om vier uur op", "only says back"),
        ("", "expected 3 to 5000 characters"),
    ],
)
def test_a_no_needs_a_reason_of_substance(nv: Desk, reason: str, said: str) -> None:
    idea = _bring(nv)
    assert said in _refused(nv, BadInput, "marieke", answer_idea, idea, "not_done", reason)
    assert nv.means(idea) == "submitted"
    assert nv.look(lambda session: idea_view(session, nv.people["nour"], idea))["because"] is None
    assert nv.letters("idea_answered") == {}


def test_a_yes_may_be_short_but_not_empty(nv: Desk) -> None:
    idea, other = _bring(nv), _bring(nv)
    nv.do("marieke", lambda work: answer_idea(work, idea, "done", "Komt in F1."))
    assert "Komt in F1." in nv.letters("idea_answered")["Fatima El Idrissi"].text
    _refused(nv, BadInput, "marieke", answer_idea, other, "done", " ")


def test_an_outcome_that_does_not_exist_names_the_nearest(nv: Desk) -> None:
    idea = _bring(nv)
    said = _refused(nv, BadInput, "marieke", answer_idea, idea, "notdone", WHY_NOT)
    assert said.endswith("perhaps not_done")


def test_an_answer_is_given_once(nv: Desk) -> None:
    idea = _bring(nv)
    nv.do("marieke", lambda work: answer_idea(work, idea, "done", "Dat gaan we doen."))
    _refused(nv, Refusal, "marieke", answer_idea, idea, "not_done", WHY_NOT)
    seen = nv.look(lambda session: idea_view(session, nv.people["nour"], idea))
    assert (seen["outcome"]["name"], seen["because"]) == ("done", "Dat gaan we doen.")


def test_a_colleague_without_a_role_cannot_answer_or_acknowledge(nv: Desk) -> None:
    idea = _bring(nv)
    assert "Project lead" in _refused(nv, Refusal, "nour", acknowledge_idea, idea)
    assert "Project lead" in _refused(nv, Refusal, "nour", answer_idea, idea, "done", "Doen we.")
    assert nv.means(idea) == "submitted"


def test_an_idea_without_a_name_keeps_nobody_anywhere(nv: Desk) -> None:
    idea = _bring(nv, "nour", anonymous=True)
    assert nv.look(lambda session: queries.author(session, idea)) == []
    assert nv.look(lambda session: queries.authors(session, nv.cycle)) == []
    (born,) = nv.journal(idea)
    assert born.actor_id is None
    assert json.loads(born.data)["anonymous"] is True
    nv.do("marieke", lambda work: acknowledge_idea(work, idea))
    nv.do("marieke", lambda work: answer_idea(work, idea, "done", "Dat gaan we doen."))
    assert nv.letters("idea_acknowledged") == nv.letters("idea_answered") == {}
    (view,) = nv.look(lambda session: idea_views(session, nv.people["marieke"], nv.cycle))
    assert view["author"] is None
    assert "nour" not in json.dumps(view).lower()


def test_an_idea_without_a_name_has_nobody_who_could_take_it_back(nv: Desk) -> None:
    idea = _bring(nv, "nour", anonymous=True)
    _refused(nv, Refusal, "nour", withdraw_idea, idea)
    assert nv.means(idea) == "submitted"


def test_a_lead_writes_down_the_idea_of_somebody_whose_idea_it_then_is(nv: Desk) -> None:
    joost = nv.people["joost"].person_id
    idea = _bring(nv, "marieke", for_person_id=joost)
    assert nv.look(lambda session: queries.author(session, idea)) == [joost]
    assert nv.journal(idea)[0].actor_id == nv.people["marieke"].person_id
    mine = nv.look(lambda session: my_ideas(session, nv.people["joost"]))
    assert [one["id"] for one in mine] == [idea]
    assert nv.look(lambda session: my_ideas(session, nv.people["marieke"])) == []


def test_nobody_without_a_role_writes_in_the_name_of_another(nv: Desk) -> None:
    joost = nv.people["joost"].person_id
    _refused(nv, NotAllowed, "nour", bring_idea, nv.cycle, SHORT, for_person_id=joost)
    outsider = nv.people.outsider.person_id
    for nobody in (outsider, nv.people["gerrit"].person_id, 9_999):
        _refused(nv, BadInput, "marieke", bring_idea, nv.cycle, SHORT, for_person_id=nobody)
    _refused(nv, BadInput, "marieke", bring_idea, nv.cycle, SHORT, for_person_id=joost, anonymous=True)
    assert nv.look(lambda session: queries.facts(session, nv.cycle)).total == 0


def test_only_the_author_takes_an_idea_back(nv: Desk) -> None:
    idea = _bring(nv)
    assert nv.means(idea) == "submitted"
    for other in ("nour", "marieke"):
        _refused(nv, Refusal, other, withdraw_idea, idea)
    nv.do("fatima", lambda work: withdraw_idea(work, idea))
    assert nv.means(idea) == "withdrawn"
    assert nv.look(lambda session: queries.facts(session, nv.cycle)) == Ideas()


def test_the_facts_count_what_waits_and_not_what_was_taken_back(nv: Desk) -> None:
    one, two, three, four = (_bring(nv, text=f"Idee nummer {n}") for n in range(4))
    nv.do("marieke", lambda work: acknowledge_idea(work, one))
    nv.do("marieke", lambda work: answer_idea(work, two, "done", "Dat gaan we doen."))
    nv.do("fatima", lambda work: withdraw_idea(work, three))
    nv.do("marieke", lambda work: name_functionality(work, nv.cycle, "Bestelvoorstel"))
    facts = nv.look(lambda session: queries.facts(session, nv.cycle))
    assert facts == Ideas(total=3, unacknowledged=1, unanswered=2, functionalities=("F1",))
    assert nv.means(four) == "submitted"


def test_functionalities_get_codes_and_ideas_go_in_and_out(nv: Desk) -> None:
    idea = _bring(nv)
    made = [
        nv.do("marieke", lambda work, t=title: name_functionality(work, nv.cycle, t))["code"]  # type: ignore[misc]
        for title in ("Tekort melden", "Bestelvoorstel")
    ]
    assert made == ["F1", "F2"]
    own = nv.do("lisa", lambda work: name_functionality(work, nv.cycle, "Afprijzen", code=" f7 "))
    after = nv.do("lisa", lambda work: name_functionality(work, nv.cycle, "Derving"))
    assert (own["code"], after["code"]) == ("F7", "F8")
    nv.do("marieke", lambda work: group_idea(work, idea, "F2"))
    counted = nv.look(lambda session: functionality_views(session, nv.people["nour"], nv.cycle))
    assert [(one["code"], one["ideas"]) for one in counted] == [("F1", 0), ("F2", 1), ("F7", 0), ("F8", 0)]
    nv.do("marieke", lambda work: group_idea(work, idea, None))
    assert nv.look(lambda session: idea_view(session, nv.people["nour"], idea))["functionality"] is None
    assert [entry.what for entry in nv.journal(idea)] == ["start", "grouped", "grouped"]
    assert not nv.broken()


@pytest.mark.parametrize(
    ("code", "said"), [("F1", "already"), ("bestel", "no letter with a number"), ("F0", "no letter")]
)
def test_a_code_that_is_taken_or_no_code_is_refused(nv: Desk, code: str, said: str) -> None:
    nv.do("marieke", lambda work: name_functionality(work, nv.cycle, "Tekort melden"))
    assert said in _refused(nv, BadInput, "marieke", name_functionality, nv.cycle, "Nog een", code=code)


def test_grouping_is_for_the_lead_and_the_work_group_and_names_what_there_is(nv: Desk) -> None:
    idea = _bring(nv)
    nv.do("marieke", lambda work: name_functionality(work, nv.cycle, "Tekort melden"))
    _refused(nv, NotAllowed, "nour", name_functionality, nv.cycle, "Van mij")
    _refused(nv, NotAllowed, "nour", group_idea, idea, "F1")
    assert "there are: F1" in _refused(nv, NotFound, "marieke", group_idea, idea, "F9")


def test_an_outsider_finds_nothing_and_changes_nothing(nv: Desk) -> None:
    idea = _bring(nv)
    for verb, given in (
        (bring_idea, (nv.cycle, SHORT)),
        (acknowledge_idea, (idea,)),
        (answer_idea, (idea, "done", "Dat gaan we doen.")),
        (withdraw_idea, (idea,)),
        (group_idea, (idea, None)),
        (name_functionality, (nv.cycle, "Van mij")),
    ):
        _refused(nv, NotFound, "olga", verb, *given)
    with pytest.raises(NotFound):
        nv.look(lambda session: idea_views(session, nv.people["olga"], nv.cycle))
    with pytest.raises(NotFound):
        nv.look(lambda session: idea_view(session, nv.people["olga"], idea))
    with pytest.raises(NotFound):
        nv.look(lambda session: functionality_views(session, nv.people["olga"], nv.cycle))
    assert nv.look(lambda session: my_ideas(session, nv.people["olga"])) == []


def test_a_number_of_something_else_is_no_idea(nv: Desk) -> None:
    _refused(nv, NotFound, "marieke", acknowledge_idea, nv.cycle)
    idea = _bring(nv)
    _refused(nv, NotFound, "marieke", name_functionality, idea, "Van een idee")
    _refused(nv, NotFound, "marieke", bring_idea, idea, SHORT)
    _refused(nv, NotFound, "marieke", acknowledge_idea, 9_999)


@pytest.mark.parametrize(
    ("text", "said"), [("", "got 0"), ("ja", "got 2"), (" \n\t ", "got 0"), ("x" * 5_001, "got 5001")]
)
def test_an_idea_of_nothing_or_of_a_book_is_refused(nv: Desk, text: str, said: str) -> None:
    assert said in _refused(nv, BadInput, "fatima", bring_idea, nv.cycle, text)


def test_hostile_text_stays_text_in_the_letter_and_on_one_line_in_the_subject(nv: Desk) -> None:
    hostile = "<script>alert(1)</script>\x00\x1b[31m {{ 7*7 }}\r\nBcc: all@x.example"
    idea = _bring(nv, text=hostile)
    nv.do("marieke", lambda work: acknowledge_idea(work, idea))
    letter = nv.letters("idea_acknowledged")["Fatima El Idrissi"]
    assert "\n" not in letter.subject
    assert "{{ 7*7 }}" in letter.text
    assert "<script>" not in letter.html
    stored = nv.look(lambda session: idea_view(session, nv.people["nour"], idea))["text"]
    assert stored == "<script>alert(1)</script>[31m {{ 7*7 }}\nBcc: all@x.example"


def test_a_long_idea_gets_a_title_that_ends_at_a_word(nv: Desk) -> None:
    idea = _bring(nv, text="lang " * 40)
    title = nv.look(lambda session: look(session, idea)).title
    assert len(title) <= 80
    assert title.endswith("lang…")


def test_codes_are_given_once_when_many_bring_ideas_at_the_same_time(nv: Desk) -> None:
    people = ["fatima", "joost", "lisa", "ayse", "daan", "nour", "tom", "mila"]
    start, failed = threading.Barrier(len(people)), []

    def bring(who: str) -> None:
        start.wait()
        try:
            for number in range(3):
                _bring(nv, who, f"{who} idee {number}")
        except Exception as error:  # noqa: BLE001 - a thread must not hide what went wrong
            failed.append(error)

    threads = [threading.Thread(target=bring, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    codes = [line.code for line in nv.look(lambda session: queries.idea_list(session, nv.cycle))]
    assert sorted(codes, key=lambda code: int(code[1:])) == [f"I{n + 1}" for n in range(24)]


def test_an_idea_that_waits_too_long_is_told_by_its_own_words(nv: Desk) -> None:
    _bring(nv, local="2026-02-03 10:00")
    nv.sweep("2026-02-06 07:59")
    assert nv.letters("idea_overdue") == {}
    nv.sweep("2026-02-06 08:01")
    letter = nv.letters("idea_overdue")["Marieke de Boer"]
    assert "‘Het brood is om vier uur al op’" in letter.text
    assert "5 februari" in letter.text
