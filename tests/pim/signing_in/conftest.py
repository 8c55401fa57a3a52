"""A real installation, not a demo: whoever wants in must show that they are who they say."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from notifications.message import Post, Sender
from pim.db import Database
from pim.tick import Clockwork
from tests.pim.web.browser import Web, web


class Mailbox:
    """Takes every letter, and remembers it as it went out."""

    sender = Sender.parse("PIM <pim@noordervers.example>")

    def __init__(self) -> None:
        self.posts: list[Post] = []

    def carries(self, _address: str) -> bool:
        return True

    def send(self, post: Post) -> None:
        self.posts.append(post)

    def close(self) -> None:
        pass


class Clock:
    """What the edge takes for the time."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The real clock, moved by hand."""
    made = Clock()
    for module in ("web.edge", "signing_in.pages", "signing_in.typed_pages", "signing_in.my_pages",
                   "signing_in.arriving"):  # fmt: skip
        monkeypatch.setattr(f"pim.{module}.real_now", lambda: made.now)
    return made


@pytest.fixture
def real(database: Database, tmp_path: Path, clock: Clock) -> Web:
    """Noordervers, for real work."""
    made = web(database, tmp_path)
    made.no_demo()
    return made


@pytest.fixture
def mail(real: Web, clock: Clock) -> Callable[[], list[str]]:
    """Let the letters go out; returns the paths of the links in them."""
    clockwork = Clockwork(real.database, real.settings, "test")
    box: Any = Mailbox()
    clockwork.transport = box

    def deliver() -> list[str]:
        box.posts.clear()
        clockwork.deliver(clock.now)
        links = (re.search(r"(/sign-in/link/\S+)", post.letter.text) for post in box.posts)
        return [link[1] for link in links if link]

    return deliver
