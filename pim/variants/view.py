"""Variants as somebody of the organisation may read them: plain data, in a fixed number of statements."""

from typing import Any

from sqlmodel import Session

from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.work import Actor
from pim.variants.queries import VariantLine, facts, lineage, variant_list
from workflows.facts import VariantFact
from workflows.machine import Machine


def variant_views(session: Session, actor: Actor, cycle_id: int) -> list[dict[str, Any]]:
    """Return every version of every variant of a cycle, oldest first. Raises NotFound."""
    cycle = seen(session, actor, cycle_id, "cycle")
    machine = machine_of(session, cycle.digest)
    known = {fact.code: fact for fact in facts(session, cycle_id)}
    return [_view(machine, line, known[line.code]) for line in variant_list(session, cycle_id)]


def variant_view(session: Session, actor: Actor, variant_id: int) -> dict[str, Any]:
    """Return one version, with the versions it was made from, oldest first. Raises NotFound."""
    subject = seen(session, actor, variant_id, "variant")
    machine = machine_of(session, subject.digest)
    known = {fact.code: fact for fact in facts(session, subject.cycle_id)}
    *before, line = lineage(session, variant_id)
    return {
        "cycle": subject.cycle_id,
        **_view(machine, line, known[line.code]),
        "lineage": [{"id": one.id, "code": one.code, "whatChanged": one.what_changed} for one in before],
    }


def _view(machine: Machine, line: VariantLine, fact: VariantFact) -> dict[str, Any]:
    return {
        "id": line.id,
        "code": line.code,
        "title": line.title,
        "stage": {"name": line.stage, "label": dict(machine.stage("variant", line.stage).label)},
        "functionality": line.functionality,
        "from": line.parent,
        "text": line.text,
        "whatChanged": line.what_changed,
        "rounds": fact.rounds,
    }
