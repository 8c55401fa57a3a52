"""Saying at the sites that a wave cannot begin yet, and why."""

from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome, Refusal, advance
from pim.lifecycle.children import child
from pim.lifecycle.ways import refusal_towards
from pim.lifecycle.work import Work
from workflows.reasons import explain

NOT_ABOUT_THE_WAVE = frozenset({"role_missing", "reason_missing"})


def report_blocked(work: Work, wave_id: int, reason: str) -> Outcome:
    """Tell the sites what stops their wave: all that the machine misses, and the lead's own words.

    Raises BadInput when nothing stops it, NotFound, Refusal.
    """
    subject = child(work, wave_id, "wave")
    refusal = refusal_towards(work, subject, "start", "running")
    missing = _missing(refusal)
    if not missing["nl"]:
        raise BadInput(f"nothing stops {subject.title!r}: `pim wave start {wave_id}` would begin it")
    event = {"missing": {language: [*told, reason] for language, told in missing.items()}}
    return advance(work, Order(wave_id, "report_blocked", reason=reason, event=event))


def _missing(refusal: Refusal | None) -> dict[str, list[str]]:
    """Return what is missing in words of both languages; who may begin it is no news for a site."""
    unmet = [each for each in refusal.refused.unmet if each.code not in NOT_ABOUT_THE_WAVE] if refusal else []
    return {language: [explain(each, language) for each in unmet] for language in ("nl", "en")}
