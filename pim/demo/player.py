"""Plays a story by the real commands: each line at its own moment, with the clock running in between."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select
from sqlmodel import col

from pim.demo.voices import Place, Voices, bodies, in_turns, who_answers
from pim.errors import PimError
from pim.feedback.answering import submit
from pim.feedback.questions import asked_there
from pim.feedback.tables import Asked, Cell, Round
from pim.lifecycle.advance import Refusal, said
from pim.lifecycle.clock import move_clock
from pim.people.tables import Person, Site, Team
from pim.tick import Clockwork


class Call(Protocol):
    """Runs a ``pim`` command inside this process and returns its data, as ``pim.cli.call`` does."""

    def __call__(self, *arguments: object) -> Any: ...


class NotAsTold(Exception):
    """The software did not do what the story tells: a rule or the story is wrong."""


class Player:
    """Knows what time it is in the play, and lets people act.

    ``folder`` is for the files a story hands to commands: lists of people, questions of a round.
    """

    def __init__(self, call: Call, clockwork: Clockwork, folder: Path) -> None:
        self.call = call
        self.clockwork = clockwork
        self.folder = folder
        self.now = datetime.min.replace(tzinfo=UTC)

    def run_to(self, moment: datetime) -> None:
        """Let the clock run: everything that is due on the way happens at its own moment."""
        self.clockwork.run_until(moment)
        with self.clockwork.database.write() as session:
            move_clock(session, moment)
        self.now = moment

    def do(self, who: str | None, *command: object, **options: object) -> Any:
        """Let somebody (by address or number) take a command now and return its data.

        An option ``team=["a", "b"]`` becomes ``--team a --team b``; one that is None is left out, one
        that is True stands alone. Raises NotAsTold when the command fails.
        """
        return self._told(who, command, lambda: self._call(who, command, options))

    def refused(self, who: str | None, *command: object, **options: object) -> dict[str, Mapping[str, Any]]:
        """Let somebody try what is not possible now; return what is missing by its code, worded in nl and en.

        Raises NotAsTold when it is not refused, or for another cause than a rule.
        """
        return self._unmet(who, command, lambda: self._call(who, command, options))

    def _call(self, who: str | None, command: tuple[object, ...], options: Mapping[str, object]) -> Any:
        words: list[object] = [*command]
        for name, value in options.items():
            option = "--" + name.strip("_").replace("_", "-")
            for one in value if isinstance(value, list | tuple) else (value,):
                if one is not None and one is not False:
                    words += [option] if one is True else [option, one]
        if who is not None:
            words += ["--as", who]
        return self.call(*words, "--now", self.now.isoformat())

    def _told(self, who: str | None, command: tuple[object, ...], act: Callable[[], Any]) -> Any:
        try:
            return act()
        except PimError as error:
            why = "; ".join(error.reasons("en")) if isinstance(error, Refusal) else str(error)
            raise NotAsTold(f"{self._line(who, command)}: {why}") from error

    def _unmet(
        self, who: str | None, command: tuple[object, ...], act: Callable[[], Any]
    ) -> dict[str, Mapping[str, Any]]:
        try:
            act()
        except Refusal as refusal:
            return {unmet.code: said(unmet) for unmet in refusal.refused.unmet}
        except PimError as error:
            raise NotAsTold(f"{self._line(who, command)}: {error}") from error
        raise NotAsTold(f"{self._line(who, command)}: this was to be refused")

    def _line(self, who: str | None, command: tuple[object, ...]) -> str:
        return f"{self.now:%Y-%m-%d %H:%M} {who or '-'}: pim {' '.join(str(word) for word in command[:4])}"

    def asked(self, round_id: int) -> dict[Place, list[int]]:
        """Return who is asked in a round that has opened, by site and team."""
        with self.clockwork.database.read() as session:
            rows = session.execute(
                select(col(Site.code), col(Team.name), col(Person.id))
                .join(Team, col(Team.site_id) == col(Site.id))
                .join(Person, col(Person.team_id) == col(Team.id))
                .join(Asked, col(Asked.person_id) == col(Person.id))
                .where(col(Asked.round_id) == round_id)
                .order_by(col(Person.id))
            ).all()
        found: dict[Place, list[int]] = {}
        for site, team, person in rows:
            found.setdefault((site, team), []).append(person)
        return found

    def answers(self, round_id: int, voices: Voices) -> "Answers":
        """Return the answers that people of a round have ready, to be given in turns."""
        with self.clockwork.database.read() as session:
            round_ = session.get_one(Round, round_id)
            compared = set(
                session.scalars(
                    select(col(Asked.person_id))
                    .join(Cell, col(Cell.id) == col(Asked.cell_id))
                    .where(col(Asked.round_id) == round_id, col(Cell.compares))
                )
            )
        said_by = bodies(who_answers(self.asked(round_id), voices), voices, round_.scales)
        there = {one["code"] for one in asked_there(round_.questions, compares=True)}
        for person in compared & said_by.keys():
            ratings = said_by[person]["ratings"]
            said_by[person]["ratings"] = {code: mark for code, mark in ratings.items() if code in there}
        return Answers(self, round_id, said_by)

    def submit(self, round_id: int, said_by: Mapping[int, Mapping[str, Any]]) -> None:
        """Give answers by the verb that ``pim round answer`` and the form call; one transaction for all."""
        with self.clockwork.database.write() as session:
            for person, body in said_by.items():
                submit(session, self.clockwork.settings, round_id, person, body)


class Answers:
    """The answers of one round, given in turns: some before each reminder, the rest at the end."""

    def __init__(self, player: Player, round_id: int, said_by: Mapping[int, Mapping[str, Any]]) -> None:
        self._player, self._round, self._said = player, round_id, said_by
        self._turns = iter(in_turns(said_by, (0.5, 0.3, 0.2)))

    def some(self) -> None:
        """Let the next turn of people answer. After the third everybody who wants to has."""
        self._player.submit(self._round, {person: self._said[person] for person in next(self._turns)})
