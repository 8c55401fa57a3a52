"""Every page there is, and those that no one needs to sign in for, each with a name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tests.pim.web.browser import Web
from tests.pim.web.codes import code_of
from tests.pim.web.every_page import PAGES, numbers

WIDTHS = (320, 1280)
OF_ANYONE = {
    "sign-in-first": "/sign-in",
    "privacy-of-nobody": "/privacy",
    "answer": "/a/{open}-{code}",
    "code": "/r/{open}",
    "thanks": "/r/{open}/thanks",
    "kiosk": "/kiosk/{open}",
    "not-found": "/nowhere",
}


@dataclass(frozen=True, slots=True)
class Everything:
    """Addresses of pages by a name: those of a lead, and those of somebody who did not sign in."""

    of_lead: Mapping[str, str]
    of_anyone: Mapping[str, str]


def everything(site: Web) -> Everything:
    """Fill a site with something for each page; return the addresses."""
    known = numbers(site)
    code = code_of(site, known["open"], "tom")
    return Everything(
        of_lead={name_of(path): path.format(**known) for path in PAGES},
        of_anyone={name: path.format(**known, code=code) for name, path in OF_ANYONE.items()},
    )


def name_of(path: str) -> str:
    """Return a name for a page: "/pilots/{pilot}" is "pilot", "/rounds/{draft}" is "rounds-draft"."""
    words = "-".join(re.findall(r"[a-z]+", path))
    return re.sub(r"\b([a-z]+)s-\1\b", r"\1", words) or "board"
