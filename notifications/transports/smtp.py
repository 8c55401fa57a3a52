"""Letters over SMTP: many on one connection, and never a doubt that is not a real one.

Only one moment is uncertain (RFC 1047): after the final dot, before the server's answer. Whatever goes
wrong earlier, the letter was not accepted.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

from notifications.failpoints import failpoint
from notifications.message import BadAddress, Post, Sender, deliverable
from notifications.transports.base import About, TransportError
from notifications.transports.server import Server

ANSWER_WITHIN_S = 30.0
ACCEPT_WITHIN_S = 120.0
"""For the answer to the body: a server may scan it first, and giving up too early makes a second copy."""

_SIGN_IN_FIRST = {530, 534, 535, 538}  # or: over TLS first. About our settings, not about a person
_DETAIL = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
_NO_SUCH_MAILBOX = {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.0", "5.2.1"}  # RFC 3463
_LEADING_DOT = re.compile(rb"(?m)^\.")

Reply = tuple[int, bytes]


class Smtp:
    """One connection to one mail server: opened when first needed, opened again when it was lost."""

    def __init__(
        self,
        server: Server,
        sender: Sender,
        *,
        answer_within: float = ANSWER_WITHIN_S,
        accept_within: float = ACCEPT_WITHIN_S,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """`trust`: whose certificates are believed; by default those this machine believes."""
        self._server = server
        self.sender = sender
        self._answer_within = answer_within
        self._accept_within = accept_within
        self._trust = trust
        self._open: smtplib.SMTP | None = None

    def carries(self, address: str) -> bool:
        """Tell whether it is meant as an e-mail address."""
        return "@" in address and "://" not in address

    def send(self, post: Post) -> None:
        """Hand one letter to the server; return when it is accepted. Raises TransportError."""
        try:
            mail, sender, recipient = post.mail, deliverable(post.sender.address), deliverable(post.recipient)
        except BadAddress as bad:
            raise TransportError(str(bad), permanent=True, about="address") from bad
        self._begin(sender)
        self._expect(250, self._ask(lambda smtp: smtp.docmd("RCPT", f"TO:<{recipient}>")), _about_recipient)
        self._expect(354, self._ask(lambda smtp: smtp.docmd("DATA")), _about_letter)
        failpoint("smtp.before_dot")
        self._expect(250, self._body(mail), _about_letter)

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        smtp, self._open = self._open, None
        if smtp is not None:
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()

    def _begin(self, sender: str) -> None:
        """Name the sender. A server may have hung up meanwhile, or have had enough of this connection."""
        if self._open is not None:
            try:
                code, _ = self._ask(lambda smtp: smtp.docmd("MAIL", f"FROM:<{sender}>"))
            except TransportError:
                code = 0
            if code == 250:
                return
            self.close()
        self._open = self._connect()
        self._expect(250, self._ask(lambda smtp: smtp.docmd("MAIL", f"FROM:<{sender}>")), _about_server)

    def _connect(self) -> smtplib.SMTP:
        server, smtp = self._server, None
        try:
            smtp = self._dial()
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=self._trusted())
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password or "")
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            if smtp is not None:
                smtp.close()
            raise TransportError(f"mail server {server}: {_said(error)}", about="server") from error
        return smtp

    def _dial(self) -> smtplib.SMTP:
        # Our name is given, because smtplib would ask the name service for it, which may take seconds.
        server, name = self._server, socket.gethostname() or "localhost"
        if server.security == "tls":
            return smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=self._answer_within, context=self._trusted()
            )
        return smtplib.SMTP(server.host, server.port, name, timeout=self._answer_within)

    def _trusted(self) -> ssl.SSLContext:
        if self._trust is None:
            self._trust = ssl.create_default_context()
        return self._trust

    def _ask(self, command: Callable[[smtplib.SMTP], Reply]) -> Reply:
        """Give a command that comes before the body; without an answer the letter was not accepted."""
        assert self._open is not None
        try:
            return command(self._open)
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            raise TransportError(f"mail server {self._server}: {_said(error)}", about="server") from error

    def _body(self, mail: bytes) -> Reply:
        """Send the body and the dot. From then on, no answer means that nobody knows."""
        smtp = self._open
        assert smtp is not None
        body = _LEADING_DOT.sub(b"..", mail)
        self._ask(lambda smtp: _sent(smtp, body + b".\r\n"))
        assert smtp.sock is not None
        smtp.sock.settimeout(self._accept_within)
        try:
            code, said = smtp.getreply()
            smtp.sock.settimeout(self._answer_within)
        except (OSError, smtplib.SMTPException) as error:
            code, said = -1, _said(error).encode()
        if not 200 <= code <= 599:
            self._hang_up()
            raise TransportError(
                f"mail server {self._server} took the letter and did not say what became of it: "
                f"{said.decode(errors='replace')}",
                uncertain=True,
            )
        return code, said

    def _expect(self, wanted: int, reply: Reply, fault: Callable[[int, str], TransportError]) -> None:
        code, said = reply[0], reply[1].decode(errors="replace")
        if code // 10 == wanted // 10:
            return
        error = fault(code, f"mail server {self._server}: {code} {' '.join(said.split())[:500]}")
        if code == 421:  # "closing the channel": whatever it was asked
            error = TransportError(str(error), about="server")
        if error.about == "server":
            self._hang_up()
        else:
            with suppress(TransportError):  # it said no and hung up: then what it said counts
                self._ask(lambda smtp: smtp.rset())
        raise error

    def _hang_up(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _sent(smtp: smtplib.SMTP, lines: bytes) -> Reply:
    smtp.send(lines)
    return 0, b""


def _about_server(_code: int, said: str) -> TransportError:
    return TransportError(said, about="server")


def _about_letter(code: int, said: str) -> TransportError:
    if code in _SIGN_IN_FIRST:
        return _about_server(code, said)
    return TransportError(said, permanent=code >= 500)


def _about_recipient(code: int, said: str) -> TransportError:
    """Tell a mailbox that does not exist from a server that does not want this letter, or any of ours."""
    if code in _SIGN_IN_FIRST:
        return _about_server(code, said)
    detail = _DETAIL.search(said)
    no_mailbox = detail.group() in _NO_SUCH_MAILBOX if detail else "relay" not in said.lower()
    about: About = "address" if code >= 500 and no_mailbox else "letter"
    return TransportError(said, permanent=code >= 500, about=about)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(error) or type(error).__name__
