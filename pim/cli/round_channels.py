"""``pim round slips | poster | paper``: for people who answer without e-mail."""

import json as plain_json
from pathlib import Path
from typing import Annotated, Any

import typer

from pim.channels.door import whose
from pim.channels.print_pages import may_type_paper
from pim.channels.slips import Print, not_mailed, posters, slips
from pim.cli.edge import As, Json, Now, Said, database, given_now, look, now_for, only_here, person_by
from pim.cli.saying import say
from pim.errors import BadInput
from pim.feedback.answering import submit
from pim.lifecycle.clock import move_clock
from pim.lifecycle.work import Actor
from pim.settings import settings
from pim.web.templates import FOLDER, environment

STYLE = FOLDER.parent / "static" / "print.css"
File = Annotated[Path, typer.Option("--file", metavar="FILE.html", help="Where to write it.")]


def slips_(id: int, as_: As, file: File, json: Json = False, now: Now = None) -> Said:
    """Write slips with a code for everybody who gets no mail: a page to print, cut and hand out."""
    printed = look(as_, lambda session, actor, _: slips(session, settings(), _somebody(actor), id))
    _write(file, "slips.html", printed)
    count = sum(len(sheet.slips) for sheet in printed.sheets)
    said = [
        say("{number} for {team}, {site}", number=len(sheet.slips), team=sheet.team, site=sheet.site)
        for sheet in printed.sheets
    ]
    told = say(
        "{number} slip(s) written to {file}. Print it, and remove the file: it says whose code is whose.",
        number=count,
        file=file,
    )
    return Said({"round": id, "file": str(file), "slips": count}, [told, *said, *_warned()])


def warn_of_no_mail(round_id: int) -> list[str]:
    """Return what whoever opens a round must know where no mail is sent: nothing when it is."""
    number = look(None, lambda session, _, __: not_mailed(session, settings(), round_id))
    warning = say(
        "  ! No mail server is set (PIM_SMTP_URL): {number} invitation(s) will not be sent. "
        "Print a slip for everybody: pim round slips {id} --file slips.html",
        number=number,
        id=round_id,
    )
    return [warning] if number else []


def poster(id: int, as_: As, file: File, json: Json = False, now: Now = None) -> Said:
    """Write a poster for each site: a page to print and hang up."""
    printed = look(as_, lambda session, actor, _: posters(session, settings(), _somebody(actor), id))
    _write(file, "posters.html", printed)
    data = {"round": id, "file": str(file), "sites": list(printed.sites), "address": printed.address}
    return Said(
        data,
        [
            say(
                "{number} poster(s) written to {file}, for {address}",
                number=len(printed.sites),
                file=file,
                address=printed.address,
            ),
            *_warned(),
        ],
    )


def _warned() -> list[str]:
    with database().read() as session:
        return only_here(session)


def paper(
    id: int,
    as_: As,
    code: Annotated[str, typer.Option("--code", help="The code on the slip.")],
    file: Annotated[
        Path, typer.Option("--file", metavar="FILE.json", help='{"ratings": {code: 1-5}, "texts": {code: …}}')
    ],
    json: Json = False,
    now: Now = None,
) -> Said:
    """Keep what somebody wrote on paper, by the code on their slip. You need the role of confidant."""
    body = _body(file)
    with database().read() as session:
        moment = now_for(session)
        may_type_paper(session, person_by(session, as_), id)
    person_id = whose(database(), settings(), id, code, moment)
    with database().write() as session:
        submit(session, settings(), id, person_id, body)
    if given_now.get() is not None:
        with database().write() as session:
            move_clock(session, moment)
    return Said({"round": id, "kept": True}, [say("The answer is kept, without a name. Destroy the paper.")])


def _somebody(actor: Actor | None) -> Actor:
    assert actor is not None, "--as is asked for"
    return actor


def _body(file: Path) -> dict[str, Any]:
    try:
        given = plain_json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"--file {file}: {error}") from None
    if not isinstance(given, dict):
        raise BadInput(f"--file {file}: expected an answer, such as " + '{"ratings": {"demands": 4}}')
    return given


def _write(file: Path, template: str, printed: Print) -> None:
    """Write a page that stands alone. Raises BadInput when the file cannot be written."""
    page = environment(settings().language).get_template(template)
    html = page.render(printed=printed, round_id=0, style=STYLE.read_text(encoding="utf-8"))
    try:
        file.write_text(html, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--file {file}: {error.strerror}") from None
