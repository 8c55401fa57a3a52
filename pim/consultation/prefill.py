"""What a cycle has to show the council: variants with reasons, what was measured, what staff said.

A request keeps it as it was on the day it was asked. Only what is published goes in: small groups are
hidden here as they are everywhere.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.answers.tables import Cluster
from pim.evidence.groups import TEAM
from pim.evidence.view import Evidence, evidence_of
from pim.evidence.words import Say
from pim.feedback.tables import Round
from pim.figures.words import lines
from pim.lifecycle.subject import Subject
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.variants.queries import choices

LANGUAGES = ("nl", "en")
_LONGEST = 3_000  # characters of a text that a request begins with: somebody still has to read it
_MOST_CLUSTERS = 60
_OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "done": {"nl": "gedaan", "en": "done"},
    "changed": {"nl": "anders gedaan", "en": "done differently"},
    "not_done": {"nl": "niet gedaan", "en": "not done"},
}
_BEGIN: Mapping[str, Mapping[str, str]] = {
    "decision": {"nl": "Wij willen ‘{title}’ invoeren", "en": "We intend to bring in ‘{title}’"},
    "measured": {"nl": "Gemeten:\n{lines}", "en": "Measured:\n{lines}"},
    "counted": {"nl": "Geteld:\n{lines}", "en": "Counted:\n{lines}"},
    "variants": {"nl": "De varianten:\n{lines}", "en": "The variants:\n{lines}"},
    "work": {"nl": "Kwaliteit van het werk:\n{lines}", "en": "Quality of work:\n{lines}"},
    "said": {
        "nl": "Medewerkers zeiden, wij deden:\n{lines}",
        "en": "Staff said, we did:\n{lines}",
    },
}


def evidence_now(work: Work, cycle_id: int) -> dict[str, Any]:
    """Return what the cycle has to show at this moment, in both languages. Raises NotFound."""
    assert work.actor is not None, "a person asks"
    found = evidence_of(work.session, cycle_id, work.actor, work.now)
    return {
        "variants": _variants(work.session, cycle_id),
        "measured": _measured(found),
        "counted": {language: lines(found.figures, language) for language in LANGUAGES},
        "work": _work(found),
        "said": _said(work.session, cycle_id),
    }


def _variants(session: Session, cycle_id: int) -> list[dict[str, Any]]:
    dutch, english = (choices(session, cycle_id, language) for language in LANGUAGES)
    return [
        {
            "variant": one["variant"],
            "outcome": {"nl": one["outcome"], "en": other["outcome"]},
            "reason": one["reason"],
        }
        for one, other in zip(dutch, english, strict=True)
    ]


def _measured(found: Evidence) -> list[dict[str, Any]]:
    return [
        {
            "dimension": {language: Say(language)(one.dimension) for language in LANGUAGES},
            "moment": {language: Say(language).moment(one.moment) for language in LANGUAGES},
            "group": {language: Say(language).group(one.group) for language in LANGUAGES},
            "value": one.value,
            "n": one.n,
        }
        for outcome in found.outcomes
        for one in outcome.lines
    ]


def _work(found: Evidence) -> list[dict[str, Any]]:
    return [
        {
            "group": {language: Say(language).group(place.group) for language in LANGUAGES},
            "moment": {language: Say(language).moment(one.moment) for language in LANGUAGES},
            "quadrant": {language: Say(language)(one.quadrant.balance.value) for language in LANGUAGES},
        }
        for place in found.places()
        if place.group.kind != TEAM
        for one in place.standings
        if one.quadrant is not None
    ]


def _said(session: Session, cycle_id: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Cluster, col(Instance.title))
        .join(Round, col(Round.instance_id) == col(Cluster.round_id))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(
            col(Round.cycle_id) == cycle_id,
            col(Instance.means) == "answered",
            col(Cluster.outcome).is_not(None),
            col(Cluster.merged_into).is_(None),
        )
        .order_by(col(Cluster.id).desc())
        .limit(_MOST_CLUSTERS)
    )
    return [
        {
            "round": title,
            "said": cluster.title,
            "outcome": _OUTCOMES[cluster.outcome or ""],
            "because": cluster.because or "",
        }
        for cluster, title in rows
    ][::-1]


def first_texts(cycle: Subject, evidence: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return what a request begins with, for somebody to read, shorten and make their own."""
    say = Say(language)
    measured = "\n".join(
        f"- {one['dimension'][language]}, {one['moment'][language]}, {one['group'][language]}: "
        f"{say.number(one['value'])} (n = {one['n']})"
        for one in evidence["measured"]
    )
    counted = "\n".join(f"- {told}" for told in evidence["counted"][language])
    variants = "\n".join(
        f"- {one['variant']}: {one['outcome'][language]}. {one['reason']}".strip()
        for one in evidence["variants"]
    )
    standing = "\n".join(
        f"- {one['group'][language]}, {one['moment'][language]}: {one['quadrant'][language]}"
        for one in evidence["work"]
    )
    said = "\n".join(
        f"- ‘{one['said']}’: {one['outcome'][language]}. {one['because']}".strip() for one in evidence["said"]
    )

    def text(what: str, lines: str) -> str:
        if not lines:
            return ""
        # Cut between two lines: half a sentence would be put to the council as if it were one.
        kept = lines if len(lines) <= _LONGEST else lines[:_LONGEST].rpartition("\n")[0] or lines[:_LONGEST]
        return _BEGIN[what][language].format(lines=kept)

    grounds = (text("measured", measured), text("counted", counted), text("variants", variants))
    return {
        "decision": _BEGIN["decision"][language].format(title=cycle.title)[:300],
        "grounds": "\n\n".join(filter(None, grounds)),
        "consequences": text("work", standing),
        "measures": text("said", said),
    }
