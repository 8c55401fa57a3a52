"""The board: every cycle of the organisation by the stage it is in."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.cycles.queries import Card, board, stage_counts
from pim.lifecycle.definitions import machine_of
from pim.web.edge import desk_of, page, to, viewer_of

router = APIRouter()
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cycles; ``total`` counts also those that are not shown."""

    label: str
    cards: Sequence[Card]
    total: int


def _columns(session: Session, cards: Sequence[Card], counts: dict[str, int], language: str) -> list[Column]:
    """Put the cards in the order of their workflows' stages."""
    labels: dict[str, tuple[int, str]] = {}
    for digest in dict.fromkeys(card.digest for card in cards):
        for stage in machine_of(session, digest).stages("cycle"):
            labels.setdefault(stage.name, (stage.position, stage.label[language]))
    found = []
    for name, (_, label) in sorted(labels.items(), key=lambda item: item[1]):
        mine = [card for card in cards if card.stage == name]
        if mine:
            found.append(Column(label, mine, counts.get(name, len(mine))))
    return found


@router.get("/")
def show(request: Request, after: int = 0) -> Response:
    """Show the board."""
    with desk_of(request).database.read() as session:
        viewer = viewer_of(request, session)
        if viewer.actor is None:
            return to("/sign-in")
        organisation = viewer.actor.organisation_id
        cards = board(session, organisation, viewer.now, limit=SHOWN, after=max(0, after))
        counts = stage_counts(session, organisation)
        columns = _columns(session, cards, counts, viewer.language)
    more = after + SHOWN if len(cards) == SHOWN else None
    return page(viewer, "board.html", columns=columns, more=more, total=sum(counts.values()))
