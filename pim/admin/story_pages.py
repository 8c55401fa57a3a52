"""The journal of the organisation on a page: looked for, checked, and taken along as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from pim.admin.access import ONLY
from pim.admin.story import HEADS, Verdict, Wanted, story, story_cells, verdict
from pim.lifecycle.definitions import machine_of
from pim.web.edge import desk_of, page, somebody
from pim.web.fields import BIGGEST, plain
from pim.web.policy import Pages
from pim.web.sheets import csv_answer, csv_lines

router = Pages()
PATH = "/admin/journal"
SHOWN = 50
Words = Annotated[str, Query(max_length=120)]
Day = Annotated[str, Query(max_length=20)]
Few = Annotated[int, Query(ge=0, le=BIGGEST)]


def _wanted(about: str, by: str, since: str, until: str) -> tuple[Wanted, str]:
    """Return what is looked for, and the name of a field with no day in it."""
    days: list[date | None] = []
    for name, said in (("since", since), ("until", until)):
        try:
            days.append(date.fromisoformat(said) if said else None)
        except ValueError:
            return Wanted(), name
    if any(day and not 1970 < day.year < 9999 for day in days):
        return Wanted(), "since"
    return Wanted(plain(about), plain(by), *days), ""


@router.get(PATH, policy=ONLY)
def show(
    request: Request, about: Words = "", by: Words = "", since: Day = "", until: Day = "", after: Few = 0
) -> Response:
    """Show what happened, newest first."""
    return _page(request, {"about": about, "by": by, "since": since, "until": until}, after)


def _page(
    request: Request, typed: dict[str, str], after: int = 0, checked: Verdict | None = None
) -> Response:
    wanted, fault = _wanted(**typed)
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        home = viewer.me.organisation_id
        rows = [] if fault else story(session, home, wanted, viewer.zone, limit=SHOWN + 1, after=after)
        machines = {row.digest: machine_of(session, row.digest) for row in rows}
    return page(
        viewer,
        "admin/journal.html",
        400 if fault else 200,
        rows=rows[:SHOWN],
        machines=machines,
        typed=typed,
        fault=fault,
        checked=checked,
        more=after + SHOWN if len(rows) > SHOWN else None,
    )


@router.get("/admin/journal.csv", policy=ONLY)
def as_csv(request: Request, about: Words = "", by: Words = "", since: Day = "", until: Day = "") -> Response:
    """Give everything that is looked for as a file, each line with its seal."""
    wanted, fault = _wanted(about, by, since, until)
    if fault:
        return _page(request, {"about": about, "by": by, "since": since, "until": until})
    database = desk_of(request).database
    with database.read() as session:
        viewer = somebody(request, session)
    home, zone, language = viewer.me.organisation_id, viewer.zone, viewer.language

    def lines() -> Iterator[str]:
        with database.read() as own:  # open while it is sent, and closed after the last line
            yield from csv_lines(HEADS[language], story_cells(own, home, wanted, zone, language), language)

    return csv_answer(lines(), "journal")


@router.post("/admin/journal/check", policy=ONLY)
def check(request: Request) -> Response:
    """Check every seal, and say what was tampered with. Nothing changes by it."""
    with desk_of(request).database.read() as session:
        found = verdict(session, somebody(request, session).me.organisation_id)
    return _page(request, {"about": "", "by": "", "since": "", "until": ""}, checked=found)
