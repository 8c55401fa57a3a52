"""The packs that a round can be made of: those that come with PIM and those of the organisation."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from pim.errors import BadInput, Conflict, NotFound, PimError, Several
from pim.feedback.tables import OwnPack
from pim.instruments.loading import load, shipped, shipped_names
from pim.instruments.pack import Pack
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.work import Work
from pim.people.tables import Role
from workflows.faults import nearest

MAY_ADD = ("administrator", "lead")


def packs(session: Session, organisation_id: int) -> list[Pack]:
    """Return every pack that this organisation can use, ours first. One statement."""
    return [*(shipped(name) for name in shipped_names()), *_own(session, organisation_id).values()]


def packs_named(session: Session, organisation_id: int, names: Sequence[str]) -> list[Pack]:
    """Return the packs with these names, in this order. Raises NotFound with the nearest name, BadInput."""
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadInput(f"packs: {twice[0]} is named twice; expected each pack once")
    ours = shipped_names()
    own = _own(session, organisation_id) if set(names) - set(ours) else {}
    found, wrong = [], list[PimError]()
    for name in names:
        if name in ours:
            found.append(shipped(name))
        elif name in own:
            found.append(own[name])
        else:
            known = [*ours, *own]
            near = nearest(name, known)
            hint = f"; did you mean {near!r}?" if near else ""
            wrong.append(NotFound(f"there is no pack {name!r}; there are: {', '.join(known)}{hint}"))
    if wrong:
        raise wrong[0] if len(wrong) == 1 else Several(wrong)
    return found


def add_pack(work: Work, text: str, name: str = "pack") -> Pack:
    """Keep a pack of the organisation's own, given as the text of its file; the same text twice is once.

    ``name`` stands for the file in faults. Raises PackError with every fault, Conflict when there is
    another pack with its name, NotAllowed.
    """
    assert work.actor is not None, "an organisation's own pack is added by somebody of it"
    _check_role(work)
    pack = load(text, name)
    if pack.name in shipped_names():
        raise Conflict(f"a pack {pack.name!r} comes with PIM: give this one a name of its own")
    mine = select(OwnPack).where(
        col(OwnPack.organisation_id) == work.actor.organisation_id, col(OwnPack.name) == pack.name
    )
    kept = work.session.scalars(mine).first()
    if kept is None:
        work.session.add(OwnPack(organisation_id=work.actor.organisation_id, name=pack.name, text=text))
        work.session.flush()
    elif kept.text != text:
        raise Conflict(
            f"there is another pack {pack.name!r} already, and what was measured with it must stay "
            f"comparable: name the new version differently, such as {pack.name}_2"
        )
    return pack


def _check_role(work: Work) -> None:
    assert work.actor is not None
    held = select(col(Role.id)).where(
        col(Role.person_id) == work.actor.person_id, col(Role.role).in_(MAY_ADD)
    )
    if work.session.execute(held).first() is None:
        raise NotAllowed("only an administrator or a lead adds a pack")


def _own(session: Session, organisation_id: int) -> dict[str, Pack]:
    rows = session.execute(
        select(col(OwnPack.name), col(OwnPack.text))
        .where(col(OwnPack.organisation_id) == organisation_id)
        .order_by(col(OwnPack.name))
    )
    return {name: load(text, name) for name, text in rows}
