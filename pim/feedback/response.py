"""The response per site of a round that is open, for who leads it: how many were asked, and the daily count.

Nothing here reads an answer: what may be shown was worked out at the end of a day (``counting``).
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.feedback.tables import Cell, Round
from pim.people.tables import Site


@dataclass(frozen=True, slots=True)
class SiteResponse:
    """One site. ``at_least`` is the number of answers rounded down to fives, or None while it is hidden.

    Without a ``site`` it is the small sites that were taken together, which only count in the whole.
    """

    site: str | None
    asked: int
    at_least: int | None

    def as_json(self) -> dict[str, str | int | None]:
        """Return it as plain data."""
        return {"site": self.site, "asked": self.asked, "atLeast": self.at_least}


def response_at_sites(session: Session, round_id: int) -> tuple[SiteResponse, ...]:
    """Return the response of each site of an open round, as it was at the end of a day. Two statements."""
    row = session.get(Round, round_id)
    kept = row.counted_at_sites if row else {}
    rows = session.execute(
        select(col(Cell.site_id), col(Site.name), func.sum(col(Cell.members)))
        .outerjoin(Site, col(Site.id) == col(Cell.site_id))
        .where(col(Cell.round_id) == round_id)
        .group_by(col(Cell.site_id), col(Site.name))
        .order_by(col(Site.name).is_(None), col(Site.name))
    )
    return tuple(SiteResponse(name, int(asked), kept.get(str(site_id))) for site_id, name, asked in rows)
