"""The stop rule of a wave in words: what must be so before the next wave begins, from the workflow file."""

from collections.abc import Mapping
from typing import Any

from workflows.definition import Definition
from workflows.schema import Need

_ACCEPTED = "previous_wave_accepted"
_OWN = "confirmed"

_SAID: Mapping[str, Mapping[str, str]] = {
    _ACCEPTED: {
        "nl": (
            "De volgende golf begint pas als op elke vestiging van deze golf de aanvaardbaarheid ten minste "
            "{floor} is, of als de ronde over deze golf is beantwoord. Vestigingen met minder dan {answers} "
            "antwoorden tellen niet mee en worden niet getoond."
        ),
        "en": (
            "The next wave begins only when acceptability is {floor} or more at each site of this wave, or "
            "when the round about this wave has been answered. Sites with fewer than {answers} answers do "
            "not count and are not shown."
        ),
    },
    _OWN: {"nl": "Afgevinkt moet zijn: {item}.", "en": "Must be ticked off: {item}."},
}


def stop_rules(workflow: Definition, language: str) -> list[str]:
    """Return the rules that hold up the next wave in one language, each once, in the order of the file."""
    life = workflow.lifecycles.get("wave")
    if life is None:
        return []
    needs = [
        need
        for stage in life.stages.values()
        for step in stage.steps.values()
        for need in step.needs
        if need.name in _SAID
    ]
    return list(dict.fromkeys(_said(need, workflow, language) for need in needs))


def _said(need: Need, workflow: Definition, language: str) -> str:
    words: dict[str, Any] = {}
    if need.name == _ACCEPTED:
        floor = f"{float(need.params['acceptability_at_least']):.1f}"
        words = {
            "floor": floor.replace(".", ",") if language == "nl" else floor,
            "answers": need.params["answers_at_least"],
        }
    else:
        words = {"item": getattr(workflow.checklist[need.params["item"]], language)}
    return _SAID[need.name][language].format(**words)
