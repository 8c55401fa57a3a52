"""The overview, and all ideas of the organisation, as workbooks."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from pim.ideas.export import HEADS, SHEET, idea_rows
from pim.overview.export import sheets
from pim.overview.pages import Site, Workflow, looking
from pim.overview.readers import READERS
from pim.overview.view import overview
from pim.overview.waiting import late
from pim.web.policy import Pages
from pim.web.sheets import workbook, xlsx_answer

router = Pages()
MOST_LATE = 5_000


@router.get("/overview.xlsx", policy=READERS)
def as_xlsx(request: Request, site: Site = "", workflow: Workflow = "") -> Response:
    """Give the overview as a workbook, with everything that is late."""
    with looking(request, site, workflow) as look:
        now = look.viewer.now
        found = overview(look.session, look.scope, look.home, look.viewer.me, now)
        found = replace(found, late=late(look.session, look.scope, now, limit=MOST_LATE))
    return xlsx_answer(workbook(sheets(found, look.viewer.language, look.viewer.zone)), "overview")


@router.get("/overview/ideas.xlsx", policy=READERS)
def ideas_as_xlsx(request: Request, site: Site = "", workflow: Workflow = "") -> Response:
    """Give all ideas of the organisation as a workbook."""
    with looking(request, site, workflow) as look:
        language = look.viewer.language
        rows = idea_rows(look.session, language, *look.scope.conditions())
        file = workbook({SHEET[language]: (HEADS[language], rows)})
    return xlsx_answer(file, "ideas")
