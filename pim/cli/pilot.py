"""``pim pilot``: one variant at some sites for some weeks, beside sites it is compared with."""

from typing import Annotated, Any

import typer

from pim.cli.cycle import Override, pairs
from pim.cli.edge import As, Json, Key, Now, Said, day, do, look
from pim.cli.pilot_people import (
    Observes,
    People,
    PersonalData,
    Promised,
    Teams,
    answer_,
    data_,
    missing,
    people,
    people_named,
    show,
    teams_named,
)
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
from pim.pilots import course
from pim.pilots.places import sites_by_code, variant_by_code
from pim.pilots.plan import Data, plan_pilot, replan_pilot
from pim.pilots.view import pilot_views

app = typer.Typer(no_args_is_help=True)

Compared = Annotated[
    list[str] | None, typer.Option("--compare", metavar="CODE", help="Compared with; once for each.")
]


@app.command()
def plan(
    cycle: int,
    as_: As,
    variant: VariantCode,
    site: Sites,
    from_: From,
    until: Until,
    compare: Compared = None,
    title: Title = None,
    team: Teams = None,
    person: People = None,
    personal_data: PersonalData = None,
    observes: Observes = None,
    advice_promised: Promised = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Plan a pilot."""
    data = Data(personal_data, observes, advice_promised)

    def verb(work: Work) -> dict[str, Any]:
        assert work.actor is not None
        home = work.actor.organisation_id
        born = plan_pilot(
            work,
            cycle,
            variant_id=variant_by_code(work.session, work.actor, cycle, variant),
            site_ids=sites_by_code(work.session, home, site),
            comparison_site_ids=sites_by_code(work.session, home, compare or ()),
            starts_on=day(from_),
            ends_on=day(until),
            title=title,
            teams=teams_named(team),
            people=people_named(work.session, home, person),
            data=data,
        )
        return {"id": born.id, "code": born.code, "title": born.title, "stage": born.state.stage}

    answer = do(as_, verb, key)
    return Said(answer, [say("Pilot {id} planned: {title}.", **answer)])


app.command()(people)
app.command("data")(data_)
app.command()(missing)
app.command("answer")(answer_)


@app.command()
def move(
    id: int,
    as_: As,
    from_: From,
    until: Until,
    reason: Reason = None,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Give a planned pilot other days."""
    answer = do(
        as_,
        lambda work: replan_pilot(work, id, starts_on=day(from_), ends_on=day(until), reason=reason),
        key,
    )
    return Said(answer, [say("Pilot {id} now runs from {first} to {last}.", id=id, first=from_, last=until)])


@app.command()
def agree(
    id: int, as_: As, reason: Reason = None, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Say yes, as the manager of a site that takes part."""
    return taken(as_, key, say("Agreed."), lambda work: course.agree_to_pilot(work, id, reason))


@app.command()
def run(
    id: int,
    as_: As,
    reason: Reason = None,
    override: Override = None,
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Let a pilot begin."""
    set_aside = pairs(override, "--override")

    def verb(work: Work) -> Outcome:
        return course.run_pilot(work, id, reason, overrides=set_aside, only_look=preview)

    return taken(as_, key, say("Begun."), verb, preview)


@app.command()
def extend(
    id: int,
    as_: As,
    until: Until,
    reason: Reason = None,
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Give a running pilot a later last day."""

    def verb(work: Work) -> Outcome:
        return course.extend_pilot(work, id, day(until), reason, only_look=preview)

    return taken(as_, key, say("Extended."), verb, preview)


@app.command()
def end(
    id: int,
    as_: As,
    reason: Reason = None,
    preview: Preview = False,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """End a running pilot today."""

    def verb(work: Work) -> Outcome:
        return course.end_pilot(work, id, reason, only_look=preview)

    return taken(as_, key, say("Ended."), verb, preview)


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
    """Call a pilot off."""

    def verb(work: Work) -> Outcome:
        return course.cancel_pilot(work, id, reason, only_look=preview)

    return taken(as_, key, say("Called off."), verb, preview)


app.command()(show)


@app.command("list")
def list_(cycle: int, as_: As, json: Json = False, now: Now = None) -> Said:
    """List the pilots of a cycle."""
    data = look(as_, lambda session, actor, _: pilot_views(session, somebody(actor), cycle))
    heads = ("id", "title", "stage", "from", "until", "sites", "share of staff")
    rows = [
        [
            each["id"],
            each["title"],
            label(each["stage"]["label"]),
            each["startsOn"],
            each["endsOn"],
            len(each["sites"]),
            f"{each['staffShare']} %",
        ]
        for each in data
    ]
    return Said(data, table=(heads, rows))
