"""The second version of the standard workflow: two stages have other names, and preparing takes longer."""

from pathlib import Path
from typing import Any

from pim.cli import edge
from pim.lifecycle.journal import entries, lineage, replay
from pim.lifecycle.subject import look
from pim.lifecycle.verify import verify
from tests.pim.cli.helpers import CommandLine
from workflows.definition import SHIPPED, check

LEAD = ("--as", "marieke@noordervers.example")
ADMINISTRATOR = ("--as", "bas@noordervers.example")
STARTED = "2026-01-12T09:00+01:00"

CHANGES = (
    ("      to: variants\n", "      to: designs\n"),
    (
        "    variants:\n      label: {nl: Varianten, en: Variants}\n",
        "    designs:\n      label: {nl: Ontwerpen, en: Designs}\n      means: variants\n",
    ),
    ("    - staff_hours_booked: {at_least: 40}\n", "    - staff_hours_booked: {at_least: 60}\n"),
    ("  start: submitted\n", "  start: received\n"),
    (
        "    submitted:\n      label: {nl: Ingediend, en: Submitted}\n",
        "    received:\n      label: {nl: Binnengekomen, en: Received}\n      means: submitted\n",
    ),
)
PLAN = """\
from: standard@1
to: standard@2
reason: {nl: De naam variant gaf verwarring., en: The name variant was confusing.}
stages:
  cycle: {variants: designs}
  idea: {submitted: received}
"""


def second_text() -> str:
    """Return the file of version 2, which passes every check."""
    text = (SHIPPED / "standard.yaml").read_text(encoding="utf-8")
    for old, new in CHANGES:
        assert old in text, old
        text = text.replace(old, new)
    text = text.replace("in: 30 days\n", "in: 45 days\n", 1)
    assert check(text).faults == ()
    return text


def publish_second(pim: CommandLine, text: str | None = None) -> None:
    """Publish version 2, or another text of it, as somebody types it."""
    file = pim.file(text or second_text(), "tweede.yaml")
    pim.call("workflow", "publish", file, "--now", "2026-01-14T09:00+01:00")


def started(pim: CommandLine, title: str, *stages: str) -> int:
    """Start an innovation and put it in these stages in turn."""
    told: Any = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", title, "--lead", LEAD[1], "--now", STARTED
    )
    pim.put_in(int(told["id"]), *stages)
    return int(told["id"])


def plan(pim: CommandLine, text: str = PLAN) -> Path:
    """Write a plan down."""
    return pim.file(text, "plan.yaml")


def runs_on(id_: int) -> tuple[str, str]:
    """Return the digest of the workflow that something runs on, and the stage it is in."""
    with edge.database().read() as session:
        subject = look(session, id_)
        return subject.digest, subject.state.stage


def replayed(id_: int) -> bool:
    """Tell whether replaying the journal gives the state, the workflow and whole chains of seals."""
    with edge.database().read() as session:
        subject, rows = look(session, id_), entries(session, id_)
        state, dates = replay(rows)
        ran_on = lineage(rows)
        same = (state, dates, ran_on) == (subject.state, subject.dates, (*subject.earlier, subject.digest))
        return same and not list(verify(session))
