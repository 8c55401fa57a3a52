"""One innovation before its decision, and everything people may do to it, in any order, at any time.

What a command does is the verb's business; here it is only tried, and a refusal is as good as a success.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session, col

from pim.answers.clusters import add_cluster
from pim.consultation.answer import answer, withhold
from pim.consultation.ask import ask, hold_meeting
from pim.consultation.decide import decide
from pim.consultation.let_go import record_ruling, rewrite, waive, withdraw
from pim.consultation.tables import Consultation
from pim.db import Database
from pim.errors import PimError
from pim.feedback.steps import close_round, finish_round, withdraw_round
from pim.lifecycle.advance import Order, advance
from pim.lifecycle.definitions import publish
from pim.lifecycle.journal import entries, lineage
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Instance
from pim.lifecycle.verify import verify
from pim.lifecycle.work import Work
from pim.migrating.carrying_out import carry_out
from pim.migrating.opening import open_plan
from tests.pim.consultation.requests import ADVICE, CONSENT
from tests.pim.evidence.measured import alike, measured, opened_site, piloted
from tests.pim.migrating.second_version import PLAN, second_text
from tests.pim.moving import moved
from tests.pim.scene import Scene, at, scene
from workflows.definition import load
from workflows.plan import read_plan

TEAM = "emmen/Dag"
BEGIN = datetime(2026, 3, 3, 10, 0)  # noqa: DTZ001 - on the clock of Amsterdam, as scenes are told
FLOORS = ("no_outcome_fell", "no_site_in_stress_risk")
EVERYTHING = (*FLOORS, "previous_round_answered", "consultations_closed", "suspension_over")


@dataclass
class Life:
    """A scene with a clock, and what the test knows of the figures that it put in."""

    play: Scene
    pilot: int
    now: datetime = BEGIN
    broken: dict[int, bool] = field(default_factory=dict)  # rounds about the pilot: did they break a floor

    @property
    def local(self) -> str:
        return self.now.isoformat(sep=" ", timespec="minutes")

    @property
    def today(self) -> date:
        return self.now.date()

    def stage(self) -> str:
        return self.play.look(lambda session: look(session, self.play.cycle).state.stage)

    def newest(self, kind: str, *means: str) -> int:
        """Return the newest thing of a kind, in one of these stages if any are named; or else 0."""
        wanted = select(col(Instance.id)).where(
            col(Instance.cycle_id) == self.play.cycle, col(Instance.kind) == kind
        )
        if means:
            wanted = wanted.where(col(Instance.means).in_(means))
        return self.play.look(lambda session: session.scalar(wanted.order_by(col(Instance.id).desc()))) or 0

    def round(self, *, bad: bool, means: str) -> None:
        marks = alike(9, demands=5, control=2, outcome=2) if bad else alike(9)
        number = measured(self.play, "pilot", {TEAM: marks}, about=self.pilot, means=means)  # type: ignore[arg-type]
        self.broken[number] = bad

    def whole(self) -> bool:
        """Tell whether every journal, replayed, gives the state of its instance and its workflow."""

        def told(session: Session) -> bool:
            by_hand = set()  # written as rows for its figures, see tests/pim/evidence/measured.py
            for one in session.scalars(select(Instance)).all():
                rows, subject = entries(session, one.id or 0), look(session, one.id or 0)
                if not rows or (rows[-1].what == "start" and one.kind == "round"):
                    by_hand.add(subject.id)
                elif lineage(rows) != (*subject.earlier, subject.digest):
                    return False
            return all(broken.instance_id in by_hand for broken in verify(session))

        return self.play.look(told)


def begun(database: Database, keys: Path) -> Life:
    """Set the scene: a pilot was held and measured, its round is answered, the decision is waited for."""
    play = scene(database, keys)
    with database.write() as session:
        publish(session, load(second_text()), at("2026-02-01 09:00"))
    site = opened_site(play, "emmen", "Emmen", "Dag")  # type: ignore[arg-type]
    measured(play, "baseline", {TEAM: alike(9)}, means="answered")  # type: ignore[arg-type]
    life = Life(play, piloted(play, [site]))  # type: ignore[arg-type]
    life.round(bad=False, means="answered")
    play.do("henk", lambda work: moved(work, play.cycle, "pilot", "decision"), life.local)
    return life


Command = Callable[[Life, int], object]


def _asks(texts: Mapping[str, object]) -> Command:
    def command(life: Life, days: int) -> object:
        until = life.today + timedelta(days=days)
        return life.play.do(
            "marieke", lambda w: ask(w, life.play.cycle, **texts, answer_by=until), life.local
        )  # type: ignore[arg-type]

    return command


def _request(who: str, verb: Callable[[Work, int, Life], object]) -> Command:
    def command(life: Life, _: int) -> object:
        number = life.newest("consultation")
        return life.play.do(who, lambda work: verb(work, number, life), life.local)

    return command


def _round(verb: Callable[[Work, int], object], *means: str) -> Command:
    def command(life: Life, _: int) -> object:
        number = life.newest("round", *means)
        return life.play.do("marieke", lambda work: verb(work, number), life.local)

    return command


def _measured(*, bad: bool, means: str) -> Command:
    return lambda life, _: life.round(bad=bad, means=means)


def _step(who: str, name: str, overrides: Sequence[str] = ()) -> Command:
    def command(life: Life, _: int) -> object:
        order = Order(life.play.cycle, name, "Omdat het zo is.", dict.fromkeys(overrides, "Wij weten het."))
        return life.play.do(who, lambda work: advance(work, order), life.local)

    return command


def _wait(life: Life, days: int) -> object:
    life.now += timedelta(days=days)
    return life.play.sweep(life.local)


def _go_on(life: Life, _: int) -> object:
    """Let the innovation, with everything in it, go on in the second version of its workflow."""
    play, administrator = life.play, life.play.people["bas"]
    with play.database.read() as session:
        migration = open_plan(session, read_plan(PLAN), administrator.organisation_id)
    return carry_out(play.database, play.house, administrator, at(life.local), migration, [play.cycle])


COMMANDS: Mapping[str, Command] = {
    "ask for consent": _asks(CONSENT),
    "ask for advice": _asks(ADVICE),
    "meet": _request("wim", lambda work, id_, life: hold_meeting(work, id_, life.today)),
    "answer the request": _request("wim", lambda work, id_, _: answer(work, id_, "Akkoord.")),
    "withhold": _request("wim", lambda work, id_, _: withhold(work, id_, "Te veel gegevens.")),
    "waive": _request("wim", lambda work, id_, _: waive(work, id_, "Niet nodig.")),
    "withdraw the request": _request("henk", lambda work, id_, _: withdraw(work, id_, "Niet nodig.")),
    "write it anew": _request("marieke", lambda work, id_, _: rewrite(work, id_, reason="Beter zo.")),
    "a judge decides": _request("henk", lambda work, id_, _: record_ruling(work, id_, "Zaak 12.")),
    "follow": _request("henk", lambda w, id_, life: decide(w, id_, follows=True, told_on=life.today)),
    "depart": _request(
        "henk", lambda w, id_, life: decide(w, id_, follows=False, reason="Anders.", told_on=life.today)
    ),
    "a good round, open": _measured(bad=False, means="open"),
    "a good round, closed": _measured(bad=False, means="closed"),
    "a good round, answered": _measured(bad=False, means="answered"),
    "a bad round, closed": _measured(bad=True, means="closed"),
    "a bad round, answered": _measured(bad=True, means="answered"),
    "close the round": _round(close_round, "open"),
    "bring together": _round(lambda w, id_: add_cluster(w, id_, title="Druk", said="Te druk"), "closed"),
    "answer the round": _round(finish_round, "closed"),
    "call the round off": _round(lambda work, id_: withdraw_round(work, id_, reason="Fout"), "open", "held"),
    "go": _step("henk", "go"),
    "go in spite of the figures": _step("henk", "go", FLOORS),
    "go in spite of everything": _step("henk", "go", EVERYTHING),
    "the lead goes": _step("marieke", "go", EVERYTHING),
    "wait for the council": _step("marieke", "await_consultation"),
    "decide now": _step("henk", "decide_now"),
    "pause": _step("henk", "pause"),
    "resume": _step("henk", "resume"),
    "repeat": _step("marieke", "repeat"),
    "extend": _step("henk", "extend"),
    "to the decision": _step("henk", "evaluate_pilot"),
    "go on in the second version": _go_on,
    "let days pass": _wait,
}


def tried(life: Life, name: str, days: int) -> bool:
    """Try a command; returns whether it was done. What may not be is refused and changes nothing."""
    life.now += timedelta(minutes=7)
    try:
        COMMANDS[name](life, days)
    except PimError:
        return False
    return True


def open_consents(life: Life) -> list[str]:
    """Return the stages, as they stand in the rows, of requests for consent neither given nor let go."""
    rows = (
        select(col(Instance.means))
        .join(Consultation, col(Consultation.instance_id) == col(Instance.id))
        .where(
            col(Instance.cycle_id) == life.play.cycle,
            col(Consultation.request) == "consent",
            col(Instance.means).not_in(("given", "closed", "waived", "withdrawn")),
        )
    )
    return life.play.look(lambda session: list(session.scalars(rows)))


def unanswered(life: Life) -> list[str]:
    """Return the stages of rounds that were put to people and not answered."""
    rows = select(col(Instance.means)).where(
        col(Instance.cycle_id) == life.play.cycle,
        col(Instance.kind) == "round",
        col(Instance.means).in_(("open", "held", "closed")),
    )
    return life.play.look(lambda session: list(session.scalars(rows)))
