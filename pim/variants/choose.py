"""What becomes of a variant: it goes on, waits or stops, for a reason that its critics would recognise."""

from collections.abc import Mapping
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
NEEDS_SUBSTANCE = ("park", "stop")


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
    subject = child(work, variant_id, "variant")
    row = work.session.get(Variant, variant_id)
    assert row is not None, "a variant is born with its text"
    if fate in NEEDS_SUBSTANCE:
        reason = reason_of_substance(reason or "", "reason", row.text)
    elif reason is not None:
        reason = prose(reason, "reason")
    order = Order(
        variant_id,
        fate,
        reason=reason,
        overrides=dict(overrides or {}),
        event={"choices": _choice(work, subject, FATES[fate], reason or "")},
    )
    return take_towards(work, order, FATES[fate])


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
