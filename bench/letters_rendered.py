"""Whole letters (subject, text, HTML, calendar entry) per second, against bare Jinja2 with the same words."""

import gc
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import notifications.letters
from notifications.catalogue import ClusterAnswer, Notice, RoundAnswered, RoundInvitation, VariantLine
from notifications.letters import Letters

LETTERS = 2_000
TIMES = 5
_TEMPLATES = Path(notifications.letters.__file__).parent / "templates"
_FRAME = """Beste {{ recipient }},

{% include "nl/NAME.j2" %}


Open de pagina:
{{ link }}

Met vriendelijke groet,
{{ organisation }}

U krijgt dit bericht omdat u voor deze feedbackronde bent gevraagd.
"""
_CLOSES = datetime(2026, 3, 15, 22, 59, 59, tzinfo=UTC)


def _base(number: int, innovation: str) -> dict[str, Any]:
    return {
        "organisation": "Noordervers",
        "recipient": f"Medewerker {number}",
        "innovation": innovation,
        "link": "https://pim.noordervers.example/rondes/2",
        "because": "asked",
    }


def _invitation(number: int, innovation: str = "Nieuw bestelsysteem") -> Notice:
    """An invitation to the same round for six stores: what differs is who reads it, and where they work."""
    return RoundInvitation(
        **_base(number, innovation),
        due="15 maart 2026, 23:59 uur",
        due_at=_CLOSES,
        round="bestelvoorstel, ronde 1",
        site=f"winkel {number % 6 + 1}",
        group=f"winkel {number % 6 + 1}",
        variants=tuple(
            VariantLine(code=f"V{n}", title="Bijstellen tot 11:00 uur", summary="U past het voorstel aan.")
            for n in (1, 2, 3)
        ),
        minutes=3,
        combined_with=12 + number % 6,
        smallest_group=5,
    )


def _unlike(number: int) -> Notice:
    """The worst case: every letter about another innovation, so that hardly a paragraph comes back."""
    return _invitation(number, f"Nieuw bestelsysteem {number}")


def _answers(number: int) -> Notice:
    """A report back with six clusters, to everyone who was asked."""
    said = "De tijd tot 11:00 uur is te kort voor de nachtploeg, want die ziet het voorstel pas om zes uur."
    return RoundAnswered(
        **_base(number, "Nieuw bestelsysteem"),
        round="bestelvoorstel, ronde 1",
        clusters=tuple(
            ClusterAnswer(said=f"{said} ({n})", outcome="changed", answer="Het kan nu tot 14:00 uur.")
            for n in range(6)
        ),
        next_step="Vanaf 22 juni proberen zes winkels het uit.",
    )


def measure() -> dict[str, Any]:
    """Return letters per second, each beside bare Jinja2 with the text alone and with text and HTML."""
    letters = Letters()
    text, html = _bare(autoescape=False), _bare(autoescape=True)
    rows = []
    for what, make, aim in (
        ("invitation", _invitation, 0.4),
        ("answers to a round", _answers, 0.4),
        ("invitations, none alike", _unlike, None),
    ):
        name = make(0).name

        def ours(context: dict[str, Any], name: str = name) -> None:
            letters.render(name, "nl", context)

        def bare_text(context: dict[str, Any], name: str = name) -> None:
            text[name].render(context)

        def bare_both(context: dict[str, Any], name: str = name) -> None:
            text[name].render(context)
            html[name].render(context)

        value, floor, both = _rates((ours, bare_text, bare_both), make)
        rows.append(_row(f"{what}; floor: text alone", value, floor, aim))
        rows.append(_row(f"{what}; floor: text and HTML", value, both, None))
    return {"name": "letters rendered", "rows": rows}


def _bare(*, autoescape: bool) -> dict[str, Any]:
    """The whole letter as one plain Jinja2 template, with nothing of ours around it."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=autoescape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    names = ("round_invitation", "round_answered")
    return {name: environment.from_string(_FRAME.replace("NAME", name)) for name in names}


def _rates(
    ways: tuple[Callable[[dict[str, Any]], None], ...], make: Callable[[int], Notice]
) -> tuple[float, ...]:
    """The best rate of each way. They take turns, so that a busy machine slows them alike.

    Every turn has new people to write to, so that nothing is quick because it was done before.
    """
    best = [timedelta.max.total_seconds()] * len(ways)
    gc.collect()
    for turn in range(TIMES):
        contexts = [make(turn * LETTERS + number).context() for number in range(LETTERS)]
        for number, way in enumerate(ways):
            began = time.perf_counter()
            for context in contexts:
                way(context)
            best[number] = min(best[number], time.perf_counter() - began)
    return tuple(LETTERS / seconds for seconds in best)


def _row(what: str, value: float, floor: float, aim: float | None) -> dict[str, Any]:
    return {
        "what": what,
        "value": round(value),
        "unit": "letters/s",
        "floor": round(floor),
        "ratio": round(value / floor, 3),
        "aim": aim,
    }
