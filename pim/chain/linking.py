"""Putting teams in the links of a chain."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlmodel import Session, col

from pim.chain.tables import CycleLink
from pim.people.tables import Team
from workflows.definition import Definition


def put(session: Session, cycle_id: int, link: str, team_ids: Sequence[int]) -> None:
    """Let these teams work in a link; a team that worked in another one moves."""
    session.execute(
        delete(CycleLink).where(col(CycleLink.cycle_id) == cycle_id, col(CycleLink.team_id).in_(team_ids))
    )
    session.add_all(
        CycleLink(cycle_id=cycle_id, team_id=team_id, link=link) for team_id in dict.fromkeys(team_ids)
    )
    session.flush()


def take_out(session: Session, cycle_id: int, team_id: int) -> None:
    """Let a team work in no link any more."""
    session.execute(
        delete(CycleLink).where(col(CycleLink.cycle_id) == cycle_id, col(CycleLink.team_id) == team_id)
    )


def put_by_name(
    session: Session, definition: Definition, cycle_id: int, team_ids: Sequence[int]
) -> dict[str, list[int]]:
    """Put teams in the links whose workflow names them; returns which went where."""
    link_of = {name.casefold(): link.id for link in definition.links for name in link.teams}
    if not link_of or not team_ids:
        return {}
    rows = session.execute(
        select(col(Team.id), col(Team.name)).where(col(Team.id).in_(team_ids)).order_by(col(Team.id))
    )
    found: dict[str, list[int]] = {}
    for team_id, name in rows:
        if name.casefold() in link_of:
            found.setdefault(link_of[name.casefold()], []).append(team_id)
    for link, teams in found.items():
        put(session, cycle_id, link, teams)
    return found
