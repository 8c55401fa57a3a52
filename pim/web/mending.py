"""What is missing, and the page where it is mended: a table in one place.

Every requirement of the catalogue stands here; a test fails for one that does not. What only time mends
(a suspension that still runs) leads to the page that tells until when.
"""

from collections.abc import Collection, Mapping
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
    "variants": "/cycles/{cycle}/variants",
    "waves": "/cycles/{cycle}/waves",
    "round": "/cycles/{cycle}/rounds/new",
    "pilot": "/cycles/{cycle}/pilots/new",
    "plan": "/cycles/{cycle}#plan",
    "change": "/rounds/{id}/change",
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
    "enough_variants": "variants",
    "variant_chosen": "variants",
    "new_version_made": "variants",
    "rounds_per_variant": "variants",
    "audience_chosen": "change",
    "questions_chosen": "change",
    "not_asked_again": "change",
    "previous_round_answered": "inside",
    "every_round_answered": "inside",
    "round_answered": "inside",
    "response_at_least": "inside",
    "response_below": "inside",
    "every_cluster_answered": "inside",
    # what was measured
    "measured": "round",
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
    "pilot_planned": "pilot",
    "pilot_modest": "law",
    "pilot_ended": "matrix",
    "trial_decided": "steps",
    "rollout_decided": "steps",
    "innovation_in": "steps",
    "sites_chosen": "pilot",
    "comparison_sites_chosen": "pilot",
    "managers_agreed": "inside",
    "missing_points_answered": "inside",
    "waves_done": "waves",
    "previous_wave_accepted": "waves",
    "wave_measured": "inside",
    "no_freeze": "waves",
    # what an instance keeps itself
    "dates_set": "inside",
    "text_written": "inside",
    "taken_at_most": "steps",
    "taken_at_least": "steps",
    "weeks_since": "steps",
    "months_since": "steps",
}
ITS_OWN = frozenset({"inside", "steps", "matrix", "round", "pilot"})  # of a round, a pilot …: its own page
# These pages are only there for whoever holds one of the roles; others are led to what can be planned.
ONLY_FOR: Mapping[str, frozenset[str]] = {
    "round": frozenset({"lead"}),
    "pilot": frozenset({"lead", "sponsor"}),
}


@dataclass(frozen=True, slots=True)
class Way:
    """The way to what is missing: the page, and which place of ``PLACES`` it is, for its name."""

    path: str
    place: str


def way_to(unmet: Unmet, subject: Subject, roles: Collection[str] = ()) -> Way | None:
    """Return the way to what a step of ``subject`` misses; None where no page mends it, such as a role.

    ``roles`` are what whoever looks holds there, as far as it is known.
    """
    place = MENDED_AT.get(unmet.code)
    if place is None:
        return None
    if unmet.code == "every_team_in_work_group" and unmet.numbers.get("case") == "no_teams":
        place = "teams"
    if place == "change" and subject.kind != "round":
        place = "inside"
    if subject.kind != "cycle" and place in ITS_OWN:
        place = "thing"
    if place in ONLY_FOR and ONLY_FOR[place].isdisjoint(roles):
        place = "plan"
    return Way(PLACES[place].format(cycle=subject.cycle_id, id=subject.id, kind=subject.kind), place)
