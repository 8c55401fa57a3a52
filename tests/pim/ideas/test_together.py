"""Ideas that mean the same: hinted, supported, put together, taken apart; and what their authors hear."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pim.db import Database
from pim.errors import BadInput, Conflict, NotFound
from pim.ideas.bring import bring_idea
from pim.ideas.group import group_idea, name_functionality
from pim.ideas.handle import answer_idea, withdraw_idea
from pim.ideas.hints import hints
from pim.ideas.merge import merge_ideas, unmerge_idea
from pim.ideas.queries import IdeaLine, idea_list
from pim.ideas.support import support_idea, withdraw_support
from pim.ideas.view import idea_views
from pim.ideas.voices import roots, voices
from pim.lifecycle.allowed import NotAllowed
from tests.databases import fresh_sqlite
from tests.pim.ideas.desk import Desk, desk

WHY_NOT = "De leverancier levert dit onderdeel pas volgend jaar, daarom beginnen we er nu niet aan."
WHY = "Vanaf mei geven de winkels zelf door wat er op is."
BREAD = "Laat ons zelf melden dat het brood op is."
BREAD_TOO = "Wij willen zelf kunnen melden als brood op is in de winkel."
LIGHT = "Meer licht bij het laden van de vrachtwagen."


@pytest.fixture
def nv(database: Database) -> Desk:
    made = desk(database)
    made.put_in("ideas")
    return made


def _bring(nv: Desk, who: str, text: str, **how: Any) -> int:
    return nv.do(who, lambda work: bring_idea(work, nv.cycle, text, **how).id)


def _support(nv: Desk, idea: int, *people: str) -> None:
    for who in people:
        nv.do(who, lambda work: support_idea(work, idea))


def _merge(nv: Desk, idea: int, into: int, who: str = "marieke") -> dict[str, Any]:
    return nv.do(who, lambda work: merge_ideas(work, idea, into))


def _unmerge(nv: Desk, idea: int, who: str = "marieke") -> dict[str, Any]:
    return nv.do(who, lambda work: unmerge_idea(work, idea))


def _seen(nv: Desk) -> dict[int, dict[str, Any]]:
    return {one["id"]: one for one in nv.look(lambda s: idea_views(s, nv.people["tom"], nv.cycle))}


def test_an_idea_that_looks_like_another_is_hinted_with_the_words_they_share(nv: Desk) -> None:
    bread, _ = _bring(nv, "fatima", BREAD), _bring(nv, "joost", LIGHT)
    (hint,) = nv.look(lambda session: hints(session, nv.cycle, BREAD_TOO))
    assert hint.line.id == bread
    assert {"brood", "melden"} <= set(hint.words)
    assert nv.look(lambda session: hints(session, nv.cycle, "Een koelkast voor de kantine erbij.")) == []
    assert nv.look(lambda session: hints(session, nv.cycle, "brood")) == [], "too short to say anything"


def test_a_hint_leads_to_the_idea_that_goes_on(nv: Desk) -> None:
    first, second = _bring(nv, "fatima", BREAD), _bring(nv, "joost", BREAD_TOO)
    _merge(nv, second, first)
    found = nv.look(lambda session: hints(session, nv.cycle, BREAD_TOO))
    assert [hint.line.id for hint in found] == [first]
    nv.do("fatima", lambda work: withdraw_idea(work, first))
    assert nv.look(lambda session: hints(session, nv.cycle, BREAD_TOO)) == []


def test_support_is_counted_once_for_each_person_and_can_be_taken_back(nv: Desk) -> None:
    idea = _bring(nv, "fatima", BREAD)
    _support(nv, idea, "tom", "tom", "nour")
    assert _seen(nv)[idea]["supporters"] == 2
    nv.do("tom", lambda work: withdraw_support(work, idea))
    nv.do("tom", lambda work: withdraw_support(work, idea))
    assert _seen(nv)[idea]["supporters"] == 1


def test_nobody_supports_their_own_idea_or_one_that_was_answered(nv: Desk) -> None:
    idea = _bring(nv, "fatima", BREAD)
    with pytest.raises(BadInput, match="your own idea"):
        _support(nv, idea, "fatima")
    with pytest.raises(NotFound):
        _support(nv, idea, "olga")
    nv.do("marieke", lambda work: answer_idea(work, idea, "done", WHY))
    with pytest.raises(Conflict, match="answered or withdrawn already"):
        _support(nv, idea, "tom")


def test_who_supports_an_idea_is_in_no_journal_and_in_no_list(nv: Desk) -> None:
    idea = _bring(nv, "fatima", BREAD)
    before = len(nv.journal(idea))
    _support(nv, idea, "tom")
    assert len(nv.journal(idea)) == before
    assert "Tom" not in str(_seen(nv))


def test_ideas_that_are_put_together_keep_their_authors_and_supporters_and_both_authors_hear(
    nv: Desk,
) -> None:
    first, second = _bring(nv, "fatima", BREAD), _bring(nv, "joost", BREAD_TOO)
    _support(nv, first, "tom", "nour")
    _support(nv, second, "nour", "kevin", "fatima")
    told = _merge(nv, second, first)
    assert told["supporters"] == 4, "Tom, Nour, Kevin and Joost; Fatima brought it herself"
    seen = _seen(nv)
    assert (seen[first]["with"], seen[second]["mergedInto"]) == (["I2"], "I1")
    letters = nv.letters("idea_merged")
    assert letters.keys() == {"Fatima El Idrissi", "Joost Hofman"}
    assert "Uw idee: Wij willen zelf kunnen melden" in letters["Joost Hofman"].text
    assert "Het andere idee: Wij willen zelf kunnen melden" in letters["Fatima El Idrissi"].text
    assert "4 keer steun" in letters["Fatima El Idrissi"].text


def test_taken_apart_each_idea_has_exactly_what_it_had_and_both_authors_hear(nv: Desk) -> None:
    first, second = _bring(nv, "fatima", BREAD), _bring(nv, "joost", BREAD_TOO)
    _support(nv, first, "tom")
    _support(nv, second, "tom", "kevin")
    before = _seen(nv)
    _merge(nv, second, first)
    assert _seen(nv) != before
    _unmerge(nv, second)
    assert _seen(nv) == before
    assert nv.letters("idea_unmerged").keys() == {"Fatima El Idrissi", "Joost Hofman"}
    assert nv.broken() == []
    with pytest.raises(Conflict, match="stands by itself already"):
        _unmerge(nv, second)


def test_the_answer_reaches_every_author_of_ideas_that_were_put_together(nv: Desk) -> None:
    first, second = _bring(nv, "fatima", BREAD), _bring(nv, "joost", BREAD_TOO)
    third = _bring(nv, "nour", "Brood op? Laat ons het melden aan het systeem.")
    _merge(nv, third, second)
    _merge(nv, second, first)
    with pytest.raises(Conflict, match="answer that one"):
        nv.do("marieke", lambda work: answer_idea(work, third, "done", WHY))
    nv.do("marieke", lambda work: answer_idea(work, first, "not_done", WHY_NOT))
    letters = nv.letters("idea_answered")
    assert letters.keys() == {"Fatima El Idrissi", "Joost Hofman", "Nour Aziz"}
    assert all(WHY_NOT in letter.text for letter in letters.values())
    assert {nv.means(one) for one in (first, second, third)} == {"answered"}


def test_an_idea_that_is_put_with_an_answered_one_gets_that_answer(nv: Desk) -> None:
    first, second = _bring(nv, "fatima", BREAD), _bring(nv, "joost", BREAD_TOO)
    nv.do("marieke", lambda work: answer_idea(work, first, "done", WHY))
    _merge(nv, second, first)
    assert nv.means(second) == "answered"
    assert WHY in nv.letters("idea_answered")["Joost Hofman"].text
    _unmerge(nv, second)
    assert nv.means(second) == "answered", "an answer that was given stays given"


def test_what_cannot_be_put_together_is_refused_and_nothing_changes(nv: Desk) -> None:
    first, second = _bring(nv, "fatima", BREAD), _bring(nv, "joost", BREAD_TOO)
    third = _bring(nv, "nour", LIGHT)
    _merge(nv, second, first)
    before = _seen(nv)
    for idea, into, kind in (
        (first, first, BadInput),
        (first, second, Conflict),
        (second, third, Conflict),
        (first, nv.cycle, NotFound),
    ):
        with pytest.raises(kind):
            _merge(nv, idea, into)
    with pytest.raises(NotAllowed):
        _merge(nv, third, first, who="tom")
    with pytest.raises(NotFound):
        _merge(nv, third, first, who="olga")
    with pytest.raises(NotFound):
        _unmerge(nv, second, who="olga")
    with pytest.raises(NotAllowed):
        _unmerge(nv, second, who="tom")
    assert _seen(nv) == before


def test_an_idea_without_a_name_counts_as_one_and_nobody_is_written_to(nv: Desk) -> None:
    first, second = _bring(nv, "fatima", BREAD), _bring(nv, "joost", BREAD_TOO, anonymous=True)
    assert _merge(nv, second, first)["supporters"] == 1
    assert nv.letters("idea_merged").keys() == {"Fatima El Idrissi"}


def test_the_author_hears_when_an_idea_is_put_with_a_functionality_and_taken_out(nv: Desk) -> None:
    idea = _bring(nv, "fatima", BREAD)
    nv.do("marieke", lambda work: name_functionality(work, nv.cycle, "Melding van tekorten"))
    for _ in range(2):
        nv.do("marieke", lambda work: group_idea(work, idea, "F1"))
    letters = nv.letters("idea_grouped")
    assert "F1 Melding van tekorten" in letters["Fatima El Idrissi"].text
    assert sum(row.what == "grouped" for row in nv.journal(idea)) == 1, "twice the same is heard once"
    nv.do("marieke", lambda work: group_idea(work, idea, None))
    assert "staat weer op zichzelf" in nv.letters("idea_grouped")["Fatima El Idrissi"].text


def _lines(authors: list[int | None]) -> list[IdeaLine]:
    return [
        IdeaLine(n, 1, "", f"I{n}", "", "", "submitted", None, None, None, None, None, author, None)
        for n, author in enumerate(authors)
    ]


def _counted_by_hand(lines: list[IdeaLine], supporters: set[tuple[int, int]]) -> dict[int, int]:
    """Return the voices the slow way: walk up from each idea, and collect people in sets."""
    into = {line.id: line.merged_into for line in lines}
    people: dict[int, set[object]] = {line.id: set() for line in lines}
    for line in lines:
        at: int | None = line.id
        while at is not None:
            people[at] |= {person for idea, person in supporters if idea == line.id}
            if at != line.id:
                people[at].add(("nameless", line.id) if line.author_id is None else line.author_id)
            at = into[at]
    return {line.id: len(people[line.id] - {line.author_id}) for line in lines}


@given(
    st.lists(st.none() | st.integers(1, 6), min_size=1, max_size=8),
    st.sets(st.tuples(st.integers(0, 7), st.integers(1, 9)), max_size=20),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12),
)
def test_no_voice_is_lost_or_counted_twice_and_undoing_everything_gives_back_what_was(
    authors: list[int | None], supporters: set[tuple[int, int]], moves: list[tuple[int, int]]
) -> None:
    lines = _lines(authors)
    supporters = {one for one in supporters if one[0] < len(lines)}
    alone = voices(lines, supporters)
    for idea, into in moves:
        if max(idea, into) >= len(lines) or roots(lines)[into] == idea or lines[idea].merged_into is not None:
            continue
        lines[idea] = _with(lines[idea], into)
        assert voices(lines, supporters) == _counted_by_hand(lines, supporters)
    apart = [_with(line, None) for line in lines]
    assert voices(apart, supporters) == alone


def _with(line: IdeaLine, into: int | None) -> IdeaLine:
    return replace(line, merged_into=into)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 4)), max_size=12))
def test_any_road_of_putting_together_and_apart_can_be_walked_back(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Any, moves: list[tuple[bool, int, int]]
) -> None:
    database = Database(fresh_sqlite(tmp_path_factory.mktemp("road"), sqlite_template))
    nv = desk(database)
    nv.put_in("ideas")
    ideas = [
        _bring(nv, who, f"{BREAD} ({n})") for n, who in enumerate(("fatima", "joost", "nour", "tom", "kevin"))
    ]
    for n, idea in enumerate(ideas):
        _support(nv, idea, *("lisa", "ayse", "daan")[: n % 4])
    before = _seen(nv)
    for apart, idea, into in moves:
        try:
            _unmerge(nv, ideas[idea]) if apart else _merge(nv, ideas[idea], ideas[into])
        except (BadInput, Conflict):
            continue
    for line in nv.look(lambda session: idea_list(session, nv.cycle)):
        if line.merged_into is not None:
            _unmerge(nv, line.id)
    assert _seen(nv) == before
    assert nv.broken() == []
    database.dispose()
