"""The sites where something is tried or brought in: are they ours, and who is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session, col

from pim.errors import BadInput, NotFound
from pim.lifecycle.children import seen
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Actor
from pim.people.tables import Person, Role, Site, Team

# Each person, with the words in a letter that are theirs alone.
People = Mapping[int, Mapping[str, Any]]


def check_sites(session: Session, organisation_id: int, site_ids: Sequence[int], what: str) -> list[int]:
    """Return the sites, each once, in order. Raises NotFound for a site that is not the organisation's."""
    wanted = list(dict.fromkeys(site_ids))
    mine = set(
        session.scalars(
            select(col(Site.id)).where(col(Site.organisation_id) == organisation_id, col(Site.id).in_(wanted))
        )
    )
    for site_id in wanted:
        if site_id not in mine:
            raise NotFound(f"{what}: there is no site with number {site_id}")
    return wanted


def check_places(
    session: Session, organisation_id: int, site_ids: Sequence[int], compared_ids: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Return the sites of a pilot and those it is compared with. Raises BadInput, NotFound."""
    sites = check_sites(session, organisation_id, site_ids, "sites")
    compared = check_sites(session, organisation_id, compared_ids, "comparison sites")
    if not sites:
        raise BadInput("sites: expected at least one site that works with the variant")
    if both := set(sites) & set(compared):
        raise BadInput(f"site {min(both)} cannot take part and be compared with at once")
    return sites, compared


def sites_by_code(session: Session, organisation_id: int, codes: Sequence[str]) -> list[int]:
    """Return the sites with these codes, in capitals or not. Raises BadInput with every one not known."""
    wanted = [code.strip() for code in codes]
    rows = session.execute(
        select(func.lower(col(Site.code)), col(Site.id)).where(
            col(Site.organisation_id) == organisation_id,
            func.lower(col(Site.code)).in_([code.lower() for code in wanted]),
        )
    )
    known = {code: id_ for code, id_ in rows if id_ is not None}
    strange = [code for code in wanted if code.lower() not in known]
    if strange:
        raise BadInput(f"there is no site {', '.join(strange)}; `pim sites list` shows the codes")
    return [known[code.lower()] for code in wanted]


def check_variant(session: Session, cycle_id: int, variant_id: int) -> str:
    """Return the code of a variant of this cycle. Raises NotFound."""
    code: str | None = session.scalar(
        select(col(Instance.code)).where(
            col(Instance.id) == variant_id,
            col(Instance.cycle_id) == cycle_id,
            col(Instance.kind) == "variant",
        )
    )
    if code is None:
        raise NotFound(f"there is no variant with number {variant_id} in this cycle")
    return code


def variant_by_code(session: Session, actor: Actor, cycle_id: int, code: str) -> int:
    """Return the variant with this code ("V2b"). Raises BadInput with the codes there are, NotFound."""
    cycle = seen(session, actor, cycle_id, "cycle")
    rows = session.execute(
        select(col(Instance.code), col(Instance.id))
        .where(col(Instance.cycle_id) == cycle.id, col(Instance.kind) == "variant")
        .order_by(col(Instance.id))
    ).all()
    for known, id_ in rows:
        if known == code:
            return int(id_)
    listed = ", ".join(known for known, _ in rows) or "none yet"
    raise BadInput(f"there is no variant {code} in this cycle; there are: {listed}")


def managers_at(session: Session, sites: Select[Any]) -> People:
    """Return who manages one of these sites, each with the names of their own. One statement."""
    rows = session.execute(
        select(col(Role.person_id), col(Site.name))
        .join(Site, col(Site.id) == col(Role.site_id))
        .join(Person, col(Person.id) == col(Role.person_id))
        .where(col(Role.role) == "manager", col(Role.site_id).in_(sites), col(Person.active))
        .order_by(col(Role.person_id), col(Site.name))
    )
    names: dict[int, list[str]] = {}
    for person_id, site in rows:
        names.setdefault(person_id, []).append(site)
    return {person_id: {"site": ", ".join(dict.fromkeys(named))} for person_id, named in names.items()}


def staff_at(session: Session, sites: Select[Any]) -> People:
    """Return everybody who works at one of these sites, with the name of theirs. One statement."""
    rows = session.execute(
        select(col(Person.id), col(Site.name))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(col(Site.id).in_(sites), col(Person.active))
        .order_by(col(Person.id))
    )
    return {person_id: {"site": site} for person_id, site in rows}


def sites_with_people(session: Session, organisation_id: int) -> list[tuple[int, str, int]]:
    """Return (number, name, how many people work there) of every site, by name. One statement."""
    rows = session.execute(
        select(col(Site.id), col(Site.name), func.count(col(Person.id)))
        .outerjoin(Team, col(Team.site_id) == col(Site.id))
        .outerjoin(Person, and_(col(Person.team_id) == col(Team.id), col(Person.active)))
        .where(col(Site.organisation_id) == organisation_id)
        .group_by(col(Site.id), col(Site.name))
        .order_by(col(Site.name), col(Site.id))
    )
    return [(id_ or 0, name, people) for id_, name, people in rows]


def variants_to_use(session: Session, cycle_id: int) -> list[tuple[int, str, str]]:
    """Return (number, code, title) of the variants that can be tried or brought in. One statement."""
    rows = session.execute(
        select(col(Instance.id), col(Instance.code), col(Instance.title))
        .where(
            col(Instance.cycle_id) == cycle_id,
            col(Instance.kind) == "variant",
            col(Instance.means).not_in(("parked", "stopped")),
        )
        .order_by(col(Instance.means) != "chosen", col(Instance.id))
    )
    return [(id_ or 0, code, title) for id_, code, title in rows]
