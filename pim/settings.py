"""Every setting of an installation, read from the environment (prefix ``PIM_``) in one place."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    language: Literal["nl", "en"] = Field(
        default="nl", description="Language of the command line's messages."
    )


@lru_cache
def settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
