"""How much is asked of people: the rounds and minutes of each team over the last ninety days."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.feedback.questions import seconds_for
from pim.feedback.tables import Asked, Round
from pim.lifecycle.tables import Instance
from pim.people.tables import Person, Site, Team

OVER_DAYS = 90


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """What was asked of a team of so many ``people``: ``minutes`` are those of each of them on average."""

    site: str
    team: str
    people: int
    rounds: tuple[str, ...]
    open_now: int
    minutes: float

    def as_json(self) -> dict[str, Any]:
        """Return the load as plain data."""
        return {
            "site": self.site, "team": self.team, "people": self.people, "rounds": list(self.rounds),
            "openNow": self.open_now, "minutes": self.minutes,
        }  # fmt: skip


def load(session: Session, organisation_id: int, today: date) -> list[TeamLoad]:
    """Return the load of every team that people work in, the most asked first. Three statements.

    A round counts from the day it opened, for whoever it asked and works in the team now; one that was
    withdrawn counts too, because people were asked.
    """
    teams = _teams(session, organisation_id)
    rounds = _rounds(session, organisation_id, today - timedelta(days=OVER_DAYS))
    asked = session.execute(
        select(col(Person.team_id), col(Asked.round_id), func.count())
        .join(Asked, col(Asked.person_id) == col(Person.id))
        .where(col(Asked.round_id).in_(rounds), col(Person.active), col(Person.team_id).in_(teams))
        .group_by(col(Person.team_id), col(Asked.round_id))
        .order_by(col(Asked.round_id))
    )
    of_team: dict[int, list[tuple[int, int]]] = {}
    for team_id, round_id, count in asked:
        of_team.setdefault(team_id, []).append((round_id, count))
    found = []
    for team_id, (site, team, people) in teams.items():
        mine = [(*rounds[round_id], count) for round_id, count in of_team.get(team_id, ())]
        seconds = sum(takes * count for _, _, takes, count in mine)
        found.append(
            TeamLoad(
                site=site,
                team=team,
                people=people,
                rounds=tuple(title for title, *_ in mine),
                open_now=sum(means == "open" for _, means, *_ in mine),
                minutes=round(seconds / people / 60, 1),
            )
        )
    return sorted(found, key=lambda one: (-one.minutes, one.site, one.team))


def _teams(session: Session, organisation_id: int) -> dict[int, tuple[str, str, int]]:
    rows = session.execute(
        select(col(Team.id), col(Site.name), col(Team.name), func.count())
        .join(Site, col(Site.id) == col(Team.site_id))
        .join(Person, col(Person.team_id) == col(Team.id))
        .where(col(Team.organisation_id) == organisation_id, col(Person.active))
        .group_by(col(Team.id), col(Site.name), col(Team.name))
    )
    return {team_id: (site, team, people) for team_id, site, team, people in rows}


def _rounds(session: Session, organisation_id: int, since: date) -> dict[int, tuple[str, str, int]]:
    """Return (title, meaning, seconds) of the rounds that opened on or after a day."""
    rows = session.execute(
        select(
            col(Instance.id),
            col(Instance.title),
            col(Instance.means),
            col(Instance.dates),
            col(Round.questions),
        )
        .join(Round, col(Round.instance_id) == col(Instance.id))
        .where(
            col(Instance.organisation_id) == organisation_id,
            col(Instance.means) != "draft",
            col(Round.key_tag).is_not(None),
        )
    )
    return {
        id_: (title, means, seconds_for(questions))
        for id_, title, means, dates, questions in rows
        if date.fromisoformat(dates.get("opens_on", since.isoformat())) >= since
    }
