"""Lists of ideas and variants cost the same number of statements, however long they are."""

from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlmodel import Session

from pim.db import Database
from pim.ideas.bring import bring_idea
from pim.ideas.group import name_functionality
from pim.ideas.queries import facts as idea_facts
from pim.ideas.view import functionality_views, idea_views, my_ideas
from pim.variants.add import add_variant
from pim.variants.queries import choices, lines
from pim.variants.queries import facts as variant_facts
from pim.variants.view import variant_views
from tests.pim.ideas.desk import Desk, desk

Query = Callable[[Session, Desk], object]

QUERIES: dict[str, Query] = {
    "ideas": lambda session, nv: idea_views(session, nv.people["nour"], nv.cycle),
    "my ideas": lambda session, nv: my_ideas(session, nv.people["fatima"]),
    "functionalities": lambda session, nv: functionality_views(session, nv.people["nour"], nv.cycle),
    "facts of ideas": lambda session, nv: idea_facts(session, nv.cycle),
    "variants": lambda session, nv: variant_views(session, nv.people["nour"], nv.cycle),
    "facts of variants": lambda session, nv: variant_facts(session, nv.cycle),
    "variants in a letter": lambda session, nv: lines(session, nv.cycle),
    "choices in a letter": lambda session, nv: choices(session, nv.cycle, "nl"),
}


def _statements(nv: Desk, query: Query) -> int:
    count = 0

    def one(*_: object) -> None:
        nonlocal count
        count += 1

    with nv.database.read() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", one)
        query(session, nv)
    return count


def _more(nv: Desk, count: int) -> None:
    for number in range(count):
        nv.do("fatima", lambda work, n=number: bring_idea(work, nv.cycle, f"Idee nummer {n}"))  # type: ignore[misc]
        part = nv.do("marieke", lambda work, n=number: name_functionality(work, nv.cycle, f"Deel {n}"))  # type: ignore[misc]
        nv.do("marieke", lambda work, p=part: add_variant(work, nv.cycle, p["code"], "Zo", "Zo werkt het."))  # type: ignore[misc]


@pytest.mark.parametrize("name", QUERIES)
def test_a_list_of_ten_costs_as_many_statements_as_a_list_of_one(database: Database, name: str) -> None:
    nv = desk(database)
    nv.put_in("ideas")
    _more(nv, 1)
    _statements(nv, QUERIES[name])  # whatever is kept after the first time
    before = _statements(nv, QUERIES[name])
    _more(nv, 9)
    assert 0 < before <= 4
    assert _statements(nv, QUERIES[name]) == before
