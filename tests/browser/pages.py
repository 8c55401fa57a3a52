"""Every page there is, and those that no one needs to sign in for, with who looks at it."""

from dataclasses import dataclass

from tests.pim.web.browser import Web
from tests.pim.web.codes import code_of
from tests.pim.web.every_page import PAGES, numbers

WIDTHS = (320, 1280)


@dataclass(frozen=True, slots=True)
class Everything:
    """Addresses of pages: those of a lead, and those of somebody who did not sign in."""

    of_lead: tuple[str, ...]
    of_anyone: tuple[str, ...]


def everything(site: Web) -> Everything:
    """Fill a site with something for each page; return the addresses."""
    known = numbers(site)
    running = known["open"]
    return Everything(
        of_lead=tuple(path.format(**known) for path in PAGES),
        of_anyone=(
            "/sign-in",
            "/privacy",
            f"/a/{running}-{code_of(site, running, 'tom')}",
            f"/r/{running}",
            f"/kiosk/{running}",
            "/nowhere",
        ),
    )
