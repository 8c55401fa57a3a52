"""How the pages look for whoever looks: light or dark as they chose, and the organisation's own theme."""

from dataclasses import dataclass

from fastapi import Request

from pim.web.own_theme import OwnTheme

COOKIE = "pim-theme"  # says nothing about a person, so it is not signed
LIGHT, DARK = "light", "dark"
CHOICES = (LIGHT, DARK)
A_YEAR = 365 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Look:
    """``theme`` is light, dark, or empty where the screen decides.

    ``own``: the organisation has its own theme. ``may_choose`` is false where that theme knows no dark:
    half of it would be unreadable.
    """

    theme: str = ""
    own: bool = False
    may_choose: bool = True


def look_of(request: Request) -> Look:
    """Return the look that was chosen in this browser, as far as the theme has it."""
    own: OwnTheme | None = getattr(request.app.state, "own_theme", None)
    if own is not None and not own.dark:
        return Look(LIGHT, True, False)
    chosen = request.cookies.get(COOKIE, "")
    return Look(chosen if chosen in CHOICES else "", own is not None)
