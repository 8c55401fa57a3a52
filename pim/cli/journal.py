"""``pim journal ID`` and ``pim journal verify``."""

import json as codec
from datetime import datetime
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from pim.cli.edge import Json, Now, Said, look
from pim.cli.numbers import number_in
from pim.cli.saying import local, say, zone
from pim.lifecycle.anchors import wrong_anchors
from pim.lifecycle.journal import entries, lineage, replay
from pim.lifecycle.subject import look as look_at
from pim.lifecycle.verify import changed_workflows, verify
from pim.lifecycle.work import Actor
from pim.people.tables import Organisation

app = typer.Typer()


def _chain(session: Session, id_: int) -> dict[str, Any]:
    subject = look_at(session, id_)
    zone.set(subject.home.zone)
    rows = entries(session, id_)
    state, _ = replay(rows)
    return {
        "id": id_,
        "title": subject.title,
        "replayed": state == subject.state and lineage(rows) == (*subject.earlier, subject.digest),
        "rows": [
            {
                "version": row.version,
                "visit": row.visit,
                "what": row.what,
                "from": row.from_stage,
                "to": row.to_stage,
                "actor": row.actor_id,
                "at": row.at.isoformat(),
                "data": codec.loads(row.data),
                "hash": row.hash,
            }
            for row in rows
        ],
    }


def _verified(session: Session) -> dict[str, Any]:
    broken = [
        {"instance": one.instance_id, "version": one.version, "why": one.why} for one in verify(session)
    ]
    broken += [
        {"workflow": digest, "why": "its text is not what was published"}
        for digest in changed_workflows(session)
    ]
    for organisation in session.scalars(select(Organisation).order_by(col(Organisation.id))):
        assert organisation.id is not None
        broken += [
            {
                "organisation": organisation.code,
                "day": day.isoformat(),
                "why": "differs from the day's anchor",
            }
            for day in wrong_anchors(session, organisation.id)
        ]
    return {"ok": not broken, "broken": broken}


def journal(
    what: Annotated[str, typer.Argument(metavar="ID|verify")], json: Json = False, now: Now = None
) -> Said:
    """Show what happened to something, or check with ``verify`` that nothing was tampered with."""
    if what == "verify":
        found = look(None, lambda session, _a, _n: _verified(session))
        lines = [say("The journal is whole.")] if found["ok"] else [str(one) for one in found["broken"]]
        return Said(found, lines, exit_code=0 if found["ok"] else 1)
    number = number_in(what, "a number or the word verify")

    def query(session: Session, _: Actor | None, __: datetime) -> dict[str, Any]:
        return _chain(session, number)

    data = look(None, query)
    rows = [
        [r["version"], local(r["at"]), r["what"], r["from"] or "", r["to"], r["actor"] or "-"]
        for r in data["rows"]
    ]
    return Said(data, table=(("version", "at", "what", "from", "to", "by"), rows))
