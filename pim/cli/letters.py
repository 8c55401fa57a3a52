"""``pim letters``: what went out, what waits, what went wrong."""

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from notifications.letters import Letters
from notifications.outbox import LetterRow
from pim.cli.edge import Json, Now, Said, look
from pim.errors import NotFound
from pim.lifecycle.work import Actor
from pim.settings import settings

app = typer.Typer(invoke_without_command=True)


@app.callback(invoke_without_command=True)
def list_(
    context: typer.Context,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="EMAIL", help="Of your organisation only.")
    ] = None,
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
        found = select(LetterRow).order_by(col(LetterRow.id).desc()).limit(limit)
        if actor is not None:
            found = found.where(col(LetterRow.org_id) == actor.organisation_id)
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
    rows = [[d["id"], d["notice"], d["to"], d["status"], d["subject"] or "", d["error"] or ""] for d in data]
    return Said(data, table=(("id", "letter", "to", "status", "subject", "error"), rows))


@app.command()
def show(id: int, json: Json = False, now: Now = None) -> Said:
    """Show one letter as the person reads it."""

    def query(session: Session, _: Actor | None, __: datetime) -> dict[str, Any]:
        row = session.get(LetterRow, id)
        if row is None:
            raise NotFound(f"there is no letter with number {id}")
        return {"id": id, "status": row.status, "subject": row.subject, "text": row.text, "html": row.html}

    data = look(None, query)
    return Said(data, [data["subject"] or "(not made yet)", "", data["text"] or ""])


@app.command()
def check(json: Json = False) -> Said:
    """Check the organisation's own letters (PIM_LETTERS_DIR)."""
    folder = settings().letters_dir
    faults = [str(fault) for fault in Letters.check(folder)] if folder else []
    return Said(faults, faults or ["Nothing wrong."], exit_code=1 if faults else 0)
