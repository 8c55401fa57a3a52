"""Where the mail server is: PIM_SMTP_URL, read strictly and never shown again."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
SECURITY = {"smtp": "none", "smtps": "tls", "smtp+starttls": "starttls"}
FORM = "smtp://, smtps:// or smtp+starttls://[user:password@]host[:port]"


class BadSmtpUrl(ValueError):
    """PIM_SMTP_URL cannot be used. The message never repeats it: there may be a password in it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `security`: "none", "tls" from the first byte, or "starttls"."""

    host: str
    port: int
    security: str = "none"
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str) -> "Server":
        """Read smtp://, smtps:// or smtp+starttls://[user:password@]host[:port]. Raises BadSmtpUrl."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise BadSmtpUrl(
                "PIM_SMTP_URL: the host or port cannot be read; write / : @ in a password as %2F %3A %40"
            ) from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise BadSmtpUrl(f"PIM_SMTP_URL: expected {FORM}")
        if parts.path not in {"", "/"} or parts.query or parts.fragment:
            raise BadSmtpUrl(
                "PIM_SMTP_URL: nothing may follow host and port; write / ? # in a password as %2F %3F %23"
            )
        user = unquote(parts.username) if parts.username else None
        security = SECURITY[parts.scheme]
        if user and security == "none" and not _is_this_machine(parts.hostname):
            raise BadSmtpUrl(
                "PIM_SMTP_URL: smtp:// would send the password readable; use smtps:// or smtp+starttls://"
            )
        return cls(parts.hostname, port or PORTS[parts.scheme], security, user, unquote(parts.password or ""))

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
