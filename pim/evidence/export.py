"""The published numbers as files: CSV a line at a time, XLSX a row at a time. Nothing else is in them."""

from collections.abc import Iterator

from pim.evidence.groups import Published
from pim.evidence.view import Evidence
from pim.evidence.words import Say
from pim.web import sheets
from pim.web.sheets import Cell

COLUMNS = ("moment", "subject", "group", "site", "team", "n", "value", "low", "high")
STANDINGS = ("moment", "site", "team", "quadrant", "border")


def rows(evidence: Evidence, say: Say) -> Iterator[list[Cell]]:
    """Yield every published number as cells in the order of ``COLUMNS``."""
    return (_row(one, say) for one in evidence.published)


def _row(one: Published, say: Say) -> list[Cell]:
    within = (one.interval.low, one.interval.high) if one.interval else (None, None)
    group = one.group
    return [
        say.moment(one.moment), say(one.dimension), say(group.kind),
        group.site, group.team, one.n, one.value, *within,
    ]  # fmt: skip


def standings(evidence: Evidence, say: Say) -> Iterator[list[Cell]]:
    """Yield the quadrant of every workplace that may be shown, in the order of ``STANDINGS``."""
    for place in evidence.places():
        for one in place.standings:
            if one.quadrant is not None:
                named = (place.group.site, place.group.team)
                border = say("yes") if one.quadrant.on_border else ""
                yield [say.moment(one.moment), *named, say(one.quadrant.balance.value), border]


def csv_lines(evidence: Evidence, say: Say) -> Iterator[str]:
    """Yield the lines of a CSV file, as a spreadsheet of this language opens it."""
    return sheets.csv_lines([say(code) for code in COLUMNS], rows(evidence, say), say.language)


def xlsx(evidence: Evidence, say: Say) -> bytes:
    """Return a workbook with the numbers and the quadrants."""
    book = {
        say("figures"): ([say(code) for code in COLUMNS], rows(evidence, say)),
        say("quadrants"): ([say(code) for code in STANDINGS], standings(evidence, say)),
    }
    with sheets.workbook(book) as file:
        return file.read()
