"""The words every workflow definition may use: kinds, meanings, dates, audiences, roles.

A workflow names its own stages, steps and roles. What the rest of the software must
recognise whatever they are called, stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STANDARD: Final = "standard"
"""A lifecycle written as this one word is that of the workflow with this name."""

KINDS: Final = ("cycle", "idea", "variant", "round", "pilot", "consultation", "wave")

MEANINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "cycle": (
        "preparation",
        "ideas",
        "variants",
        "feedback",
        "selection",
        "pilot",
        "decision",
        "rollout",
        "evaluation",
        "paused",
        "closed",
        "stopped",
    ),
    "idea": ("submitted", "acknowledged", "answered", "withdrawn"),
    "variant": ("draft", "asked", "chosen", "parked", "stopped", "fallback", "adopted"),
    "round": ("draft", "open", "held", "closed", "answered", "withdrawn"),
    "pilot": ("planned", "running", "ended", "cancelled"),
    "consultation": (
        "draft",
        "asked",
        "given",
        "withheld",
        "contestable",
        "decided",
        "suspended",
        "closed",
        "waived",
        "withdrawn",
    ),
    "wave": ("planned", "announced", "running", "halted", "done", "cancelled"),
}
"""What a stage can mean to the rest of the software, for each kind."""

DATES: Final[Mapping[str, tuple[str, ...]]] = {
    "cycle": ("started_on", "target_on", "rolled_out_on"),
    "idea": ("submitted_on",),
    "variant": (),
    "round": ("opens_on", "closes_on"),
    "pilot": ("starts_on", "ends_on"),
    "consultation": ("asked_on", "answer_by", "told_on", "noticed_on", "invoked_on"),
    "wave": ("starts_on",),
}
"""The named dates a deadline may count from, for each kind."""

AUDIENCES: Final = (
    "author",
    "asked",
    "not_answered",
    "contributors",
    "affected",
    "site_managers",
    "site_staff",
    "administrator",
)
"""Groups of people that a step may tell, besides the roles of the workflow."""

CLOCK: Final = "clock"
"""The one who takes a step when a deadline has passed."""

AUTHOR: Final = "author"
"""The person who wrote an idea or a variant. May take a step, but is no role anybody is given."""

KNOWN_ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "lead": ("Kartrekker", "Project lead"),
    "sponsor": ("Opdrachtgever", "Sponsor"),
    "manager": ("Leidinggevende", "Manager"),
    "work_group": ("Werkgroep", "Work group"),
    "works_council": ("Ondernemingsraad", "Works council"),
    "privacy_officer": ("Functionaris gegevensbescherming", "Data protection officer"),
    "confidant": ("Vertrouwenspersoon", "Confidant"),
    "employee": ("Medewerker", "Employee"),
    "supplier": ("Leverancier", "Supplier"),
}
"""Roles a workflow may list without a label of its own: (nl, en)."""

CLOCK_MAY: Final[frozenset[tuple[str, str, str]]] = frozenset(
    {
        ("round", "open", "held"),
        ("round", "open", "closed"),
        ("round", "held", "closed"),
        ("pilot", "running", "ended"),
        ("consultation", "suspended", "closed"),
    }
)
"""(kind, meaning it leaves, meaning it reaches) of every step a passed deadline may take.

All of them end something. None opens a gate: people decide that.
"""
