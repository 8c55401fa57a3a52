"""PIM_SMTP_URL: read strictly, and never shown."""

from dataclasses import replace

import pytest

from notifications.transports import BadSmtpUrl, Server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.org", Server("mail.example.org", 25)),
        ("smtp://mail.example.org:2525/", Server("mail.example.org", 2525)),
        ("smtps://pim:secret@mail.example.org", Server("mail.example.org", 465, "tls", "pim", "secret")),
        (
            "smtp+starttls://pim%40example.org:p%2Fw%3A%40@mail.example.org",
            Server("mail.example.org", 587, "starttls", "pim@example.org", "p/w:@"),
        ),
        ("smtp://pim:secret@127.0.0.1:1025", Server("127.0.0.1", 1025, "none", "pim", "secret")),
        ("smtp://[::1]:1025", Server("::1", 1025)),
    ],
)
def test_an_address_of_a_mail_server_is_read(url: str, server: Server) -> None:
    read_server = Server.parse(url)
    assert read_server == replace(server, password=server.password or read_server.password)
    assert bool(read_server.password) == bool(server.password)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org", "http://mail.example.org", "smtp://", "smtp://:25", "smtp://mail.example.org:no",
        "smtp://mail.example.org:99999", "smtps://pim:sec/ret@mail.example.org", "smtp://pim:secret@mail.example.org",
        "smtp://mail.example.org/?timeout=3", "smtps://pim:sec#ret@mail.example.org", "smtp://[::1",
    ],
)  # fmt: skip
def test_a_wrong_address_of_a_mail_server_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadSmtpUrl, match=r"^PIM_SMTP_URL: ") as caught:
        Server.parse(url)
    assert "sec" not in str(caught.value).replace("secure", "")


def test_a_password_is_not_shown_where_a_server_is_shown() -> None:
    server = Server.parse("smtps://pim:hunter2@mail.example.org")
    assert "hunter2" not in f"{server} {server!r}"
