"""The ideas of an innovation as a workbook."""

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import col

from pim.ideas.export import HEADS, SHEET, idea_rows
from pim.lifecycle.children import seen
from pim.lifecycle.tables import Instance
from pim.web import policy
from pim.web.edge import desk_of, somebody
from pim.web.fields import Number
from pim.web.policy import Pages
from pim.web.sheets import workbook, xlsx_answer

router = Pages()


@router.get("/cycles/{id_}/ideas.xlsx", policy=policy.somebody)
def as_xlsx(request: Request, id_: Number) -> Response:
    """Give the ideas of an innovation as a workbook. Raises NotFound."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        seen(session, viewer.me, id_, "cycle")
        language = viewer.language
        rows = idea_rows(session, language, col(Instance.cycle_id) == id_)
        file = workbook({SHEET[language]: (HEADS[language], rows)})
    return xlsx_answer(file, f"{id_}-ideas")
