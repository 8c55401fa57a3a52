"""The evidence of a cycle as pages, files and commands show it: put in order, nothing worked out anew."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlmodel import Session

from pim.evidence.chain import measured_in_links
from pim.evidence.groups import (
    COMPARISON,
    DIFFERENCE,
    EVERYBODY,
    PILOT,
    SITE,
    TEAM,
    Group,
    Published,
    numbers,
)
from pim.evidence.interval import FEW_ANSWERS, FEW_SITES
from pim.evidence.reading import Reading, read
from pim.evidence.rules import Floor, Rule, floors, rules
from pim.feedback.columns import Source
from pim.figures.queries import Figure, figures_of
from pim.job_quality.balance import CUT, Quadrant, quadrant
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Actor
from workflows.facts import LinkMeasure
from workflows.machine import Machine

OUTCOMES = ("pleasure", "performance", "innovation")
WORK = ("demands", "control")
BAND = 5  # points on each side of the cut: "on the border"
HIDDEN, NOT_ASKED, TAKEN_TOGETHER = "hidden", "not_asked", "taken_together"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a workplace stood at one moment; ``why_not`` says in a word why that is not shown."""

    moment: str
    demands: Published | None
    control: Published | None
    quadrant: Quadrant | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Everybody, a site or a team at each moment. ``number`` is its place in the chart."""

    group: Group
    number: int
    compared: bool
    standings: tuple[Standing, ...]
    teams: tuple["Workplace", ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: everybody and, where sites are compared, both arms; its floors; the difference."""

    dimension: str
    lines: tuple[Published, ...]
    floors: tuple[Floor, ...]
    difference: Published | None
    warnings: tuple[str, ...]

    def by_moment(self) -> list[tuple[str, list[Published]]]:
        """Return the lines of each moment, in order."""
        return [(moment, list(lines)) for moment, lines in groupby(self.lines, lambda one: one.moment)]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a cycle. ``published`` is every number on the page."""

    subject: Subject
    machine: Machine
    moments: tuple[str, ...]
    published: tuple[Published, ...]
    everybody: Workplace
    sites: tuple[Workplace, ...]
    outcomes: tuple[Outcome, ...]
    rules: tuple[Rule, ...]
    cut: float
    sources: tuple[Source, ...]
    figures: tuple[Figure, ...] = ()  # what was counted of the work itself

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "cycle": self.subject.id,
            "title": self.subject.title,
            "moments": list(self.moments),
            "numbers": [one.as_json() for one in self.published],
            "quadrants": [
                {
                    "site": place.group.site or None,
                    "team": place.group.team or None,
                    "moment": one.moment,
                    "quadrant": one.quadrant.balance.value if one.quadrant else None,
                    "onBorder": one.quadrant.on_border if one.quadrant else None,
                    "notShown": one.why_not or None,
                }
                for place in self.places()
                for one in place.standings
            ],
            "warnings": {one.dimension: list(one.warnings) for one in self.outcomes if one.warnings},
            "rules": [rule.as_json() for rule in self.rules],
            "sources": [source.as_json() for source in self.sources],
            "figures": [figure.as_json() for figure in self.figures],
        }

    def warned(self) -> list[tuple[str, list[str]]]:
        """Return each warning with the outcomes that it is about."""
        codes = dict.fromkeys(code for outcome in self.outcomes for code in outcome.warnings)
        return [(code, [one.dimension for one in self.outcomes if code in one.warnings]) for code in codes]

    def counted(self, outcome: str) -> list[Figure]:
        """Return what was counted of an outcome."""
        return [figure for figure in self.figures if figure.outcome == outcome]

    def rules_at(self, stage: Mapping[str, str]) -> list[Rule]:
        """Return the rules that a step from this stage (its label) asks."""
        return [rule for rule in self.rules if any(where.stage == stage for where in rule.where)]

    def places(self) -> Iterator[Workplace]:
        """Yield everybody, and each site followed by its teams."""
        yield self.everybody
        for site in self.sites:
            yield site
            yield from site.teams


def evidence_of(session: Session, cycle_id: int, actor: Actor, now: datetime) -> Evidence:
    """Return the evidence of a cycle of the actor's own organisation. Raises NotFound."""
    subject = seen(session, actor, cycle_id, "cycle")
    machine = machine_of(session, subject.digest)
    today = calendar_of(session, subject.home).local_date(now)
    reading = read(session, cycle_id)
    links = measured_in_links(session, cycle_id, reading) if machine.definition.links else ()
    found = evidence_from(subject, machine, reading, today, links)
    return replace(found, figures=figures_of(session, cycle_id))


def evidence_from(
    subject: Subject, machine: Machine, reading: Reading, today: date, links: Sequence[LinkMeasure] = ()
) -> Evidence:
    """Return the evidence in a reading, without what was counted of the work itself. No statement."""
    published = tuple(numbers(reading))
    found = rules(machine, reading.measures, today, links)
    low = floors(found, reading.measures)
    cut = next((float(rule.params["cut"]) for rule in found if "cut" in rule.params), CUT)
    everybody, sites = _workplaces(reading, published, cut)
    return Evidence(
        subject=subject,
        machine=machine,
        moments=reading.moments,
        published=published,
        everybody=everybody,
        sites=sites,
        outcomes=tuple(_outcome(dimension, published, low) for dimension in OUTCOMES),
        rules=found,
        cut=cut,
        sources=reading.sources,
        figures=(),
    )


Asked = tuple[str, int | None, int | None]
"""A moment, and a team or a whole site (no team) that was asked then."""
Key = tuple[str, str, int | None, int | None]
"""A moment, a dimension, a site and a team."""


def _workplaces(
    reading: Reading, published: Sequence[Published], cut: float
) -> tuple[Workplace, tuple[Workplace, ...]]:
    known = {
        (one.moment, one.dimension, one.group.site_id, one.group.team_id): one
        for one in published
        if one.group.kind in (EVERYBODY, SITE, TEAM)
    }

    asked = _asked(reading)

    def place(group: Group, number: int, teams: tuple[Workplace, ...] = ()) -> Workplace:
        standings = tuple(_standing(known, asked, moment, group, cut) for moment in reading.moments)
        return Workplace(group, number, group.site_id in reading.trial.comparison, standings, teams)

    teams: dict[int, dict[int, Group]] = {}
    for moment in reading.moments:
        for one in reading.places.get(moment, ()):
            named = Group(TEAM, one.site_id, reading.sites[one.site_id], one.team_id, one.team)
            teams.setdefault(one.site_id, {})[one.team_id] = named
    sites = []
    for number, site_id in enumerate(sorted(teams, key=lambda id_: (reading.sites[id_], id_)), 1):
        mine = sorted(teams[site_id].values(), key=lambda one: one.team)
        group = Group(SITE, site_id, reading.sites[site_id])
        sites.append(place(group, number, tuple(place(team, number) for team in mine)))
    return place(Group(EVERYBODY), 0), tuple(sites)


def _standing(
    known: Mapping[Key, Published], asked: Mapping[Asked, bool], moment: str, group: Group, cut: float
) -> Standing:
    demands, control = (known.get((moment, one, group.site_id, group.team_id)) for one in WORK)
    if demands is None or control is None:
        return Standing(moment, demands, control, None, _why_not(asked, moment, group))
    band = (cut - BAND, cut + BAND)
    return Standing(moment, demands, control, quadrant(demands.value, control.value, cut, band))


def _asked(reading: Reading) -> dict[Asked, bool]:
    """Return who was asked when, and whether they were a group of their own."""
    found: dict[Asked, bool] = {}
    for moment in reading.moments:
        for one in reading.places.get(moment, ()):
            found[moment, one.site_id, one.team_id] = one.cell_id is not None
            found[moment, one.site_id, None] = True
    return found


def _why_not(asked: Mapping[Asked, bool], moment: str, group: Group) -> str:
    own = asked.get((moment, group.site_id, group.team_id))
    if own is None and group.kind != EVERYBODY:
        return NOT_ASKED
    return HIDDEN if own is not False else TAKEN_TOGETHER


def _outcome(dimension: str, published: Sequence[Published], low: Sequence[Floor]) -> Outcome:
    mine = [one for one in published if one.dimension == dimension]
    lines = tuple(one for one in mine if one.group.kind in (EVERYBODY, PILOT, COMPARISON))
    difference = next((one for one in mine if one.group.kind == DIFFERENCE), None)
    floors_ = tuple(floor for floor in low if floor.dimension == dimension)
    return Outcome(dimension, lines, floors_, difference, tuple(_warnings(lines, difference)))


def _warnings(lines: Sequence[Published], difference: Published | None) -> Iterator[str]:
    """Yield what a reader must know before they believe a difference."""
    arms = [one for one in lines if one.group.kind in (PILOT, COMPARISON)]
    if difference is None:
        return
    if difference.interval is None:
        yield "no_interval"
    elif any(one.n < FEW_ANSWERS for one in arms):
        yield "few_answers"
    if any(one.group.sites < FEW_SITES for one in arms):
        yield "few_sites"
