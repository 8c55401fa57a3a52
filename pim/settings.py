"""Every setting of an installation, read from the environment (prefix ``PIM_``) in one place."""

import re
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from notifications.message import Sender
from notifications.transports import Server

_ADDRESS = re.compile(r"https?://[^\s/?#@\\\x00-\x20\x7f]+(/[^\s?#\\\x00-\x20\x7f]*)?", re.IGNORECASE)


class Settings(BaseSettings):
    """The settings of one installation. Each has a default that works on a laptop."""

    model_config = SettingsConfigDict(env_prefix="PIM_", extra="ignore")

    database_url: str = Field(
        default="sqlite:///pim.sqlite3",
        description="Where the data lives: sqlite:///FILE or postgresql://USER@HOST/NAME.",
    )
    smtp_url: str | None = Field(
        default=None,
        description="The mail server: smtp://, smtps:// or smtp+starttls://[user:password@]host[:port]. "
        "Without it letters are kept and shown, not sent.",
    )
    mail_from: str = Field(
        default="PIM <pim@localhost>", description="The sender that letters show, as in a mail program."
    )
    base_url: str = Field(
        default="http://127.0.0.1:8000",
        description="The address people use in a browser; links in letters use it.",
    )
    secret_key: str | None = Field(
        default=None,
        description="At least 32 random characters; signs cookies and forms. Needed outside a demo database.",
    )
    round_keys_dir: Path = Field(
        default=Path("round-keys"),
        description="Folder for the key of each open round. Keep it out of the database's backups.",
    )
    letters_dir: Path | None = Field(
        default=None, description="Folder with an organisation's own letters; searched before ours."
    )
    theme_css: Path | None = Field(
        default=None,
        description="An organisation's own theme: a CSS file with only custom properties, e.g. --pim-brand.",
    )
    security_contact: str | None = Field(
        default=None,
        description="Where people report a weakness, mailto:… or https://…; shown at security.txt.",
    )
    language: Literal["nl", "en"] = Field(
        default="nl", description="Language of the command line's messages."
    )

    @field_validator("smtp_url")
    @classmethod
    def _is_a_mail_server(cls, url: str | None) -> str | None:
        if url and url != "console:":
            Server.parse(url)
        return url or None

    @field_validator("mail_from")
    @classmethod
    def _is_a_sender(cls, written: str) -> str:
        try:
            Sender.parse(written)
        except ValueError:
            written = ""
        if not written or not written.isprintable():
            raise ValueError("expected a sender such as PIM <pim@example.org>")
        return written

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not _ADDRESS.fullmatch(url) or _host(url) is None:
            raise ValueError("expected http://HOST or https://HOST, as people type it in a browser")
        return url

    @field_validator("security_contact")
    @classmethod
    def _is_a_contact(cls, written: str | None) -> str | None:
        if written and not re.fullmatch(r"(mailto:|https://|tel:)\S+", written):
            raise ValueError("expected mailto:ADDRESS, https://PAGE or tel:NUMBER")
        return written or None

    @field_validator("letters_dir", mode="before")
    @classmethod
    def _is_a_folder(cls, folder: str | Path | None) -> Path | None:
        if folder is None or folder == "":
            return None
        if not Path(folder).is_dir():
            raise ValueError("expected a folder that is there and that this user may read")
        return Path(folder)

    @field_validator("theme_css", mode="before")
    @classmethod
    def _is_a_file(cls, file: str | Path | None) -> Path | None:
        if file is None or file == "":
            return None
        if not Path(file).is_file():
            raise ValueError("expected a file that is there and that this user may read")
        return Path(file)

    @property
    def only_here(self) -> bool:
        """Tell whether the address for people leads to the machine they hold, and not to this one."""
        host = _host(self.base_url) or ""
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


def _host(url: str) -> str | None:
    """Return the host of an address; None when there is none, or a port that no machine has."""
    try:
        parts = urlsplit(url)
        return parts.hostname if parts.port != 0 else None
    except ValueError:
        return None


@lru_cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
