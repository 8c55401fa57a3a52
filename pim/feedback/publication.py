"""What everybody may read of a round, once it has closed: means per site and team, and texts.

Nothing before the close. Ratings only where at least five people answered that question, and never
so that the others can be worked out. Choices and texts only of the whole round, texts from eight,
shuffled for each question by itself so that two answers of one person do not stand at the same place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import func, select, true
from sqlmodel import Session, col

from pim.errors import NotFound
from pim.feedback.choices import Chosen, chosen
from pim.feedback.columns import Column, Source, columns_of, sources_of
from pim.feedback.refusals import NotPublished
from pim.feedback.small_groups import Figure, published
from pim.feedback.tables import Cell, Result, Round
from pim.feedback.tallies import tallies, texts_of
from pim.instruments.scoring import in_unit
from pim.lifecycle.tables import Instance
from pim.people.tables import Site, Team

FEWEST_TEXTS = 8
OVER = ("closed", "answered")


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of one scale or rating, in its own unit with two decimals, over ``n`` answers."""

    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Group:
    """A team, a site or the whole round. A code that is not in ``means`` is hidden here: too few answers."""

    name: str
    members: int
    means: Mapping[str, Mean]
    teams: tuple["Group", ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the group as plain data."""
        return {
            "name": self.name,
            "members": self.members,
            "means": {code: {"value": mean.value, "n": mean.n} for code, mean in self.means.items()},
            "teams": [team.as_json() for team in self.teams],
        }


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may be shown, and the code of its question.

    ``id`` is of this text alone: it is made from a random number, and two texts of one person have
    nothing in common.
    """

    id: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Results:
    """The published results of a round. ``answered`` is None below five; ``said`` are the texts."""

    round_id: int
    code: str
    title: str
    purpose: str
    questions: tuple[Mapping[str, Any], ...]
    columns: tuple[Column, ...]
    invited: int
    answered: int | None
    whole: Group
    sites: tuple[Group, ...]
    said: tuple[Text, ...]
    choices: Mapping[str, Chosen]

    @property
    def texts(self) -> Mapping[str, tuple[str, ...]]:
        """Return the texts by the code of their question."""
        found: dict[str, list[str]] = {}
        for text in self.said:
            found.setdefault(text.code, []).append(text.text)
        return {code: tuple(texts) for code, texts in found.items()}

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return where its scales come from."""
        return sources_of(self.columns)

    def as_json(self) -> dict[str, Any]:
        """Return the results as plain data."""
        return {
            "round": self.round_id,
            "code": self.code,
            "title": self.title,
            "purpose": self.purpose,
            "questions": [dict(one) for one in self.questions],
            "columns": [one.as_json() for one in self.columns],
            "invited": self.invited,
            "answered": self.answered,
            "whole": self.whole.as_json(),
            "sites": [site.as_json() for site in self.sites],
            "texts": {code: list(texts) for code, texts in self.texts.items()},
            "choices": {code: one.as_json() for code, one in self.choices.items()},
        }


def results(session: Session, round_id: int, organisation_id: int | None = None) -> Results:
    """Return what may be shown of a round, in five statements.

    Raises NotFound (also for another organisation's, where one is given), NotPublished before the close.
    """
    row = session.execute(
        select(
            Round, col(Instance.code), col(Instance.title), col(Instance.means), col(Instance.organisation_id)
        )
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.instance_id) == round_id)
    ).first()
    if row is None or organisation_id not in (None, row.organisation_id):
        raise NotFound(f"there is no round with number {round_id}")
    if row.means not in OVER:
        raise NotPublished
    round_: Round = row[0]
    columns = columns_of(round_.questions, round_.scales)
    whole, sites = _groups(session, round_, row.title, columns)
    return Results(
        round_id=round_id,
        code=row.code,
        title=row.title,
        purpose=round_.purpose,
        questions=tuple(round_.questions),
        columns=columns,
        invited=round_.invited,
        answered=round_.counted or None,
        whole=whole,
        sites=sites,
        said=published_texts(session, round_id),
        choices=chosen(session, round_id, round_.questions),
    )


def _groups(
    session: Session, round_: Round, title: str, columns: Sequence[Column]
) -> tuple[Group, tuple[Group, ...]]:
    of_cells: dict[int, dict[str, Mean]] = {}
    of_sites: dict[int, dict[str, Mean]] = {}
    of_all: dict[str, Mean] = {}
    units = {column.code: column.unit for column in columns}
    for (_, code), parts in tallies(session, [round_.instance_id], list(units)).parts.items():
        shown = published(parts)
        for cell_id, figure in shown.cells.items():
            of_cells.setdefault(cell_id, {})[code] = _mean(figure, units[code])
        for site_id, figure in shown.sites.items():
            of_sites.setdefault(site_id, {})[code] = _mean(figure, units[code])
        if shown.total is not None:
            of_all[code] = _mean(shown.total, units[code])
    cells = _cells(session, round_.instance_id)
    sites = []
    # They come site by site, so that two thousand cells are gone through once.
    for (site_id, name), group in groupby(cells, key=lambda cell: (cell.site_id, cell.site)):
        mine = list(group)
        teams = [Group(cell.team, cell.members, of_cells.get(cell.id, {})) for cell in mine if cell.team]
        sites.append(Group(name, sum(cell.members for cell in mine), of_sites.get(site_id, {}), tuple(teams)))
    return Group(title, round_.invited, of_all), tuple(sites)


def _mean(figure: Figure, unit: str) -> Mean:
    return Mean(round(in_unit(unit, figure.mean), 2), figure.n)


def _cells(session: Session, round_id: int) -> Sequence[Any]:
    """Return the cells of a round with the names of their site and team, without those of several sites."""
    return session.execute(
        select(
            col(Cell.id),
            col(Cell.site_id),
            col(Cell.members),
            col(Site.name).label("site"),
            col(Team.name).label("team"),
        )
        .join(Site, col(Site.id) == col(Cell.site_id))
        .outerjoin(Team, col(Team.id) == col(Cell.team_id))
        .where(col(Cell.round_id) == round_id)
        .order_by(col(Site.name), col(Site.id), col(Team.name))
    ).all()


def published_texts(session: Session, round_id: int) -> tuple[Text, ...]:
    """Return every text of a closed round that may be shown: by question, shuffled within each.

    One statement. Of a round that is not closed there is none.
    """
    found: dict[str, list[Text]] = {}
    for result, code, text in texts_of(session, round_id):
        # The same order each time, so that a page does not jump, but another one for each question.
        id_ = sha256(f"{code}\n{result}".encode()).hexdigest()[:32]
        found.setdefault(code, []).append(Text(id_, code, text))
    return tuple(
        text
        for _, texts in sorted(found.items())
        if len(texts) >= FEWEST_TEXTS
        for text in sorted(texts, key=lambda one: one.id)
    )


def count_texts(session: Session, round_id: int) -> dict[str, int]:
    """Return how many texts of a closed round may be shown, by question, without reading them."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        codes = func.json_each(col(Result.body), "$.texts").table_valued("key")
        code: Any = codes.c.key
    else:
        codes = func.json_object_keys(col(Result.body)["texts"]).table_valued("code").render_derived()
        code = codes.c.code
    rows = connection.execute(
        select(code, func.count())
        .select_from(Result)
        .join(codes, true())
        .where(col(Result.round_id) == round_id)
        .group_by(code)
        .having(func.count() >= FEWEST_TEXTS)
    )
    return {each: count for each, count in rows}  # noqa: C416 - rows are no pairs to mypy
