"""Debian's Chromium, driven by Playwright; and the real application under a real server for it."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import uvicorn
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from pim.lifecycle.clock import beat
from tests.pim.web.browser import Web

FLAGS = (
    "--no-sandbox",  # a test machine runs as root, where Chromium refuses its own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SLOWEST = 15_000  # milliseconds to wait for anything, on a machine that does much else


class NoChromium(Exception):
    """There is no Chromium here; on Debian: apt-get install chromium."""


def must_not_skip() -> bool:
    """Tell whether a run without a browser is no run."""
    return os.environ.get("PIM_REQUIRE_BROWSER") == "1"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Chromium and give it; at the end it is stopped. Raises NoChromium."""
    program = shutil.which("chromium")
    if program is None:
        raise NoChromium(NoChromium.__doc__)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


class House:
    """A site that is served: where it is, and browsers in which somebody has signed in."""

    def __init__(self, site: Web, chromium: Browser, address: str) -> None:
        self.site = site
        self.address = address
        self._chromium = chromium

    def awake(self) -> None:
        """Let the clock be kept: else every page says that nobody does, from the third minute on."""
        with self.site.database.write() as session:
            beat(session, "worker", datetime.now(UTC))

    @contextmanager
    def seat(
        self,
        who: str | None = None,
        language: str = "nl",
        width: int = 1280,
        height: int = 800,
        **how: object,
    ) -> Iterator[BrowserContext]:
        """Open a browser of its own in a language and a width, signed in as somebody if a name is given."""
        self.awake()
        context = self._chromium.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            locale=language,
            **how,  # type: ignore[arg-type]
        )
        context.set_default_timeout(SLOWEST)
        kept = self.site.browser(who, language).client.cookies.jar
        context.add_cookies(
            [{"name": one.name, "value": one.value or "", "url": self.address} for one in kept]
        )
        try:
            yield context
        finally:
            context.close()


@contextmanager
def served(site: Web) -> Iterator[str]:
    """Serve a site on a free port of this machine; gives its address."""
    config = uvicorn.Config(
        site.app,
        access_log=False,
        log_level="error",
        lifespan="off",
        server_header=False,
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        running.start()
        while not server.started and running.is_alive():
            time.sleep(0.01)
        assert server.started, "the server did not start"
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        running.join(10)
        assert not running.is_alive(), "the server did not stop"
