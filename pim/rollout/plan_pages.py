"""The waves of a rollout on the screen: the whole plan, its freezes, planning waves and moving one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Form, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import roles_of
from pim.lifecycle.children import seen
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.work import Work
from pim.pilots.places import sites_with_people, variants_to_use
from pim.rollout.freezes import LONGEST_NAME, add_freeze, remove_freeze
from pim.rollout.plan import replan_wave
from pim.rollout.planner import plan_waves
from pim.rollout.view import rollout_view
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key, Number, Rows, Text
from pim.web.policy import Pages, holder
from pim.web.policy import somebody as signed_in
from workflows.machine import Machine

router = Pages()
PLANNERS = frozenset({"lead", "sponsor"})
MAY = holder(*sorted(PLANNERS))
Act = Annotated[Literal["look", "plan"], Form()]
Typed = Mapping[str, Any]
ONWARD = {"planned": "announced", "announced": "running", "halted": "running"}
NO_PLACE = 10_000  # behind all that have one


async def _form(request: Request) -> FormData:
    return await request.form()


Form_ = Annotated[FormData, Depends(_form)]


@router.get("/cycles/{id_}/waves", policy=signed_in)
def show(request: Request, id_: Number) -> Response:
    """Show every wave with its sites, what must be so before the next begins, and the freezes."""
    return _page(request, id_)


def _page(
    request: Request,
    id_: int,
    *,
    typed: Typed | None = None,
    part: str = "",
    fault: str = "",
    proposal: Mapping[str, Any] | None = None,
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle = seen(session, viewer.me, id_, "cycle")
        rollout = rollout_view(session, viewer.me, id_)
        plans = bool(roles_of(session, viewer.me, cycle) & PLANNERS) and not cycle.final
        sites = sites_with_people(session, cycle.home.id) if plans else []
        variants = variants_to_use(session, cycle.id) if plans else []
        onward = _onward(machine_of(session, cycle.digest), rollout["waves"])
    return page(
        viewer,
        "waves.html",
        400 if fault else 200,
        cycle=cycle,
        rollout=rollout,
        plans=plans,
        onward=onward,
        sites=sites,
        variants=variants,
        longest_name=LONGEST_NAME,
        typed=typed or {},
        part=part,
        fault=fault,
        proposal=proposal,
    )


@router.post("/cycles/{id_}/waves", policy=MAY)
def plan(
    request: Request,
    id_: Number,
    form: Form_,
    key: Key,
    act: Act = "look",
    variant: Rows = None,
    site: Rows = None,
    sizes: Text = "",
    every: Text = "",
    starts_on: Text = "",
) -> Response:
    """Show which waves that makes, around freezes and days nobody works, or plan them: all or none."""
    typed: dict[str, Any] = {
        "variant": next(iter(variant or ()), 0),
        "site": site or [],
        "places": (places := _places(form)),
        "sizes": sizes,
        "every": every,
        "starts_on": starts_on,
    }
    found: dict[str, Any] = {}

    def verb(work: Work) -> dict[str, Any]:
        found.update(
            plan_waves(
                work,
                id_,
                variant_id=typed["variant"],
                site_ids=sorted(site or (), key=lambda id_: places.get(id_, NO_PLACE)),
                sizes=_sizes(sizes),
                every=f"{every} weeks",
                starts_on=_day(starts_on),
                only_look=act == "look",
            )
        )
        return found

    try:
        with desk_of(request).database.read() as session:
            viewer = somebody(request, session)
            seen(session, viewer.me, id_, "cycle")
        do(request, viewer, verb, None if act == "look" else key)
    except BadInput as fault:
        return _page(request, id_, typed=typed, part="plan", fault=str(fault))
    if act == "look":
        return _page(request, id_, typed=typed, proposal=found)
    return to(f"/cycles/{id_}/waves")


@router.post("/cycles/{id_}/freezes", policy=MAY)
def freeze(
    request: Request, id_: Number, key: Key, first: Text = "", last: Text = "", name: Text = ""
) -> Response:
    """Let no wave begin on these days."""
    typed = {"first": first, "last": last, "name": name}
    return _kept(
        request,
        id_,
        key,
        lambda work: add_freeze(work, id_, first=_day(first), last=_day(last), name=name),
        "freeze",
        typed,
    )


@router.post("/cycles/{id_}/freezes/{freeze_id}/lift", policy=MAY)
def lift(request: Request, id_: Number, freeze_id: Number, key: Key) -> Response:
    """Lift a freeze."""

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None, "a person lifts it"
        known = rollout_view(work.session, work.actor, id_)["freezes"]
        if freeze_id not in {each["id"] for each in known}:
            raise NotFound(f"there is no freeze with number {freeze_id} here")
        return remove_freeze(work, freeze_id)

    return _kept(request, id_, key, verb, "freeze", {})


@router.post("/cycles/{id_}/waves/{wave}/day", policy=MAY)
def move(
    request: Request, id_: Number, wave: Number, key: Key, starts_on: Text = "", reason: Text = ""
) -> Response:
    """Give a wave to come another first day."""
    typed = {"moved": wave, "day": starts_on, "reason": reason}

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None, "a person moves it"
        if seen(work.session, work.actor, wave, "wave").cycle_id != id_:
            raise NotFound(f"there is no wave with number {wave} here")
        return replan_wave(work, wave, _day(starts_on), reason or None)

    return _kept(request, id_, key, verb, "move", typed)


def _kept(
    request: Request, id_: int, key: str, verb: Callable[[Work], dict[str, Any]], part: str, typed: Typed
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, verb, key)
    except BadInput as fault:
        return _page(request, id_, typed=typed, part=part, fault=str(fault))
    return to(f"/cycles/{id_}/waves")


def _onward(machine: Machine, waves: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Return the next wave that can go on, with the step by which: its page names all that is missing."""
    for wave in waves:
        meaning = ONWARD.get(wave["means"])
        for view in machine.possible("wave", wave["stage"]["name"]) if meaning else ():
            if view.by and view.to != "back" and machine.stage("wave", view.to).means == meaning:
                return {wave["id"]: view.name}
    return {}


def _places(form: FormData) -> dict[int, int]:
    """Return the place in the order that sites were given, by the number of the site."""
    found: dict[int, int] = {}
    for name, said in form.items():
        what, _, number = name.partition("-")
        if what == "place" and number.isdecimal() and str(said).isdecimal() and len(str(said)) < 4:
            found[int(number)] = int(str(said))
    return found


def _sizes(typed: str) -> list[int]:
    """Return "10, 16" as numbers. Raises BadInput."""
    parts = typed.replace(",", " ").split()
    if not all(part.isdecimal() and len(part) < 5 for part in parts):
        raise BadInput(f"size: expected numbers such as 10, 16, got {typed[:40]!r}")
    return [int(part) for part in parts]


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadInput(f"day: expected a day such as 2026-03-02, got {typed[:40]!r}") from None
