"""Mail servers that refuse, mumble, fall silent or die, in every way we know."""

import socket
from dataclasses import replace

import pytest

from tests.notifications.mail_servers import (
    Mailbox,
    after_a_while,
    forever,
    says,
    scripted,
)
from tests.notifications.smtp_talk import ONE_LETTER, READY, post, refusal, smtp, verdict

# --- Refusals --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("550 5.1.1 no such user", (True, False, "address")),
        ("550 no such user here", (True, False, "address")),
        ("553 5.1.3 bad address", (True, False, "address")),
        ("550 5.7.1 not from you", (True, False, "letter")),
        ("554 5.7.1 Relay access denied", (True, False, "letter")),
        ("550 relay not permitted", (True, False, "letter")),
        ("552 5.2.2 mailbox full", (True, False, "letter")),
        ("450 4.2.0 greylisted", (False, False, "letter")),
        ("452 4.2.2 mailbox full for now", (False, False, "letter")),
        ("530 5.7.0 authentication required", (False, False, "server")),
        ("421 4.3.2 shutting down", (False, False, "server")),
    ],
)
def test_what_a_server_says_about_a_recipient(
    box: Mailbox, answer: str, expected: tuple[bool, bool, str]
) -> None:
    box.on_rcpt = lambda address: answer if address == "piet1@example.org" else None
    transport = smtp(box.port)
    error = refusal(transport)
    assert verdict(error) == expected
    assert answer in str(error)
    transport.send(post(2))  # the next letter is none the worse for it
    transport.close()
    assert [envelope.rcpt_tos for envelope in box.envelopes] == [["piet2@example.org"]]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("554 5.6.0 looks like spam", (True, False, "letter")),
        ("451 4.3.0 try later", (False, False, "letter")),
        ("421 4.3.2 shutting down", (False, False, "server")),
    ],
)
def test_what_a_server_says_about_a_body(box: Mailbox, answer: str, expected: tuple[bool, bool, str]) -> None:
    answers = [answer]

    async def once(_box: Mailbox, _server: object) -> str | None:
        return answers.pop() if answers else None

    box.on_data = once
    transport = smtp(box.port)
    assert verdict(refusal(transport)) == expected
    transport.send(post(2))
    transport.close()
    assert len(box.envelopes) == 1


@pytest.mark.parametrize("answer", ["550 5.7.1 sender not allowed", "451 4.3.0 try later"])
def test_a_refused_sender_is_about_the_server_not_about_a_person(box: Mailbox, answer: str) -> None:
    box.on_mail = lambda _: answer
    assert verdict(refusal(smtp(box.port))) == (False, False, "server")


def test_a_server_that_has_had_enough_of_a_connection_gets_a_new_one(box: Mailbox) -> None:
    sent_on = {1: 0, 2: 0}

    def at_most_two(_: str) -> str | None:
        if sent_on[box.connections] == 2:
            return "450 too many letters on this connection"
        sent_on[box.connections] += 1
        return None

    box.on_mail = at_most_two
    transport = smtp(box.port)
    for number in range(4):
        transport.send(post(number))
    transport.close()
    assert (box.connections, len(box.envelopes)) == (2, 4)


def test_a_server_that_hung_up_between_two_letters_is_called_again() -> None:
    again = says(*READY, *ONE_LETTER, "221 bye")
    with scripted(says(*READY, *ONE_LETTER), again) as port:
        transport = smtp(port)
        transport.send(post(1))
        transport.send(post(2))
        transport.close()


@pytest.mark.parametrize(
    "address", ["no at", "a@b@c", "a@b, c@d", "a@b\r\nRCPT TO:<c@d>", "piet@", "é@example.org"]
)
def test_an_address_that_is_none_is_never_shown_to_the_server(box: Mailbox, address: str) -> None:
    error = refusal(smtp(box.port), replace(post(), recipient=address))
    assert verdict(error) == (True, False, "address")
    assert box.connections == 0


# --- Silence and sudden death ----------------------------------------------------------------------------


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = refusal(smtp(port))
    assert verdict(error) == (False, False, "server")
    assert f"localhost:{port}" in str(error)


@pytest.mark.parametrize(
    "lines",
    [(), READY[:1], READY, (*READY, *ONE_LETTER[:1]), (*READY, *ONE_LETTER[:2])],
    ids=["at once", "after the greeting", "after EHLO", "after the sender", "after the recipient"],
)
def test_a_server_that_dies_before_the_body_certainly_did_not_take_it(lines: tuple[str, ...]) -> None:
    def die(connection: socket.socket) -> None:
        if lines:
            says(*lines)(connection)

    with scripted(die) as port:
        assert verdict(refusal(smtp(port))) == (False, False, "server")


def test_a_server_that_dies_after_the_body_may_have_taken_it() -> None:
    with scripted(says(*READY, *ONE_LETTER[:3], "")) as port:
        error = refusal(smtp(port))
    assert verdict(error) == (False, True, "letter")
    assert "did not say what became of it" in str(error)


def test_a_server_that_mumbles_after_the_body_may_have_taken_it() -> None:
    with scripted(says(*READY, *ONE_LETTER[:3], "eh?")) as port:
        assert refusal(smtp(port)).uncertain


def test_a_server_that_mumbles_before_the_body_did_not_take_it() -> None:
    with scripted(says(*READY, "eh?", "250 reset")) as port:
        error = refusal(smtp(port))
    assert (error.permanent, error.uncertain) == (False, False)


def test_a_server_that_never_answers_the_body_is_not_waited_for_for_ever(box: Mailbox) -> None:
    box.on_data = forever
    assert verdict(refusal(smtp(box.port, accept_within=0.2))) == (False, True, "letter")


def test_a_server_that_never_greets_is_not_waited_for_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = refusal(smtp(silent.getsockname()[1], answer_within=0.2))
    assert verdict(error) == (False, False, "server")


def test_a_slow_answer_to_the_body_is_waited_for_longer_than_other_answers(box: Mailbox) -> None:
    """A server may scan the body first; giving up early makes a second copy."""
    box.on_data = after_a_while
    transport = smtp(box.port, answer_within=0.1, accept_within=5)
    transport.send(post())
    transport.close()
    assert len(box.envelopes) == 1
