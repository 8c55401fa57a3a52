"""What every page about one concern of an innovation begins with: whose it is, and who looks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from pim.cycles.queries import Holder
from pim.cycles.tables import Cycle
from pim.cycles.view import cycle_of, roles_in
from pim.errors import NotFound
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Work
from pim.web.edge import Viewer, desk_of, do, page, somebody, to
from workflows.machine import Machine


@dataclass(frozen=True, slots=True)
class Opened:
    """An innovation somebody looks at. ``roles`` are theirs in it, ``held`` everybody's."""

    viewer: Viewer
    subject: Subject
    machine: Machine
    held: tuple[Holder, ...]
    roles: frozenset[str]

    def may(self, *roles: str) -> bool:
        """Tell whether who looks holds one of these roles here."""
        return not self.roles.isdisjoint(roles)


def opened(request: Request, session: Session, id_: int) -> Opened:
    """Return the innovation with this number. Raises NotFound, also for another organisation's."""
    viewer = somebody(request, session)
    subject, held = cycle_of(session, id_, viewer.me)
    machine = machine_of(session, subject.digest)
    return Opened(viewer, subject, machine, tuple(held), roles_in(held, viewer.me))


def charter_row(session: Session, cycle_id: int) -> Cycle:
    """Return what is filled in of the charter. Raises NotFound."""
    row = session.get(Cycle, cycle_id)
    if row is None:
        raise NotFound(f"there is no cycle with number {cycle_id}")
    return row


def shown(of: Opened, template: str, fault: str = "", **fields: Any) -> Response:
    """Return the page of one concern; with a ``fault`` it did not take what was typed."""
    return page(
        of.viewer,
        template,
        400 if fault else 200,
        cycle=of.subject,
        machine=of.machine,
        of=of,
        fault=fault,
        **fields,
    )


def done(request: Request, id_: int, key: str, verb: Callable[[Work], dict[str, Any]], back: str) -> Response:
    """Do a verb on one's own innovation and go to the page ``back`` of it. Raises what the verb raises."""
    with desk_of(request).database.read() as session:
        viewer = somebody(request, session)
        cycle_of(session, id_, viewer.me)
    do(request, viewer, verb, key)
    return to(f"/cycles/{id_}/{back}")
