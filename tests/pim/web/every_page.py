"""Every page there is, and a database with something for each of them."""

from collections.abc import Mapping

from sqlmodel import col, select

from notifications.outbox import LetterRow
from pim.consultation.ask import ask
from pim.consultation.questions import ask_question
from pim.figures.counting import Entry, count_figure
from pim.figures.define import add_indicator
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.roles import give_role
from pim.tick import Clockwork
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web
from tests.pim.web.road import (
    ASSEN,
    ZWOLLE,
    another,
    closed,
    drafted,
    opened,
    with_cluster,
    with_ideas,
    with_pilot,
    with_variant,
    with_wave,
)
from tests.pim.web.trouble import failed_deadline, letter_in_trouble, refused_address

PAGES = (
    "/",
    "/?stage=ideas",
    "/?as=table&sort=-due&mine=yes&site=1&lead=1&text=e",
    "/people",
    "/people?text=fatima&left=yes",
    "/people/new",
    "/people/{person}",
    "/people/import",
    "/sites",
    "/sites/import",
    "/cycles/new",
    "/overview",
    "/overview?workflow=standard",
    "/overview/decisions",
    "/overview/waiting",
    "/overview/work",
    "/overview/waves",
    "/cycles/{cycle}",
    "/cycles/{cycle}/charter",
    "/cycles/{cycle}/goal",
    "/cycles/{cycle}/people",
    "/cycles/{cycle}/teams",
    "/cycles/{cycle}/technology",
    "/cycles/{cycle}/hours",
    "/cycles/{cycle}/subsidy",
    "/cycles/{cycle}/checklist",
    "/cycles/{cycle}/lessons",
    "/cycles/{cycle}/evidence",
    "/cycles/{cycle}/consult/wizard",
    "/consultations/{consultation}",
    "/consultations/{consultation}/print",
    "/privacy",
    "/privacy/dossier",
    "/cycles/{cycle}/steps/make_variants",
    "/cycles/{cycle}/steps/pause",
    "/cycles/{cycle}/matrix",
    "/pilots/{pilot}",
    "/waves/{wave}",
    "/variants/{variant}",
    "/variants/{variant}/steps/park",
    "/pilots/{pilot}/steps/run",
    "/waves/{wave}/steps/announce",
    "/ideas/{idea}/steps/done",
    "/consultations/{consultation}/steps/withdraw",
    "/cycles/{cycle}/ideas",
    "/cycles/{cycle}/benefits",
    "/cycles/{cycle}/figures",
    "/lessons",
    "/lessons?about={cycle}&tags=nachtploeg",
    "/ideas/{idea}",
    "/mine",
    "/rounds/{draft}",
    "/rounds/{draft}/change",
    "/rounds/{draft}/preview",
    "/cycles/{cycle}/rounds/new",
    "/cycles/{cycle}/variants",
    "/variants/{variant}/version",
    "/cycles/{cycle}/pilots/new",
    "/pilots/{pilot}/days",
    "/pilots/{pilot}/people",
    "/pilots/{pilot}/sites",
    "/cycles/{cycle}/waves",
    "/cycles/{cycle}/rounds/new?purpose=pilot&about={pilot}",
    "/rounds/{draft}/steps/open",
    "/rounds/{open}",
    "/rounds/{open}/steps/extend",
    "/rounds/{open}/remind",
    "/rounds/{open}/thanks",
    "/rounds/{open}/slips",
    "/rounds/{open}/poster",
    "/rounds/{open}/paper",
    "/rounds/{closed}",
    "/rounds/{closed}/steps/answer",
    "/rounds/{closed}/results",
    "/rounds/{closed}/desk",
    "/rounds/{closed}/clusters/{cluster}",
    "/rounds/{closed}/said",
    "/rounds/{closed}/said/print",
    "/standard-answers",
    "/letters",
    "/load",
    "/me/data",
    "/council",
    "/council/archive",
    "/paper",
    "/admin",
    "/admin/health",
    "/admin/incidents",
    "/admin/letters",
    "/admin/workflows",
    "/admin/workflows/edit?digest={digest}",
    "/admin/workflows/migrate",
    "/admin/texts",
    "/admin/texts/round_invitation",
    "/admin/calendar",
    "/admin/journal",
    "/admin/journal?about=bestel&by=marieke&since=2026-01-12",
    "/letters/{letter}",
    "/clock",
    "/clock?since=2026-01-01T00:00:00Z",
    "/look",
    "/sign-in",
    "/sign-in?name=tom",
    "/sign-in/password",
    "/sign-in/code",
    "/me/sessions",
    "/me/letters",
    "/me/password",
)


def asked_for(work: Work, cycle: int) -> int:
    said = "De handterminal houdt bij wie een bestelling aanpast."
    return ask(
        work,
        cycle,
        request="consent",
        title="Logboek",
        article="27(1)(l)",
        decision=said,
        grounds=said,
        consequences=said,
        measures=said,
    ).id


def _counted(work: Work, cycle: int) -> None:
    """Count empty shelves at two stores, before and after."""
    add_indicator(work, cycle, "Lege vakken", "per week", title_en="Empty shelves", less_is_better=True)
    for place, value in (("assen", 40.0), ("zwolle", 50.0)):
        count_figure(work, cycle, Entry("C1", place, "baseline", value, "Telling om 17 uur"))


def numbers(site: Web) -> Mapping[str, int | str]:
    """Fill the database with something for every page, and return the numbers of it."""
    idea = with_ideas(site)
    variant = with_variant(site, local="2026-02-05 09:00")
    done = closed(site, *ASSEN, *ZWOLLE[:5])
    cluster = with_cluster(site, done)
    second = another(site, "2026-03-20 08:00")
    running = opened(site, "2026-03-20 09:00", second, ("free",))  # they were measured this month
    draft = drafted(site, "2026-03-20 10:00", second)
    pilot = with_pilot(site, variant, "2026-03-20 10:00")
    wave = with_wave(site, variant, "2026-03-20 10:00")
    Clockwork(site.database, site.settings, "test").deliver(at("2026-03-20 10:00"))
    with site.database.write() as session:
        lead = site.people["marieke"]
        for role in ("confidant", "administrator", "works_council"):
            give_role(session, lead.organisation_id, lead.person_id, role)
    made = select(col(LetterRow.id)).where(col(LetterRow.text).is_not(None)).order_by(col(LetterRow.id))
    letter = site.look(lambda session: session.scalars(made).first())
    assert letter is not None
    site.do("marieke", lambda work: _counted(work, site.cycle), "2026-03-20 10:30")
    request = site.do("marieke", lambda work: asked_for(work, site.cycle), "2026-03-20 11:00")
    site.do("wim", lambda work: ask_question(work, request, "Wie kan erbij?"), "2026-03-20 12:00")
    failed_deadline(site, site.cycle)
    letter_in_trouble(site, "trouble", "tom")
    refused_address(site, "karin")
    digest = site.look(lambda session: session.get_one(Instance, site.cycle).digest)
    return {
        "digest": digest,
        "cycle": site.cycle,
        "person": site.people["erik"].person_id,
        "consultation": request,
        "cluster": cluster,
        "idea": idea,
        "variant": variant,
        "pilot": pilot,
        "wave": wave,
        "closed": done,
        "open": running,
        "draft": draft,
        "letter": letter,
    }
