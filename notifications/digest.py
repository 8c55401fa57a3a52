"""Many notices for one person become one letter: due ones that may wait are gathered in a `bundle`.

The originals end as `bundled` and point to the letter that carries them. What became untrue is cancelled
first; if that happens while the bundle itself still waits, it is taken apart again.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import and_, bindparam, func, select, update
from sqlmodel import Session

from notifications.contracts import Renderer, StillTrue, Write, gone_away
from notifications.failpoints import failpoint
from notifications.lease import CLAIMED, Claimed, is_
from notifications.outbox import LETTER, Outgoing, Status, queue

log = logging.getLogger(__name__)

BUNDLE = "bundle"
FEWEST = 2
AT_ONCE = 1000  # letters read in one go
LONGEST_ITEM = 400  # characters of a notice that stand in the bundle; the rest is behind its link

_RIPE = and_(
    LETTER.c.bundle,
    is_(Status.QUEUED),
    LETTER.c.next_try_at <= bindparam("now"),
    LETTER.c.copies == 0,
    LETTER.c.person_id.is_not(None),
)
_WITH_MANY = (
    select(LETTER.c.person_id).where(_RIPE).group_by(LETTER.c.person_id).having(func.count() >= FEWEST)
)
_WHO = (LETTER.c.org_id, LETTER.c.person_id, LETTER.c.address, LETTER.c.language)
_CANDIDATES = (
    select(*CLAIMED)
    .where(_RIPE, LETTER.c.person_id.in_(_WITH_MANY))
    .order_by(*_WHO, LETTER.c.id)
    .limit(AT_ONCE)
)
_STILL_QUEUED = (
    select(LETTER.c.id)
    .where(LETTER.c.id.in_(bindparam("ids", expanding=True)), is_(Status.QUEUED))
    .with_for_update(skip_locked=True)
)
_CANCEL = (
    update(LETTER)
    .where(LETTER.c.id == bindparam("its_id"))
    .values(status=Status.CANCELLED.value, carried_by=None, ended_at=bindparam("now"), error=bindparam("why"))
)
_GO_ALONG = (
    update(LETTER)
    .where(LETTER.c.id.in_(bindparam("ids", expanding=True)))
    .values(status=Status.BUNDLED.value, carried_by=bindparam("carrier"), ended_at=bindparam("now"))
)
_CARRIED = select(*CLAIMED).where(
    LETTER.c.carried_by == bindparam("carrier"), LETTER.c.carried_by.is_not(None), is_(Status.BUNDLED)
)
_GO_ALONE = (
    update(LETTER)
    .where(LETTER.c.carried_by == bindparam("carrier"), is_(Status.BUNDLED))
    .values(status=Status.QUEUED.value, carried_by=None, ended_at=None)
)


def bundle_due(write: Write, letters: Renderer, now: datetime, still_true: StillTrue) -> Counter[str]:
    """Gather due letters that may be bundled, person by person; return how many became what."""
    tally: Counter[str] = Counter()
    while True:
        with write() as session:
            rows = [Claimed(*row) for row in session.connection().execute(_CANDIDATES, {"now": now})]
        groups = [list(group) for _, group in groupby(rows, key=_who)]
        if len(rows) == AT_ONCE and len(groups) > 1:
            groups.pop()  # perhaps not complete: it comes first in the next round
        before = tally.total()
        for group in groups:
            if len(group) >= FEWEST:
                tally += _bundle(write, letters, now, still_true, group)
        if len(rows) < AT_ONCE or tally.total() == before:
            return tally


def _who(row: Claimed) -> tuple[Any, ...]:
    return row.org_id, row.person_id, row.address, row.language


def _bundle(
    write: Write, letters: Renderer, now: datetime, still_true: StillTrue, group: Sequence[Claimed]
) -> Counter[str]:
    """Make one bundle in one transaction. What cannot be made or checked goes, and fails, by itself."""
    items = {row.id: item for row in group if (item := _item(letters, row))}
    tally: Counter[str] = Counter()
    try:
        with write() as session:
            reasons = {row.id: still_true(session, row) for row in group if row.id in items}
            found = session.connection().execute(_STILL_QUEUED, {"ids": list(items)})
            mine = {row.id for row in found}
            for id_, why in reasons.items():
                if id_ in mine and why is not None:
                    session.connection().execute(_CANCEL, {"its_id": id_, "now": now, "why": why})
                    tally["cancelled"] += 1
            true = [row for row in group if row.id in mine and reasons[row.id] is None]
            if len(true) >= FEWEST and _carry(session, true, [items[row.id] for row in true], now):
                tally["bundled"] += len(true)
            failpoint("digest.before_commit")
    except Exception as error:
        if gone_away(error):
            raise
        log.exception("the letters for person %s could not be bundled", group[0].person_id)
        return Counter()
    failpoint("digest.after_commit")
    return tally


def _item(letters: Renderer, row: Claimed) -> dict[str, str] | None:
    try:
        letter = letters.render(row.notice, row.language, row.context)
    except Exception:
        log.exception("letter %s cannot be made", row.id)
        return None
    return {"title": letter.subject, "text": gist(letter.text), "link": str(row.context.get("link", ""))}


def gist(text: str) -> str:
    """Return what a letter says, on one line: without the greeting, the page, the regards and the why."""
    paragraphs = text.strip().split("\n\n")
    inside = paragraphs[1:-3] or paragraphs
    line = " ".join(" ".join(inside).split())
    if len(line) <= LONGEST_ITEM:
        return line
    return line[:LONGEST_ITEM].rsplit(" ", 1)[0] + " …"


def _carry(session: Session, rows: Sequence[Claimed], items: Sequence[dict[str, str]], now: datetime) -> bool:
    first = rows[0]
    key = "bundle:" + sha256("\n".join(row.key for row in rows).encode()).hexdigest()
    carrier = Outgoing(
        key=key,
        org_id=first.org_id,
        notice=BUNDLE,
        language=first.language,
        context={**_frame([row.context for row in rows]), "items": _each_once(items)},
        person_id=first.person_id,
        address=first.address,
    )
    if not queue(session, [carrier], now):
        return False
    connection = session.connection()
    carrier_id = connection.scalar(select(LETTER.c.id).where(LETTER.c.key == key))
    connection.execute(_GO_ALONG, {"ids": [row.id for row in rows], "carrier": carrier_id, "now": now})
    return True


def _each_once(items: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return what is said, each thing once: the same line four times tells nothing more."""
    return list({tuple(sorted(item.items())): item for item in items}.values())


def _frame(contexts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what every letter needs: what its items have in common, and the home page as its link."""
    first = contexts[0]
    innovations = {context.get("innovation", "") for context in contexts}
    because, _ = Counter(context.get("because", "") for context in contexts).most_common(1)[0]
    label = next(
        context.get("because_label", "") for context in contexts if context.get("because", "") == because
    )
    home = urlsplit(str(first.get("link", "")))
    return {
        "organisation": first.get("organisation", ""),
        "recipient": first.get("recipient", ""),
        "innovation": innovations.pop() if len(innovations) == 1 else "",
        "link": f"{home.scheme}://{home.netloc}/",
        "because": because,
        "because_label": label,
    }


def overtaken(session: Session, carrier: Claimed, still_true: StillTrue) -> list[tuple[Claimed, str]]:
    """Return the letters in a bundle that became untrue, with why."""
    rows = session.connection().execute(_CARRIED, {"carrier": carrier.id}).all()
    carried = [Claimed(*row) for row in rows]
    return [(row, why) for row in carried if (why := still_true(session, row)) is not None]


def dissolve(
    session: Session, carrier: Claimed, untrue: Sequence[tuple[Claimed, str]], now: datetime
) -> None:
    """Take a bundle apart that has not gone out: cancel what became untrue, queue the rest again."""
    for row, why in untrue:
        session.connection().execute(_CANCEL, {"its_id": row.id, "now": now, "why": why})
    session.connection().execute(_GO_ALONE, {"carrier": carrier.id})
