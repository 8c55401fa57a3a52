"""The form of a draft: what the lead typed, as it goes to the verb and as it comes back on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col
from starlette.datastructures import FormData

from pim.cycles.round_audience import compared_teams
from pim.errors import BadInput
from pim.feedback.tables import PURPOSES, Round, RoundTeam, RoundVariant
from pim.instruments.pack import RATING, TEXT
from pim.lifecycle.work import Work
from pim.web.fields import BIGGEST, plain

MOST_OWN = 3  # questions of the lead's own: more does not go with packs in two minutes
OWN_KINDS = (RATING, TEXT)
_PACK = "pack-"
# What a refusal begins with → the part of the form that it is about.
_PARTS = (
    ("title", "title"),
    ("opens on", "opens_on"),
    ("teams", "audience"),
    ("there is no team", "audience"),
    ("there is no site", "audience"),
    ("questions: this asks", "long"),
    ("question", "own"),
    ("packs", "packs"),
    ("a round about variants", "variants"),
    ("about", "about"),
)


@dataclass(frozen=True, slots=True)
class Own:
    """A question of the lead's own."""

    kind: str = RATING
    nl: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a lead asked for: numbers of sites, teams and variants, packs by name with "ask" or "detail"."""

    purpose: str = "variants"
    about: int | None = None
    title: str = ""
    opens_on: str = ""
    sites: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    variants: frozenset[int] = frozenset()
    packs: Mapping[str, str] = field(default_factory=dict)
    own: tuple[Own, ...] = ()

    @property
    def rows(self) -> tuple[Own, ...]:
        """Return the questions of their own, and empty rows for more."""
        return (*self.own, *(Own() for _ in range(MOST_OWN - len(self.own))))

    def asks(self) -> dict[str, Any]:
        """Return what goes to the verb about people and questions. Raises BadInput."""
        named = {how: [one for one, said in self.packs.items() if said == how] for how in ("ask", "detail")}
        return {
            "team_ids": sorted(self.teams),
            "site_ids": sorted(self.sites),
            "variant_ids": sorted(self.variants),
            "packs": named["ask"] or None,
            "details": named["detail"],
            "added": [
                {"code": f"own{number}", "kind": one.kind, "nl": one.nl, "en": one.en}
                for number, one in enumerate(self.own, 1)
            ],
        }

    def day(self) -> date | None:
        """Return the day on which it is to open, if any was said. Raises BadInput."""
        try:
            return date.fromisoformat(self.opens_on) if self.opens_on else None
        except ValueError:
            raise BadInput(
                f"opens on: expected a day such as 2026-03-02, got {self.opens_on[:40]!r}"
            ) from None

    def begins(self) -> dict[str, Any]:
        """Return what only a new draft is given. Raises BadInput."""
        return {
            "purpose": self.purpose,
            "about_id": self.about,
            "title": self.title or None,
            "opens_on": self.day(),
        }


def sent(form: FormData) -> Wish:
    """Return what was typed in the form."""
    own = [
        Own(_text(form, f"kind-{n}") or RATING, _text(form, f"nl-{n}"), _text(form, f"en-{n}"))
        for n in range(1, MOST_OWN + 1)
    ]
    packs = {name.removeprefix(_PACK): str(said) for name, said in form.items() if name.startswith(_PACK)}
    purpose = _text(form, "purpose")
    return Wish(
        purpose=purpose if purpose in PURPOSES else "variants",
        about=next(iter(_numbers(form, "about")), None),
        title=_text(form, "title"),
        opens_on=_text(form, "opens_on"),
        sites=_numbers(form, "site"),
        teams=_numbers(form, "team"),
        variants=_numbers(form, "variant"),
        packs={name: said for name, said in packs.items() if said in ("ask", "detail")},
        own=tuple(one for one in own if one.nl or one.en),
    )


def of_draft(session: Session, row: Round, opens_on: date | None = None) -> Wish:
    """Return a draft as the lead would have typed it. Two statements."""
    teams = session.scalars(select(col(RoundTeam.team_id)).where(col(RoundTeam.round_id) == row.instance_id))
    variants = session.scalars(
        select(col(RoundVariant.variant_id)).where(col(RoundVariant.round_id) == row.instance_id)
    )
    packs = {one["pack"]: "detail" if one.get("detail") else "ask" for one in row.questions if "pack" in one}
    loose = [one for one in row.questions if "pack" not in one and "variant" not in one]
    own = [Own(one["kind"], one["nl"], one["en"]) for one in loose if one["kind"] in OWN_KINDS]
    return Wish(
        purpose=row.purpose,
        about=row.about_id,
        opens_on=opens_on.isoformat() if opens_on else "",
        teams=frozenset(teams),
        variants=frozenset(variants),
        packs=packs,
        own=tuple(own[:MOST_OWN]),
    )


def with_compared(work: Work, wish: Wish, about: int | None) -> dict[str, Any]:
    """Return what goes to the verb, with the teams that the pilot it is about is compared with."""
    return {**wish.asks(), "compared_ids": compared_teams(work.session, about)}


def part_of(fault: str) -> str:
    """Return the part of the form that a refusal is about, or "other"."""
    return next((part for start, part in _PARTS if fault.startswith(start)), "other")


def _text(form: FormData, name: str) -> str:
    return plain(str(form.get(name) or ""))


def _numbers(form: FormData, name: str) -> frozenset[int]:
    typed: Sequence[Any] = form.getlist(name)
    return frozenset(int(one) for one in typed if str(one).isdecimal() and 0 < int(one) <= BIGGEST)
