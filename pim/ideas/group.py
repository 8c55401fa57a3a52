"""Grouping ideas into functionalities: pieces of the new way of working that can come one by one."""

import re
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.ideas.heard import author_hears
from pim.ideas.queries import functionality_by_code
from pim.ideas.tables import Functionality, Idea
from pim.ideas.wording import prose
from pim.lifecycle.advance import record
from pim.lifecycle.allowed import require_role
from pim.lifecycle.children import child, short_title
from pim.lifecycle.subject import lock, look
from pim.lifecycle.work import Work

GROUPERS = ("lead", "work_group")
_CODE = re.compile(r"[A-Z][1-9][0-9]{0,2}")
_OWN = re.compile(r"F([1-9][0-9]*)")


def name_functionality(work: Work, cycle_id: int, title: str, *, code: str | None = None) -> dict[str, Any]:
    """Name a functionality; without a code it gets the next one: F1, F2 …

    Raises BadInput for a code that is taken or is no letter with a number, NotFound, NotAllowed.
    """
    title = short_title(prose(title, "title", shortest=1))
    cycle = lock(work.session, cycle_id)
    require_role(work, cycle, *GROUPERS)
    if cycle.kind != "cycle":
        raise NotFound(f"there is no cycle with number {cycle_id}")
    if cycle.final:
        raise BadInput(f"{cycle.title!r} is over ({cycle.state.stage}): nothing new begins in it")
    taken = _codes(work.session, cycle_id)
    code = _given(code, taken) if code else _next(taken)
    row = Functionality(cycle_id=cycle_id, code=code, title=title)
    work.session.add(row)
    work.session.flush()
    record(work, cycle_id, "functionality", {"code": code, "title": title})
    return {"id": row.id, "cycle": cycle_id, "code": code, "title": title}


def group_idea(work: Work, idea_id: int, functionality: str | None) -> dict[str, Any]:
    """Put an idea with a functionality (by its code), or with None take it out again. Its author hears it.

    Raises NotFound, NotAllowed.
    """
    subject = child(work, idea_id, "idea")
    require_role(work, look(work.session, subject.cycle_id), *GROUPERS)
    row = work.session.get(Idea, idea_id, populate_existing=True)
    assert row is not None, "an idea is born with its text"
    found = functionality_by_code(work.session, subject.cycle_id, functionality) if functionality else None
    told = {"id": idea_id, "code": subject.code, "functionality": found.code if found else None}
    if row.functionality_id == (found.id if found else None):
        return told  # it is there already: nobody hears the same thing twice
    row.functionality_id = found.id if found else None
    work.session.add(row)
    work.session.flush()
    named = f"{found.code} {found.title}" if found else ""
    heard = author_hears(work, subject, subject, "idea_grouped", {"functionality": named})
    record(work, idea_id, "grouped", {"functionality": told["functionality"]}, heard)
    return told


def _codes(session: Session, cycle_id: int) -> set[str]:
    return set(
        session.scalars(select(col(Functionality.code)).where(col(Functionality.cycle_id) == cycle_id))
    )


def _next(taken: set[str]) -> str:
    numbers = [int(match[1]) for code in taken if (match := _OWN.fullmatch(code))]
    return f"F{max(numbers, default=0) + 1}"


def _given(code: str, taken: set[str]) -> str:
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise BadInput(f"code: {code!r} is no letter with a number; expected something like F2")
    if code in taken:
        raise BadInput(f"code: there is a functionality {code} already")
    return code
