"""The feedback budget: nobody is asked twice for the same thing.

The same thing is: the same version of a variant, ever; the same scale or choice about one's work, within
four weeks of the last day on which one could answer it, whoever asks; the same scale about a change,
within that time, when it is the same pilot or wave. Questions in free words and a lead's own do not count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.feedback.tables import Asked, Round, RoundTeam, RoundVariant
from pim.instruments.pack import CHANGE, CHOICE
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.people.tables import Person, Site, Team
from workflows.facts import AskedBefore

QUIET_DAYS = 28
"""So many days somebody is not asked for the same again, from the last day they could answer."""
VARIANT = "variant"

Thing = tuple[str, ...]
"""What is asked about: ("variant", "7"), or what it is about and the code of a scale or choice."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A round that asked some of the same, by the names people know it by; ``last`` was its last day."""

    id: int
    code: str
    last: date
    same: tuple[str, ...]
    for_ever: bool  # a version of a variant is among it


def asked_before(session: Session, subject: Subject, today: date) -> tuple[AskedBefore, ...]:
    """Return which teams of a draft were asked the same before, round by round. Four statements.

    Empty for a round that has opened. By team, never by name; who works there now counts.
    """
    draft = session.get(Round, subject.id)
    if draft is None or subject.means != "draft":
        return ()
    earlier = {one.id: one for one in _earlier(session, draft, subject.home.id, today)}
    if not earlier:
        return ()
    mine = select(col(RoundTeam.team_id)).where(col(RoundTeam.round_id) == subject.id)
    people = select(func.count()).where(col(Person.team_id) == col(Team.id), col(Person.active))
    rows = session.execute(
        select(
            col(Site.code),
            col(Team.name),
            people.correlate(Team).scalar_subquery(),
            col(Asked.round_id),
            func.count(),
        )
        .select_from(Person)
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .join(Asked, col(Asked.person_id) == col(Person.id))
        .where(col(Team.id).in_(mine), col(Person.active), col(Asked.round_id).in_(earlier))
        .group_by(col(Team.id), col(Site.code), col(Team.name), col(Asked.round_id))
        .order_by(col(Site.code), col(Team.name), col(Asked.round_id))
    )
    found = []
    for site, team, everybody, round_id, count in rows:
        one = earlier[round_id]
        again = None if one.for_ever else one.last + timedelta(days=QUIET_DAYS + 1)
        found.append(
            AskedBefore(
                team=f"{site}/{team}",
                people=count,
                of=everybody,
                what=one.same,
                round=one.code,
                again_from=again,
            )
        )
    return tuple(found)


def _earlier(session: Session, draft: Round, organisation_id: int, today: date) -> list[Earlier]:
    """Return the rounds of an organisation that asked what this draft asks, not too long ago.

    A round that was withdrawn asked nobody: what was said in it was dropped unread.
    """
    rows = session.execute(
        select(Round, col(Instance.code), col(Instance.means), col(Instance.dates), col(Instance.entered_at))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(
            col(Instance.organisation_id) == organisation_id,
            col(Instance.means).not_in(("draft", "withdrawn")),
        )
        .order_by(col(Instance.id))
    ).all()
    variants = _variants(session, [draft.instance_id, *(row[0].instance_id for row in rows)])
    mine = _things(draft, variants)
    found = []
    for round_, code, means, dates, entered_at in rows:
        last = date.fromisoformat(dates.get("closes_on", today.isoformat()))
        if means != "open":
            last = min(last, entered_at.date())  # it was closed before its day
        recent = (today - last).days <= QUIET_DAYS
        theirs = _things(round_, variants)
        same = {key: name for key, name in mine.items() if key in theirs and (recent or key[0] == VARIANT)}
        if same:
            for_ever = any(key[0] == VARIANT for key in same)
            found.append(Earlier(round_.instance_id, code, last, tuple(same.values()), for_ever))
    return found


def _things(round_: Round, variants: Mapping[int, Iterable[tuple[int, str]]]) -> dict[Thing, str]:
    """Return what a round asks about, each with the name by which people know it."""
    found: dict[Thing, str] = {}
    for scale in round_.scales:
        about = f"{round_.cycle_id}/{round_.about_id}" if scale["about"] == CHANGE else "work"
        found[about, scale["code"]] = scale["code"]
    for one in round_.questions:
        if one["kind"] == CHOICE and "pack" in one:
            found["work", one["code"]] = one["code"]
    if round_.purpose == "variants":
        found |= {(VARIANT, str(id_)): code for id_, code in variants.get(round_.instance_id, ())}
    return found


def _variants(session: Session, round_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for round_id, variant_id, code in session.execute(
        select(col(RoundVariant.round_id), col(RoundVariant.variant_id), col(Instance.code))
        .join(Instance, col(Instance.id) == col(RoundVariant.variant_id))
        .where(col(RoundVariant.round_id).in_(round_ids))
        .order_by(col(Instance.code))
    ):
        found.setdefault(round_id, []).append((variant_id, code))
    return found
