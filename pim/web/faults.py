"""What somebody reads when something cannot be done: a plain page in their language, never a traceback."""

from urllib.parse import urlencode

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from pim.errors import PimError
from pim.lifecycle.advance import Refusal
from pim.web.edge import error_viewer, here, page, to

STATUSES = {
    "NotOurs": 403,
    "NotFound": 404,
    "BadInput": 400,
    "NoLength": 411,
    "TooLarge": 413,
    "Unexpected": 500,
}
THINGS = (
    "cycles",
    "rounds",
    "ideas",
    "letters",
    "variants",
    "pilots",
    "waves",
    "consultations",
)  # whose pages have a number in their address


def fault_page(request: Request, kind: str) -> Response:
    """Return the page for a fault that is no exception of ours."""
    return _page(request, STATUSES[kind], kind)


def pim_error(request: Request, error: Exception) -> Response:
    """Return the page for something that a verb or a query would not do."""
    assert isinstance(error, PimError)
    if error.status == 303:
        return to(f"/sign-in?{urlencode({'next': here(request)})}")
    reasons = tuple(error.reasons(error_viewer(request).language)) if isinstance(error, Refusal) else ()
    said = str(error) if error.args else ""  # else it only says what the page says in better words
    response = _page(request, error.status, type(error).__name__, said, reasons)
    wait = getattr(error, "wait_seconds", 60 if error.status == 503 else None)
    if wait is not None:
        response.headers["Retry-After"] = str(wait)
    return response


def http_error(request: Request, error: Exception) -> Response:
    """Return the page for an address that is not there, or that takes no forms."""
    assert isinstance(error, HTTPException)
    kind = "NotFound" if error.status_code in (404, 405) else "BadInput"
    response = _page(request, error.status_code, kind)
    if allowed := (error.headers or {}).get("Allow"):
        # Whatever shows a page gives its headers alone as well: the guard sees to that.
        response.headers["Allow"] = allowed.replace("GET", "GET, HEAD")
    return response


def bad_request(request: Request, error: Exception) -> Response:
    """Return the page for a request that misses a field or has a wrong one; a wrong number is no page."""
    assert isinstance(error, RequestValidationError)
    if any(each["loc"][0] == "path" for each in error.errors()):
        return _page(request, 404, "NotFound")
    said = "; ".join(f"{'.'.join(str(part) for part in e['loc'][1:])}: {e['msg']}" for e in error.errors())
    return _page(request, 400, "BadInput", said)


def _page(
    request: Request, status: int, kind: str, said: str = "", reasons: tuple[str, ...] = ()
) -> Response:
    """``about`` is the page of the thing it was about, so that somebody can look at it again."""
    parts = request.scope["path"].split("/")
    known = len(parts) > 3 and parts[1] in THINGS and parts[2].isdecimal()
    about = f"/{parts[1]}/{parts[2]}" if known else None
    viewer = error_viewer(request)
    return page(viewer, "error.html", status, kind=kind, said=said, reasons=reasons, about=about)
