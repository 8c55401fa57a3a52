"""What every request passes: whose form it is, how large it is, and the headers of every answer.

Plain ASGI: it stands in the way of each request, so it costs as little as it can.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlsplit

from fastapi import Request
from fastapi.responses import Response

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Refuse = Callable[[Request, str], Response]

log = logging.getLogger("pim.web")

LARGEST_FORM = 256 * 1024  # bytes: sixty answers of 4,000 characters do not come from a person's hand
_FILE = 5 * 1024 * 1024 + 64 * 1024  # its 5 MB, and what a browser puts around it
# A picture and a list of people are larger than what a hand writes.
LARGER_FORMS = (
    (re.compile(r"/variants/\d{1,10}/picture"), _FILE),
    (re.compile(r"/(people|sites)/import"), _FILE),
    (re.compile(r"/(people|sites)/import/take"), 7 * 1024 * 1024 + 64 * 1024),  # what waited in the page
)
# What is in these addresses gives a right, and beside the time in a log it would say who answered when.
SECRET_PLACES = re.compile(r"^(/a/|/sign-in/link/).*", re.DOTALL)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# A year: the shortest that a browser may keep in its own list.
ONLY_ENCRYPTED = {"Strict-Transport-Security": "max-age=31536000"}
_LONGEST_NUMBER = 12  # signs of a length; Python reads no number of thousands
_READS = ("GET", "HEAD")
_SAID = "pim.said"
# A name or an address, and perhaps a port. A name before an @ would be no name of a machine.
_HOST = re.compile(r"([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.IGNORECASE)
# PostgreSQL keeps no NUL, and nobody types the others; a tab or a new line may be pasted into a field.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Guard:
    """Refuses what is not ours and puts the headers on every answer, also on those of a fault.

    ``hosts`` are the names this machine goes by. A page elsewhere can make its own name point to this
    machine; its form would then look like ours, were it not for the name. ``encrypted``: people come here
    over https, and a browser shall never come otherwise.
    """

    def __init__(self, app: App, hosts: Iterable[str], refuse: Refuse, *, encrypted: bool = False) -> None:
        headers = {**HEADERS, **(ONLY_ENCRYPTED if encrypted else {})}
        self._raw = {name.lower().encode(): value.encode() for name, value in headers.items()}
        self._app = app
        self._hosts = frozenset(hosts)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a refusal."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False
        looks = scope["method"] == "HEAD"
        # The headers of a page are those it is shown with: what reads it may ask for them alone.
        asked = {**scope, "method": "GET"} if looks else scope

        async def send_guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                sent = message["headers"]
                known = {name for name, _ in sent}
                sent.extend((name, value) for name, value in self._raw.items() if name not in known)
            elif looks:
                message = {**message, "body": b""}
            await send(message)

        try:
            fault = self._fault(scope)
            if fault is None:
                await self._app(asked, _overheard(asked, receive), send_guarded)
                return
        except Exception as error:
            if begun:
                raise
            place = SECRET_PLACES.sub(r"\1…", scope["path"])
            log.error("a page failed: %s %s", scope["method"], place, exc_info=error)
            fault = "Unexpected"
        await self._refuse(Request(scope, receive), fault)(scope, receive, send_guarded)

    def _fault(self, scope: Scope) -> str | None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if _machine(host) not in self._hosts:
            return "NotOurs"
        if _UNSEEN.search(scope["path"]):
            return "NotFound"
        if _UNSEEN.search(unquote(scope["query_string"].decode("latin-1"))):
            return "BadInput"
        if scope["method"] in _READS:
            return None
        return _too_long(scope, headers) if _same_origin(headers, host) else "NotOurs"


def _machine(host: str) -> str | None:
    """Return the name in a ``Host`` header, as it is compared; None when it is none."""
    found = _HOST.fullmatch(host)
    return found[1].lower().strip("[]") if found else None


def _too_long(scope: Scope, headers: Mapping[bytes, str]) -> str | None:
    """Tell whether a request brings more than its address takes, or does not say beforehand how much."""
    length = headers.get(b"content-length")
    # With a transfer encoding the length is not believed. Browsers always say how long a form is.
    if b"transfer-encoding" in headers or (length is None and scope["method"] == "POST"):
        return "NoLength"
    if length is None:
        return None
    if not length.isdecimal() or len(length) > _LONGEST_NUMBER:
        return "TooLarge"
    return None if int(length) <= _largest(scope["path"]) else "TooLarge"


def _overheard(scope: Scope, receive: Receive) -> Receive:
    """Take a hash of a form while it comes in: it tells a form sent again from another one with its key."""
    if scope["method"] in _READS:
        return receive
    heard = scope[_SAID] = sha256(scope["path"].encode())

    async def receive_and_hear() -> Message:
        message = await receive()
        heard.update(message.get("body", b""))
        return message

    return receive_and_hear


def said_in(scope: Scope) -> str:
    """Return a hash of where a form went and what was in it; of one with a file only where it went.

    A browser that sends a file again puts another line between its parts.
    """
    types = [value for name, value in scope["headers"] if name == b"content-type"]
    if any(value.startswith(b"multipart/") for value in types):
        return sha256(scope["path"].encode()).hexdigest()
    return str(scope[_SAID].hexdigest())


def _largest(path: str) -> int:
    """Return how many bytes a form to this address may have."""
    return next((size for form, size in LARGER_FORMS if form.fullmatch(path)), LARGEST_FORM)


def _same_origin(headers: Mapping[bytes, str], host: str) -> bool:
    origin = headers.get(b"origin") or headers.get(b"referer")
    if origin is None:  # a program, not a browser; or a browser that says it another way
        return headers.get(b"sec-fetch-site", "same-origin") in ("same-origin", "none")
    return is_at(origin, host)


def is_at(address: str, host: str) -> bool:
    """Tell whether an address that a browser sent is one of this host; what is no address is not."""
    try:
        return urlsplit(address).netloc == host
    except ValueError:
        return False
