"""Waterveld, February to July 2026: the parking chain, from the chain map to a pilot that is repeated."""

from collections.abc import Mapping

from pim.demo.scenes import on
from pim.demo.stories.company_story import CompanyStory
from pim.demo.stories.parking_chain_voices import AFTER_PILOT_P2, AT_BASELINE, ON_VARIANTS
from pim.demo.stories.waterveld import CHAIN, DISTRICT, LINKS, WATERVELD
from pim.demo.stories.words_of import Idea, Words
from pim.demo.voices import Voices

LEFT_LYING = "Typefouten in kentekens"


class ParkingChainUntilRepeat(CompanyStory):
    """The first half: up to the decision to try P2 again as P2b."""

    company = WATERVELD
    words = Words("parking-chain")
    lead = "anouk"
    sponsor = "ruud"
    work_group = ("chantal", "abdi", "mo", "inge", "frank", "petra", "jasper")
    sign_in_as = (
        ("anouk", "project lead of the parking chain"),
        ("ruud", "director and sponsor"),
        ("ria", "works council"),
        ("hans", "team leader at the counter"),
        ("abdi", "enforcement officer"),
    )

    ideas: list[tuple[int, Idea]]
    rounds: dict[str, int]
    variants: dict[str, int]
    pilots: dict[str, int]
    reasons: Mapping[str, str]
    dpia: int

    @on("2026-01-26 09:00")
    def waterveld_moves_in(self) -> None:
        """Yvonne zet Waterveld klaar: vijf schakels, van vergunning tot invordering."""
        self.move_in()
        self.rounds, self.variants, self.pilots, self.ideas = {}, {}, {}, []
        self.reasons = self.words.texts("reasons")

    @on("2026-02-03 09:30")
    def the_chain_map(self) -> None:
        """Anouk tekent de hele keten, boekt uren en vraagt uit elke schakel iemand in de werkgroep."""
        title = "De parkeerketen: van papier naar digitaal"
        self.cycle = self.start("parking-chain", title, self.words["goal"])
        self.name_people(
            self.cycle,
            {
                "sponsor": [self.sponsor],
                "work_group": self.work_group,
                "resident_panel": ("rita", "gerard", "meltem"),
                "supplier": ["jasper"],
            },
        )
        self.not_begun = self.refused(self.lead, "cycle", "step", self.cycle, "open_ideas")
        for link, teams in LINKS.items():
            self.do(self.lead, "cycle", "link", self.cycle, link, *self.teams_at(CHAIN, teams))
        themes = [f"{theme}={text}" for theme, text in self.words.texts("technology").items()]
        self.do(self.lead, "cycle", "charter", self.cycle, hours=180, technology=themes)
        self.expect_benefits()

    @on("2026-02-09 08:30")
    def the_baseline_opens(self) -> None:
        """Nulmeting in alle vijf de schakels: 84 mensen."""
        self._ask("baseline", AT_BASELINE, purpose="baseline")

    @on("2026-02-11 20:00")
    def some_answer_the_baseline(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2026-02-16 15:00")
    def more_answer_the_baseline(self) -> None:
        """Na de herinnering antwoorden er meer."""
        self.open_answers.some()

    @on("2026-02-21 11:00")
    def the_last_answer_the_baseline(self) -> None:
        """De laatste antwoorden: 57. Bij invordering zijn het er vier."""
        self.open_answers.some()

    @on("2026-02-24 09:00")
    def every_link_is_asked_for_ideas(self) -> None:
        """Wat gaat er mis tussen de schakels? Iedereen mag het zeggen."""
        self.do(self.lead, "cycle", "step", self.cycle, "open_ideas")

    @on("2026-02-25 14:00")
    def four_ideas(self) -> None:
        """De eerste vier ideeën."""
        self._bring(0)

    @on("2026-02-26 09:00")
    def four_ideas_acknowledged(self) -> None:
        """Ontvangen."""
        self.acknowledge(self.ideas[:4])

    @on("2026-02-27 22:00")
    def ideas_after_the_evening_shift(self) -> None:
        """Na de avonddienst komen er vier bij."""
        self._bring(1)

    @on("2026-03-02 09:00")
    def these_are_acknowledged_too(self) -> None:
        """Ook die zijn ontvangen."""
        self.acknowledge(self.ideas[4:8])

    @on("2026-03-03 15:00")
    def the_last_four_ideas(self) -> None:
        """Nog vier."""
        self._bring(2)

    @on("2026-03-04 09:00")
    def the_last_ideas_acknowledged(self) -> None:
        """Alle ideeën zijn ontvangen."""
        self.acknowledge(self.ideas[8:])

    @on("2026-03-05 16:00")
    def the_baseline_is_answered(self) -> None:
        """Anouk vertelt elke schakel wat er met de nulmeting gebeurt."""
        self.answer_back(self.rounds["baseline"], "baseline")

    @on("2026-03-10 11:00")
    def every_idea_is_answered(self) -> None:
        """Twee stukken, F1 aanvragen en F2 controleren, en op elk idee een antwoord."""
        for code, title in self.words.texts("functionalities").items():
            self.do(self.lead, "idea", "functionality", self.cycle, title, code=code)
        self.answer_ideas(self.ideas)

    @on("2026-03-16 10:00")
    def variants_are_made(self) -> None:
        """Zes varianten: P1, P2 en P3 voor het aanvragen, H1, H2 en H3 voor het controleren."""
        self.do(self.lead, "cycle", "step", self.cycle, "make_variants")
        self.make_variants("P1", "P2", "P3", "H1", "H2", "H3")
        listed = self.do(self.lead, "variant", "list", self.cycle)
        self.variants = {variant["code"]: variant["id"] for variant in listed}

    @on("2026-03-30 08:30")
    def round_1_opens(self) -> None:
        """Alle schakels zien alle varianten: wat de één wint, kan de ander betalen."""
        drafted = self._draft("round 1", purpose="variants")
        self.do(self.lead, "cycle", "step", self.cycle, "ask_feedback")
        self.open_round(drafted, ON_VARIANTS.saying(self.words.remarks("round_1")))

    @on("2026-04-01 20:00")
    def some_answer_round_1(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2026-04-07 15:00")
    def more_answer_round_1(self) -> None:
        """Na de herinnering komen er antwoorden bij."""
        self.open_answers.some()

    @on("2026-04-11 12:00")
    def the_last_answer_round_1(self) -> None:
        """De laatste antwoorden, een dag voor het sluiten."""
        self.open_answers.some()

    @on("2026-04-20 10:00")
    def all_but_one_answered(self) -> None:
        """Anouk antwoordt op drie van de vier groepen. De typefouten in kentekens blijven liggen."""
        self.groups = self.group(self.rounds["round 1"], "round_1")
        titles = {one.title for one in self.words.clusters("round_1")} - {LEFT_LYING}
        self.answer_groups(self.groups, "round_1", titles)

    @on("2026-04-30 10:00")
    def typing_errors_are_answered(self) -> None:
        """De termijn was 24 april. Ruud kreeg op 28 april bericht. Nu is er een antwoord."""
        self.answer_groups(self.groups, "round_1", {LEFT_LYING})
        self.do(self.lead, "round", "finish", self.rounds["round 1"])

    @on("2026-05-07 11:00")
    def selection(self) -> None:
        """Ruud kiest: P1 en H1 stoppen, P2 en H2 op proef, H3 achter de hand, P3 later."""
        self.do(self.lead, "cycle", "step", self.cycle, "select")
        for code, fate in (
            ("P1", "stop"),
            ("H1", "stop"),
            ("P2", "choose"),
            ("H2", "choose"),
            ("H3", "fallback"),
            ("P3", "park"),
        ):
            self.do(self.sponsor, "variant", fate, self.variants[code], reason=self.reasons[code])

    @on("2026-05-08 10:00")
    def the_assessment_starts(self) -> None:
        """Anouk vraagt Sander om een privacytoets en plant de proef met P2, in één wijk."""
        self.law = self.consult_wizard("wizard")
        self.dpia = self.ask("dpia", "dpia", answer_by="2026-05-28")
        title = "Proef met P2 aan de balie"
        self.plan_pilot(
            "P2", title, ["balie"], ["bezwaar", "invordering"], "2026-06-01", "2026-07-12", person=DISTRICT
        )

    @on("2026-05-27 10:00")
    def a_pilot_before_the_assessment_is_refused(self) -> None:
        """Mag de proef al beginnen? Nee: de privacytoets is niet klaar."""
        reason = self.reasons["to_pilot"]
        self.no_pilot_yet = self.refused(
            self.sponsor, "cycle", "step", self.cycle, "start_pilot", reason=reason
        )

    @on("2026-05-28 11:00")
    def the_assessment_is_done(self) -> None:
        """De privacytoets is klaar. Ruud schrijft op waarom deze proef beperkt is, en geeft haar vrij."""
        given = self.words.texts("dpia_answer")
        self.do("sander", "consult", "answer", self.dpia, given["text"], condition=given["conditions"])
        self.do(self.lead, "consult", "met", self.dpia, 1, self.words["dpia_met"])
        self.do(self.lead, "consult", "decide", self.dpia, follows=True)
        self.do(self.lead, "cycle", "confirm", self.cycle, "residents_heard", text=self.words["residents"])
        self.do(
            self.lead,
            "pilot",
            "data",
            self.pilots["P2"],
            no_personal_data=True,
            no_observes=True,
            advice_promised=self.words["advice_promised"],
        )
        self.do("hans", "pilot", "agree", self.pilots["P2"])
        self.do(self.sponsor, "cycle", "step", self.cycle, "start_pilot", reason=self.reasons["to_pilot"])

    @on("2026-06-01 08:00")
    def pilot_p2_begins(self) -> None:
        """De balie begint met P2 in één wijk."""
        self.do(self.lead, "pilot", "run", self.pilots["P2"])

    @on("2026-06-29 08:30")
    def the_round_about_p2_opens(self) -> None:
        """Wat doet P2 met het werk, in elke schakel?"""
        self._ask("P2", AFTER_PILOT_P2, purpose="pilot", about=self.pilots["P2"])

    @on("2026-07-02 20:00")
    def some_answer_about_p2(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2026-07-06 15:00")
    def more_answer_about_p2(self) -> None:
        """Meer antwoorden na de herinnering."""
        self.open_answers.some()

    @on("2026-07-11 12:00")
    def the_last_answer_about_p2(self) -> None:
        """De laatste antwoorden: 60 van 84."""
        self.open_answers.some()

    @on("2026-07-16 10:00")
    def repeat(self) -> None:
        """Van 14 naar 5 dagen, maar de balie betaalt: stressrisico. Herhalen, met P2b."""
        self.variants["P2b"] = self.new_version(self.variants["P2"], "P2b")
        self.answer_back(self.rounds["P2"], "pilot_p2")
        self.do(self.lead, "cycle", "step", self.cycle, "evaluate_pilot")
        self.no_go = self.refused(
            self.sponsor, "cycle", "step", self.cycle, "go", reason="Een vergunning kost nog vijf dagen."
        )
        self.do(self.lead, "variant", "choose", self.variants["P2b"], reason=self.reasons["P2b_chosen"])
        self.do(self.sponsor, "variant", "park", self.variants["P2"], reason=self.reasons["P2_parked"])
        title = "Proef herhaald met P2b"
        self.plan_pilot("P2b", title, ["balie"], ["bezwaar", "invordering"], "2026-08-24", "2026-09-06")
        learned = self.words.texts("learned", "repeat")
        self.do(self.lead, "cycle", "step", self.cycle, "repeat", reason=self.reasons["repeat"], **learned)

    def plan_pilot(
        self,
        code: str,
        title: str,
        sites: list[str],
        compared: list[str],
        first: str,
        last: str,
        **options: object,
    ) -> int:
        """Let the lead plan a pilot of a variant; returns its number."""
        planned = self.do(
            self.lead,
            "pilot",
            "plan",
            self.cycle,
            variant=code,
            site=sites,
            compare=compared,
            from_=first,
            until=last,
            title=title,
            **options,
        )
        self.pilots[code] = planned["id"]
        return self.pilots[code]

    def _draft(self, name: str, **options: object) -> int:
        drafted = self.do(self.lead, "round", "draft", self.cycle, site=CHAIN, **options)
        self.rounds[name] = drafted["id"]
        return self.rounds[name]

    def _ask(self, name: str, voices: Voices, **options: object) -> None:
        self.open_round(self._draft(name, **options), voices)

    def _bring(self, batch: int) -> None:
        self.ideas += self.bring(self.words.ideas()[batch])
