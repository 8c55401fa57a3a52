"""``pim consult why``, ``anyway``, ``noticed``, ``report``, ``void``, ``stands``: terms and their causes."""

from typing import Annotated, Any

import typer

from pim.cli.edge import As, Json, Key, Now, Said, day, do, look
from pim.cli.saying import say
from pim.cli.steps import NeededReason, somebody, taken
from pim.consultation import nullity
from pim.consultation.dates import why_dates
from pim.lifecycle.work import Work
from pim.settings import settings

On = Annotated[str, typer.Option("--on", metavar="DAY")]


def why(
    id: int,
    as_: As,
    date: Annotated[
        str | None, typer.Argument(metavar="DATE", help='A day, or a name such as "suspended_until".')
    ] = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Say why a date of a request is what it is: rule, article, input, and the days that moved it."""
    found = look(as_, lambda session, actor, _: why_dates(session, somebody(actor), id, date))
    lines: list[str] = []
    for each in found:
        head, *reasons = each["said"][settings().language]
        lines += [head, *(f"  {reason}" for reason in reasons)]
    return Said(found, lines or [say("This request has no dates yet.")])


def anyway(
    id: int,
    as_: As,
    reason: NeededReason,
    told_on: Annotated[str, typer.Option("--told-on", metavar="DAY", help="When the council was told.")],
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Decide without consent: the council then has a month to say that the decision is void."""
    told = day(told_on)
    return taken(as_, key, say("Decided."), lambda work: nullity.decide_anyway(work, id, reason, told))


def noticed(
    id: int, as_: As, reason: NeededReason, on: On, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Let the council say since when it knows that a plan is carried out of which it was not told."""
    since = day(on)
    return taken(as_, key, say("Noted."), lambda work: nullity.notice_execution(work, id, reason, since))


def report(
    cycle: int,
    as_: As,
    title: Annotated[str, typer.Option("--title")],
    article: Annotated[str, typer.Option("--article", help='Such as "27(1)(l)".')],
    reason: NeededReason,
    on: On,
    key: Key = None,
    json: Json = False,
    now: Now = None,
) -> Said:
    """Let the council report what is carried out and was never put to it for consent."""
    since = day(on)

    def verb(work: Work) -> dict[str, Any]:
        born = nullity.report_execution(
            work, cycle, title=title, article=article, reason=reason, noticed_on=since
        )
        return {"id": born.id, "code": born.code, "title": born.title, "stage": born.state.stage}

    answer = do(as_, verb, key)
    return Said(answer, [say("Request {id} ({code}) opened: {title}.", **answer)])


def void(
    id: int, as_: As, reason: NeededReason, on: On, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Let the council say that a decision without consent is void; --on is the day of its letter."""
    said_on = day(on)
    return taken(as_, key, say("Noted."), lambda work: nullity.invoke_nullity(work, id, reason, said_on))


def stands(
    id: int, as_: As, reason: NeededReason, key: Key = None, json: Json = False, now: Now = None
) -> Said:
    """Write down that the month has passed and the decision stands."""
    return taken(as_, key, say("Noted."), lambda work: nullity.stands(work, id, reason))


COMMANDS = (why, anyway, noticed, report, void, stands)
