"""Some way along the road of a cycle, by the verbs that people use."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, update

from pim.answers.answer import answer_cluster
from pim.answers.on_desk import slips_of
from pim.answers.placing import put_in_new, set_aside
from pim.cycles.charter import set_charter, touch_teams
from pim.cycles.start import start_cycle
from pim.feedback.answering import submit
from pim.feedback.draft import draft_round
from pim.feedback.steps import close_round, open_round
from pim.ideas.bring import bring_idea
from pim.ideas.group import name_functionality
from pim.ideas.queries import functionality_list
from pim.lifecycle.advance import Order, advance
from pim.lifecycle.tables import Instance
from pim.lifecycle.work import Work
from pim.people.roles import give_role
from pim.pilots.managers import miss
from pim.pilots.plan import plan_pilot
from pim.rollout.plan import plan_wave
from pim.variants.add import add_variant
from tests.pim.web.browser import Web

THEMES = ("work", "organisation", "technology", "people")
JANUARY = "2026-01-12 09:00"
MARCH = "2026-03-02 09:00"
ASSEN = ("fatima", "karin", "wim", "jantje", "joost", "nour", "tom")
ZWOLLE = ("lisa", "ayse", "erik", "mila", "daan", "samira", "kevin")


def named(site: Web) -> None:
    """Give the cycle its sponsor, and Joost a place in its work group."""

    def roles(work: Work) -> None:
        home = site.people.organisations["noordervers"]
        for who, role in (("henk", "sponsor"), ("joost", "work_group")):
            give_role(work.session, home, site.people[who].person_id, role, cycle_id=site.cycle)

    site.do("marieke", roles, JANUARY)


def prepared(site: Web, hours: float = 60) -> None:
    """Fill in all that the first step needs, except that so many hours are booked."""
    named(site)
    team = site.people.teams["noordervers/assen/Nachtploeg"]
    site.do("marieke", lambda work: touch_teams(work, site.cycle, [team]), JANUARY)
    site.do(
        "marieke",
        lambda work: set_charter(
            work, site.cycle, staff_hours=hours, technology=dict.fromkeys(THEMES, "Dit is bekeken.")
        ),
        JANUARY,
    )


def with_ideas(site: Web) -> int:
    """Take the first step, and let Nour bring an idea; returns its number."""
    prepared(site)
    site.do("marieke", lambda work: advance(work, Order(site.cycle, "open_ideas")), "2026-02-02 09:00")
    said = "Laat ons zelf aangeven dat iets op is, voordat de nacht begint."
    return site.do("nour", lambda work: bring_idea(work, site.cycle, said).id, "2026-02-03 09:00")


def another(site: Web, local: str = MARCH, title: str = "Kortere overdracht") -> int:
    """Start another cycle that Marieke leads; returns its number."""
    lead = site.people["marieke"].person_id
    return site.do("marieke", lambda work: start_cycle(work, "standard", title, lead).id, local)


def with_variant(site: Web, title: str = "Aanpassen tot 11 uur", local: str = JANUARY) -> int:
    """Make a variant of the one functionality there is; returns its number."""

    def verb(work: Work) -> int:
        if not functionality_list(work.session, site.cycle):
            name_functionality(work, site.cycle, "Bestelvoorstel")
        text = "Medewerkers passen het voorstel aan.\n\nDaarna gaat de bestelling weg."
        return add_variant(work, site.cycle, "F1", title, text).id

    return site.do("marieke", verb, local)


def with_pilot(site: Web, variant: int, local: str) -> int:
    """Plan a pilot at Zwolle, beside Assen, with Kevin by name; its manager misses something."""
    zwolle, assen = (site.people.sites[f"noordervers/{code}"] for code in ("zwolle", "assen"))
    pilot: int = site.do(
        "marieke",
        lambda work: (
            plan_pilot(
                work,
                site.cycle,
                variant_id=variant,
                site_ids=[zwolle],
                comparison_site_ids=[assen],
                starts_on=date(2026, 5, 11),
                ends_on=date(2026, 6, 7),
                teams={site.people.teams["noordervers/zwolle/Nachtploeg"]: "night"},
                people={site.people["kevin"].person_id: "night"},
            ).id
        ),
        local,
    )
    site.do("erik", lambda work: miss(work, pilot, "De nachtploeg kent het nog niet."), local)
    return pilot


def with_wave(site: Web, variant: int, local: str) -> int:
    """Plan a wave at Assen and Zwolle for a variant that was chosen."""
    with site.database.write() as session:
        session.execute(
            update(Instance).where(col(Instance.id) == variant).values(stage="chosen", means="chosen")
        )
    sites = [site.people.sites[f"noordervers/{code}"] for code in ("assen", "zwolle")]
    first = date(2026, 9, 1)
    wave: int = site.do(
        "marieke",
        lambda work: plan_wave(work, site.cycle, variant_id=variant, site_ids=sites, starts_on=first).id,
        local,
    )
    return wave


def drafted(
    site: Web, local: str = MARCH, cycle: int | None = None, packs: Sequence[str] = ("quick",)
) -> int:
    """Draft a round for the stores of Assen and Zwolle; returns its number."""
    sites = [site.people.sites[f"noordervers/{code}"] for code in ("assen", "zwolle")]
    in_cycle = cycle or site.cycle
    return site.do(
        "marieke",
        lambda work: draft_round(work, in_cycle, purpose="baseline", site_ids=sites, packs=packs).id,
        local,
    )


def opened(site: Web, local: str = MARCH, cycle: int | None = None, packs: Sequence[str] = ("quick",)) -> int:
    """Open a round for the stores of Assen and Zwolle; returns its number."""
    round_id = drafted(site, local, cycle, packs)
    site.do("marieke", lambda work: open_round(work, round_id), local)
    return round_id


def answered_by(
    site: Web, round_id: int, *people: str, said: str | None = "Het is druk.", **ratings: int
) -> None:
    """Let people answer, all the same marks; each says something of their own, unless ``said`` is None."""
    for who in people:
        texts = {} if said is None else {"remarks": f"{said} ({who})"}
        body = {"ratings": ratings or {"demands": 4}, "texts": texts}
        with site.database.write() as session:
            submit(session, site.settings, round_id, site.people[who].person_id, body)


def with_cluster(site: Web, round_id: int, local: str = "2026-03-17 09:00") -> int:
    """Put half of the texts of a closed round in an answered cluster and set one aside. Returns it."""
    texts = [slip.id for slip in site.look(lambda session: slips_of(session, round_id))]
    half = len(texts) // 2
    made = site.do(
        "marieke", lambda work: put_in_new(work, round_id, texts[:half], title="Te druk in de nacht"), local
    )
    number = int(made["id"])
    because = "Wij plannen vanaf april een derde medewerker in de nacht."
    site.do("marieke", lambda w: answer_cluster(w, number, outcome="changed", because=because), local)
    site.do("marieke", lambda work: set_aside(work, round_id, texts[half : half + 1], "Een groet"), local)
    return number


def closed(site: Web, *people: str) -> int:
    """Open a round, let these people answer, and let its term pass; returns its number."""
    round_id = opened(site)
    answered_by(site, round_id, *people)
    site.clock("2026-03-16 09:00")
    site.desk.sweep("2026-03-16 09:00")
    if site.desk.means(round_id) == "held":  # few answered: the lead closes it as it is
        site.do("marieke", lambda work: close_round(work, round_id), "2026-03-16 10:00")
    return round_id
