"""Rounds that were measured and closed, written as rows: their asking and answering is tested elsewhere."""

from collections.abc import Mapping, Sequence
from itertools import count

from sqlalchemy import update
from sqlmodel import col

from pim.feedback.composing import compose
from pim.feedback.tables import Cell, Result, Round, RoundTeam
from pim.feedback.tallying import add_up
from pim.instruments.loading import shipped
from pim.lifecycle.advance import begin
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.tables import Site, Team
from pim.pilots.tables import Pilot, PilotSite
from tests.pim.web.browser import Web

WHEN = "2026-03-02 09:00"
Said = Mapping[str, Mapping[str, Sequence[int]]]
"""The marks of 1–5 by team ("assen/Winkel") and dimension."""

_codes = count(1)


def opened_site(site: Web, code: str, name: str, *teams: str) -> int:
    """Open a site of Noordervers with these teams; returns its number."""
    home = site.people.organisations["noordervers"]
    with site.database.write() as session:
        row = Site(organisation_id=home, code=code, name=name)
        session.add(row)
        session.flush()
        made = [Team(organisation_id=home, site_id=row.id or 0, name=team) for team in teams]
        session.add_all(made)
        session.flush()
        site.people.sites[f"noordervers/{code}"] = row.id or 0
        site.people.teams.update({f"noordervers/{code}/{team.name}": team.id or 0 for team in made})
        return row.id or 0


def piloted(site: Web, sites: Sequence[int], compared: Sequence[int] = ()) -> int:
    """Plan a pilot at some sites, compared with others; returns its number."""

    def rows(work: Work) -> int:
        cycle = look(work.session, site.cycle)

        def keep(number: int) -> None:
            work.session.add(Pilot(instance_id=number, cycle_id=cycle.id, variant_id=cycle.id))

        code = f"pilot-{next(_codes)}"
        born = begin(work, cycle.home, "pilot", cycle.digest, code, code, cycle_id=cycle.id, born=keep)
        for comparison, group in ((False, sites), (True, compared)):
            work.session.add_all(
                PilotSite(pilot_id=born.id, site_id=each, comparison=comparison) for each in group
            )
        return born.id

    return site.do("marieke", rows, WHEN)


def measured(site: Web, purpose: str, said: Said, about: int | None = None, means: str = "closed") -> int:
    """Write a closed round in which each team gave these marks; returns its number."""

    def rows(work: Work) -> int:
        cycle = look(work.session, site.cycle)
        code = f"R{next(_codes)}"

        def keep(number: int) -> None:
            work.session.add(
                Round(
                    instance_id=number,
                    cycle_id=cycle.id,
                    purpose=purpose,
                    about_id=about,
                    answered=0,
                    scales=compose([shipped(name) for name in ("work", "outcomes")], purpose).scales,
                )
            )

        born = begin(work, cycle.home, "round", cycle.digest, code, code, cycle_id=cycle.id, born=keep)
        for name, marks in said.items():
            _team(work, born.id, site, name, marks)
        work.session.flush()
        if means in ("closed", "answered"):
            add_up(work.session.connection(), born.id)
        work.session.execute(
            update(Instance).where(col(Instance.id) == born.id).values(stage=means, means=means)
        )
        return born.id

    return site.do("marieke", rows, WHEN)


def _team(work: Work, round_id: int, site: Web, name: str, marks: Mapping[str, Sequence[int]]) -> None:
    team, place = (
        site.people.teams[f"noordervers/{name}"],
        site.people.sites[f"noordervers/{name.split('/')[0]}"],
    )
    work.session.add(RoundTeam(round_id=round_id, team_id=team))
    size = max((len(each) for each in marks.values()), default=0)
    cell = Cell(round_id=round_id, site_id=place, team_id=team, members=max(5, size))
    work.session.add(cell)
    work.session.flush()
    for number in range(size):
        ratings = {code: each[number] for code, each in marks.items() if number < len(each)}
        id_ = f"{round_id}-{cell.id}-{number}"
        body = {"ratings": ratings, "texts": {}}
        work.session.add(Result(id=id_, round_id=round_id, cell_id=cell.id or 0, body=body))


def marks(**means: Sequence[int]) -> Mapping[str, Sequence[int]]:
    """Return marks by dimension."""
    return means


def alike(number: int, demands: int = 3, control: int = 4, outcome: int = 4) -> Mapping[str, Sequence[int]]:
    """Return the marks of so many people who nearly agree: two of them a mark apart."""
    outcomes = [max(1, outcome - 1), min(5, outcome + 1), *[outcome] * (number - 2)][:number]
    return {
        "demands": [demands] * number,
        "control": [control] * number,
        **dict.fromkeys(("pleasure", "performance", "innovation"), outcomes),
    }
