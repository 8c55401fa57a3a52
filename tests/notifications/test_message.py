"""A letter as an e-mail, and as a line on the screen."""

import io
from binascii import b2a_qp
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from hypothesis import example, given, settings, strategies

from notifications.letter import Letter
from notifications.message import BadAddress, Post, Sender, deliverable, message_id
from notifications.transports import BadSmtpUrl, Console, Routes, TransportError, transport_for
from tests.notifications.mail_servers import read
from tests.notifications.post_office import NOW, SENDER, Recorder

ICS = b"BEGIN:VCALENDAR\r\nSUMMARY:\xc3\xa9\xc3\xa9n\r\nEND:VCALENDAR\r\n"
LETTER = Letter("Eén vraag over café", "Beste Piet,\n\nEén minuut.\n", "<p lang='nl'>Eén minuut.</p>\n", ICS)
POST = Post("piet@example.org", LETTER, "nl", message_id("round:17:person:9", SENDER), SENDER, NOW)


def arrived(post: Post = POST) -> EmailMessage:
    return read(post.mail)


def test_a_mail_says_who_to_what_when_and_that_a_machine_wrote_it() -> None:
    mail = arrived()
    assert mail["From"] == "Noordervers <pim@noordervers.example>"
    assert mail["To"] == "piet@example.org"
    assert mail["Subject"] == "Eén vraag over café"
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["List-Unsubscribe"] == "<https://pim.noordervers.example/letters>"
    assert mail["Content-Language"] == "nl"
    assert mail["MIME-Version"] == "1.0"
    assert mail.defects == []


def test_text_comes_before_html_and_the_deadline_is_a_file() -> None:
    mail = arrived()
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    _, _, text, html, calendar = mail.walk()
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().replace("\r\n", "\n") == LETTER.html
    assert calendar.get_payload(decode=True) == ICS
    assert calendar.get_filename() == "termijn.ics"
    assert calendar.get_content_disposition() == "attachment"
    assert arrived(replace(POST, language="en")).get_payload()[1].get_filename() == "deadline.ics"  # type: ignore[union-attr,index]


def test_a_letter_without_a_deadline_has_no_file() -> None:
    mail = arrived(replace(POST, letter=replace(LETTER, ics=None)))
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    assert mail["Content-Language"] == "nl"


def test_the_same_letter_is_the_same_bytes_each_time() -> None:
    assert replace(POST).mail == POST.mail
    assert replace(POST, message_id="<other@example.org>").mail != POST.mail


def test_a_message_id_follows_from_the_key_and_from_nothing_else() -> None:
    assert message_id("a", SENDER) == message_id("a", replace(SENDER, name="Another name"))
    assert message_id("a", SENDER) != message_id("b", SENDER)
    assert message_id("a", SENDER).endswith("@noordervers.example>")


def test_the_mail_can_go_over_any_line() -> None:
    """Seven bits, short lines, CR and LF only together: no server has a reason to change it on the way."""
    long = replace(
        LETTER, text="€" * 2000 + "\n" + "x" * 3000 + "\n--=_pim_versions--\n.\n", html="<p>" + "é " * 2000
    )
    mail = replace(POST, letter=long).mail
    assert mail.isascii()
    assert max(len(line) for line in mail.split(b"\r\n")) <= 76 + len("List-Unsubscribe: ")
    assert b"\n" not in mail.replace(b"\r\n", b"")
    assert b"\r" not in mail.replace(b"\r\n", b"")
    assert mail.endswith(b"\r\n")
    text = read(mail).get_body(("plain",))
    assert text is not None
    assert text.get_content().replace("\r\n", "\n") == long.text


def quoted(text: str) -> str:
    return b2a_qp(b"\n".join(text.encode().splitlines()) + b"\n", istext=True).decode()


def as_python_writes_it(post: Post) -> bytes:
    """The same mail, by EmailMessage; only its quoting, which is slow and in Python, is not used."""
    mail = EmailMessage(policy=policy.SMTP.clone(max_line_length=76))
    mail["From"] = str(post.sender)
    mail["To"] = deliverable(post.recipient)
    mail["Subject"] = " ".join(post.letter.subject.split())
    mail["Date"] = format_datetime(post.sent_at)
    mail["Message-ID"] = post.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if post.sender.unsubscribe:
        mail["List-Unsubscribe"] = f"<{post.sender.unsubscribe}>"
    mail.set_content(post.letter.text, cte="quoted-printable")
    mail.set_payload(quoted(post.letter.text))
    mail.make_alternative("=_pim_versions")
    mail.add_alternative(post.letter.html, subtype="html", cte="quoted-printable")
    list(mail.iter_parts())[1].set_payload(quoted(post.letter.html))
    if post.letter.ics is not None:
        mail.make_mixed("=_pim_files")
        name = "termijn.ics" if post.language == "nl" else "deadline.ics"
        mail.add_attachment(post.letter.ics.decode(), subtype="calendar", cte="base64", filename=name)
    mail["Content-Language"] = post.language
    return mail.as_bytes()


WORDS = strategies.text(strategies.characters(blacklist_categories=("Cs",)), max_size=400)
LINES = strategies.lists(WORDS.map(lambda text: "".join(text.split())), min_size=1)
FILES = strategies.none() | LINES.map(lambda lines: "".join(f"{line}\r\n" for line in lines).encode())
LONG = "Een heel lange regel over één café, die niet past " * 5


@given(WORDS, WORDS, WORDS, FILES, strategies.sampled_from(["nl", "en"]))
@example(LONG, "", "", None, "nl")
@example("x" * 300, "\n.\n..\n", "=_pim_versions " * 50, ICS * 20, "nl")
@example("", "", "000" + "\x80" * 6 + "𐀀" * 3 + "0", None, "nl")  # its last line is 76 characters, just fits
@settings(max_examples=200)
def test_a_mail_is_byte_for_byte_what_python_itself_would_write(
    subject: str, text: str, html: str, ics: bytes | None, language: str
) -> None:
    post = replace(POST, letter=Letter(subject, text, html, ics), language=language)
    assert post.mail == as_python_writes_it(post)
    for subtype, said in (("plain", text), ("html", html)):
        body = read(post.mail).get_body((subtype,))
        assert body is not None
        assert body.get_payload(decode=True) == b"\r\n".join(said.encode().splitlines()) + b"\r\n"


@pytest.mark.parametrize("length", [10, 50, 64])
def test_long_addresses_are_written_as_python_writes_them(length: int) -> None:
    post = replace(
        POST,
        recipient=f"{'p' * length}@{'winkel.' * 5}example.org",
        message_id=f"<{'1' * length}@example.org>",
    )
    assert post.mail == as_python_writes_it(post)


def test_a_long_link_to_unsubscribe_is_not_broken() -> None:
    link = "https://pim.noordervers.example/" + "a-long-path/" * 30
    mail = replace(POST, sender=replace(SENDER, unsubscribe=link)).mail
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in mail


def test_without_a_page_to_unsubscribe_the_mail_names_none() -> None:
    assert arrived(replace(POST, sender=replace(SENDER, unsubscribe=None)))["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    "subject", ["Vraag\r\nBcc: all@example.org", "Vraag\nBcc: all@example.org", "a\u2028b"]
)
def test_a_subject_cannot_add_a_header(subject: str) -> None:
    mail = arrived(replace(POST, letter=replace(LETTER, subject=subject)))
    assert mail["Bcc"] is None
    assert mail["Subject"] == " ".join(subject.split())


@pytest.mark.parametrize(
    "address",
    ["", "piet", "@example.org", "a b@example.org", "a@b\r\nc@d", "a@b,c@d", "<a@b>", "a@-b", "a@b_c"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress, match="not an e-mail address"):
        deliverable(address)
    with pytest.raises(BadAddress):
        _ = replace(POST, recipient=address).mail
    with pytest.raises(BadAddress):
        Sender("PIM", address)


def test_a_domain_with_accents_is_written_as_the_network_knows_it() -> None:
    assert deliverable("jan@café.example") == "jan@xn--caf-dma.example"
    assert deliverable("Jan+pim@Example.org") == "Jan+pim@Example.org"


@pytest.mark.parametrize(
    "unsubscribe", ["javascript:alert(1)", "", "https://a b", "https://a>\r\nBcc: b", "https://é"]
)
def test_what_is_no_page_to_unsubscribe_is_refused(unsubscribe: str) -> None:
    with pytest.raises(ValueError, match="unsubscribe"):
        Sender("PIM", "pim@example.org", unsubscribe)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("PIM <pim@example.org>", "PIM <pim@example.org>"),
        ("pim@example.org", "pim@example.org"),
        ('"Noordervers, winkels" <pim@example.org>', '"Noordervers, winkels" <pim@example.org>'),
    ],
)
def test_a_sender_is_read_as_mail_programs_write_it(text: str, shown: str) -> None:
    assert str(Sender.parse(text)) == shown


# --- Which transport --------------------------------------------------------------------------------------


def test_without_a_mail_server_there_is_no_transport() -> None:
    assert transport_for(None, "PIM <pim@example.org>") is None
    assert transport_for("", "PIM <pim@example.org>") is None


def test_a_mail_server_carries_mail_and_cards_and_nothing_else() -> None:
    transport = transport_for("smtp://localhost:1", "PIM <pim@example.org>")
    assert transport is not None
    assert transport.carries("piet@example.org")
    assert transport.carries("https://hooks.example.org/x@y")
    assert not transport.carries("http://hooks.example.org/x")
    assert not transport.carries("020-1234567")
    assert transport.sender == Sender("PIM", "pim@example.org")


def test_a_wrong_setting_is_said_at_the_start() -> None:
    with pytest.raises(BadSmtpUrl):
        transport_for("imap://localhost", "PIM <pim@example.org>")
    with pytest.raises(BadAddress):
        transport_for("smtp://localhost", "PIM")


def test_each_letter_goes_by_the_first_transport_that_carries_it() -> None:
    first, second = Recorder(), Recorder()
    first.carries = lambda address: "one" in address  # type: ignore[method-assign]
    routes = Routes(first, second)
    routes.send(replace(POST, recipient="one@example.org"))
    routes.send(replace(POST, recipient="two@example.org"))
    with pytest.raises(TransportError, match="nothing carries") as caught:
        routes.send(replace(POST, recipient="by pigeon"))
    assert caught.value.permanent
    routes.close()
    assert (first.recipients, second.recipients) == (["one@example.org"], ["two@example.org"])
    assert (first.closed, second.closed) == (1, 1)


def test_letters_on_the_screen_cannot_steer_the_terminal() -> None:
    stream = io.StringIO()
    console = transport_for("console:", "PIM <pim@example.org>")
    assert isinstance(console, Console)
    console = Console(SENDER, stream)
    console.send(replace(POST, letter=replace(LETTER, text="Beste \x1b[2JPiet,\n\n\tEén\x07 minuut.\n")))
    assert (
        "To: piet@example.org\nSubject: Eén vraag over café\n\nBeste [2JPiet,\n\n\tEén minuut.\n"
        in stream.getvalue()
    )
    assert "\x1b" not in stream.getvalue()
