"""Something for the administrator's pages: a deadline and a letter that failed, a refused address."""

from sqlmodel import col, select, update

from notifications.outbox import LetterRow
from notifications.trouble import note_bounce
from pim.lifecycle.tables import Deadline, Instance
from pim.people.tables import Person
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web


def failed_deadline(site: Web, cycle: int) -> int:
    """Let the first armed deadline of a cycle have failed five times; return its number."""
    with site.database.write() as session:
        first = session.scalars(
            select(col(Deadline.id))
            .join(Instance, col(Instance.id) == col(Deadline.instance_id))
            .where(col(Instance.cycle_id) == cycle, col(Deadline.status) == "armed")
            .order_by(col(Deadline.id))
        ).first()
        assert first is not None
        session.execute(
            update(Deadline)
            .where(col(Deadline.id) == first)
            .values(status="incident", attempts=5, error="KeyError: 'x'")
        )
        return first


def letter_in_trouble(
    site: Web, key: str, who: str, status: str = "incident", check: str | None = None
) -> int:
    """Put a letter to somebody that did not arrive in the outbox; return its number."""
    reader = site.people[who]
    with site.database.write() as session:
        row = LetterRow(
            key=key, org_id=reader.organisation_id, person_id=reader.person_id, address=f"{who}@x.example",
            language="nl", notice="round_invitation", context={"recipient": reader.name}, check=check,
            status=status, next_try_at=at("2026-03-20 09:00"), queued_at=at("2026-03-20 09:00"),
            error="550 no such user",
        )  # fmt: skip
        session.add(row)
        session.flush()
        assert row.id is not None
        return row.id


def refused_address(site: Web, who: str) -> str:
    """Let the mail server have refused somebody's address; return it."""
    with site.database.write() as session:
        address = session.get_one(Person, site.people[who].person_id).email or ""
        note_bounce(session, address, "550 no such user", at("2026-03-20 09:00"))
    return address
