"""Planning a round on the screen: a new draft, changing it, and the form as people will see it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.datastructures import FormData

from pim.cycles.round_audience import sites_to_ask, usual_teams
from pim.cycles.round_form import OWN_KINDS, Wish, of_draft, part_of, sent, with_compared
from pim.errors import BadInput, NotFound
from pim.feedback.draft import ABOUT, ASKABLE, LONGEST_TITLE, change_draft, draft_round
from pim.feedback.form import Seat, sheet_of
from pim.feedback.offer import offered
from pim.feedback.questions import LONGEST, LONGEST_QUESTION
from pim.feedback.tables import PURPOSES, Round
from pim.feedback.titles import TITLES
from pim.feedback.views import round_view
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import seen
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.web.edge import Viewer, desk_of, do, page, somebody, to
from pim.web.fields import BIGGEST, Number
from pim.web.policy import Pages, holder

router = Pages()
LEADS = holder("lead")


async def _form(request: Request) -> FormData:
    return await request.form()


Form = Annotated[FormData, Depends(_form)]
About = Annotated[int | None, Query(ge=1, le=BIGGEST)]


@router.get("/cycles/{id_}/rounds/new", policy=LEADS)
def new(request: Request, id_: Number, purpose: str = "variants", about: About = None) -> Response:
    """Ask for what a draft needs, filled in with what is usual for its purpose."""
    known = purpose if purpose in PURPOSES else "variants"
    return _new(request, id_, lambda session: _usual(session, id_, known, about))


def _usual(session: Session, cycle_id: int, purpose: str, about: int | None) -> Wish:
    return Wish(purpose=purpose, about=about, teams=frozenset(usual_teams(session, cycle_id, about)))


def _new(request: Request, id_: int, wish: Callable[[Session], Wish], fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle = _led(request, session, viewer, id_, "cycle")
        fields = _fields(session, cycle, wish(session))
    return _form_page(viewer, cycle, fields, fault)


@router.post("/cycles/{id_}/rounds/new", policy=LEADS)
def create(request: Request, id_: Number, form: Form) -> Response:
    """Draft a round. Nobody hears of it yet."""
    wish = sent(form)

    def verb(work: Work) -> dict[str, Any]:
        return {"id": draft_round(work, id_, **wish.begins(), **with_compared(work, wish, wish.about)).id}

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        _led(request, session, viewer, id_, "cycle")
    try:
        made = do(request, viewer, verb, str(form.get("key") or ""))
    except (BadInput, NotFound) as fault:
        return _new(request, id_, lambda _: wish, str(fault))
    return to(f"/rounds/{made['id']}")


@router.get("/rounds/{id_}/change", policy=LEADS)
def change(request: Request, id_: Number) -> Response:
    """Show a draft as a form."""
    return _change(request, id_, None)


def _change(request: Request, id_: int, wish: Wish | None, fault: str = "") -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        round_ = _led(request, session, viewer, id_, "round")
        if round_.means != "draft":
            raise NotFound(f"round {id_} is no draft any more")
        wish = wish or of_draft(session, session.get_one(Round, id_), round_.dates.get("opens_on"))
        fields = _fields(session, round_, wish)
    return _form_page(viewer, round_, fields, fault)


@router.post("/rounds/{id_}/change", policy=LEADS)
def keep(request: Request, id_: Number, form: Form) -> Response:
    """Change whom a draft asks, about what, in which words."""
    wish = sent(form)
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        _led(request, session, viewer, id_, "round")

    def verb(work: Work) -> dict[str, Any]:
        about = work.session.get_one(Round, id_).about_id
        return {"id": change_draft(work, id_, opens_on=wish.day(), **with_compared(work, wish, about)).id}

    try:
        do(request, viewer, verb, str(form.get("key") or ""))
    except (BadInput, NotFound) as fault:
        return _change(request, id_, wish, str(fault))
    return to(f"/rounds/{id_}")


@router.get("/rounds/{id_}/preview", policy=LEADS)
def preview(request: Request, id_: Number) -> Response:
    """Show the form as somebody will see it who is asked; nothing can be sent from here."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        subject = _led(request, session, viewer, id_, "round")
        view = round_view(session, id_)
        sheet = sheet_of(session, view, Seat(0, compares=False))
    return page(viewer, "round_preview.html", round=subject, sheet=sheet)


def _led(request: Request, session: Session, viewer: Viewer, id_: int, kind: str) -> Subject:
    """Return a cycle or round to somebody who leads it. Raises NotFound, NotAllowed."""
    subject = seen(session, viewer.me, id_, kind)
    require_role(Work(session, desk_of(request).house, viewer.me, viewer.now), subject, "lead")
    return subject


def _fields(session: Session, subject: Subject, wish: Wish) -> dict[str, Any]:
    """Return what there is to choose from. Three statements."""
    parts = session.execute(
        select(
            col(Instance.id), col(Instance.kind), col(Instance.code), col(Instance.title), col(Instance.means)
        )
        .where(
            col(Instance.cycle_id) == subject.cycle_id, col(Instance.kind).in_(("variant", *ABOUT.values()))
        )
        .order_by(col(Instance.id))
    ).all()
    about = ABOUT.get(wish.purpose)
    return {
        "wish": wish,
        "variants": [row for row in parts if row.kind == "variant" and row.means in ASKABLE],
        "abouts": [row for row in parts if row.kind == about],
        "sites": sites_to_ask(session, subject.home.id),
        "packs": offered(session, subject.home.id, wish.purpose),
    }


def _form_page(viewer: Viewer, subject: Subject, fields: dict[str, Any], fault: str) -> Response:
    return page(
        viewer,
        "round_form.html",
        400 if fault else 200,
        subject=subject,
        purposes={name: words[viewer.language] for name, words in TITLES.items()},
        own_kinds=OWN_KINDS,
        most_seconds=LONGEST,
        longest_title=LONGEST_TITLE,
        longest_question=LONGEST_QUESTION,
        fault=fault,
        part=part_of(fault) if fault else "",
        **fields,
    )
