"""A letter as an e-mail: the same letter always makes the same bytes, so a second copy is known as one."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

from notifications.letters import Letter

_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_PAGE_OR_ADDRESS = re.compile(r"(https?://|mailto:)[!-;=?-~]{1,900}")  # one line, no < or >
_CALENDAR_FILE = {"nl": "termijn.ics", "en": "deadline.ics"}

# Fixed, where Python takes something random. Safe: neither quoted-printable nor base64 can contain "=_".
_BETWEEN_VERSIONS = "=_pim_versions"
_BETWEEN_FILES = "=_pim_files"


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
        """The e-mail as it goes over the line. Raises BadAddress."""
        return compose(self).as_bytes()


@lru_cache(64)
def _written(sender: Sender) -> str:
    return str(Address(sender.name, addr_spec=deliverable(sender.address)))


def message_id(key: str, sender: Sender) -> str:
    """Return the Message-ID of the letter with this key: the same for every copy (RFC 5322 §3.6.4)."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{sender.domain}>"


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


def compose(post: Post) -> EmailMessage:
    """Make the e-mail: plain text and HTML, and the deadline as a calendar file. Raises BadAddress."""
    mail = EmailMessage(policy=_POLICY)
    sender, letter = post.sender, post.letter
    mail["From"] = str(sender)
    mail["To"] = deliverable(post.recipient)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["Date"] = format_datetime(post.sent_at)
    mail["Message-ID"] = post.message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail["X-Auto-Response-Suppress"] = "All"  # the same, as Exchange understands it
    if sender.unsubscribe:
        mail["List-Unsubscribe"] = f"<{sender.unsubscribe}>"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.make_alternative(_BETWEEN_VERSIONS)
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.ics is not None:
        mail.make_mixed(_BETWEEN_FILES)
        mail.add_attachment(
            letter.ics.decode(),
            subtype="calendar",
            cte="base64",  # keeps the line ends that RFC 5545 asks for
            filename=_CALENDAR_FILE.get(post.language, "deadline.ics"),
            params={"method": "PUBLISH"},
        )
    mail["Content-Language"] = post.language  # not earlier: it would move into the first part
    return mail


# Most headers of a thousand letters are the same few. Parsing and folding them anew costs more than all the
# rest of a letter, so both are remembered.
@lru_cache(4096)
def _parsed(name: str, value: str) -> tuple[str, str]:
    return SMTP.header_store_parse(name, value)


@lru_cache(4096)
def _folded(name: str, value: str) -> bytes:
    if name == "List-Unsubscribe":  # Python would encode a long link as if it were words, and break it
        return f"{name}: {value}\r\n".encode("ascii")
    return SMTP.fold_binary(name, value)


@lru_cache(256)
def _at_most(name: str) -> int | None:
    return SMTP.header_max_count(name)


class _Remembering(EmailPolicy):
    """email.policy.SMTP with a memory. For `compose` only: it trusts what is checked there."""

    def header_max_count(self, name: str) -> int | None:
        return _at_most(name)

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name in {
            "To",
            "Message-ID",
        }:  # other for each letter, and checked: parsed when somebody reads them
            return name, value
        return _parsed(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return _folded(name, value)


_POLICY = _Remembering(linesep=SMTP.linesep)
