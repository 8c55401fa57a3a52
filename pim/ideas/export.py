"""Ideas as rows of a file, read a thousand at a time: of an innovation or of a whole organisation.

Who brought an idea is not in it: a file goes further than a page, and an idea is judged without a name.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from pim.ideas.queries import OUTCOMES
from pim.ideas.tables import Functionality, Idea
from pim.lifecycle.days import read_days
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Instance
from pim.web.sheets import Cell

HEADS: Mapping[str, tuple[str, ...]] = {
    "nl": ("Vernieuwing", "Nummer", "Idee", "Gebracht op", "Fase", "Onderdeel", "Wat ermee gebeurt", "Omdat"),
    "en": ("Innovation", "Number", "Idea", "Brought on", "Stage", "Part", "What is done with it", "Because"),
}
SHEET = {"nl": "Ideeën", "en": "Ideas"}
AT_ONCE = 1_000
_CYCLE = aliased(Instance)


def idea_rows(session: Session, language: str, *where: Any) -> Iterator[list[Cell]]:
    """Yield the ideas for which these conditions on ``Instance`` hold, oldest first. One statement."""
    rows = session.connection().execute(
        select(
            col(_CYCLE.title), col(Instance.code), col(Idea.text), col(Instance.dates), col(Instance.digest),
            col(Instance.stage), col(Functionality.code), col(Idea.outcome), col(Idea.because),
        )
        .join(Idea, col(Idea.instance_id) == col(Instance.id))
        .join(_CYCLE, col(_CYCLE.id) == col(Instance.cycle_id))
        .outerjoin(Functionality, col(Functionality.id) == col(Idea.functionality_id))
        .where(*where, col(Instance.kind) == "idea")
        .order_by(col(Instance.id))
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    stages: dict[tuple[str, str], str] = {}
    for title, code, text, dates, digest, stage, part, outcome, because in rows:
        if (digest, stage) not in stages:
            stages[digest, stage] = machine_of(session, digest).stage("idea", stage).label[language]
        brought = read_days(dates).get("submitted_on")
        day = brought.isoformat() if brought else ""
        done = OUTCOMES[outcome][language] if outcome else ""
        yield [title, code, text, day, stages[digest, stage], part or "", done, because or ""]
