"""What the tests of SMTP share: a letter to send, and what became of it."""

import pytest

from notifications.letter import Letter
from notifications.message import Post, message_id
from notifications.transports import Server, Smtp, TransportError
from tests.notifications.post_office import NOW, SENDER

READY = ("220 mail.test", "250 mail.test")  # greeting, EHLO
ONE_LETTER = ("250 sender", "250 recipient", "354 go on", "250 accepted")


def post(number: int = 1, text: str = "Beste Piet,\n\nEr is nieuws.\n") -> Post:
    made = Letter(f"Nieuws {number}", text, f"<p>{text}</p>", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    return Post(f"piet{number}@example.org", made, "nl", message_id(f"k{number}", SENDER), SENDER, NOW)


def smtp(port: int, security: str = "none", **more: object) -> Smtp:
    limits = {"answer_within": 2.0, "accept_within": 2.0} | {k: v for k, v in more.items() if k != "server"}
    return Smtp(Server("localhost", port, security, **more.get("server", {})), SENDER, **limits)  # type: ignore[arg-type,dict-item]


def refusal(transport: Smtp, letter_: Post | None = None) -> TransportError:
    with pytest.raises(TransportError) as caught:
        transport.send(letter_ or post())
    return caught.value


def verdict(error: TransportError) -> tuple[bool, bool, str]:
    return error.permanent, error.uncertain, error.about
