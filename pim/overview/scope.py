"""Which innovations an overview is about: of one organisation, at one site or of one workflow."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Integer, Select, literal, null, select, union, union_all
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col

from pim.cycles.tables import CycleTeam
from pim.feedback.tables import Round, RoundTeam
from pim.lifecycle.definitions import machine_of
from pim.lifecycle.tables import Definition, Instance
from pim.people.tables import Site, Team
from pim.pilots.tables import Pilot, PilotSite
from pim.rollout.tables import Wave, WaveSite


class _NotFirst(FunctionElement[int]):
    """A column that SQLite does not look rows up by: to it, ``+column`` is a sum of which it has no index."""

    inherit_cache = True
    type = Integer()


@compiles(_NotFirst)
def _as_it_is(element: _NotFirst, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.clauses, **how))


@compiles(_NotFirst, "sqlite")
def _as_a_sum(element: _NotFirst, compiler: Any, **how: Any) -> str:
    return f"+{_as_it_is(element, compiler, **how)}"


@dataclass(frozen=True, slots=True)
class Scope:
    """One organisation; ``site_id`` leaves what touches that site, ``workflow`` what runs on it (a name)."""

    organisation_id: int
    site_id: int | None = None
    workflow: str | None = None

    def conditions(self, thing: Any = Instance, *, begins: bool = True) -> list[ColumnElement[bool]]:
        """Return what holds for an innovation in the scope, and for everything inside it.

        ``begins`` is False where the rows are found by a day that has passed: few, of all that there are.
        SQLite, which does not know how few, would begin at everything of the organisation.
        """
        home = col(thing.organisation_id)
        found = [(home if begins else _NotFirst(home)) == self.organisation_id]
        if self.site_id is not None:
            found.append(col(thing.cycle_id).in_(_at(self.site_id)))
        if self.workflow is not None:
            named = select(col(Definition.digest)).where(col(Definition.name) == self.workflow)
            found.append(col(thing.digest).in_(named))
        return found

    @property
    def query(self) -> dict[str, str]:
        """Return the scope as it stands in an address."""
        pairs = (("site", self.site_id), ("workflow", self.workflow))
        return {name: str(value) for name, value in pairs if value is not None}


def _at(site_id: int) -> CompoundSelect[Any]:
    """Return the innovations that touch a site: by a team, a pilot, a wave or a round."""
    parts: tuple[Select[Any], ...] = (
        select(col(CycleTeam.cycle_id)).join(Team, col(Team.id) == col(CycleTeam.team_id))
        .where(col(Team.site_id) == site_id),
        select(col(Pilot.cycle_id)).join(PilotSite, col(PilotSite.pilot_id) == col(Pilot.instance_id))
        .where(col(PilotSite.site_id) == site_id),
        select(col(Wave.cycle_id)).join(WaveSite, col(WaveSite.wave_id) == col(Wave.instance_id))
        .where(col(WaveSite.site_id) == site_id),
        select(col(Round.cycle_id)).join(RoundTeam, col(RoundTeam.round_id) == col(Round.instance_id))
        .join(Team, col(Team.id) == col(RoundTeam.team_id)).where(col(Team.site_id) == site_id),
    )  # fmt: skip
    return union(*parts)


@dataclass(frozen=True, slots=True)
class Choices:
    """What an overview can be narrowed to: sites by number, workflows by name with their titles."""

    sites: Mapping[int, str]
    workflows: Mapping[str, Mapping[str, str]]
    digests: tuple[str, ...]  # of all versions of these workflows


def choices(session: Session, organisation_id: int) -> Choices:
    """Return the sites of an organisation and the workflows its innovations run on. One statement."""
    sites = select(col(Site.id), col(Site.name), null()).where(col(Site.organisation_id) == organisation_id)
    used = (
        select(col(Instance.digest))
        .where(col(Instance.organisation_id) == organisation_id, col(Instance.kind) == "cycle")
        .distinct()
    )
    workflows = select(literal(0), col(Definition.name), col(Definition.digest)).where(
        col(Definition.digest).in_(used)
    )
    rows = session.execute(union_all(sites, workflows)).all()
    titles = {
        name: machine_of(session, digest).definition.title for id_, name, digest in rows if digest is not None
    }
    return Choices(
        sites={id_: name for id_, name, digest in sorted(rows, key=lambda row: row[1]) if digest is None},
        workflows={name: {"nl": title.nl, "en": title.en} for name, title in sorted(titles.items())},
        digests=tuple(digest for _, _, digest in rows if digest is not None),
    )
