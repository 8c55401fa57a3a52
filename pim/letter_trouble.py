"""A letter that cannot arrive: its owner, the administrator, is told once a day, not once a letter."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from notifications.lease import Claimed
from notifications.outbox import Outgoing, Status, queue
from pim.people.tables import Organisation, Person, Role
from pim.settings import Settings

PROBLEMS = {
    "nl": {
        Status.BOUNCED: "De mailserver weigert berichten aan een of meer adressen",
        Status.UNCERTAIN: "Van een of meer berichten is niet zeker of ze zijn aangekomen",
        Status.INCIDENT: "Een of meer berichten kunnen niet worden gemaakt of verzonden",
    },
    "en": {
        Status.BOUNCED: "The mail server refuses letters to one or more addresses",
        Status.UNCERTAIN: "For one or more letters it is not certain that they arrived",
        Status.INCIDENT: "One or more letters cannot be made or sent",
    },
}

PLACE = {"nl": "Berichten die niet aankwamen", "en": "Letters that did not arrive"}


def tell_owner(settings: Settings, now: datetime) -> Callable[[Session, Claimed, Status, str], None]:
    """Return what the delivery calls for a letter in trouble.

    The administrator's letter names neither the reader nor the letter: that somebody was reminded of
    a round would say that they had not answered. The page it leads to shows the rest.
    """

    def tell(session: Session, letter: Claimed, status: Status, _why: str) -> None:
        readers = session.execute(
            select(
                col(Person.id),
                col(Person.name),
                col(Person.email),
                col(Person.language),
                col(Organisation.name),
            )
            .join(Role, col(Role.person_id) == col(Person.id))
            .join(Organisation, col(Organisation.id) == col(Person.organisation_id))
            .where(
                col(Role.organisation_id) == letter.org_id,
                col(Role.role) == "administrator",
                col(Person.active),
            )
        ).all()
        day = now.date().isoformat()
        letters = [
            Outgoing(
                key=f"letters:{letter.org_id}:{status.value}:{day}:{id_}",
                org_id=letter.org_id,
                notice="incident",
                language=language,
                context={
                    "organisation": organisation,
                    "recipient": name,
                    "innovation": "",
                    "link": settings.base_url.rstrip("/") + "/admin/letters",
                    "because": "administrator",
                    "because_label": "",
                    "problem": PROBLEMS[language][status],
                    "where": {"nl": "Berichten die niet aankwamen", "en": "Letters that did not arrive"}[
                        language
                    ],
                    "attempts": letter.attempts + 1,
                    "since": day,
                    "commands": [
                        f"pim letters --status {status.value}",
                        "pim letters retry NUMBER --as EMAIL",
                        'pim letters skip NUMBER --as EMAIL --reason "…"',
                    ],
                },
                person_id=id_,
                address=email,
            )
            for id_, name, email, language, organisation in readers
        ]
        queue(session, letters, now)

    return tell
