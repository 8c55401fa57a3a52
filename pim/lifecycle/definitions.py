"""Published workflows: kept for ever under their digest, compiled once per process."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from pim.errors import NotFound
from pim.lifecycle.tables import Definition
from workflows.definition import Definition as Workflow
from workflows.definition import canonical, digest, from_canonical
from workflows.machine import Machine
from workflows.machine import compile as compiled

_machines: dict[str, Machine] = {}


_PUBLISH = {
    name: statement.on_conflict_do_nothing(index_elements=["digest"])
    for name, statement in (
        ("sqlite", sqlite.insert(Definition)), ("postgresql", postgresql.insert(Definition)),
    )
}  # fmt: skip


def publish(session: Session, workflow: Workflow, now: datetime) -> str:
    """Keep a workflow and return its digest. Publishing a text again, even at once, changes nothing.

    It comes after every other of its name, also where the clock of a demo is behind that of its making.
    """
    key = digest(workflow)
    newest_at: datetime | None = session.scalar(
        select(func.max(col(Definition.published_at))).where(col(Definition.name) == workflow.workflow)
    )
    at = now if newest_at is None else max(now, newest_at + timedelta(microseconds=1))
    row = {"digest": key, "name": workflow.workflow, "body": canonical(workflow), "published_at": at}
    session.connection().execute(_PUBLISH[session.get_bind().dialect.name], row)
    return key


def machine_of(session: Session, key: str) -> Machine:
    """Return the compiled workflow with this digest. Raises NotFound."""
    machine = _machines.get(key)
    if machine is None:
        body = session.scalar(select(col(Definition.body)).where(col(Definition.digest) == key))
        if body is None:
            raise NotFound(f"no workflow is published under {key[:12]}…")
        machine = _machines[key] = compiled(from_canonical(body))
    return machine


def newest(session: Session, name: str) -> str:
    """Return the digest of the newest published workflow with this name. Raises NotFound."""
    key: str | None = session.scalar(
        select(col(Definition.digest))
        .where(col(Definition.name) == name)
        .order_by(col(Definition.published_at).desc(), col(Definition.digest))
        .limit(1)
    )
    if key is None:
        known = session.scalars(select(col(Definition.name)).distinct().order_by(col(Definition.name))).all()
        raise NotFound(f"no workflow named {name!r} is published; there are: {', '.join(known) or 'none'}")
    return key


def versions(session: Session, name: str | None = None) -> list[tuple[str, str, datetime]]:
    """Return (name, digest, when) of every published workflow, or those of one name, oldest first.

    The first of a name is its version 1, as a migration plan calls it: "standard@1".
    """
    wanted = select(col(Definition.name), col(Definition.digest), col(Definition.published_at)).order_by(
        col(Definition.name), col(Definition.published_at), col(Definition.digest).desc()
    )
    if name is not None:
        wanted = wanted.where(col(Definition.name) == name)
    return [(row[0], row[1], row[2]) for row in session.execute(wanted)]


def own_roles(session: Session) -> frozenset[str]:
    """Return every role that a published workflow names."""
    digests = session.scalars(select(col(Definition.digest))).all()
    return frozenset(role for key in digests for role in machine_of(session, key).definition.roles)
