"""Letters over SMTP, against aiosmtpd: one connection, TLS, signing in, and from the outbox."""

import socket

import pytest

from notifications.message import message_id
from pim.db import Database
from tests.notifications.mail_servers import (
    Certificate,
    Mailbox,
    drop_dead,
    knows,
    mail_server,
    read,
)
from tests.notifications.post_office import SENDER, deliver, in_, letter, outgoing, put, statuses
from tests.notifications.smtp_talk import post, refusal, smtp, verdict

# --- The ordinary way ------------------------------------------------------------------------------------


def test_many_letters_go_over_one_connection(box: Mailbox) -> None:
    transport = smtp(box.port)
    for number in range(20):
        transport.send(post(number))
    transport.close()
    assert box.connections == 1
    assert [envelope.rcpt_tos for envelope in box.envelopes] == [[f"piet{n}@example.org"] for n in range(20)]
    assert {envelope.mail_from for envelope in box.envelopes} == {SENDER.address}


def test_a_letter_arrives_as_it_was_made(box: Mailbox) -> None:
    text = (
        "Beste Piet,\n\n.een punt vooraan\n..twee punten\n.\nÉén café kost € 3,50 – écht.\n"
        + "lang " * 400
        + "\n"
    )
    transport = smtp(box.port)
    transport.send(post(text=text))
    transport.close()
    arrived = box.mails[0]
    assert arrived.get_body(("plain",)).get_content().replace("\r\n", "\n") == text  # type: ignore[union-attr]
    assert arrived["Message-ID"] == message_id("k1", SENDER)
    assert box.envelopes[0].content == post(text=text).mail


def test_it_can_be_used_again_after_it_was_closed(box: Mailbox) -> None:
    transport = smtp(box.port)
    for number in range(2):
        transport.send(post(number))
        transport.close()
    assert (box.connections, len(box.envelopes)) == (2, 2)


def test_what_arrives_is_read_by_python_without_a_defect() -> None:
    assert read(post().mail).defects == []


# --- Over TLS, and signing in ----------------------------------------------------------------------------


def test_tls_from_the_first_byte(certificate: Certificate) -> None:
    with mail_server(tls=certificate.shown()) as box:
        transport = smtp(box.port, "tls", trust=certificate.trusted())
        transport.send(post())
        transport.close()
        assert len(box.envelopes) == 1


def test_starttls_and_signing_in(certificate: Certificate) -> None:
    options = {
        "tls_context": certificate.shown(),
        "require_starttls": True,
        "auth_required": True,
        "authenticator": knows("pim", "p-secret"),
    }
    with mail_server(**options) as box:
        transport = smtp(
            box.port, "starttls", trust=certificate.trusted(), server={"user": "pim", "password": "p-secret"}
        )
        transport.send(post())
        transport.close()
        assert len(box.envelopes) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_cannot_prove_its_name_gets_no_letter(certificate: Certificate, security: str) -> None:
    options = {"tls": certificate.shown()} if security == "tls" else {"tls_context": certificate.shown()}
    with mail_server(**options) as box:
        error = refusal(smtp(box.port, security))
        assert verdict(error) == (False, False, "server")
        assert "certificate" in str(error).lower()
        assert box.envelopes == []


def test_a_server_without_starttls_gets_no_letter_in_the_clear(box: Mailbox) -> None:
    error = refusal(smtp(box.port, "starttls"))
    assert verdict(error) == (False, False, "server")
    assert "STARTTLS" in str(error)
    assert box.envelopes == []


def test_a_wrong_password_is_about_our_settings_and_is_not_repeated(certificate: Certificate) -> None:
    with mail_server(tls_context=certificate.shown(), authenticator=knows("pim", "right")) as box:
        transport = smtp(
            box.port,
            "starttls",
            trust=certificate.trusted(),
            server={"user": "pim", "password": "wr0ng-s3cret"},
        )
        error = refusal(transport)
        assert verdict(error) == (False, False, "server")
        assert "535" in str(error)
        assert "wr0ng" not in str(error)


# --- With the outbox -------------------------------------------------------------------------------------


def test_a_server_that_dies_after_data_twice_leaves_one_letter_uncertain_and_the_others_sent(
    database: Database,
) -> None:
    put(database, outgoing(1), outgoing(2), outgoing(3, check="not_answered"))
    arrived: list[str] = []

    async def die_for_some(box: Mailbox, server: object) -> str | None:
        recipient = arrived_at[-1]
        arrived.append(recipient)
        if recipient in {"medewerker1@noordervers.example", "medewerker3@noordervers.example"}:
            return await drop_dead(box, server)  # type: ignore[arg-type]
        return None

    arrived_at: list[str] = []
    with mail_server() as box:
        box.on_rcpt = lambda address: arrived_at.append(address)  # type: ignore[func-returns-value]
        box.on_data = die_for_some
        for hour in range(5):
            deliver(database, smtp(box.port), in_(hours=hour))
    assert statuses(database) == ["uncertain", "accepted", "uncertain"]
    assert [arrived.count(f"medewerker{n}@noordervers.example") for n in (1, 2, 3)] == [2, 1, 1]
    assert [letter(database, n).copies for n in (1, 2, 3)] == [2, 1, 1]


def test_with_the_mail_server_down_letters_go_out_once_when_it_is_back(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(3)))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    delivered = deliver(database, smtp(port))
    assert (delivered.later, delivered.accepted) == (1, 0)
    assert "refused" in str(delivered.trouble).lower()
    with mail_server() as box:
        deliver(database, smtp(box.port), in_(hours=1))
        deliver(database, smtp(box.port), in_(hours=2))
        assert sorted(mail["To"] for mail in box.mails) == [
            f"medewerker{n}@noordervers.example" for n in range(3)
        ]


def test_refusals_by_a_real_server_end_in_the_outbox_as_they_should(database: Database) -> None:
    put(database, *(outgoing(n) for n in range(1, 5)))
    answers = {
        "medewerker1@noordervers.example": "550 5.1.1 unknown",
        "medewerker2@noordervers.example": "450 busy",
    }
    with mail_server() as box:
        box.on_rcpt = answers.get
        deliver(database, smtp(box.port))
        assert statuses(database) == ["bounced", "queued", "accepted", "accepted"]
        answers.clear()
        deliver(database, smtp(box.port), in_(hours=1))
        assert statuses(database) == ["bounced", "accepted", "accepted", "accepted"]
        assert box.connections == 2
        assert {mail["Message-ID"] for mail in box.mails} == {
            letter(database, n).message_id for n in (2, 3, 4)
        }
