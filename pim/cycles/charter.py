"""The charter: what is agreed before people are asked anything. Filled in bit by bit by the lead."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from pim.chain.linking import put_by_name, take_out
from pim.cycles.tables import Confirmation, Cycle, CycleTeam
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject, lock
from pim.lifecycle.work import Work
from pim.people.tables import Team
from workflows.definition import Definition
from workflows.faults import nearest

SHORTEST_TEXT = 3
MOST_HOURS = 1_000_000
TECHNOLOGY_TEST = "technology_test_filled_in"  # the requirement that names the themes of a workflow
THEMES = ("work", "organisation", "technology", "people")  # of PIM, for a workflow that asks for none


def in_cycle(work: Work, cycle_id: int, *roles: str) -> tuple[Subject, Cycle]:
    """Lock a cycle and return it with its charter. Raises NotAllowed without a role, NotFound."""
    subject = lock(work.session, cycle_id)
    require_role(work, subject, *roles)
    row = work.session.get(Cycle, cycle_id)
    if row is None:
        raise NotFound(f"there is no cycle with number {cycle_id}")
    return subject, row


def sentence(text: str, what: str) -> str:
    """Return a text without spaces around it. Raises BadInput when it says nothing."""
    text = text.strip()
    if len(text) < SHORTEST_TEXT:
        raise BadInput(f"{what}: expected a sentence, got {text!r}")
    return text


def set_charter(
    work: Work,
    cycle_id: int,
    *,
    goal: str | None = None,
    staff_hours: float | None = None,
    technology: Mapping[str, str] | None = None,
    single_variant_reason: str | None = None,
) -> dict[str, Any]:
    """Fill in parts of the charter; what is None stays as it is. Hours are hours of staff time, booked.

    Raises BadInput, NotAllowed, NotFound.
    """
    subject, row = in_cycle(work, cycle_id, "lead")
    told: dict[str, Any] = {}
    if goal is not None:
        row.goal = told["goal"] = sentence(goal, "goal")
    if staff_hours is not None:
        if not 0 <= staff_hours <= MOST_HOURS:
            raise BadInput(f"staff hours: expected 0 to {MOST_HOURS}, got {staff_hours}")
        row.staff_hours = told["staff_hours"] = staff_hours
    if technology:
        _check_themes(technology, machine_of(work.session, subject.digest).definition)
        filled = {theme: sentence(text, f"technology test, {theme}") for theme, text in technology.items()}
        row.technology = {**row.technology, **filled}
        told["technology"] = sorted(filled)
    if single_variant_reason is not None:
        row.single_variant_reason = sentence(single_variant_reason, "reason for a single variant")
        told["single_variant_reason"] = row.single_variant_reason
    if not told:
        raise BadInput("nothing to fill in: give a goal, staff hours, a technology theme or a reason")
    work.session.add(row)
    work.session.flush()
    record(work, cycle_id, "charter", told)
    return {"id": cycle_id, **told}


def themes_of(workflow: Definition) -> tuple[str, ...]:
    """Return the themes of the technology test that a step of the workflow asks for; else those of PIM."""
    life = workflow.lifecycles["cycle"]
    steps = [
        *life.everywhere.values(),
        *(step for stage in life.stages.values() for step in stage.steps.values()),
    ]
    needs = [need for step in steps for need in (*step.needs, *step.warns) if need.name == TECHNOLOGY_TEST]
    return tuple(dict.fromkeys(theme for need in needs for theme in need.params["themes"])) or THEMES


def _check_themes(technology: Mapping[str, str], workflow: Definition) -> None:
    """Raise BadInput for a theme that no step of the workflow asks for: it would never count."""
    known = themes_of(workflow)
    for theme in technology:
        if theme not in known:
            near = nearest(theme, known)
            raise BadInput(
                f"technology test: {theme!r} is no theme of this workflow; expected {', '.join(known)}"
                + (f"; perhaps {near}" if near else "")
            )


def touch_teams(work: Work, cycle_id: int, team_ids: Sequence[int]) -> dict[str, Any]:
    """Say which teams the innovation touches; adds to those that were named before.

    A team that the workflow names in a link of its chain goes there at once.
    """
    subject, _ = in_cycle(work, cycle_id, "lead")
    mine = select(col(Team.id)).where(
        col(Team.organisation_id) == subject.home.id, col(Team.id).in_(team_ids)
    )
    found: set[Any] = set(work.session.scalars(mine))
    if missing := sorted(set(team_ids) - found):
        raise NotFound(f"there is no team with number {missing[0]}")
    known = set(
        work.session.scalars(select(col(CycleTeam.team_id)).where(col(CycleTeam.cycle_id) == cycle_id))
    )
    new = sorted(found - known)
    work.session.add_all(CycleTeam(cycle_id=cycle_id, team_id=team_id) for team_id in new)
    work.session.flush()
    links = put_by_name(work.session, machine_of(work.session, subject.digest).definition, cycle_id, new)
    record(work, cycle_id, "teams", {"teams": new, **({"links": links} if links else {})})
    return {"id": cycle_id, "teams": len(known) + len(new)}


def leave_out_team(work: Work, cycle_id: int, team_id: int) -> dict[str, Any]:
    """Say that a team is not touched after all, as if it had never been named; also takes it from its link.

    What was asked of it before stays. Raises NotAllowed, and NotFound for a team that is not touched.
    """
    in_cycle(work, cycle_id, "lead")
    row = work.session.get(CycleTeam, (cycle_id, team_id))
    if row is None:
        raise NotFound(f"there is no team with number {team_id} in this innovation")
    work.session.delete(row)
    work.session.flush()
    take_out(work.session, cycle_id, team_id)
    record(work, cycle_id, "team_left_out", {"team": team_id})
    return {"id": cycle_id, "team": team_id}


def confirm(work: Work, cycle_id: int, item: str, text: str = "") -> dict[str, Any]:
    """Tick off an item of the organisation's own checklist. Doing it again changes the text."""
    in_cycle(work, cycle_id, "lead", "sponsor")
    assert work.actor is not None
    row = work.session.scalar(
        select(Confirmation).where(col(Confirmation.cycle_id) == cycle_id, col(Confirmation.item) == item)
    ) or Confirmation(cycle_id=cycle_id, item=item, person_id=work.actor.person_id, at=work.now)
    row.text, row.person_id, row.at = text, work.actor.person_id, work.now
    work.session.add(row)
    work.session.flush()
    record(work, cycle_id, "confirmed", {"item": item, "text": text})
    return {"id": cycle_id, "item": item}
