"""``pim cycle``: start, look, fill in the charter, take a step."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from notifications.outbox import REMINDER
from pim.cli.edge import As, Json, Key, Now, Said, day, do, look
from pim.cli.saying import counted, deadline, label, local, notice_name, role_name, say
from pim.cycles import queries
from pim.cycles.charter import confirm, set_charter, touch_teams
from pim.cycles.hours import write_hours
from pim.cycles.learning import Asked, how_others_did
from pim.cycles.lessons import add_lesson, step_with_lesson
from pim.cycles.profile import let_go_of_profile, set_profile
from pim.cycles.start import start_cycle
from pim.cycles.view import cycle_view
from pim.errors import BadInput, NotFound
from pim.lifecycle.advance import Order, Outcome
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import look as look_at
from pim.lifecycle.work import Actor, Work
from pim.settings import settings

app = typer.Typer(no_args_is_help=True)

Reason = Annotated[str | None, typer.Option("--reason", help="Why; printed in the letters.")]
MOST_SHOWN = 3  # innovations that are shown when one like them starts
HOURS = {"over": "More hours are used than were booked.", "near": "Nearly all booked hours are used."}
Tags = Annotated[
    list[str] | None, typer.Option("--tag", metavar="WORD", help="A word to find the lesson by; repeatable.")
]
Override = Annotated[
    list[str] | None,
    typer.Option("--override", metavar="REQUIREMENT=REASON", help="Set a requirement aside."),
]


def pairs(given: list[str] | None, option: str) -> dict[str, str]:
    """Return NAME=TEXT options as a mapping. Raises BadInput."""
    found = {}
    for item in given or ():
        name, sign, text = item.partition("=")
        if not sign or not name.strip() or not text.strip():
            raise BadInput(f"{option} {item!r}: expected NAME=TEXT")
        found[name.strip()] = text.strip()
    return found


@app.command()
def start(
    workflow: Annotated[str, typer.Option("--workflow", help="The name of a published workflow.")],
    title: Annotated[str, typer.Option("--title")],
    lead: Annotated[str, typer.Option("--lead", metavar="EMAIL", help="Who leads it.")],
    goal: Annotated[str | None, typer.Option("--goal")] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Start an innovation cycle."""

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None
        subject = start_cycle(work, workflow, title, work.actor.person_id)
        if goal:
            set_charter(work, subject.id, goal=goal)
        stage = machine_of(work.session, subject.digest).stage("cycle", subject.state.stage)
        alike = how_others_did(work.session, work.actor, Asked(about=subject.id))[:MOST_SHOWN]
        return {
            "id": subject.id,
            "title": subject.title,
            "stage": stage.name,
            "label": dict(stage.label),
            "alike": [one.as_json() for one in alike],
        }

    answer = do(lead, verb, key)
    lines = [say("Cycle {id} started: {title} ({stage}).", **{**answer, "stage": label(answer["label"])})]
    if answer["alike"]:
        lines += [say("What others here learned before:"), *learned(answer["alike"])]
    return Said(answer, lines)


def learned(found: list[dict[str, Any]]) -> list[str]:
    """Return innovations and their lessons in words, a line for each."""
    told = []
    for one in found:
        told.append(f"  {one['title']} ({label(one['stage']['label'])})")
        for lesson in one["lessons"]:
            tags = f" [{', '.join(lesson['tags'])}]" if lesson["tags"] else ""
            told.append(f"    - {lesson['text']}{tags}")
    return told


@app.command("list")
def list_(
    as_: Annotated[str, typer.Option("--as", metavar="EMAIL")], json: Json = False, now: Now = None
) -> Said:
    """List the cycles of your organisation."""

    def query(session: Any, actor: Actor | None, moment: Any) -> list[dict[str, Any]]:
        assert actor is not None
        cards = queries.board(session, actor.organisation_id, moment)
        return [
            {
                "id": card.id,
                "title": card.title,
                "stage": card.stage,
                "label": dict(machine_of(session, card.digest).stage("cycle", card.stage).label),
                "lead": card.lead,
                "due": card.due_at.isoformat() if card.due_at else None,
                "overdue": card.overdue,
                "openRounds": card.open_rounds,
            }
            for card in cards
        ]

    data = look(as_, query)
    rows = [
        [c["id"], c["title"], label(c["label"]), c["lead"] or "", local(c["due"]), c["overdue"]] for c in data
    ]
    return Said(data, table=(("id", "title", "stage", "lead", "due", "overdue"), rows))


@app.command()
def show(
    id: int,
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL")] = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Show where a cycle stands: what can be done now, what is missing, what is due."""
    data = look(as_, lambda session, actor, moment: cycle_view(session, id, actor, moment).as_json())
    language = settings().language
    lines = [f"{data['title']} — {data['stage']['label'][language]}"]
    for step in data["steps"]:
        lines.append(f"  {'✓' if step['possible'] else '✗'} {step['name']}: {step['label'][language]}")
        lines += [f"      {reason[language]}" for reason in step["missing"]]
    lines += [_overdue(one) for one in data["overdue"]]
    own = {"about": ""}
    used = data["hours"]
    lines.append(say("  hours of staff: {used} of {booked} used", **used))
    lines += [f"  ! {say(said)}" for said in (HOURS.get(used["state"]),) if said]
    lines += [deadline({**due, **(own if due["instance"] == id else {})}) for due in data["deadlines"]]
    return Said(data, lines)


def _overdue(one: Mapping[str, Any]) -> str:
    """Return one line about what is over its term: since when, and whose turn it is."""
    who = (
        f"{role_name(one['role'] or '')} ({', '.join(one['names'])})"
        if one["names"]
        else role_name(one["role"] or "")
    )
    return say(
        "  ! {title}: over its term since {since}; up to: {who}",
        title=one["title"],
        since=local(one["since"]),
        who=who,
    )


@app.command()
def step(
    id: int,
    name: Annotated[str, typer.Argument(metavar="STEP")],
    as_: As,
    preview_: Annotated[bool, typer.Option("--preview", help="Only show what it would do.")] = False,
    reason: Reason = None,
    lesson: Annotated[str, typer.Option("--lesson", help="What you learned; kept with the step.")] = "",
    tag: Tags = None,
    override: Override = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Take a step, or see with --preview who will be written to and what will be due."""
    order = Order(id, name, reason=reason, overrides=pairs(override, "--override"))

    def verb(work: Work) -> dict[str, Any]:
        only_cycles(work, id)
        return told(step_with_lesson(work, order, lesson, tag or (), only_look=preview_))

    answer = do(as_, verb, None if preview_ else key)
    where = {"before": label(answer["labels"]["from"]), "after": label(answer["labels"]["stage"])}
    if preview_:
        head = say("Would go from {before} to {after}; {letters}.", letters=letters(answer), **where)
    else:
        head = say("Went from {before} to {after}; {letters}.", letters=letters(answer), **where)
    return Said(answer, [head, *consequences(answer, only_look=preview_)])


def letters(answer: Mapping[str, Any]) -> str:
    """Return how many letters a step writes."""
    if answer["letters"] is None:
        return say("letters to whoever has not answered yet")
    return counted(answer["letters"], "{number} letter", "{number} letters")


def consequences(answer: Mapping[str, Any], *, only_look: bool) -> list[str]:
    """Return what follows from a step: what becomes due, what it warns of, who is written to."""
    lines = [deadline(due) for due in answer["deadlines"]]
    lines += [f"  ! {warning[settings().language]}" for warning in answer["warnings"]]
    lines += [
        say("  letter: {notice} → {to}", notice=notice_name(each["notice"]), to=each["to"])
        for each in answer.get("recipients", ())
    ]
    if only_look and not answer["undoable"]:
        lines.append(say("  This step cannot be undone."))
    return lines


def only_cycles(work: Work, id_: int) -> None:
    """Raise NotFound when this number is not a cycle's."""
    if look_at(work.session, id_).kind != "cycle":
        raise NotFound(f"there is no cycle with number {id_}")


def told(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome with, in a preview, everybody who will be written to.

    Whoever has not answered a round yet is not named: that would tell who has.
    """
    answer = outcome.as_json()
    if outcome.letters:
        answer["recipients"] = [
            {"notice": letter.notice, "to": letter.context.get("recipient", ""), "language": letter.language}
            for letter in outcome.letters
            if letter.check != REMINDER
        ]
    return answer


@app.command()
def charter(
    id: int,
    as_: As,
    goal: Annotated[str | None, typer.Option("--goal")] = None,
    hours: Annotated[float | None, typer.Option("--hours", help="Booked hours of staff time.")] = None,
    technology: Annotated[
        list[str] | None, typer.Option("--technology", metavar="THEME=TEXT", help="One theme of the test.")
    ] = None,
    single_variant_reason: Annotated[str | None, typer.Option("--single-variant-reason")] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Fill in the charter."""
    themes = pairs(technology, "--technology")
    answer = do(
        as_,
        lambda work: set_charter(
            work,
            id,
            goal=goal,
            staff_hours=hours,
            technology=themes,
            single_variant_reason=single_variant_reason,
        ),
        key,
    )
    return Said(answer, [say("Charter filled in.")])


@app.command()
def profile(
    id: int,
    as_: As,
    name: Annotated[str | None, typer.Argument(help="A profile of the workflow, such as esf.")] = None,
    fit: Annotated[str | None, typer.Option("--fit", help="The aim of the programme it serves.")] = None,
    application: Annotated[str | None, typer.Option("--application", metavar="NUMBER")] = None,
    other_eu_money: Annotated[bool | None, typer.Option("--other-eu-money/--no-other-eu-money")] = None,
    let_go: Annotated[
        str | None, typer.Option("--let-go", metavar="REASON", help="Go on without the subsidy.")
    ] = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say which subsidy pays for a cycle, and record what it asks."""

    def verb(work: Work) -> dict[str, Any]:
        if let_go is not None:
            return let_go_of_profile(work, id, let_go)
        return set_profile(
            work, id, profile=name, programme_fit=fit, application=application, other_eu_money=other_eu_money
        )

    return Said(do(as_, verb, key), [say("Subsidy recorded.") if let_go is None else say("Subsidy let go.")])


@app.command()
def hours(
    id: int,
    number: Annotated[float, typer.Argument(metavar="HOURS")],
    as_: As,
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The day on which they were worked.")],
    about: Annotated[int | None, typer.Option("--about", help="The number of a pilot or a round.")] = None,
    text: Annotated[str, typer.Option("--text", help="For what.")] = "",
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Write down hours that staff spent on an innovation. Rounds count by themselves."""
    answer = do(as_, lambda work: write_hours(work, id, number, day(on), text, about), key)
    return Said(answer, [say("Hours written down.")])


@app.command()
def teams(
    id: int, team: Annotated[list[int], typer.Argument()], as_: As, json: Json = False, now: Now = None
) -> Said:
    """Name the teams whose work the innovation touches (by their numbers)."""
    answer = do(as_, lambda work: touch_teams(work, id, team))
    return Said(answer, [counted(answer["teams"], "One team is touched.", "{number} teams are touched.")])


@app.command("confirm")
def confirm_(
    id: int,
    item: str,
    as_: As,
    text: Annotated[str, typer.Option("--text")] = "",
    json: Json = False,
    now: Now = None,
) -> Said:
    """Tick off an item of the organisation's own checklist."""
    return Said(do(as_, lambda work: confirm(work, id, item, text)), [say("{item}: confirmed.", item=item)])


@app.command()
def lesson(
    id: int,
    text: str,
    as_: As,
    tag: Tags = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Write down what the next innovation should know."""
    answer = do(as_, lambda work: add_lesson(work, id, text, tag or ()), key)
    return Said(answer, [say("Lesson written down.")])
