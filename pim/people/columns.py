"""The columns an import knows, under every heading that people give them in Dutch and in English."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pim.people.cells import folded, quoted
from pim.people.faults import RowFault, Words


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its own name in the code, its usual headings, and other words for it."""

    code: str
    nl: str
    en: str
    also: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Return every heading that means this column."""
        return (self.code, self.nl, self.en, *self.also)


_SITE_CODE = (
    "vestigingscode", "vestigingsnummer", "filiaalnummer", "filiaalcode", "winkelnummer", "locatiecode",
    "site code", "site number", "store number", "store code", "location code", "nummer", "number", "nr",
)  # fmt: skip
_SITE_NAME = (
    "vestiging", "vestigingsnaam", "filiaal", "filiaalnaam", "winkel", "winkelnaam", "locatie", "standplaats",
    "site", "site name", "store", "store name", "location", "branch", "omschrijving", "description",
)  # fmt: skip

SITES: tuple[Column, ...] = (
    Column("code", "code", "code", _SITE_CODE),
    Column("name", "naam", "name", _SITE_NAME),
)

PEOPLE: tuple[Column, ...] = (
    Column(
        "number",
        "personeelsnummer",
        "number",
        (
            "nummer", "nr", "pers nr", "personeelsnr", "medewerkernummer", "medewerkersnummer",
            "medewerkernr", "medewerker id", "personnel number", "employee number", "employee id",
            "staff number", "staff id",
        ),
    ),
    Column(
        "name",
        "naam",
        "name",
        ("volledige naam", "medewerker", "naam medewerker", "full name", "employee", "employee name"),
    ),
    Column("given", "voornaam", "given name", ("roepnaam", "first name", "voornamen")),
    Column("infix", "tussenvoegsel", "infix", ("tussenvoegsels", "voorvoegsel", "voorvoegsels", "prefix")),
    Column("family", "achternaam", "family name", ("last name", "surname", "geslachtsnaam")),
    Column(
        "email",
        "e-mail",
        "e-mail",
        (
            "mail", "e-mailadres", "mailadres", "emailadres werk", "e-mail werk", "zakelijk e-mailadres",
            "e-mail address", "mail address", "work e-mail", "work e-mail address",
        ),
    ),
    Column(
        "site",
        "vestiging",
        "site",
        (
            "vestigingscode", "vestigingsnummer", "vestigingsnaam", "filiaal", "filiaalnummer", "winkel",
            "winkelnummer", "locatie", "standplaats", "store", "store number", "location", "branch",
        ),
    ),
    Column("team", "team", "team", ("ploeg", "teamnaam", "afdeling", "team name", "shift", "department")),
    Column("language", "taal", "language", ("voorkeurstaal", "preferred language")),
    Column("role", "rol", "role", ("rollen", "roles", "functierol")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Headings:
    """Where each known column stands in a file: code → position, and code → heading as it was written."""

    line: int
    at: Mapping[str, int]
    written: Mapping[str, str]
    ignored: tuple[str, ...] = ()


def known_as(columns: Iterable[Column]) -> dict[str, str]:
    """Return every heading, folded, with the column it means."""
    return {folded(heading): column.code for column in columns for heading in column.headings}


def recognise(
    line: int, headings: Sequence[str], columns: Sequence[Column]
) -> tuple[Headings, list[RowFault]]:
    """Return where the known columns stand, and what is wrong with the headings.

    A heading that is not known is ignored, and named in the answer so that nobody misses it.
    """
    known = known_as(columns)
    at: dict[str, int] = {}
    written: dict[str, str] = {}
    ignored: list[str] = []
    faults: list[RowFault] = []
    for position, heading in enumerate(headings):
        code = known.get(folded(heading))
        if code is None:
            if heading.strip():
                ignored.append(heading.strip())
        elif code in at:
            faults.append(_twice(line, heading.strip(), written[code]))
        else:
            at[code], written[code] = position, heading.strip()
    return Headings(line, at, written, tuple(ignored)), faults


def missing(found: Headings, column: Column) -> RowFault:
    """Return the fault of a column that the file cannot do without."""
    close = get_close_matches(folded(column.nl), [folded(h) for h in found.ignored], 1, 0.6)
    near = next((heading for heading in found.ignored if close and folded(heading) == close[0]), None)
    return RowFault(
        found.line,
        "",
        Words(
            f"er is geen kolom “{column.nl}”" + (f"; {quoted(near)} wordt niet herkend" if near else ""),
            f"there is no column “{column.en}”" + (f"; {quoted(near)} is not recognised" if near else ""),
        ),
        Words(
            f"een eerste regel met “{column.nl}” erin", f"a first line with “{column.en}” in it"
        ),
    )  # fmt: skip


def _twice(line: int, heading: str, first: str) -> RowFault:
    return RowFault(
        line,
        heading,
        Words(f"dit is dezelfde kolom als “{first}”", f"this is the same column as “{first}”"),
        Words("elke kolom één keer", "each column once"),
    )
