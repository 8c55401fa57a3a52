"""Takes a picture of every page, for people who look at the house before they enter it: ``make pictures``.

A picture has a palette of few colours, which is all that a page of ours has, and is small for it.
"""

import tempfile
from collections.abc import Mapping
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

from PIL import Image

from pim.db import Database
from tests.browser.chromium import House, chromium, served
from tests.browser.pages import everything
from tests.databases import fresh_sqlite, sqlite_template
from tests.pim.web.browser import web
from tests.source import ROOT

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 60_000  # bytes
LENGTHS = (1_200, 900, 600)  # pixels; a longer page is cut off below
COLOURS = (32, 16)
OF_EMPLOYEES = ("board", "mine", "cycle", "cycle-ideas", "idea", "answer", "code", "thanks", "kiosk")
IN_THE_DARK = ("board", "cycle", "answer")


def kept(shot: bytes, file: Path) -> None:
    """Write a picture as long and with as many colours as fit. Raises ValueError when none do."""
    picture = Image.open(BytesIO(shot)).convert("RGB")
    for length, colours in product(LENGTHS, COLOURS):
        cut = picture.crop((0, 0, picture.width, min(picture.height, length)))
        cut.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= LARGEST:
            return
    raise ValueError(f"{file.name} is larger than {LARGEST} bytes, cut off at {LENGTHS[-1]} too")


def _take(house: House, who: str | None, pages: Mapping[str, str], after: str = "", **how: Any) -> None:
    with house.seat(who, **how) as seat:
        page = seat.new_page()
        for name, path in pages.items():
            page.goto(path)
            kept(page.screenshot(full_page=True), FOLDER / f"{name}{after}.png")


def _only(pages: Mapping[str, str], names: tuple[str, ...]) -> Mapping[str, str]:
    return {name: pages[name] for name in names if name in pages}


def take() -> None:
    """Take all pictures anew; those of pages that are gone go."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as made:
        site = web(Database(fresh_sqlite(Path(made), sqlite_template(Path(made)))), Path(made))
        every = everything(site)
        with chromium() as browser, served(site) as address:
            house = House(site, browser, address)
            for who, pages in (("marieke", every.of_lead), (None, every.of_anyone)):
                _take(house, who, pages)
                _take(house, who, _only(pages, OF_EMPLOYEES), "-phone", width=360, height=740)
                _take(house, who, _only(pages, IN_THE_DARK), "-dark", color_scheme="dark")


if __name__ == "__main__":
    take()
