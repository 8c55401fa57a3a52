"""From a plan that was read to one that can be carried out: which workflows does it mean, and does it fit?"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.lifecycle.definitions import machine_of, versions
from pim.lifecycle.tables import Instance
from workflows.faults import WorkflowError, WorkflowFault, nearest
from workflows.plan import Plan, Reference, digest_of
from workflows.plan_checks import Move, check


@dataclass(frozen=True, slots=True)
class Migration:
    """A plan between two published workflows. ``key`` is the SHA-256 of all that it does."""

    move: Move
    source: str
    target: str
    key: str
    warnings: tuple[WorkflowFault, ...] = ()


def open_plan(session: Session, plan: Plan, organisation_id: int) -> Migration:
    """Lay a plan beside the workflows it names and what runs on the first one in an organisation.

    Raises WorkflowError with every fault: a version that is not published, or a plan that does not fit.
    """
    source, target = _digest(session, plan, "from"), _digest(session, plan, "to")
    if source == target and source:
        plan.tree.fault(("to",), "this is the workflow they run on", "another version of it")
    if plan.tree.faults:
        raise WorkflowError(plan.tree.faults)
    move = Move(plan, machine_of(session, source), machine_of(session, target))
    warnings = check(move, _used(session, source, organisation_id))
    return Migration(move, source, target, digest_of(plan, source, target), warnings)


def _digest(session: Session, plan: Plan, key: str) -> str:
    """Return the digest a reference stands for; a fault and nothing when there is none, or more than one."""
    reference: Reference = plan.source if key == "from" else plan.target
    published = versions(session)
    if reference.name is None:
        found = [digest for _, digest, _ in published if digest.startswith(reference.digest or "?")]
        if len(found) == 1:
            return found[0]
        what = "several workflows" if found else "no workflow"
        expected = "a version as `pim workflow versions` lists it"
        plan.tree.fault((key,), f"{what} with the key {reference.text}", expected)
        return ""
    known = Counter(name for name, _, _ in published)
    mine = [digest for name, digest, _ in published if name == reference.name]
    if reference.number <= len(mine):
        return mine[reference.number - 1]
    expected = f"{reference.name}@1" + (f" to {reference.name}@{len(mine)}" if len(mine) > 1 else "")
    if not mine:
        expected = "one of " + ", ".join(sorted(known))
    near = None if mine else nearest(reference.name, known)
    plan.tree.fault((key,), f"{reference.text} is not published", expected, near=near)
    return ""


def _used(session: Session, digest: str, organisation_id: int) -> dict[str, dict[str, int]]:
    """Return how many things of running cycles stand in each stage of a workflow, by kind."""
    running = select(col(Instance.id)).where(
        col(Instance.organisation_id) == organisation_id,
        col(Instance.digest) == digest,
        col(Instance.kind) == "cycle",
        col(Instance.final).is_(False),
    )
    rows = session.execute(
        select(col(Instance.kind), col(Instance.stage), func.count())
        .where(col(Instance.cycle_id).in_(running))
        .group_by(col(Instance.kind), col(Instance.stage))
        .order_by(col(Instance.kind), col(Instance.stage))
    )
    found: dict[str, dict[str, int]] = {}
    for kind, stage, count in rows:
        found.setdefault(kind, {})[stage] = count
    return found
