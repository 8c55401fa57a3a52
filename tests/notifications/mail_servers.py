"""Mail servers to test against: aiosmtpd with a will of its own, and one that follows a script."""

import asyncio
import socket
import ssl
import subprocess
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Hook = Callable[[Any], str | None] | Callable[[Any], Awaitable[str | None]]


@dataclass
class Mailbox:
    """What a server received, and what it says. A hook returns its answer, or None to accept."""

    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    connections: int = 0
    said_no: list[str] = field(default_factory=list)
    on_mail: Callable[[str], str | None] = lambda _: None
    on_rcpt: Callable[[str], str | None] = lambda _: None
    on_data: Callable[["Mailbox", SMTP], Awaitable[str | None]] | None = None

    @property
    def mails(self) -> list[EmailMessage]:
        """What was accepted, read as a mail program would."""
        return [read(cast(bytes, envelope.content)) for envelope in self.envelopes]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.on_mail(address)
        if answer is None:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.on_rcpt(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await self.on_data(self, server) if self.on_data else None
        if answer is None:
            self.envelopes.append(envelope)
        return answer or "250 OK"


def read(content: bytes) -> EmailMessage:
    """Parse a mail."""
    return cast(EmailMessage, message_from_bytes(content, policy=policy.default))


@contextmanager
def mail_server(
    box: Mailbox | None = None, tls: ssl.SSLContext | None = None, **options: Any
) -> Iterator[Mailbox]:
    """Give a running aiosmtpd on a port of its own. `tls`: speaks TLS from the first byte."""
    box = box or Mailbox()
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        box.connections += 1
        return SMTP(box, hostname="mail.test", loop=loop, **options)

    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0, ssl=tls))
    box.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {cast("asyncio.Task[Any]", asyncio.current_task())}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def forever(_box: Mailbox, _server: SMTP) -> str | None:
    """Never answer the body; ends with the server."""
    await asyncio.Event().wait()
    return None


async def after_a_while(_box: Mailbox, _server: SMTP) -> str | None:
    """Accept the body after a fifth of a second: the only way to see who waits how long."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), 0.2)
    return None


async def drop_dead(_box: Mailbox, server: SMTP) -> str | None:
    """Be gone as soon as the body is in."""
    assert server.transport is not None
    server.transport.abort()
    raise asyncio.CancelledError


def knows(user: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator that knows one user."""

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login, data.password) == (
            user.encode(),
            password.encode(),
        )
        return AuthResult(success=known, handled=False)

    return authenticate


# --- A server that follows a script -----------------------------------------------------------------------


@contextmanager
def scripted(*connections: Callable[[socket.socket], None]) -> Iterator[int]:
    """Give the port of a server that treats its first, second … connection as told, and then is gone."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for treat in connections:
            connection, _ = listening.accept()
            with connection:
                treat(connection)
        listening.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        thread.join(5)
        listening.close()
        assert not thread.is_alive(), "the script was not played to its end"


def says(*lines: str) -> Callable[[socket.socket], None]:
    """Greet with the first line, answer each command (and each body) with the next, then hang up."""

    def treat(connection: socket.socket) -> None:
        heard = connection.makefile("rb")
        in_body = False
        for line in lines:
            if line != lines[0]:
                while in_body and heard.readline() not in {b".\r\n", b""}:
                    pass
                if not in_body:
                    heard.readline()
            in_body = line.startswith("354")
            connection.sendall(line.encode() + b"\r\n")
        heard.close()

    return treat


# --- Certificates -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Certificate:
    """A certificate for localhost that nobody on earth trusts."""

    file: Path
    key: Path

    def shown(self) -> ssl.SSLContext:
        """For a server that shows it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context

    def trusted(self) -> ssl.SSLContext:
        """For a client that trusts it."""
        return ssl.create_default_context(cafile=str(self.file))


def make_certificate(folder: Path, name: str = "localhost") -> Certificate:
    """Make a certificate with openssl, valid for `name` and 127.0.0.1."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1",
         "-keyout", made.key, "-out", made.file],
        check=True, capture_output=True,
    )  # fmt: skip
    return made
