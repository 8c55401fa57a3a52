"""The matrix of a cycle on the screen and on paper."""

from fastapi import Request
from fastapi.responses import Response

from pim.cycles.matrix import matrix_of
from pim.lifecycle.advance import roles_of
from pim.lifecycle.subject import look
from pim.web import policy
from pim.web.edge import desk_of, page, somebody
from pim.web.fields import Number
from pim.web.policy import Pages

router = Pages()


@router.get("/cycles/{id_}/matrix", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show which variant is tried, compared or brought in at which site and team."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        matrix = matrix_of(session, viewer.me, id_)
        plans = not roles_of(session, viewer.me, look(session, id_)).isdisjoint(("lead", "sponsor"))
    marked = [row for row in matrix["rows"] if row["marks"]]
    rest = [f"{row['site']}: {row['team']}" for row in matrix["rows"] if not row["marks"]]
    return page(viewer, "matrix.html", matrix=matrix, marked=marked, rest=rest, plans=plans)
