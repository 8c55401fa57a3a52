"""Whose page a form stood on: each form of somebody who is signed in carries a token of their session.

Beside where the browser says a form comes from (``guard``), so that neither has to be trusted alone. It is
put into every form in one place, and asked in one place. A form of another session, or of one that is over,
is not done and not lost: what was typed comes back on a page with a button to send it again.
"""

import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import Response

from pim.web.edge import Viewer, page
from pim.web.form_tokens import FIELD

HEADER = "x-form-token"  # for scripts of ours
MOST_FIELDS = 1_000
UNKEPT = ("old", "new", "again", "password", FIELD)  # a password is never shown again, not even to be sent
_IN_PARTS = re.compile(rb'name="csrf"\r\n\r\n([0-9a-f]{64})\r\n')
_URLENCODED = "application/x-www-form-urlencoded"


async def given_token(request: Request) -> str:
    """Return the token that came with a form. What was read is kept for whoever reads the form next."""
    said = request.headers.get(HEADER)
    if said is not None:
        return said
    body = await request.body()
    if _is_urlencoded(request):
        return dict(_fields(body)).get(FIELD, "")
    found = _IN_PARTS.search(body)
    return found[1].decode() if found else ""


def is_right(given: str, viewer: Viewer) -> bool:
    """Tell whether a token is that of the session of who looks."""
    right = viewer.form_token
    return bool(right) and hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


async def send_again(request: Request, viewer: Viewer) -> Response:
    """Return the page on which somebody can send a form again that was not done, with all that was typed."""
    kept = _fields(await request.body()) if _is_urlencoded(request) else []
    shown: Mapping[str, Any] = {
        "fields": [(name, value) for name, value in kept if name not in UNKEPT],
        "action": request.url.path,
        "lost": not kept or any(name in UNKEPT[:-1] for name, _ in kept),
    }
    return page(viewer, "send_again.html", 403, **shown)


def _is_urlencoded(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0] == _URLENCODED


def _fields(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return []
