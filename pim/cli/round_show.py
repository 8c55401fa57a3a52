"""Looking at rounds on the command line: the list, one round, and its results once it has closed."""

from datetime import datetime
from typing import Annotated, Any

import typer
from sqlmodel import Session

from pim.answers.on_desk import slips_of
from pim.answers.rates import rate as rate_of
from pim.answers.view import clusters_of, rounds_of
from pim.cli.edge import Json, Now, Said, look
from pim.cli.saying import figure, known, say
from pim.feedback.publication import FEWEST_TEXTS, Group, Results, results
from pim.feedback.questions import TEXT
from pim.feedback.views import round_view
from pim.lifecycle.subject import look as subject_of
from pim.lifecycle.work import Actor
from pim.settings import settings
from workflows.reasons import word_for

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
    rows = [[one["id"], one["title"], known(one["means"]), _response(one)] for one in data]
    return Said(data, table=(("id", "title", "stage", "response"), rows))


def _response(one: dict[str, Any]) -> str:
    """Return how many answered. While a round is open that number moves once a day, from five on."""
    if one["means"] == "draft":
        return say("{invited} to be asked", invited=one["invited"])
    if not one["invited"]:
        return say("nobody was asked")
    if one["answered"] is not None:
        return say("{answered} of {invited}", answered=one["answered"], invited=one["invited"])
    if one["means"] == "open":
        return say("{invited} asked; not shown yet, counted at the end of each day", invited=one["invited"])
    return say("fewer than 5 of {invited}", invited=one["invited"])


def show(id: int, as_: Somebody, json: Json = False, now: Now = None) -> Said:
    """Show a round: where it stands, what it asks, what was answered."""

    def query(session: Session, actor: Actor | None, now: datetime) -> dict[str, Any]:
        view = round_view(session, id, _home(actor))
        home = subject_of(session, id).home
        rate = rate_of(session, id, home, now)
        slips = slips_of(session, id)  # none before the close
        clusters = [one.as_json() for one in clusters_of(session, id, slips)]
        return {**view.as_json(), "clusters": clusters, "rate": rate.as_json() if rate else None}

    data = look(as_, query)
    lines = [f"{data['title']} — {known(data['means'])}; {_response(data)}."]
    if rate := data["rate"]:
        sent = say("sent on {sentOn}", **rate) if rate["sentOn"] else say("not sent yet")
        lines.append(
            say(
                "  answered {answered} of {clusters} clusters, {sent}; working days: {workingDays}",
                sent=sent,
                **rate,
            )
        )
    language = settings().language
    lines += [f"  {word_for(name, language)}: {value}" for name, value in data["dates"].items()]
    lines += [
        f"  {known(one['kind'])} {one['code']}: {one[settings().language]}" for one in data["questions"]
    ]
    lines += [
        say(
            "  cluster {id} {title}: {outcome} {because}",
            id=one["id"],
            title=one["title"],
            outcome=known(one["outcome"] or "open"),
            because=one["because"] or "",
        ).rstrip()
        for one in data["clusters"]
    ]
    return Said(data, lines)


def results_(id: int, as_: Somebody, json: Json = False, now: Now = None) -> Said:
    """Show what was said in a closed round, where at least five people answered."""
    found = look(as_, lambda session, actor, _: results(session, id, _home(actor)))
    data = found.as_json()
    lines = [f"{found.title}: {_response({**data, 'means': 'closed'})}."]
    groups = (found.whole, *(each for site in found.sites for each in (site, *site.teams)))
    lines += [
        say("  {name} ({members} people): {means}", name=group.name, members=group.members, means=means)
        for group in groups
        if (means := _means(found, group))
    ]
    for code, one in found.choices.items():
        told = [*(f"{option} {count}" for option, count in one.options.items())]
        told += [say("hidden together {number}", number=one.others)] if one.others else []
        lines.append(f"  {code} (n = {one.n}): {', '.join(told)}")
    for code, texts in found.texts.items():
        lines += [f"  {code}:", *(f"    - {one}" for one in texts)]
    lines += [
        say("  {code}: texts are shown from {number} on", code=code, number=FEWEST_TEXTS)
        for code in _texts_asked(found)
        if code not in found.texts
    ]
    return Said(data, lines)


def _texts_asked(found: Results) -> list[str]:
    return [one["code"] for one in found.questions if one["kind"] == TEXT]


def _means(found: Results, group: Group) -> str:
    shown = {column.code: group.means.get(column.code) for column in found.columns}
    return ", ".join(
        f"{code} {figure(mean.value)} (n = {mean.n})" if mean else say("{code} hidden", code=code)
        for code, mean in shown.items()
    )
