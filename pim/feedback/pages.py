"""A round on the screen of whoever is asked: what is asked, the form, what happens with it, the results."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from pim.errors import BadInput
from pim.feedback.answering import submit
from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.form import body_of, fault_of
from pim.feedback.publication import FEWEST_TEXTS, results
from pim.feedback.round_page import round_page
from pim.web import policy
from pim.web.edge import Viewer, desk_of, page, somebody, to
from pim.web.fields import Number
from pim.web.policy import Pages

router = Pages()
MOST_FIELDS = 1_000


async def form_fields(request: Request) -> Mapping[str, str]:
    """Return the fields of a form whose questions differ per round. Raises BadInput for too many of them."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    body = (await request.body()).decode("latin-1")  # what is no ASCII comes with a %
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise BadInput(f"a form has at most {MOST_FIELDS} fields") from None


Fields = Annotated[Mapping[str, str], Depends(form_fields)]


# First of all, and without what a framework does for a form: whole shifts answer in the same minutes.
@router.post("/rounds/{id_}/answer", policy=policy.unnoted)
async def answer(request: Request, id_: Number) -> Response:
    """Keep an answer. Three statements and a commit; nothing of who it was from is written anywhere."""
    return await run_in_threadpool(_answer, request, id_, await form_fields(request))


def _answer(request: Request, id_: int, fields: Mapping[str, str]) -> Response:
    desk = desk_of(request)
    # As the policy found them; whether they still work here the door of the round asks.
    viewer: Viewer = request.state.viewer
    try:
        with desk.database.put() as connection:
            submit(connection, desk.settings, id_, viewer.me.person_id, body_of(fields))
    except BadInput:
        return round_page(request, id_, fault=fault_of(fields), typed=fields)
    return to(f"/rounds/{id_}/thanks")


@router.get("/rounds/{id_}", policy=policy.unnoted)
def show(request: Request, id_: Number) -> Response:
    """Show a round: the form to whoever is asked, and where it stands to everybody in the organisation."""
    return round_page(request, id_)


@router.get("/rounds/{id_}/results", policy=policy.somebody)
def show_results(request: Request, id_: Number) -> Response:
    """Show what may be published of a closed round."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = results(session, id_, viewer.me.organisation_id)
    return page(viewer, "results.html", found=found, smallest_group=SMALLEST_GROUP, fewest_texts=FEWEST_TEXTS)
