"""What waits for one person: steps that are theirs to take, answers and yeses that they owe.

Never who was asked something in a round: nobody may see who has answered and who has not.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, or_, select, union_all
from sqlmodel import Session, col

from pim.answers.tables import Cluster
from pim.consultation.tables import Condition
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor
from pim.overview.gates import ways_on
from pim.people.tables import Role
from pim.pilots.tables import PilotSite, PilotYes
from workflows.machine import Machine

Place = tuple[str, str, str]
"""A kind, the digest of a workflow, and a stage in it."""


def waits_for(
    session: Session, actor: Actor, everywhere: Collection[str], digests: Sequence[str]
) -> CompoundSelect[Any]:
    """Return the statement that gives the innovations in which something waits for somebody.

    ``everywhere`` are the roles they hold in the whole organisation, ``digests`` the workflows in use.
    """
    by_roles: dict[frozenset[str], list[Place]] = {}
    for digest in digests:
        for place, roles in _turns(machine_of(session, digest)):
            by_roles.setdefault(roles, []).append(place)
    steps = (_steps(actor, everywhere, roles, places) for roles, places in by_roles.items())
    return union_all(*steps, _answers(actor), _conditions(actor), _yeses(actor))


def _turns(machine: Machine) -> list[tuple[Place, frozenset[str]]]:
    """Return the stages in which it is somebody's turn, each with the roles whose turn it is."""
    found = []
    for kind in machine.kinds:
        for stage in machine.stages(kind):
            roles = frozenset[str]()
            if kind == "cycle":
                roles = roles.union(*(by for _, by in ways_on(machine, stage.name)))
            elif stage.due is not None:
                roles = _first(machine, kind, stage.name)
            if roles:
                found.append(((kind, machine.digest, stage.name), roles))
    return found


def _first(machine: Machine, kind: str, stage: str) -> frozenset[str]:
    """Return who takes the first step that leads on from a stage of a part; nobody where the clock does.

    Only a part with a term waits: without one it may rest where it is.
    """
    for view in machine.possible(kind, stage):
        if view.by_clock:
            return frozenset()
        if view.to != stage:
            return frozenset(view.by)
    return frozenset()


def _steps(
    actor: Actor, everywhere: Collection[str], roles: frozenset[str], places: Sequence[Place]
) -> Select[Any]:
    """Return the statement for the things in one of these places, as far as the actor holds a role there."""
    stages: dict[tuple[str, str], list[str]] = {}
    for kind, digest, stage in places:
        stages.setdefault((kind, digest), []).append(stage)
    found = select(col(Instance.cycle_id)).where(
        col(Instance.organisation_id) == actor.organisation_id,
        or_(
            *(
                and_(
                    col(Instance.kind) == kind, col(Instance.stage).in_(names), col(Instance.digest) == digest
                )
                for (kind, digest), names in stages.items()
            )
        ),
    )
    if roles.intersection(everywhere):
        return found
    held = select(col(Role.cycle_id)).where(
        col(Role.person_id) == actor.person_id, col(Role.role).in_(roles), col(Role.cycle_id).is_not(None)
    )
    return found.where(col(Instance.cycle_id).in_(held))


def _answers(actor: Actor) -> Select[Any]:
    """Return the statement for clusters of feedback that somebody took on to answer."""
    return (
        select(col(Instance.cycle_id))
        .join(Cluster, col(Cluster.round_id) == col(Instance.id))
        .where(
            col(Cluster.owner_id) == actor.person_id, col(Cluster.outcome).is_(None),
            col(Cluster.merged_into).is_(None), col(Instance.final).is_(False),
        )
    )  # fmt: skip


def _conditions(actor: Actor) -> Select[Any]:
    """Return the statement for conditions of the works council that somebody took on to meet."""
    return (
        select(col(Instance.cycle_id))
        .join(Condition, col(Condition.consultation_id) == col(Instance.id))
        .where(col(Condition.owner_id) == actor.person_id, col(Condition.met_on).is_(None))
    )


def _yeses(actor: Actor) -> Select[Any]:
    """Return the statement for planned pilots at a site of which the manager has not said yes."""
    said = select(col(PilotYes.site_id)).where(
        col(PilotYes.pilot_id) == col(PilotSite.pilot_id), col(PilotYes.site_id) == col(PilotSite.site_id)
    )
    return (
        select(col(Instance.cycle_id))
        .join(PilotSite, col(PilotSite.pilot_id) == col(Instance.id))
        .join(Role, col(Role.site_id) == col(PilotSite.site_id))
        .where(
            col(Role.person_id) == actor.person_id, col(Role.role) == "manager",
            col(Instance.means) == "planned", col(PilotSite.comparison).is_(False), ~said.exists(),
        )
    )  # fmt: skip
