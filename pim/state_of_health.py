"""Whether the installation is well: what ``pim doctor``, the readiness address and the pages show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from notifications.letters import Letters
from notifications.outbox import LetterRow
from pim.db import Database
from pim.errors import Busy, PimError
from pim.feedback.keys import has_key
from pim.feedback.refusals import KeysUnreadable
from pim.feedback.tables import Round
from pim.lifecycle.clock import SILENT_AFTER, last_beat, moved_clock
from pim.lifecycle.tables import Deadline, Duty, Instance
from pim.migrations import is_current
from pim.settings import Settings

LATE = timedelta(minutes=2)
WAL_BUG_UNTIL = (3, 51, 2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``said`` tells what was found and, when it is not well, what to do.

    ``detail``, where there is more to say, names files and hosts: it is for whoever runs the installation
    and not for a visitor of its address.
    """

    what: str
    well: bool
    said: str
    detail: str = ""


def findings(database: Database, settings: Settings, real_now: datetime) -> list[Finding]:
    """Look at everything; never raises when the database is away."""
    try:
        if not is_current(database):
            return [Finding("database", False, "tables are missing or old; run `pim init`")]
        with database.read() as session:
            return list(_look(session, database, settings, real_now))
    except Busy as error:
        plain = (type(error).__doc__ or "").strip()
        return [Finding("database", False, plain, error.in_full)]
    except PimError as error:
        return [Finding("database", False, str(error))]


def _look(session: Session, database: Database, settings: Settings, real_now: datetime) -> Iterator[Finding]:
    yield engine(session, database)
    yield heartbeat(session, real_now)
    now = moved_clock(session) or real_now
    late = _count(session, col(Deadline.status) == "armed", col(Deadline.try_at) < now - LATE)
    yield Finding("deadlines", not late, f"{late} due and not fired" if late else "none late")
    incidents = _count(session, col(Deadline.status) == "incident")
    yield Finding(
        "incidents",
        not incidents,
        f"{incidents} failed five times; see `pim deadlines --incidents`" if incidents else "none",
    )
    failing = session.scalar(select(func.count()).select_from(Duty).where(col(Duty.error).is_not(None))) or 0
    yield Finding("duties", not failing, f"{failing} failing; see the log" if failing else "all done")
    yield _letters(session, settings)
    yield own_letters(settings)
    yield round_keys(session, settings)


def engine(session: Session, database: Database) -> Finding:
    """Tell which database this is, and whether its version is safe."""
    if database.dialect == "postgresql":
        version = session.execute(text("SHOW server_version")).scalar_one()
        return Finding("database", True, f"PostgreSQL {version}")
    version = session.execute(text("SELECT sqlite_version()")).scalar_one()
    bad = tuple(int(part) for part in version.split(".")) <= WAL_BUG_UNTIL
    said = f"SQLite {version}" + (
        " can damage a busy database; install the Python package pysqlite3" if bad else ""
    )
    return Finding("database", not bad, said)


def heartbeat(session: Session, real_now: datetime) -> Finding:
    """Tell whether a worker keeps the clock. Red within a minute when nobody does."""
    last = last_beat(session)
    if last is None:
        return Finding("worker", False, "no worker has run yet; start `pim worker` or `pim serve`")
    silent = real_now - last
    if silent > SILENT_AFTER:
        return Finding(
            "worker", False, f"silent for {int(silent.total_seconds())} seconds; start `pim worker`"
        )
    return Finding("worker", True, f"seen {max(0, int(silent.total_seconds()))} seconds ago")


def _count(session: Session, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(Deadline).where(*where)) or 0  # type: ignore[arg-type]


def _letters(session: Session, settings: Settings) -> Finding:
    rows = session.execute(
        select(col(LetterRow.status), func.count())
        .where(col(LetterRow.status).in_(("incident", "uncertain", "bounced")))
        .group_by(col(LetterRow.status))
    )
    trouble = {status: count for status, count in rows}  # noqa: C416
    if not trouble:
        return Finding(
            "letters", True, "none in trouble" if settings.smtp_url else "kept and shown, not sent"
        )
    said = ", ".join(f"{count} {status}" for status, count in sorted(trouble.items()))
    return Finding("letters", "incident" not in trouble, f"{said}; see `pim letters`")


def own_letters(settings: Settings) -> Finding:
    """Tell whether an organisation's own letters are fit to be sent."""
    faults = Letters.check(settings.letters_dir) if settings.letters_dir else []
    if not faults:
        return Finding("own letters", True, "none" if settings.letters_dir is None else "fit to be sent")
    said = f"{len(faults)} fault(s); see `pim letters check`"
    return Finding("own letters", False, said, f"{said}; the first is {faults[0]}")


def round_keys(session: Session, settings: Settings, organisation_id: int | None = None) -> Finding:
    """Tell whether the key of every open round is there; of one organisation where its number is given."""
    open_rounds = (
        select(col(Instance.id), col(Round.key_tag))
        .join(Round, col(Round.instance_id) == col(Instance.id))
        .where(col(Instance.means).in_(("open", "held")))
    )
    if organisation_id is not None:
        open_rounds = open_rounds.where(col(Instance.organisation_id) == organisation_id)
    found = session.execute(open_rounds).all()
    try:
        lost = [id_ for id_, tag in found if not has_key(settings.round_keys_dir, tag)]
    except KeysUnreadable as away:
        return Finding("round keys", False, str(away), away.in_full)
    if lost:
        return Finding("round keys", False, f"the key of round {lost[0]} is lost; the round closes early")
    return Finding("round keys", True, f"{len(found)} open round(s), every key there")
