"""The subsidy that pays for a cycle: recorded by the lead, its rules in the workflow file.

The rules themselves are requirements of the steps (``workflows/needs/subsidy.py``); here is what they
look at, and how a person fills it in.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from pim.cycles.charter import in_cycle, sentence
from pim.errors import BadInput
from pim.lifecycle.advance import record
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.work import Work
from workflows.facts import Subsidy
from workflows.faults import nearest
from workflows.schema import Profile
from workflows.working_days import Span, calendar

LONGEST_APPLICATION = 60  # characters
_ASKED = ("programme_fit", "one_project_per_application", "no_other_eu_money")


def set_profile(
    work: Work,
    cycle_id: int,
    *,
    profile: str | None = None,
    programme_fit: str | None = None,
    application: str | None = None,
    other_eu_money: bool | None = None,
) -> dict[str, Any]:
    """Say which subsidy pays for a cycle, and what that subsidy asks; what is None stays as it is.

    ``programme_fit``: the aim of the programme it serves. ``application``: its number. Raises BadInput
    for a profile the workflow does not have, NotAllowed, NotFound.
    """
    subject, row = in_cycle(work, cycle_id, "lead", "sponsor")
    told: dict[str, Any] = {}
    if profile is not None:
        _check(profile, machine_of(work.session, subject.digest).definition.profiles)
        row.profile = told["profile"] = profile
    if row.profile is None:
        raise BadInput("profile: expected the name of the subsidy first, such as esf")
    if programme_fit is not None:
        row.programme_fit = told["programme_fit"] = sentence(programme_fit, "programme fit")
    if application is not None:
        number = application.strip()
        if not 1 <= len(number) <= LONGEST_APPLICATION:
            raise BadInput(f"application: expected 1 to {LONGEST_APPLICATION} characters, got {len(number)}")
        row.application = told["application"] = number
    if other_eu_money is not None:
        row.other_eu_money = told["other_eu_money"] = other_eu_money
    if not told:
        raise BadInput("nothing to fill in: give a profile, its programme fit, application or other money")
    work.session.add(row)
    work.session.flush()
    record(work, cycle_id, "subsidy", told)
    return {"id": cycle_id, **told}


def let_go_of_profile(work: Work, cycle_id: int, reason: str) -> dict[str, Any]:
    """Let a cycle go on without the subsidy; its rules no longer count. Only the sponsor decides that.

    Raises BadInput without a reason or a subsidy, NotAllowed, NotFound.
    """
    _, row = in_cycle(work, cycle_id, "sponsor")
    if row.profile is None:
        raise BadInput("profile: this innovation carries no subsidy")
    why = sentence(reason, "reason")
    before, row.profile = row.profile, None
    work.session.add(row)
    work.session.flush()
    record(work, cycle_id, "subsidy_let_go", {"profile": before, "reason": why})
    return {"id": cycle_id, "profile": None}


def _check(profile: str, known: Mapping[str, Profile]) -> None:
    if profile not in known:
        near = nearest(profile, known)
        listed = ", ".join(known) or "none: add it to `profiles` in the workflow file"
        hint = f"; perhaps {near}" if near else ""
        raise BadInput(f"profile {profile!r}: expected one of {listed}{hint}")


def subsidy_of(
    asked: Profile | None,
    started_on: date | None,
    *,
    programme_fit: str = "",
    application: str = "",
    others: tuple[str, ...] = (),
    other_eu_money: bool | None = None,
) -> Subsidy | None:
    """Return how a cycle stands against its subsidy, or None where it has none.

    ``others`` are titles of cycles on the same application. The months include the first day: twelve
    from 12 January end on 11 January (ESF: "at most 12 months").
    """
    if asked is None:
        return None
    last = None
    if asked.months_at_most is not None and started_on is not None:
        last = calendar("weekdays").add(started_on, Span(asked.months_at_most, "months")) - timedelta(days=1)
    return Subsidy(
        label_nl=asked.label.nl,
        label_en=asked.label.en,
        asks=frozenset(rule for rule in _ASKED if getattr(asked, rule)),
        programme_fit=programme_fit,
        application=application,
        same_application=others,
        other_eu_money=other_eu_money,
        months=asked.months_at_most or 0,
        last_day=last,
    )
