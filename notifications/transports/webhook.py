"""Letters as a card in a channel (Microsoft Teams and what understands its cards), by an https address.

Somebody types that address, so it must not become a way into the network of the installation: https only,
the name is looked up once, every address it gives must be public, we connect to exactly that address, and
a redirect is a refusal. Standard library only, so nothing follows proxies or redirects behind our back.
"""

import http.client
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from notifications.message import Post, Sender
from notifications.transports.base import TransportError

ANSWER_WITHIN_S = 15.0
LONGEST_TEXT = 20_000  # characters; a Teams card holds 28 kB
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_PATH = re.compile(r"[!-~]*")  # no line can be added to the request
_GONE = {404, 410}

Ip = IPv4Address | IPv6Address
Lookup = Callable[[str, int], list[Ip]]


def is_public(address: Ip) -> bool:
    """Tell whether an address is out in the world: not private, local or reserved, also when dressed up."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or _translated(address)
        if inside is not None:
            return is_public(inside)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _translated(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address inside a NAT64 one (64:ff9b::/96, RFC 6052)."""
    return IPv4Address(int(address) & 0xFFFFFFFF) if int(address) >> 32 == 0x64FF9B << 64 else None


def look_up(host: str, port: int) -> list[Ip]:
    """Return every address of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(where[0]).partition("%")[0]) for *_, where in found]


class Webhook:
    """Posts each letter as a card to the https address that is its recipient."""

    def __init__(
        self,
        sender: Sender,
        *,
        answer_within: float = ANSWER_WITHIN_S,
        lookup: Lookup = look_up,
        allowed: Callable[[Ip], bool] = is_public,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.sender = sender
        self._answer_within = answer_within
        self._lookup = lookup
        self._allowed = allowed
        self._trust = trust or ssl.create_default_context()

    def carries(self, address: str) -> bool:
        """Tell whether it is an https address."""
        return address.startswith("https://")

    def send(self, post: Post) -> None:
        """Post one card; return when it is accepted. Raises TransportError."""
        url = _checked(post.recipient)
        connection = _Pinned(self._address_of(url), url, self._answer_within, self._trust)
        with _at_most(self._answer_within, connection):
            try:
                connection.connect()
            except OSError as error:
                raise TransportError(f"{url.hostname}: {error}") from error
            status = _answer(connection, url, card(post))
        _judge(status, str(url.hostname))

    def close(self) -> None:
        """Do nothing: every card has its own connection."""

    def _address_of(self, url: SplitResult) -> Ip:
        host = str(url.hostname)
        try:
            addresses = self._lookup(host, url.port or 443)
        except OSError as error:
            raise TransportError(f"{host}: {error}") from error
        refused = [address for address in addresses if not self._allowed(address)]
        if refused or not addresses:
            raise TransportError(
                f"{host} leads to {', '.join(map(str, refused)) or 'nowhere'}, which is not a public address",
                permanent=True,
            )
        return addresses[0]


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was checked, and asks the other side to prove the name."""

    def __init__(self, address: Ip, url: SplitResult, timeout: float, trust: ssl.SSLContext) -> None:
        super().__init__(str(url.hostname), url.port or 443, timeout=timeout, context=trust)
        self._address = str(address)
        self._trust = trust

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._trust.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()

    def cut(self) -> None:
        """End the conversation from another thread."""
        with suppress(OSError):
            if self.sock is not None:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@contextmanager
def _at_most(seconds: float, connection: _Pinned) -> Iterator[None]:
    """Bound the whole conversation: a limit per read alone would let a trickle of bytes go on for ever."""
    watchdog = threading.Timer(seconds, connection.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
        connection.close()


def _answer(connection: _Pinned, url: SplitResult, body: bytes) -> int:
    try:
        connection.request("POST", _target(url), body, {"Content-Type": "application/json"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        said = f"{url.hostname} took the card and did not say what became of it: {error}"
        raise TransportError(said, uncertain=True) from error


def card(post: Post) -> bytes:
    """Return the letter as an Adaptive Card message."""
    letter = post.letter
    body = [
        {"type": "TextBlock", "text": letter.subject, "weight": "Bolder", "size": "Medium", "wrap": True},
        {"type": "TextBlock", "text": letter.text[:LONGEST_TEXT], "wrap": True},
    ]
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "lang": post.language,
        "body": body,
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}
    return json.dumps({"type": "message", "attachments": [attachment]}).encode()


def _checked(address: str) -> SplitResult:
    try:
        url = urlsplit(address)
        acceptable = (
            url.scheme == "https"
            and url.username is None
            and url.port != 0
            and _HOST.fullmatch(url.hostname or "") is not None
            and _PATH.fullmatch(_target(url)) is not None
        )
    except ValueError:
        acceptable = False
    if not acceptable:
        raise TransportError("not an https address we may post to", permanent=True, about="address")
    return url


def _target(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _judge(status: int, host: str) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise TransportError(
            f"{host} sends us elsewhere ({status}); redirects are not followed", permanent=True
        )
    if status in _GONE:
        raise TransportError(f"{host}: there is no such channel ({status})", permanent=True, about="address")
    raise TransportError(
        f"{host} answered {status}", permanent=status < 500 and status not in {408, 425, 429}
    )
