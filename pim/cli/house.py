"""``pim init``, ``serve``, ``worker``, ``tick``, ``doctor`` and ``demo``: the installation itself."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from pim.cli.edge import Json, Now, Said, database, given_now, now_for, only_here
from pim.cli.refusing import in_words
from pim.cli.saying import say
from pim.errors import BadInput, Busy, NoDatabase, PimError
from pim.lifecycle.clock import installation, move_clock
from pim.make import make_database
from pim.scheduler import AlarmClock, worker_name
from pim.settings import settings
from pim.signing_in.first import first_administrator
from pim.signing_in.secret import checked_secret
from pim.state_of_health import Finding, findings
from pim.tick import Clockwork

Demo = Annotated[bool, typer.Option("--demo", help="A database to play with: its clock can be moved.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65_535, help="0 takes a free one.")]


def init(
    demo: Demo = False,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="NAME", help="Also make this organisation.")
    ] = None,
    admin: Annotated[
        str | None,
        typer.Option("--admin", metavar="EMAIL", help="Its first administrator, who gets a link to sign in."),
    ] = None,
    json: Json = False,
) -> Said:
    """Make the database, or bring it up to date, and publish the workflows that come with PIM.

    With --organisation and --admin it also prints the link with which the administrator comes in.
    """
    if (organisation is None) != (admin is None):
        raise BadInput("expected --organisation and --admin together, or neither")
    if admin is not None:
        checked_secret(settings(), demo=demo)
    made = make_database(database(), datetime.now(UTC), demo=demo)
    lines = [say("Database ready. Workflows: {names}.", names=", ".join(made["workflows"]))]
    if organisation is not None and admin is not None:
        with database().write() as session:
            link = first_administrator(session, settings(), organisation, admin, datetime.now(UTC))
        made |= {"admin": admin, "link": link}
        lines.append(
            say("{admin} signs in with this link, once, within a day: {link}", admin=admin, link=link)
        )
    return Said(made, lines)


def serve(
    port: Port = 8000,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen. Beyond this machine PIM_BASE_URL must be https.")
    ] = "127.0.0.1",
    behind_proxy: Annotated[
        bool,
        typer.Option("--behind-proxy", help="A proxy on this machine says who asks (X-Forwarded-For)."),
    ] = False,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="A worker runs elsewhere.")] = False,
) -> None:
    """Show the pages, and keep the clock beside them."""
    from pim.app import Listening, serve_forever  # uvicorn and the pages take a while to load

    _there_is_a_database()
    clock = None if no_worker else AlarmClock(database(), settings())
    if clock:
        clock.start()
    try:
        listening = Listening(host, port, behind_proxy=behind_proxy)
        serve_forever(database(), settings(), listening, hurry=clock.hurry if clock else None)
    finally:
        if clock:
            clock.stop()


def worker() -> None:
    """Keep the clock: fire deadlines and send letters, until stopped."""
    _there_is_a_database()
    clock = AlarmClock(database(), settings())
    with asked_to_stop() as asked:
        clock.start()
        asked.wait()
        clock.stop()


def tick(now: Now = None, json: Json = False) -> Said:
    """Do everything that is due now, once, and stop."""
    clockwork = Clockwork(database(), settings(), worker_name())
    with database().read() as session:
        moment = now_for(session)
    if given_now.get() is None:
        clockwork.beat(datetime.now(UTC))
        with asked_to_stop() as asked:
            ticked = clockwork.tick(moment, stop=asked.is_set)
        fired, failed = ticked.swept.fired, ticked.swept.failed
    else:
        fired, failed = clockwork.run_until(moment), 0
        with database().write() as session:
            move_clock(session, moment)
    data = {"now": moment.isoformat(), "deadlines": fired, "failed": failed}
    line = say("Deadlines: {fired} fired, {failed} failed.", fired=fired, failed=failed)
    return Said(data, [line], exit_code=1 if failed else 0)


@contextmanager
def asked_to_stop() -> Iterator[threading.Event]:
    """Give what is set when this process is asked to end, so that the letter in hand is finished first."""
    asked, before = threading.Event(), {}
    if threading.current_thread() is threading.main_thread():  # the only one that may listen
        for sign in (signal.SIGTERM, signal.SIGINT):
            before[sign] = signal.signal(sign, lambda *_: asked.set())
    try:
        yield asked
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


def doctor(json: Json = False) -> Said:
    """Look whether everything is well: database, worker, letters, deadlines, keys."""
    found = _found()
    rows = [["✓" if f.well else "✗", in_words(f.what), in_words(f.detail or f.said)] for f in found]
    data = [{"what": f.what, "well": f.well, "said": f.detail or f.said} for f in found]
    code = 0 if all(f.well for f in found) else 1
    return Said(data, _only_here(), table=(("", "what", ""), rows), exit_code=code)


def _only_here() -> list[str]:
    """Return the warning that phones cannot open the pages; not while the database tells something worse."""
    try:
        with database().read() as session:
            return only_here(session)
    except (PimError, DBAPIError):
        return []


def _there_is_a_database() -> None:
    """Stop at once where waiting would not help; a server that is still starting is waited for."""
    try:
        with database().read() as session:
            installation(session)
    except NoDatabase:
        raise
    except Busy:
        return


def _found() -> list[Finding]:
    """Look at everything; an address that is none is what was found then."""
    try:
        return findings(database(), settings(), datetime.now(UTC))
    except BadInput as wrong:  # PIM_DATABASE_URL itself
        return [Finding("database", False, str(wrong))]


def add_to(app: typer.Typer) -> None:
    """Add these commands to ``pim``."""
    for command in (init, serve, worker, tick, doctor):
        app.command()(command)
