"""Importing sites and people on the screen, in two steps: first what it would do, then doing it.

The file waits in the page itself, packed, and not on our side: a list of people that nobody took over
is kept nowhere.
"""

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Form, Request, UploadFile
from fastapi.responses import Response

from pim.errors import BadInput
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.definitions import own_roles
from pim.lifecycle.work import Work
from pim.people.columns import PEOPLE, SITES
from pim.people.entries import read_people, read_sites
from pim.people.faults import ImportRefused, RowFault
from pim.people.importing import Imported, import_people, import_sites
from pim.staff.access import ADD, adders_only, may_change
from pim.web.edge import desk_of, do, page, somebody, to
from pim.web.fields import Key
from pim.web.policy import Pages

router = Pages()
What = Literal["people", "sites"]
LARGEST = 5 * 1024 * 1024  # bytes of a file on a page; the command takes larger ones
MOST_PACKED = 7 * 1024 * 1024  # characters: what cannot be packed at all grows by a third
MOST_FAULTS = 200  # of them that are shown; all are counted
COLUMNS = {"people": PEOPLE, "sites": SITES}


def pack(raw: bytes) -> str:
    """Return a file as it waits in a page."""
    return base64.urlsafe_b64encode(zlib.compress(raw)).decode()


def unpack(text: str) -> bytes:
    """Return the file that waited in a page. Raises BadInput for what is none, or unpacks to too much."""
    try:
        opened = zlib.decompressobj()
        raw = opened.decompress(base64.urlsafe_b64decode(text.encode()), LARGEST + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise BadInput("file: this is not what was checked; choose the file again") from None
    if len(raw) > LARGEST or not opened.eof:
        raise BadInput(f"file: expected at most {LARGEST} bytes; choose the file again")
    return raw


@router.get("/people/import", policy=ADD)
def people(request: Request) -> Response:
    """Show how people are imported."""
    return _page(request, "people")


@router.get("/sites/import", policy=ADD)
def sites(request: Request) -> Response:
    """Show how sites are imported."""
    return _page(request, "sites")


def _page(
    request: Request,
    what: What,
    *,
    fault: str = "",
    faults: Sequence[RowFault] = (),
    found: Imported | None = None,
    packed: str = "",
    leave: bool = False,
) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        changes = may_change(viewer)
    return page(
        viewer,
        "import.html",
        400 if fault or faults else 200,
        what=what,
        columns=COLUMNS[what],
        fault=fault,
        faults=faults,
        most=MOST_FAULTS,
        found=found,
        packed=packed,
        leave=leave,
        may_change=changes,
        largest=LARGEST // 1024**2,
    )


def _taken_over(work: Work, what: What, raw: bytes, leave: bool) -> Imported:
    """Take over a file, by somebody who may. Raises ImportRefused, BadInput, NotAllowed."""
    home, adding_only = adders_only(work)
    if what == "sites":
        return import_sites(work.session, home, read_sites(raw), adding_only=adding_only)
    if leave and adding_only:
        raise NotAllowed("only an administrator says who has left")
    read = read_people(raw, own_roles(work.session))
    return import_people(work.session, home, read, leave=leave, adding_only=adding_only)


@router.post("/people/import", policy=ADD)
def check_people(
    request: Request, file: Annotated[UploadFile, Form()], leave: Annotated[str, Form(max_length=3)] = ""
) -> Response:
    """Show what taking over this file of people would do, or every row that is wrong."""
    return _check(request, "people", file, bool(leave))


@router.post("/sites/import", policy=ADD)
def check_sites(request: Request, file: Annotated[UploadFile, Form()]) -> Response:
    """Show what taking over this file of sites would do, or every row that is wrong."""
    return _check(request, "sites", file, False)


def _check(request: Request, what: What, file: UploadFile, leave: bool) -> Response:
    raw = file.file.read(LARGEST + 1)
    if not raw or len(raw) > LARGEST:
        return _page(request, what, fault="large" if raw else "empty", leave=leave)
    found: list[Imported] = []

    def verb(work: Work) -> dict[str, Any]:
        found.append(_taken_over(work, what, raw, leave))
        work.session.rollback()  # only looked
        return {}

    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        do(request, viewer, verb, None)
    except ImportRefused as refused:
        return _page(request, what, faults=refused.faults, leave=leave)
    except BadInput:
        return _page(request, what, fault="file", leave=leave)
    return _page(request, what, found=found[0], packed=pack(raw), leave=leave)


@router.post("/people/import/take", policy=ADD)
def take_people(
    request: Request,
    key: Key,
    file: Annotated[str, Form(max_length=MOST_PACKED)],
    leave: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Take over the file of people that was checked."""
    return _take(request, "people", key, file, bool(leave))


@router.post("/sites/import/take", policy=ADD)
def take_sites(request: Request, key: Key, file: Annotated[str, Form(max_length=MOST_PACKED)]) -> Response:
    """Take over the file of sites that was checked."""
    return _take(request, "sites", key, file, False)


def _take(request: Request, what: What, key: str, packed: str, leave: bool) -> Response:
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
    try:
        raw = unpack(packed)
        done = do(request, viewer, lambda work: _taken_over(work, what, raw, leave).as_json(), key)
    except ImportRefused as refused:  # something changed since it was checked
        return _page(request, what, faults=refused.faults, leave=leave)
    except BadInput:
        return _page(request, what, fault="file", leave=leave)
    return to(f"/{what}?imported={done['rows']}&new={done['new']}&changed={done['changed']}")
