"""The administrator hears of letters in trouble: once a day, without a trace of who was written to."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from notifications.delivery import deliver_due
from notifications.letters import Letters
from notifications.outbox import LetterRow, Outgoing, queue
from pim.db import Database
from pim.letter_trouble import tell_owner
from pim.settings import Settings
from tests.cast import cast

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def _reminder(org_id: int, person_id: int, number: int) -> Outgoing:
    # A reminder without its fields cannot be made: it fails five times and becomes an incident.
    return Outgoing(
        key=f"round:1:reminder:{number}:{person_id}",
        org_id=org_id,
        notice="round_reminder",
        language="nl",
        context={"recipient": "Joost Hofman"},
        person_id=person_id,
        address="joost@noordervers.example",
    )


def test_many_letters_in_trouble_give_the_administrator_one_letter_that_names_nobody(
    database: Database,
) -> None:
    settings = Settings()
    with database.write() as session:
        people = cast(session)
        joost = people["joost"]
        queue(session, [_reminder(joost.organisation_id, joost.person_id, n) for n in range(4)], NOON)
    for hours in range(0, 72):
        now = NOON + timedelta(hours=hours)
        deliver_due(
            database.write, None, Letters(None), now, worker="w", on_trouble=tell_owner(settings, now)
        )
    with database.read() as session:
        letters = list(session.scalars(select(LetterRow).order_by(col(LetterRow.id))))
    assert [row.status for row in letters[:4]] == ["incident"] * 4
    told = letters[4:]
    assert {row.notice for row in told} == {"incident"}
    assert {row.person_id for row in told} == {people["bas"].person_id}
    days = {row.queued_at.date() for row in told}
    assert len(told) == len(days)
    for row in told:
        assert row.status == "kept"
        assert "Joost" not in (row.text or "")
