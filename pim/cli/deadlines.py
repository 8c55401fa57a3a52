"""``pim deadlines``: what is due, and the incidents among them."""

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from pim.cli.edge import As, Json, Now, Said, do, look
from pim.cli.saying import kind, known, label, local, rule, say, what
from pim.lifecycle.deadlines import retry, skip
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Deadline, Instance
from pim.lifecycle.work import Actor
from pim.people.tables import Organisation

app = typer.Typer(invoke_without_command=True)


def _rows(session: Session, actor: Actor | None, incidents: bool, limit: int) -> list[dict[str, Any]]:
    wanted = ("incident",) if incidents else ("armed", "held", "incident")
    query = (
        select(
            Deadline,
            col(Instance.title),
            col(Instance.kind),
            col(Instance.stage),
            col(Instance.digest),
            col(Organisation.zone),
        )
        .join(Instance, col(Instance.id) == col(Deadline.instance_id))
        .join(Organisation, col(Organisation.id) == col(Instance.organisation_id))
        .where(col(Deadline.status).in_(wanted))
        .order_by(col(Deadline.due_at), col(Deadline.id))
        .limit(limit)
    )
    if actor is not None:
        query = query.where(col(Instance.organisation_id) == actor.organisation_id)
    return [
        {
            "id": row.id,
            "instance": row.instance_id,
            "kind": kind,
            "title": title,
            "stage": stage,
            "label": dict(machine_of(session, digest).stage(kind, stage).label),
            "what": row.what,
            "at": row.due_at.isoformat(),
            "zone": zone,
            "rule": row.rule,
            "status": row.status,
            "attempts": row.attempts,
            "error": row.error,
        }
        for row, title, kind, stage, digest, zone in session.execute(query)
    ]


@app.callback(invoke_without_command=True)
def list_(
    context: typer.Context,
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL")] = None,
    incidents: Annotated[
        bool, typer.Option("--incidents", help="Only those that failed five times.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit")] = 200,
    json: Json = False,
    now: Now = None,
) -> Said | None:
    """List what is due, soonest first."""
    if context.invoked_subcommand:
        return None

    def query(session: Session, actor: Actor | None, _: datetime) -> list[dict[str, Any]]:
        return _rows(session, actor, incidents, limit)

    data = look(as_, query)
    rows = [
        [
            d["id"],
            local(d["at"], d["zone"]),
            what(d["what"]),
            f"{kind(d['kind'])}: {d['title']}",
            label(d["label"]),
            rule(d["rule"]),
            known(d["status"]),
        ]
        for d in data
    ]
    return Said(data, table=(("id", "at", "what", "about", "stage", "rule", "status"), rows))


@app.command("retry")
def retry_(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Try an incident again."""
    answer = do(as_, lambda work: {"id": id, "status": retry(work, id).status})
    return Said(answer, [say("Deadline {id} is tried again.", id=id)])


@app.command("skip")
def skip_(
    id: int, as_: As, reason: Annotated[str, typer.Option("--reason")], json: Json = False, now: Now = None
) -> Said:
    """Let go of an incident, with a reason."""
    answer = do(as_, lambda work: {"id": id, "status": skip(work, id, reason).status})
    return Said(answer, [say("Deadline {id} is let go.", id=id)])
