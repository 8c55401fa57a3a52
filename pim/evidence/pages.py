"""The evidence of a cycle on the screen, and the same numbers as files."""

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from pim.evidence.export import csv_lines, xlsx
from pim.evidence.interval import FEWEST_FOR_INTERVAL
from pim.evidence.view import Evidence, evidence_of
from pim.evidence.words import Say
from pim.feedback.cells import SMALLEST_GROUP
from pim.figures.words import Tell
from pim.web import policy
from pim.web.edge import Viewer, desk_of, page, somebody
from pim.web.fields import Number
from pim.web.policy import Pages
from pim.web.sheets import XLSX

router = Pages()


def _evidence(request: Request, id_: int) -> tuple[Viewer, Evidence]:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        return viewer, evidence_of(session, id_, viewer.me, viewer.now)


@router.get("/cycles/{id_}/evidence", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show what was measured, and which rules of the gates it meets."""
    return page_of(*_evidence(request, id_))


def page_of(viewer: Viewer, evidence: Evidence) -> Response:
    """Return the page about evidence that was read."""
    fewest = {"smallest_group": SMALLEST_GROUP, "fewest_for_interval": FEWEST_FOR_INTERVAL}
    say, tell = Say(viewer.language), Tell(viewer.language)
    return page(viewer, "evidence.html", evidence=evidence, say=say, tell=tell, **fewest)


@router.get("/cycles/{id_}/evidence.csv", policy=policy.somebody)
def as_csv(request: Request, id_: Number) -> Response:
    """Give the published numbers as CSV."""
    viewer, evidence = _evidence(request, id_)
    lines = (line.encode() for line in csv_lines(evidence, Say(viewer.language)))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=_saved_as(id_, "csv"))


@router.get("/cycles/{id_}/evidence.xlsx", policy=policy.somebody)
def as_xlsx(request: Request, id_: Number) -> Response:
    """Give the published numbers as a workbook."""
    viewer, evidence = _evidence(request, id_)
    return Response(xlsx(evidence, Say(viewer.language)), media_type=XLSX, headers=_saved_as(id_, "xlsx"))


def _saved_as(id_: int, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="pim-{id_}-evidence.{ending}"'}
