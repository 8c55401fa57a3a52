"""Following an innovation or an idea, and letting it go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from pim.errors import NotFound
from pim.following.tables import Follow
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, look
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor, Work

FOLLOWED = ("cycle", "idea")  # kinds; what happens inside an innovation is told with the innovation
_ONCE = {
    "sqlite": sqlite.insert(Follow).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Follow).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class Followed:
    """Something that somebody follows, and the stage it is in, in both languages."""

    id: int
    kind: str
    title: str
    label: Mapping[str, str]

    @property
    def path(self) -> str:
        """Return its page."""
        return f"/{self.kind}s/{self.id}"


def to_follow(session: Session, actor: Actor, instance_id: int) -> Subject:
    """Return what is to be followed. Raises NotFound for another organisation's and for other kinds."""
    subject = look(session, instance_id)
    if subject.kind not in FOLLOWED or subject.home.id != actor.organisation_id:
        raise NotFound(f"there is nothing to follow with number {instance_id}")
    return subject


def follow(work: Work, instance_id: int) -> dict[str, Any]:
    """Follow something. Doing it twice is doing it once. Raises NotFound as ``to_follow``."""
    return _kept(work, instance_id, True)


def let_go(work: Work, instance_id: int) -> dict[str, Any]:
    """Follow something no longer; harmless when one did not. Raises NotFound as ``to_follow``."""
    return _kept(work, instance_id, False)


def _kept(work: Work, instance_id: int, wanted: bool) -> dict[str, Any]:
    assert work.actor is not None, "a person follows"
    subject = to_follow(work.session, work.actor, instance_id)
    connection = work.session.connection()
    mine = {"person_id": work.actor.person_id, "instance_id": subject.id}
    if wanted:
        connection.execute(_ONCE[connection.dialect.name], mine)
    else:
        connection.execute(
            delete(Follow).where(
                col(Follow.person_id) == mine["person_id"], col(Follow.instance_id) == subject.id
            )
        )
    return {"id": subject.id, "follows": wanted}


def follows(session: Session, actor: Actor, instance_id: int) -> bool:
    """Tell whether somebody follows this. One statement."""
    return session.get(Follow, (actor.person_id, instance_id)) is not None


def followed(session: Session, actor: Actor) -> Sequence[Followed]:
    """Return what somebody follows, by title. One statement."""
    rows = session.execute(
        select(
            col(Instance.id), col(Instance.kind), col(Instance.code), col(Instance.title),
            col(Instance.digest), col(Instance.stage),
        )
        .join(Follow, col(Follow.instance_id) == col(Instance.id))
        .where(
            col(Follow.person_id) == actor.person_id,
            col(Instance.organisation_id) == actor.organisation_id,
        )
        .order_by(col(Instance.title), col(Instance.id))
    )  # fmt: skip
    return [
        Followed(
            id_,
            kind,
            f"{code}: {title}" if kind == "idea" else title,
            machine_of(session, digest).stage(kind, stage).label,
        )
        for id_, kind, code, title, digest, stage in rows
    ]
