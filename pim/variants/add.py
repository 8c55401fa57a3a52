"""Making variants, and new versions of them. What was once written down never changes."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput
from pim.ideas.queries import functionality_by_code
from pim.ideas.wording import prose
from pim.lifecycle.advance import begin
from pim.lifecycle.children import child, parent, short_title
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.variants.codes import code_of, given_family, next_family
from pim.variants.tables import Variant

MAKERS = ("lead", "work_group")
LONGEST_VARIANT = 20_000  # characters


def add_variant(
    work: Work, cycle_id: int, functionality: str, title: str, text: str, *, code: str | None = None
) -> Subject:
    """Add a variant of a functionality (by its code); without a code it gets the next one: V1, V2 …

    Raises BadInput, NotFound, NotAllowed.
    """
    title = short_title(prose(title, "title", shortest=1))
    text = prose(text, "text", longest=LONGEST_VARIANT)
    cycle = parent(work, cycle_id, "variant", *MAKERS)
    part = functionality_by_code(work.session, cycle_id, functionality)
    assert part.id is not None
    taken = _families(work.session, cycle_id)
    family = given_family(code, taken) if code else next_family(taken)
    said = {"functionality": part.code}
    row = {"functionality_id": part.id, "family": family, "number": 1, "text": text}
    return _begin(work, cycle, title, row, said)


def new_version(
    work: Work, variant_id: int, text: str, what_changed: str, *, title: str | None = None
) -> Subject:
    """Make a new version of a variant: V2b of V2. The one it is made from stays as it was.

    ``what_changed`` is what people are told who saw the last version. Raises BadInput, NotFound,
    NotAllowed.
    """
    what_changed = prose(what_changed, "what changed")
    text = prose(text, "text", longest=LONGEST_VARIANT)
    subject = child(work, variant_id, "variant")
    cycle = parent(work, subject.cycle_id, "variant", *MAKERS)
    before = work.session.get(Variant, variant_id)
    assert before is not None, "a variant is born with its text"
    if text == before.text:
        raise BadInput(f"text: this is the text of {subject.code}; expected what is new")
    versions = _versions(work.session, subject.cycle_id, before.family)
    row = {
        "functionality_id": before.functionality_id,
        "family": before.family,
        "number": max(versions) + 1,
        "parent_id": variant_id,
        "text": text,
        "what_changed": what_changed,
    }
    said = {"from": subject.code, "what_changed": what_changed}
    return _begin(
        work, cycle, short_title(prose(title, "title", shortest=1)) if title else subject.title, row, said
    )


def _begin(work: Work, cycle: Subject, title: str, row: dict[str, Any], said: dict[str, Any]) -> Subject:
    code = code_of(row["family"], row["number"])
    return begin(
        work,
        cycle.home,
        "variant",
        cycle.digest,
        code,
        title,
        cycle_id=cycle.id,
        said=said,
        born=lambda id_: work.session.add(Variant(instance_id=id_, cycle_id=cycle.id, **row)),
    )


def _families(session: Session, cycle_id: int) -> set[str]:
    return set(session.scalars(select(col(Variant.family)).where(col(Variant.cycle_id) == cycle_id)))


def _versions(session: Session, cycle_id: int, family: str) -> set[int]:
    found = session.scalars(
        select(col(Variant.number)).where(col(Variant.cycle_id) == cycle_id, col(Variant.family) == family)
    )
    return set(found)
