"""Letters as a card: an https address that somebody typed must not become a way into our network."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from ipaddress import ip_address

import pytest

from notifications.letter import Letter
from notifications.message import Post
from notifications.transports import TransportError, Webhook
from notifications.transports.webhook import card, is_public
from tests.notifications.mail_servers import Certificate, make_certificate
from tests.notifications.post_office import NOW, SENDER

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@dataclass
class Channel:
    """An https server that hears requests and answers as told."""

    port: int = 0
    heard: list[bytes] = field(default_factory=list)


@contextmanager
def channel(certificate: Certificate, *answers: bytes | Callable[[ssl.SSLSocket], None]) -> Iterator[Channel]:
    """Give a server for as many requests as there are answers. No bytes: it hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(5)
    running = Channel(listening.getsockname()[1])

    def serve() -> None:
        for answer in answers:
            try:
                plain, _ = listening.accept()
                connection = certificate.shown().wrap_socket(plain, server_side=True)
            except OSError:
                continue
            with connection:
                running.heard.append(_request(connection))
                if callable(answer):
                    answer(connection)
                else:
                    connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)  # wakes it, if it still waits
        thread.join(6)
        listening.close()


def _request(connection: ssl.SSLSocket) -> bytes:
    heard = connection.makefile("rb")
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += heard.readline()
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    return head + heard.read(length)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"), "hooks.example.org")


def post(url: str) -> Post:
    made = Letter("Een fase verder", "Beste collega,\n\nEr is nieuws.\n", "<p>Er is nieuws.</p>")
    return Post(url, made, "nl", "<1@example.org>", SENDER, NOW)


def webhook(certificate: Certificate, within: float = 3.0) -> Webhook:
    """Takes this machine for the world; everything else is as it will be."""
    here = [ip_address("127.0.0.1")]
    return Webhook(
        SENDER,
        answer_within=within,
        lookup=lambda host, port: here,
        allowed=lambda address: True,
        trust=certificate.trusted(),
    )


def refusal(transport: Webhook, url: str) -> TransportError:
    with pytest.raises(TransportError) as caught:
        transport.send(post(url))
    return caught.value


# --- The ordinary way -------------------------------------------------------------------------------------


def test_a_letter_becomes_a_card(certificate: Certificate) -> None:
    with channel(certificate, OK) as running:
        webhook(certificate).send(post(f"https://hooks.example.org:{running.port}/a/b?sig=1%2F2"))
    head, _, body = running.heard[0].partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0] == b"POST /a/b?sig=1%2F2 HTTP/1.1"
    assert f"Host: hooks.example.org:{running.port}".encode() in head
    assert b"Content-Type: application/json" in head
    attachment = json.loads(body)["attachments"][0]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["type"] == "AdaptiveCard"
    assert attachment["content"]["lang"] == "nl"
    assert [block["text"] for block in attachment["content"]["body"]] == [
        "Een fase verder",
        "Beste collega,\n\nEr is nieuws.\n",
    ]


def test_a_card_stays_below_what_a_channel_accepts() -> None:
    huge = replace(post("https://hooks.example.org"), letter=Letter("s", "é" * 100_000, "<p></p>"))
    assert len(json.loads(card(huge))["attachments"][0]["content"]["body"][1]["text"]) == 20_000


# --- Where we do not go -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1",
        "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "2002:7f00:1::", "2002:a00:1::",
        "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::10.0.0.1", "::127.0.0.1",
        "2001:0:4136:e378::1",
    ],
)  # fmt: skip
def test_an_address_inside_our_network_is_never_called(address: str) -> None:
    assert not is_public(ip_address(address))
    called = Webhook(SENDER, lookup=lambda host, port: [ip_address(address)], answer_within=0.5)
    error = refusal(called, "https://hooks.example.org/")
    assert error.permanent
    assert not error.uncertain
    assert f"{ip_address(address)}, which is not a public address" in str(error)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "52.113.194.132", "2603:1061::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]
)
def test_an_address_out_in_the_world_may_be_called(address: str) -> None:
    assert is_public(ip_address(address))


def test_one_address_inside_among_many_outside_is_enough_to_refuse() -> None:
    mixed = [ip_address("8.8.8.8"), ip_address("10.0.0.1")]
    error = refusal(Webhook(SENDER, lookup=lambda host, port: mixed), "https://hooks.example.org/")
    assert "10.0.0.1" in str(error)
    assert error.permanent


def test_a_name_is_looked_up_once_and_that_address_is_called(certificate: Certificate) -> None:
    """A name that is public when checked and private when called (DNS rebinding) gets nowhere."""
    asked: list[str] = []

    def first_here_then_nowhere(host: str, port: int) -> list[object]:
        asked.append(host)
        return [ip_address("127.0.0.1")] if len(asked) == 1 else [ip_address("10.0.0.1")]

    with channel(certificate, OK) as running:
        transport = Webhook(
            SENDER,
            lookup=first_here_then_nowhere,  # type: ignore[arg-type]
            allowed=lambda address: str(address) == "127.0.0.1",
            trust=certificate.trusted(),
        )
        transport.send(post(f"https://hooks.example.org:{running.port}/"))
    assert asked == ["hooks.example.org"]
    assert len(running.heard) == 1


def test_a_number_for_a_name_is_checked_all_the_same() -> None:
    for host in ("127.0.0.1", "2130706433", "0x7f000001", "127.1", "[::1]", "localhost"):
        error = refusal(Webhook(SENDER, answer_within=0.5), f"https://{host}/")
        assert error.permanent or "Name or service" in str(error) or "not known" in str(error)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/", "https://", "https:///path", "https://user:pw@hooks.example.org/",
        "https://hooks.example.org:99999/", "https://hooks.example.org:0/", "ftp://hooks.example.org/",
        "https://hooks.example.org/a b", "https://hooks.example.org/\r\nX: y", "https://h\u00f6oks.example.org/",
        "file:///etc/passwd", "https://[::1/", "https://hooks_example.org/é",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused_before_anything_is_looked_up(url: str) -> None:
    def never(host: str, port: int) -> list[object]:
        raise AssertionError("looked up")

    error = refusal(Webhook(SENDER, lookup=never), url)  # type: ignore[arg-type]
    assert (error.permanent, error.uncertain, error.about) == (True, False, "address")
    assert "pw" not in str(error)


def test_only_https_addresses_are_carried() -> None:
    transport = Webhook(SENDER)
    assert transport.carries("https://hooks.example.org/")
    assert not transport.carries("http://hooks.example.org/")
    assert not transport.carries("piet@example.org")


def test_a_server_that_cannot_prove_the_name_hears_nothing(
    certificate: Certificate, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = make_certificate(tmp_path_factory.mktemp("other"), "other.example.org")
    with channel(certificate, OK) as running:
        error = refusal(webhook(other), f"https://hooks.example.org:{running.port}/")
    assert "certificate" in str(error).lower()
    assert (error.permanent, error.uncertain) == (False, False)
    assert running.heard == []


# --- What comes back --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "permanent", "about"),
    [
        (202, None, None), (302, True, "letter"), (307, True, "letter"), (400, True, "letter"),
        (403, True, "letter"), (404, True, "address"), (410, True, "address"), (429, False, "letter"),
        (408, False, "letter"), (500, False, "letter"), (503, False, "letter"),
    ],
)  # fmt: skip
def test_what_an_answer_means(
    certificate: Certificate, status: int, permanent: bool | None, about: str | None
) -> None:
    answer = (
        f"HTTP/1.1 {status} X\r\nLocation: https://127.0.0.1/inside\r\nContent-Length: 0\r\n\r\n".encode()
    )
    with channel(certificate, answer, OK) as running:
        url = f"https://hooks.example.org:{running.port}/"
        if permanent is None:
            webhook(certificate).send(post(url))
        else:
            error = refusal(webhook(certificate), url)
            assert (error.permanent, error.uncertain, error.about) == (permanent, False, about)
            assert str(status) in str(error)
        assert len(running.heard) == 1  # a redirect is not followed, a refusal is not repeated


def test_no_answer_to_a_card_means_that_nobody_knows(certificate: Certificate) -> None:
    with channel(certificate, b"") as running:
        error = refusal(webhook(certificate), f"https://hooks.example.org:{running.port}/")
    assert (error.permanent, error.uncertain) == (False, True)


def test_an_answer_that_trickles_for_ever_is_cut_off(certificate: Certificate) -> None:
    ended = threading.Event()

    def trickle(connection: ssl.SSLSocket) -> None:
        with suppress(OSError):
            while not ended.wait(0.02):
                connection.sendall(b"H")

    with channel(certificate, trickle) as running:
        error = refusal(webhook(certificate, within=0.4), f"https://hooks.example.org:{running.port}/")
        ended.set()
    assert error.uncertain


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    transport = Webhook(
        SENDER,
        lookup=lambda host, port: [ip_address("127.0.0.1")],
        allowed=lambda address: True,
        answer_within=1,
    )
    error = refusal(transport, f"https://hooks.example.org:{port}/")
    assert (error.permanent, error.uncertain) == (False, False)


def test_a_name_that_leads_nowhere_is_tried_again_later() -> None:
    def unknown(host: str, port: int) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    error = refusal(Webhook(SENDER, lookup=unknown), "https://hooks.example.org/")  # type: ignore[arg-type]
    assert (error.permanent, error.uncertain) == (False, False)
    assert "hooks.example.org: " in str(error)
