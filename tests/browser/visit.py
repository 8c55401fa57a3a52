"""One page looked at by a browser: what it fetched, what it complained of, and what axe finds in it."""

from functools import cache
from gzip import compress
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

HEAVIEST = 100 * 1024  # bytes of a page with all it loads, as they travel
# Of a page that is shown dark only the colours differ from the same page shown light.
_COLOURS = {"runOnly": {"type": "tag", "values": ["cat.color"]}, "resultTypes": ["violations"]}
_ALL = {"resultTypes": ["violations"]}
_SHOWN = {
    "runOnly": [
        "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "region",
        "landmark-unique", "duplicate-id-aria", "aria-hidden-focus", "button-name", "link-name", "label",
        "image-alt", "document-title", "html-has-lang", "html-lang-valid", "valid-lang",
    ],
    "resultTypes": ["violations"],
}  # fmt: skip


class Visits:
    """A window in which pages are opened one after another; ``faults`` says what was wrong, and where."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.faults: list[str] = []
        self.page = context.new_page()
        self._address = address
        self._sizes: dict[str, int] = {}
        self._loaded: dict[str, Response] = {}
        self._path = ""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.fault(f"script failed: {error}"))
        self.page.on("response", self._came)

    def fault(self, what: str) -> None:
        """Note that something is wrong with the page that is open."""
        self.faults.append(f"{self._path}: {what}")

    def open(self, path: str) -> Page:
        """Open a page and note what it does wrong by itself."""
        self._path, self._loaded = path, {}
        answer = self.page.goto(path, wait_until="load")
        assert answer is not None
        if answer.status >= 500:
            self.fault(f"answered {answer.status}")
        weight = sum(self._size(url, response) for url, response in list(self._loaded.items()))
        if weight > HEAVIEST:
            self.fault(f"weighs {weight} bytes")
        return self.page

    def check_width(self) -> None:
        """Note when the page that is open must be pushed sideways to be read."""
        wide, most = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if wide > most:
            self.fault(f"is {wide} wide in a window of {most}: {self.page.evaluate(_WIDEST)}")

    def check_axe(self, *, whole: bool) -> None:
        """Note what axe finds in the page that is open, shown light and shown dark.

        Not ``whole``: only what can change with the width or the words.
        """
        self.page.evaluate(_axe())
        self.page.emulate_media(color_scheme="light")
        self._note(self.page.evaluate("options => axe.run(options)", _ALL if whole else _SHOWN), "light")
        self.page.emulate_media(color_scheme="dark")
        self._note(self.page.evaluate("options => axe.run(options)", _COLOURS), "dark")
        self.page.emulate_media(color_scheme="light")

    def _note(self, found: dict[str, Any], scheme: str) -> None:
        for violation in found["violations"]:
            for node in violation["nodes"]:
                self.fault(f"axe ({scheme}) {violation['id']}: {node['html'][:200]} {node['failureSummary']}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "404 (Not Found)" not in message.text:
            self.fault(f"the browser says: {message.text}")

    def _came(self, response: Response) -> None:
        if not response.url.startswith(f"{self._address}/"):
            self.fault(f"asks {response.url}")
        elif response.url not in self._loaded:
            self._loaded[response.url] = response

    def _size(self, url: str, response: Response) -> int:
        if "/static/" not in url:
            return len(compress(response.body()))
        if url not in self._sizes:
            self._sizes[url] = len(compress(response.body()))
        return self._sizes[url]


# The deepest things that stick out, which are the ones to mend.
_WIDEST = """[...document.querySelectorAll('main *, header *, footer *')]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .filter(one => ![...one.children].some(child => child.getBoundingClientRect().right > innerWidth + 1))
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(' | ')"""


@cache
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
