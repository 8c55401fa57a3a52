"""Many letters go to the database in one document; what lies there must not show that."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from notifications.bulk import WORTH_IT, document
from notifications.outbox import LetterRow, Outgoing, queue
from pim.db import Database

NOW = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
LATER = datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2)))
STRANGE = ('"', "'", "\\", "né\n\t€ 😀", "{}", "null", "%(rows)s", ":rows", "", "0")


def _letters(prefix: str) -> list[Outgoing]:
    plain = Outgoing(key="-", org_id=1, notice="general", language="nl", context={})
    return [
        replace(
            plain,
            key=f"{prefix}:{number}",
            context={"said": said, "list": [said, None], "number": number},
            address=said or None,
            person_id=number if number % 2 else None,
            bundle=number % 3 == 0,
            not_before=LATER if number % 2 else None,
            check=said or None,
        )
        for number, said in enumerate(STRANGE)
    ]


def test_letters_that_go_together_lie_there_as_if_each_went_by_itself(database: Database) -> None:
    assert len(STRANGE) >= WORTH_IT
    with database.write() as session:
        assert queue(session, _letters("together"), NOW) == len(STRANGE)
        for letter in _letters("alone"):
            queue(session, [letter], NOW)
    with database.read() as session:
        rows = [row.model_dump(exclude={"id"}) for row in session.exec(select(LetterRow)).all()]
    by_key = {row.pop("key"): row for row in rows}
    assert all(by_key[f"together:{n}"] == by_key[f"alone:{n}"] for n in range(len(STRANGE)))


def test_letters_that_are_known_already_are_left_as_they_are_also_among_many(database: Database) -> None:
    with database.write() as session:
        queue(session, _letters("once")[:3], NOW)
        assert queue(session, _letters("once"), NOW) == len(STRANGE) - 3
        assert queue(session, _letters("once"), NOW) == 0


@given(st.datetimes())
def test_a_moment_without_a_zone_never_goes_into_a_document(moment: datetime) -> None:
    with pytest.raises(TypeError, match="cannot hold"):
        document([{"at": moment}])
