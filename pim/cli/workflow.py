"""``pim workflow``: check, draw and publish workflow files."""

from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from notifications.letters import Letters
from pim.cli.edge import Json, Now, Said, database, now_for
from pim.cli.saying import say
from pim.errors import BadInput, PimError
from pim.lifecycle.definitions import machine_of, publish
from pim.lifecycle.past import visited
from pim.lifecycle.subject import look
from pim.settings import settings
from workflows.definition import Definition, digest, shipped, shipped_names
from workflows.definition import check as checked
from workflows.drawing import mermaid, svg
from workflows.faults import WorkflowError

app = typer.Typer(no_args_is_help=True)


class WrongWorkflow(PimError):
    """The workflow file has faults."""

    status = 400

    def __init__(self, error: WorkflowError) -> None:
        super().__init__("\n".join(str(fault) for fault in error.faults))
        self.faults = error.faults


def known_letters() -> frozenset[str]:
    """Return the letters a workflow may name: ours and the organisation's own."""
    return Letters(settings().letters_dir).known()


def read_whole(name: str) -> tuple[Definition, list[str]]:
    """Return a workflow by its name, if it comes with PIM, or its file; with what should be looked at.

    Raises WrongWorkflow, BadInput.
    """
    path = Path(name)
    if name in shipped_names() and not path.exists():
        return shipped(name), []
    if not path.is_file():
        known = ", ".join(shipped_names())
        raise BadInput(f"{name}: no such file, and no workflow that comes with PIM ({known})")
    found = checked(path, known_letters())
    if found.definition is None:
        raise WrongWorkflow(WorkflowError(found.faults))
    return found.definition, [str(warning) for warning in found.warnings]


def read(name: str) -> Definition:
    """Return a workflow by its name or its file. Raises WrongWorkflow, BadInput."""
    return read_whole(name)[0]


@app.command()
def check(files: Annotated[list[str], typer.Argument(metavar="FILE…")], json: Json = False) -> Said:
    """Check workflow files: every fault with its line, what is wrong and what was expected."""
    lines: list[str] = []
    data: list[dict[str, Any]] = []
    for name in files:
        try:
            workflow, warnings = read_whole(name)
            data.append({"file": name, "ok": True, "digest": digest(workflow), "warnings": warnings})
            lines.append(say("{name}: fine ({key})", name=name, key=digest(workflow)[:12]))
            lines += [say("  warning: {warning}", warning=one) for one in warnings]
        except WrongWorkflow as error:
            faults = [
                {
                    "line": fault.line,
                    "path": fault.path,
                    "what": fault.what,
                    "expected": fault.expected,
                    "nearest": fault.nearest,
                }
                for fault in error.faults
            ]
            data.append({"file": name, "ok": False, "faults": faults})
            lines += [str(fault) for fault in error.faults]
    return Said(data, lines, exit_code=0 if all(one["ok"] for one in data) else 1)


@app.command()
def draw(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE")],
    as_: Annotated[str, typer.Option("--as", help="mermaid or svg.")] = "mermaid",
    kind: Annotated[str, typer.Option("--kind", help="cycle, round, idea …")] = "cycle",
    cycle: Annotated[int | None, typer.Option("--cycle", help="Mark where this cycle stands.")] = None,
    language: Annotated[str, typer.Option("--language", help="nl or en.")] = "nl",
    json: Json = False,
) -> Said:
    """Draw a workflow, or where a live cycle stands in it."""
    drawers = {"mermaid": mermaid, "svg": svg}
    if as_ not in drawers:
        raise BadInput(f"--as {as_!r}: expected mermaid or svg")
    if language not in ("nl", "en"):
        raise BadInput(f"--language {language!r}: expected nl or en")
    at: str | None = None
    visited: tuple[str, ...] = ()
    if cycle is not None:
        with database().read() as session:
            workflow, at, visited = standing(session, cycle)
    else:
        workflow = read(name)
    if kind not in workflow.lifecycles:
        raise BadInput(f"--kind {kind!r}: {name} has {', '.join(workflow.lifecycles)}")
    drawing = drawers[as_](workflow, kind, at, visited, language)
    return Said({"drawing": drawing}, [drawing])


def standing(session: Session, instance_id: int) -> tuple[Definition, str, tuple[str, ...]]:
    """Return the workflow of an instance, the stage it is in and the stages it has been in."""
    subject = look(session, instance_id)
    definition = machine_of(session, subject.digest).definition
    return definition, subject.state.stage, visited(session, subject)


@app.command("publish")
def publish_(file: str, json: Json = False, now: Now = None) -> Said:
    """Publish a workflow: new cycles of its name start on it; running ones stay on theirs."""
    workflow = read(file)
    with database().write() as session:
        key = publish(session, workflow, now_for(session))
    answer = {"workflow": workflow.workflow, "digest": key}
    return Said(answer, [say("{name} published ({key}).", name=workflow.workflow, key=key[:12])])


@app.command("list")
def list_(json: Json = False) -> Said:
    """List the workflows that come with PIM."""
    found = [{"name": name, "title": shipped(name).title.model_dump()} for name in sorted(shipped_names())]
    language = settings().language
    rows = [[one["name"], one["title"][language]] for one in found]  # type: ignore[index]
    return Said(found, table=(("name", "title"), rows))
