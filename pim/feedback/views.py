"""A round as pages and commands show it: where it stands, what it asks, what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import NotFound
from pim.feedback.queries import fact_of
from pim.feedback.tables import Round, RoundTeam, RoundVariant
from pim.lifecycle.tables import Instance
from pim.people.tables import Site, Team


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round. ``answered`` is None below five; while the round is open it moves once a day."""

    id: int
    cycle_id: int
    organisation_id: int
    code: str
    title: str
    stage: str
    means: str
    visit: int
    entered_at: datetime
    purpose: str
    questions: tuple[Mapping[str, Any], ...]
    dates: Mapping[str, date]
    invited: int
    answered: int | None
    extensions: int
    nudged_on: date | None
    variants: tuple[str, ...]
    teams: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the round as plain data."""
        return {
            "id": self.id,
            "cycle": self.cycle_id,
            "code": self.code,
            "title": self.title,
            "stage": self.stage,
            "means": self.means,
            "visit": self.visit,
            "purpose": self.purpose,
            "questions": [dict(one) for one in self.questions],
            "dates": {name: day.isoformat() for name, day in self.dates.items()},
            "invited": self.invited,
            "answered": self.answered,
            "extensions": self.extensions,
            "nudgedOn": self.nudged_on.isoformat() if self.nudged_on else None,
            "variants": list(self.variants),
            "teams": list(self.teams),
        }


def round_view(session: Session, round_id: int, organisation_id: int | None = None) -> RoundView:
    """Return one round, in four statements.

    Raises NotFound, also for another organisation's where one is given.
    """
    row = session.execute(
        select(Instance, Round)
        .join(Round, col(Round.instance_id) == col(Instance.id))
        .where(col(Instance.id) == round_id)
    ).first()
    if row is None or organisation_id not in (None, row[0].organisation_id):
        raise NotFound(f"there is no round with number {round_id}")
    instance, round_ = row
    fact = fact_of(session, round_id)
    assert fact is not None, "it was there a moment ago, in the same picture"
    return RoundView(
        id=round_id,
        cycle_id=round_.cycle_id,
        organisation_id=instance.organisation_id,
        code=instance.code,
        title=instance.title,
        stage=instance.stage,
        means=instance.means,
        visit=instance.visit,
        entered_at=instance.entered_at,
        purpose=round_.purpose,
        questions=tuple(round_.questions),
        dates={name: date.fromisoformat(day) for name, day in instance.dates.items()},
        invited=fact.invited,
        answered=fact.answered or None,
        extensions=fact.extensions,
        nudged_on=round_.nudged_on,
        variants=_variants(session, round_id),
        teams=_teams(session, round_id),
    )


def _variants(session: Session, round_id: int) -> tuple[str, ...]:
    return tuple(
        session.scalars(
            select(col(Instance.code))
            .join(RoundVariant, col(RoundVariant.variant_id) == col(Instance.id))
            .where(col(RoundVariant.round_id) == round_id)
            .order_by(col(Instance.code))
        )
    )


def _teams(session: Session, round_id: int) -> tuple[str, ...]:
    rows = session.execute(
        select(col(Site.code), col(Team.name))
        .join(Team, col(Team.site_id) == col(Site.id))
        .join(RoundTeam, col(RoundTeam.team_id) == col(Team.id))
        .where(col(RoundTeam.round_id) == round_id)
        .order_by(col(Site.code), col(Team.name))
    )
    return tuple(f"{site}/{team}" for site, team in rows)
