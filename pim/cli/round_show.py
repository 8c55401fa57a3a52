"""Looking at rounds on the command line: the list, one round, and its results once it has closed."""

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from pim.answers.rates import rate as rate_of
from pim.answers.view import clusters_of, rounds_of
from pim.cli.edge import Json, Now, Said, look
from pim.feedback.publication import Group, Results, results
from pim.feedback.views import round_view
from pim.lifecycle.subject import look as subject_of
from pim.lifecycle.work import Actor
from pim.settings import settings

Somebody = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who looks.")]


def _home(actor: Actor | None) -> int:
    assert actor is not None, "--as is required"
    return actor.organisation_id


def list_(cycle: int, as_: Somebody, json: Json = False, now: Now = None) -> Said:
    """List the rounds of a cycle."""

    def query(session: Session, actor: Actor | None, _: Any) -> list[dict[str, Any]]:
        return [
            {
                "id": fact.id,
                "code": fact.code,
                "title": title,
                "purpose": fact.purpose,
                "means": fact.meaning,
                "invited": fact.invited,
                "answered": fact.answered or None,
                "clusters": fact.clusters,
                "clustersOpen": fact.clusters_open,
                "textsWaiting": fact.texts_waiting,
            }
            for fact, title in rounds_of(session, cycle, _home(actor))
        ]

    data = look(as_, query)
    rows = [[one["id"], one["title"], one["means"], _response(one)] for one in data]
    return Said(data, table=(("id", "title", "stage", "response"), rows))


def _response(one: dict[str, Any]) -> str:
    if one["means"] == "draft":
        return f"{one['invited']} to be asked"
    answered = one["answered"] if one["answered"] is not None else "fewer than 5"
    return f"{answered} of {one['invited']}"


def show(id: int, as_: Somebody, json: Json = False, now: Now = None) -> Said:
    """Show a round: where it stands, what it asks, what was answered."""

    def query(session: Session, actor: Actor | None, now: datetime) -> dict[str, Any]:
        view = round_view(session, id, _home(actor))
        home = subject_of(session, id).home
        rate = rate_of(session, id, home, now)
        clusters = [one.as_json() for one in clusters_of(session, id)]
        return {**view.as_json(), "clusters": clusters, "rate": rate.as_json() if rate else None}

    data = look(as_, query)
    lines = [f"{data['title']} — {data['stage']}; {_response(data)}."]
    if rate := data["rate"]:
        sent = f"sent on {rate['sentOn']}" if rate["sentOn"] else "not sent yet"
        lines.append(
            f"  answered: {rate['answered']} of {rate['clusters']} clusters, {sent}, "
            f"{rate['workingDays']} working day(s) after the close"
        )
    lines += [f"  {name}: {value}" for name, value in data["dates"].items()]
    lines += [f"  {one['kind']} {one['code']}: {one[settings().language]}" for one in data["questions"]]
    lines += [
        f"  cluster {one['id']} {one['title']}: {one['outcome'] or 'open'} {one['because'] or ''}".rstrip()
        for one in data["clusters"]
    ]
    return Said(data, lines)


def results_(id: int, as_: Somebody, json: Json = False, now: Now = None) -> Said:
    """Show what was said in a closed round, where at least five people answered."""
    found = look(as_, lambda session, actor, _: results(session, id, _home(actor)))
    data = found.as_json()
    lines = [f"{found.title}: {_response({**data, 'means': 'closed'})}."]
    groups = (found.whole, *(each for site in found.sites for each in (site, *site.teams)))
    lines += [f"  {group.name} ({group.members} people): {_means(found, group)}" for group in groups]
    for code, one in found.choices.items():
        told = [*(f"{option} {count}" for option, count in one.options.items())]
        told += [f"hidden together {one.others}"] if one.others else []
        lines.append(f"  {code} (n = {one.n}): {', '.join(told)}")
    for code, texts in found.texts.items():
        lines += [f"  {code}:", *(f"    - {one}" for one in texts)]
    return Said(data, lines)


def _means(found: Results, group: Group) -> str:
    shown = {column.code: group.means.get(column.code) for column in found.columns}
    return ", ".join(
        f"{code} {mean.value:g} (n = {mean.n})" if mean else f"{code} hidden" for code, mean in shown.items()
    )
