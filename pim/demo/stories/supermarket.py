"""Noordervers, January to March 2026: a new ordering system, from charter to an answered round."""

from pim.demo.scenes import on
from pim.demo.stories.company_story import CompanyStory
from pim.demo.stories.noordervers import BASELINE, DAY, FIRST_ROUND, NIGHT, NOORDERVERS
from pim.demo.stories.supermarket_voices import AT_BASELINE, ON_VARIANTS
from pim.demo.stories.words_of import Idea, Words


class SupermarketUntilAnswered(CompanyStory):
    """The first months: up to what was said about three variants, and the answer to it."""

    company = NOORDERVERS
    words = Words("supermarket")
    lead = "marieke"
    sponsor = "henk"
    work_group = ("fatima", "joost", "lisa", "ayse", "daan", "karin", "piet", "ravi", "els")
    sign_in_as = (
        ("marieke", "project lead of the ordering system"),
        ("henk", "operations director and sponsor"),
        ("wim", "works council"),
        ("anja", "store manager in Groningen"),
        ("lisa", "at the till in Zwolle"),
    )

    ideas: list[tuple[int, Idea]]
    rounds: dict[str, int]
    variants: dict[str, int]
    pilots: dict[str, int]

    @on("2026-01-05 09:00")
    def noordervers_moves_in(self) -> None:
        """Bas zet Noordervers klaar: 48 winkels, het hoofdkantoor en iedereen die er werkt."""
        self.move_in()
        self.rounds, self.variants, self.pilots, self.ideas = {}, {}, {}, []

    @on("2026-01-12 09:30")
    def the_charter(self) -> None:
        """Marieke schrijft op wat het doel is, boekt uren van medewerkers en vult de vier thema's in."""
        title = "Bestelsysteem vernieuwen, stap voor stap"
        self.cycle = self.start("supermarket", title, self.words["goal"])
        self.not_begun = self.refused(self.lead, "cycle", "step", self.cycle, "open_ideas")
        self.name_people(
            self.cycle,
            {"sponsor": [self.sponsor], "work_group": self.work_group, "supplier": ["ravi"]},
        )
        everywhere = [code for code, _ in self.company.sites]
        self.do(self.lead, "cycle", "teams", self.cycle, *self.teams_at(everywhere, (DAY, NIGHT)))
        themes = [f"{theme}={text}" for theme, text in self.words.texts("technology").items()]
        self.do(self.lead, "cycle", "charter", self.cycle, hours=420, technology=themes)
        self.expect_benefits()

    @on("2026-01-19 08:30")
    def the_baseline_opens(self) -> None:
        """Nulmeting in twaalf winkels: hoe is het werk nu?"""
        drafted = self.do(self.lead, "round", "draft", self.cycle, purpose="baseline", site=BASELINE)
        self.rounds["baseline"] = drafted["id"]
        self.open_round(drafted["id"], AT_BASELINE)

    @on("2026-01-21 21:00")
    def some_answer_the_baseline(self) -> None:
        """De helft van wie meedoet antwoordt in de eerste dagen."""
        self.open_answers.some()

    @on("2026-01-26 16:00")
    def more_answer_the_baseline(self) -> None:
        """Na de herinnering antwoorden er meer."""
        self.open_answers.some()

    @on("2026-01-31 22:30")
    def the_last_answer_the_baseline(self) -> None:
        """De nachtploeg vult op zaterdag de laatste antwoorden in: 251 van 412."""
        self.open_answers.some()

    @on("2026-02-02 08:00")
    def stores_are_asked_for_ideas(self) -> None:
        """Marieke vraagt alle winkels om problemen en ideeën."""
        self.do(self.lead, "cycle", "step", self.cycle, "open_ideas")

    @on("2026-02-03 13:00")
    def nine_ideas(self) -> None:
        """De eerste negen ideeën komen binnen."""
        self._bring(0)

    @on("2026-02-04 09:00")
    def nine_ideas_acknowledged(self) -> None:
        """Wie een idee bracht, hoort dat het er is."""
        self.acknowledge(self.ideas[:9])

    @on("2026-02-06 05:30")
    def eight_ideas_of_the_night(self) -> None:
        """Aan het eind van de nacht komen er acht ideeën bij."""
        self._bring(1)

    @on("2026-02-09 09:00")
    def eight_ideas_acknowledged(self) -> None:
        """Ook deze acht horen meteen dat hun idee er is."""
        self.acknowledge(self.ideas[9:17])

    @on("2026-02-11 14:00")
    def eight_more_ideas(self) -> None:
        """Nog acht ideeën."""
        self._bring(2)

    @on("2026-02-11 16:30")
    def the_baseline_is_answered(self) -> None:
        """Marieke vertelt de twaalf winkels wat er met de nulmeting gebeurt."""
        self.answer_back(self.rounds["baseline"], "baseline")

    @on("2026-02-12 09:00")
    def eight_more_ideas_acknowledged(self) -> None:
        """Ontvangen, zegt Marieke, en u hoort wat we ermee doen."""
        self.acknowledge(self.ideas[17:25])

    @on("2026-02-13 10:00")
    def functionalities(self) -> None:
        """De werkgroep ziet drie stukken: tekort melden, bestelvoorstel, afprijzen. De eerste antwoorden."""
        for code, title in self.words.texts("functionalities").items():
            self.do(self.lead, "idea", "functionality", self.cycle, title, code=code)
        self.answer_ideas(self.ideas[:17])

    @on("2026-02-16 15:00")
    def the_last_ideas(self) -> None:
        """De laatste zes: samen 31 ideeën."""
        self._bring(3)

    @on("2026-02-17 09:00")
    def the_last_ideas_acknowledged(self) -> None:
        """Marieke bevestigt ook de laatste zes."""
        self.acknowledge(self.ideas[25:])

    @on("2026-02-20 11:00")
    def every_idea_is_answered(self) -> None:
        """Elk idee heeft een antwoord: doen we, doen we anders of doen we niet, omdat."""
        self.answer_ideas(self.ideas[17:])

    @on("2026-02-23 09:30")
    def variants_are_made(self) -> None:
        """De werkgroep begint met F2, het bestelvoorstel, en bedenkt drie varianten."""
        self.do(self.lead, "cycle", "step", self.cycle, "make_variants")
        self.make_variants("V1", "V2", "V3")
        listed = self.do(self.lead, "variant", "list", self.cycle)
        self.variants = {variant["code"]: variant["id"] for variant in listed}

    @on("2026-03-02 08:00")
    def round_1_opens(self) -> None:
        """De varianten gaan naar zes winkels: de dagploeg en de nachtploeg, 118 mensen."""
        teams = [f"{site}/{team}" for site in FIRST_ROUND for team in (DAY, NIGHT)]
        drafted = self.do(self.lead, "round", "draft", self.cycle, purpose="variants", team=teams)
        self.rounds["round 1"] = drafted["id"]
        self.do(self.lead, "cycle", "confirm", self.cycle, "night_shift_briefed")
        self.do(self.lead, "cycle", "step", self.cycle, "ask_feedback")
        voices = ON_VARIANTS.saying(self.words.remarks("round_1"))
        self.open_round(drafted["id"], voices)

    @on("2026-03-04 20:00")
    def some_answer_round_1(self) -> None:
        """De eerste antwoorden uit de winkels."""
        self.open_answers.some()

    @on("2026-03-09 14:00")
    def more_answer_round_1(self) -> None:
        """Na de herinnering komen er antwoorden bij."""
        self.open_answers.some()

    @on("2026-03-14 06:00")
    def the_last_answer_round_1(self) -> None:
        """De nachtploeg antwoordt na het vullen: 74 van 118. In Assen zijn het er vier."""
        self.open_answers.some()

    @on("2026-03-19 10:00")
    def the_work_group_reads(self) -> None:
        """De werkgroep leest alles en maakt er zes groepen van."""
        self.groups = self.group(self.rounds["round 1"], "round_1")

    @on("2026-03-26 15:00")
    def round_1_is_answered(self) -> None:
        """U zei, wij deden: elke groep heeft een antwoord, een dag voor de termijn."""
        self.answer_groups(self.groups, "round_1")
        self.do(self.lead, "round", "finish", self.rounds["round 1"])

    def _bring(self, batch: int) -> None:
        self.ideas += self.bring(self.words.ideas()[batch])
