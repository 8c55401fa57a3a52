"""Before anybody is asked: the charter, the work group, the ideas."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.facts import Facts
from workflows.needs.base import COUNT, NO_LABELS, NUMBER, WORDS, Number, Param, Unmet, requirement


@requirement(reads=("charter",))
def sponsor_named(facts: Facts) -> Unmet | None:
    """Somebody who may decide stands behind the innovation."""
    return None if facts.charter.sponsor_named else Unmet("sponsor_named", {})


@requirement(reads=("charter",))
def every_team_in_work_group(facts: Facts) -> Unmet | None:
    """Every team that is touched has a person in the work group, and the teams are known at all."""
    affected = facts.charter.teams_affected
    if not affected:
        return Unmet("every_team_in_work_group", {"case": "no_teams"})
    missing = tuple(team for team in affected if team not in facts.charter.teams_in_work_group)
    return Unmet("every_team_in_work_group", {"teams": missing}) if missing else None


@requirement(reads=("charter",), params={"at_least": NUMBER})
def staff_hours_booked(facts: Facts, at_least: float) -> Unmet | None:
    """Taking part is work, so hours of staff are booked for it."""
    booked = facts.charter.staff_hours
    if booked >= at_least:
        return None
    return Unmet("staff_hours_booked", {"booked": booked, "at_least": at_least, "missing": at_least - booked})


@requirement(reads=("charter",), params={"themes": WORDS})
def technology_test_filled_in(facts: Facts, themes: tuple[str, ...]) -> Unmet | None:
    """The four-theme test of PIM has an answer for each theme."""
    missing = tuple(theme for theme in themes if theme not in facts.charter.technology_themes)
    return Unmet("technology_test_filled_in", {"themes": missing}) if missing else None


@requirement(reads=("ideas",))
def every_idea_acknowledged(facts: Facts) -> Unmet | None:
    """Nobody waits to hear that an idea arrived."""
    waiting = facts.ideas.unacknowledged
    if not waiting:
        return None
    return Unmet("every_idea_acknowledged", {"waiting": waiting, "total": facts.ideas.total})


@requirement(reads=("ideas",))
def every_idea_answered(facts: Facts) -> Unmet | None:
    """Nobody waits to hear what is done with an idea."""
    waiting = facts.ideas.unanswered
    if not waiting:
        return None
    return Unmet("every_idea_answered", {"waiting": waiting, "total": facts.ideas.total})


@requirement(reads=("ideas",), params={"at_least": COUNT})
def ideas_brought(facts: Facts, at_least: int) -> Unmet | None:
    """Employees were really heard: there are this many ideas."""
    total = facts.ideas.total
    return None if total >= at_least else Unmet("ideas_brought", {"total": total, "at_least": at_least})


@requirement(reads=("ideas",), params={"at_least": COUNT})
def functionalities_named(facts: Facts, at_least: int) -> Unmet | None:
    """The ideas are grouped into functionalities that can come step by step."""
    named = len(facts.ideas.functionalities)
    if named >= at_least:
        return None
    return Unmet("functionalities_named", {"named": named, "at_least": at_least})


@requirement(
    reads=("lessons", "lesson_at", "last_taken"),
    params={"since": Param("words", required=False, known="steps")},
)
def lesson_recorded(facts: Facts, since: tuple[str, ...] = ()) -> Unmet | None:
    """What was learned is written down, also when the innovation stops.

    With `since` it must be a new lesson: one written down after the last time one of these steps was
    taken, so that a second repeat does not lean on what the first one taught.
    """
    if not facts.lessons:
        return Unmet("lesson_recorded", {})
    before = [facts.last_taken[step] for step in since if step in facts.last_taken]
    if not before or (facts.lesson_at is not None and facts.lesson_at > max(before)):
        return None
    return Unmet("lesson_recorded", {"case": "again"})


@requirement(reads=("benefits_open",))
def benefits_judged(facts: Facts) -> Unmet | None:
    """Of each benefit that was expected it is said whether it was kept, partly kept or lost."""
    waiting = facts.benefits_open
    return Unmet("benefits_judged", {"waiting": len(waiting), "benefits": waiting}) if waiting else None


@requirement(reads=("confirmed",), params={"item": Param("word", known="checklist")})
def confirmed(facts: Facts, item: str, labels: Mapping[str, Number] = NO_LABELS) -> Unmet | None:
    """An item of the workflow's own checklist is ticked off."""
    return None if item in facts.confirmed else Unmet("confirmed", {"item": item, **labels})
