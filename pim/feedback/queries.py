"""Reading rounds: facts for the engine, and who hears what. Each function is a fixed number of statements.

Nothing here says who answered, except to the round itself while it is open: reminders go to those who
have not, worked out in memory from the key. After the close that cannot be worked out any more.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.feedback.audience import groups_of, members
from pim.feedback.counting import shown
from pim.feedback.keys import nullifier, read_key
from pim.feedback.letter_words import letter_words
from pim.feedback.refusals import KeyLost
from pim.feedback.tables import Answer, Asked, Cell, Round, RoundTeam
from pim.lifecycle.tables import Instance
from pim.people.tables import Person, Site, Team
from pim.settings import Settings
from workflows.facts import RoundFact

__all__ = [
    "asked",
    "contributors",
    "fact",
    "fact_of",
    "facts",
    "facts_query",
    "has_answered",
    "letter_words",
    "not_answered",
]

# Clusters, those without an answer, texts without a place: of the room above this one, which knows them.
NO_DESK: Sequence[ColumnElement[Any]] = (literal(0), literal(0), literal(0))
_WOULD_ASK = (
    select(func.count())
    .select_from(Person)
    .join(RoundTeam, col(RoundTeam.team_id) == col(Person.team_id))
    .where(col(RoundTeam.round_id) == col(Round.instance_id), col(Person.active))
    .correlate(Round)
)
_ANSWERS = select(func.count()).where(col(Answer.round_id) == col(Round.instance_id)).correlate(Round)


def facts_query(*, live: bool, desk: Sequence[ColumnElement[Any]] = NO_DESK) -> Select[Any]:
    """Return the question for facts. ``live`` counts the answers of an open round as they are now.

    ``desk`` are three numbers about ``Round``: its clusters, those without an answer, and the texts
    that have no place yet. A step needs them: it reads the facts of ``pim.answers``.
    """
    counted_now = ("open", "held") if live else ("held",)  # a held round takes none: its count stands still
    return (
        select(
            col(Instance.id),
            col(Instance.code),
            col(Instance.means),
            col(Round.purpose),
            col(Round.questions),
            col(Round.extensions),
            case((col(Instance.means) == "draft", _WOULD_ASK.scalar_subquery()), else_=col(Round.invited)),
            case(
                (col(Instance.means).in_(counted_now), _ANSWERS.scalar_subquery()),
                (col(Instance.means) == "open", col(Round.counted)),
                else_=func.coalesce(col(Round.answered), 0),
            ),
            *desk,
        )
        .join(Round, col(Round.instance_id) == col(Instance.id))
        .order_by(col(Instance.id))
    )


_OF_CYCLE = facts_query(live=False).where(col(Round.cycle_id) == bindparam("cycle"))
_OF_ROUND = facts_query(live=False).where(col(Round.instance_id) == bindparam("round"))


def fact(row: Any, live: bool = False) -> RoundFact:
    """Return a row of ``facts_query`` as a fact."""
    id_, code, means, purpose, questions, extensions, invited, answered, clusters, open_, waiting = row
    return RoundFact(
        id=id_,
        code=code,
        purpose=purpose,
        meaning=means,
        invited=invited,
        answered=answered if live else shown(answered),
        questions=len(questions),
        clusters=clusters,
        clusters_open=open_,
        texts_waiting=waiting,
        extensions=extensions,
    )


def facts(session: Session, cycle_id: int) -> tuple[RoundFact, ...]:
    """Return the rounds of a cycle, oldest first. ``answered`` is what may be shown: daily, 0 below five.

    Without the desk: what is done with what was said is not looked at here.
    """
    return tuple(fact(row) for row in session.connection().execute(_OF_CYCLE, {"cycle": cycle_id}))


def fact_of(session: Session, round_id: int) -> RoundFact | None:
    """Return one round as ``facts`` does, or None."""
    row = session.connection().execute(_OF_ROUND, {"round": round_id}).first()
    return fact(row) if row else None


_CELL_TEAM = aliased(Team)
_ASKED: Select[*tuple[Any, ...]] = (
    select(
        col(Asked.person_id),
        col(Site.name),
        col(Cell.site_id),
        col(Cell.members),
        col(Cell.id),
        col(_CELL_TEAM.name).label("team"),
    )
    .join(Cell, col(Cell.id) == col(Asked.cell_id))
    .outerjoin(_CELL_TEAM, col(_CELL_TEAM.id) == col(Cell.team_id))
    .outerjoin(Person, col(Person.id) == col(Asked.person_id))
    .outerjoin(Team, col(Team.id) == col(Person.team_id))
    .outerjoin(Site, col(Site.id) == func.coalesce(col(Cell.site_id), col(Team.site_id)))
    .where(col(Asked.round_id) == bindparam("round"))
    .order_by(col(Asked.person_id))
)


def asked(session: Session, round_id: int) -> dict[int, Mapping[str, Any]]:
    """Return who is asked, each with their site and the colleagues their answer is combined with.

    ``group`` names those colleagues: a team, the smaller teams of a site, or a whole site.
    ``combined_with`` is 0 where sites were taken together: such answers only count in the whole. For
    a draft it is who would be asked now.
    """
    rows = session.connection().execute(_ASKED, {"round": round_id}).all()
    if not rows:
        return _would_ask(session, round_id)
    cells: dict[int, set[int]] = {}
    for row in rows:
        cells.setdefault(row.site_id, set()).add(row.id)
    return {
        row.person_id: _own_words(row.name, row.members - 1, row.team, whole=len(cells[row.site_id]) == 1)
        if row.site_id is not None
        else _own_words(row.name, 0, None)
        for row in rows
    }


def _own_words(
    site: str | None, combined_with: int, team: str | None, *, whole: bool = False
) -> Mapping[str, Any]:
    """Return what differs per reader. ``whole``: everybody of the site is in one group."""
    site = site or ""
    group: Any = f"{team}, {site}" if team else site
    if not team and not whole:
        group = {"nl": f"de kleinere teams van {site} samen", "en": f"the smaller teams of {site} together"}
    return {"site": site, "group": group if combined_with else "", "combined_with": combined_with}


def _would_ask(session: Session, round_id: int) -> dict[int, Mapping[str, Any]]:
    people = members(session, round_id)
    if not people:
        return {}
    groups = groups_of(people)
    group_at = {place: group for group in groups for place in group.places}
    parts = Counter(group.site_id for group in groups)
    here = {site for _, site, _ in people}
    named = session.execute(
        select(col(Site.id), col(Site.name), col(Team.id), col(Team.name))
        .join(Team, col(Team.site_id) == col(Site.id))
        .where(col(Site.id).in_(here))
    ).all()
    sites, teams = {row[0]: row[1] for row in named}, {row[2]: row[3] for row in named}
    words = {}
    for person_id, site_id, team_id in people:
        group = group_at[site_id, team_id]
        combined = group.members - 1 if group.site_id is not None else 0
        team = teams[group.team_id] if group.team_id is not None else None
        words[person_id] = _own_words(sites[site_id], combined, team, whole=parts[group.site_id] == 1)
    return words


_OPEN_TAG = (
    select(col(Round.key_tag))
    .join(Instance, col(Instance.id) == col(Round.instance_id))
    .where(col(Round.instance_id) == bindparam("round"), col(Instance.means).in_(("open", "held")))
)
_NULLIFIERS = select(col(Answer.nullifier)).where(col(Answer.round_id) == bindparam("round"))
_IS_THERE = select(col(Answer.round_id)).where(col(Answer.nullifier) == bindparam("mine"))


def _key(session: Session, settings: Settings, round_id: int) -> bytes | None:
    """Return the key of a round that is not closed, or None: then nothing can be worked out."""
    try:
        tag = session.connection().scalar(_OPEN_TAG, {"round": round_id})
        return read_key(settings.round_keys_dir, tag)
    except KeyLost:
        return None


def not_answered(session: Session, settings: Settings, round_id: int) -> dict[int, Mapping[str, Any]]:
    """Return those who were asked and have not answered, as ``asked`` does. After the close: nobody."""
    key = _key(session, settings, round_id)
    if key is None:
        return {}
    there = set(session.connection().scalars(_NULLIFIERS, {"round": round_id}))
    return {
        person_id: words
        for person_id, words in asked(session, round_id).items()
        if nullifier(key, round_id, person_id) not in there
    }


def has_answered(session: Session, settings: Settings, round_id: int, person_id: int) -> bool:
    """Tell whether somebody has answered, so that their reminder is not sent. After the close: no."""
    key = _key(session, settings, round_id)
    if key is None:
        return False
    mine = nullifier(key, round_id, person_id)
    return session.connection().execute(_IS_THERE, {"mine": mine}).first() is not None


def contributors(session: Session, cycle_id: int) -> list[int]:
    """Return everybody who was asked in a round of the cycle; whether they answered is not known."""
    return list(
        session.scalars(
            select(col(Asked.person_id))
            .join(Round, and_(col(Round.instance_id) == col(Asked.round_id)))
            .where(col(Round.cycle_id) == cycle_id)
            .distinct()
            .order_by(col(Asked.person_id))
        )
    )
