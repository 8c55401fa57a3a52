"""The board: every cycle of the organisation by the stage it is in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.cycles.queries import Card, board, stage_counts
from pim.cycles.start import STARTERS
from pim.lifecycle.definitions import machine_of
from pim.people.lookup import roles_anywhere
from pim.staff.access import LOOKERS
from pim.web import policy
from pim.web.edge import desk_of, page, somebody
from pim.web.fields import BIGGEST
from pim.web.policy import Pages
from workflows.machine import StageView

router = Pages()
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cycles; ``total`` counts also those that are not shown."""

    name: str
    label: str
    total: int
    cards: Sequence[Card]


def _stages(session: Session, digests: Iterable[str]) -> dict[str, StageView]:
    """Return every stage of these workflows by name, with the label of the first that has it."""
    found: dict[str, StageView] = {}
    for digest in dict.fromkeys(digests):
        for stage in machine_of(session, digest).stages("cycle"):
            found.setdefault(stage.name, stage)
    return found


def _columns(
    stages: Mapping[str, StageView], totals: Mapping[str, int], cards: Sequence[Card], language: str
) -> list[Column]:
    """Return the stages in their order, what is late on top; an end that nothing reached is left out."""
    found = []
    for stage in sorted(stages.values(), key=lambda stage: stage.position):
        total = totals.get(stage.name, 0)
        if total or not stage.final:
            mine = sorted((c for c in cards if c.stage == stage.name), key=lambda c: not c.is_late)
            found.append(Column(stage.name, stage.label[language], total, mine))
    return found


@router.get("/", policy=policy.somebody)
def show(
    request: Request,
    after: Annotated[int, Query(ge=0, le=BIGGEST)] = 0,
    stage: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """Show the board, or only the cycles in one stage."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        home = viewer.me.organisation_id
        cards = board(session, home, viewer.now, limit=SHOWN, after=after, stage=stage)
        counts = stage_counts(session, home)
        stages = _stages(session, (digest for digest, _ in counts))
        held = roles_anywhere(session, viewer.me.person_id)
    totals: dict[str, int] = {}
    for (_, name), count in counts.items():
        totals[name] = totals.get(name, 0) + count
    return page(
        viewer,
        "board.html",
        columns=_columns(stages, totals, cards, viewer.language),
        stage=stage,
        may_start=not held.isdisjoint(STARTERS),
        sees_people=not held.isdisjoint(LOOKERS),
        total=sum(totals.values()),
        more=after + SHOWN if len(cards) == SHOWN else None,
    )
