"""What the forms of a request do: each verb takes the fields as they were typed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pim.consultation import answer, ask, conditions, decide, draft, let_go, nullity, questions
from pim.errors import BadInput
from pim.lifecycle.work import Work

Fields = Mapping[str, str]
_TEXTS = ("decision", "grounds", "consequences", "measures")


def begin(work: Work, cycle_id: int, fields: Fields, language: str) -> dict[str, Any]:
    """Begin a request from the wizard. Raises what `draft.prepare` raises."""
    body = fields.get("body") or "works_council"
    born = draft.prepare(
        work,
        cycle_id,
        request=fields.get("request", ""),
        article=fields.get("article", ""),
        body="meeting" if body == "none" else body,
        political=fields.get("political") == "yes",
        language=language,
    )
    return {"id": born.id}


def _day(fields: Fields, name: str) -> date:
    found = _maybe_day(fields, name)
    if found is None:
        raise BadInput(f"{name.replace('_', ' ')}: expected a day such as 2026-03-02, got nothing")
    return found


def _maybe_day(fields: Fields, name: str) -> date | None:
    typed = fields.get(name, "")
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadInput(
            f"{name.replace('_', ' ')}: expected a day such as 2026-03-02, got {typed!r}"
        ) from None


def _number(fields: Fields, name: str) -> int:
    typed = fields.get(name, "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise BadInput(f"{name}: expected a number, got {typed!r}")
    return int(typed)


def _write(work: Work, id_: int, fields: Fields) -> None:
    draft.write(work, id_, {name: fields[name] for name in _TEXTS if name in fields})


def _answer(work: Work, id_: int, fields: Fields) -> None:
    lines = [line.strip() for line in fields.get("conditions", "").splitlines()]
    answer.answer(work, id_, fields.get("text", ""), [line for line in lines if line])


def _decide(work: Work, id_: int, fields: Fields) -> None:
    """A condition with a reason beside it is not followed; every other one is."""
    beside = ((name.partition("not_followed_"), text) for name, text in fields.items())
    reasons = {
        int(number): text
        for (before, mark, number), text in beside
        if mark and not before and number.isdecimal() and len(number) < 10 and text
    }
    reason = fields.get("text") or None
    follows = not reasons and fields.get("departs") != "yes"
    told = _maybe_day(fields, "told_on")
    decide.decide(work, id_, follows=follows, not_followed=reasons, reason=reason, told_on=told)


def _meeting(work: Work, id_: int, fields: Fields) -> None:
    ask.hold_meeting(work, id_, _day(fields, "held_on"), fields.get("text", ""))


def _rewrite(work: Work, id_: int, fields: Fields) -> None:
    new = {name: fields[name] for name in _TEXTS if name in fields}
    let_go.rewrite(work, id_, fields.get("text", ""), answer_by=_maybe_day(fields, "answer_by"), **new)


VERBS: Mapping[str, Callable[[Work, int, Fields], object]] = {
    "write": _write,
    "put": lambda work, id_, fields: draft.put(work, id_, _maybe_day(fields, "answer_by")),
    "agree": lambda work, id_, fields: ask.agree_on_day(work, id_, _day(fields, "answer_by")),
    "meeting": _meeting,
    "question": lambda work, id_, fields: questions.ask_question(work, id_, fields.get("text", "")),
    "reply": lambda work, id_, fields: questions.reply(
        work, id_, _number(fields, "number"), fields.get("text", "")
    ),
    "answer": _answer,
    "withhold": lambda work, id_, fields: answer.withhold(work, id_, fields.get("text", "")),
    "task": lambda work, id_, fields: conditions.give_task(
        work, id_, _number(fields, "number"), _number(fields, "owner"), _day(fields, "due_on")
    ),
    "met": lambda work, id_, fields: conditions.show_met(
        work, id_, _number(fields, "number"), fields.get("text", "")
    ),
    "decide": _decide,
    "rewrite": _rewrite,
    "waive": lambda work, id_, fields: let_go.waive(work, id_, fields.get("text") or None),
    "withdraw": lambda work, id_, fields: let_go.withdraw(work, id_, fields.get("text", "")),
    "ruling": lambda work, id_, fields: let_go.record_ruling(work, id_, fields.get("text", "")),
    "anyway": lambda work, id_, fields: nullity.decide_anyway(
        work, id_, fields.get("text", ""), _day(fields, "told_on")
    ),
    "noticed": lambda work, id_, fields: nullity.notice_execution(
        work, id_, fields.get("text", ""), _day(fields, "noticed_on")
    ),
    "void": lambda work, id_, fields: nullity.invoke_nullity(
        work, id_, fields.get("text", ""), _day(fields, "on")
    ),
    "stands": lambda work, id_, fields: nullity.stands(work, id_, fields.get("text", "")),
}
