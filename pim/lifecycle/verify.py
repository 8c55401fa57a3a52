"""Whether anything was tampered with: the rows of every chain, what they lead to, and the workflows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.definitions import machine_of
from pim.lifecycle.journal import GENESIS, Replayed, entry_of
from pim.lifecycle.subject import COLUMNS, Subject, from_row
from pim.lifecycle.tables import Definition, Instance, JournalEntry
from pim.people.tables import Organisation


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where something was tampered with."""

    instance_id: int
    version: int
    why: str


@dataclass(slots=True)
class _Chain:
    """How far the rows of one instance were walked."""

    seal: str = GENESIS
    version: int = 0
    replayed: Replayed = field(default_factory=Replayed)
    whole: bool = True

    def take(self, row: Any) -> str | None:
        """Take the next row; return what is wrong with it, if anything."""
        wrong = None
        if row.version != self.version + 1:
            wrong = "row missing"
        elif entry_of(row).seal(self.seal) != row.hash:
            wrong = "row changed"
        self.seal, self.version = row.hash, row.version
        self.whole = self.whole and wrong is None
        if self.whole:
            self.replayed.take(row)
        return wrong


def verify(session: Session, organisation_id: int | None = None) -> Iterator[Broken]:
    """Walk every chain and yield each break: a row changed, missing, swapped or added, or another head.

    And where an instance is not what its rows lead to: its stage, visit, dates, name, kind or workflow. Three
    statements, whatever the number of rows; of one organisation where its number is given.
    """
    instances = select(*COLUMNS).join(Organisation, col(Organisation.id) == col(Instance.organisation_id))
    rows = select(*JournalEntry.__table__.columns).order_by(  # type: ignore[attr-defined]
        col(JournalEntry.instance_id), col(JournalEntry.version)
    )
    if organisation_id is not None:
        mine = select(col(Instance.id)).where(col(Instance.organisation_id) == organisation_id)
        instances = instances.where(col(Instance.organisation_id) == organisation_id)
        rows = rows.where(col(JournalEntry.instance_id).in_(mine))
    chains: dict[int, _Chain] = {}
    for row in session.execute(rows.execution_options(yield_per=2_000)):
        chain = chains.setdefault(row.instance_id, _Chain())
        version = chain.version + 1
        if (wrong := chain.take(row)) is not None:
            yield Broken(row.instance_id, version if wrong == "row missing" else row.version, wrong)
    for found in session.execute(instances.order_by(col(Instance.id))):
        subject = from_row(found)
        chain = chains.get(subject.id, _Chain())
        if (subject.head, subject.state.version) != (chain.seal, chain.version):
            yield Broken(subject.id, subject.state.version, "the instance does not match its newest row")
        elif chain.whole:
            for name in _unlike(session, subject, chain.replayed):
                yield Broken(subject.id, subject.state.version, f"its rows lead to another {name}")


def _unlike(session: Session, subject: Subject, replayed: Replayed) -> Iterator[str]:
    """Yield the names of what an instance says otherwise than its rows."""
    born = replayed.born
    pairs = {
        "state": (subject.state, replayed.state),
        "dates": (subject.dates, replayed.dates),
        "workflow": (subject.digest, replayed.workflow),
        "code": (subject.code, born.get("code")),
        "title": (subject.title, born.get("title")),
        "kind": (subject.kind, born.get("kind")),
        "organisation": (subject.home.id, born.get("organisation")),
    }
    unlike = [name for name, (is_, was) in pairs.items() if is_ != was]
    yield from unlike
    if unlike:
        return
    stage = machine_of(session, replayed.workflow).stage(subject.kind, subject.state.stage)
    if (subject.means, subject.final) != (stage.means or stage.name, stage.final):
        yield "meaning of its stage"


def changed_workflows(session: Session) -> list[str]:
    """Return the digests of published workflows whose text is no longer what was published. One statement."""
    rows = session.execute(
        select(col(Definition.digest), col(Definition.body)).order_by(col(Definition.digest))
    )
    return [digest for digest, body in rows if sha256(body.encode()).hexdigest() != digest]
