"""People at their own browsers, who do what the pages let them do; each finds things by what they read."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from playwright.sync_api import Page

from tests.browser.chromium import House


class Somebody:
    """One person with one window."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, path: str) -> None:
        """Open a page of ours."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def follow(self, words: str) -> None:
        """Click the first link of the page that reads so."""
        self.page.get_by_role("main").get_by_role("link", name=words).first.click()

    def write(self, field: str, text: str) -> None:
        """Type in the first field in sight that is called so."""
        self.page.get_by_label(field).filter(visible=True).first.fill(text)

    def unfold(self, words: str) -> None:
        """Open what is folded under these words."""
        self.page.locator("main summary").filter(has_text=words).first.click()

    def tick(self, words: str) -> None:
        """Tick the first box, or fill the first round, that begins so."""
        self.page.get_by_label(re.compile(rf"^\s*{re.escape(words)}")).first.check()

    def press(self, words: str) -> None:
        """Press the first button that reads so, and wait for the page that comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=words, exact=True).first.click()

    @property
    def text(self) -> str:
        """Return what can be read in the middle of the page."""
        return " ".join(self.page.inner_text("main").split())


class People:
    """Everybody who is at a browser."""

    def __init__(self, house: House, open_: ExitStack) -> None:
        self._house = house
        self._open = open_
        self._here: dict[str, Somebody] = {}

    def __getitem__(self, who: str) -> Somebody:
        """Return somebody of the cast at their own browser, signed in, opened when first needed."""
        if who not in self._here:
            seat = self._open.enter_context(self._house.seat(who))
            self._here[who] = Somebody(seat.new_page())
        return self._here[who]

    def stranger(self, width: int = 360) -> Somebody:
        """Return somebody on a phone who did not sign in."""
        return Somebody(self._open.enter_context(self._house.seat(width=width, height=740)).new_page())


@contextmanager
def people(house: House) -> Iterator[People]:
    """Open the browsers of people; at the end all are closed."""
    with ExitStack() as open_:
        yield People(house, open_)
