"""Every door of the house: which are open to strangers, which ask for a role, and what to try each with.

Written by hand and not read from the policies, so that a policy that is taken away shows.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI

from pim.web.policy import Page

# What somebody who is not signed in may open. Whatever is not in here asks who they are.
OPEN = frozenset(
    line.strip()
    for line in """
    GET /r/{id_}
    POST /r/{id_}
    GET /r/{id_}/thanks
    GET /a/{reference}
    POST /a/{reference}
    GET /kiosk/{id_}
    POST /kiosk/{id_}
    POST /kiosk/{id_}/answer
    GET /kiosk/{id_}/thanks
    GET /pictures/{ticket}
    GET /s/{code}
    GET /privacy
    GET /privacy/dossier
    GET /sign-in
    GET /sign-in/password
    GET /sign-in/code
    GET /sign-in/link/{reference}
    POST /sign-in/mail
    POST /sign-in/password
    POST /sign-in/code
    POST /sign-in/link/{reference}
    POST /sign-out
    POST /language
    POST /theme
    GET /static/theme.css
    GET /health
    GET /.well-known/security.txt
    """.strip().splitlines()
)
IN_A_DEMO = frozenset({"POST /sign-in"})
# What an employee without a role finds closed, whatever they know of it. By the beginning of the address.
FOR_A_ROLE = (
    "GET /cycles/new",
    "POST /cycles/new",
    "GET /overview",
    "GET /cycles/{id_}/rounds/new",
    "POST /cycles/{id_}/rounds/new",
    "GET /rounds/{id_}/change",
    "POST /rounds/{id_}/change",
    "GET /rounds/{id_}/preview",
    "GET /rounds/{id_}/remind",
    "POST /rounds/{id_}/remind",
    "GET /cycles/{id_}/pilots/new",
    "POST /cycles/{id_}/pilots/new",
    "GET /pilots/{id_}/days",
    "POST /pilots/{id_}/days",
    "GET /pilots/{id_}/people",
    "POST /pilots/{id_}/people",
    "GET /pilots/{id_}/sites",
    "POST /pilots/{id_}/sites",
    "POST /cycles/{id_}/waves",
    "POST /cycles/{id_}/freezes",
    "POST /cycles/{id_}/variants",
    "GET /variants/{id_}/version",
    "POST /variants/{id_}/version",
    "GET /people",
    "POST /people",
    "GET /sites",
    "POST /sites",
    "GET /council",
    "GET /paper",
    "GET /admin",
    "POST /admin",
)
# Which number belongs in an address, by what stands before it.
THINGS = {
    "cycles": "cycle",
    "rounds": "closed",
    "clusters": "cluster",
    "pilots": "pilot",
    "waves": "wave",
    "wave": "wave",
    "variants": "variant",
    "ideas": "idea",
    "consultations": "consultation",
    "letters": "letter",
    "kiosk": "open",
    "people": "person",
    "r": "open",
}
FIRST = {"steps": "pause", "new": "standard.svg", "pictures": "x", "s": "x", "a": "1-x", "link": "1-X"}
# Addresses with a number or a word in them that is no thing of an organisation's own.
NOBODYS = frozenset({"GET /cycles/new/{name}.svg"})


def doors(app: FastAPI) -> Iterator[tuple[str, Page]]:
    """Return every route, with how it is called here."""
    for route in app.routes:
        if isinstance(route, Page):
            (method,) = route.methods
            yield f"{method} {route.path}", route


def asks_role(door: str) -> bool:
    """Tell whether an employee without a role finds this door closed."""
    return door.startswith(FOR_A_ROLE)


def filled(path: str, known: Mapping[str, int]) -> str:
    """Return an address with the numbers of things that are there."""
    parts = path.split("/")
    for place, part in enumerate(parts):
        if part.startswith("{"):
            before = parts[place - 1]
            number = known[THINGS[before]] if before in THINGS else FIRST.get(before, "1")
            parts[place] = str(number)
    return "/".join(parts)


def form_of(route: Page) -> dict[str, Any]:
    """Return something in every field of a form; so much that most forms get as far as asking whose it is."""
    usual = {"key": "k", "visit": "1", "language": "nl", "email": "x@example.org"}
    return {field.alias: usual.get(field.alias, "1") for field in route.dependant.body_params}


def numbers_in(path: str) -> list[str]:
    """Return the names of what an address leaves open."""
    return re.findall(r"\{(\w+)\}", path)
