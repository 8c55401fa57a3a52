"""Ways to bring a letter to a person. Each takes one letter at a time and says plainly how that ended."""

from notifications.message import Post, Sender
from notifications.transports.base import About, Transport, TransportError
from notifications.transports.console import Console
from notifications.transports.routes import Routes
from notifications.transports.server import BadSmtpUrl, Server
from notifications.transports.smtp import Smtp
from notifications.transports.webhook import Webhook

__all__ = [
    "About", "BadSmtpUrl", "Console", "Post", "Routes", "Sender", "Server", "Smtp", "Transport",
    "TransportError", "Webhook", "transport_for",
]  # fmt: skip


def transport_for(smtp_url: str | None, mail_from: str, unsubscribe: str | None = None) -> Transport | None:
    """Return how letters leave this installation, or None: then they are kept and shown.

    `smtp_url`: as PIM_SMTP_URL, or "console:" to write them on the screen. With a mail server, letters to an
    https address go there as a card. `mail_from`: "PIM <pim@example.org>". `unsubscribe`: the page or mailto:
    address that letters name to stop them. Nothing is opened yet.

    Raises BadSmtpUrl, or BadAddress for `mail_from`.
    """
    if not smtp_url:
        return None
    sender = Sender.parse(mail_from, unsubscribe)
    if smtp_url == "console:":
        return Console(sender)
    return Routes(Smtp(Server.parse(smtp_url), sender), Webhook(sender))
