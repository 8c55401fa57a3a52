"""Innovations that run go on in another version of their workflow: looked at first, then done."""

import os
import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel, col

from notifications.outbox import LetterRow
from pim.cli import edge
from pim.errors import BadInput
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.journal import entries
from pim.lifecycle.tables import Deadline
from tests.pim.cli.helpers import CommandLine
from tests.pim.migrating.second_version import (
    ADMINISTRATOR,
    LEAD,
    PLAN,
    plan,
    publish_second,
    replayed,
    runs_on,
    second_text,
    started,
)

LATER = ("--now", "2026-01-19T09:00+01:00")


def _migrate(pim: CommandLine, how: str, *more: object, text: str = PLAN) -> Any:
    return pim.call("workflow", "migrate", plan(pim, text), how, *ADMINISTRATOR, *LATER, *more)


def _dump() -> dict[str, list[Any]]:
    with edge.database().read() as session:
        tables = SQLModel.metadata.sorted_tables
        return {
            table.name: sorted(map(repr, session.execute(select(table))))
            for table in tables
            if table.name != "installation"
        }


def _due(id_: int) -> list[tuple[str, str]]:
    with edge.database().read() as session:
        rows = session.scalars(
            select(Deadline)
            .where(col(Deadline.instance_id) == id_, col(Deadline.status) == "armed")
            .order_by(col(Deadline.due_at))
        )
        return [(row.what, row.due_at.date().isoformat()) for row in rows]


def test_a_new_version_takes_new_innovations_and_leaves_running_ones_where_they_are(
    pim: CommandLine,
) -> None:
    running = started(pim, "Bestellen")
    before = runs_on(running)
    publish_second(pim)
    listed: Any = pim.call("workflow", "versions", "standard")
    assert [one["version"] for one in listed] == ["standard@1", "standard@2"]
    assert runs_on(running) == before == (listed[0]["digest"], "preparation")
    told: Any = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", "Rooster", "--lead", LEAD[1], *LATER
    )
    assert runs_on(told["id"]) == (listed[1]["digest"], "preparation")
    counts: Any = pim.call("workflow", "versions", "standard")
    assert [one["running"] for one in counts] == [1, 1]


def test_what_is_published_later_is_the_newer_version_also_when_the_clock_of_a_demo_is_behind(
    pim: CommandLine,
) -> None:
    file = pim.file(second_text(), "tweede.yaml")
    told: Any = pim.call("workflow", "publish", file, "--now", "2025-06-01T09:00+02:00")
    listed: Any = pim.call("workflow", "versions", "standard")
    assert [one["digest"] for one in listed][-1] == told["digest"]
    assert runs_on(started(pim, "Rooster"))[0] == told["digest"]


def test_a_preview_tells_all_that_would_happen_and_writes_nothing(pim: CommandLine) -> None:
    preparing, designing = started(pim, "Bestellen"), started(pim, "Rooster", "ideas", "variants")
    publish_second(pim)
    before = _dump()
    told = _migrate(pim, "--preview")
    assert _dump() == before
    assert [(one["id"], one["fate"]) for one in told["cycles"]] == [
        (preparing, "moves"),
        (designing, "moves"),
    ]
    first, second = (one["moves"][0] for one in told["cycles"])
    assert (second["from"], second["stage"]) == ("variants", "designs")
    assert second["labels"]["stage"] == {"nl": "Ontwerpen", "en": "Designs"}
    ends = {name: [due["at"][:10] for due in first[name] if due["what"] == "due"] for name in
            ("cancelled", "deadlines")}  # fmt: skip
    # 45 days instead of 30, and still counted from 12 January: not from the day of the plan.
    assert ends == {"cancelled": ["2026-02-11"], "deadlines": ["2026-02-26"]}
    assert [unmet["code"] for unmet in first["missing"]] == []  # the hours were missing before as well
    assert [(one["notice"], one["to"]) for one in told["cycles"][0]["letters"]] == [
        ("workflow_changed", "Marieke de Boer")
    ]


def test_carrying_out_a_plan_moves_everything_with_a_row_in_the_journal_and_a_letter(
    pim: CommandLine,
) -> None:
    cycle = started(pim, "Bestellen", "ideas")
    idea: Any = pim.call("idea", "bring", cycle, "Het brood is om vier uur al op.", *LEAD)
    publish_second(pim)
    foreseen = _migrate(pim, "--preview")
    told = _migrate(pim, "--apply")
    assert [one["moves"] for one in told["cycles"]] == [one["moves"] for one in foreseen["cycles"]]
    new = told["to"]
    assert runs_on(cycle) == (new, "ideas")
    assert runs_on(idea["id"]) == (new, "received")
    assert replayed(cycle)
    assert replayed(idea["id"])
    with edge.database().read() as session:
        last = entries(session, cycle)[-1]
        letters = session.scalars(select(LetterRow).where(col(LetterRow.notice) == "workflow_changed")).all()
    assert (last.what, last.from_stage, last.to_stage) == ("migrated", "ideas", "ideas")
    assert all(name in last.data for name in (told["from"], told["to"], told["plan"]))
    assert [(letter.context["recipient"], letter.context["reason"]) for letter in letters] == [
        ("Marieke de Boer", "De naam variant gaf verwarring.")
    ]
    # Doing it again finds everything there already, and writes to nobody a second time.
    before = _dump()
    again = _migrate(pim, "--apply")
    assert [one["fate"] for one in again["cycles"]] == ["there"]
    assert _dump() == before
    pim.call("idea", "acknowledge", idea["id"], *LEAD, *LATER)  # life goes on
    assert runs_on(idea["id"]) == (new, "acknowledged")


def test_what_is_needed_now_and_was_not_before_is_told_to_whoever_looks_and_to_the_lead(
    pim: CommandLine,
) -> None:
    cycle = started(pim, "Bestellen")
    pim.call("cycle", "charter", cycle, "--hours", "50", *LEAD)
    publish_second(pim)
    code, out, _ = pim.run("workflow", "migrate", plan(pim), "--preview", *ADMINISTRATOR, *LATER)
    assert code == 0
    assert "nu ook nodig: Er zijn 50 uren voor medewerkers geboekt; 60 zijn nodig." in " ".join(out.split())
    _migrate(pim, "--apply")
    with edge.database().read() as session:
        letter = session.scalars(select(LetterRow).where(col(LetterRow.notice) == "workflow_changed")).one()
    assert letter.context["missing"] == [
        "Er zijn 50 uren voor medewerkers geboekt; 60 zijn nodig. Boek er nog 10 bij."
    ]


def test_an_innovation_that_cannot_go_along_says_why_and_holds_up_no_other(pim: CommandLine) -> None:
    stuck = started(pim, "Bestellen", "ideas")
    idea: Any = pim.call("idea", "bring", stuck, "Het brood is om vier uur al op.", *LEAD)
    free = started(pim, "Rooster")
    publish_second(pim)
    before = runs_on(stuck)
    silent = PLAN.replace("  idea: {submitted: received}\n", "")
    code, out, _ = pim.run(
        "workflow", "migrate", plan(pim, silent), "--apply", "--json", *ADMINISTRATOR, *LATER
    )
    assert code == 3
    assert runs_on(stuck) == before
    assert runs_on(idea["id"])[1] == "submitted"
    assert runs_on(free)[0] != before[0]
    code, out, _ = pim.run("workflow", "migrate", plan(pim, silent), "--preview", *ADMINISTRATOR, *LATER)
    said = " ".join(out.split())
    assert "plan.yaml:4: stage 'submitted' of idea is in use (1)" in said
    assert "Zet in het plan hoe de fase ‘Ingediend’ daar heet: received, acknowledged" in said


def test_only_one_innovation_goes_along_where_that_is_asked(pim: CommandLine) -> None:
    one, other = started(pim, "Bestellen"), started(pim, "Rooster")
    publish_second(pim)
    _migrate(pim, "--apply", "--cycle", other)
    assert runs_on(one)[0] != runs_on(other)[0]


def test_a_pause_ends_in_the_stage_as_it_is_called_now(pim: CommandLine) -> None:
    cycle = started(pim, "Bestellen", "ideas", "variants", "paused")
    publish_second(pim)
    _migrate(pim, "--apply")
    pim.call("step", cycle, "resume", "--as", "henk@noordervers.example", *LATER)
    assert runs_on(cycle)[1] == "designs"
    assert replayed(cycle)


def test_where_it_has_been_is_remembered_under_the_new_names(pim: CommandLine) -> None:
    cycle = started(pim, "Bestellen", "ideas", "variants", "feedback")
    publish_second(pim)
    _migrate(pim, "--apply")
    drawn: Any = pim.call("workflow", "draw", "standard", "--cycle", cycle)
    assert "designs" in drawn["drawing"]
    late: Any = pim.call("idea", "bring", cycle, "Kan het ook op papier?", *LEAD, *LATER)  # asked for before
    assert runs_on(late["id"])[1] == "received"


def _overdue(cycle: int) -> list[str]:
    """Return when each letter about a passed term was written, as the clock ticks on 20 and 21 February."""
    with edge.database().read() as session:
        rows = session.scalars(select(LetterRow).where(col(LetterRow.notice) == "overdue"))
        return [row.queued_at.date().isoformat() for row in rows]


@pytest.mark.parametrize(
    ("days", "due"), [(30, []), (45, [("due", "2026-02-26"), ("escalate", "2026-03-02")])]
)
def test_who_was_told_of_a_passed_term_hears_it_again_only_of_another_term(
    pim: CommandLine, days: int, due: list[tuple[str, str]]
) -> None:
    cycle = started(pim, "Bestellen")
    publish_second(pim, second_text().replace("in: 45 days", f"in: {days} days", 1))
    pim.call("tick", "--now", "2026-02-20T09:00+01:00")  # the 30 days, and two more, have passed
    assert _overdue(cycle) == ["2026-02-13"]
    late = ("--now", "2026-02-20T10:00+01:00")
    pim.call("workflow", "migrate", plan(pim), "--apply", *ADMINISTRATOR, *late)
    assert [one for one in _due(cycle) if one[0] != "remind"] == due
    pim.call("tick", "--now", "2026-02-21T09:00+01:00")
    assert _overdue(cycle) == ["2026-02-13"]
    shown: Any = pim.call("cycle", "list", *LEAD)
    assert [one["overdue"] for one in shown if one["id"] == cycle] == ([1] if days == 30 else [0])


def test_terms_begin_anew_only_where_the_plan_says_so(pim: CommandLine) -> None:
    cycle = started(pim, "Bestellen")
    publish_second(pim)
    _migrate(pim, "--apply", text=PLAN + "terms: anew\n")
    assert ("due", "2026-03-05") in _due(cycle)  # 45 days after 19 January
    assert replayed(cycle)


def test_a_stage_that_means_something_else_over_there_refuses_the_whole_plan(pim: CommandLine) -> None:
    cycle = started(pim, "Bestellen", "ideas")
    publish_second(pim)
    wrong = PLAN.replace("{variants: designs}", "{variants: designs, ideas: rollout}")
    code, _, err = pim.run("workflow", "migrate", plan(pim, wrong), "--apply", *ADMINISTRATOR, *LATER)
    assert code == 1
    assert "plan.yaml:5: 'ideas' means ideas, and 'rollout' means rollout" in err
    assert runs_on(cycle)[1] == "ideas"


def test_nobody_but_an_administrator_migrates_and_never_for_another_organisation(pim: CommandLine) -> None:
    cycle = started(pim, "Bestellen")
    publish_second(pim)
    before = _dump()
    with pytest.raises(NotAllowed):
        pim.call("workflow", "migrate", plan(pim), "--apply", *LEAD, *LATER)
    outsider = ("--as", "olga@drievliet.example")  # an administrator, of her own organisation
    told: Any = pim.call("workflow", "migrate", plan(pim), "--apply", *outsider, *LATER)
    assert told["cycles"] == []
    with pytest.raises(BadInput, match="--preview or --apply"):
        pim.call("workflow", "migrate", plan(pim), *ADMINISTRATOR, "--cycle", cycle)
    assert _dump() == before


def test_a_process_that_dies_on_the_way_leaves_each_innovation_wholly_here_or_there(pim: CommandLine) -> None:
    first, second = started(pim, "Bestellen"), started(pim, "Rooster")
    publish_second(pim)
    before = runs_on(second)
    command = ["workflow", "migrate", str(plan(pim)), "--apply", *ADMINISTRATOR, *LATER]
    script = f"from pim.cli.main import main; main({command!r})"
    env = {**os.environ, "PIM_FAILPOINT": "step.after_deadlines:2"}
    died = subprocess.run(
        [sys.executable, "-c", script], env=env, check=False, capture_output=True, text=True
    )
    assert died.returncode == -9, died.stderr
    assert runs_on(first)[0] != before[0]
    assert runs_on(second) == before
    told = _migrate(pim, "--apply")
    assert [one["fate"] for one in told["cycles"]] == ["there", "moves"]
    assert runs_on(second)[0] == runs_on(first)[0]
    assert replayed(first)
    assert replayed(second)
    assert _due(first) == _due(second)
