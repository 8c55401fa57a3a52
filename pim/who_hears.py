"""Who hears what: from something that happened to the letters it calls for. The one page that says so.

Which letter goes to which audience stands in the workflow file (`tells`, `reminder`, `escalate`).
Here an audience becomes people, and a notice gets its words. Whoever only follows something is in no
audience: they hear once a week, see ``followers``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, bindparam, or_, select, union_all
from sqlmodel import Session, col

from notifications.among import among
from notifications.catalogue import NOTICES
from notifications.outbox import Outgoing
from notifications.prepared import Prepared
from pim.answers.owner import OWNER, owners_due
from pim.consultation.conditions import OWNER as CONDITION_OWNER
from pim.cycles.tables import CycleTeam
from pim.feedback import queries as feedback
from pim.feedback.tables import Asked, Round
from pim.following.tables import Follow
from pim.ideas import queries as ideas
from pim.ideas.tables import Idea
from pim.letter_words import Directory, Reader, Telling
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Event
from pim.people.tables import Person, Role
from pim.pilots import queries as pilots
from pim.rollout import queries as rollout
from pim.settings import Settings
from workflows.machine import Tell

REMINDED = "not_answered"  # also the check: whoever answered meanwhile gets no reminder


_PERSON: tuple[Any, ...] = (col(Person.id), col(Person.name), col(Person.email), col(Person.language))
_BY_ID = Prepared(select(*_PERSON).where(among(col(Person.id), "ids"), col(Person.active)))
_AFFECTED = Prepared(
    select(*_PERSON)
    .join(CycleTeam, col(CycleTeam.team_id) == col(Person.team_id))
    .where(col(CycleTeam.cycle_id) == bindparam("cycle"), col(Person.active))
    .order_by(col(Person.id))
)
# Everybody who brought an idea or was ever asked: one statement, for it is told at every turn of a cycle.
_CONTRIBUTORS = Prepared(
    select(*_PERSON)
    .where(
        col(Person.active),
        col(Person.id).in_(
            select(col(Idea.author_id))
            .where(col(Idea.cycle_id) == bindparam("cycle"))
            .union(
                select(col(Asked.person_id))
                .join(Round, col(Round.instance_id) == col(Asked.round_id))
                .where(col(Round.cycle_id) == bindparam("cycle"))
            )
        ),
    )
    .order_by(col(Person.id))
)


def _holders(*where: Any) -> Select[Any]:
    return (
        select(
            col(Role.organisation_id),
            col(Role.cycle_id),
            col(Role.role),
            col(Person.id).label("person"),
            *_PERSON[1:],
        )
        .join(Person, and_(col(Person.id) == col(Role.person_id), col(Person.active)))
        .where(among(col(Role.role), "roles"), *where)
    )


# In two halves, so that each finds its own index: with one "or" SQLite reads all roles of the organisation.
_HOLDERS = Prepared(
    union_all(
        _holders(among(col(Role.cycle_id), "cycles")),
        _holders(
            among(col(Role.organisation_id), "homes"),
            col(Role.cycle_id).is_(None),
            col(Role.site_id).is_(None),
        ),
    ).order_by("person")
)


def _directory(session: Session, events: Sequence[Event], roles: Iterable[str]) -> Directory:
    directory = Directory()
    asked = {
        "roles": sorted(roles),
        "cycles": sorted({event.subject.cycle_id for event in events}),
        "homes": sorted({event.subject.home.id for event in events}),
    }
    for home, cycle_id, role, *person in _HOLDERS.rows(session.connection(), asked):
        readers = directory.holders.setdefault((home, cycle_id, role), [])
        if all(reader.id != person[0] for reader in readers):
            readers.append(Reader(*person))
    return directory


def _plain(session: Session, question: Prepared, subject: Subject) -> list[Reader]:
    return [Reader(*row) for row in question.rows(session.connection(), {"cycle": subject.cycle_id})]


def _readers(session: Session, people: Mapping[int, Mapping[str, Any]]) -> list[Reader]:
    """Return people by number, each with the words that are theirs alone."""
    if not people:
        return []
    rows = _BY_ID.rows(session.connection(), {"ids": list(people)})
    return [Reader(*tuple[Any, ...]((*row, people[row[0]]))) for row in rows]


def _affected(session: Session, event: Event, _: Settings) -> list[Reader]:
    return _plain(session, _AFFECTED, event.subject)


def _contributors(session: Session, event: Event, _: Settings) -> list[Reader]:
    return _plain(session, _CONTRIBUTORS, event.subject)


def _asked(session: Session, event: Event, _: Settings) -> list[Reader]:
    return _readers(session, feedback.asked(session, event.subject.id))


def _not_answered(session: Session, event: Event, settings: Settings) -> list[Reader]:
    return _readers(session, feedback.not_answered(session, settings, event.subject.id))


def _author(session: Session, event: Event, _: Settings) -> list[Reader]:
    return _readers(session, {id_: {} for id_ in ideas.author(session, event.subject.id)})


def _cluster_owner(session: Session, event: Event, _: Settings) -> list[Reader]:
    """Whoever was just given a cluster; else, on a last day, everybody who has some left for that day."""
    if event.people or event.due_at is None:
        return _readers(session, event.people)
    day = event.due_at.astimezone(ZoneInfo(event.subject.home.zone)).date()
    return _readers(session, owners_due(session, event.subject.id, day))


def _site_managers(session: Session, event: Event, _: Settings) -> list[Reader]:
    managers = rollout.site_managers if event.subject.kind == "wave" else pilots.site_managers
    return _readers(session, managers(session, event.subject.id))


def _site_staff(session: Session, event: Event, _: Settings) -> list[Reader]:
    staff = rollout.site_staff if event.subject.kind == "wave" else pilots.site_staff
    return _readers(session, staff(session, event.subject.id))


AUDIENCES: Mapping[str, Callable[[Session, Event, Settings], list[Reader]]] = {
    "employee": _affected,
    "affected": _affected,
    "asked": _asked,
    "not_answered": _not_answered,
    "author": _author,
    "contributors": _contributors,
    "site_managers": _site_managers,
    "site_staff": _site_staff,
    OWNER: _cluster_owner,
    CONDITION_OWNER: lambda session, event, _: _readers(session, event.people),
}


def _audience(
    session: Session, event: Event, audience: str, directory: Directory, settings: Settings
) -> list[Reader]:
    special = AUDIENCES.get(audience)
    if special is not None:
        return special(session, event, settings)
    # Whoever took the step knows; and an escalation that finds nobody still finds somebody.
    readers = [reader for reader in directory.of(event.subject, audience) if reader.id != event.actor_id]
    if not readers and event.name == "escalate":
        return directory.of(event.subject, "administrator")
    return readers


def letters_for(
    session: Session, events: Sequence[Event], settings: Settings, *, names_only: bool = False
) -> list[Outgoing]:
    """Return the letters that the events call for, each under its unique key. Only reads.

    The number of statements grows with the special audiences (asked, affected …), not with the
    number of events that go to a role. ``names_only`` leaves out every word but the reader's name:
    enough to show who would be written to, without a statement for each thing a letter tells.
    """
    if not events:
        return []
    roles = {tell.audience for event in events for tell in event.tells} - AUDIENCES.keys()
    # The lead and the sponsor are named in most letters; the administrator is the last resort.
    directory = _directory(session, events, roles | {"lead", "sponsor", "administrator"})
    letters: dict[str, Outgoing] = {}
    for event in events:
        telling = Telling(session, event, directory, settings)
        for tell in event.tells:
            for reader in _audience(session, event, tell.audience, directory, settings):
                key = f"{event.key}:{tell.letter}:{reader.id}"
                if key in letters:
                    continue  # who is both asked and in the work group gets the letter once
                if names_only:
                    words = {"recipient": reader.name}
                else:
                    words = telling.context(tell.letter, tell.audience, reader)
                letters[key] = _letter(key, event, tell, reader, words)
    return list(letters.values())


def _letter(key: str, event: Event, tell: Tell, reader: Reader, words: dict[str, Any]) -> Outgoing:
    notice = NOTICES.get(tell.letter)
    return Outgoing(
        key=key,
        org_id=event.subject.home.id,
        notice=tell.letter,
        language=reader.language,
        context=words,
        person_id=reader.id,
        address=reader.email,
        about_instance=event.subject.id,
        about_visit=event.subject.state.visit,
        check=REMINDED if tell.audience == REMINDED else event.check,
        # In a bundle it would stay, with its reader, when the reminders of a closed round are dropped.
        bundle=bool(notice and notice.bundle and tell.audience != REMINDED),
    )


# What is followed, and the rounds inside it of which the answers were sent. Who acted hears it as well: the
# letter is one a week, and says what stands, not who did it.
_NEWS = (
    select(
        *_PERSON, col(Instance.id), col(Instance.kind), col(Instance.code), col(Instance.title),
        col(Instance.digest), col(Instance.stage), col(Idea.outcome), col(Idea.because),
    )
    .join(Follow, col(Follow.person_id) == col(Person.id))
    .join(
        Instance,
        or_(
            col(Instance.id) == col(Follow.instance_id),
            and_(
                col(Instance.cycle_id) == col(Follow.instance_id),
                col(Instance.kind) == "round",
                col(Instance.means) == "answered",
            ),
        ),
    )
    .outerjoin(Idea, col(Idea.instance_id) == col(Instance.id))
    .where(
        col(Person.active),
        col(Person.organisation_id) == bindparam("home"),
        col(Instance.organisation_id) == bindparam("home"),
        col(Instance.entered_at) > bindparam("since"),
        col(Instance.entered_at) <= bindparam("until"),
    )
    .order_by(col(Person.id), col(Instance.cycle_id), col(Instance.id))
)  # fmt: skip


def followers(session: Session, home_id: int, since: datetime, until: datetime) -> Sequence[Any]:
    """Return who follows what came into another stage in this time, or was answered: a row for each.

    The person (id, name, email, language), then the thing (id, kind, code, title, digest, stage, outcome,
    because). One statement.
    """
    return session.execute(_NEWS, {"home": home_id, "since": since, "until": until}).all()
