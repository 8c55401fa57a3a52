"""Waves and freezes as somebody of the organisation may read them. A fixed number of statements."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.advance import roles_of
from pim.lifecycle.children import seen
from pim.lifecycle.days import read_days
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor
from pim.people.tables import Site
from pim.rollout.acceptance import NEWEST_ROUND, Judged, judged
from pim.rollout.adoption import choices
from pim.rollout.freezes import as_json
from pim.rollout.queries import freezes
from pim.rollout.stop_rule import stop_rules
from pim.rollout.tables import Wave, WaveSite
from pim.web.step_pages import ways_for
from workflows.machine import Machine


def rollout_view(session: Session, actor: Actor, cycle_id: int) -> dict[str, Any]:
    """Return the waves of a cycle in order, with how each was received, and its freezes. Raises NotFound."""
    return _rollout(session, cycle_id, machine_of(session, seen(session, actor, cycle_id, "cycle").digest))


def _rollout(session: Session, cycle_id: int, machine: Machine) -> dict[str, Any]:
    rows = session.execute(
        select(Instance, col(Wave.number))
        .join(Wave, col(Wave.instance_id) == col(Instance.id))
        .where(col(Wave.cycle_id) == cycle_id)
        .order_by(col(Instance.id))
    ).all()
    sites = _sites(session, cycle_id)
    chosen = choices(session, cycle_id)
    newest = session.execute(select(NEWEST_ROUND), {"cycle": cycle_id}).all()
    received = judged(session, ((row.wave_id, row.round_id, row.means) for row in newest))
    return {
        "waves": [
            {
                "id": wave.id,
                "number": number,
                "code": wave.code,
                "title": wave.title,
                "means": wave.means,
                "stage": {
                    "name": wave.stage,
                    "label": dict(machine.stage("wave", wave.stage).label),
                },
                "startsOn": read_days(wave.dates)["starts_on"].isoformat(),
                "sites": [
                    {
                        "id": site_id,
                        "code": code,
                        "name": name,
                        "adoption": chosen.get((wave.id or 0, site_id)),
                    }
                    for site_id, code, name in sites.get(wave.id or 0, ())
                ],
                **_received(received.get(wave.id or 0, Judged())),
            }
            for wave, number in rows
        ],
        "stopRules": {language: stop_rules(machine.definition, language) for language in ("nl", "en")},
        "freezes": [as_json(freeze) for freeze in freezes(session, cycle_id)],
    }


def wave_view(session: Session, actor: Actor, wave_id: int) -> dict[str, Any]:
    """Return one wave as plain data. Raises NotFound."""
    subject = seen(session, actor, wave_id, "wave")
    machine = machine_of(session, subject.digest)
    roles = roles_of(session, actor, subject)
    rollout = _rollout(session, subject.cycle_id, machine)
    found: dict[str, Any] = next(wave for wave in rollout["waves"] if wave["id"] == wave_id)
    return {
        "cycle": subject.cycle_id,
        "stopRules": rollout["stopRules"],
        "lead": "lead" in roles,
        "steps": [{"name": way.name, "label": dict(way.label)} for way in ways_for(machine, subject, roles)],
        **found,
    }


def _sites(session: Session, cycle_id: int) -> dict[int, list[tuple[int, str, str]]]:
    rows = session.execute(
        select(col(WaveSite.wave_id), col(Site.id), col(Site.code), col(Site.name))
        .join(Site, col(Site.id) == col(WaveSite.site_id))
        .join(Wave, col(Wave.instance_id) == col(WaveSite.wave_id))
        .where(col(Wave.cycle_id) == cycle_id)
        .order_by(col(Site.name))
    )
    found: dict[int, list[tuple[int, str, str]]] = {}
    for wave_id, site_id, code, name in rows:
        found.setdefault(wave_id, []).append((site_id or 0, code, name))
    return found


def _received(what: Judged) -> dict[str, Any]:
    return {
        "answered": what.answered,
        "acceptability": [
            {"site": each.site, "value": round(each.value, 1), "answers": each.n} for each in what.sites
        ],
    }
