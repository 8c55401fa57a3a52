"""A request being written: begun with what the cycle has to show, filled in, and then put to the council."""

from collections.abc import Mapping
from datetime import date

from pim.consultation.answer import open_request
from pim.consultation.ask import begin_request, checked_texts, new_request, put_question
from pim.consultation.prefill import evidence_now, first_texts
from pim.consultation.words import REQUESTS
from pim.errors import BadInput
from pim.lifecycle.advance import Outcome, record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import LONGEST_TITLE, parent
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work


def prepare(
    work: Work,
    cycle_id: int,
    *,
    request: str,
    article: str,
    title: str = "",
    body: str = "works_council",
    political: bool = False,
    language: str = "nl",
) -> Subject:
    """Begin a request without putting it to anybody: its texts begin with what the cycle has to show.

    Raises BadInput, NotAllowed, NotFound; also where the workflow asks at once and knows no drafts.
    """
    cycle = parent(work, cycle_id, "consultation", "lead", "sponsor")
    evidence = evidence_now(work, cycle_id)
    texts = first_texts(cycle, evidence, language)
    row = new_request(cycle, request, article, texts, body=body, political=political)
    row.evidence = evidence
    name = title.strip() or f"{REQUESTS[request][language]}: {cycle.title}"[:LONGEST_TITLE]
    born = begin_request(work, cycle, row, name, {})
    if born.means != "draft":
        raise BadInput("the workflow of this cycle asks at once: give the texts with `pim consult ask`")
    return born


def write(work: Work, consultation_id: int, texts: Mapping[str, str]) -> Subject:
    """Change texts of a request that was not put yet (decision, grounds, consequences, measures).

    Raises BadInput, NotAllowed, NotFound.
    """
    subject, request = open_request(work, consultation_id)
    require_role(work, subject, "lead", "sponsor")
    if subject.means != "draft":
        raise BadInput(f"{subject.title!r} is {subject.state.stage}: its texts were put to the council")
    new = checked_texts(texts)
    if not new:
        raise BadInput("nothing to change: give a decision, grounds, consequences or measures")
    for name, text in new.items():
        setattr(request, name, text)
    work.session.add(request)
    work.session.flush()
    return record(work, consultation_id, "draft_changed", {"texts": new})


def put(work: Work, consultation_id: int, answer_by: date | None = None) -> Outcome:
    """Put a request that is ready to the council or the officer, with what the cycle shows today.

    Raises BadInput, NotFound, Refusal with every text that is missing.
    """
    subject, request = open_request(work, consultation_id)
    request.evidence = evidence_now(work, subject.cycle_id)
    work.session.add(request)
    work.session.flush()
    return put_question(work, subject, request, answer_by)
