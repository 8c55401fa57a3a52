"""A verb takes the step whose stage means what it says, whatever an organisation calls its steps."""

from datetime import date
from pathlib import Path

import pytest

from pim.consultation.answer import answer
from pim.consultation.ask import ask
from pim.consultation.decide import decide, tell_decision
from pim.consultation.queries import facts
from pim.db import Database
from pim.errors import BadInput
from pim.lifecycle.advance import Refusal
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.work import Work
from pim.pilots.course import end_pilot, extend_pilot, run_pilot
from pim.pilots.plan import plan_pilot, replan_pilot
from pim.pilots.queries import facts as pilot_facts
from pim.rollout.plan import plan_wave
from tests.pim.consultation.requests import ADVICE, CONSENT
from tests.pim.scene import Scene, scene
from workflows.definition import load

# A ward: a request is asked at once and told later, consent closes it, a longer pilot is a stage of its own.
WARD = """
workflow: ward
title: {nl: Afdeling, en: Ward}
calendar: nl
roles: [lead, sponsor, works_council, employee]
cycle:
  start: preparation
  stages:
    preparation: {label: {nl: Begin, en: Begin}, due: none, steps: {finish: {to: closed, by: lead}}}
    closed: {label: {nl: Klaar, en: Done}, final: true}
variant:
  start: draft
  stages:
    draft: {label: {nl: Concept, en: Draft}, due: none, steps: {drop: {to: stopped, by: lead}}}
    stopped: {label: {nl: Weg, en: Gone}, final: true}
consultation:
  start: on_the_table
  tells: {works_council: advice_requested}
  stages:
    on_the_table:
      label: {nl: Op tafel, en: On the table}
      means: asked
      due: none
      steps:
        nod:
          to: done
          by: works_council
          needs: [{consultation_is: {kinds: [consent, dpia]}}]
        speak:
          to: heard
          by: works_council
          needs: [{consultation_is: {kinds: [advice]}}]
    heard:
      label: {nl: Gehoord, en: Heard}
      means: given
      due: none
      steps: {make_up_our_mind: {to: settled, by: [lead, sponsor]}}
    settled:
      label: {nl: Besloten, en: Decided}
      means: decided
      due: none
      steps:
        tell_yes: {to: done, by: [lead, sponsor], needs: [{dates_set: {dates: [told_on]}}]}
        tell_no: {to: waiting, by: [lead, sponsor], needs: [{dates_set: {dates: [told_on]}}]}
    waiting:
      label: {nl: Wachten, en: Waiting}
      means: suspended
      due: {in: 1 month, from: told_on, then: let_go}
      steps: {let_go: {to: done, by: clock}}
    done: {label: {nl: Klaar, en: Done}, means: closed, final: true}
pilot:
  start: thought_of
  stages:
    thought_of:
      label: {nl: Bedacht, en: Thought of}
      means: planned
      due: none
      steps:
        off_we_go:
          to: busy
          by: [lead, sponsor]
          needs: [comparison_sites_chosen]
          overridable: {comparison_sites_chosen: sponsor}
          tells: {works_council: decision_made}
    busy:
      label: {nl: Bezig, en: Busy}
      means: running
      due: {on: ends_on, then: that_was_it}
      steps:
        a_bit_more: {to: busy_longer, by: sponsor}
        that_was_it: {to: over, by: [lead, clock]}
    busy_longer:
      label: {nl: Langer bezig, en: Busy longer}
      means: running
      due: {on: ends_on, then: that_was_it}
      steps: {that_was_it: {to: over, by: [lead, clock]}}
    over: {label: {nl: Voorbij, en: Over}, means: ended, final: true}
"""


@pytest.fixture
def play(database: Database, tmp_path: Path) -> Scene:
    return scene(database, tmp_path / "keys", load(WARD))


def _asked(play: Scene, request: dict[str, str]) -> int:
    return play.do("marieke", lambda work: ask(work, play.cycle, **request).id, "2026-04-02 10:00")


def test_a_request_that_begins_by_being_asked_tells_the_council_all_it_must_know(play: Scene) -> None:
    request = _asked(play, ADVICE)
    assert play.means(request) == "asked"
    assert ADVICE["grounds"] in play.text("advice_requested", "Wim Jansen")


def test_of_two_answers_the_one_for_this_sort_of_request_is_taken(play: Scene) -> None:
    consent, advice = _asked(play, CONSENT), _asked(play, ADVICE)
    for request in (consent, advice):
        play.do("wim", lambda work, request=request: answer(work, request, "Goed."), "2026-04-30 10:00")
    assert (play.means(consent), play.means(advice)) == ("closed", "given")


def test_a_decision_may_be_taken_first_and_told_later(play: Scene) -> None:
    request = _asked(play, ADVICE)
    play.do("wim", lambda work: answer(work, request, "Mits.", ["Langzaam."]), "2026-09-07 10:00")
    play.do(
        "henk",
        lambda work: decide(work, request, follows=False, not_followed={1: "Kan niet."}),
        "2026-09-10 10:00",
    )
    assert play.means(request) == "decided"
    (fact,) = play.look(lambda session: facts(session, play.cycle))
    assert fact.suspended_until is None  # nobody was told, so no month began
    play.do("henk", lambda work: tell_decision(work, request, date(2026, 9, 14)), "2026-09-15 10:00")
    (fact,) = play.look(lambda session: facts(session, play.cycle))
    assert (fact.meaning, fact.suspended_until) == ("suspended", date(2026, 10, 14))


def test_deciding_and_telling_at_once_takes_both_steps(play: Scene) -> None:
    request = _asked(play, ADVICE)
    play.do("wim", lambda work: answer(work, request, "Ja."), "2026-09-07 10:00")
    play.do(
        "henk",
        lambda work: decide(work, request, follows=True, told_on=date(2026, 9, 14)),
        "2026-09-14 10:00",
    )
    assert play.means(request) == "closed"
    assert play.journal_is_whole()


def _pilot(play: Scene, *compared: str) -> int:
    sites, beside = [play.site("zwolle")], [play.site(code) for code in compared]
    return play.do(
        "marieke",
        lambda work: (
            plan_pilot(
                work,
                play.cycle,
                variant_id=play.variant,
                site_ids=sites,
                comparison_site_ids=beside,
                starts_on=date(2026, 5, 11),
                ends_on=date(2026, 6, 7),
            ).id
        ),
        "2026-05-04 10:00",
    )


def test_an_extension_may_be_a_stage_of_its_own(play: Scene) -> None:
    pilot = _pilot(play, "assen")
    play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    play.do("henk", lambda work: extend_pilot(work, pilot, date(2026, 6, 21)), "2026-06-01 10:00")
    assert play.means(pilot) == "running"
    with pytest.raises(Refusal) as refusal:
        play.do("henk", lambda work: extend_pilot(work, pilot, date(2026, 7, 5)), "2026-06-02 10:00")
    (unmet,) = refusal.value.refused.unmet
    assert (unmet.code, unmet.numbers["possible"]) == ("not_from_here", ("that_was_it",))
    play.do("marieke", lambda work: end_pilot(work, pilot), "2026-06-21 17:00")
    assert play.means(pilot) == "ended"


def test_what_is_set_aside_is_set_aside_by_the_one_who_may_and_printed_in_the_letter(play: Scene) -> None:
    pilot, why = _pilot(play), "Geen vestiging is vergelijkbaar."

    def run(work: Work) -> object:
        return run_pilot(work, pilot, overrides={"comparison_sites_chosen": why})

    with pytest.raises(Refusal) as refusal:
        play.do("marieke", run, "2026-05-11 07:00")
    assert "override_not_allowed" in {unmet.code for unmet in refusal.value.refused.unmet}
    play.do("henk", run, "2026-05-11 07:00")
    assert f"Henk Wolters: {why}" in play.text("decision_made", "Wim Jansen")


def test_running_what_runs_is_no_extension(play: Scene) -> None:
    pilot = _pilot(play, "assen")
    play.do("marieke", lambda work: run_pilot(work, pilot), "2026-05-11 07:00")
    with pytest.raises(Refusal) as refusal:
        play.do("henk", lambda work: run_pilot(work, pilot), "2026-05-11 08:00")
    assert [unmet.code for unmet in refusal.value.refused.unmet] == ["not_from_here"]


def test_without_a_step_for_it_other_days_are_only_for_lead_and_sponsor(play: Scene) -> None:
    pilot = _pilot(play, "assen")

    def other_days(work: Work) -> object:
        return replan_pilot(work, pilot, starts_on=date(2026, 5, 18), ends_on=date(2026, 6, 14))

    with pytest.raises(NotAllowed):
        play.do("erik", other_days, "2026-05-05 10:00")
    play.do("henk", other_days, "2026-05-05 10:00")
    (fact,) = play.look(lambda session: pilot_facts(session, play.cycle))
    assert fact.days == 28
    assert play.journal_is_whole()


def test_a_workflow_without_waves_says_so(play: Scene) -> None:
    sites = [play.site("assen")]
    with pytest.raises(BadInput, match="has no wave"):
        play.do(
            "marieke",
            lambda work: plan_wave(
                work, play.cycle, variant_id=play.variant, site_ids=sites, starts_on=date(2026, 10, 19)
            ),
            "2026-09-21 10:00",
        )
