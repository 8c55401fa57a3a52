"""A letter as an e-mail: the same letter always makes the same bytes, so a second copy is known as one."""

import base64
import re
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cached_property, lru_cache
from hashlib import sha256

from notifications.letters import Letter

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_PAGE_OR_ADDRESS = re.compile(r"(https?://|mailto:)[!-;=?-~]{1,900}")  # one line, no < or >
_CALENDAR_FILE = {"nl": b"termijn.ics", "en": b"deadline.ics"}
_POLICY = SMTP.clone(max_line_length=76)  # as RFC 2045 §6.7 asks of quoted-printable

# The frame of a mail, byte for byte as Python's EmailMessage writes it (a test compares). Written directly,
# because building and flattening its objects costs twice as much as all the rest of delivering a letter.
_NO_ANSWERS = b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n"  # RFC 3834, and Exchange
# Fixed, where Python takes something random. Safe: neither quoted-printable nor base64 can contain "=_".
_BETWEEN_VERSIONS, _BETWEEN_FILES = b"=_pim_versions", b"=_pim_files"
_ALTERNATIVE = b'Content-Type: multipart/alternative; boundary="=_pim_versions"\r\n'
_MIXED = b'Content-Type: multipart/mixed; boundary="=_pim_files"\r\n'
_TEXT = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
_HTML = (
    b'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    b"MIME-Version: 1.0\r\n"
)
_CALENDAR = (
    b'Content-Type: text/calendar; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n'
    b'Content-Disposition: attachment; filename="%s"\r\nMIME-Version: 1.0\r\n'
)
_PART, _END = b"\r\n--%s\r\n%s\r\n", b"\r\n--%s--\r\n"


class BadAddress(ValueError):
    """No letter can be sent to this address."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who letters come from. `unsubscribe`: the page (https:) or address (mailto:) to stop them."""

    name: str
    address: str
    unsubscribe: str | None = None

    def __post_init__(self) -> None:
        deliverable(self.address)
        if self.unsubscribe is not None and not _PAGE_OR_ADDRESS.fullmatch(self.unsubscribe):
            raise ValueError(f"expected a page or a mailto: address to unsubscribe, got {self.unsubscribe!r}")

    @classmethod
    def parse(cls, text: str, unsubscribe: str | None = None) -> "Sender":
        """Read "PIM <pim@example.org>" or "pim@example.org". Raises BadAddress."""
        name, address = parseaddr(text)
        return cls(name, address, unsubscribe)

    def __str__(self) -> str:
        return _written(self)

    @property
    def domain(self) -> str:
        """The part of the address behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True)
class Post:
    """A letter with everything that is needed to bring it to `recipient`. `sent_at` becomes its Date."""

    recipient: str
    letter: Letter
    language: str
    message_id: str
    sender: Sender
    sent_at: datetime

    @cached_property
    def mail(self) -> bytes:
        """The e-mail as it goes over the line: the same letter gives the same bytes. Raises BadAddress."""
        return write_mail(self)


@lru_cache(64)
def _written(sender: Sender) -> str:
    return str(Address(sender.name, addr_spec=deliverable(sender.address)))


def message_id(key: str, sender: Sender) -> str:
    """Return the Message-ID of the letter with this key: the same for every copy (RFC 5322 §3.6.4)."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{sender.domain}>"


@lru_cache(1024)
def deliverable(address: str) -> str:
    """Return the address with its domain in ASCII. Raises BadAddress: also for two addresses in one field."""
    local, at, domain = address.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    if not at or not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise BadAddress(f"{address!r} is not an e-mail address")
    return f"{local}@{domain}"


def write_mail(post: Post) -> bytes:
    """Write the e-mail: plain text and HTML, and the deadline as a calendar file. Raises BadAddress."""
    letter = post.letter
    versions = (
        _PART % (_BETWEEN_VERSIONS, _TEXT)
        + _quoted(letter.text)
        + _PART % (_BETWEEN_VERSIONS, _HTML)
        + _quoted(letter.html)
        + _END % _BETWEEN_VERSIONS
    )
    if letter.ics is None:
        return _headers(post, _ALTERNATIVE) + versions
    return (
        _headers(post, _MIXED)
        + b"\r\n--%s\r\n%s" % (_BETWEEN_FILES, _ALTERNATIVE)
        + versions
        + _PART % (_BETWEEN_FILES, _CALENDAR % _CALENDAR_FILE.get(post.language, b"deadline.ics"))
        + base64.encodebytes(letter.ics).replace(b"\n", b"\r\n")
        + _END % _BETWEEN_FILES
    )


def _headers(post: Post, content_type: bytes) -> bytes:
    sender = post.sender
    unsubscribe = f"List-Unsubscribe: <{sender.unsubscribe}>\r\n" if sender.unsubscribe else ""
    return b"".join(
        (
            _header("From", str(sender)),
            _line("To", deliverable(post.recipient)),
            _header("Subject", " ".join(post.letter.subject.split())),
            _header("Date", format_datetime(post.sent_at)),
            _line("Message-ID", post.message_id),
            _NO_ANSWERS,
            unsubscribe.encode("ascii"),  # not folded: Python would encode a long link as if it were words
            b"MIME-Version: 1.0\r\n",
            content_type,
            _header("Content-Language", post.language),
        )
    )


@lru_cache(4096)
def _header(name: str, value: str) -> bytes:
    """Return a header, encoded and folded by Python's rules. Raises ValueError for a line break.

    Remembered: of a thousand letters, nearly all headers are the same few.
    """
    return _POLICY.fold_binary(*_POLICY.header_store_parse(name, value))


def _line(name: str, value: str) -> bytes:
    """Return a header that was checked and is other for each letter; a short one needs no folding."""
    line = f"{name}: {value}\r\n"
    return line.encode("ascii") if len(line) <= 76 else _header(name, value)


def _quoted(text: str) -> bytes:
    """Return a text in quoted-printable, with the line ends of a mail."""
    # Joined by LF alone: b2a_qp does not see that CR LF ends a line, and breaks one of 76 characters in two.
    return b2a_qp(b"\n".join(text.encode().splitlines()) + b"\n", istext=True).replace(b"\n", b"\r\n")
