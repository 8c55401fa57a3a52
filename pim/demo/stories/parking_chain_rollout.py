"""Waterveld, August 2026 to July 2027: P2b in the whole city, H2 on trial and extended, measured again."""

from pim.demo.scenes import on
from pim.demo.stories.parking_chain_counts import ParkingChainCounts
from pim.demo.stories.parking_chain_voices import (
    AFTER_EXTENSION,
    AFTER_PILOT_H2,
    AFTER_PILOT_P2B,
    AFTER_WAVE_H2,
    AFTER_WAVE_P2B,
    AT_EVALUATION,
)


class ParkingChain(ParkingChainCounts):
    """The whole story: also from the repeated pilot to what was learned."""

    advice: int
    location: int
    first_h2: int
    waves: dict[str, int]

    @on("2026-08-17 10:00")
    def advice_is_asked(self) -> None:
        """Ruud vraagt advies over de hele stad, zoals in mei is toegezegd."""
        self.advice = self.begin_request("advice", "advice", answer_by="2026-09-10")
        self.do("hans", "pilot", "agree", self.pilots["P2b"])

    @on("2026-08-24 08:00")
    def pilot_p2b_begins(self) -> None:
        """De balie begint met P2b, en elke schakel wordt meteen gevraagd hoe het gaat."""
        self.do(self.lead, "pilot", "run", self.pilots["P2b"])
        self._ask("P2b", AFTER_PILOT_P2B, purpose="pilot", about=self.pilots["P2b"])

    @on("2026-08-25 10:00")
    def consent_for_places_is_asked(self) -> None:
        """Voor H2 moet de plaats van een controle worden vastgelegd. Daarvoor is instemming nodig."""
        self.location = self.ask("consent", "location_consent", answer_by="2026-09-17")

    @on("2026-08-27 20:00")
    def some_answer_about_p2b(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2026-08-31 15:00")
    def more_answer_about_p2b(self) -> None:
        """Meer antwoorden na de herinnering."""
        self.open_answers.some()

    @on("2026-09-03 14:00")
    def meeting_with_the_council(self) -> None:
        """Overlegvergadering over beide vragen."""
        for request in (self.advice, self.location):
            self.do("ria", "consult", "meeting", request, on="2026-09-03")

    @on("2026-09-05 12:00")
    def the_last_answer_about_p2b(self) -> None:
        """De laatste antwoorden."""
        self.open_answers.some()

    @on("2026-09-10 15:00")
    def the_advice(self) -> None:
        """Positief advies, met één voorwaarde."""
        given = self.words.texts("advice_answer")
        self.do("ria", "consult", "answer", self.advice, given["text"], condition=given["conditions"])

    @on("2026-09-14 15:00")
    def p2b_is_answered(self) -> None:
        """De regelmogelijkheden aan de balie zijn terug op 61. Iedereen krijgt antwoord."""
        self.answer_back(self.rounds["P2b"], "pilot_p2b")
        self.do(self.lead, "cycle", "step", self.cycle, "evaluate_pilot")

    @on("2026-09-17 10:00")
    def go_p2b(self) -> None:
        """Ruud volgt het advies helemaal: er is geen wachttijd. De hele stad, vanaf 2 november."""
        given = self.words.texts("location_answer")
        self.do("ria", "consult", "answer", self.location, given["text"], condition=given["conditions"])
        self.do(self.sponsor, "consult", "decide", self.advice, follows=True, told_on="2026-09-17")
        go = ("cycle", "step", self.cycle, "go")
        self.not_ours = self.refused(self.sponsor, *go, reason=self.reasons["go_p2b"])
        self.do(self.lead, "cycle", "confirm", self.cycle, "college_decided", text=self.words["college"])
        self.do(self.sponsor, *go, reason=self.reasons["go_p2b"])
        self.do(self.sponsor, "variant", "adopt", self.variants["P2b"], reason=self.reasons["go_p2b"])
        self.waves = {}
        self.plan_wave("P2b", "Hele stad: P2b aan de balie", ["balie"], "2026-11-02")

    @on("2026-09-21 11:00")
    def pilot_h2_is_planned(self) -> None:
        """Geen overzicht per handhaver: de voorwaarde is vervuld. De proef met H2 staat gepland."""
        self.do(self.lead, "consult", "met", self.location, 1, self.words["location_met"])
        self.do(self.lead, "consult", "decide", self.location, follows=True)
        title = "Proef met H2 op straat"
        self._plan_h2(title, "2026-10-05", "2026-11-29")
        self.do("dennis", "pilot", "agree", self.pilots["H2"])

    @on("2026-10-05 07:30")
    def pilot_h2_begins(self) -> None:
        """H2 begint, vier weken met alleen waarschuwingen."""
        self.do(self.sponsor, "cycle", "step", self.cycle, "next_link", reason=self.reasons["next_link"])
        self.do(self.lead, "step", self.pilots["H2"], "run_with_warnings")

    @on("2026-10-19 09:00")
    def the_city_hears(self) -> None:
        """De balie hoort dat de hele stad op 2 november begint."""
        self.do(self.lead, "wave", "announce", self.waves["P2b"])

    @on("2026-10-26 09:00")
    def too_soon_to_fine(self) -> None:
        """Mogen we al echt handhaven? Nee: vier weken zijn vier weken."""
        self.not_yet = self.refused(self.lead, "step", self.pilots["H2"], "enforce")

    @on("2026-11-02 08:00")
    def the_whole_city(self) -> None:
        """De hele stad met P2b. En op straat gelden vanaf vandaag echte naheffingen."""
        self.do(self.lead, "consult", "met", self.advice, 1, self.words["advice_met"])
        self.do(self.lead, "wave", "start", self.waves["P2b"])
        self.do(self.lead, "step", self.pilots["H2"], "enforce")

    @on("2026-11-16 08:30")
    def the_round_about_h2_opens(self) -> None:
        """Wat doet H2 met het werk, ook bij bezwaar?"""
        self._ask("H2", AFTER_PILOT_H2, purpose="pilot", about=self.pilots["H2"])

    @on("2026-11-19 20:00")
    def some_answer_about_h2(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2026-11-25 20:00")
    def the_last_answer_about_h2(self) -> None:
        """Na de herinnering komt de rest."""
        self.open_answers.some()
        self.open_answers.some()

    @on("2026-12-08 11:00")
    def h2_is_answered(self) -> None:
        """Een derde meer bezwaren, vooral door typefouten. Anouk antwoordt en legt het bij Ruud."""
        self.answer_back(self.rounds["H2"], "pilot_h2")
        self.do(self.lead, "cycle", "step", self.cycle, "evaluate_pilot")

    @on("2026-12-10 10:00")
    def extend_once(self) -> None:
        """Eén keer verlengen: eerst de brief, dan pas een tweede naheffing. Een typefout kost niets."""
        self.first_h2 = self.pilots["H2"]
        title = "Proef met H2, verlengd"
        self._plan_h2(title, "2026-12-11", "2027-01-24")
        learned = self.words.texts("learned", "extend")
        self.do(self.sponsor, "cycle", "step", self.cycle, "extend", reason=self.reasons["extend"], **learned)
        self.do("dennis", "pilot", "agree", self.pilots["H2"])
        drafted = self.do(
            self.lead,
            "round",
            "draft",
            self.cycle,
            purpose="wave",
            about=self.waves["P2b"],
            site=["balie"],
            pack=["aim", "free"],
        )
        self.rounds["wave P2b"] = drafted["id"]
        self.open_round(drafted["id"], AFTER_WAVE_P2B)

    @on("2026-12-11 07:30")
    def pilot_h2_goes_on(self) -> None:
        """De proef gaat door, met de twee nieuwe regels."""
        self.do(self.lead, "pilot", "run", self.pilots["H2"])

    @on("2026-12-14 20:00")
    def the_counter_answers(self) -> None:
        """De balie zegt hoe het gaat nu de hele stad meedoet."""
        for _ in range(3):
            self.open_answers.some()

    @on("2026-12-24 10:00")
    def the_city_is_done(self) -> None:
        """De uitrol van P2b is klaar."""
        self.do(self.lead, "wave", "finish", self.waves["P2b"])

    @on("2027-01-06 11:00")
    def the_counter_is_answered(self) -> None:
        """De balie krijgt antwoord."""
        self.answer_back(self.rounds["wave P2b"], "wave_p2b")

    @on("2027-01-11 08:30")
    def the_second_round_about_h2_opens(self) -> None:
        """Opnieuw: wat doet H2 met het werk?"""
        self._ask("H2 again", AFTER_EXTENSION, purpose="pilot", about=self.pilots["H2"])

    @on("2027-01-12 10:00")
    def staff_effects_of_the_tariff(self) -> None:
        """Het tarief is aan de raad. Wat het voor het personeel betekent, legt Ruud aan de OR voor."""
        self.tariff = self.begin_request("advice", "tariff", answer_by="2027-01-28", political=True)

    @on("2027-01-14 20:00")
    def some_answer_again(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2027-01-20 20:00")
    def the_last_answer_again(self) -> None:
        """Na de herinnering komt de rest."""
        self.open_answers.some()
        self.open_answers.some()

    @on("2027-01-28 15:00")
    def the_council_about_the_tariff(self) -> None:
        """De ondernemingsraad adviseert over het personeel, en niet over het tarief."""
        self.do("ria", "consult", "meeting", self.tariff, on="2027-01-21")
        self.do("ria", "consult", "answer", self.tariff, self.words["tariff_answer"])

    @on("2027-02-03 11:00")
    def h2_is_answered_again(self) -> None:
        """Het aantal bezwaren is weer gewoon. Nog eens verlengen kan niet, en doorgaan ook nog niet."""
        self.answer_back(self.rounds["H2 again"], "pilot_h2_again")
        self.do(self.lead, "cycle", "step", self.cycle, "evaluate_pilot")
        step = ("cycle", "step", self.cycle)
        self.not_twice = self.refused(self.sponsor, *step, "extend", reason=self.reasons["extend"])
        self.no_go_yet = self.refused(self.sponsor, *step, "go", reason=self.reasons["go_h2"])

    @on("2027-02-04 10:00")
    def go_h2(self) -> None:
        """Ruud volgt het advies over het personeel en besluit: H2 in de hele stad, vanaf 1 april."""
        self.do(self.sponsor, "consult", "decide", self.tariff, follows=True, told_on="2027-02-04")
        self.do(self.sponsor, "cycle", "step", self.cycle, "go", reason=self.reasons["go_h2"])
        self.do(self.sponsor, "variant", "adopt", self.variants["H2"], reason=self.reasons["go_h2"])
        self.plan_wave("H2", "Hele stad: H2 op straat", ["handhaving", "beoordeling"], "2027-04-01")

    @on("2027-03-18 09:00")
    def the_street_hears(self) -> None:
        """Handhaving en beoordeling horen dat zij op 1 april beginnen."""
        self.do(self.lead, "wave", "announce", self.waves["H2"])

    @on("2027-04-01 07:30")
    def the_street(self) -> None:
        """H2 in de hele stad."""
        self.do(self.lead, "wave", "start", self.waves["H2"])

    @on("2027-05-03 08:30")
    def the_street_is_asked(self) -> None:
        """Hoe is het werk nu?"""
        drafted = self.do(
            self.lead,
            "round",
            "draft",
            self.cycle,
            purpose="wave",
            about=self.waves["H2"],
            site=["handhaving", "beoordeling"],
        )
        self.rounds["wave H2"] = drafted["id"]
        self.open_round(drafted["id"], AFTER_WAVE_H2)

    @on("2027-05-05 20:00")
    def the_street_answers(self) -> None:
        """De antwoorden van dag en avond."""
        for _ in range(3):
            self.open_answers.some()

    @on("2027-05-25 11:00")
    def the_street_is_answered(self) -> None:
        """Beantwoord en klaar: nu een tijd gewoon werken, en dan opnieuw meten."""
        self.answer_back(self.rounds["wave H2"], "wave_h2")
        self.do(self.lead, "wave", "finish", self.waves["H2"])
        self.do(self.lead, "cycle", "step", self.cycle, "evaluate")

    @on("2027-06-14 08:30")
    def the_measurement_after(self) -> None:
        """Dezelfde vragen in dezelfde vijf schakels als in februari 2026."""
        self._ask("evaluation", AT_EVALUATION, purpose="evaluation")

    @on("2027-06-16 20:00")
    def some_answer_the_measurement(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2027-06-22 20:00")
    def the_last_answer_the_measurement(self) -> None:
        """Na de herinnering komt de rest."""
        self.open_answers.some()
        self.open_answers.some()

    @on("2027-07-01 14:00")
    def what_was_learned(self) -> None:
        """In geen enkele schakel is het werk zwaarder geworden. Ruud rondt af, met drie lessen."""
        self.answer_back(self.rounds["evaluation"], "evaluation")
        self.write_lessons()
        self.judge_benefits()
        self.do(self.sponsor, "cycle", "step", self.cycle, "close")

    def _plan_h2(self, title: str, first: str, last: str) -> None:
        there, beside = ["handhaving"], ["invordering"]
        self.plan_pilot("H2", title, there, beside, first, last, personal_data=True, observes=True)

    def plan_wave(self, code: str, title: str, sites: list[str], first: str) -> None:
        """Let the lead plan the wave of a variant."""
        planned = self.do(
            self.lead, "wave", "plan", self.cycle, variant=code, site=sites, from_=first, title=title
        )
        self.waves[code] = planned["id"]
