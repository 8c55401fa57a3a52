"""Playing a story in a test: the real commands on a fresh database, with an outsider who must see nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from notifications.outbox import LetterRow
from pim.cli import call as pim_call
from pim.cli import edge
from pim.demo.fresh import in_a_hurry
from pim.demo.player import Call, Player
from pim.demo.scenes import LOCAL, Scene, Story, play
from pim.evidence.facts import measures
from pim.feedback.publication import Group, results
from pim.feedback.tables import Answer, Round
from pim.lifecycle.tables import Deadline, Installation, Instance, JournalEntry
from pim.make import publish_shipped
from pim.people.tables import Person, Role, Team
from pim.settings import settings
from pim.tick import Clockwork
from tests.cast import DRIEVLIET, OUTSIDER, cast
from tests.pim.cli.helpers import forget

BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)
STILL_MOVING = ("queued", "sending", "incident", "uncertain", "bounced")


@dataclass
class Theatre:
    """A database with an outsider in it, where a story is played."""

    folder: Path
    call: Call
    player: Player
    stages: dict[str, dict[str, str]] = field(default_factory=dict)

    def play(self, story: Story, until: str) -> None:
        """Play a story on, up to the evening of a day, noting each evening's stage of its cycle."""

        def note(scene: Scene) -> None:
            cycle = getattr(story, "cycle", None)
            if cycle is not None:
                self.stages[f"{scene.at.astimezone(LOCAL):%Y-%m-%d}"] = self.stage_of(cycle)

        stops = datetime.combine(date.fromisoformat(until), time(20), LOCAL).astimezone(UTC)
        with in_a_hurry(edge.database()):
            assert play(self.player, [story], stops, note), "nothing was played"

    def stage_of(self, id_: int) -> str:
        """Return the stage an instance is in."""
        with self.read() as session:
            return session.get_one(Instance, id_).stage

    def read(self) -> Any:
        """Open the database to look."""
        return edge.database().read()

    def said(self, *command: object) -> Any:
        """Return the data of a command, without moving the clock."""
        return self.call(*command)


def theatre(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Theatre:
    """Make a demo installation in an empty database, with an outsider, and let commands work there."""
    monkeypatch.setenv("PIM_DATABASE_URL", url)
    monkeypatch.setenv("PIM_ROUND_KEYS_DIR", str(folder / "round-keys"))
    monkeypatch.delenv("PIM_SMTP_URL", raising=False)
    forget()
    database = edge.database()
    with database.write() as session:
        session.add(Installation(id=1, demo=True))
        publish_shipped(session, BEGIN)
        cast(session, DRIEVLIET)
    player = Player(pim_call, Clockwork(database, settings(), "test"), folder / "lists")
    return Theatre(folder, pim_call, player)


def close(stage: Theatre) -> None:
    """Let go of the database, and of what the commands remember of it."""
    edge.database().dispose()
    forget()


# --- what a story is judged by ---------------------------------------------------------------------


def response(session: Session, round_id: int) -> tuple[int | None, int]:
    """Return how many answered of how many who were asked, as it is shown."""
    found = results(session, round_id)
    return found.answered, found.invited


def means(session: Session, round_id: int) -> Mapping[str, float]:
    """Return the mean of each rating over the whole round, to one decimal, as it is shown."""
    return {code: round(mean.value, 1) for code, mean in results(session, round_id).whole.means.items()}


def at_site(session: Session, round_id: int, name: str) -> Group:
    """Return what is shown of one site."""
    return next(site for site in results(session, round_id).sites if site.name == name)


def scores(session: Session, cycle: int, moment: str, site: str | None = None) -> Mapping[str, int]:
    """Return the scores of 0–100 of a moment, rounded, at one site or over all of them."""
    return {
        one.dimension: round(one.value)
        for one in measures(session, cycle)
        if one.moment == moment and one.site == site
    }


def told(session: Session, notice: str, about: int | None = None) -> list[tuple[str, str]]:
    """Return (day, name) of everybody to whom a letter of this kind was written, in order of time."""
    statement = (
        select(col(LetterRow.queued_at), col(Person.name))
        .join(Person, col(Person.id) == col(LetterRow.person_id))
        .where(col(LetterRow.notice) == notice)
        .order_by(col(LetterRow.queued_at), col(Person.name))
    )
    if about is not None:
        statement = statement.where(col(LetterRow.about_instance) == about)
    return [(f"{at.astimezone(LOCAL):%Y-%m-%d}", name) for at, name in session.execute(statement)]


def count_by_day(letters: list[tuple[str, str]]) -> dict[str, int]:
    """Return how many letters went out on each day."""
    counted: dict[str, int] = {}
    for day, _ in letters:
        counted[day] = counted.get(day, 0) + 1
    return counted


def moments(session: Session, id_: int, what: str) -> list[str]:
    """Return the local moments at which something was due, fired or not."""
    rows = session.scalars(
        select(col(Deadline.due_at))
        .where(col(Deadline.instance_id) == id_, col(Deadline.what) == what)
        .order_by(col(Deadline.due_at))
    )
    return [f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" for at in rows]


def by_the_clock(session: Session, id_: int) -> list[tuple[str, str]]:
    """Return (local moment, what) of everything the clock did to an instance."""
    rows = session.execute(
        select(col(JournalEntry.at), col(JournalEntry.what))
        .where(col(JournalEntry.instance_id) == id_, col(JournalEntry.actor_id).is_(None))
        .order_by(col(JournalEntry.version))
    )
    return [(f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}", what) for at, what in rows]


def by_people(session: Session, id_: int) -> list[tuple[str, str, str]]:
    """Return (local day, what, who) of everything that people did to an instance."""
    rows = session.execute(
        select(col(JournalEntry.at), col(JournalEntry.what), col(Person.name))
        .join(Person, col(Person.id) == col(JournalEntry.actor_id))
        .where(col(JournalEntry.instance_id) == id_)
        .order_by(col(JournalEntry.version))
    )
    return [(f"{at.astimezone(LOCAL):%Y-%m-%d}", what, name) for at, what, name in rows]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role in an innovation, and the team they work in."""

    name: str
    email: str | None
    team: str


def holders(session: Session, cycle: int, role: str) -> list[Holder]:
    """Return who holds a role in a cycle."""
    rows = session.execute(
        select(col(Person.name), col(Person.email), col(Team.name))
        .join(Role, col(Role.person_id) == col(Person.id))
        .join(Team, col(Team.id) == col(Person.team_id))
        .where(col(Role.cycle_id) == cycle, col(Role.role) == role)
    )
    return [Holder(*row) for row in rows]


def words_in(session: Session, notice: str, day: str, about: int | None = None) -> list[str]:
    """Return, for each letter of this kind that was written on a day, everything it says."""
    statement = select(col(LetterRow.queued_at), col(LetterRow.context)).where(
        col(LetterRow.notice) == notice
    )
    if about is not None:
        statement = statement.where(col(LetterRow.about_instance) == about)
    return [
        json.dumps(context, ensure_ascii=False)
        for at, context in session.execute(statement)
        if f"{at.astimezone(LOCAL):%Y-%m-%d}" == day
    ]


def opened_and_closed(session: Session, round_id: int) -> tuple[str, str]:
    """Return the local days on which a round opened and closed."""
    [opened] = [day for day, what, _ in by_people(session, round_id) if what == "open"]
    [closed] = [moment for moment, what in by_the_clock(session, round_id) if what == "close"]
    return opened, closed[:10]


def cannot_be_worked_out(session: Session, round_id: int, hidden: str) -> None:
    """Nothing is shown of a site, and every total is the sum of what is shown."""
    found = results(session, round_id)
    assert next(site for site in found.sites if site.name == hidden).means == {}
    for code, mean in found.whole.means.items():
        assert mean.n == sum(site.means[code].n for site in found.sites if code in site.means)


def nothing_is_left_over(stage: Theatre) -> None:
    """The journal is whole, no deadline failed, every letter ended, and no answer can be traced any more."""
    assert stage.said("journal", "verify") == {"ok": True, "broken": []}
    with stage.read() as session:
        assert count(session, Deadline.id, col(Deadline.error).is_not(None)) == 0
        assert count(session, LetterRow.id, col(LetterRow.status).in_(STILL_MOVING)) == 0
        open_rounds = select(col(Instance.id)).where(col(Instance.kind) == "round", ~col(Instance.final))
        assert session.scalars(open_rounds).all() == []
        assert count(session, Answer.nullifier, True) == 0
        assert count(session, Round.instance_id, col(Round.answered).is_(None)) == 0
    assert list((stage.folder / "round-keys").glob("*.key")) == []


def the_outsider_hears_and_sees_nothing(stage: Theatre, cycle: int) -> None:
    """Olga of another organisation got no letter, and every door is shut to her."""
    address = f"{OUTSIDER}@{DRIEVLIET.code}.example"
    with stage.read() as session:
        olga = session.scalars(select(Person).where(col(Person.email) == address)).one()
        assert count(session, LetterRow.id, col(LetterRow.person_id) == olga.id) == 0
        assert count(session, LetterRow.id, col(LetterRow.org_id) == olga.organisation_id) == 0
    assert stage.said("cycle", "list", "--as", address) == []
    with pytest.raises(Exception, match="there is no"):
        stage.said("cycle", "show", cycle, "--as", address)


def count(session: Session, column: Any, where: Any) -> int:
    """Return how many rows there are."""
    found: int = session.scalar(select(func.count(column)).where(where)) or 0
    return found
