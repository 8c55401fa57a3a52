"""The published results of a round as a file."""

from fastapi import Request
from fastapi.responses import Response

from pim.feedback.export import HEADS, result_rows, said
from pim.feedback.publication import results
from pim.web import policy
from pim.web.edge import desk_of, somebody
from pim.web.fields import Number
from pim.web.policy import Pages
from pim.web.sheets import csv_answer, csv_lines

router = Pages()


@router.get("/rounds/{id_}/results.csv", policy=policy.somebody)
def as_csv(request: Request, id_: Number) -> Response:
    """Give the published results as CSV. Raises NotFound, NotPublished before the close."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = results(session, id_, viewer.me.organisation_id)
    language = viewer.language
    heads = [said(code, language) for code in HEADS]
    return csv_answer(csv_lines(heads, result_rows(found, language), language), f"{id_}-results")
