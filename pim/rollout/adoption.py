"""What each site of a wave does with the innovation: adopt it, adapt it, or postpone it, and why."""

from datetime import date
from typing import Any

from sqlalchemy import delete, exists, select
from sqlmodel import Session, col

from notifications.dates import say_day
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import record, roles_of
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import child
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Actor, Event, Work
from pim.people.tables import Person, Role, Site
from pim.rollout.tables import SiteChoice, Wave, WaveSite
from workflows.machine import Tell

ADOPT, ADAPT, POSTPONE = "adopt", "adapt", "postpone"
CHOICES = (ADOPT, ADAPT, POSTPONE)
LEAST, MOST = 3, 1000  # characters of a reason, and of how a site adapts
SAID = {  # choice: (nl, en)
    ADOPT: ("De vestiging voert het in.", "The site adopts it."),
    ADAPT: ("De vestiging past het aan: {how}", "The site adapts it: {how}"),
    POSTPONE: ("De vestiging stelt het uit tot {until}.", "The site postpones it until {until}."),
}


def choose(
    work: Work,
    wave_id: int,
    site_id: int,
    choice: str,
    *,
    reason: str,
    how: str | None = None,
    until: date | None = None,
) -> dict[str, Any]:
    """Say what a site of a wave does with the innovation: its manager, or the lead for it.

    ``how`` goes with adapting, ``until`` (a day to come) with postponing. The lead hears. A later word
    takes the place of an earlier one. Raises BadInput, NotAllowed, NotFound.
    """
    subject = child(work, wave_id, "wave")
    name = work.session.scalar(
        select(col(Site.name))
        .join(WaveSite, col(WaveSite.site_id) == col(Site.id))
        .where(col(WaveSite.wave_id) == wave_id, col(Site.id) == site_id)
    )
    if name is None:
        raise NotFound(f"there is no site with number {site_id} in {subject.title!r}")
    _check_role(work, subject, site_id, name)
    if subject.means == "cancelled":
        raise BadInput(f"{subject.title!r} was called off: there is nothing to choose")
    today = calendar_of(work.session, subject.home).local_date(work.now)
    kept_how, kept_until = _checked(choice, how, until, today)
    reason = _text(reason, "reason")
    assert work.actor is not None, "a person acts"
    work.session.execute(
        delete(SiteChoice).where(col(SiteChoice.wave_id) == wave_id, col(SiteChoice.site_id) == site_id)
    )
    row = SiteChoice(
        wave_id=wave_id,
        site_id=site_id,
        choice=choice,
        how=kept_how,
        until=kept_until,
        reason=reason,
        person_id=work.actor.person_id,
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    told = {
        "site": site_id,
        "choice": choice,
        "how": kept_how,
        "until": kept_until.isoformat() if kept_until else None,
    }
    record(work, wave_id, "site_chose", {**told, "text": reason}, _event(work, subject, name, row))
    return {"id": wave_id, "siteName": name, **told, "reason": reason}


def said_of(choice: str, how: str | None, until: date | None) -> dict[str, str]:
    """Return what a site does, as a sentence in both languages."""
    return {
        language: SAID[choice][place].format(how=how or "", until=say_day(until, language) if until else "")
        for place, language in enumerate(("nl", "en"))
    }


def choices(session: Session, cycle_id: int) -> dict[tuple[int, int], dict[str, Any]]:
    """Return what each site chose, by (wave, site), as plain data. One statement."""
    rows = session.execute(
        select(SiteChoice, col(Person.name))
        .join(Wave, col(Wave.instance_id) == col(SiteChoice.wave_id))
        .join(Person, col(Person.id) == col(SiteChoice.person_id))
        .where(col(Wave.cycle_id) == cycle_id)
    )
    return {
        (row.wave_id, row.site_id): {
            "choice": row.choice,
            "how": row.how,
            "until": row.until.isoformat() if row.until else None,
            "reason": row.reason,
            "by": name,
            "at": row.at.isoformat(),
            "said": said_of(row.choice, row.how, row.until),
        }
        for row, name in rows
    }


def may_choose(session: Session, actor: Actor, wave_id: int, *, lead: bool) -> frozenset[int]:
    """Return the sites of a wave for which somebody may say what they do: their own, or all for the lead.

    The caller has seen that the wave is theirs to look at. One statement.
    """
    sites = select(col(WaveSite.site_id)).where(col(WaveSite.wave_id) == wave_id)
    if not lead:
        sites = sites.where(
            col(WaveSite.site_id).in_(
                select(col(Role.site_id)).where(
                    col(Role.person_id) == actor.person_id, col(Role.role) == "manager"
                )
            )
        )
    return frozenset(session.scalars(sites))


def _check_role(work: Work, subject: Subject, site_id: int, name: str) -> None:
    assert work.actor is not None, "a person acts"
    manages = select(
        exists().where(
            col(Role.person_id) == work.actor.person_id,
            col(Role.role) == "manager",
            col(Role.site_id) == site_id,
        )
    )
    if "lead" not in roles_of(work.session, work.actor, subject) and not work.session.scalar(manages):
        raise NotAllowed(f"only the manager of {name}, or the lead, says what {name} does")


def _checked(choice: str, how: str | None, until: date | None, today: date) -> tuple[str | None, date | None]:
    if choice not in CHOICES:
        raise BadInput(f"choice: expected {', '.join(CHOICES)}, got {choice!r}")
    if (how is not None) != (choice == ADAPT):
        raise BadInput("how: say how the site adapts it" if choice == ADAPT else "how: only goes with adapt")
    if (until is not None) != (choice == POSTPONE):
        raise BadInput("until: say until when" if choice == POSTPONE else "until: only goes with postpone")
    if until is not None and until <= today:
        raise BadInput(f"until: expected a day after {today}, got {until}")
    return (None if how is None else _text(how, "how")), until


def _text(text: str, what: str) -> str:
    said = text.strip()
    if not LEAST <= len(said) <= MOST:
        raise BadInput(f"{what}: expected {LEAST} to {MOST} characters, got {len(said)}")
    return said


def _event(work: Work, subject: Subject, site: str, row: SiteChoice) -> Event:
    assert work.actor is not None, "a person acts"
    said = said_of(row.choice, row.how, row.until)
    return Event(
        subject=subject,
        name="site_chose",
        key=f"{subject.id}:{subject.state.version + 1}",
        tells=(Tell("lead", "site_chose"),),
        at=work.now,
        actor_id=work.actor.person_id,
        reason=row.reason,
        data={"site": site, "choice": said},
    )
