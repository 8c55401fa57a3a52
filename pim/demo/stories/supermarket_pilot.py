"""Noordervers, April to June 2026: selection, consent, and a first pilot that takes control from people."""

from pim.demo.scenes import on
from pim.demo.stories.noordervers import COMPARED, DAY, NIGHT, PILOT, SECOND_PILOT
from pim.demo.stories.supermarket import SupermarketUntilAnswered
from pim.demo.stories.supermarket_voices import AFTER_PILOT_1


class SupermarketUntilRepeat(SupermarketUntilAnswered):
    """The first half: up to the decision to try again with V2b."""

    consent: int
    privacy: int

    @on("2026-04-02 10:00")
    def selection(self) -> None:
        """Henk kiest: V1 stopt, V2 gaat op proef, V3 bewaren we."""
        reasons = self.words.texts("reasons")
        self.do(self.lead, "cycle", "step", self.cycle, "select")
        for code, fate in (("V1", "stop"), ("V2", "choose"), ("V3", "park")):
            self.do(self.sponsor, "variant", fate, self.variants[code], reason=reasons[code])

    @on("2026-04-02 13:00")
    def the_council_is_asked(self) -> None:
        """De handscanner bewaart wie wat wijzigt. De wizard zegt: instemming, en een privacytoets."""
        self.law = self.consult_wizard("wizard")
        self.consent = self.ask("consent", "consent", answer_by="2026-04-30")
        self.privacy = self.ask("dpia", "dpia", answer_by="2026-04-16")

    @on("2026-04-09 11:00")
    def pilot_1_is_planned(self) -> None:
        """Marieke plant de proef: vier winkels vanaf 11 mei, dag en nacht; drie om te vergelijken."""
        self.pilots["pilot 1"] = self.do(
            self.lead,
            "pilot",
            "plan",
            self.cycle,
            variant="V2",
            site=PILOT,
            team=self.shifts_at(PILOT),
            compare=COMPARED,
            from_="2026-05-11",
            until="2026-06-07",
            title="Proef 1 met V2 in vier winkels",
            personal_data=True,
            observes=True,
            advice_promised=self.words["advice_promised"],
        )["id"]

    @on("2026-04-10 09:00")
    def a_manager_misses_something(self) -> None:
        """De manager van Emmen zegt wat er nog ontbreekt, en krijgt antwoord."""
        said = self.words.texts("missed")
        missed = self.do("manager.emmen", "pilot", "missing", self.pilots["pilot 1"], said["text"])
        self.do(self.lead, "pilot", "answer", self.pilots["pilot 1"], missed["point"], said["answer"])

    @on("2026-04-16 14:00")
    def meeting_with_the_council(self) -> None:
        """Overlegvergadering: Wim vraagt door over het logboek. De privacytoets is klaar."""
        self.do("wim", "consult", "meeting", self.consent, on="2026-04-16")
        said = self.words.texts("council_asks")
        asked = self.do("wim", "consult", "question", self.consent, said["question"])
        self.do(self.lead, "consult", "reply", self.consent, asked["question"], said["reply"])
        self.do("tineke", "consult", "answer", self.privacy, self.words["dpia_answer"])
        self.do(self.lead, "consult", "decide", self.privacy, follows=True)

    @on("2026-04-29 16:00")
    def a_pilot_before_consent_is_refused(self) -> None:
        """Henk wil alvast beginnen, een dag te vroeg. Dat kan niet: er is nog geen instemming."""
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
            team=self.shifts_at(SECOND_PILOT),
            compare=COMPARED,
            from_="2026-06-22",
            until="2026-07-19",
            title="Proef 2 met V2b in zes winkels",
            personal_data=True,
            observes=True,
        )["id"]
        learned = self.words.texts("learned", "repeat")
        self.do(self.lead, "cycle", "step", self.cycle, "repeat", reason=reasons["repeat"], **learned)

    def shifts_at(self, sites: tuple[str, ...]) -> list[str]:
        """Return the teams that order at some stores, each with its shift; those at the till do not."""
        return [
            f"{number}={shift}"
            for name, shift in ((DAY, "day"), (NIGHT, "night"))
            for number in self.teams_at(sites, (name,))
        ]

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
