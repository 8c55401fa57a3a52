"""A decision without consent: taken or noticed, and said to be void or not within a month (WOR 27(5))."""

from datetime import date

from pim.consultation.answer import open_request, sentence
from pim.consultation.ask import LONGEST_ARTICLE, filled
from pim.consultation.tables import Consultation
from pim.errors import BadInput
from pim.lifecycle.advance import Order, Outcome, begin
from pim.lifecycle.calendars import calendar_of
from pim.lifecycle.children import free_code, parent, short_title
from pim.lifecycle.days import said_days
from pim.lifecycle.subject import Subject
from pim.lifecycle.ways import take_towards
from pim.lifecycle.work import Work

_EVEN_SO = "decide_anyway"
_NOTICED = "notice_execution"


def decide_anyway(work: Work, consultation_id: int, reason: str, told_on: date) -> Outcome:
    """Write down that was decided without consent, and when the council was told in writing.

    From that day the council has a month to say that the decision is void. Raises BadInput for a day
    that is to come, NotFound, Refusal.
    """
    subject, _ = open_request(work, consultation_id)
    dates = {"told_on": _past(work, subject, told_on, "told on")}
    return _missing(work, subject, _EVEN_SO, sentence(reason, "reason"), dates)


def notice_execution(work: Work, consultation_id: int, reason: str, noticed_on: date) -> Outcome:
    """Let the council write down that a plan it was not told of is carried out, and since when it knows.

    Raises BadInput for a day that is to come, NotFound, Refusal.
    """
    subject, _ = open_request(work, consultation_id)
    dates = {"noticed_on": _past(work, subject, noticed_on, "noticed on")}
    return _missing(work, subject, _NOTICED, sentence(reason, "reason"), dates)


def report_execution(
    work: Work, cycle_id: int, *, title: str, article: str, reason: str, noticed_on: date
) -> Subject:
    """Let the council open a request itself, for a plan that is carried out and was never put to it.

    Raises BadInput, NotAllowed, NotFound, Refusal.
    """
    cycle = parent(work, cycle_id, "consultation", "works_council")
    row = Consultation(
        instance_id=0,
        cycle_id=cycle.id,
        request="consent",
        article=filled(article, "article", LONGEST_ARTICLE),
    )

    def keep(number: int) -> None:
        row.instance_id = number
        work.session.add(row)

    born = begin(
        work,
        cycle.home,
        "consultation",
        cycle.digest,
        free_code(work.session, cycle.id, "consultation", "consent"),
        short_title(title),
        cycle_id=cycle.id,
        said={"request": "consent", "article": row.article},
        born=keep,
    )
    return notice_execution(work, born.id, reason, noticed_on).subject


def invoke_nullity(work: Work, consultation_id: int, reason: str, on: date) -> Outcome:
    """Let the council say in writing that a decision without consent is void; ``on`` is the day it did.

    Raises BadInput for a day to come, NotFound, and Refusal when its month was over on that day.
    """
    subject, request = open_request(work, consultation_id)
    day = _past(work, subject, on, "on")
    request.answer, request.answered_on = sentence(reason, "reason"), day
    work.session.add(request)
    work.session.flush()
    event = {
        "proposal": request.decision.removesuffix(".") or subject.title,
        **said_days({"invoked_on": day}),
    }
    order = Order(
        consultation_id, "invoke_nullity", reason=request.answer, dates={"invoked_on": day}, event=event
    )
    return take_towards(work, order, "withheld")


def stands(work: Work, consultation_id: int, reason: str) -> Outcome:
    """Write down that the month has passed and the decision stands. Raises BadInput, NotFound, Refusal."""
    subject, _ = open_request(work, consultation_id)
    if subject.means != "contestable":
        raise BadInput(f"{subject.title!r} is {subject.state.stage}: nothing was decided without consent")
    return take_towards(work, Order(consultation_id, "stands", reason=sentence(reason, "reason")), "closed")


def _missing(work: Work, subject: Subject, step: str, reason: str, dates: dict[str, date]) -> Outcome:
    order = Order(subject.id, step, reason=reason, dates=dates, event=dict(said_days(dates)))
    return take_towards(work, order, "contestable")


def _past(work: Work, subject: Subject, day: date, what: str) -> date:
    today = calendar_of(work.session, subject.home).local_date(work.now)
    if day > today:
        raise BadInput(f"{what}: {day} is still to come; expected {today} or earlier")
    return day
