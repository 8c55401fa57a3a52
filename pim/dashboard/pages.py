"""The board: every cycle of the organisation by the stage it is in, or those that somebody looks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.cycles.queries import Card
from pim.cycles.start import STARTERS
from pim.dashboard.listing import Seeker, counted, found, leads
from pim.dashboard.views import LONGEST_NAME, save_view, saved_views, throw_away
from pim.dashboard.wanted import SORTS, Wanted
from pim.errors import BadInput
from pim.lifecycle.definitions import machine_of
from pim.overview.scope import choices
from pim.people.lookup import roles_anywhere
from pim.staff.access import LOOKERS
from pim.web import policy
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import BIGGEST, Key, Number, Text, plain
from pim.web.policy import Pages
from workflows.machine import StageView

router = Pages()
SHOWN = 100
After = Annotated[int, Query(ge=0, le=BIGGEST)]
Words = Annotated[Text, Form(max_length=1_000)]


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cycles; ``total`` counts also those that are not shown."""

    name: str
    label: str
    total: int
    cards: Sequence[Card]


def _stages(session: Session, digests: Iterable[str]) -> dict[str, StageView]:
    """Return every stage of these workflows by name, with the label of the first that has it."""
    stages: dict[str, StageView] = {}
    for digest in dict.fromkeys(digests):
        for stage in machine_of(session, digest).stages("cycle"):
            stages.setdefault(stage.name, stage)
    return dict(sorted(stages.items(), key=lambda pair: pair[1].position))


def _columns(
    stages: Mapping[str, StageView], totals: Mapping[str, int], cards: Sequence[Card], language: str
) -> list[Column]:
    """Return the stages in their order, what is late on top; an end that nothing reached is left out."""
    columns = []
    for stage in stages.values():
        total = totals.get(stage.name, 0)
        if total or not stage.final:
            mine = sorted((c for c in cards if c.stage == stage.name), key=lambda c: not c.is_late)
            columns.append(Column(stage.name, stage.label[language], total, mine))
    return columns


@router.get("/", policy=policy.somebody)
def show(
    request: Request, after: After = 0, thrown: Annotated[str, Query(max_length=LONGEST_NAME)] = ""
) -> Response:
    """Show the board, or the part of it that is looked for; ``thrown`` is a view just thrown away."""
    return _page(request, Wanted.read(request.url.query), after, thrown=plain(thrown))


@router.post("/views", policy=policy.somebody)
def save(request: Request, key: Key, name: Words = "", query: Words = "") -> Response:
    """Keep this view of the board under a name, and show it."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    wanted = Wanted.read(query)
    try:
        do(request, viewer, lambda work: save_view(work, name, query), key)
    except BadInput as fault:
        return _page(request, wanted, name=name, fault=fault)
    return to(wanted.to())


@router.post("/views/{id_}/throw-away", policy=policy.somebody)
def away(request: Request, id_: Number, key: Key) -> Response:
    """Throw a view away, and show what it showed with the way to have it back."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    view = do(request, viewer, lambda work: throw_away(work, id_), key)
    return to(Wanted.read(view["query"]).to(thrown=view["name"]))


def _page(
    request: Request,
    wanted: Wanted,
    after: int = 0,
    *,
    thrown: str = "",
    name: str = "",
    fault: BadInput | None = None,
) -> Response:
    """Return the board; after a view that could not be kept with its ``name`` and what was wrong with it."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        home, me = viewer.me.organisation_id, viewer.me.person_id
        narrow = choices(session, home)
        stages = _stages(session, narrow.digests)
        places = {stage: place for place, stage in enumerate(stages)}
        seeker = Seeker(viewer.me, viewer.roles, wanted, narrow.digests, places)
        cards = found(session, seeker, viewer.now, limit=SHOWN + 1, after=after)
        totals = counted(session, seeker, viewer.now)
        views, everybody = saved_views(session, me), leads(session, home)
        held = roles_anywhere(session, me)
    shown = cards[:SHOWN]
    return page(
        viewer,
        "board.html",
        fault.status if fault else 200,
        columns=_columns(stages, totals, shown, viewer.language),
        cards=shown,
        labels={name: stage.label[viewer.language] for name, stage in stages.items()},
        wanted=wanted,
        sorts=SORTS,
        choices=narrow,
        leads=everybody,
        views=views,
        longest_name=LONGEST_NAME,
        may_start=not held.isdisjoint(STARTERS),
        # Whoever holds it in the whole organisation finds it in the navigation.
        sees_people=not held.isdisjoint(LOOKERS) and viewer.roles.isdisjoint(LOOKERS),
        total=sum(totals.values()),
        any_at_all=bool(narrow.digests),
        more=wanted.to(after=shown[-1].id) if len(cards) > SHOWN else "",
        first=wanted.to() if after else "",
        thrown=thrown,
        name=name,
        fault=type(fault).__name__ if fault else "",
    )
