"""What a file changes, worked out in memory: who is new, who changed, who cannot be placed.

Nothing is written here. So everything that is wrong is found before anything changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pim.people import cells
from pim.people.entries import Entry
from pim.people.faults import RowFault, Words
from pim.people.roll import Known, Places, by_email, by_number


class Place(NamedTuple):
    """A team by its site and name; it may still have to be made."""

    site_id: int
    team: str

    @property
    def key(self) -> tuple[int, str]:
        """Return what two spellings of one team share."""
        return self.site_id, self.team.casefold()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody of the file, with who they are (None: new here) and where they work."""

    entry: Entry
    known: Known | None
    place: Place | None

    @property
    def email(self) -> str | None:
        """Return the address they will have."""
        return self.entry.email or (self.known.email if self.known else None)

    @property
    def number(self) -> str | None:
        """Return the personnel number they will have."""
        return self.entry.number or (self.known.number if self.known else None)


@dataclass(slots=True)
class Plan:
    """Everything a file asks for. ``freed`` lost their address to somebody else of the same organisation."""

    arrivals: list[Arrival] = field(default_factory=list)
    freed: set[int] = field(default_factory=set)
    faults: list[RowFault] = field(default_factory=list)


class Planner:
    """Holds every entry of a file against who and what is known."""

    def __init__(self, known: Sequence[Known], places: Places, written: Mapping[str, str]) -> None:
        self._numbers, self._emails = by_number(known), by_email(known)
        self._places = places
        self._site_of_team = {id_: site_id for (site_id, _), id_ in places.teams.items()}
        self._team_names = {id_: name for (_, name), id_ in places.teams.items()}
        self._written = written
        self._told: dict[int, Entry] = {}  # somebody known → the entry that speaks of them
        self._spoken_of: set[str | None] = set()  # the numbers in the file
        self.plan = Plan()

    def work_out(self, entries: Iterable[Entry]) -> Plan:
        """Return the plan for these entries."""
        entries = list(entries)
        self._spoken_of = {entry.number for entry in entries if entry.number}
        self._let_go(entries)
        for entry in entries:
            known = self._who(entry)
            self.plan.arrivals.append(Arrival(entry, known, self._where(entry, known)))
        return self.plan

    def site_of(self, known: Known | None) -> int | None:
        """Return the site where somebody works now."""
        return self._site_of_team.get(known.team_id) if known and known.team_id else None

    def _let_go(self, entries: Sequence[Entry]) -> None:
        """Forget the addresses that this very file takes from their holders: people may swap them."""
        for entry in entries:
            known = self._numbers.get(entry.number) if entry.number else None
            if known and known.email and entry.email and entry.email != known.email:
                self._emails.pop(known.email, None)
                self.plan.freed.add(known.id)

    def _who(self, entry: Entry) -> Known | None:
        """Return who this is: by number, else by address."""
        known = self._numbers.get(entry.number) if entry.number else None
        holder = self._emails.get(entry.email) if entry.email else None
        if holder is not None and holder is not known:
            if known is None and (entry.number is None or holder.number is None):
                known = holder
            elif holder.active or holder.number in self._spoken_of:
                self._fault(entry, "email", *_somebody_elses(entry.email or "", holder))
            else:  # the address of somebody who left may be given to another
                self.plan.freed.add(holder.id)
        if known is not None:
            first = self._told.setdefault(known.id, entry)
            # The same number or address twice was seen in the file already.
            if first.number != entry.number and first.email != entry.email:
                self._fault(entry, "number" if entry.number else "email", *_same_as(first.line))
        return known

    def _where(self, entry: Entry, known: Known | None) -> Place | None:
        now = self.site_of(known)
        site = self._site(entry, now)
        if site is None:
            return None
        if entry.team:
            return Place(site, entry.team)
        if known and known.team_id and site == now:
            return Place(site, self._team_names[known.team_id])
        return Place(site, self._places.sites[site][1])  # nobody said which team: the team of the site

    def _site(self, entry: Entry, now: int | None) -> int | None:
        if entry.site:
            found = self._places.site(entry.site)
            if found is None:
                self._fault(entry, "site", *_unknown_site(entry.site, self._places))
            return found
        if now is None and len(self._places.sites) == 1 and entry.team:
            return next(iter(self._places.sites))
        if now is None and entry.team:
            self._fault(entry, "team", *_WHERE)
        elif now is None and cells.MANAGER in (entry.roles or ()):
            self._fault(entry, "role", *_WHERE)
        return now

    def _fault(self, entry: Entry, column: str, what: Words, expected: Words) -> None:
        self.plan.faults.append(RowFault(entry.line, self._written.get(column, ""), what, expected))


def _somebody_elses(email: str, holder: Known) -> tuple[Words, Words]:
    told, other = cells.quoted(email), cells.quoted(holder.number or holder.name)
    return (
        Words(f"{told} is al het adres van {other}", f"{told} is the address of {other} already"),
        Words("een adres dat nog van niemand is", "an address that is nobody's yet"),
    )


def _same_as(line: int) -> tuple[Words, Words]:
    return (
        Words(
            f"dit is dezelfde medewerker als op regel {line}", f"this is the same person as on line {line}"
        ),
        Words("elke medewerker één keer", "each person once"),
    )


def _unknown_site(word: str, places: Places) -> tuple[Words, Words]:
    told, near = cells.quoted(word), places.near(word)
    if near:
        expected = Words(f"misschien {cells.quoted(near)}", f"perhaps {cells.quoted(near)}")
    else:
        expected = Words(
            "de code of naam van een vestiging (lees eerst de vestigingen in)",
            "the code or name of a site (import the sites first)",
        )
    return Words(f"vestiging {told} is niet bekend", f"site {told} is not known"), expected


_WHERE = (
    Words("het is niet bekend bij welke vestiging dit hoort", "it is not known at which site this is"),
    Words("ook een vestiging", "a site as well"),
)
