"""Noordervers, January to June 2026: a new ordering system, from charter to a pilot that is repeated."""

from pim.demo.scenes import on
from pim.demo.stories.company_story import CompanyStory
from pim.demo.stories.noordervers import (
    BASELINE,
    COMPARED,
    DAY,
    FIRST_ROUND,
    NIGHT,
    NOORDERVERS,
    PILOT,
    SECOND_PILOT,
)
from pim.demo.stories.supermarket_voices import AFTER_PILOT_1, AT_BASELINE, ON_VARIANTS
from pim.demo.stories.words_of import Idea, Words


class SupermarketUntilRepeat(CompanyStory):
    """The first half: up to the decision to try again with V2b."""

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
    consent: int

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
        self.name_people(
            self.cycle,
            {"sponsor": [self.sponsor], "work_group": self.work_group, "supplier": ["ravi"]},
        )
        everywhere = [code for code, _ in self.company.sites]
        self.do(self.lead, "cycle", "teams", self.cycle, *self.teams_at(everywhere, (DAY, NIGHT)))
        themes = [f"{theme}={text}" for theme, text in self.words.texts("technology").items()]
        self.do(self.lead, "cycle", "charter", self.cycle, hours=420, technology=themes)

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

    @on("2026-04-02 10:00")
    def selection(self) -> None:
        """Henk kiest: V1 stopt, V2 gaat op proef, V3 bewaren we. En de ondernemingsraad wordt gevraagd."""
        reasons = self.words.texts("reasons")
        self.do(self.lead, "cycle", "step", self.cycle, "select")
        for code, fate in (("V1", "stop"), ("V2", "choose"), ("V3", "park")):
            self.do(self.sponsor, "variant", fate, self.variants[code], reason=reasons[code])
        asked = self.words.texts("consent")
        self.consent = self.do(
            self.lead, "consult", "ask", self.cycle, "consent", answer_by="2026-04-30", **asked
        )["id"]

    @on("2026-04-09 11:00")
    def pilot_1_is_planned(self) -> None:
        """Marieke plant de proef: vier winkels vanaf 11 mei, drie winkels om te vergelijken."""
        self.pilots["pilot 1"] = self.do(
            self.lead,
            "pilot",
            "plan",
            self.cycle,
            variant="V2",
            site=PILOT,
            compare=COMPARED,
            from_="2026-05-11",
            until="2026-06-07",
            title="Proef 1 met V2 in vier winkels",
        )["id"]

    @on("2026-04-16 14:00")
    def meeting_with_the_council(self) -> None:
        """Overlegvergadering: Wim en Samira vragen door over het logboek."""
        self.do("wim", "consult", "meeting", self.consent, on="2026-04-16")

    @on("2026-04-20 09:00")
    def a_pilot_before_consent_is_refused(self) -> None:
        """Henk wil alvast beginnen. Dat kan niet: er is nog geen instemming."""
        reason = self.words.texts("reasons")["to_pilot"]
        self.no_pilot_yet = self.refused(
            self.sponsor, "cycle", "step", self.cycle, "start_pilot", reason=reason
        )
        self.no_run_yet = self.refused(self.lead, "pilot", "run", self.pilots["pilot 1"])

    @on("2026-04-30 16:00")
    def consent_on_conditions(self) -> None:
        """De ondernemingsraad stemt in, op twee voorwaarden."""
        given = self.words.texts("consent_answer")
        self.do("wim", "consult", "answer", self.consent, given["text"], condition=given["conditions"])

    @on("2026-05-08 11:00")
    def the_conditions_are_met(self) -> None:
        """Geen overzicht per persoon, en na 30 dagen gewist: Ravi laat het zien. De proef mag beginnen."""
        for number, how in enumerate(self.words.texts("consent_answer")["met"], 1):
            self.do(self.lead, "consult", "met", self.consent, number, how)
        for manager in ("anja", "manager.leeuwarden", "erik", "manager.emmen"):
            self.do(manager, "pilot", "agree", self.pilots["pilot 1"])
        self.do(self.lead, "consult", "decide", self.consent, follows=True)
        reason = self.words.texts("reasons")["to_pilot"]
        self.do(self.sponsor, "cycle", "step", self.cycle, "start_pilot", reason=reason)

    @on("2026-05-11 07:00")
    def pilot_1_begins(self) -> None:
        """De eerste vier winkels bestellen met V2."""
        self.do(self.lead, "pilot", "run", self.pilots["pilot 1"])

    @on("2026-05-25 08:00")
    def round_2_opens(self) -> None:
        """Halverwege: wat doet V2 met uw werk? 96 mensen krijgen die vraag."""
        self.rounds["round 2"] = self.draft_pilot_round("pilot 1", PILOT)
        self.open_round(self.rounds["round 2"], AFTER_PILOT_1.saying(self.words.remarks("round_2")))

    @on("2026-05-28 20:00")
    def some_answer_round_2(self) -> None:
        """De eerste antwoorden. Het is druk in de ochtend."""
        self.open_answers.some()

    @on("2026-06-02 14:00")
    def more_answer_round_2(self) -> None:
        """Meer antwoorden na de herinnering."""
        self.open_answers.some()

    @on("2026-06-06 05:30")
    def the_last_answer_round_2(self) -> None:
        """De laatste antwoorden van de nacht: 61 van 96."""
        self.open_answers.some()

    @on("2026-06-12 10:00")
    def round_2_is_answered(self) -> None:
        """Marieke maakt V2b van wat er gezegd is, en antwoordt iedereen die gevraagd is."""
        self.variants["V2b"] = self.new_version(self.variants["V2"], "V2b")
        self.answer_back(self.rounds["round 2"], "round_2")

    @on("2026-06-12 13:00")
    def go_is_refused(self) -> None:
        """Henk wil doorgaan naar alle winkels. De cijfers houden hem tegen: stressrisico."""
        self.do(self.lead, "cycle", "step", self.cycle, "evaluate_pilot")
        self.no_go = self.refused(
            self.sponsor, "cycle", "step", self.cycle, "go", reason="Er zijn minder lege vakken."
        )

    @on("2026-06-12 16:00")
    def repeat(self) -> None:
        """Besluit: herhalen met V2b. Wijzigen tot 14.00 uur, een reden hoeft niet."""
        reasons = self.words.texts("reasons")
        self.do(self.lead, "variant", "choose", self.variants["V2b"], reason=reasons["V2b_chosen"])
        self.do(self.sponsor, "variant", "park", self.variants["V2"], reason=reasons["V2_parked"])
        self.pilots["pilot 2"] = self.do(
            self.lead,
            "pilot",
            "plan",
            self.cycle,
            variant="V2b",
            site=SECOND_PILOT,
            compare=COMPARED,
            from_="2026-06-22",
            until="2026-07-19",
            title="Proef 2 met V2b in zes winkels",
        )["id"]
        learned = self.words.texts("learned", "repeat")
        self.do(self.lead, "cycle", "step", self.cycle, "repeat", reason=reasons["repeat"], **learned)

    def draft_pilot_round(self, pilot: str, sites: tuple[str, ...], **options: object) -> int:
        """Let the lead draft the round about a pilot: those who order, by day and at night."""
        teams = [f"{site}/{team}" for site in sites for team in (DAY, NIGHT)]
        drafted = self.do(
            self.lead,
            "round",
            "draft",
            self.cycle,
            purpose="pilot",
            about=self.pilots[pilot],
            team=teams,
            **options,
        )
        return int(drafted["id"])

    def _bring(self, batch: int) -> None:
        self.ideas += self.bring(self.words.ideas()[batch])
