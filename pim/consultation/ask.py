"""Asking: for advice or consent of the works council, or for an assessment by the data protection officer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pim.consultation import words
from pim.consultation.prefill import evidence_now
from pim.consultation.tables import BODIES, CONSULTATIONS, Consultation, Meeting
from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome, begin, record, roles_of
from pim.lifecycle.allowed import require_role
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import child, free_code, parent, short_title
from pim.lifecycle.deadlines import set_dates
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Home, Subject
from pim.lifecycle.ways import take_towards
from pim.lifecycle.work import Work

LONGEST_DECISION = 300  # characters: it is a sentence, and the subject of a letter
LONGEST_TEXT = 10_000
LONGEST_ARTICLE = 80
_ASKING = ("lead", "sponsor")
_ANSWERING = ("works_council", "privacy_officer")


def ask(
    work: Work,
    cycle_id: int,
    *,
    request: str,
    title: str,
    article: str,
    decision: str = "",
    grounds: str = "",
    consequences: str = "",
    measures: str = "",
    answer_by: date | None = None,
    body: str = "works_council",
    political: bool = False,
) -> Subject:
    """Ask for advice, consent or a privacy assessment (``request``) about an intended decision, today.

    ``answer_by`` is the day that was agreed, if any: the law sets none. Which texts may not be missing
    is for the workflow. ``political``: only the consequences for staff are asked about (WOR 46d).
    What the cycle has to show today is kept with the request, as the council gets to see it.
    Raises BadInput, NotAllowed, NotFound, Refusal.
    """
    cycle = parent(work, cycle_id, "consultation", *_ASKING)
    given = {"decision": decision, "grounds": grounds, "consequences": consequences, "measures": measures}
    days = _days(work, cycle.home, answer_by)
    machine = machine_of(work.session, cycle.digest)
    asks_at_once = machine.stage("consultation", machine.start("consultation")).means == "asked"
    row = new_request(cycle, request, article, given, body=body, political=political)
    row.evidence = evidence_now(work, cycle_id)
    born = begin_request(work, cycle, row, title, days if asks_at_once else {})
    return born if asks_at_once else put_question(work, born, row, answer_by).subject


def new_request(
    cycle: Subject,
    request: str,
    article: str,
    texts: Mapping[str, str],
    *,
    body: str = "works_council",
    political: bool = False,
) -> Consultation:
    """Return a request that is not kept yet. Raises BadInput."""
    if request not in CONSULTATIONS:
        raise BadInput(f"request: expected {', '.join(CONSULTATIONS)}, got {request!r}")
    if body not in BODIES:
        raise BadInput(f"body: expected {', '.join(BODIES)}, got {body!r}")
    checked = checked_texts(texts)
    row = Consultation(
        instance_id=0,
        cycle_id=cycle.id,
        request=request,
        article=filled(article, "article", LONGEST_ARTICLE),
        body=body,
        political=political,
    )
    for name, text in checked.items():
        setattr(row, name, text)
    return row


def begin_request(
    work: Work, cycle: Subject, row: Consultation, title: str, dates: Mapping[str, date]
) -> Subject:
    """Bring a request to life in the first stage of its lifecycle. Raises BadInput for its title."""
    texts = {name: getattr(row, name) for name in ("decision", "grounds", "consequences", "measures")}

    def keep(number: int) -> None:
        row.instance_id = number
        work.session.add(row)

    return begin(
        work,
        cycle.home,
        "consultation",
        cycle.digest,
        free_code(work.session, cycle.id, "consultation", row.request),
        short_title(title),
        cycle_id=cycle.id,
        dates=dates,
        said={"request": row.request, "article": row.article, **texts},
        born=keep,
    )


def put_question(work: Work, subject: Subject, row: Consultation, answer_by: date | None) -> Outcome:
    """Put a request that is ready to the council or the officer, today. Raises BadInput, Refusal."""
    event = {
        "consultation": words.REQUESTS[row.request],
        "article": words.article(row.request, row.article),
        "proposal": words.proposal(row.decision, subject.title),
        "grounds": row.grounds,
        "consequences": row.consequences,
        "measures": row.measures,
    }
    days = _days(work, subject.home, answer_by)
    return take_towards(work, Order(subject.id, "ask", dates=days, event=event), "asked")


def _days(work: Work, home: Home, answer_by: date | None) -> dict[str, date]:
    today = calendar_of(work.session, home).local_date(work.now)
    if answer_by is None:
        return {"asked_on": today}
    if answer_by < today:
        raise BadInput(f"answer by: {answer_by} has passed; expected {today} or later")
    return {"asked_on": today, "answer_by": answer_by}


def checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a request without spaces around them. Raises BadInput for one that is too long."""
    cleaned = {name: text.strip() for name, text in texts.items()}
    for name, text in cleaned.items():
        longest = LONGEST_DECISION if name == "decision" else LONGEST_TEXT
        if len(text) > longest:
            raise BadInput(f"{name}: expected at most {longest} characters, got {len(text)}")
    return cleaned


def filled(text: str, what: str, longest: int) -> str:
    """Return the article without spaces around it. Raises BadInput when there is none or it is too long."""
    text = text.strip()
    if not 1 <= len(text) <= longest:
        raise BadInput(f'{what}: expected 1 to {longest} characters such as "25(1)(k)", got {len(text)}')
    return text


def agree_on_day(work: Work, consultation_id: int, answer_by: date) -> dict[str, Any]:
    """Agree on the day by which the answer comes, or on another one; its reminders move along.

    An agreed day binds: who asked may give more time, who answers may need less, and neither takes from
    the other what was agreed. Raises BadInput when there is nothing left to answer or the day takes
    something from the other, NotAllowed, NotFound.
    """
    subject = child(work, consultation_id, "consultation")
    require_role(work, subject, *_ASKING, *_ANSWERING)
    today = calendar_of(work.session, subject.home).local_date(work.now)
    if subject.means not in ("draft", "asked"):
        raise BadInput(f"{subject.title!r} is {subject.state.stage}: there is no answer to wait for")
    if answer_by < today:
        raise BadInput(f"answer by: {answer_by} has passed; expected {today} or later")
    _check_it_binds(work, subject, answer_by)
    set_dates(work, consultation_id, {"answer_by": answer_by.isoformat()})
    return {"id": consultation_id, "answerBy": answer_by.isoformat()}


def _check_it_binds(work: Work, subject: Subject, wanted: date) -> None:
    agreed = subject.dates.get("answer_by")
    if agreed is None or wanted == agreed or subject.means == "draft":
        return
    assert work.actor is not None, "a person agrees"
    held = roles_of(work.session, work.actor, subject)
    if wanted < agreed and not held.intersection(_ANSWERING):
        raise BadInput(
            f"answer by: {agreed} was agreed, and that binds; only who answers can do with less time, "
            f"so expected {agreed} or later, got {wanted}"
        )
    if wanted > agreed and not held.intersection(_ASKING):
        raise BadInput(
            f"answer by: {agreed} was agreed, and that binds; only who asked can give more time, "
            f"so expected {agreed} or earlier, got {wanted}"
        )


def hold_meeting(work: Work, consultation_id: int, held_on: date, note: str = "") -> dict[str, Any]:
    """Write down that a meeting about the request was held (WOR 25(4), 27(2)).

    Raises BadInput for a day that is still to come or lies before the request, NotAllowed, NotFound.
    """
    subject = child(work, consultation_id, "consultation")
    require_role(work, subject, "lead", "sponsor", "works_council", "privacy_officer")
    today = calendar_of(work.session, subject.home).local_date(work.now)
    asked_on = subject.dates.get("asked_on", today)
    if not asked_on <= held_on <= today:
        raise BadInput(f"held on: expected a day from {asked_on} (asked) to {today} (today), got {held_on}")
    if len(note) > LONGEST_TEXT:
        raise BadInput(f"note: expected at most {LONGEST_TEXT} characters, got {len(note)}")
    meeting = Meeting(consultation_id=consultation_id, held_on=held_on, note=note.strip())
    work.session.add(meeting)
    work.session.flush()
    record(work, consultation_id, "meeting", {"held_on": held_on, "note": meeting.note})
    return {"id": consultation_id, "meeting": meeting.id, "heldOn": held_on.isoformat()}
