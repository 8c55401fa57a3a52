"""Counting: a number per site and moment, with where it comes from. All of a list, or nothing of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.feedback.cells import SMALLEST_GROUP
from pim.figures.define import open_cycle
from pim.figures.queries import BASELINE, EVALUATION, indicators_of, pilots_of
from pim.figures.tables import Count, Indicator
from pim.lifecycle.advance import record, roles_of
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.subject import Subject, lock
from pim.lifecycle.work import Actor, Work
from pim.people.cells import MANAGER, quoted
from pim.people.faults import ImportRefused, RowFault, Words, Wrong
from pim.people.tables import Person, Role, Site, Team

MOST = 1e12
SHORTEST, LONGEST = 3, 200  # characters of a source; who counted may be shorter


@dataclass(frozen=True, slots=True)
class Entry:
    """A number as somebody gives it. ``counted_by`` empty: the one who writes it down. ``line`` of a file."""

    figure: str
    site: str
    moment: str
    value: float
    source: str
    counted_by: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a number is checked against, read once for a whole list."""

    indicators: Mapping[str, Indicator]
    sites: Mapping[str, tuple[int, str, int]]  # by word: number, name and how many work there
    moments: Mapping[str, bool]  # each moment that exists, and whether it has come
    by_word: Mapping[str, str]  # what people call a moment
    own_sites: frozenset[int] | None  # None: every site


_Place = tuple[int, int, str]
"""An indicator, a site and a moment."""


def count_figure(work: Work, cycle_id: int, entry: Entry) -> dict[str, Any]:
    """Write down one number; a number that was there is corrected, and the journal keeps the old one.

    By the lead, or the manager of the site. Raises Wrong (BadInput) with the field that is wrong, also for
    a site where fewer than five people work: its figure would be one about persons (design.md §6).
    Raises NotAllowed, NotFound.
    """
    ground = _ground(work, open_cycle(work, cycle_id))
    return _keep(work, cycle_id, [(_checked(entry, ground), entry)])


def count_figures(work: Work, cycle_id: int, entries: Sequence[Entry], columns: Any) -> dict[str, Any]:
    """Write down a list of numbers: all of it or, when one row is wrong, nothing.

    ``columns`` gives the heading of each field as the file has it. Raises ImportRefused with every bad
    row, else what ``count_figure`` raises.
    """
    ground = _ground(work, open_cycle(work, cycle_id))
    faults: list[RowFault] = []
    kept: list[tuple[_Place, Entry]] = []
    first: dict[_Place, int] = {}
    for entry in entries:
        try:
            place = _checked(entry, ground)
            before = first.setdefault(place, entry.line)
            if before != entry.line:
                raise Wrong(
                    "site",
                    Words(f"dit staat ook op regel {before}", f"this is on line {before} too"),
                    Words("elk één keer", "each once"),
                )
            kept.append((place, entry))
        except Wrong as wrong:
            heading = columns.get(wrong.field, "")
            faults.append(RowFault(entry.line, heading, wrong.what, wrong.expected))
    if faults:
        raise ImportRefused(faults)
    return _keep(work, cycle_id, kept)


def may_count_at(session: Session, actor: Actor, cycle: Subject) -> frozenset[int] | None:
    """Return the sites at which somebody may count: those they manage; None, every site, for the lead."""
    if "lead" in roles_of(session, actor, cycle):
        return None
    managed = session.scalars(
        select(col(Role.site_id)).where(col(Role.person_id) == actor.person_id, col(Role.role) == MANAGER)
    )
    return frozenset(site for site in managed if site is not None)


def _ground(work: Work, cycle: Subject) -> _Ground:
    lock(work.session, cycle.id)
    assert work.actor is not None, "a person acts"
    session = work.session
    own = may_count_at(session, work.actor, cycle)
    if own is not None and not own:
        raise NotAllowed("this needs the role lead, or manager of the site")
    rows = session.execute(
        select(col(Site.id), col(Site.code), col(Site.name), func.count(col(Person.id)))
        .outerjoin(Team, col(Team.site_id) == col(Site.id))
        .outerjoin(Person, (col(Person.team_id) == col(Team.id)) & col(Person.active))
        .where(col(Site.organisation_id) == cycle.home.id)
        .group_by(col(Site.id), col(Site.code), col(Site.name))
    ).all()
    sites: dict[str, tuple[int, str, int]] = {}
    for by_code in (False, True):  # a code means one site, also where another has it for a name
        for id_, code, name, people in rows:
            sites[(code if by_code else name).casefold()] = (id_, name, people)
    today = calendar_of(session, cycle.home).local_date(work.now)
    moments = {BASELINE: True, EVALUATION: cycle.means == "evaluation"}
    by_word = {"nulmeting": BASELINE, "evaluatie": EVALUATION}
    for pilot in pilots_of(session, cycle.id):
        moments[pilot.code] = pilot.starts_on is not None and pilot.starts_on <= today
        by_word[pilot.title.casefold()] = pilot.code
    indicators = {row.code: row for row in indicators_of(session, cycle.id)}
    return _Ground(indicators, sites, moments, by_word, own)


def _checked(entry: Entry, ground: _Ground) -> _Place:
    indicator = ground.indicators.get(entry.figure.strip().upper())
    if indicator is None or indicator.id is None:
        raise _unknown("figure", entry.figure, ground.indicators)
    site = ground.sites.get(entry.site.strip().casefold())
    if site is None:
        raise Wrong(
            "site",
            Words(f"{quoted(entry.site)} is geen vestiging", f"{quoted(entry.site)} is no site"),
            Words("de code of de naam van een vestiging", "the code or the name of a site"),
        )
    site_id, name, people = site
    if ground.own_sites is not None and site_id not in ground.own_sites:
        raise NotAllowed(f"this needs the role lead, or manager of {name}")
    if people < SMALLEST_GROUP:
        raise Wrong(
            "site",
            Words(f"op {name} werken maar {people} mensen", f"only {people} people work at {name}"),
            Words(
                f"een vestiging met ten minste {SMALLEST_GROUP} mensen, anders gaat het cijfer over personen",
                f"a site with at least {SMALLEST_GROUP} people, or the figure would be about persons",
            ),
        )
    word = entry.moment.strip().casefold()
    moment = ground.by_word.get(word, word)
    if moment not in ground.moments:
        raise _unknown("moment", entry.moment, ground.moments)
    if not ground.moments[moment]:
        raise Wrong(
            "moment",
            Words(f"{quoted(moment)} is nog niet begonnen", f"{quoted(moment)} has not begun yet"),
            Words("een moment dat er is geweest", "a moment that has come"),
        )
    _sound(entry)
    return indicator.id, site_id, moment


def _sound(entry: Entry) -> None:
    if not isfinite(entry.value) or not 0 <= entry.value <= MOST:
        raise Wrong(
            "value",
            Words(f"{entry.value:g} kan niet", f"{entry.value:g} cannot be"),
            Words("een getal van 0 of meer", "a number of 0 or more"),
        )
    for field, text, least in (("source", entry.source, SHORTEST), ("counted_by", entry.counted_by, 0)):
        if not least <= len(text.strip()) <= LONGEST:
            raise Wrong(
                field,
                Words(f"dit zijn {len(text.strip())} tekens", f"these are {len(text.strip())} characters"),
                Words(f"{least} tot {LONGEST} tekens", f"{least} to {LONGEST} characters"),
            )


def _unknown(field: str, word: str, known: Mapping[str, object]) -> Wrong:
    listed = ", ".join(known)
    return Wrong(
        field,
        Words(f"{quoted(word)} is niet bekend", f"{quoted(word)} is not known"),
        Words(
            f"één van {listed}" if listed else "eerst een cijfer om te tellen",
            f"one of {listed}" if listed else "a figure to count, first",
        ),
    )


def _keep(work: Work, cycle_id: int, kept: Sequence[tuple[_Place, Entry]]) -> dict[str, Any]:
    assert work.actor is not None, "a person acts"
    indicators = {place[0] for place, _ in kept}
    there = {
        (row.indicator_id, row.site_id, row.moment): row
        for row in work.session.scalars(select(Count).where(col(Count.indicator_id).in_(indicators)))
    }
    told = []
    for place, entry in kept:
        said: dict[str, Any] = {
            "value": entry.value,
            "source": entry.source.strip(),
            "counted_by": entry.counted_by.strip() or work.actor.name,
            "person_id": work.actor.person_id,
            "at": work.now,
        }
        row = there.get(place)
        was = row.value if row else None
        if row is None:
            row = Count(indicator_id=place[0], site_id=place[1], moment=place[2], **said)
        else:
            row.sqlmodel_update(said)
        work.session.add(row)
        told.append(
            {
                "figure": entry.figure.strip().upper(),
                "site": place[1],
                "moment": place[2],
                "value": entry.value,
                **({"was": was} if was is not None else {}),
            }
        )
    work.session.flush()
    record(work, cycle_id, "figures_counted", {"counts": told})
    return {"id": cycle_id, "counted": len(told), "corrected": sum("was" in one for one in told)}
