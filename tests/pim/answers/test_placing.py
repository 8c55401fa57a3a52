"""Every text has one place: in a cluster, or set aside with a reason. Nothing there leads to a person."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from pim.answers.answer import answer_cluster
from pim.answers.clusters import rename_cluster
from pim.answers.desk import desk_of_round
from pim.answers.merging import merge_clusters, unmerge_cluster
from pim.answers.on_desk import MARK, known_ids, roots, slips_of
from pim.answers.placing import put, put_in_new, set_aside, take_out
from pim.answers.queries import fact_of
from pim.answers.said_did import said_did
from pim.answers.tables import Cluster, Placement, ReportBack
from pim.answers.view import clusters_of
from pim.db import Database
from pim.errors import BadInput, Conflict, NotFound
from pim.feedback.publication import count_texts, published_texts
from pim.feedback.steps import finish_round
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from tests.databases import fresh_sqlite
from tests.pim.feedback.desk import ASKED, Desk, at, lay_desk

QUESTIONS = [
    {"code": "mark", "kind": "rating", "nl": "Hoe goed?", "en": "How good?"},
    {"code": "more", "kind": "text", "nl": "Wat nog?", "en": "What else?"},
    {"code": "less", "kind": "text", "nl": "Wat niet?", "en": "What not?"},
]
WHY = "Vanaf mei staat er iemand bij, want het is te druk."


def _said(who: str, few: bool = False) -> dict[str, Any]:
    texts = {"more": f"Meer licht, zegt {who}."} | ({} if few else {"less": f"Minder lijsten, zegt {who}."})
    return {"ratings": {"mark": 2}, "texts": texts}


@pytest.fixture
def closed(desk: Desk) -> int:
    """A closed round: nine texts to one question, and seven to another, which is too few to show."""
    answers = {who: _said(who, few=n >= 7) for n, who in enumerate(ASKED[:9])}
    return desk.closed(answers, questions=QUESTIONS, title="Ronde")


def _texts(desk: Desk, round_id: int) -> list[str]:
    return [slip.id for slip in desk.ask(lambda session: slips_of(session, round_id))]


def _new(desk: Desk, round_id: int, ids: list[str], title: str = "Licht") -> int:
    made = desk.do("marieke", lambda work: put_in_new(work, round_id, ids, title=title), at(10))
    return int(made["id"])


def _waiting(desk: Desk, round_id: int) -> int:
    return int(desk.ask(lambda session: fact_of(session, round_id)).texts_waiting)


def test_only_texts_that_may_be_shown_lie_on_the_desk(desk: Desk, closed: int) -> None:
    slips = desk.ask(lambda session: slips_of(session, closed))
    assert len(slips) == 9
    assert {slip.code for slip in slips} == {"more"}
    assert desk.ask(lambda session: count_texts(session, closed)) == {"more": 9}
    assert desk.ask(lambda session: session.get_one(ReportBack, closed)).texts == 9
    assert _waiting(desk, closed) == 9


def test_the_number_of_a_text_is_of_that_text_alone(desk: Desk) -> None:
    answers = {who: _said(who) for who in ASKED[:9]}
    round_id = desk.closed(answers, questions=QUESTIONS, title="Ronde")
    texts = desk.ask(lambda session: published_texts(session, round_id))
    assert len({text.id for text in texts}) == len(texts) == 18
    results = {row.id for row in desk.results(round_id)}
    assert not any(text.id in id_ or id_ in text.id for text in texts for id_ in results)
    order = {
        code: [text.text.split()[-1] for text in texts if text.code == code] for code in ("more", "less")
    }
    assert order["more"] != order["less"], "the same person does not stand at the same place"


def test_a_round_waits_until_every_text_has_a_place(desk: Desk, closed: int) -> None:
    texts = _texts(desk, closed)
    cluster = _new(desk, closed, texts[:6])
    desk.do("marieke", lambda w: answer_cluster(w, cluster, outcome="done", because=WHY), at(10))
    desk.do("fatima", lambda work: set_aside(work, closed, texts[6:8], "Een groet"), at(10))
    with pytest.raises(Refusal) as refused:
        desk.do("marieke", lambda work: finish_round(work, closed), at(11))
    (unmet,) = refused.value.refused.unmet
    assert (unmet.code, unmet.numbers["waiting"]) == ("every_cluster_answered", 1)
    desk.do("marieke", lambda work: put(work, cluster, texts[8:]), at(11))
    desk.do("marieke", lambda work: finish_round(work, closed), at(12))
    assert desk.means(closed) == "answered"
    for late in (
        lambda work: put(work, cluster, texts[:1]),
        lambda work: set_aside(work, closed, texts[:1], "Toch niet"),
        lambda work: take_out(work, closed, texts[:1]),
    ):
        with pytest.raises(Conflict, match="sent already"):
            desk.do("marieke", late, at(13))


def test_a_text_is_in_the_place_it_was_put_last(desk: Desk, closed: int) -> None:
    texts = _texts(desk, closed)
    first, second = _new(desk, closed, texts[:3]), _new(desk, closed, texts[2:5], "Anders")
    places = {slip.id: slip.cluster_id for slip in desk.ask(lambda s: slips_of(s, closed))}
    assert [places[id_] for id_ in texts[:5]] == [first, first, second, second, second]
    desk.do("marieke", lambda work: set_aside(work, closed, texts[:1], "Een groet"), at(10))
    assert _waiting(desk, closed) == 4
    desk.do("marieke", lambda work: take_out(work, closed, texts[:2]), at(10))
    assert _waiting(desk, closed) == 6


def test_a_new_cluster_speaks_in_the_words_of_its_first_text(desk: Desk, closed: int) -> None:
    slips = desk.ask(lambda session: slips_of(session, closed))
    number = _new(desk, closed, [slips[0].id])
    (view,) = desk.ask(lambda session: clusters_of(session, closed, slips_of(session, closed)))
    assert view.cluster.said == slips[0].text
    desk.do("fatima", lambda w: rename_cluster(w, number, title="Te donker", said="Te weinig licht."), at(10))
    (view,) = desk.ask(lambda session: clusters_of(session, closed))
    assert (view.cluster.title, view.cluster.said) == ("Te donker", "Te weinig licht.")


def test_a_low_mark_can_be_answered_too_and_is_not_demanded(desk: Desk, closed: int) -> None:
    marks = [id_ for id_ in desk.ask(lambda s: known_ids(s, closed)) if id_.startswith(MARK)]
    assert f"{MARK}mark@" in marks, "everybody gave a two"
    cluster = _new(desk, closed, [f"{MARK}mark@", *_texts(desk, closed)], "Niet goed genoeg")
    assert _waiting(desk, closed) == 0
    found = desk.ask(lambda session: desk_of_round(session, desk.cast["marieke"], closed))
    (view,) = found.clusters
    assert [mark.id for mark in view.marks] == [f"{MARK}mark@"]
    assert view.id == cluster
    assert said_did_texts(desk, closed) == {cluster: 9}, "a mark is no text"


def said_did_texts(desk: Desk, round_id: int) -> dict[int, int]:
    return dict(desk.ask(lambda session: said_did(session, round_id, desk.home_id)).texts)


def test_what_is_wrong_changes_nothing(desk: Desk, closed: int) -> None:
    texts = _texts(desk, closed)
    cluster = _new(desk, closed, texts[:2])
    other = desk.closed({who: _said(who) for who in ASKED[:8]}, questions=QUESTIONS, title="Andere ronde")
    foreign = _texts(desk, other)[0]
    before = desk.dump()
    for who, verb, kind in (
        ("marieke", lambda work: put(work, cluster, []), BadInput),
        ("marieke", lambda work: put(work, cluster, ["0" * 32]), NotFound),
        ("marieke", lambda work: put(work, cluster, [foreign]), NotFound),
        ("marieke", lambda work: put(work, cluster, [f"{MARK}nothing@"]), NotFound),
        ("marieke", lambda work: put_in_new(work, closed, texts[:1], title="Licht"), BadInput),
        ("marieke", lambda work: set_aside(work, closed, texts[:1], " "), BadInput),
        ("marieke", lambda work: set_aside(work, closed, texts[:1], "x" * 201), BadInput),
        ("tom", lambda work: put(work, cluster, texts[:1]), NotAllowed),
        ("tom", lambda work: set_aside(work, closed, texts[:1], "Een groet"), NotAllowed),
        ("olga", lambda work: put(work, cluster, texts[:1]), NotFound),
        ("olga", lambda work: take_out(work, closed, texts[:1]), NotFound),
    ):
        with pytest.raises(kind):
            desk.do(who, verb, at(10))
    assert desk.dump() == before


def test_the_desk_shows_what_looks_alike_and_by_which_words(desk: Desk) -> None:
    said = [
        "De terminal is te traag.", "Terminals zijn veel te traag in de ochtend.", "Trage terminal!",
        "Elf uur is te vroeg.", "Om elf uur is het voor ons te vroeg.", "Koffie graag.", "Prima zo.",
        "Het licht bij het laden is slecht.",
    ]  # fmt: skip
    answers = {who: {"texts": {"more": text}} for who, text in zip(ASKED, said, strict=False)}
    round_id = desk.closed(answers, questions=QUESTIONS, title="Ronde")
    found = desk.ask(lambda session: desk_of_round(session, desk.cast["fatima"], round_id))
    groups = [{slip.text for slip in group.slips} for group in found.groups]
    assert set(said[:3]) in groups
    assert set(said[3:5]) in groups
    assert {"traag", "terminal"} & set(found.groups[0].words)
    assert len(found.loose) == 3
    assert found.waiting == 8
    slow = next(slip.id for slip in found.groups[0].slips)
    cluster = _new(desk, round_id, [slow], "De terminal is te traag")
    found = desk.ask(lambda session: desk_of_round(session, desk.cast["fatima"], round_id))
    assert found.groups[0].cluster is not None
    assert found.groups[0].cluster.id == cluster
    assert found.waiting == 7, "it was shown, and nothing was put together by itself"


def _places(session: Session, round_id: int) -> dict[str, Any]:
    rows = session.scalars(select(Placement).where(col(Placement.round_id) == round_id))
    return {row.said_id: (row.cluster_id, row.aside) for row in rows}


MOVES = st.tuples(
    st.sampled_from(("put", "new", "aside", "out", "merge", "unmerge")),
    st.sets(st.integers(0, 8), min_size=1, max_size=4),
    st.integers(0, 5),
    st.integers(0, 5),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MOVES, max_size=14))
def test_whatever_is_done_each_text_is_in_exactly_one_place_and_merging_can_be_undone(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Any, moves: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("moves")
    database = Database(fresh_sqlite(folder, sqlite_template))
    desk = lay_desk(database, folder / "keys")
    round_id = desk.closed(
        {who: _said(who, few=True) for who in ASKED[:9]}, questions=QUESTIONS, title="Ronde"
    )
    texts = _texts(desk, round_id)
    clusters = [_new(desk, round_id, [texts[0]], "Begin")]
    for number, (what, which, one, two) in enumerate(moves):
        ids = [texts[n] for n in sorted(which)]
        first, second = clusters[one % len(clusters)], clusters[two % len(clusters)]
        try:
            if what == "put":
                desk.do("marieke", lambda work, c=first, i=ids: put(work, c, i), at(10))
            elif what == "new":
                clusters.append(_new(desk, round_id, ids, f"Nieuw {number}"))
            elif what == "aside":
                desk.do("marieke", lambda work, i=ids: set_aside(work, round_id, i, "Een groet"), at(10))
            elif what == "out":
                desk.do("marieke", lambda work, i=ids: take_out(work, round_id, i), at(10))
            elif what == "merge":
                desk.do("marieke", lambda work, a=first, b=second: merge_clusters(work, a, b), at(10))
            else:
                desk.do("marieke", lambda work, a=first: unmerge_cluster(work, a), at(10))
        except (Conflict, BadInput):
            continue
        _check(desk, round_id, texts)
    before = desk.ask(lambda session: _places(session, round_id))
    for row in desk.ask(lambda session: session.scalars(select(Cluster)).all()):
        if row.merged_into is not None:
            desk.do("marieke", lambda work, a=row.id: unmerge_cluster(work, a), at(11))
    assert desk.ask(lambda session: _places(session, round_id)) == before
    shown = desk.ask(lambda session: clusters_of(session, round_id, slips_of(session, round_id)))
    assert {one.id for one in shown} == set(clusters)
    database.dispose()


def _check(desk: Desk, round_id: int, texts: list[str]) -> None:
    """Every text is in one cluster that stands, or aside, or waits; and the gate counts the same."""
    slips = desk.ask(lambda session: slips_of(session, round_id))
    shown = desk.ask(lambda session: clusters_of(session, round_id, slips))
    in_clusters = [slip.id for one in shown for slip in one.texts]
    aside = [slip.id for slip in slips if slip.aside is not None]
    waiting = [slip.id for slip in slips if slip.waits]
    assert sorted(in_clusters + aside + waiting) == sorted(texts)
    assert _waiting(desk, round_id) == len(waiting)
    rows = desk.ask(lambda session: session.scalars(select(Cluster)).all())
    assert {one.id for one in shown} == set(roots(rows).values())
    assert desk.ask(lambda session: fact_of(session, round_id)).clusters == len(shown)
