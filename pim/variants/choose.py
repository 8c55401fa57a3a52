"""What becomes of a variant: it goes on, waits or stops, for a reason that its critics would recognise."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pim.errors import BadInput
from pim.ideas.wording import prose, reason_of_substance
from pim.lifecycle.advance import Order, Outcome
from pim.lifecycle.children import child
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.ways import take_towards
from pim.lifecycle.work import Work
from pim.variants.tables import Variant
from workflows.faults import nearest

# What a person says → what the stage it leads to means.
FATES: Mapping[str, str] = {
    "ask": "asked",
    "choose": "chosen",
    "park": "parked",
    "stop": "stopped",
    "fallback": "fallback",
    "adopt": "adopted",
    "take_up_again": "draft",
}
NEEDS_SUBSTANCE = ("parked", "stopped")


def decide_variant(
    work: Work,
    variant_id: int,
    fate: str,
    reason: str | None = None,
    *,
    overrides: Mapping[str, str] | None = None,
) -> Outcome:
    """Take a variant towards a fate: ask, choose, park, stop, fallback, adopt or take_up_again.

    Parking and stopping need a reason of substance. Raises BadInput, NotFound, Refusal.
    """
    if fate not in FATES:
        near = nearest(fate, FATES)
        said = f"; perhaps {near}" if near else ""
        raise BadInput(f"{fate!r} is not known; expected one of {', '.join(FATES)}{said}")
    order = deciding(work, child(work, variant_id, "variant"), fate, FATES[fate], reason)
    return take_towards(work, replace(order, overrides=dict(overrides or {})), FATES[fate])


def deciding(work: Work, subject: Subject, step: str, meaning: str, reason: str | None) -> Order:
    """Return the order of a step that gives a variant a fate, with the reason weighed where that is due.

    ``meaning`` is that of the stage it leads to. Raises BadInput.
    """
    row = work.session.get(Variant, subject.id)
    assert row is not None, "a variant is born with its text"
    if meaning in NEEDS_SUBSTANCE:
        reason = reason_of_substance(reason or "", "reason", row.text)
    elif reason is not None:
        reason = prose(reason, "reason")
    choices = _choice(work, subject, meaning, reason or "")
    return Order(subject.id, step, reason=reason, event={"choices": choices})


def _choice(work: Work, subject: Subject, meaning: str, reason: str) -> dict[str, list[dict[str, Any]]]:
    """Return this one choice as a letter prints it, in both languages."""
    stages = machine_of(work.session, subject.digest).stages("variant")
    label = next((stage.label for stage in stages if stage.means == meaning), {"nl": "", "en": ""})
    return {
        language: [
            {"variant": f"{subject.code} {subject.title}", "outcome": label[language], "reason": reason}
        ]
        for language in ("nl", "en")
    }
