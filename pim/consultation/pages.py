"""A request on the screen and on paper: dossier, wizard and privacy notice; each verb a small form."""

from collections.abc import Mapping
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import Response

from pim.consultation import own_dossier, triggers
from pim.consultation.actions import VERBS, begin
from pim.consultation.dossier import dossier
from pim.consultation.roster import may_of, people_of
from pim.consultation.wizard import BODIES, MORE_YES_OR_NO, NUMBERS, texts
from pim.errors import NotFound
from pim.lifecycle.children import seen
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to, viewer_of
from pim.web.fields import Number, plain
from pim.web.policy import Pages
from pim.web.step_pages import ways_of

router = Pages()


async def _form(request: Request) -> Mapping[str, str]:
    """Return the fields of a form whose questions differ, as people see them.

    Nothing is cut: a verb refuses what is too long, and the guard a form that is too big.
    """
    return {name: plain(value) for name, value in (await request.form()).items() if isinstance(value, str)}


Fields = Annotated[Mapping[str, str], Depends(_form)]


@router.get("/cycles/{id_}/consult/wizard", policy=policy.somebody)
def wizard(request: Request, id_: Number) -> Response:
    """Ask in plain words, and show what was answered last and which letters apply."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle = seen(session, viewer.me, id_, "cycle")
        kept = triggers.kept_answers(session, viewer.me, id_)
        mine = may_of(session, viewer.me, cycle)
    return page(
        viewer,
        "consult_wizard.html",
        cycle=cycle,
        kept=kept,
        answers=kept["answers"] if kept else {},
        texts=texts(),
        yes_or_no=MORE_YES_OR_NO,
        numbers=NUMBERS,
        bodies=BODIES,
        asks="asks" in mine,
    )


@router.post("/cycles/{id_}/consult/wizard", policy=policy.somebody)
def answer_wizard(request: Request, id_: Number, fields: Fields) -> Response:
    """Keep the answers with the cycle."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    given = {name: value for name, value in fields.items() if name not in ("key", "csrf")}
    do(request, viewer, lambda work: triggers.keep_answers(work, id_, given), fields.get("key"))
    return to(f"/cycles/{id_}/consult/wizard")


@router.post("/cycles/{id_}/consult/begin", policy=policy.somebody)
def begin_request(request: Request, id_: Number, fields: Fields) -> Response:
    """Begin a request that starts with what the cycle has to show."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    found = do(request, viewer, lambda work: begin(work, id_, fields, viewer.language), fields.get("key"))
    return to(f"/consultations/{found['id']}")


@router.get("/consultations/{id_}", policy=policy.somebody)
def show(request: Request, id_: Number) -> Response:
    """Show the whole dossier, with what this person can do with it now."""
    return _dossier(request, id_, "consultation.html")


@router.get("/consultations/{id_}/print", policy=policy.somebody)
def print_(request: Request, id_: Number) -> Response:
    """Show the dossier for paper."""
    return _dossier(request, id_, "consultation_print.html")


def _dossier(request: Request, id_: int, template: str) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        found = dossier(session, viewer.me, id_)
        subject = seen(session, viewer.me, id_, "consultation")
        mine = may_of(session, viewer.me, subject, found["request"])
        people = people_of(session, subject) if "asks" in mine and found["conditions"] else []
        ways = ways_of(session, viewer.me, subject)
    today = viewer.now.astimezone(ZoneInfo(viewer.zone)).date().isoformat()
    return page(viewer, template, found=found, may=mine, people=people, ways=ways, today=today)


@router.post("/consultations/{id_}/{verb}", policy=policy.somebody)
def act(request: Request, id_: Number, verb: str, fields: Fields) -> Response:
    """Do one verb of a request and return to its dossier."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    action = VERBS.get(verb)
    if action is None:
        raise NotFound(f"a request has no {verb!r}")

    def run(work: Any) -> dict[str, Any]:
        action(work, id_, fields)
        return {"id": id_}

    do(request, viewer, run, fields.get("key"))
    return to(f"/consultations/{id_}")


@router.get("/privacy", policy=policy.anyone)
def privacy(request: Request) -> Response:
    """Say what PIM keeps, who sees it and for how long; also to whoever did not sign in."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
    return page(
        viewer, "own_dossier.html", text=own_dossier.privacy_notice(), other=("/privacy/dossier", "dossier")
    )


@router.get("/privacy/dossier", policy=policy.anyone)
def about_pim(request: Request) -> Response:
    """Show the ready dossier about PIM itself, for the works council."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
    return page(viewer, "own_dossier.html", text=own_dossier.dossier(), other=("/privacy", "privacy"))
