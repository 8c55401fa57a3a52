"""An owner hears what to answer and by when, once more on the last day; and what is answered is public."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from notifications.letters import Letters
from notifications.outbox import LetterRow
from pim.answers.answer import answer_cluster, answer_clusters
from pim.answers.clusters import add_cluster
from pim.answers.merging import merge_clusters, unmerge_cluster
from pim.answers.on_desk import slips_of
from pim.answers.owner import give_owner
from pim.answers.placing import set_aside
from pim.answers.rates import rate
from pim.answers.report_back import ALPHABET, CODE_LENGTH, as_typed
from pim.answers.said_did import said_did, said_did_under
from pim.answers.standard import add_standard_answer, remove_standard_answer, standard_answers
from pim.db import Database
from pim.errors import BadInput, Conflict, NotFound
from pim.feedback.steps import finish_round
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.subject import look
from tests.pim.feedback.desk import ASKED, ENDED, Desk, at, lay_desk

WHY = "Vanaf mei staat er iemand bij, want het is te druk."
SAID = {"ratings": {"demands": 4}, "texts": {"remarks": "De lijst komt te laat."}}


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """The desk on the standard workflow, whose closed rounds have a term of ten working days."""
    return lay_desk(database, tmp_path / "keys", "standard")


@pytest.fixture
def closed(desk: Desk) -> int:
    """A round that closed on Sunday 15 March, so it is answered by Friday 27 March."""
    round_id = desk.opened()
    for who in ASKED[:8]:
        desk.answer(round_id, who, SAID)
    desk.tick(ENDED)
    return round_id


def _add(desk: Desk, round_id: int, title: str) -> int:
    said = "De lijst komt te laat."
    made = desk.do("marieke", lambda work: add_cluster(work, round_id, title=title, said=said), at(16))
    return int(made["id"])


def _letters(desk: Desk, notice: str) -> list[tuple[int, str]]:
    query = select(LetterRow).where(col(LetterRow.notice) == notice).order_by(col(LetterRow.id))
    rows = desk.ask(lambda session: session.scalars(query).all())
    made = [(row.person_id, Letters().render(row.notice, row.language, row.context)) for row in rows]
    return [(who, " ".join(letter.text.split())) for who, letter in made]


def _give(desk: Desk, cluster: int, who: str, due_on: date | None = None) -> dict[str, object]:
    owner = desk.cast[who].person_id
    given: dict[str, object] = desk.do(
        "marieke", lambda work: give_owner(work, cluster, owner, due_on=due_on), at(16)
    )
    return given


def test_an_owner_hears_what_to_answer_and_until_when(desk: Desk, closed: int) -> None:
    cluster = _add(desk, closed, "Lijst te laat")
    assert _give(desk, cluster, "ravi")["dueOn"] == "2026-03-27", "by the day the round must be answered"
    ((who, text),) = _letters(desk, "cluster_given")
    assert who == desk.cast["ravi"].person_id
    assert "Dit zeiden collega’s: De lijst komt te laat." in text
    assert "Marieke de Boer vraagt u" in text
    assert "27 maart" in text
    assert f"/rounds/{closed}" in text


def test_on_the_last_day_only_those_hear_who_still_have_something_to_answer(desk: Desk, closed: int) -> None:
    late, done, later = (_add(desk, closed, title) for title in ("Lijst", "Kassa", "Licht"))
    _give(desk, late, "ravi", date(2026, 3, 20))
    _give(desk, done, "els", date(2026, 3, 20))
    _give(desk, later, "els", date(2026, 3, 24))
    desk.do("els", lambda work: answer_cluster(work, done, outcome="done", because=WHY), at(17))
    desk.tick(datetime(2026, 3, 20, 6, tzinfo=UTC))
    assert _letters(desk, "cluster_due") == []
    desk.tick(datetime(2026, 3, 20, 8, tzinfo=UTC))
    ((who, text),) = _letters(desk, "cluster_due")
    assert who == desk.cast["ravi"].person_id
    assert "- Lijst" in text
    assert "Kassa" not in text
    desk.tick(datetime(2026, 3, 20, 12, tzinfo=UTC))
    assert len(_letters(desk, "cluster_due")) == 1


def test_a_day_on_which_nobody_works_becomes_the_next_working_day(desk: Desk, closed: int) -> None:
    cluster = _add(desk, closed, "Lijst")
    assert _give(desk, cluster, "ravi", date(2026, 3, 21))["dueOn"] == "2026-03-23"
    for wrong, told in (
        (date(2026, 3, 13), "expected 2026-03-16 or later"),
        (date(2026, 3, 28), "by 2026-03-27"),
    ):
        with pytest.raises(BadInput, match=told):
            _give(desk, cluster, "ravi", wrong)


def test_a_cluster_that_was_put_with_another_is_answered_there_and_comes_back_as_it_was(
    desk: Desk, closed: int
) -> None:
    first, second = _add(desk, closed, "Lijst"), _add(desk, closed, "Kassa")
    _give(desk, second, "els", date(2026, 3, 20))
    desk.do("els", lambda work: answer_cluster(work, second, outcome="done", because=WHY), at(17))
    before = desk.dump()["cluster"]
    desk.do("fatima", lambda work: merge_clusters(work, second, first), at(17))
    with pytest.raises(Conflict, match="put with another"):
        desk.do("marieke", lambda work: answer_cluster(work, second, outcome="done", because=WHY), at(17))
    shown = desk.ask(lambda session: said_did(session, closed, desk.home_id))
    assert [one.cluster.title for one in shown.clusters] == ["Lijst"]
    desk.do("fatima", lambda work: unmerge_cluster(work, second), at(17))
    assert desk.dump()["cluster"] == before
    with pytest.raises(NotAllowed):
        desk.do("tom", lambda work: merge_clusters(work, second, first), at(17))
    with pytest.raises(BadInput, match="another cluster of the same round"):
        desk.do("marieke", lambda work: merge_clusters(work, first, first), at(17))


def test_one_answer_for_several_clusters_is_given_to_all_or_to_none(desk: Desk, closed: int) -> None:
    first, second = _add(desk, closed, "Lijst"), _add(desk, closed, "Kassa")
    with pytest.raises(NotFound):
        desk.do(
            "marieke", lambda w: answer_clusters(w, [first, 999_999], outcome="done", because=WHY), at(17)
        )
    assert all(one.cluster.outcome is None for one in _shown(desk, closed))
    desk.do("marieke", lambda w: answer_clusters(w, [first, second], outcome="done", because=WHY), at(17))
    assert [one.cluster.outcome for one in _shown(desk, closed)] == ["done", "done"]
    with pytest.raises(BadInput, match="at least one"):
        desk.do("marieke", lambda work: answer_clusters(work, [], outcome="done", because=WHY), at(17))


def _shown(desk: Desk, round_id: int) -> tuple[object, ...]:
    found = desk.ask(lambda session: said_did(session, round_id, desk.home_id))
    return tuple(found.clusters)


def test_a_standard_answer_is_read_in_the_readers_own_language_and_outlives_its_removal(
    desk: Desk, closed: int
) -> None:
    cluster = _add(desk, closed, "Lijst")
    words = {"nl": "Wij nemen dit mee in de volgende stap.", "en": "We take this along in the next step."}
    kept = desk.do(
        "marieke",
        lambda work: add_standard_answer(work, title="Volgende stap", outcome="changed", **words),
        at(16),
    )
    with pytest.raises(NotAllowed):
        desk.do("tom", lambda work: remove_standard_answer(work, kept["id"]), at(16))
    with pytest.raises(NotFound):
        desk.do("olga", lambda work: remove_standard_answer(work, kept["id"]), at(16))
    desk.do(
        "marieke",
        lambda w: answer_cluster(w, cluster, outcome="changed", because="In mei.", standard_id=kept["id"]),
        at(16),
    )
    desk.do("marieke", lambda work: remove_standard_answer(work, kept["id"]), at(16))
    assert desk.ask(lambda session: standard_answers(session, desk.home_id)) == []
    _finish(desk, closed)
    told = {who: text for who, text in _letters(desk, "round_answered")}  # noqa: C416 - the last one counts
    assert f"{words['en']} In mei." in told[desk.cast["tom"].person_id]
    assert f"{words['nl']} In mei." in told[desk.cast["fatima"].person_id]


def test_a_no_may_not_only_say_back_what_was_asked(desk: Desk, closed: int) -> None:
    cluster = _add(desk, closed, "De lijst komt te laat bij ons")
    with pytest.raises(BadInput, match="only says back what was asked"):
        desk.do(
            "marieke",
            lambda w: answer_cluster(
                w, cluster, outcome="not_done", because="De lijst komt te laat bij ons."
            ),
            at(16),
        )


def _finish(desk: Desk, round_id: int, day: int = 18) -> None:
    texts = [slip.id for slip in desk.ask(lambda session: slips_of(session, round_id)) if slip.waits]
    desk.do("marieke", lambda work: set_aside(work, round_id, texts, "Een groet"), at(day))
    desk.do("marieke", lambda work: finish_round(work, round_id), at(day))


def test_how_much_was_answered_and_how_soon_is_counted_in_working_days(desk: Desk, closed: int) -> None:
    home = desk.ask(lambda session: look(session, closed)).home
    first, second = _add(desk, closed, "Lijst"), _add(desk, closed, "Kassa")
    desk.do("marieke", lambda work: answer_cluster(work, first, outcome="done", because=WHY), at(17))
    found = desk.ask(lambda session: rate(session, closed, home, at(18)))
    assert (found.answered, found.clusters, found.percent) == (1, 2, 50)
    assert (found.closed_on, found.sent_on, found.days) == (date(2026, 3, 15), None, 3)
    desk.do("marieke", lambda work: merge_clusters(work, second, first), at(18))
    _finish(desk, closed)
    found = desk.ask(lambda session: rate(session, closed, home, at(30)))
    assert (found.percent, found.sent_on, found.days) == (100, date(2026, 3, 18), 3)


def test_there_is_no_rate_and_no_short_address_before_there_is_something_to_tell(desk: Desk) -> None:
    round_id = desk.opened()
    home = desk.ask(lambda session: look(session, round_id)).home
    assert desk.ask(lambda session: rate(session, round_id, home, at(3))) is None
    for code in ("", "0", "K7W3P9RT2M"):
        with pytest.raises(NotFound, match="no answers under this address"):
            desk.ask(lambda session, c=code: said_did_under(session, c))


def test_a_short_address_is_hard_to_guess_and_easy_to_type_over() -> None:
    assert len(ALPHABET) ** CODE_LENGTH > 2**48
    assert not set("01ILOU") & set(ALPHABET)
    assert as_typed("k7w3p 9rt2m") == as_typed("K7W3P-9RT2M") == "K7W3P9RT2M"
