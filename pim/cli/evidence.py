"""``pim evidence``: what was measured in a cycle, on the terminal or in a file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from pim.cli.edge import Json, Now, Said, look
from pim.errors import BadInput
from pim.evidence.export import csv_lines, xlsx
from pim.evidence.rules import Rule
from pim.evidence.view import Evidence, evidence_of
from pim.evidence.words import Say
from pim.settings import settings
from workflows.reasons import explain

File = Path | None


def evidence(
    cycle: int,
    as_: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who looks.")],
    csv: Annotated[File, typer.Option("--csv", metavar="FILE", help="Write the numbers as CSV.")] = None,
    xlsx_: Annotated[File, typer.Option("--xlsx", metavar="FILE", help="Write a workbook.")] = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Show the evidence of a cycle: quadrants, outcomes, and the rules of its gates."""

    def query(session: Any, actor: Any, moment: Any) -> Evidence:
        return evidence_of(session, cycle, actor, moment)

    found, say = look(as_, query), Say(settings().language)
    data = found.as_json()
    for file, kept in ((csv, _csv), (xlsx_, xlsx)):
        if file is not None:
            _write(file, kept(found, say))
            data.setdefault("written", []).append(str(file))
    table = (tuple(say(head) for head in ("moment", "subject", "group", "n", "value")), _numbers(found, say))
    return Said(data, [*_rules(found, say), *(f"→ {file}" for file in data.get("written", ()))], table)


def _csv(found: Evidence, say: Say) -> bytes:
    return "".join(csv_lines(found, say)).encode()


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{file}: cannot be written ({error.strerror}); expected a path to a file") from None


def _numbers(found: Evidence, say: Say) -> list[tuple[object, ...]]:
    return [
        (
            say.moment(one.moment),
            say(one.dimension),
            say.group(one.group) if not one.group.team else f"{one.group.site}, {one.group.team}",
            one.n,
            f"{say.number(one.value)} {f'({say.within(one)})' if one.interval else ''}".rstrip(),
        )
        for one in found.published
    ]


def _rules(found: Evidence, say: Say) -> list[str]:
    return [f"{say.state(rule)}: {say.rule(rule)}{_why(rule, say)}" for rule in found.rules]


def _why(rule: Rule, say: Say) -> str:
    return f" — {explain(rule.unmet, say.language)}" if rule.unmet else ""
