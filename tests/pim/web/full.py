"""A cycle with something in it of every kind, so that a page about it has everything to read."""

from datetime import date

from sqlmodel import col, update

from pim.consultation.ask import ask
from pim.cycles.charter import confirm, set_charter, touch_teams
from pim.cycles.lessons import add_lesson
from pim.feedback.draft import draft_round
from pim.feedback.steps import open_round
from pim.ideas.bring import bring_idea
from pim.ideas.group import name_functionality
from pim.lifecycle.tables import Instance
from pim.pilots.plan import plan_pilot
from pim.rollout.freezes import add_freeze
from pim.rollout.plan import plan_wave
from pim.variants.add import add_variant
from tests.pim.feedback.desk import PLAIN
from tests.pim.moving import moved
from tests.pim.web.browser import Web
from tests.pim.web.road import ASSEN, THEMES, ZWOLLE, answered_by, named

DAY = "2026-02-02 09:00"
TEXT = "Medewerkers passen het voorstel aan tot 11 uur. Daarna gaat de bestelling weg."


def filled(site: Web) -> dict[str, int]:
    """Put something of every kind into the cycle; returns their numbers."""
    cycle, at_sites = site.cycle, [site.people.sites[f"noordervers/{code}"] for code in ("assen", "zwolle")]
    named(site)
    site.do("marieke", lambda work: moved(work, cycle, "ideas", "feedback"), DAY)
    teams = list(site.people.teams.values())[:3]
    site.do("marieke", lambda work: touch_teams(work, cycle, teams), DAY)
    technology = dict.fromkeys(THEMES, "Dit is bekeken.")
    site.do("marieke", lambda work: set_charter(work, cycle, staff_hours=60, technology=technology), DAY)
    site.do("marieke", lambda work: add_lesson(work, cycle, "Vraag eerder."), DAY)
    site.do("marieke", lambda work: confirm(work, cycle, "residents_heard"), DAY)
    idea = site.do(
        "nour", lambda work: bring_idea(work, cycle, "Laat ons zelf melden dat iets op is.").id, DAY
    )
    site.do("marieke", lambda work: name_functionality(work, cycle, "Bestelvoorstel"), DAY)
    variants = [
        site.do("marieke", lambda work, t=title: add_variant(work, cycle, "F1", t, TEXT).id, DAY)
        for title in ("Aanpassen tot 11 uur", "Akkoord van de teamleider")
    ]
    days = {"starts_on": date(2026, 5, 11), "ends_on": date(2026, 6, 7)}
    pilot = site.do(
        "marieke",
        lambda work: (
            plan_pilot(
                work,
                cycle,
                variant_id=variants[0],
                site_ids=at_sites[:1],
                comparison_site_ids=at_sites[1:],
                **days,
            ).id
        ),
        DAY,
    )
    _is(site, variants[0], "chosen")
    wave = site.do(
        "marieke",
        lambda work: (
            plan_wave(work, cycle, variant_id=variants[0], site_ids=at_sites, starts_on=date(2026, 9, 1)).id
        ),
        DAY,
    )
    _is(site, wave, "running")
    site.do(
        "marieke",
        lambda work: add_freeze(
            work, cycle, first=date(2026, 11, 30), last=date(2027, 1, 3), name="Feestdagen"
        ),
        DAY,
    )
    question = site.do(
        "marieke",
        lambda work: (
            ask(
                work,
                cycle,
                request="advice",
                title="Het nieuwe bestelsysteem",
                article="25(1)(k)",
                decision="Alle winkels gaan over op het nieuwe systeem.",
                grounds="Te veel lege schappen.",
                consequences="De nachtploeg bestelt zelf.",
                measures="Een dag scholing voor iedereen.",
            ).id
        ),
        DAY,
    )
    rounds = {}
    for purpose, about in (("baseline", None), ("variants", None), ("pilot", pilot), ("wave", wave)):
        rounds[purpose] = site.do(
            "marieke",
            lambda work, p=purpose, a=about: (
                draft_round(
                    work,
                    cycle,
                    purpose=p,
                    about_id=a,
                    site_ids=at_sites,
                    questions=None if p == "variants" else PLAIN,
                ).id
            ),
            DAY,
        )
        site.do("marieke", lambda work, r=rounds[purpose]: open_round(work, r), DAY)
        ratings = {"V1": 4, "V2": 2} if purpose == "variants" else {"demands": 4, "control": 3}
        if purpose == "wave":
            ratings = {"acceptability": 2}
        answered_by(site, rounds[purpose], *ASSEN, *ZWOLLE, said=None, **ratings)
        site.desk.sweep("2026-02-16 09:00")
        _is(site, rounds[purpose], "answered")
    return {"cycle": cycle, "idea": idea, "pilot": pilot, "wave": wave, "consultation": question, **rounds}


def _is(site: Web, instance_id: int, stage: str) -> None:
    """Put something in a stage without the road to it, where that is another test's business."""
    with site.database.write() as session:
        session.execute(
            update(Instance).where(col(Instance.id) == instance_id).values(stage=stage, means=stage)
        )
