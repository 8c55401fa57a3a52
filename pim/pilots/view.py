"""Pilots as somebody of the organisation may read them. A fixed number of statements."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.lifecycle.children import seen
from pim.lifecycle.days import read_days
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor
from pim.people.tables import Site
from pim.pilots.details import details
from pim.pilots.law import PERCENT, WEEKS, Size, law_of
from pim.pilots.queries import facts
from pim.pilots.tables import Pilot, PilotSite
from pim.pilots.words import article_words, explained
from workflows.facts import PilotFact
from workflows.machine import Machine

Places = dict[bool, list[dict[str, Any]]]
"""Sites that take part (False) and those that are compared with (True)."""


def pilot_views(session: Session, actor: Actor, cycle_id: int) -> list[dict[str, Any]]:
    """Return the pilots of a cycle, oldest first: variant, days, sites, share of staff. Raises NotFound."""
    return _views(session, cycle_id, machine_of(session, seen(session, actor, cycle_id, "cycle").digest))


def _views(session: Session, cycle_id: int, machine: Machine) -> list[dict[str, Any]]:
    known = {fact.code: fact for fact in facts(session, cycle_id)}
    sites = _sites(session, cycle_id)
    pilots = session.scalars(
        select(Instance)
        .where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) == "pilot")
        .order_by(col(Instance.id))
    )
    return [_view(machine, pilot, known[pilot.code], sites.get(pilot.id or 0, {})) for pilot in pilots]


def pilot_view(session: Session, actor: Actor, pilot_id: int) -> dict[str, Any]:
    """Return one pilot as plain data. Raises NotFound."""
    subject = seen(session, actor, pilot_id, "pilot")
    views = _views(session, subject.cycle_id, machine_of(session, subject.digest))
    found: dict[str, Any] = next(pilot for pilot in views if pilot["id"] == pilot_id)
    return {"cycle": subject.cycle_id, **found, **details(session, actor, subject)}


def pilot_fact(session: Session, pilot: Subject) -> PilotFact:
    """Return what steps and the law look at of one pilot."""
    return next(fact for fact in facts(session, pilot.cycle_id) if fact.code == pilot.code)


def size_of(fact: PilotFact, machine: Machine) -> Size:
    """Return what the law looks at, with the limits that the workflow names in ``pilot_modest``."""
    weeks, percent = limits_of(machine)
    return Size(
        days=fact.days,
        people=fact.people,
        share=fact.staff_share,
        staff=fact.staff,
        personal_data=fact.personal_data,
        observes=fact.observes,
        advice_promised=fact.advice_promised,
        weeks_at_most=weeks,
        percent_at_most=percent,
    )


def limits_of(machine: Machine) -> tuple[float, float]:
    """Return the weeks and the percentage of staff that a pilot stays within, by the strictest rule."""
    asked = [
        need.params
        for life in machine.definition.lifecycles.values()
        for stage in life.stages.values()
        for step in stage.steps.values()
        for need in (*step.needs, *step.warns)
        if need.name == "pilot_modest"
    ]
    return (
        min((float(params["weeks"]) for params in asked), default=WEEKS),
        min((float(params["percent"]) for params in asked), default=PERCENT),
    )


def _sites(session: Session, cycle_id: int) -> dict[int, Places]:
    rows = session.execute(
        select(
            col(PilotSite.pilot_id), col(PilotSite.comparison), col(Site.id), col(Site.code), col(Site.name)
        )
        .join(Site, col(Site.id) == col(PilotSite.site_id))
        .join(Pilot, col(Pilot.instance_id) == col(PilotSite.pilot_id))
        .where(col(Pilot.cycle_id) == cycle_id)
        .order_by(col(Site.name))
    )
    found: dict[int, Places] = {}
    for pilot_id, comparison, id_, code, name in rows:
        found.setdefault(pilot_id, {}).setdefault(comparison, []).append(
            {"id": id_, "code": code, "name": name}
        )
    return found


def _view(machine: Machine, pilot: Instance, fact: PilotFact, sites: Places) -> dict[str, Any]:
    days = read_days(pilot.dates)
    return {
        "id": pilot.id,
        "code": pilot.code,
        "title": pilot.title,
        "stage": {"name": pilot.stage, "label": dict(machine.stage("pilot", pilot.stage).label)},
        "means": pilot.means,
        "variant": fact.variant,
        "startsOn": days["starts_on"].isoformat(),
        "endsOn": days["ends_on"].isoformat(),
        "days": fact.days,
        "people": fact.people,
        "staffShare": fact.staff_share,
        "personalData": fact.personal_data,
        "observes": fact.observes,
        "advicePromised": fact.advice_promised,
        "sitesWaiting": fact.sites_waiting,
        "pointsOpen": fact.points_open,
        "law": [
            {
                **met.as_json(),
                "articleInWords": article_words(met),
                "nl": explained(met, "nl"),
                "en": explained(met, "en"),
            }
            for met in law_of(size_of(fact, machine))
        ],
        "sites": sites.get(False, []),
        "comparisonSites": sites.get(True, []),
    }
