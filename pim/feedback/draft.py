"""Drafting a round: who is asked, about what, and in which words. Nobody hears of it yet."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, col

from pim.errors import BadInput, Conflict, NotFound
from pim.feedback.asking import Titled, what_is_asked
from pim.feedback.audience import chosen_teams
from pim.feedback.tables import PURPOSES, Round, RoundTeam, RoundVariant
from pim.feedback.titles import title_of
from pim.lifecycle.advance import begin, record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import child, parent
from pim.lifecycle.deadlines import set_dates
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work

LONGEST_TITLE = 120
ASKABLE = ("draft", "asked", "chosen", "fallback")  # what a variant may be when people are asked about it
ABOUT = {"pilot": "pilot", "wave": "wave"}  # the purpose of a round and the kind of thing it is about


def draft_round(
    work: Work,
    cycle_id: int,
    *,
    purpose: str,
    team_ids: Sequence[int] = (),
    site_ids: Sequence[int] = (),
    compared_ids: Collection[int] = (),
    variant_ids: Sequence[int] = (),
    about_id: int | None = None,
    questions: Sequence[Any] | None = None,
    packs: Sequence[str] | None = None,
    details: Sequence[str] = (),
    added: Sequence[Any] = (),
    title: str | None = None,
    opens_on: date | None = None,
) -> Subject:
    """Draft a round of a cycle and return it; its code is R1, R2 …

    Of the teams those in ``compared_ids`` work without the change that it is about, and are asked the rest.
    Without ``variant_ids`` a round about variants is about all that can still be asked. For
    ``questions``, ``packs``, ``details`` and ``added`` see ``asking.what_is_asked``. ``about_id`` is the
    pilot or wave it belongs to, ``opens_on`` the day on which the lead means to open it.

    Raises BadInput, NotFound, NotAllowed.
    """
    cycle = parent(work, cycle_id, "round", "lead")
    check_purpose(purpose)
    teams = chosen_teams(work.session, cycle.home.id, team_ids, site_ids)
    variants = _variants(work.session, cycle_id, purpose, variant_ids)
    asks = what_is_asked(
        work.session,
        cycle,
        purpose,
        variants,
        questions=questions,
        packs=packs,
        details=details,
        added=added,
    )
    _check_about(work.session, cycle_id, purpose, about_id)
    code = f"R{_count(work.session, cycle_id) + 1}"
    subject = begin(
        work,
        cycle.home,
        "round",
        cycle.digest,
        code,
        _title(title, purpose, code, cycle.home.language),
        cycle_id=cycle_id,
        dates={"opens_on": opens_on} if opens_on else None,
        said={"purpose": purpose, "teams": teams, "variants": [one[1] for one in variants]},
    )
    work.session.add(
        Round(
            instance_id=subject.id,
            cycle_id=cycle_id,
            purpose=purpose,
            about_id=about_id,
            questions=asks.questions,
            scales=asks.scales,
        )
    )
    work.session.flush()
    _link(work.session, subject.id, teams, [one[0] for one in variants], compared_ids)
    return subject


def check_purpose(purpose: str) -> None:
    """Raise BadInput for a purpose that no round has."""
    if purpose not in PURPOSES:
        raise BadInput(f"purpose: expected one of {', '.join(PURPOSES)}, got {purpose!r}")


def change_draft(
    work: Work,
    round_id: int,
    *,
    team_ids: Sequence[int] | None = None,
    site_ids: Sequence[int] = (),
    compared_ids: Collection[int] = (),
    variant_ids: Sequence[int] | None = None,
    questions: Sequence[Any] | None = None,
    packs: Sequence[str] | None = None,
    details: Sequence[str] = (),
    added: Sequence[Any] | None = None,
    opens_on: date | None = None,
) -> Subject:
    """Change who a draft asks, about which variants, in which words, or when it is to open.

    What is None stays.

    What it asks is made anew when variants, questions or packs are given: see ``asking.what_is_asked``.
    Raises BadInput, NotFound, NotAllowed, Conflict once the round has opened.
    """
    subject = child(work, round_id, "round")
    require_role(work, subject, "lead")
    row = work.session.get(Round, round_id, populate_existing=True)
    assert row is not None, "a round has its row from the draft on"
    if subject.means != "draft":
        raise Conflict(f"{subject.title!r} is no draft any more: what people were asked cannot be changed")
    said: dict[str, Any] = {}
    if team_ids is not None or site_ids:
        said["teams"] = chosen_teams(work.session, subject.home.id, team_ids or (), site_ids)
    variants: list[Titled] = []
    if variant_ids is not None or any(one is not None for one in (questions, packs, added)) or details:
        meant = variant_ids or _linked(work.session, round_id)
        variants = _variants(work.session, subject.cycle_id, row.purpose, meant)
        asks = what_is_asked(
            work.session,
            subject,
            row.purpose,
            variants,
            questions=questions,
            packs=packs,
            details=details,
            added=added or (),
        )
        row.questions, row.scales = asks.questions, asks.scales
        said["questions"] = len(row.questions)
    if variant_ids is not None:
        said["variants"] = [one[1] for one in variants]
    if opens_on is not None and opens_on != subject.dates.get("opens_on"):
        said["opens_on"] = opens_on
    if not said:
        raise BadInput("nothing to change: give teams, sites, variants, packs or questions")
    work.session.add(row)
    work.session.flush()
    _link(
        work.session,
        round_id,
        said.get("teams"),
        None if variant_ids is None else [one[0] for one in variants],
        compared_ids,
    )
    changed = record(work, round_id, "draft_changed", said)
    if "opens_on" in said:
        changed = set_dates(work, round_id, {"opens_on": said["opens_on"].isoformat()})
    return changed


def _count(session: Session, cycle_id: int) -> int:
    return session.scalar(select(func.count()).where(col(Round.cycle_id) == cycle_id)) or 0


def _title(title: str | None, purpose: str, code: str, language: str) -> str:
    if title is None:
        return title_of(purpose, code, language)
    title = title.strip()
    if not 1 <= len(title) <= LONGEST_TITLE or not title.isprintable():
        raise BadInput(f"title: expected 1 to {LONGEST_TITLE} printable characters on one line")
    return title


def _variants(session: Session, cycle_id: int, purpose: str, variant_ids: Sequence[int]) -> list[Titled]:
    """Return (number, code, title) of the variants meant, in order of code."""
    if purpose != "variants" and not variant_ids:
        return []
    rows = session.execute(
        select(col(Instance.id), col(Instance.code), col(Instance.title), col(Instance.means))
        .where(col(Instance.cycle_id) == cycle_id, col(Instance.kind) == "variant")
        .order_by(col(Instance.code), col(Instance.id))
    ).all()
    if missing := sorted(set(variant_ids) - {row.id for row in rows}):
        raise NotFound(f"there is no variant with number {missing[0]} in this cycle")
    meant = [row for row in rows if row.id in variant_ids] if variant_ids else rows
    if variant_ids and (gone := [row.code for row in meant if row.means not in ASKABLE]):
        raise BadInput(f"{', '.join(gone)}: parked or stopped, so nobody is asked about it any more")
    found = [(row.id, row.code, row.title) for row in meant if row.means in ASKABLE]
    if not found:
        raise BadInput("a round about variants needs at least one variant that is not parked or stopped")
    return found


def _linked(session: Session, round_id: int) -> list[int]:
    """Return the variants that a draft is about now."""
    linked = select(col(RoundVariant.variant_id)).where(col(RoundVariant.round_id) == round_id)
    return list(session.scalars(linked))


def _check_about(session: Session, cycle_id: int, purpose: str, about_id: int | None) -> None:
    if about_id is None:
        return
    kind = ABOUT.get(purpose)
    about = session.execute(
        select(col(Instance.kind)).where(col(Instance.id) == about_id, col(Instance.cycle_id) == cycle_id)
    ).scalar()
    if kind is None or about is None:
        raise NotFound(f"there is nothing with number {about_id} in this cycle that such a round is about")
    if about != kind:
        raise BadInput(f"about: a round with purpose {purpose} is about a {kind}, not about a {about}")


def _link(
    session: Session,
    round_id: int,
    teams: Sequence[int] | None,
    variants: Sequence[int] | None,
    compared_ids: Collection[int],
) -> None:
    connection = session.connection()
    if teams is not None:
        connection.execute(delete(RoundTeam).where(col(RoundTeam.round_id) == round_id))
        rows = [{"round_id": round_id, "team_id": one, "compares": one in compared_ids} for one in teams]
        connection.execute(insert(RoundTeam), rows)
    if variants is not None:
        connection.execute(delete(RoundVariant).where(col(RoundVariant.round_id) == round_id))
        if variants:
            connection.execute(
                insert(RoundVariant), [{"round_id": round_id, "variant_id": one} for one in variants]
            )
