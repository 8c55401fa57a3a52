"""The evidence of several innovations at once, in as many statements as of one: what ``read`` reads.

Each reading is the one that the innovation's own page shows. Nothing is added up over innovations: they
asked other people, about other work.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.evidence.chain import Asked, asked_of, link_measures
from pim.evidence.reading import MOMENTS, Place, Reading, Trial, places_of
from pim.evidence.view import Evidence, evidence_from
from pim.feedback.small_groups import published
from pim.feedback.tables import PURPOSES, Round
from pim.feedback.tallies import tallies
from pim.job_quality.queries import MEASURED, OVER, site_names
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.pilots.tables import Pilot, PilotSite

NOTHING = (0,)
"""The number of no round: a page costs as many statements while nothing was measured as when all is."""


@dataclass(slots=True)
class _Found:
    """What belongs to one innovation: its newest closed round of each purpose, and its trial."""

    rounds: dict[str, int] = field(default_factory=dict)
    pilot_id: int | None = None
    arms: list[tuple[int, bool]] = field(default_factory=list)


def evidence_of_many(session: Session, subjects: Sequence[Subject], now: datetime) -> list[Evidence]:
    """Return the evidence of each of these innovations of one organisation. Six statements at most."""
    if not subjects:
        return []
    today = calendar_of(session, subjects[0].home).local_date(now)
    readings = read_many(session, [subject.id for subject in subjects])
    machines = {subject.id: machine_of(session, subject.digest) for subject in subjects}
    chains = [s.id for s in subjects if machines[s.id].definition.links]
    asked = _asked(session, [n for id_ in chains for n in readings[id_].rounds.values()]) if chains else []
    found = []
    for subject in subjects:
        reading, machine = readings[subject.id], machines[subject.id]
        mine = set(reading.rounds.values())
        here = [one for one in asked if one.round_id in mine] if subject.id in chains else []
        links = link_measures(reading.rounds, reading.shown, here)
        found.append(evidence_from(subject, machine, reading, today, links))
    return found


def _asked(session: Session, round_ids: Sequence[int]) -> list[Asked]:
    return asked_of(session, round_ids) if round_ids else []


def read_many(session: Session, cycle_ids: Sequence[int]) -> dict[int, Reading]:
    """Return what may be shown of each innovation, without its sources. Five statements."""
    found = _rounds_and_trials(session, cycle_ids)
    rounds = {number: purpose for one in found.values() for purpose, number in one.rounds.items()}
    raw = tallies(session, list(rounds) or NOTHING, MEASURED)
    places, named = places_of(session, [n for n, purpose in rounds.items() if purpose in MOMENTS] or NOTHING)
    return {id_: _reading(one, raw.parts, raw.sites, places, named) for id_, one in found.items()}


def _reading(
    one: _Found,
    parts: Mapping[Any, Any],
    answered: Mapping[int, tuple[str, str]],
    places: Mapping[int, tuple[Place, ...]],
    named: Mapping[int, Mapping[int, tuple[str, str]]],
) -> Reading:
    rounds = {purpose: one.rounds[purpose] for purpose in PURPOSES if purpose in one.rounds}
    shown = {
        (purpose, code): published(parts[number, code])
        for purpose, number in rounds.items()
        for code in MEASURED
        if (number, code) in parts
    }
    mine = {
        part.site_id
        for number in rounds.values()
        for code in MEASURED
        for part in parts.get((number, code), ())
        if part.site_id is not None
    }
    # Two sites of one name are told apart by their code: among those of this innovation, as on its page.
    sites = {id_: answered[id_] for id_ in mine}
    for number in rounds.values():
        sites |= named.get(number, {})
    here = {purpose: places[number] for purpose, number in rounds.items() if number in places}
    return Reading(rounds, Trial.of(one.arms), shown, here, site_names(sites))


def _rounds_and_trials(session: Session, cycle_ids: Sequence[int]) -> dict[int, _Found]:
    """Return of each innovation its newest closed rounds, and its trial as ``trial_sites`` has it."""
    found = {id_: _Found() for id_ in cycle_ids}
    rounds = session.execute(
        select(col(Round.cycle_id), col(Round.purpose), col(Round.instance_id), col(Round.about_id))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.cycle_id).in_(cycle_ids), col(Instance.means).in_(OVER))
        .order_by(col(Round.instance_id))
    )
    for cycle_id, purpose, number, about in rounds:
        found[cycle_id].rounds[purpose] = number
        if purpose == "pilot":
            found[cycle_id].pilot_id = about
    last: dict[int, int] = {}
    sites = session.execute(
        select(
            col(Pilot.cycle_id), col(PilotSite.pilot_id), col(PilotSite.site_id), col(PilotSite.comparison)
        )
        .join(Pilot, col(Pilot.instance_id) == col(PilotSite.pilot_id))
        .where(col(Pilot.cycle_id).in_(cycle_ids))
    ).all()
    for cycle_id, pilot_id, _site, _compared in sites:
        last[cycle_id] = max(pilot_id, last.get(cycle_id, 0))
    for cycle_id, pilot_id, site_id, compared in sites:
        if pilot_id == (found[cycle_id].pilot_id or last[cycle_id]):
            found[cycle_id].arms.append((site_id, compared))
    return found
