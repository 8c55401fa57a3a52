"""Who takes part in a pilot, what it records, what managers miss: commands and options of ``pim pilot``."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.cli.edge import As, Json, Key, Now, Said, do, look
from pim.cli.numbers import number_in
from pim.cli.saying import say
from pim.cli.steps import somebody
from pim.errors import BadInput
from pim.lifecycle.work import Work
from pim.people.tables import Person
from pim.pilots.managers import answer_point, miss
from pim.pilots.participants import Shifts, set_participants
from pim.pilots.plan import Data, say_data
from pim.pilots.view import pilot_view
from pim.pilots.words import input_word, number_word, shift_word
from pim.settings import settings

Teams = Annotated[
    list[str] | None,
    typer.Option("--team", metavar="NUMBER[=SHIFT]", help="A team that takes part: early, day, late, night."),
]
People = Annotated[
    list[str] | None,
    typer.Option("--person", metavar="EMAIL[=SHIFT]", help="Somebody who takes part by name."),
]
PersonalData = Annotated[
    bool | None,
    typer.Option("--personal-data/--no-personal-data", help="It records data about the people who work."),
]
Observes = Annotated[
    bool | None,
    typer.Option("--observes/--no-observes", help="It could follow presence, behaviour or performance."),
]
Promised = Annotated[
    str | None, typer.Option("--advice-promised", metavar="TEXT", help="When and how advice was promised.")
]


def _shifts(given: list[str] | None) -> list[tuple[str, str | None]]:
    parts = [item.partition("=") for item in given or ()]
    return [(name.strip(), shift.strip() or None) for name, _, shift in parts]


def teams_named(given: list[str] | None) -> Shifts:
    """Return the teams of ``--team 12=night``. Raises BadInput for what is no number."""
    found = {}
    for number, shift in _shifts(given):
        found[number_in(number, "the number of a team for --team; `pim sites teams` lists them")] = shift
    return found


def people_named(session: Session, organisation_id: int, given: list[str] | None) -> Shifts:
    """Return the people of ``--person a@b=early``, by address or personnel number. Raises BadInput."""
    wanted = _shifts(given)
    names = [name.lower() for name, _ in wanted]
    rows = session.execute(
        select(col(Person.id), func.lower(col(Person.email)), func.lower(col(Person.number))).where(
            col(Person.organisation_id) == organisation_id,
            col(Person.active),
            func.lower(col(Person.email)).in_(names) | func.lower(col(Person.number)).in_(names),
        )
    ).all()
    known = {key: id_ for id_, *keys in rows for key in keys if key}
    if strange := [name for name in names if name not in known]:
        raise BadInput(f"--person: nobody here is known as {', '.join(strange)}")
    return {known[name.lower()] or 0: shift for name, shift in wanted}


def people(
    id: int,
    as_: As,
    team: Teams = None,
    person: People = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say who takes part in a planned pilot; replaces what was said before."""

    def verb(work: Work) -> dict[str, Any]:
        home = somebody(work.actor).organisation_id
        named = people_named(work.session, home, person)
        return set_participants(work, id, teams=teams_named(team), people=named)

    answer = do(as_, verb, key)
    numbers = {"teams": len(answer["teams"]), "people": len(answer["people"])}
    return Said(answer, [say("Named: {teams} teams, {people} people.", **numbers)])


def data_(
    id: int,
    as_: As,
    personal_data: PersonalData = None,
    observes: Observes = None,
    advice_promised: Promised = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say what a pilot records about people, and that advice was promised."""
    data = Data(personal_data, observes, advice_promised)
    return Said(do(as_, lambda work: say_data(work, id, data), key), [say("Noted.")])


def missing(
    id: int,
    text: Annotated[str, typer.Argument(help="What is missing.")],
    as_: As,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say, as the manager of a site that takes part, what is missing."""
    answer = do(as_, lambda work: miss(work, id, text), key)
    return Said(answer, [say("Point {point} noted; the lead hears.", point=answer["point"])])


def answer_(
    id: int,
    point: Annotated[int, typer.Argument(help="The number of the point.")],
    text: Annotated[str, typer.Argument()],
    as_: As,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Answer what a manager misses."""
    return Said(do(as_, lambda work: answer_point(work, id, point, text), key), [say("Answered.")])


def show(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show a pilot: when, who takes part, what law it meets and why, what managers say."""
    data = look(as_, lambda session, actor, _: pilot_view(session, somebody(actor), id))
    language = settings().language
    names = {part: ", ".join(site["name"] for site in data[part]) for part in ("sites", "comparisonSites")}
    lines = [
        f"{data['title']} — {data['stage']['label'][language]}",
        say("  {startsOn} to {endsOn}: {days} days, {staffShare} % of staff", **data),
        say("  sites: {names}", names=names["sites"]),
        say("  compared with: {names}", names=names["comparisonSites"] or "-"),
        say("  taking part: {people} people", people=data["people"]),
        *_takers([*data["teams"], *data["participants"]["named"]], language),
    ]
    for met in data["law"]:
        inputs = ", ".join(
            f"{input_word(name, language)}: {_value(value, language)}"
            for name, value in met["inputs"].items()
        )
        lines += [f"  {met['articleInWords'][language]}: {met[language]}", f"    ({inputs})"]
    lines += [say("  agreed: {site}, {by}", site=each["siteName"], by=each["by"]) for each in data["agreed"]]
    lines += [
        say("  missing ({id}) {site}: {text} → {answer}", **{**each, "answer": each["answer"] or "-"})
        for each in data["points"]
    ]
    return Said(data, lines)


def _value(value: Any, language: str) -> str:
    if value is None:
        return say("not known yet")
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return number_word(value, language)


def _takers(taking: Sequence[dict[str, Any]], language: str) -> list[str]:
    """Return a line for each team or person, with the shift where there is one."""
    return [
        f"    {each['name']}" + (f" ({shift})" if (shift := shift_word(each["shift"], language)) else "")
        for each in taking
    ]
