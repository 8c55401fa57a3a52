"""``pim workflow versions`` and ``pim workflow migrate``: innovations that run go on in another version."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.cli.edge import As, Json, Now, Said, database, given_now, house, look, now_for, person_by
from pim.cli.saying import counted, deadline, label, local, say
from pim.cli.workflow import WrongWorkflow
from pim.errors import BadInput
from pim.lifecycle.advance import said
from pim.lifecycle.clock import move_clock
from pim.lifecycle.definitions import versions as published
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor, Work
from pim.migrating.carrying_out import Outcome, carry_out, cycles_of, foresee
from pim.migrating.moving import Moved
from pim.migrating.opening import Migration, open_plan
from pim.settings import settings
from workflows.faults import WorkflowError
from workflows.machine import Machine
from workflows.plan import read_plan


def versions(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]")] = None, json: Json = False, now: Now = None
) -> Said:
    """List what is published, version by version, and how many innovations run on each."""

    def query(session: Session, _: Actor | None, __: datetime) -> list[dict[str, Any]]:
        rows = session.execute(
            select(col(Instance.digest), func.count())
            .where(col(Instance.kind) == "cycle", col(Instance.final).is_(False))
            .group_by(col(Instance.digest))
        )
        running = {digest: count for digest, count in rows}  # noqa: C416 - rows are no pairs to mypy
        seen: Counter[str] = Counter()
        found = []
        for workflow, digest, at in published(session, name):
            seen[workflow] += 1
            found.append(
                {
                    "version": f"{workflow}@{seen[workflow]}",
                    "digest": digest,
                    "publishedAt": at.isoformat(),
                    "running": running.get(digest, 0),
                }
            )
        return found

    data = look(None, query)
    rows = [[one["version"], one["digest"][:12], local(one["publishedAt"]), one["running"]] for one in data]
    return Said(data, table=(("version", "key", "published", "running"), rows))


def migrate(
    plan: Annotated[Path, typer.Argument(metavar="PLAN", help="A migration plan: a small YAML file.")],
    as_: As,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what would happen; nothing is written.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Do it, one innovation at a time.")] = False,
    cycle: Annotated[int | None, typer.Option("--cycle", metavar="ID", help="Only this one.")] = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Let innovations that run go on in another version of their workflow, by a plan."""
    if preview == apply:
        raise BadInput("say what to do with the plan: --preview or --apply, one of the two")
    try:
        return _answer(*_done(plan, as_, cycle, apply), apply)
    except WorkflowError as error:
        raise WrongWorkflow(error) from None


def _done(file: Path, email: str, only: int | None, apply: bool) -> tuple[Migration, list[Outcome]]:
    plan = read_plan(file)
    with database().read() as session:
        moment, actor = now_for(session), person_by(session, email)
        migration = open_plan(session, plan, actor.organisation_id)
        ids = cycles_of(session, migration, actor, only)
        outcomes = foresee(Work(session, house(), actor, moment), migration, ids)
    if not apply:
        return migration, outcomes
    done = carry_out(database(), house(), actor, moment, migration, ids)
    if given_now.get() is not None:
        with database().write() as session:
            move_clock(session, moment)
    return migration, done


def _answer(migration: Migration, outcomes: list[Outcome], apply: bool) -> Said:
    plan = migration.move.plan
    fates = Counter(outcome.fate for outcome in outcomes)
    data = {
        "from": migration.source,
        "to": migration.target,
        "plan": migration.key,
        "applied": apply,
        "warnings": [str(warning) for warning in migration.warnings],
        "cycles": [_as_json(migration, outcome) for outcome in outcomes],
    }
    key = migration.key[:12]
    lines = [say("{old} → {new} (plan {key})", old=plan.source.text, new=plan.target.text, key=key)]
    lines += [say("  warning: {warning}", warning=str(warning)) for warning in migration.warnings]
    for outcome in outcomes:
        lines += _lines(migration, outcome, apply)
    if not outcomes:
        lines.append(say("No innovation runs on {old}.", old=plan.source.text))
    refused = fates["refused"] + fates["failed"]
    return Said(data, lines, exit_code=3 if refused else 0)


def _as_json(migration: Migration, outcome: Outcome) -> dict[str, Any]:
    going = outcome.going
    return {
        "id": outcome.cycle_id,
        "title": outcome.title,
        "fate": outcome.fate,
        "why": outcome.why,
        "refused": [said(unmet) for unmet in going.refused] if going else [],
        "moves": [_move(migration, each) for each in going.moved] if going else [],
        "letters": [
            {"notice": letter.notice, "to": letter.context.get("recipient", "")} for letter in outcome.letters
        ],
    }


def _move(migration: Migration, moved: Moved) -> dict[str, Any]:
    before, after, there = moved.change.before, moved.change.after, moved.change.resettled
    assert there is not None, "it was just resettled"
    return {
        "id": before.id,
        "kind": before.kind,
        "code": before.code,
        "title": before.title,
        "from": before.state.stage,
        "stage": after.state.stage,
        "labels": {
            "from": _label(migration.move.old, before.kind, before.state.stage),
            "stage": _label(migration.move.new, after.kind, after.state.stage),
        },
        "version": after.state.version,
        "cancelled": [
            {"what": row.what, "at": row.due_at.isoformat(), "rule": row.rule}
            for row in moved.so_far
            if row.status in ("armed", "incident")
        ],
        "deadlines": [
            {"what": due.what, "at": due.at.isoformat(), "rule": due.rule, "then": list(due.then)}
            for due in there.dues
            if (due.what, due.number) not in there.ended
        ],
        "missing": [said(unmet) for unmet in moved.missing],
    }


def _label(machine: Machine, kind: str, stage: str) -> dict[str, str]:
    return dict(machine.stage(kind, stage).label)


def _lines(migration: Migration, outcome: Outcome, apply: bool) -> list[str]:
    data = _as_json(migration, outcome)
    head = {
        "moves": say("{id} {title}: goes on", id=data["id"], title=data["title"]),
        "refused": say("{id} {title}: cannot go on, and stays as it is", id=data["id"], title=data["title"]),
        "there": say("{id} {title}: runs on the new version already", id=data["id"], title=data["title"]),
        "over": say("{id} {title}: is over, and stays as it is", id=data["id"], title=data["title"]),
        "failed": say("{id}: failed, and stays as it is: {why}", id=data["id"], why=data["why"]),
    }[outcome.fate]
    lines = [head, *(f"  - {unmet[settings().language]}" for unmet in data["refused"])]
    shown = [move for move in data["moves"] if _worth_telling(move)]
    for move in shown:
        lines += _told(move)
    rest = len(data["moves"]) - len(shown)
    if rest:
        lines.append(counted(rest, "  1 thing stays where it is", "  {number} things stay where they are"))
    if not apply:
        lines += [say("  letter: {notice} → {to}", **letter) for letter in data["letters"]]
    return lines


def _worth_telling(move: dict[str, Any]) -> bool:
    """A thing of which somebody could notice something; the cycle itself always."""
    moments = ("cancelled", "deadlines")
    before, after = ([(due["what"], due["at"]) for due in move[name]] for name in moments)
    return bool(
        move["kind"] == "cycle" or move["missing"] or move["from"] != move["stage"] or before != after
    )


def _told(move: dict[str, Any]) -> list[str]:
    stages = {"old": label(move["labels"]["from"]), "new": label(move["labels"]["stage"])}
    lines = [say("  {name}: {old} → {new}", name=f"{move['code']} {move['title']}".strip(), **stages)]
    cancelled, due = move["cancelled"], move["deadlines"]
    if [(one["what"], one["at"]) for one in cancelled] != [(one["what"], one["at"]) for one in due]:
        lines += [say("  no longer:"), *map(deadline, cancelled)] if cancelled else []
        lines += [say("  from now on:"), *map(deadline, due)] if due else []
    lines += [say("  now also needed: {what}", what=unmet[settings().language]) for unmet in move["missing"]]
    return lines
