"""Making up a round on the command line: who is asked, about which variants, with which packs."""

import json as plain_json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from pim.cli.edge import As, Json, Key, Now, Said, day, do
from pim.cli.saying import known, say
from pim.cycles.round_audience import compared_teams, usual_teams
from pim.errors import BadInput, together
from pim.feedback.audience import teams_named
from pim.feedback.cells import SMALLEST_GROUP
from pim.feedback.draft import change_draft, check_purpose, draft_round
from pim.feedback.own_packs import packs_named
from pim.feedback.questions import minutes_for
from pim.feedback.steps import open_round
from pim.feedback.tables import Round
from pim.feedback.views import round_view
from pim.lifecycle.advance import Refusal, said
from pim.lifecycle.work import Work
from pim.pilots.places import variant_by_code
from pim.settings import settings

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
Packs = Annotated[
    list[str] | None, typer.Option("--pack", metavar="NAME", help="Ask this pack: see `pim pack list`.")
]
Details = Annotated[
    list[str] | None,
    typer.Option("--detail", metavar="NAME", help="Ask this pack as detail, which nobody has to open."),
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


def _teams(
    work: Work, cycle_id: int, about: int | None, sites: Sequence[str], teams: Sequence[str]
) -> list[int]:
    assert work.actor is not None
    if sites or teams:
        return teams_named(work.session, work.actor.organisation_id, sites, teams)
    return usual_teams(work.session, cycle_id, about)


def _variants(work: Work, cycle_id: int, codes: Sequence[str]) -> list[int]:
    assert work.actor is not None
    return [variant_by_code(work.session, work.actor, cycle_id, code) for code in codes]


def draft(
    cycle: int,
    as_: As,
    purpose: Annotated[
        str, typer.Option("--purpose", help="readiness, baseline, variants, pilot, wave or evaluation.")
    ] = "variants",
    site: Sites = None,
    team: Teams = None,
    variant: Variants = None,
    about: Annotated[int | None, typer.Option("--about", help="The pilot or wave it is about.")] = None,
    pack: Packs = None,
    detail: Details = None,
    questions: Questions = None,
    title: Annotated[str | None, typer.Option("--title")] = None,
    opens_on: Annotated[str | None, typer.Option("--opens-on", metavar="DAY")] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Draft a round: who is asked, about what. Nobody hears of it yet."""

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None
        home, given = work.actor.organisation_id, dict[str, Any]()
        together(
            lambda: check_purpose(purpose),
            lambda: given.update(team_ids=_teams(work, cycle, about, site or (), team or ())),
            lambda: given.update(variant_ids=_variants(work, cycle, variant or ())),
            lambda: packs_named(work.session, home, [*(pack or ()), *(detail or ())]),
            lambda: given.update(questions=_questions(questions)),
            lambda: given.update(opens_on=day(opens_on) if opens_on else None),
        )
        born = draft_round(
            work,
            cycle,
            purpose=purpose,
            compared_ids=compared_teams(work.session, about),
            about_id=about,
            packs=pack or None,
            details=detail or (),
            title=title,
            **given,
        )
        return {**round_view(work.session, born.id).as_json(), "notYet": _not_yet(work, born.id)}

    answer = do(as_, verb, key)
    minutes = minutes_for(answer["questions"])
    line = say("Round {id} drafted: {title}, for {invited} people, {minutes} min.", minutes=minutes, **answer)
    few = answer["invited"] < SMALLEST_GROUP
    waits = [say("  ! At least {number} people are needed to open it.", number=SMALLEST_GROUP)] if few else []
    waits += [say("  ! Opening it would be refused now: {why}", why=why) for why in _said(answer["notYet"])]
    return Said(answer, [line, *(_line(one) for one in answer["questions"]), *waits])


def _not_yet(work: Work, round_id: int) -> list[dict[str, Any]]:
    """Return what keeps a draft from being opened now: the lead hears it at once, and not on the day."""
    try:
        open_round(work, round_id, only_look=True)
    except Refusal as refusal:
        return [said(unmet) for unmet in refusal.refused.unmet]
    return []


def _said(reasons: list[dict[str, Any]]) -> list[str]:
    return [one[settings().language] for one in reasons]


def _line(question: dict[str, Any]) -> str:
    where = (
        f" [{question['pack']}{', detail' if question.get('detail') else ''}]" if "pack" in question else ""
    )
    return f"  {known(question['kind'])} {question['code']}{where}: {question[settings().language]}"


def change(
    id: int,
    as_: As,
    site: Sites = None,
    team: Teams = None,
    variant: Variants = None,
    pack: Packs = None,
    detail: Details = None,
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
            compared_ids=compared_teams(work.session, work.session.get_one(Round, id).about_id),
            variant_ids=_variants(work, known.cycle_id, variant) if variant else None,
            questions=_questions(questions),
            packs=pack or None,
            details=detail or (),
        )
        return round_view(work.session, id).as_json()

    answer = do(as_, verb, key)
    return Said(answer, [say("{title} now asks {invited} people.", **answer)])
