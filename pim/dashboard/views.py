"""Views of the board that somebody keeps: save one under a name, throw one away."""

from typing import Any, ClassVar

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.dashboard.tables import SavedView
from pim.dashboard.wanted import Wanted
from pim.errors import BadInput, NotFound
from pim.lifecycle.work import Work

LONGEST_NAME = 60
MOST = 20


class NoName(BadInput):
    """Give the view a name."""


class TooManyViews(BadInput):
    """You keep as many views as there can be. Throw one away first."""

    status: ClassVar[int] = 409


def saved_views(session: Session, person_id: int) -> list[SavedView]:
    """Return what somebody keeps, by name. One statement."""
    mine = select(SavedView).where(col(SavedView.person_id) == person_id)
    return list(session.scalars(mine.order_by(func.lower(col(SavedView.name)), col(SavedView.id))))


def save_view(work: Work, name: str, query: str) -> dict[str, Any]:
    """Keep a view of the board under a name; under a name that is there already it takes its place.

    Raises NoName, TooManyViews, and BadInput for a name that is too long or a query that is no board's.
    """
    assert work.actor is not None, "a person keeps a view"
    name = " ".join(name.split())
    if not name:
        raise NoName
    if len(name) > LONGEST_NAME:
        raise BadInput(f"name: expected at most {LONGEST_NAME} characters, got {len(name)}")
    kept, query = saved_views(work.session, work.actor.person_id), Wanted.read(query).query
    view = next((one for one in kept if one.name == name), None)
    if view is None:
        if len(kept) >= MOST:
            raise TooManyViews
        view = SavedView(
            organisation_id=work.actor.organisation_id,
            person_id=work.actor.person_id,
            name=name,
            query=query,
        )
        work.session.add(view)
    view.query = query
    work.session.flush()
    return {"id": view.id, "name": name, "query": query}


def throw_away(work: Work, view_id: int) -> dict[str, Any]:
    """Throw away a view of one's own. Raises NotFound, also for a view of somebody else."""
    assert work.actor is not None, "a person throws a view away"
    view = work.session.get(SavedView, view_id)
    if view is None or view.person_id != work.actor.person_id:
        raise NotFound(f"you keep no view with number {view_id}")
    work.session.delete(view)
    work.session.flush()
    return {"name": view.name, "query": view.query}
