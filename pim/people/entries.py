"""What the rows of a file say, checked cell by cell, before the database is asked anything."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pim.people import cells
from pim.people.columns import PEOPLE, SITES, Headings, missing
from pim.people.faults import RowFault, Words, Wrong
from pim.people.sheet import Row, read_sheet

T = TypeVar("T")
Progress = Callable[[int, int], None]  # how many steps are done, of how many

EVERY = 500  # rows between two signs of progress


def nothing(done: int, of: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A site as a row gives it."""

    line: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody as a row gives them. What is empty or None leaves what is known as it is."""

    line: int
    number: str | None
    email: str | None
    name: str
    site: str
    team: str
    language: str | None
    roles: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of sites that was read, with everything that is wrong in it."""

    headings: Headings
    entries: list[SiteEntry]
    faults: list[RowFault]


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """A file of people that was read, with everything that is wrong in it."""

    headings: Headings
    entries: list[Entry]
    faults: list[RowFault]


class Reading:
    """Reads the cells of one row after another and keeps every fault."""

    def __init__(self, headings: Headings) -> None:
        self.headings = headings
        self.faults: list[RowFault] = []
        self._row = Row(0, {})

    @property
    def found_fault(self) -> bool:
        """Tell whether this row has a fault already."""
        return bool(self.faults) and self.faults[-1].line == self._row.line

    def begin(self, row: Row) -> None:
        """Go on with another row."""
        self._row = row

    def cell(self, code: str, check: Callable[[str], T], default: T) -> T:
        """Return the cell as ``check`` gives it; a fault is kept, and the default returned."""
        try:
            return check(self._row.cells.get(code, ""))
        except Wrong as wrong:
            self.fault(code, wrong.what, wrong.expected)
            return default

    def fault(self, code: str, what: Words, expected: Words) -> None:
        """Keep a fault of this row in this column."""
        self.faults.append(RowFault(self._row.line, self.headings.written.get(code, ""), what, expected))


def read_sites(raw: bytes, progress: Progress = nothing) -> SiteFile:
    """Return the sites of a file. Without codes the name is the code.

    Raises ImportRefused when it is not a table of sites at all.
    """
    sheet = read_sheet(raw, SITES)
    if "name" not in sheet.headings.at:
        return SiteFile(sheet.headings, [], [*sheet.faults, missing(sheet.headings, SITES[1])])
    reading = Reading(sheet.headings)
    found: list[SiteEntry] = []
    seen: dict[str, int] = {}
    for done, row in enumerate(sheet.rows):
        if done % EVERY == 0:
            progress(done, 2 * len(sheet.rows))
        reading.begin(row)
        name = reading.cell("name", cells.name, "")
        code = reading.cell("code", lambda text: cells.name(text, "code") if text.strip() else "", "") or name
        first = seen.setdefault(code.casefold(), row.line) if code else row.line
        if first != row.line:
            reading.fault("code", *_twice(code, first))
        found.append(SiteEntry(row.line, code, name))
    return SiteFile(sheet.headings, found, [*sheet.faults, *reading.faults])


def read_people(raw: bytes, own_roles: Collection[str] = (), progress: Progress = nothing) -> PeopleFile:
    """Return the people of a file. ``own_roles`` may be given besides the known ones.

    Raises ImportRefused when it is not a table of people at all.
    """
    sheet = read_sheet(raw, PEOPLE)
    if faults := _columns_missing(sheet.headings):
        return PeopleFile(sheet.headings, [], [*sheet.faults, *faults])
    reading, total = Reading(sheet.headings), 2 * len(sheet.rows)  # the other half is writing them
    found: list[Entry] = []
    seen: dict[str, int] = {}
    for done, row in enumerate(sheet.rows):
        if done % EVERY == 0:
            progress(done, total)
        reading.begin(row)
        entry = _entry(row, reading, own_roles)
        if not entry.number and not entry.email and not reading.found_fault:
            reading.fault("number", *_UNKNOWABLE)
        _once(entry, seen, reading)
        found.append(entry)
    return PeopleFile(sheet.headings, found, [*sheet.faults, *reading.faults])


def _columns_missing(headings: Headings) -> list[RowFault]:
    by_code = {column.code: column for column in PEOPLE}
    faults = []
    if "name" not in headings.at and "family" not in headings.at:
        faults.append(missing(headings, by_code["name"]))
    if "number" not in headings.at and "email" not in headings.at:
        faults.append(missing(headings, by_code["number"]))
    return faults


def _entry(row: Row, reading: Reading, own_roles: Collection[str]) -> Entry:
    return Entry(
        line=row.line,
        number=reading.cell("number", cells.number, None),
        email=reading.cell("email", cells.email, None),
        name=_name(row, reading),
        site=reading.cell("site", lambda text: cells.line(text, "site"), ""),
        team=reading.cell("team", _team, ""),
        language=reading.cell("language", cells.language, None),
        roles=reading.cell("role", lambda text: cells.roles(text, own_roles), None),
    )


def _name(row: Row, reading: Reading) -> str:
    if "name" in reading.headings.at:
        return reading.cell("name", cells.name, "")
    # Dutch lists give a name in three parts: Fatima | El | Idrissi.
    parts: Sequence[str] = [row.cells.get(part, "") for part in ("given", "infix", "family")]
    return reading.cell("family", lambda _: cells.name(" ".join(parts)), "")


def _team(text: str) -> str:
    return cells.name(text, "team") if text.strip() else ""


def _once(entry: Entry, seen: dict[str, int], reading: Reading) -> None:
    """Keep a fault when somebody with this number or address stands in the file already."""
    for code, value in (("number", entry.number), ("email", entry.email)):
        if value is None:
            continue
        first = seen.setdefault(f"{code} {value}", entry.line)
        if first != entry.line:
            reading.fault(code, *_twice(value, first))


def _twice(value: str, first: int) -> tuple[Words, Words]:
    told = cells.quoted(value)
    return (
        Words(f"{told} staat ook op regel {first}", f"{told} is on line {first} too"),
        Words("elk één keer", "each once"),
    )


_UNKNOWABLE = (
    Words("er is geen personeelsnummer en geen e-mailadres", "there is no number and no e-mail address"),
    Words(
        "één van beide, om deze medewerker later te herkennen", "one of the two, to know this person again"
    ),
)
