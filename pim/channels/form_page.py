"""The form for whoever comes with a code: no sign-in, no name, no cookie, nothing to go back to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy import select
from sqlmodel import Session, col

from pim.answers.lately import lately_answered
from pim.channels.door import whose
from pim.channels.refusals import TooManyWrongCodes, WrongCode
from pim.errors import BadInput, NotFound, PimError
from pim.feedback.answering import submit
from pim.feedback.form import Sheet, body_of, fault_of, seat_of, sheet_of
from pim.feedback.refusals import KeyLost, RoundClosed
from pim.feedback.tables import Round
from pim.feedback.views import round_view
from pim.lifecycle.tables import Instance
from pim.people.tables import Organisation, Person
from pim.web.edge import Viewer, desk_of, page, viewer_of
from pim.web.words import LANGUAGES

REFUSALS: Mapping[type[PimError], str] = {
    WrongCode: "wrong",
    TooManyWrongCodes: "wait",
    KeyLost: "lost",
    RoundClosed: "closed",
    NotFound: "nothing_here",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the form stands: the address it is sent to, and for a kiosk the page that others begin on.

    ``typed``: somebody typed a code to come here, so this may be anybody's device.
    """

    round_id: int
    action: str
    kiosk: bool = False
    typed: bool = False

    @property
    def remembers(self) -> bool:
        """Tell whether an answer that cannot be sent may stay on this device until it can."""
        return not (self.kiosk or self.typed)

    @property
    def home(self) -> str:
        """Return the page on which a code is typed."""
        return f"/{'kiosk' if self.kiosk else 'r'}/{self.round_id}"


def stranger(request: Request, session: Session, language: str | None) -> Viewer:
    """Return somebody of whom only the language is known, also when somebody signed in on this device."""
    viewer = viewer_of(request, session)
    known = language if language in LANGUAGES else viewer.language
    return replace(viewer, actor=None, language=known, organisation="", demo=False, form_token="")


def language_of_round(session: Session, round_id: int) -> str | None:
    """Return the language of the organisation whose round it is, where nobody chose one."""
    home: str | None = session.scalar(
        select(col(Organisation.language))
        .join(Instance, col(Instance.organisation_id) == col(Organisation.id))
        .join(Round, col(Round.instance_id) == col(Instance.id))
        .where(col(Instance.id) == round_id)
    )
    return home


def code_page(
    request: Request, place: Place, language: str | None = None, refused: PimError | None = None, **more: Any
) -> Response:
    """Return the page on which a code is typed; with why the last one did not do.

    Raises the refusal itself when it is a fault of ours: a busy database says nothing about a code.
    """
    if refused is not None and refused.status >= 500:
        raise refused
    with desk_of(request).database.read() as session:
        viewer = stranger(request, session, language or language_of_round(session, place.round_id))
        if refused is None and not _is_there(session, place.round_id):
            refused = NotFound(f"there is no round with number {place.round_id}")
    said = next((word for kind, word in REFUSALS.items() if isinstance(refused, kind)), None)
    status = refused.status if refused else 200
    return page(viewer, "code.html", status, place=place, refused=said, **more)


def _is_there(session: Session, round_id: int) -> bool:
    kind = select(col(Instance.kind)).where(col(Instance.id) == round_id)
    return session.scalar(kind) == "round"


def form_page(
    request: Request,
    place: Place,
    code: str,
    language: str | None = None,
    typed: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """Return the form of whoever has this code, never with what they answered before.

    With what was ``typed`` as 400, because it could not be kept. Raises what ``whose`` raises.
    """
    desk = desk_of(request)
    with desk.database.read() as session:
        viewer = stranger(request, session, language)
    person_id = whose(desk.database, desk.settings, place.round_id, code, viewer.now)
    with desk.database.read() as session:
        own = session.scalar(select(col(Person.language)).where(col(Person.id) == person_id))
        if language not in LANGUAGES and own is not None:
            viewer = replace(viewer, language=own)
        sheet = _sheet(session, place.round_id, person_id)
        earlier = lately_answered(session, place.round_id)
    return page(
        viewer,
        "answer.html",
        200 if typed is None else 400,
        place=place,
        code=code,
        sheet=sheet,
        earlier=earlier,
        tickets=tickets(request, sheet),
        typed=typed or {},
        fault=None if typed is None else fault_of(typed),
        **more,
    )


def _sheet(session: Session, round_id: int, person_id: int) -> Sheet:
    seat = seat_of(session, round_id, person_id)
    if seat is None:
        raise WrongCode
    return sheet_of(session, round_view(session, round_id), seat)


def keep(request: Request, place: Place, code: str, fields: Mapping[str, str]) -> bool:
    """Keep an answer by its code, as if they had signed in; False when the form was not right.

    Three statements and a commit. Raises what ``whose`` and ``submit`` raise.
    """
    desk = desk_of(request)
    with desk.database.read() as session:
        now = stranger(request, session, None).now
    person_id = whose(desk.database, desk.settings, place.round_id, code, now)
    try:
        with desk.database.put() as connection:
            submit(connection, desk.settings, place.round_id, person_id, body_of(fields))
    except BadInput:
        return False
    return True


def tickets(request: Request, sheet: Sheet) -> Mapping[str, str]:
    """Return, by the code of a variant, an address at which its picture is shown while the round is open."""
    signer = desk_of(request).signer
    return {
        side.code: "/pictures/"
        + signer.dumps(["picture", sheet.round_id, side.picture.variant_id, side.picture.digest])
        for side in sheet.sides
        if side.picture
    }
