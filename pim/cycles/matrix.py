"""The matrix of a cycle: variant by site by team, with pilots, comparison, waves and what sites chose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from notifications.dates import say_day
from pim.cycles.tables import CycleTeam
from pim.lifecycle.children import seen
from pim.lifecycle.days import read_days
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor
from pim.people.tables import Person, Site, Team
from pim.pilots.tables import Pilot, PilotPerson, PilotSite, PilotTeam
from pim.pilots.words import SHIFT_WORDS
from pim.rollout.adoption import choices
from pim.rollout.tables import Wave, WaveSite

GONE = "cancelled"
PILOT, COMPARISON, WAVE = "pilot", "comparison", "wave"
WORDS = {
    PILOT: ("proef {title}: {stage}, {days}", "pilot {title}: {stage}, {days}"),
    COMPARISON: ("vergelijking met {title}", "comparison for {title}"),
    WAVE: ("golf {title}: {stage}, {days}", "wave {title}: {stage}, {days}"),
}
NAMED = ("{n} mensen op naam", "{n} people by name")


@dataclass(frozen=True, slots=True)
class Running:
    """A pilot or a wave, with what is said of it in every square where it stands."""

    id: int
    kind: str
    variant: str
    title: str
    stage: dict[str, str]
    days: dict[str, str]


def matrix_of(session: Session, actor: Actor, cycle_id: int) -> dict[str, Any]:
    """Return the matrix as plain data: ``variants`` are the columns, ``rows`` the teams of every site.

    A square is a list of marks with ``kind``, the number of the pilot or wave, and words in both
    languages. Shown are the teams that the innovation touches and those at the sites of pilots and
    waves. Names are not in it. Ten statements. Raises NotFound.
    """
    cycle = seen(session, actor, cycle_id, "cycle")
    machine = machine_of(session, cycle.digest)
    variants = session.execute(
        select(col(Instance.id), col(Instance.code), col(Instance.title), col(Instance.stage))
        .where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) == "variant")
        .order_by(col(Instance.id))
    ).all()
    code_of = {id_: code for id_, code, *_ in variants}
    running = {one.id: one for one in _running(session, machine, cycle_id, code_of)}
    pilot_sites = _pairs(session, PilotSite, Pilot, cycle_id)
    wave_sites = _pairs(session, WaveSite, Wave, cycle_id)
    teams, people = _takers(session, cycle_id)
    chosen = choices(session, cycle_id)
    rows = []
    for site_id, code, site, team_id, team in _places(session, cycle_id):
        marks: dict[str, list[dict[str, Any]]] = {}
        for pilot_id, comparison in pilot_sites.get(site_id, ()):
            known = running.get(pilot_id)
            if known and (mark := _pilot_mark(known, site_id, team_id, comparison, teams, people)):
                marks.setdefault(known.variant, []).append(mark)
        for wave_id, _ in wave_sites.get(site_id, ()):
            known = running.get(wave_id)
            if known:
                marks.setdefault(known.variant, []).append(_wave_mark(known, chosen.get((wave_id, site_id))))
        rows.append({"siteCode": code, "site": site, "team": team, "marks": marks})
    used = {variant for row in rows for variant in row["marks"]}
    return {
        "cycle": cycle_id,
        "title": cycle.title,
        "variants": [
            {
                "id": id_,
                "code": code,
                "title": title,
                "stage": {"name": stage, "label": dict(machine.stage("variant", stage).label)},
            }
            for id_, code, title, stage in variants
            if code in used
        ],
        "rows": rows,
    }


def _running(session: Session, machine: Any, cycle_id: int, code_of: dict[Any, str]) -> Iterator[Running]:
    rows = session.execute(
        select(Instance, col(Pilot.variant_id), col(Wave.variant_id), col(Wave.number))
        .outerjoin(Pilot, col(Pilot.instance_id) == col(Instance.id))
        .outerjoin(Wave, col(Wave.instance_id) == col(Instance.id))
        .where(
            col(Instance.cycle_id) == cycle_id,
            col(Instance.kind).in_((PILOT, WAVE)),
            col(Instance.means) != GONE,
        )
        .order_by(col(Instance.id))
    )
    for row, pilots, waves, number in rows:
        yield Running(
            id=row.id or 0,
            kind=row.kind,
            variant=code_of.get(pilots or waves, "?"),
            title=str(number) if row.kind == WAVE else row.title,
            stage={key: text.lower() for key, text in machine.stage(row.kind, row.stage).label.items()},
            days=_days(read_days(row.dates)),
        )


def _days(dates: dict[str, date]) -> dict[str, str]:
    found = {}
    for language in ("nl", "en"):
        ends = [say_day(dates[name], language) for name in ("starts_on", "ends_on") if name in dates]
        found[language] = " – ".join(ends)
    return found


def _pairs(
    session: Session, table: type[PilotSite] | type[WaveSite], owner: type[Pilot] | type[Wave], cycle_id: int
) -> dict[int, list[tuple[int, bool]]]:
    """Return by site (number of the pilot or wave, is it only compared with)."""
    pilots = table is PilotSite
    number = col(PilotSite.pilot_id) if pilots else col(WaveSite.wave_id)
    site = col(PilotSite.site_id) if pilots else col(WaveSite.site_id)
    rows = session.execute(
        select(site, number, col(PilotSite.comparison) if pilots else site)
        .join(owner, col(owner.instance_id) == number)
        .where(col(owner.cycle_id) == cycle_id)
        .order_by(number)
    )
    found: dict[int, list[tuple[int, bool]]] = {}
    for site_id, id_, comparison in rows:
        found.setdefault(site_id, []).append((id_, bool(comparison) if pilots else False))
    return found


Takers = dict[tuple[int, int], dict[int, str | None]]
"""By (pilot, site): the teams that were named, with their shifts."""
Named = dict[tuple[int, int], dict[int, int]]
"""By (pilot, site): how many people of each team take part by name."""


def _takers(session: Session, cycle_id: int) -> tuple[Takers, Named]:
    teams: Takers = {}
    rows = session.execute(
        select(PilotTeam)
        .join(Pilot, col(Pilot.instance_id) == col(PilotTeam.pilot_id))
        .where(col(Pilot.cycle_id) == cycle_id)
    )
    for (row,) in rows:
        teams.setdefault((row.pilot_id, row.site_id), {})[row.team_id] = row.shift
    people: Named = {}
    named = session.execute(
        select(col(PilotPerson.pilot_id), col(PilotPerson.site_id), col(Person.team_id))
        .join(Person, col(Person.id) == col(PilotPerson.person_id))
        .join(Pilot, col(Pilot.instance_id) == col(PilotPerson.pilot_id))
        .where(col(Pilot.cycle_id) == cycle_id, col(Person.active))
    )
    for pilot_id, site_id, team_id in named:
        counts = people.setdefault((pilot_id, site_id), {})
        counts[team_id or 0] = counts.get(team_id or 0, 0) + 1
    return teams, people


def _pilot_mark(
    known: Running, site_id: int, team_id: int, comparison: bool, teams: Takers, people: Named
) -> dict[str, Any] | None:
    if comparison:
        return _mark(COMPARISON, known)
    named_teams, named = teams.get((known.id, site_id)), people.get((known.id, site_id))
    if named_teams is not None and team_id not in named_teams:
        return None
    if named is not None and team_id not in named:
        return None
    extra: list[tuple[str, str]] = []
    if named is not None:
        extra.append((NAMED[0].format(n=named[team_id]), NAMED[1].format(n=named[team_id])))
    shift = (named_teams or {}).get(team_id)
    if shift is not None:
        extra.append(SHIFT_WORDS[shift])
    return _mark(PILOT, known, *extra)


def _wave_mark(known: Running, chosen: dict[str, Any] | None) -> dict[str, Any]:
    mark = _mark(WAVE, known, *([(chosen["said"]["nl"], chosen["said"]["en"])] if chosen else []))
    return {**mark, "adoption": chosen["choice"] if chosen else None}


def _mark(kind: str, known: Running, *extra: tuple[str, str]) -> dict[str, Any]:
    words = {
        language: "; ".join(
            [
                WORDS[kind][place].format(
                    title=known.title, stage=known.stage[language], days=known.days[language]
                ),
                *(each[place] for each in extra),
            ]
        )
        for place, language in enumerate(("nl", "en"))
    }
    return {"kind": kind, "id": known.id, **words}


def _places(session: Session, cycle_id: int) -> Any:
    """Return every team to show, by site: those touched, and those at sites of pilots and waves."""
    touched = select(col(CycleTeam.team_id)).where(col(CycleTeam.cycle_id) == cycle_id)
    pilots = (
        select(col(PilotSite.site_id))
        .join(Pilot, col(Pilot.instance_id) == col(PilotSite.pilot_id))
        .join(Instance, and_(col(Instance.id) == col(Pilot.instance_id), col(Instance.means) != GONE))
        .where(col(Pilot.cycle_id) == cycle_id)
    )
    waves = (
        select(col(WaveSite.site_id))
        .join(Wave, col(Wave.instance_id) == col(WaveSite.wave_id))
        .join(Instance, and_(col(Instance.id) == col(Wave.instance_id), col(Instance.means) != GONE))
        .where(col(Wave.cycle_id) == cycle_id)
    )
    return session.execute(
        select(col(Site.id), col(Site.code), col(Site.name), col(Team.id), col(Team.name))
        .join(Team, col(Team.site_id) == col(Site.id))
        .where(or_(col(Team.id).in_(touched), col(Site.id).in_(pilots), col(Site.id).in_(waves)))
        .order_by(col(Site.name), col(Site.id), col(Team.name), col(Team.id))
    )
