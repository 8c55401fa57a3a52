"""The web application: pages of every feature under one roof, safe headers, plain errors.

Served on this machine only until sign-in exists: ``serve_forever`` binds to 127.0.0.1.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from itsdangerous import URLSafeSerializer
from starlette.exceptions import HTTPException

from pim.cycles import pages as cycles
from pim.dashboard import pages as dashboard
from pim.db import Database
from pim.demo import pages as demo
from pim.errors import PimError
from pim.feedback import pages as feedback
from pim.house import PimHouse
from pim.lifecycle.advance import Refusal
from pim.settings import Settings
from pim.state_of_health import findings
from pim.tick import Clockwork
from pim.web import letter_pages, sign_in
from pim.web.edge import Desk, desk_of, error_viewer, page

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_app(database: Database, settings: Settings) -> FastAPI:
    """Return the application on a database."""
    app = FastAPI(title="PIM", docs_url=None, redoc_url=None, openapi_url=None)
    house = PimHouse(settings)
    signer = URLSafeSerializer(settings.secret_key or secrets.token_hex(32), salt="pim")
    app.state.desk = Desk(database, settings, house, signer)
    app.state.clockwork = Clockwork(database, settings, "pages")
    for feature in (dashboard, cycles, feedback, letter_pages, demo, sign_in):
        app.include_router(feature.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.get("/health")(_health)
    app.middleware("http")(_guarded)
    app.add_exception_handler(PimError, _pim_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _bad_request)
    app.add_exception_handler(Exception, _unexpected)
    return app


def _health(request: Request) -> JSONResponse:
    """Answer 200 when everything is well and 503 when not, with what was found."""
    desk = desk_of(request)
    found = findings(desk.database, desk.settings, datetime.now(UTC))
    body = [{"what": one.what, "well": one.well, "said": one.said} for one in found]
    return JSONResponse(body, 200 if all(one.well for one in found) else 503)


async def _guarded(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse a form that another site sent here, and add the headers every page has."""
    if request.method not in ("GET", "HEAD") and not _ours(request):
        response: Response = JSONResponse({"error": "this form was not on one of our pages"}, 403)
    else:
        response = await proceed(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _ours(request: Request) -> bool:
    origin = request.headers.get("origin") or request.headers.get("referer")
    if origin is None or origin == "null":
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return urlsplit(origin).netloc == request.headers.get("host")


def _pim_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, PimError)
    viewer = error_viewer(request)
    reasons = error.reasons(viewer.language) if isinstance(error, Refusal) else []
    return page(
        viewer, "error.html", error.status, kind=type(error).__name__, said=str(error), reasons=reasons
    )


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = "NotFound" if error.status_code == 404 else "BadInput"
    return page(error_viewer(request), "error.html", error.status_code, kind=kind, said="", reasons=[])


def _bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors())
    return page(error_viewer(request), "error.html", 400, kind="BadInput", said=said, reasons=[])


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("a page failed: %s %s", request.method, request.url.path, exc_info=error)
    return page(error_viewer(request), "error.html", 500, kind="Unexpected", said="", reasons=[])


def serve_forever(database: Database, settings: Settings, port: int) -> None:
    """Serve the pages on 127.0.0.1 until stopped. The access log is off: it would name who answers."""
    config = uvicorn.Config(
        create_app(database, settings), host="127.0.0.1", port=port, access_log=False, log_level="warning"
    )
    uvicorn.Server(config).run()
