"""Ideas in a workflow with other names for stages and steps: verbs go by what a stage means."""

import pytest

from pim.db import Database
from pim.errors import BadInput
from pim.ideas.bring import bring_idea
from pim.ideas.group import name_functionality
from pim.ideas.handle import acknowledge_idea, answer_idea
from pim.lifecycle.advance import Order, Outcome, Refusal, advance
from pim.lifecycle.work import Work
from tests.pim.ideas.desk import Desk, desk
from workflows.definition import load

OWN = """
workflow: kort
title: {nl: Kort, en: Short}
calendar: nl
roles: [lead, employee]
cycle:
  start: ideas
  stages:
    ideas:
      label: {nl: Ideeën, en: Ideas}
      due: none
      steps:
        end: {to: closed, by: lead, needs: [every_idea_answered]}
    closed:
      label: {nl: Klaar, en: Done}
      final: true
idea:
  start: binnen
  stages:
    binnen:
      label: {nl: Binnen, en: In}
      means: submitted
      due: none
      steps:
        bespreken: {to: klaar, by: lead, needs: [{text_written: {texts: [answer]}}], reason: required}
    klaar:
      label: {nl: Besproken, en: Discussed}
      means: answered
      final: true
"""


def _bring(nv: Desk) -> int:
    return nv.do("fatima", lambda work: bring_idea(work, nv.cycle, "Meer licht bij het laden.").id)


def test_an_own_workflow_with_other_names_for_stages_and_steps_is_answered_by_what_they_mean(
    database: Database,
) -> None:
    nv = desk(database, load(OWN, frozenset()))
    idea = _bring(nv)
    with pytest.raises(Refusal):
        nv.do("marieke", lambda work: acknowledge_idea(work, idea))
    nv.do("marieke", lambda work: answer_idea(work, idea, "done", "Dat gaan we doen."))
    assert nv.means(idea) == "answered"
    assert nv.journal(idea)[-1].what == "bespreken"


def _end(work: Work, cycle_id: int) -> Outcome:
    return advance(work, Order(cycle_id, "end"))


def test_a_gate_waits_for_every_answer_and_nothing_is_brought_once_it_is_over(database: Database) -> None:
    nv = desk(database, load(OWN, frozenset()))
    idea = _bring(nv)
    with pytest.raises(Refusal) as refused:
        nv.do("marieke", lambda work: _end(work, nv.cycle))
    assert [unmet.code for unmet in refused.value.refused.unmet] == ["every_idea_answered"]
    nv.do("marieke", lambda work: answer_idea(work, idea, "done", "Dat gaan we doen."))
    nv.do("marieke", lambda work: _end(work, nv.cycle))
    with pytest.raises(BadInput, match="is over"):
        _bring(nv)
    with pytest.raises(BadInput, match="is over"):
        nv.do("marieke", lambda work: name_functionality(work, nv.cycle, "Te laat"))
