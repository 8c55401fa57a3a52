"""The overview, and all ideas of the organisation, as workbooks."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import Response

from pim.ideas.export import HEADS, SHEET, idea_rows
from pim.overview.export import sheets
from pim.overview.pages import Site, Workflow, looking
from pim.overview.pdf import pdf
from pim.overview.readers import READERS
from pim.overview.view import overview
from pim.overview.waiting import late
from pim.web.policy import Pages
from pim.web.sheets import workbook, xlsx_answer
from pim.web.templates import say_day

router = Pages()
MOST_LATE = 5_000
MOST_PRINTED = 100


@router.get("/overview.xlsx", policy=READERS)
def as_xlsx(request: Request, site: Site = "", workflow: Workflow = "") -> Response:
    """Give the overview as a workbook, with everything that is late."""
    with looking(request, site, workflow) as look:
        now = look.viewer.now
        found = overview(look.session, look.scope, look.home, look.viewer.me, now)
        found = replace(found, late=late(look.session, look.scope, now, limit=MOST_LATE))
    return xlsx_answer(workbook(sheets(found, look.viewer.language, look.viewer.zone)), "overview")


@router.get("/overview.pdf", policy=READERS)
def as_pdf(request: Request, site: Site = "", workflow: Workflow = "") -> Response:
    """Give the overview as a PDF, with as much of what is late as fits a few pages. Raises NoPdf."""
    with looking(request, site, workflow) as look:
        viewer, now = look.viewer, look.viewer.now
        found = overview(look.session, look.scope, look.home, viewer.me, now)
        found = replace(found, late=late(look.session, look.scope, now, limit=MOST_PRINTED))
    parts = (viewer.organisation, say_day(found.today, viewer.language), *found.only(viewer.language))
    made = pdf(sheets(found, viewer.language, viewer.zone), viewer.language, " · ".join(parts), now)
    return Response(
        made,
        media_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="pim-overview.pdf"'},
    )


@router.get("/overview/ideas.xlsx", policy=READERS)
def ideas_as_xlsx(request: Request, site: Site = "", workflow: Workflow = "") -> Response:
    """Give all ideas of the organisation as a workbook."""
    with looking(request, site, workflow) as look:
        language = look.viewer.language
        rows = idea_rows(look.session, language, *look.scope.conditions())
        file = workbook({SHEET[language]: (HEADS[language], rows)})
    return xlsx_answer(file, "ideas")
