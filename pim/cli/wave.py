"""``pim wave``: the rollout in waves of sites, and the freezes in which none begins."""

from typing import Annotated, Any

import typer

from pim.cli.cycle import Override, pairs
from pim.cli.edge import As, Json, Key, Now, Said, day, do, look
from pim.cli.saying import label, say
from pim.cli.steps import (
    From,
    NeededReason,
    Preview,
    Reason,
    Sites,
    Title,
    Until,
    VariantCode,
    somebody,
    taken,
)
from pim.lifecycle.advance import Outcome
from pim.lifecycle.work import Work
from pim.pilots.places import sites_by_code, variant_by_code
from pim.rollout import course
from pim.rollout.blocked import report_blocked
from pim.rollout.freezes import add_freeze, remove_freeze
from pim.rollout.plan import plan_wave, replan_wave
from pim.rollout.planner import plan_waves
from pim.rollout.view import rollout_view, wave_view
from pim.settings import settings

app = typer.Typer(no_args_is_help=True)
frozen = typer.Typer(no_args_is_help=True)
app.add_typer(frozen, name="freeze", help="Days on which no wave begins.")


@app.command()
def plan(
    cycle: int,
    as_: As,
    variant: VariantCode,
    site: Sites,
    from_: From,
    title: Title = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Plan the next wave of a variant."""

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None
        home = work.actor.organisation_id
        born = plan_wave(
            work,
            cycle,
            variant_id=variant_by_code(work.session, work.actor, cycle, variant),
            site_ids=sites_by_code(work.session, home, site),
            starts_on=day(from_),
            title=title,
        )
        return {"id": born.id, "code": born.code, "title": born.title, "stage": born.state.stage}

    answer = do(as_, verb, key)
    return Said(answer, [say("Wave {id} planned: {title}.", **answer)])


@app.command()
def planner(
    cycle: int,
    as_: As,
    variant: VariantCode,
    site: Sites,
    from_: From,
    size: Annotated[list[int], typer.Option("--size", help="Sites in the first wave; again for the next.")],
    every: Annotated[str, typer.Option("--every", help='From wave to wave, such as "4 weeks".')] = "4 weeks",
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Plan all waves of a variant at once, around freezes and days nobody works."""

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None
        return plan_waves(
            work,
            cycle,
            variant_id=variant_by_code(work.session, work.actor, cycle, variant),
            site_ids=sites_by_code(work.session, work.actor.organisation_id, site),
            sizes=size,
            every=every,
            starts_on=day(from_),
            only_look=preview,
        )

    answer = do(as_, verb, None if preview else key)
    lines = [say("Would be planned:") if preview else say("Planned:")]
    for number, wave in enumerate(answer["waves"], 1):
        sites = ", ".join(wave["sites"])
        lines.append(say("  {number}. {startsOn}: {sites}", **{**wave, "number": number, "sites": sites}))
        if wave["movedFrom"]:
            lines.append(say("     moved from {movedFrom}: a freeze, or nobody works that day", **wave))
    lines += [f"  {rule}" for rule in answer["stopRules"][settings().language]]
    return Said(answer, lines)


@app.command()
def move(
    id: int, as_: As, from_: From, reason: Reason = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Give a wave to come another first day."""
    answer = do(as_, lambda work: replan_wave(work, id, day(from_), reason), key)
    return Said(answer, [say("Wave {id} now begins on {first}.", id=id, first=from_)])


def _step(name: str, email: str, key: str | None, id_: int, reason: str | None, preview: bool) -> Said:
    verb: Any = getattr(course, f"{name}_wave")

    def step(work: Work) -> Outcome:
        outcome: Outcome = verb(work, id_, reason, only_look=preview)
        return outcome

    return taken(email, key, say("Done."), step, preview)


@app.command()
def announce(
    id: int,
    as_: As,
    reason: Reason = None,
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Tell the sites of a wave when it begins."""
    return _step("announce", as_, key, id, reason, preview)


@app.command()
def start(
    id: int,
    as_: As,
    reason: Reason = None,
    override: Override = None,
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Let a wave begin."""
    set_aside = pairs(override, "--override")

    def verb(work: Work) -> Outcome:
        return course.start_wave(work, id, reason, overrides=set_aside, only_look=preview)

    return taken(as_, key, say("Begun."), verb, preview)


@app.command()
def halt(
    id: int,
    as_: As,
    reason: NeededReason,
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Stop a running wave for the time being."""
    return _step("halt", as_, key, id, reason, preview)


@app.command()
def resume(
    id: int,
    as_: As,
    reason: Reason = None,
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Go on with a wave that was halted."""
    return _step("resume", as_, key, id, reason, preview)


@app.command()
def finish(
    id: int,
    as_: As,
    reason: Reason = None,
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say that every site of a wave works with the innovation."""
    return _step("finish", as_, key, id, reason, preview)


@app.command()
def cancel(
    id: int,
    as_: As,
    reason: NeededReason,
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Call a wave off; its sites can be planned again."""
    return _step("cancel", as_, key, id, reason, preview)


@app.command()
def blocked(
    id: int, as_: As, reason: NeededReason, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Tell the sites that their wave cannot begin yet, and why."""
    return taken(as_, key, say("Told."), lambda work: report_blocked(work, id, reason))


@frozen.command()
def add(
    cycle: int,
    as_: As,
    from_: From,
    until: Until,
    name: Annotated[str, typer.Option("--name", help="Such as Christmas.")] = "",
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Let no wave of a cycle begin on these days."""
    answer = do(as_, lambda work: add_freeze(work, cycle, first=day(from_), last=day(until), name=name), key)
    lines = [say("Freeze {id}: {first} to {last}.", **answer)]
    lines += [say("  ! {title} is planned for {startsOn}; move it.", **wave) for wave in answer["waves"]]
    return Said(answer, lines)


@frozen.command()
def remove(id: int, as_: As, key: Key = None, json: Json = False, now: Now = None) -> Said:
    """Lift a freeze."""
    answer = do(as_, lambda work: remove_freeze(work, id), key)
    return Said(answer, [say("Freeze of {first} to {last} lifted.", **answer)])


@frozen.command("list")
def list_freezes(cycle: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """List the freezes of a cycle."""
    data = look(as_, lambda session, actor, _: rollout_view(session, somebody(actor), cycle)["freezes"])
    rows = [[each["id"], each["first"], each["last"], each["name"]] for each in data]
    return Said(data, table=(("id", "from", "until", "name"), rows))


@app.command()
def show(id: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """Show a wave, and how it was received."""
    data = look(as_, lambda session, actor, _: wave_view(session, somebody(actor), id))
    lines = [
        say(
            "{title} — {stage}, from {day}",
            title=data["title"],
            stage=data["stage"]["label"][settings().language],
            day=data["startsOn"],
        ),
        say("  sites: {names}", names=", ".join(site["name"] for site in data["sites"])),
        *(
            say("  {site}: acceptability {value} ({answers} answers)", **each)
            for each in data["acceptability"]
        ),
        *(f"  {rule}" for rule in data["stopRules"][settings().language]),
    ]
    return Said(data, lines)


@app.command("list")
def list_(cycle: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """List the waves of a cycle."""
    data = look(as_, lambda session, actor, _: rollout_view(session, somebody(actor), cycle)["waves"])
    rows = [
        [
            each["id"],
            each["number"],
            each["title"],
            label(each["stage"]["label"]),
            each["startsOn"],
            len(each["sites"]),
        ]
        for each in data
    ]
    return Said(data, table=(("id", "number", "title", "stage", "from", "sites"), rows))
