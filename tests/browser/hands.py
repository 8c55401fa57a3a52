"""Somebody who has a keyboard and no mouse: Tab to get somewhere, Enter or Space to do it."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

_MOST = 150  # stops on one page; whoever needs more has lost their way

# What has the focus: how it is called, where it stands, and by what it can be seen that it is there.
_HERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const words = other => (other?.textContent || '').replace(/\\s+/g, ' ').trim();
  const labels = [...(one.labels || [])].map(words).join(' ');
  const group = words(one.closest('fieldset')?.querySelector('legend'));
  const looks = [one, one.parentElement, one.closest('label')].filter(other => other);
  const marked = looks.some(other => {
    const style = getComputedStyle(other);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  });
  const box = one.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {tag: one.tagName.toLowerCase(), type: one.type || '', name: one.name || '',
    words: one.getAttribute('aria-label') || labels || words(one), group, marked, inside};
}"""


class Hands:
    """Hands on a keyboard, in a window of their own."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)

    def go_to(self, words: str, group: str = "", kind: str = "") -> None:
        """Press Tab until what has the focus is called so, in a group that is called so, of that kind.

        Each stop on the way must show that it has the focus. Raises LookupError with where it came by.
        """
        passed: list[str] = []
        for _ in range(_MOST):
            self.page.keyboard.press("Tab")
            here: dict[str, Any] | None = self.page.evaluate(_HERE)
            if here is None:  # past the last one; the next Tab begins anew
                passed.append("(end)")
                if passed.count("(end)") > 1:
                    break
                continue
            assert here["marked"], f"it does not show that this has the focus: {here}"
            assert here["inside"], f"this has the focus and is out of sight: {here}"
            if words in here["words"] and group in here["group"] and kind in (here["tag"], here["type"], ""):
                return
            passed.append(here["words"][:40])
        raise LookupError(f"no “{words}” among: {', '.join(passed)}")

    def follow(self, words: str) -> None:
        """Go to a link and open it."""
        self.go_to(words, kind="a")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, words: str) -> None:
        """Go to a button and press it; a page comes."""
        self.go_to(words, kind="button")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose(self, words: str, group: str = "") -> None:
        """Go to a box or a round and choose it; in a group of rounds the arrows lead to the right one."""
        self.go_to("", group, kind="radio") if group else self.go_to(words)
        for _ in range(20):
            here = self.page.evaluate(_HERE)
            if words in here["words"]:
                self.page.keyboard.press("Space")
                assert self.page.evaluate("document.activeElement.checked"), f"not chosen: {here}"
                return
            self.page.keyboard.press("ArrowDown")
        raise LookupError(f"no “{words}” in “{group}”")

    def write(self, field: str, text: str) -> None:
        """Go to a field and type."""
        self.go_to(field)
        self.page.keyboard.type(text)

    def unfold(self, words: str) -> None:
        """Go to something folded and open it."""
        self.go_to(words, kind="summary")
        self.page.keyboard.press("Enter")

    @property
    def text(self) -> str:
        """Return what can be read on the page."""
        return " ".join(self.page.inner_text("main").split())
