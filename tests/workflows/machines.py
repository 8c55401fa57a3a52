"""The standard machine, and short ways to ask it."""

from datetime import datetime

from tests.workflows.situations import MORNING
from workflows.definition import load, shipped
from workflows.facts import Facts
from workflows.machine import (
    Decision,
    Machine,
    Refused,
    Request,
    State,
    step,
)
from workflows.machine import (
    compile as built,
)
from workflows.working_days import calendar

NL = calendar("nl")
STANDARD = built(shipped("standard"))


def at(stage: str, previous: str | None = None, visit: int = 3) -> State:
    return State(stage, 7, visit, previous, MORNING)


def ask(name: str, *roles: str, reason: str | None = None, **overrides: str) -> Request:
    return Request(name, frozenset(roles), reason, overrides)


def decide(
    state: State, request: Request, facts: Facts, kind: str = "cycle", now: datetime = MORNING
) -> Decision:
    answer = step(STANDARD, kind, state, request, facts, NL, now)
    assert isinstance(answer, Decision), answer
    return answer


def refuse(state: State, request: Request, facts: Facts, kind: str = "cycle") -> Refused:
    answer = step(STANDARD, kind, state, request, facts, NL, MORNING)
    assert isinstance(answer, Refused), answer
    return answer


def codes(refused: Refused) -> list[str]:
    return [unmet.code for unmet in refused.unmet]


def small(steps: str, more: str = "", due: str = "none") -> Machine:
    """A workflow of a few lines: stages a and b, and an end."""
    return built(
        load(
            f"""
workflow: small
title: {{nl: Klein, en: Small}}
calendar: nl
roles: [lead, sponsor]
cycle:
  start: a
  stages:
    a:
      label: {{nl: A, en: A}}
      due: {due}
      steps:
        on_to_b: {{to: b, by: lead}}
{steps}
    b:
      label: {{nl: B, en: B}}
      due: none
      steps:
        finish: {{to: z, by: lead}}
{more}
    z: {{label: {{nl: Z, en: Z}}, final: true}}
"""
        )
    )
