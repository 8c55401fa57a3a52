"""What is missing, and the page where it is mended: a table in one place.

Every requirement of the catalogue stands here; a test fails for one that does not. What only time mends
(a suspension that still runs) leads to the page that tells until when.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pim.lifecycle.subject import Subject
from workflows.requirements import Unmet

# Where a place is. {cycle}: the innovation; {id} and {kind}: the thing whose step it is.
PLACES: Mapping[str, str] = {
    "goal": "/cycles/{cycle}/goal",
    "people": "/cycles/{cycle}/people",
    "teams": "/cycles/{cycle}/teams",
    "hours": "/cycles/{cycle}/hours",
    "technology": "/cycles/{cycle}/technology",
    "subsidy": "/cycles/{cycle}/subsidy",
    "checklist": "/cycles/{cycle}/checklist",
    "lessons": "/cycles/{cycle}/lessons",
    "benefits": "/cycles/{cycle}/benefits",
    "ideas": "/cycles/{cycle}/ideas",
    "evidence": "/cycles/{cycle}/evidence",
    "chain": "/cycles/{cycle}/chain",
    "law": "/cycles/{cycle}/consult/wizard",
    "matrix": "/cycles/{cycle}/matrix",
    "inside": "/cycles/{cycle}#inside",
    "steps": "/cycles/{cycle}#steps",
    "thing": "/{kind}s/{id}",
}
MENDED_AT: Mapping[str, str] = {
    # before people are asked anything
    "sponsor_named": "people",
    "every_team_in_work_group": "people",
    "every_link_in_work_group": "people",
    "staff_hours_booked": "hours",
    "staff_hours_left": "hours",
    "technology_test_filled_in": "technology",
    "confirmed": "checklist",
    "lesson_recorded": "lessons",
    "benefits_judged": "benefits",
    "programme_fit_recorded": "subsidy",
    "one_project_per_application": "subsidy",
    "no_other_eu_money": "subsidy",
    "within_subsidy_term": "subsidy",
    "every_idea_acknowledged": "ideas",
    "every_idea_answered": "ideas",
    "ideas_brought": "ideas",
    "functionalities_named": "ideas",
    # asking
    "enough_variants": "inside",
    "variant_chosen": "inside",
    "new_version_made": "inside",
    "rounds_per_variant": "inside",
    "audience_chosen": "inside",
    "questions_chosen": "inside",
    "not_asked_again": "inside",
    "previous_round_answered": "inside",
    "every_round_answered": "inside",
    "round_answered": "inside",
    "response_at_least": "inside",
    "response_below": "inside",
    "every_cluster_answered": "inside",
    # what was measured
    "measured": "evidence",
    "outcomes_measured": "evidence",
    "no_outcome_fell": "evidence",
    "no_site_in_stress_risk": "evidence",
    "every_link_asked": "chain",
    "no_link_pays": "chain",
    # the law
    "consultations_closed": "inside",
    "suspension_over": "inside",
    "conditions_met": "inside",
    "asked_of": "law",
    "consultation_is": "law",
    "nullity_in_time": "inside",
    "nullity_over": "inside",
    "meeting_held": "inside",
    # trying and spreading
    "pilot_planned": "matrix",
    "pilot_modest": "law",
    "pilot_ended": "matrix",
    "trial_decided": "steps",
    "rollout_decided": "steps",
    "innovation_in": "steps",
    "sites_chosen": "matrix",
    "comparison_sites_chosen": "matrix",
    "managers_agreed": "inside",
    "missing_points_answered": "inside",
    "waves_done": "inside",
    "previous_wave_accepted": "inside",
    "wave_measured": "inside",
    "no_freeze": "inside",
    # what an instance keeps itself
    "dates_set": "inside",
    "text_written": "inside",
    "taken_at_most": "steps",
    "taken_at_least": "steps",
    "weeks_since": "steps",
    "months_since": "steps",
}
ITS_OWN = frozenset({"inside", "steps", "matrix"})  # of a round, a pilot …: its own page


@dataclass(frozen=True, slots=True)
class Way:
    """The way to what is missing: the page, and which place of ``PLACES`` it is, for its name."""

    path: str
    place: str


def way_to(unmet: Unmet, subject: Subject) -> Way | None:
    """Return the way to what a step of ``subject`` misses; None where no page mends it, such as a role."""
    place = MENDED_AT.get(unmet.code)
    if unmet.code == "every_team_in_work_group" and unmet.numbers.get("case") == "no_teams":
        place = "teams"
    if place is None:
        return None
    if subject.kind != "cycle" and place in ITS_OWN:
        place = "thing"
    return Way(PLACES[place].format(cycle=subject.cycle_id, id=subject.id, kind=subject.kind), place)
