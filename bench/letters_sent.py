"""Letters per second from queued to accepted by a mail server, against raw smtplib with the same bytes.

Ours: queued in one transaction, then leased, checked, made, kept for showing and sent by `deliver_due`, with
one commit a letter, synced to disk. The floor: ready-made mails, one connection, nothing written down. Beside
it the least that loses nothing: the same, with one raw update and one commit after each mail. All to the same
aiosmtpd, which runs in a process of its own and throws everything away.
"""

import asyncio
import multiprocessing as mp
import os
import smtplib
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from typing import Any

from aiosmtpd.smtp import SMTP
from sqlmodel import Session

from bench.databases import dialects, fresh
from notifications.catalogue import RoundInvitation, VariantLine
from notifications.delivery import deliver_due
from notifications.lease import Claimed
from notifications.letters import Letters
from notifications.message import Post, Sender, message_id
from notifications.outbox import Outgoing, queue
from notifications.transports import Server, Smtp
from pim.db import Database

LETTERS = int(os.environ.get("PIM_BENCH_LETTERS", "1000"))
TIMES = 5
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
SENDER = Sender("Noordervers", "pim@noordervers.example", "https://pim.noordervers.example/letters")


def measure() -> dict[str, Any]:
    """Return letters per second on each kind of database; the floor is measured between our own rounds."""
    letters = Letters()
    rows = []
    with _server() as port:
        for dialect in dialects():
            with fresh(dialect) as database:
                _ours(database, letters, port, -1)  # warm
                mails = _mails(letters)
                floors, written, ours = [], [], []
                for time_ in range(TIMES):
                    floors.append(_raw(mails, port))
                    with _raw_commits(database) as commit:
                        written.append(_raw(mails, port, commit))
                    ours.append(_ours(database, letters, port, time_))
            against = "letters from queued to accepted, one worker, against raw smtplib"
            rows += [
                _row(dialect, against, median(ours), median(floors)) | {"aim": "ratio >= 0.4"},
                _row(dialect, f"{against} with one raw commit a letter", median(ours), median(written)),
            ]
    return {"name": "letters sent", "rows": rows}


def _row(dialect: str, what: str, ours: float, floor: float) -> dict[str, Any]:
    return {
        "what": what,
        "value": round(ours),
        "unit": "letters/s",
        "floor": round(floor),
        "ratio": round(ours / floor, 2),
        "database": dialect,
    }


def _outgoing(time_: int) -> list[Outgoing]:
    """Return invitations to a round: the longest common letter, with a calendar entry."""
    made = []
    for number in range(LETTERS):
        notice = RoundInvitation(
            organisation="Noordervers",
            recipient=f"Medewerker {number}",
            innovation="Nieuw bestelsysteem",
            link="https://pim.noordervers.example/rondes/2",
            because="asked",
            due="15 maart 2026, 23:59 uur",
            due_at=datetime(2026, 3, 15, 22, 59, 59, tzinfo=UTC),
            round="bestelvoorstel, ronde 1",
            site=f"winkel {number % 6 + 1}",
            variants=tuple(
                VariantLine(
                    code=f"V{n}", title="Bijstellen tot 11:00 uur", summary="U past het voorstel aan."
                )
                for n in (1, 2, 3)
            ),
            minutes=3,
            group="Winkel Assen",
            combined_with=12 + number % 6,
            smallest_group=5,
        )
        made.append(
            Outgoing(
                key=f"bench:{time_}:person:{number}",
                org_id=1,
                notice=notice.name,
                language="nl",
                context=notice.context(),
                person_id=number,
                address=f"medewerker{number}@noordervers.example",
            )
        )
    return made


def _ours(database: Database, letters: Letters, port: int, time_: int) -> float:
    outgoing = _outgoing(time_)

    def still_true(_session: Session, _row: Claimed) -> str | None:
        return None

    began = time.perf_counter()
    with database.write() as session:
        queue(session, outgoing, NOW)
    delivered = deliver_due(
        database.write,
        Smtp(Server("127.0.0.1", port), SENDER),
        letters,
        NOW,
        worker="bench",
        still_true=still_true,
        limit=LETTERS,
    )
    took = time.perf_counter() - began
    assert delivered.accepted == LETTERS, delivered
    return LETTERS / took


def _mails(letters: Letters) -> list[tuple[str, bytes]]:
    made = []
    for outgoing in _outgoing(-1):
        letter = letters.render(outgoing.notice, outgoing.language, outgoing.context)
        address = str(outgoing.address)
        post = Post(address, letter, outgoing.language, message_id(outgoing.key, SENDER), SENDER, NOW)
        made.append((address, post.mail))
    return made


def _raw(mails: Sequence[tuple[str, bytes]], port: int, after: Callable[[], None] = lambda: None) -> float:
    client = smtplib.SMTP("127.0.0.1", port, "bench")
    began = time.perf_counter()
    for address, mail in mails:
        client.sendmail(SENDER.address, [address], mail)
        after()
    took = time.perf_counter() - began
    client.quit()
    return len(mails) / took


@contextmanager
def _raw_commits(database: Database) -> Iterator[Callable[[], None]]:
    """Give a function that does the least a mark can be: one row updated by its key, and a commit."""
    connection = database.engine.raw_connection()
    cursor = connection.cursor()

    def begin() -> None:
        if database.dialect == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")

    def commit() -> None:
        begin()
        cursor.execute("UPDATE mark SET number = number + 1 WHERE id = 1")
        connection.commit()

    begin()
    cursor.execute("CREATE TABLE IF NOT EXISTS mark (id INTEGER PRIMARY KEY, number INTEGER)")
    cursor.execute("INSERT INTO mark VALUES (1, 0) ON CONFLICT DO NOTHING")
    connection.commit()
    try:
        yield commit
    finally:
        connection.close()


@contextmanager
def _server() -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    process = mp.get_context("fork").Process(target=_serve, args=(listening,), daemon=True)
    process.start()
    try:
        yield listening.getsockname()[1]
    finally:
        process.kill()
        process.join()
        listening.close()


class _Accept:
    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return "250 OK"


def _serve(listening: socket.socket) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(_Accept(), hostname="sink", loop=loop), sock=listening)
        await server.serve_forever()

    asyncio.run(run())
