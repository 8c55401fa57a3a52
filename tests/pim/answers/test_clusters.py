"""Answering back: every cluster done, changed or not done, because …; then everyone who was asked hears."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from notifications.outbox import LetterRow
from pim.answers.answer import answer_cluster
from pim.answers.clusters import add_cluster
from pim.answers.on_desk import slips_of
from pim.answers.owner import give_owner
from pim.answers.placing import put
from pim.answers.queries import fact_of
from pim.errors import BadInput, Conflict, NotFound
from pim.feedback.steps import finish_round
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from tests.pim.feedback.desk import ASKED, Desk, at

WHY = "De leverancier levert dit pas in mei; dan komt het erbij."
SAID = {"ratings": {"demands": 4}, "texts": {"remarks": "De lijst komt te laat."}}


@pytest.fixture
def closed(desk: Desk) -> int:
    return desk.closed(dict.fromkeys(ASKED[:8], SAID))


def _add(desk: Desk, round_id: int, title: str = "Lijst te laat", who: str = "marieke", **more: Any) -> int:
    added = desk.do(
        who,
        lambda work: add_cluster(work, round_id, title=title, said="De lijst komt te laat.", **more),
        at(10),
    )
    return int(added["id"])


def _answer(desk: Desk, cluster: int, who: str = "marieke", **given: Any) -> dict[str, Any]:
    given = {"outcome": "not_done", "because": WHY, **given}
    return dict(desk.do(who, lambda work: answer_cluster(work, cluster, **given), at(11)))


def _all_texts_in(desk: Desk, round_id: int, cluster: int) -> None:
    texts = [slip.id for slip in desk.ask(lambda s: slips_of(s, round_id))]
    desk.do("marieke", lambda work: put(work, cluster, texts), at(11))


def test_an_answered_round_tells_everyone_who_was_asked_what_was_done(desk: Desk, closed: int) -> None:
    first, second = _add(desk, closed), _add(desk, closed, "Meer tijd")
    _answer(desk, first)
    _answer(desk, second, outcome="done", because="Vanaf maandag is er een half uur extra.")
    _all_texts_in(desk, closed, first)
    desk.do("marieke", lambda work: finish_round(work, closed), at(12))
    assert desk.means(closed) == "answered"
    query = select(LetterRow).where(col(LetterRow.notice) == "round_answered")
    letters = desk.ask(lambda s: s.scalars(query).all())
    assert {letter.person_id for letter in letters} == {desk.cast[who].person_id for who in ASKED}
    assert [line["outcome"] for line in letters[0].context["clusters"]] == ["not_done", "done"]
    assert letters[0].context["clusters"][0]["answer"] == WHY


def test_a_round_with_an_open_cluster_cannot_be_finished(desk: Desk, closed: int) -> None:
    _answer(desk, _add(desk, closed))
    _add(desk, closed, "Meer tijd")
    with pytest.raises(Refusal) as refused:
        desk.do("marieke", lambda work: finish_round(work, closed), at(12))
    assert [(unmet.code, unmet.numbers["open"]) for unmet in refused.value.refused.unmet] == [
        ("every_cluster_answered", 1)
    ]
    fact = desk.ask(lambda s: fact_of(s, closed))
    assert (fact.clusters, fact.clusters_open) == (2, 1)


def test_answers_that_were_never_grouped_cannot_be_passed_by(desk: Desk, closed: int) -> None:
    with pytest.raises(Refusal) as refused:
        desk.do("marieke", lambda work: finish_round(work, closed), at(12))
    assert [unmet.code for unmet in refused.value.refused.unmet] == ["every_cluster_answered"]


def test_a_round_of_which_nothing_can_be_read_needs_no_clusters(desk: Desk) -> None:
    round_id = desk.closed(dict.fromkeys(ASKED[:4], SAID))
    desk.do("marieke", lambda work: finish_round(work, round_id), at(12))
    assert desk.means(round_id) == "answered"


@pytest.mark.parametrize(
    "because",
    [
        "",
        "   ",
        "Nee.",
        "Dat kan helaas niet",
        "n.v.t. n.v.t. n.v.t. ",
        "Omdathetzogeregeldisbinnenonsbedrijf",
    ],
)
def test_a_no_without_a_reason_of_substance_is_refused(desk: Desk, closed: int, because: str) -> None:
    cluster = _add(desk, closed)
    with pytest.raises(BadInput, match="because"):
        _answer(desk, cluster, because=because)
    assert desk.ask(lambda s: fact_of(s, closed)).clusters_open == 1


def test_an_outcome_that_is_none_of_the_three_is_refused(desk: Desk, closed: int) -> None:
    with pytest.raises(BadInput, match="outcome: expected one of done, changed, not_done"):
        _answer(desk, _add(desk, closed), outcome="maybe")


def test_the_owner_of_a_cluster_may_answer_it_and_others_may_not(desk: Desk, closed: int) -> None:
    cluster = _add(desk, closed, owner_id=desk.cast["ravi"].person_id)
    with pytest.raises(NotAllowed, match="only the lead or the owner"):
        _answer(desk, cluster, "fatima")
    assert _answer(desk, cluster, "ravi")["outcome"] == "not_done"
    desk.do("marieke", lambda work: give_owner(work, cluster, desk.cast["els"].person_id), at(11))
    with pytest.raises(NotAllowed):
        _answer(desk, cluster, "ravi")
    assert _answer(desk, cluster, "els", outcome="done")["owner"] == desk.cast["els"].person_id


def test_an_answer_may_point_to_the_new_version_that_follows_from_it(desk: Desk, closed: int) -> None:
    variant = desk.variant("V2b")
    assert _answer(desk, _add(desk, closed), outcome="changed", variant_id=variant)["variant"] == variant
    with pytest.raises(NotFound, match="no variant"):
        _answer(desk, _add(desk, closed, "Meer tijd"), outcome="changed", variant_id=desk.cycle_id)


def test_an_answer_may_be_given_anew_until_it_was_sent(desk: Desk, closed: int) -> None:
    cluster = _add(desk, closed)
    _answer(desk, cluster)
    assert _answer(desk, cluster, outcome="done")["outcome"] == "done"
    _all_texts_in(desk, closed, cluster)
    desk.do("marieke", lambda work: finish_round(work, closed), at(12))
    for late in (
        lambda: _answer(desk, cluster),
        lambda: _add(desk, closed, "Nog iets"),
        lambda: desk.do("marieke", lambda work: give_owner(work, cluster, desk.cast["els"].person_id)),
    ):
        with pytest.raises(Conflict, match="sent already"):
            late()


def test_nothing_is_grouped_while_people_still_answer(desk: Desk) -> None:
    round_id = desk.opened()
    with pytest.raises(Conflict, match="not closed yet"):
        _add(desk, round_id)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": " ", "said": "x"}, "title: expected 1 to 120"),
        ({"title": "Een\ntwee", "said": "x"}, "title: expected"),
        ({"title": "x" * 121, "said": "x"}, "title: expected"),
        ({"title": "Lijst", "said": ""}, "said: expected 1 to 2000"),
        ({"title": "Lijst", "said": "x" * 2001}, "said: expected 1 to 2000"),
        ({"title": "Lijst te laat", "said": "nog eens"}, "already has a cluster 'Lijst te laat'"),
    ],
)
def test_a_wrong_cluster_says_what_was_expected(
    desk: Desk, closed: int, given: dict[str, str], told: str
) -> None:
    _add(desk, closed)
    with pytest.raises(BadInput, match=told):
        desk.do("marieke", lambda work: add_cluster(work, closed, **given), at(10))


def test_the_work_group_groups_and_other_staff_do_not(desk: Desk, closed: int) -> None:
    _add(desk, closed, who="fatima")
    with pytest.raises(NotAllowed):
        _add(desk, closed, "Meer tijd", who="tom")
    with pytest.raises(NotFound, match="nobody here"):
        _add(desk, closed, "Meer tijd", owner_id=desk.cast["olga"].person_id)


def test_an_outsider_finds_neither_round_nor_cluster(desk: Desk, closed: int) -> None:
    cluster = _add(desk, closed)
    with pytest.raises(NotFound, match="no round"):
        _add(desk, closed, "Van buiten", who="olga")
    for verb in (
        lambda work: answer_cluster(work, cluster, outcome="done", because=WHY),
        lambda work: give_owner(work, cluster, desk.cast["olga"].person_id),
    ):
        with pytest.raises(NotFound, match="no cluster"):
            desk.do("olga", verb, at(11))
    with pytest.raises(NotFound, match="no cluster with number 999999"):
        _answer(desk, 999_999)


def test_the_journal_says_who_answered_back_and_why(desk: Desk, closed: int) -> None:
    _answer(desk, _add(desk, closed))
    told = [row for row in desk.dump()["journal"] if row[0] == closed and row[3].startswith("cluster_")]
    assert [row[3] for row in told] == ["cluster_added", "cluster_answered"]
    assert {row[6] for row in told} == {desk.cast["marieke"].person_id}
    assert WHY in told[1][8]
