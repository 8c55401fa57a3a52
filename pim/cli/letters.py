"""``pim letters``: what went out, what waits, what went wrong.

Like the pages it shows a reminder to nobody but its own reader: it tells who has not answered.
"""

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from notifications import trouble
from notifications.letters import Letters
from notifications.outbox import LetterRow
from pim.cli.edge import As, Json, Now, Said, do, look
from pim.cli.saying import known, say
from pim.errors import BadInput, NotFound
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.work import Actor, Work
from pim.people.tables import Role
from pim.settings import settings
from pim.web.letter_pages import shown_to

app = typer.Typer(invoke_without_command=True)
MaybeAs = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="Of your organisation only.")]


@app.callback(invoke_without_command=True)
def list_(
    context: typer.Context,
    as_: MaybeAs = None,
    status: Annotated[str | None, typer.Option("--status", help="queued, accepted, kept, bounced …")] = None,
    notice: Annotated[str | None, typer.Option("--notice")] = None,
    limit: Annotated[int, typer.Option("--limit")] = 100,
    json: Json = False,
    now: Now = None,
) -> Said | None:
    """List letters, newest first."""
    if context.invoked_subcommand:
        return None

    def query(session: Session, actor: Actor | None, _: datetime) -> list[dict[str, Any]]:
        found = select(LetterRow).where(shown_to(actor)).order_by(col(LetterRow.id).desc()).limit(limit)
        if status:
            found = found.where(col(LetterRow.status) == status)
        if notice:
            found = found.where(col(LetterRow.notice) == notice)
        return [
            {
                "id": row.id,
                "notice": row.notice,
                "to": row.context.get("recipient", ""),
                "address": row.address,
                "status": row.status,
                "subject": row.subject,
                "queuedAt": row.queued_at.isoformat(),
                "error": row.error,
            }
            for row in session.scalars(found)
        ]

    data = look(as_, query)
    rows = [
        [d["id"], d["notice"], d["to"], known(d["status"]), d["subject"] or "", d["error"] or ""]
        for d in data
    ]
    return Said(data, table=(("id", "letter", "to", "status", "subject", "error"), rows))


@app.command()
def show(id: int, as_: MaybeAs = None, json: Json = False, now: Now = None) -> Said:
    """Show one letter as the person reads it."""

    def query(session: Session, actor: Actor | None, _: datetime) -> dict[str, Any]:
        row = session.scalar(select(LetterRow).where(col(LetterRow.id) == id, shown_to(actor)))
        if row is None:
            raise NotFound(f"there is no letter with number {id}")
        return {"id": id, "status": row.status, "subject": row.subject, "text": row.text, "html": row.html}

    data = look(as_, query)
    return Said(data, [data["subject"] or say("(not made yet)"), "", data["text"] or ""])


def _own(work: Work, id_: int) -> None:
    """Raise NotFound unless the letter is of the actor's organisation and they administer it."""
    row = work.session.get(LetterRow, id_)
    assert work.actor is not None
    if row is None or row.org_id != work.actor.organisation_id:
        raise NotFound(f"there is no letter with number {id_}")
    held = work.session.scalars(
        select(col(Role.role)).where(
            col(Role.person_id) == work.actor.person_id, col(Role.role) == "administrator"
        )
    ).first()
    if held is None:
        raise NotAllowed("this needs the role administrator")


@app.command("retry")
def retry_(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Try a letter again that failed, bounced or may not have arrived."""

    def verb(work: Work) -> dict[str, Any]:
        _own(work, id)
        try:
            trouble.retry(work.session, id, work.now)
        except ValueError as error:
            raise BadInput(str(error)) from None
        return {"id": id, "status": "queued"}

    return Said(do(as_, verb), [say("Letter {id} is tried again.", id=id)])


@app.command("skip")
def skip_(
    id: int, as_: As, reason: Annotated[str, typer.Option("--reason")], json: Json = False, now: Now = None
) -> Said:
    """Let go of a letter that failed, with a reason."""

    def verb(work: Work) -> dict[str, Any]:
        _own(work, id)
        try:
            trouble.skip(work.session, id, reason, work.now)
        except ValueError as error:
            raise BadInput(str(error)) from None
        return {"id": id, "status": "cancelled"}

    return Said(do(as_, verb), [say("Letter {id} is let go.", id=id)])


@app.command()
def check(json: Json = False) -> Said:
    """Check the organisation's own letters (PIM_LETTERS_DIR)."""
    folder = settings().letters_dir
    faults = [str(fault) for fault in Letters.check(folder)] if folder else []
    return Said(faults, faults or [say("Nothing wrong.")], exit_code=1 if faults else 0)
