"""``pim``: takes a command, prints what it says, and exits 0 done, 1 failed, 2 wrong usage, 3 refused."""

import json
import sys
from collections.abc import Sequence
from contextvars import copy_context
from functools import cache
from importlib import import_module
from typing import Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DBAPIError

from notifications.letter import LettersRefused
from pim.cli.edge import Said, as_json, given_now, typed
from pim.cli.numbers import bounded
from pim.cli.refusing import faults_in_words
from pim.cli.saying import for_people, known, zone
from pim.errors import BadInput, PimError
from pim.lifecycle.advance import Refusal, said
from pim.settings import settings

app = typer.Typer(
    name="pim",
    help="Renew the work together with the people who do it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# A group of commands is a module with ``app``; its name is the word after ``pim``.
GROUPS = {
    "workflow": "Check, draw and publish workflow files.",
    "people": "The people who work here and the roles they hold.",
    "sites": "Sites, and the days on which nobody works.",
    "cycle": "Innovation cycles: start, look, take a step.",
    "idea": "Problems and ideas that employees bring.",
    "variant": "Variants and their versions.",
    "round": "Feedback rounds: ask, answer back.",
    "pack": "What rounds can ask: instrument packs, with their licence and source.",
    "pilot": "Pilots at chosen sites.",
    "consult": "Advice, consent and data protection.",
    "wave": "Rollout in waves, and freezes.",
    "figure": "Counted figures of the work, per site, and what changed.",
    "deadlines": "What is due, and incidents.",
    "letters": "Letters that went out, wait or failed.",
}
for _name, _help in GROUPS.items():
    app.add_typer(import_module(f"pim.cli.{_name}").app, name=_name, help=_help)
_cycle: Any = import_module("pim.cli.cycle").app  # the chain is a part of it with a file of its own
_cycle.command("link")(import_module("pim.cli.chain").link)
_cycle.command("chain")(import_module("pim.cli.chain").chain)
_cycle.command("matrix")(import_module("pim.cli.adoption").matrix)
_cycle.add_typer(
    import_module("pim.cli.benefits").app, name="benefit", help="What was expected, and what became of it."
)
_people: Any = import_module("pim.cli.people").app
_people.command("link")(import_module("pim.cli.signing_in").link)
_people.command("code")(import_module("pim.cli.signing_in").code)
_wave: Any = import_module("pim.cli.wave").app
_wave.command("choose")(import_module("pim.cli.adoption").choose_)
_workflow: Any = import_module("pim.cli.workflow").app
_workflow.command("versions")(import_module("pim.cli.workflow_migrate").versions)
_workflow.command("migrate")(import_module("pim.cli.workflow_migrate").migrate)
app.command("step")(import_module("pim.cli.step").step)
app.command("lessons")(import_module("pim.cli.lessons").lessons)
app.command("evidence")(import_module("pim.cli.evidence").evidence)
app.command("journal")(import_module("pim.cli.journal").journal)
import_module("pim.cli.house").add_to(app)  # init, serve, worker, tick, doctor
app.command("demo")(import_module("pim.cli.demo").demo)


SECRETS = ("smtp_url", "secret_key", "database_url")

# Typer carries a click of its own and does not name this class; it is what all wrong usage has in common.
WrongUsage: Any = typer.BadParameter.__mro__[2]


def is_empty(error: DBAPIError) -> bool:
    """Tell whether a statement failed because the tables were never made."""
    return "no such table" in str(error.orig) or type(error.orig).__name__ == "UndefinedTable"


@cache
def _tree() -> Any:
    """Return the commands as one tree; making it takes a tenth of a second, so it is made once."""
    tree = typer.main.get_command(app)
    bounded(tree)
    return tree


def _run(arguments: Sequence[str]) -> Any:
    as_json.set(False)
    given_now.set(None)
    typed.set(arguments)
    zone.set("UTC")
    return _tree().main(list(arguments), prog_name="pim", standalone_mode=False)


def call(*arguments: object) -> Any:
    """Run a command inside this process and return its data. Raises what the command raises.

    In a context of its own: the ``--now`` and ``--json`` of the command are not the caller's.
    """
    answer = copy_context().run(_run, [str(argument) for argument in arguments])
    return answer.data if isinstance(answer, Said) else answer


def _print(answer: Said) -> None:
    if as_json.get():
        sys.stdout.write(json.dumps(answer.data, ensure_ascii=False, default=str, indent=2) + "\n")
        return
    console = Console()
    if answer.table:
        heads, rows = answer.table
        table = Table(*map(known, heads))
        for row in rows:
            table.add_row(*(Text(for_people(cell)) for cell in row))  # as it is: a name is no markup
        console.print(table)
    for line in answer.lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _complain(error: PimError) -> None:
    language = settings().language
    if isinstance(error, Refusal):
        data: dict[str, Any] = {"refused": [said(unmet) for unmet in error.refused.unmet]}
        lines = [f"- {reason}" for reason in error.reasons(language, codes=True)]
    else:
        lines = faults_in_words(error)
        data = {"error": error.in_full}
    if as_json.get():
        sys.stdout.write(json.dumps(data, ensure_ascii=False, default=str, indent=2) + "\n")
    else:
        head = {"nl": "Dit kan nog niet:", "en": "This cannot be done yet:"}[language]
        out = [head, *lines] if isinstance(error, Refusal) else [f"pim: {line}" for line in lines]
        sys.stderr.write("\n".join(out) + "\n")


def wrong_settings(error: ValidationError) -> str:
    """Return which settings cannot be used and what was expected, in a line."""
    return "; ".join(_wrong(str(one["loc"][0]), one["msg"], one["input"]) for one in error.errors())


def _wrong(setting: str, said: str, given: object) -> str:
    name = f"PIM_{setting.upper()}"
    what = said.removeprefix("Value error, ").removeprefix(f"{name}: ")
    # In these there may be a password, and a log keeps what is printed.
    return f"{name}: {what}" if setting in SECRETS else f"{name}: {what}, got {given!r}"


def _is_text(word: str) -> bool:
    """Tell whether a word was typed in UTF-8: other bytes come in as signs that can be kept nowhere."""
    return not any("\ud800" <= sign <= "\udfff" for sign in word)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``pim`` and exit with its code."""
    words = sys.argv[1:] if arguments is None else arguments
    if any(not _is_text(word) for word in words):
        sys.stderr.write("pim: what was typed is not all text in UTF-8; nothing was done\n")
        sys.exit(BadInput.exit_code)
    try:
        settings()
    except ValidationError as error:
        sys.stderr.write(f"pim: {wrong_settings(error)}\n")
        sys.exit(BadInput.exit_code)
    try:
        answer = _run(words)
    except PimError as error:
        _complain(error)
        sys.exit(error.exit_code)
    except LettersRefused as refused:
        _complain(BadInput(f"PIM_LETTERS_DIR: {'; '.join(map(str, refused.faults))}"))
        sys.exit(BadInput.exit_code)
    except WrongUsage as error:
        error.show()
        sys.exit(2)
    except typer.Abort:
        sys.exit(1)
    except DBAPIError as error:
        if not is_empty(error):
            raise
        _complain(BadInput("this database is empty; make it with `pim init`"))
        sys.exit(BadInput.exit_code)
    if isinstance(answer, Said):
        _print(answer)
        sys.exit(answer.exit_code)
    sys.exit(answer if isinstance(answer, int) else 0)
