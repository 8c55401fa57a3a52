"""What a subsidy asks of a project, and the hours of staff that are used. Without a subsidy all is met.

The rules are those of the ESF in the seed (domain.md §5): it fits the programme, one project for each
application, twelve months at most, no other EU money. Which of them count, and the number of months,
stands in the profile of the workflow file.
"""

from __future__ import annotations

from workflows.facts import Facts, Subsidy
from workflows.needs.base import Number, Param, Unmet, requirement


def _asking(facts: Facts, rule: str) -> Subsidy | None:
    subsidy = facts.charter.subsidy
    return subsidy if subsidy is not None and rule in subsidy.asks else None


def _named(subsidy: Subsidy) -> dict[str, Number]:
    return {"profile_nl": subsidy.label_nl, "profile_en": subsidy.label_en}


@requirement(reads=("charter",))
def programme_fit_recorded(facts: Facts) -> Unmet | None:
    """It is written down which aim of the programme the innovation serves."""
    subsidy = _asking(facts, "programme_fit")
    if subsidy is None or subsidy.programme_fit:
        return None
    return Unmet("programme_fit_recorded", _named(subsidy))


@requirement(reads=("charter",))
def one_project_per_application(facts: Facts) -> Unmet | None:
    """The application is known, and no other innovation hangs on it."""
    subsidy = _asking(facts, "one_project_per_application")
    if subsidy is None:
        return None
    if not subsidy.application:
        return Unmet("one_project_per_application", {"case": "none", **_named(subsidy)})
    if not subsidy.same_application:
        return None
    numbers: dict[str, Number] = {"application": subsidy.application, "projects": subsidy.same_application}
    return Unmet("one_project_per_application", {**numbers, **_named(subsidy)})


@requirement(reads=("charter",))
def no_other_eu_money(facts: Facts) -> Unmet | None:
    """It was asked whether other EU money is in the project, and there is none."""
    subsidy = _asking(facts, "no_other_eu_money")
    if subsidy is None or subsidy.other_eu_money is False:
        return None
    case: dict[str, Number] = {"case": "unknown"} if subsidy.other_eu_money is None else {}
    return Unmet("no_other_eu_money", {**case, **_named(subsidy)})


@requirement(
    reads=("charter", "own"),
    params={"day": Param("word", required=False, known=("today", "starts_on", "ends_on"))},
)
def within_subsidy_term(facts: Facts, day: str = "today") -> Unmet | None:
    """Today, or the named day of this pilot or wave, lies within the months the subsidy pays for."""
    subsidy = facts.charter.subsidy
    if subsidy is None or subsidy.last_day is None:
        return None
    looked_at = facts.today if day == "today" else facts.own.dates.get(day, facts.today)
    if looked_at <= subsidy.last_day:
        return None
    numbers: dict[str, Number] = {
        "months": subsidy.months,
        "until": subsidy.last_day.isoformat(),
        "day": looked_at.isoformat(),
    }
    return Unmet("within_subsidy_term", {**numbers, **_named(subsidy)})


@requirement(reads=("charter",))
def staff_hours_left(facts: Facts) -> Unmet | None:
    """Of the hours booked for staff, less is used than the share from which people are warned."""
    booked, used = facts.charter.staff_hours, facts.charter.staff_hours_used
    if used <= 0 or used * 100 < booked * facts.charter.warn_at_percent:
        return None
    case: dict[str, Number] = {"case": "over"} if used > booked else {}
    return Unmet("staff_hours_left", {"used": used, "booked": booked, **case})
