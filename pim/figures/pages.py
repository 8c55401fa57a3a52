"""Counted figures on the screen: what is counted, the numbers with their source, and what changed."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import Session, col

from pim.figures.counting import Entry, count_figure, may_count_at
from pim.figures.define import OUTCOMES, TOGETHER, add_indicator
from pim.figures.importing import value_of
from pim.figures.queries import BASELINE, EVALUATION, figures_of, pilots_of
from pim.figures.words import Tell
from pim.lifecycle.children import seen
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.people.faults import Wrong
from pim.people.tables import Site
from pim.web import policy
from pim.web.edge import Viewer, desk_of, do, page, somebody, to
from pim.web.fields import Key, Mark, Number, Text
from pim.web.policy import Pages

router = Pages()
Word = Annotated[Mark, Form(max_length=40)]
COUNT, DEFINE = "count", "define"
_NOTHING = {
    "figure": "", "site": "", "moment": "", "value": "", "source": "", "counted_by": "",
    "title": "", "title_en": "", "unit": "", "unit_en": "", "outcome": "performance", "together": "sum",
    "less": "",
}  # fmt: skip


@router.get("/cycles/{id_}/figures", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show what is counted and what changed."""
    return _page(request, id_)


@router.post("/cycles/{id_}/figures", policy=policy.somebody)
def define(
    request: Request,
    id_: Number,
    key: Key,
    title: Text = "",
    title_en: Text = "",
    unit: Text = "",
    unit_en: Text = "",
    outcome: Word = "",
    together: Word = "",
    less: Word = "",
) -> Response:
    """Say that something is counted."""
    typed = {
        "title": title, "title_en": title_en, "unit": unit, "unit_en": unit_en, "outcome": outcome,
        "together": together, "less": less,
    }  # fmt: skip

    def verb(work: Work) -> dict[str, Any]:
        return add_indicator(
            work,
            id_,
            title,
            unit,
            title_en=title_en,
            unit_en=unit_en,
            outcome=outcome,
            less_is_better=less == "yes",
            together=together,
        )

    try:
        do(request, _viewer(request), verb, key)
    except Wrong as wrong:
        return _page(request, id_, typed, wrong, DEFINE)
    return to(f"/cycles/{id_}/figures")


@router.post("/cycles/{id_}/figures/counts", policy=policy.somebody)
def count(
    request: Request,
    id_: Number,
    key: Key,
    figure: Word = "",
    site: Word = "",
    moment: Word = "",
    value: Text = "",
    source: Text = "",
    counted_by: Text = "",
) -> Response:
    """Write down what was counted at a site."""
    typed = {
        "figure": figure, "site": site, "moment": moment, "value": value, "source": source,
        "counted_by": counted_by,
    }  # fmt: skip
    viewer = _viewer(request)
    try:
        entry = Entry(figure, site, moment, value_of(value), source, counted_by)
        do(request, viewer, lambda work: count_figure(work, id_, entry), key)
    except Wrong as wrong:
        return _page(request, id_, typed, wrong, COUNT)
    return to(f"/cycles/{id_}/figures")


def _viewer(request: Request) -> Viewer:
    with desk_of(request).database.read() as session:
        return somebody(request, session)


def _page(
    request: Request,
    id_: int,
    typed: Mapping[str, str] | None = None,
    wrong: Wrong | None = None,
    form: str = "",
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle = seen(session, viewer.me, id_, "cycle")
        found = figures_of(session, id_)
        pilots = pilots_of(session, id_)
        own = may_count_at(session, viewer.me, cycle)
        sites = [] if cycle.final or own == frozenset() else _sites(session, cycle, own)
    moments = {BASELINE: "", **{pilot.code: pilot.title for pilot in pilots}, EVALUATION: ""}
    return page(
        viewer,
        "figures.html",
        400 if wrong else 200,
        cycle=cycle,
        found=found,
        moments=moments,
        sites=sites,
        leads=own is None and not cycle.final,
        typed={**_NOTHING, **(typed or {})},
        wrong=wrong,
        form=form,
        outcomes=OUTCOMES,
        together=TOGETHER,
        tell=Tell(viewer.language),
    )


def _sites(session: Session, cycle: Subject, own: frozenset[int] | None) -> list[tuple[str, str]]:
    mine = select(col(Site.code), col(Site.name)).where(col(Site.organisation_id) == cycle.home.id)
    if own is not None:
        mine = mine.where(col(Site.id).in_(own))
    return [(code, name) for code, name in session.execute(mine.order_by(col(Site.name), col(Site.id)))]
