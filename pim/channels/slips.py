"""Slips of paper for people without e-mail, and posters: what is on them, and who may print which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import segno
from sqlalchemy import func, or_, select, true
from sqlmodel import Session, col

from pim.channels import links
from pim.channels.codes import code_for
from pim.feedback.keys import read_key
from pim.feedback.queries import asked
from pim.feedback.refusals import RoundClosed
from pim.feedback.tables import Asked, Round, RoundTeam
from pim.lifecycle.advance import roles_of
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.children import seen
from pim.lifecycle.subject import Subject
from pim.lifecycle.work import Actor
from pim.people.tables import Person, Role, Site, Team
from pim.settings import Settings

PRINTS_ALL = ("lead", "confidant")
_NO_ADDRESS = or_(col(Person.email).is_(None), func.trim(col(Person.email)) == "")


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person gets: their name to hand it over by, their code, and it as a picture to scan."""

    name: str
    code: str
    qr: str  # SVG


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """The slips of one team."""

    site: str
    team: str
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class Print:
    """What is printed for a round. ``address`` is typed where nothing can be scanned."""

    title: str
    closes_on: date | None
    address: str
    sheets: tuple[SlipSheet, ...] = ()
    sites: tuple[str, ...] = ()
    qr: str = ""


def qr_code(address: str) -> str:
    """Return an address as an SVG to scan, with a white edge of four so that any phone finds it."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=1, border=4, xmldecl=False, svgns=True, nl=False, omitsize=True, svgclass="qr"
    )
    return out.getvalue().decode()


def slips(session: Session, settings: Settings, actor: Actor, round_id: int) -> Print:
    """Return the slips of everybody who is asked and gets no mail, by site and team. Six statements.

    Who has no e-mail gets none; without a mail server (``smtp_url``) that is everybody.

    The lead and the confidant get all of them, a manager those of their own site. Raises NotFound,
    NotAllowed, RoundClosed while the round is not open, KeyLost.
    """
    subject, sites = _allowed(session, actor, round_id)
    if subject.means != "open":
        raise RoundClosed("slips are printed while the round is open: before that there are no codes")
    tag = session.scalar(select(col(Round.key_tag)).where(col(Round.instance_id) == round_id))
    key = read_key(settings.round_keys_dir, tag)
    found: dict[tuple[str, str], list[Slip]] = {}
    for id_, name, site, team in _without_mail(session, round_id, sites, no_mail=settings.smtp_url is None):
        code = code_for(key, round_id, id_)
        slip = Slip(name, code, qr_code(links.personal(settings, round_id, code)))
        found.setdefault((site, team), []).append(slip)
    sheets = tuple(SlipSheet(*place, tuple(mine)) for place, mine in found.items())
    return _print(settings, subject, sheets=sheets)


def not_mailed(session: Session, settings: Settings, round_id: int) -> int:
    """Return how many have an address and are asked without a letter: there is no mail server."""
    if settings.smtp_url is not None:
        return 0
    who = list(asked(session, round_id))
    with_address = select(func.count()).where(col(Person.id).in_(who), ~_NO_ADDRESS)
    return session.scalar(with_address) or 0


def posters(session: Session, settings: Settings, actor: Actor, round_id: int) -> Print:
    """Return a poster for each site of the round; there is nothing secret on it. Raises as ``slips``."""
    subject, sites = _allowed(session, actor, round_id)
    mine = (
        select(col(Site.name))
        .join(Team, col(Team.site_id) == col(Site.id))
        .join(RoundTeam, col(RoundTeam.team_id) == col(Team.id))
        .where(col(RoundTeam.round_id) == round_id)
        .distinct()
        .order_by(col(Site.name))
    )
    names = session.scalars(mine if sites is None else mine.where(col(Site.id).in_(sites)))
    return _print(settings, subject, sites=tuple(names), qr=qr_code(links.for_a_code(settings, round_id)))


def _print(settings: Settings, subject: Subject, **more: object) -> Print:
    address = links.without_scheme(links.for_a_code(settings, subject.id))
    return Print(subject.title, subject.dates.get("closes_on"), address, **more)  # type: ignore[arg-type]


def _allowed(session: Session, actor: Actor, round_id: int) -> tuple[Subject, frozenset[int] | None]:
    """Return the round, and the sites somebody may print for; None for all. Raises NotFound, NotAllowed."""
    subject = seen(session, actor, round_id, "round")
    if roles_of(session, actor, subject).intersection(PRINTS_ALL):
        return subject, None
    managed = select(col(Role.site_id)).where(
        col(Role.person_id) == actor.person_id, col(Role.role) == "manager", col(Role.site_id).is_not(None)
    )
    sites = frozenset(site_id for site_id in session.scalars(managed) if site_id is not None)
    if not sites:
        raise NotAllowed("this is for the lead, the confidant, and the manager of a site")
    return subject, sites


def _without_mail(
    session: Session, round_id: int, sites: Iterable[int] | None, *, no_mail: bool
) -> Iterable[tuple[int, str, str, str]]:
    people = (
        select(col(Person.id), col(Person.name), col(Site.name), col(Team.name))
        .join(Asked, col(Asked.person_id) == col(Person.id))
        .join(Team, col(Team.id) == col(Person.team_id))
        .join(Site, col(Site.id) == col(Team.site_id))
        .where(
            col(Asked.round_id) == round_id,
            col(Person.active),
            true() if no_mail else _NO_ADDRESS,
        )
        .order_by(col(Site.name), col(Team.name), col(Person.name), col(Person.id))
    )
    if sites is not None:
        people = people.where(col(Site.id).in_(list(sites)))
    return [tuple(row) for row in session.execute(people)]
