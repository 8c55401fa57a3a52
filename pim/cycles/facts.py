"""The facts of a cycle and its children: each feature gives its group, only where a step looks."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from pim.answers import queries as answers
from pim.chain import queries as chain
from pim.consultation import queries as consultation
from pim.cycles import queries as cycles
from pim.cycles.been_in import been_in, now_in, spent
from pim.cycles.sheet import read_sheet
from pim.cycles.trial import pilot_facts
from pim.evidence import facts as evidence
from pim.feedback.budget import asked_before
from pim.ideas import queries as ideas
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.pilots import queries as pilots
from pim.rollout import queries as rollout
from pim.variants import queries as variants
from workflows.facts import Facts, Own

# What an instance's own requirements look at, by its kind.
OWN: Mapping[str, Callable[[Session, Subject], Own]] = {
    "idea": ideas.own,
    "variant": variants.own,
    "pilot": pilots.own,
    "consultation": consultation.own,
    "wave": rollout.own,
}

GROUPS: Mapping[str, Callable[[Session, Subject], Any]] = {
    "been_in": been_in,
    "now_in": now_in,
    "ideas": lambda session, subject: ideas.facts(session, subject.cycle_id),
    "variants": lambda session, subject: variants.facts(session, subject.cycle_id),
    "rounds": lambda session, subject: answers.facts(session, subject.cycle_id),
    "measures": lambda session, subject: evidence.measures(session, subject.cycle_id),
    "links": lambda session, subject: chain.facts(
        session, machine_of(session, subject.digest).definition, subject.cycle_id
    ),
    "consultations": lambda session, subject: consultation.facts(session, subject.cycle_id),
    "pilots": pilot_facts,
    "spent": spent,
    "waves": lambda session, subject: rollout.facts(session, subject.cycle_id),
}
# Read together, in one statement.
ON_THE_SHEET = frozenset(
    {"charter", "lessons", "lesson_at", "benefits_open", "confirmed", "steps_taken", "last_taken", "taken_at"}
)


def _own(session: Session, subject: Subject, live: bool) -> Own:
    if subject.kind == "round":
        return answers.own(session, subject, live=live)
    return OWN[subject.kind](session, subject) if subject.kind in OWN else cycles.own(subject)


def _measured(groups: frozenset[str]) -> frozenset[str]:
    """Measurements are read together with those of the links where both are looked at."""
    return frozenset({"measures"}) if "link_measures" in groups else frozenset()


def gather(
    session: Session, subject: Subject, groups: frozenset[str], today: date, *, live: bool = False
) -> Facts:
    """Return the groups of facts a step looks at; the others keep their defaults.

    ``live`` is for the clock alone: see ``answers.queries.own``.
    """
    apart = ON_THE_SHEET | {"own", "asked_before", "link_measures"}
    found = {group: GROUPS[group](session, subject) for group in groups - apart - _measured(groups)}
    if "link_measures" in groups:
        found["measures"], found["link_measures"] = evidence.measures_and_links(session, subject.cycle_id)
    if wanted := groups & ON_THE_SHEET:
        sheet = read_sheet(session, subject)
        found |= {group: getattr(sheet, group) for group in wanted}
    if "asked_before" in groups:
        found["asked_before"] = asked_before(session, subject, today)
    if "own" in groups:
        found["own"] = _own(session, subject, live)
    return Facts(today=today, **found)
