"""``pim round``: draft, open, answer, extend, close, and answer back."""

import json as plain_json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlmodel import Session, col

from pim.cli import round_cluster, round_show
from pim.cli.cycle import pairs, told
from pim.cli.edge import As, Json, Key, Now, Said, database, day, do, given_now, now_for, person_by
from pim.cycles.tables import CycleTeam
from pim.errors import BadInput
from pim.feedback import steps
from pim.feedback.answering import submit
from pim.feedback.audience import teams_named
from pim.feedback.draft import change_draft, draft_round
from pim.feedback.views import round_view
from pim.lifecycle.advance import Outcome
from pim.lifecycle.clock import move_clock
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.tables import Team
from pim.pilots import queries as pilots
from pim.pilots.places import variant_by_code
from pim.rollout import queries as rollout
from pim.settings import settings

app = typer.Typer(no_args_is_help=True)
app.add_typer(round_cluster.app, name="cluster", help="What people said, grouped and answered.")

Reason = Annotated[str | None, typer.Option("--reason", help="Why; printed in the letters.")]
Preview = Annotated[bool, typer.Option("--preview", help="Only show what it would do.")]
Until = Annotated[str | None, typer.Option("--closes-on", metavar="DAY", help="The last day to answer.")]
Sites = Annotated[
    list[str] | None, typer.Option("--site", metavar="CODE", help="Ask all teams of this site.")
]
Teams = Annotated[list[str] | None, typer.Option("--team", metavar="SITE/TEAM", help="Ask this team.")]
Variants = Annotated[
    list[str] | None, typer.Option("--variant", metavar="CODE", help="Ask about this variant.")
]
Questions = Annotated[
    Path | None, typer.Option("--questions", metavar="FILE.json", help="A list of {code, kind, nl, en}.")
]


def _questions(file: Path | None) -> Sequence[Any] | None:
    if file is None:
        return None
    try:
        given = plain_json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"--questions {file}: {error}") from None
    if not isinstance(given, list):
        raise BadInput(f"--questions {file}: expected a list of questions")
    return given


def _default_teams(session: Session, cycle_id: int, about_id: int | None) -> list[int]:
    """Return whom a round asks when nobody says: where its pilot or wave is, else every team it touches."""
    kind = session.scalar(select(col(Instance.kind)).where(col(Instance.id) == about_id))
    if about_id is not None and kind in ("pilot", "wave"):
        sites = (pilots if kind == "pilot" else rollout).sites_of(about_id)
        teams = select(col(Team.id)).where(col(Team.site_id).in_(sites)).order_by(col(Team.id))
    else:
        teams = select(col(CycleTeam.team_id)).where(col(CycleTeam.cycle_id) == cycle_id)
    return list(session.scalars(teams))


def _teams(
    work: Work, cycle_id: int, about: int | None, sites: Sequence[str], teams: Sequence[str]
) -> list[int]:
    assert work.actor is not None
    if sites or teams:
        return teams_named(work.session, work.actor.organisation_id, sites, teams)
    return _default_teams(work.session, cycle_id, about)


def _variants(work: Work, cycle_id: int, codes: Sequence[str]) -> list[int]:
    assert work.actor is not None
    return [variant_by_code(work.session, work.actor, cycle_id, code) for code in codes]


@app.command()
def draft(
    cycle: int,
    as_: As,
    purpose: Annotated[
        str, typer.Option("--purpose", help="baseline, variants, pilot, wave or evaluation.")
    ] = "variants",
    site: Sites = None,
    team: Teams = None,
    variant: Variants = None,
    about: Annotated[int | None, typer.Option("--about", help="The pilot or wave it is about.")] = None,
    questions: Questions = None,
    title: Annotated[str | None, typer.Option("--title")] = None,
    opens_on: Annotated[str | None, typer.Option("--opens-on", metavar="DAY")] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Draft a round: who is asked, about what. Nobody hears of it yet."""

    def verb(work: Work) -> dict[str, Any]:
        born = draft_round(
            work,
            cycle,
            purpose=purpose,
            team_ids=_teams(work, cycle, about, site or (), team or ()),
            variant_ids=_variants(work, cycle, variant or ()),
            about_id=about,
            questions=_questions(questions),
            title=title,
            opens_on=day(opens_on) if opens_on else None,
        )
        return round_view(work.session, born.id).as_json()

    answer = do(as_, verb, key)
    line = f"Round {answer['id']} drafted: {answer['title']}, for {answer['invited']} people."
    return Said(
        answer, [line, *(f"  {one['kind']} {one['code']}: {one['nl']}" for one in answer["questions"])]
    )


@app.command()
def change(
    id: int,
    as_: As,
    site: Sites = None,
    team: Teams = None,
    variant: Variants = None,
    questions: Questions = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Change a draft: other people, other variants, other questions."""

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None
        known = round_view(work.session, id, work.actor.organisation_id)
        change_draft(
            work,
            id,
            team_ids=_teams(work, known.cycle_id, None, site or (), team or ()) if site or team else None,
            variant_ids=_variants(work, known.cycle_id, variant) if variant else None,
            questions=_questions(questions),
        )
        return round_view(work.session, id).as_json()

    answer = do(as_, verb, key)
    return Said(answer, [f"{answer['title']} now asks {answer['invited']} people."])


def _step(email: str, key: str | None, only_look: bool, verb: Callable[[Work], Outcome]) -> Said:
    answer = do(email, lambda work: told(verb(work)), None if only_look else key)
    head = "Would be" if only_look else "Is now"
    lines = [f"{answer['title']}: {head.lower()} {answer['stage']}; {answer['letters']} letter(s)."]
    lines += [f"  {due['at']}  {due['what']} ({due['rule']})" for due in answer["deadlines"]]
    lines += [f"  ! {warning[settings().language]}" for warning in answer["warnings"]]
    if only_look and not answer["undoable"]:
        lines.append("  This step cannot be undone.")
    return Said(answer, lines)


@app.command("open")
def open_(
    id: int, as_: As, closes_on: Until = None, preview: Preview = False, key: Key = None,
    json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Open a round: people are asked from now."""
    last = day(closes_on) if closes_on else None
    return _step(
        as_, key, preview, lambda work: steps.open_round(work, id, closes_on=last, only_look=preview)
    )


@app.command()
def extend(
    id: int, as_: As, reason: Annotated[str, typer.Option("--reason", help="Why; printed in the letters.")],
    closes_on: Until = None, preview: Preview = False, key: Key = None, json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Give people more time, also when the term has just ended."""
    last = day(closes_on) if closes_on else None
    return _step(
        as_,
        key,
        preview,
        lambda work: steps.extend_round(work, id, reason=reason, closes_on=last, only_look=preview),
    )


@app.command()
def close(
    id: int, as_: As, reason: Reason = None, preview: Preview = False, key: Key = None,
    json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Close a round: from then on nobody can find out whose answer is whose."""
    return _step(
        as_, key, preview, lambda work: steps.close_round(work, id, reason=reason, only_look=preview)
    )


@app.command()
def finish(
    id: int, as_: As, reason: Reason = None, preview: Preview = False, key: Key = None,
    json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Send what was done with the feedback to everyone who was asked."""
    return _step(
        as_, key, preview, lambda work: steps.finish_round(work, id, reason=reason, only_look=preview)
    )


@app.command()
def withdraw(
    id: int, as_: As, reason: Reason = None, preview: Preview = False, key: Key = None,
    json: Json = False, now: Now = None,
) -> Said:  # fmt: skip
    """Call a round off; what was said is dropped unread."""
    return _step(
        as_, key, preview, lambda work: steps.withdraw_round(work, id, reason=reason, only_look=preview)
    )


@app.command()
def answer(
    id: int,
    as_: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Whose answer it is.")],
    rate: Annotated[
        list[str] | None, typer.Option("--rate", metavar="CODE=1-5", help="A rating; once for each.")
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option("--text", metavar="CODE=TEXT", help="In your own words.")
    ] = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Answer a round, or answer it anew. There is no --key and no receipt: they would show who answered."""
    ratings = {code: _number(code, value) for code, value in pairs(rate, "--rate").items()}
    body = {"ratings": ratings, "texts": pairs(text, "--text")}
    with database().read() as session:
        moment = now_for(session)
        person = person_by(session, as_)
    with database().write() as session:
        submit(session, settings(), id, person.person_id, body)
    if given_now.get() is not None:
        with database().write() as session:
            move_clock(session, moment)
    line = "Your answer is kept without your name. Until the round closes you can change it: answer again."
    return Said({"round": id, "kept": True}, [line])


def _number(code: str, value: str) -> int:
    if not value.isdecimal():
        raise BadInput(f"--rate {code}: expected a whole number from 1 to 5, got {value!r}")
    return int(value)


app.command("list")(round_show.list_)
app.command("show")(round_show.show)
app.command("results")(round_show.results_)
