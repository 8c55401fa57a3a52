"""What managers of the sites of a pilot say: yes, or what is missing. Open until the lead answers it."""

from typing import Any

from sqlalchemy import delete, select
from sqlmodel import col

from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import NotAllowed, require_role
from pim.lifecycle.children import child
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Event, Work
from pim.people.tables import Role, Site
from pim.pilots.queries import sites_of
from pim.pilots.tables import PilotPoint, PilotYes
from workflows.machine import Tell

LEAST, MOST = 3, 1000  # characters of a point and of an answer


def managed_sites(work: Work, pilot_id: int) -> list[tuple[int, str]]:
    """Return the sites of a pilot that the actor manages, as (number, name). One statement."""
    assert work.actor is not None, "a person acts"
    rows = work.session.execute(
        select(col(Site.id), col(Site.name))
        .join(Role, col(Role.site_id) == col(Site.id))
        .where(
            col(Role.person_id) == work.actor.person_id,
            col(Role.role) == "manager",
            col(Site.id).in_(sites_of(pilot_id)),
        )
        .order_by(col(Site.name))
    )
    return [(id_ or 0, name) for id_, name in rows]


def keep_yes(work: Work, pilot_id: int, sites: list[tuple[int, str]]) -> None:
    """Keep that the actor said yes for these sites; saying it twice changes nothing."""
    assert work.actor is not None, "a person acts"
    there = set(work.session.scalars(select(col(PilotYes.site_id)).where(col(PilotYes.pilot_id) == pilot_id)))
    work.session.add_all(
        PilotYes(pilot_id=pilot_id, site_id=id_, person_id=work.actor.person_id, at=work.now)
        for id_, _ in sites
        if id_ not in there
    )
    work.session.flush()


def miss(work: Work, pilot_id: int, text: str) -> dict[str, Any]:
    """Say, as the manager of a site that takes part, what is missing before it can begin there.

    A yes that was said for that site is taken back. The lead hears. Raises BadInput for a pilot that is
    over and for no text, NotAllowed, NotFound.
    """
    subject = _to_come(work, pilot_id)
    said = _said(text, "what is missing")
    sites = managed_sites(work, pilot_id)
    if not sites:
        raise NotAllowed(f"only the manager of a site in {subject.title!r} says what is missing")
    assert work.actor is not None, "a person acts"
    point = PilotPoint(
        pilot_id=pilot_id,
        person_id=work.actor.person_id,
        site=", ".join(name for _, name in sites),
        text=said,
        at=work.now,
    )
    work.session.add(point)
    work.session.execute(
        delete(PilotYes).where(
            col(PilotYes.pilot_id) == pilot_id, col(PilotYes.site_id).in_([id_ for id_, _ in sites])
        )
    )
    work.session.flush()
    heard = _event(work, subject, "manager_misses", ("lead", "manager_misses"), point, said=said)
    record(work, pilot_id, "point", {"point": point.id, "text": said, "site": point.site}, heard)
    return {"id": pilot_id, "point": point.id, "site": point.site, "text": said}


def answer_point(work: Work, pilot_id: int, point_id: int, text: str) -> dict[str, Any]:
    """Answer, as the lead or sponsor, what a manager misses; the manager hears, and can say yes then.

    Answering again changes the answer. Raises BadInput, NotAllowed, NotFound.
    """
    subject = _to_come(work, pilot_id)
    require_role(work, subject, "lead", "sponsor")
    said = _said(text, "answer")
    point = work.session.get(PilotPoint, point_id)
    if point is None or point.pilot_id != pilot_id:
        raise NotFound(f"there is no point with number {point_id} in {subject.title!r}")
    assert work.actor is not None, "a person acts"
    point.answer, point.answered_by, point.answered_at = said, work.actor.person_id, work.now
    work.session.add(point)
    work.session.flush()
    tell = ("site_managers", "missing_answered")
    heard = _event(work, subject, "missing_answered", tell, point, said=said)
    record(work, pilot_id, "point_answered", {"point": point_id, "text": said}, heard)
    return {"id": pilot_id, "point": point_id, "answer": said}


def _to_come(work: Work, pilot_id: int) -> Subject:
    subject = child(work, pilot_id, "pilot")
    if subject.final:
        raise BadInput(f"{subject.title!r} is over ({subject.state.stage})")
    return subject


def _said(text: str, what: str) -> str:
    said = text.strip()
    if not LEAST <= len(said) <= MOST:
        raise BadInput(f"{what}: expected {LEAST} to {MOST} characters, got {len(said)}")
    return said


def _event(
    work: Work, subject: Subject, name: str, tell: tuple[str, str], point: PilotPoint, *, said: str
) -> Event:
    assert work.actor is not None, "a person acts"
    return Event(
        subject=subject,
        name=name,
        key=f"{subject.id}:{subject.state.version + 1}",
        tells=(Tell(*tell),),
        at=work.now,
        actor_id=work.actor.person_id,
        data={"point": point.text, "said": said, "site": point.site},
    )
