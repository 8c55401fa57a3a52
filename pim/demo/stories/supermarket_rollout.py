"""Noordervers, June 2026 to April 2027: the second pilot, the advice, three waves, the measurement after."""

from pim.demo.scenes import on
from pim.demo.stories.noordervers import BASELINE, DAY, LOW_STORE, NIGHT, SECOND_PILOT, WAVES
from pim.demo.stories.supermarket_counts import SupermarketCounts
from pim.demo.stories.supermarket_voices import AFTER_PILOT_2, AFTER_WAVES, AT_EVALUATION

# Whether it can be done and used is asked of whoever has a minute more: that is detail.
WITH_USABILITY = {"pack": ("work", "outcomes", "aim", "free"), "detail": ("fim", "sus")}


class Supermarket(SupermarketCounts):
    """The whole story: also from the second pilot to what was learned."""

    advice: int
    waves: list[int]

    @on("2026-06-19 11:00")
    def the_managers_agree(self) -> None:
        """De zes winkelmanagers zeggen ja tegen V2b."""
        for manager in (
            "anja",
            "manager.leeuwarden",
            "erik",
            "manager.emmen",
            "manager.heerenveen",
            "manager.hoogeveen",
        ):
            self.do(manager, "pilot", "agree", self.pilots["pilot 2"])

    @on("2026-06-22 07:00")
    def pilot_2_begins(self) -> None:
        """Zes winkels bestellen met V2b."""
        self.do(self.lead, "pilot", "run", self.pilots["pilot 2"])

    @on("2026-07-06 08:00")
    def round_3_opens(self) -> None:
        """141 mensen: wat doet V2b met uw werk, en is het te doen?"""
        self.rounds["round 3"] = self.draft_pilot_round("pilot 2", SECOND_PILOT, **WITH_USABILITY)
        self.open_round(self.rounds["round 3"], AFTER_PILOT_2.saying(self.words.remarks("round_3")))

    @on("2026-07-09 21:00")
    def some_answer_round_3(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2026-07-13 15:00")
    def more_answer_round_3(self) -> None:
        """Meer antwoorden na de herinnering."""
        self.open_answers.some()

    @on("2026-07-18 06:00")
    def the_last_answer_round_3(self) -> None:
        """De laatste antwoorden: 97 van 141."""
        self.open_answers.some()

    @on("2026-07-24 14:00")
    def round_3_is_answered(self) -> None:
        """Marieke antwoordt en legt de uitkomst bij Henk: geen stressrisico meer."""
        self.answer_back(self.rounds["round 3"], "round_3")
        self.do(self.lead, "cycle", "step", self.cycle, "evaluate_pilot")

    @on("2026-07-27 10:00")
    def advice_is_asked(self) -> None:
        """Henk vraagt advies, artikel 25 lid 1 onder k. Het dossier begint met wat gemeten en gezegd is."""
        self.advice = self.begin_request("advice", "advice", answer_by="2026-09-07")
        self.do(self.sponsor, "cycle", "step", self.cycle, "await_consultation")

    @on("2026-08-26 14:00")
    def meeting_about_the_advice(self) -> None:
        """Overlegvergadering na de vakantie. Een vraag van Samira houdt niets op."""
        self.do("wim", "consult", "meeting", self.advice, on="2026-08-26")
        said = self.words.texts("council_asks_again")
        asked = self.do("samira", "consult", "question", self.advice, said["question"])
        self.do(self.sponsor, "consult", "reply", self.advice, asked["question"], said["reply"])

    @on("2026-09-07 16:00")
    def advice_with_three_conditions(self) -> None:
        """Het advies: doorgaan, onder drie voorwaarden."""
        given = self.words.texts("advice_answer")
        self.do("wim", "consult", "answer", self.advice, given["text"], condition=given["conditions"])

    @on("2026-09-14 11:00")
    def two_of_three_are_followed(self) -> None:
        """Henk volgt twee van de drie. Daarom wacht de uitvoering een maand."""
        why = self.words.texts("advice_answer")["third_not_followed"]
        self.do(
            self.sponsor,
            "consult",
            "decide",
            self.advice,
            departs=True,
            not_followed=f"3={why}",
            told_on="2026-09-14",
        )

    @on("2026-09-21 09:00")
    def the_conditions_become_tasks(self) -> None:
        """Twee voorwaarden worden taken: Els zorgt voor de uitleg vóór golf 2, en de tijd staat vast."""
        self.do(self.lead, "consult", "task", self.advice, 1, owner=self.who("els"), by="2026-11-13")
        self.do(self.lead, "consult", "met", self.advice, 2, self.words.texts("advice_answer")["second_met"])

    @on("2026-10-14 10:00")
    def rollout_on_14_october_is_refused(self) -> None:
        """De laatste dag van de maand: uitrollen mag nog niet."""
        self.do(self.sponsor, "cycle", "step", self.cycle, "decide_now")
        go = self.words.texts("reasons")["go"]
        self.no_go_yet = self.refused(self.sponsor, "cycle", "step", self.cycle, "go", reason=go)

    @on("2026-10-15 09:00")
    def rollout_on_15_october(self) -> None:
        """De maand is voorbij: alle winkels. Drie golven om de vier weken, en niets in de kersttijd."""
        reasons = self.words.texts("reasons")
        self.do(self.sponsor, "cycle", "step", self.cycle, "go", reason=reasons["go"])
        self.do(self.sponsor, "variant", "adopt", self.variants["V2b"], reason=reasons["go"])
        self.do(
            self.lead,
            "wave",
            "freeze",
            "add",
            self.cycle,
            from_="2026-11-30",
            until="2027-01-03",
            name=reasons["freeze"],
        )
        planned = self.do(
            self.lead,
            "wave",
            "planner",
            self.cycle,
            variant="V2b",
            site=[store for stores in WAVES for store in stores],
            size=[len(stores) for stores in WAVES],
            every="4 weeks",
            from_="2026-10-19",
        )
        self.planned = [(wave["startsOn"], wave["movedFrom"]) for wave in planned["waves"]]
        self.waves = [wave["id"] for wave in planned["waves"]]
        self.do(self.lead, "wave", "move", self.waves[2], from_="2027-01-11", reason=reasons["stock_count"])
        self.do(self.lead, "wave", "announce", self.waves[0])

    @on("2026-10-19 07:00")
    def wave_1(self) -> None:
        """Golf 1: tien winkels."""
        self.do(self.lead, "wave", "start", self.waves[0])

    @on("2026-10-30 08:00")
    def wave_1_is_asked(self) -> None:
        """Na twee weken: kunt u ermee werken?"""
        self._ask_wave(1)

    @on("2026-11-02 20:00")
    def some_answer_wave_1(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()
        self.do(self.lead, "wave", "announce", self.waves[1])

    @on("2026-11-08 15:00")
    def the_last_answer_wave_1(self) -> None:
        """Na de herinnering komt de rest."""
        self.open_answers.some()
        self.open_answers.some()

    @on("2026-11-13 11:00")
    def wave_1_is_answered(self) -> None:
        """Beantwoord, en geen winkel onder 3,0: golf 1 is klaar."""
        self.answer_back(self.rounds["wave 1"], "wave_1")
        self.do(self.lead, "wave", "finish", self.waves[0])

    @on("2026-11-16 06:00")
    def a_condition_is_still_open(self) -> None:
        """De dag van de eerste voorwaarde is voorbij: golf 2 begint pas als de uitleg is gegeven."""
        self.no_wave_2 = self.refused(self.lead, "wave", "start", self.waves[1])
        self.do("els", "consult", "met", self.advice, 1, self.words.texts("advice_answer")["first_met"])

    @on("2026-11-16 07:00")
    def wave_2(self) -> None:
        """Golf 2: zestien winkels."""
        self.do(self.lead, "wave", "start", self.waves[1])

    @on("2026-12-10 10:00")
    def a_wave_in_the_freeze_is_refused(self) -> None:
        """Kan golf 3 niet eerder? Nee: in de kersttijd verandert er niets in een winkel."""
        self.do(
            self.lead,
            "wave",
            "move",
            self.waves[2],
            from_="2026-12-14",
            reason="De leverancier heeft eerder tijd.",
        )
        self.frozen = self.refused(self.lead, "wave", "announce", self.waves[2])
        self.do(
            self.lead,
            "wave",
            "move",
            self.waves[2],
            from_="2027-01-11",
            reason="Voor Kerst verandert er niets.",
        )

    @on("2026-12-14 08:00")
    def wave_2_is_asked(self) -> None:
        """Na vier weken: kunt u ermee werken?"""
        self._ask_wave(2)

    @on("2026-12-17 20:00")
    def some_answer_wave_2(self) -> None:
        """De eerste antwoorden, voor de kerstdrukte."""
        self.open_answers.some()

    @on("2026-12-22 20:00")
    def the_last_answer_wave_2(self) -> None:
        """De rest antwoordt voor Kerst. In Kampen gaat het niet goed."""
        self.open_answers.some()
        self.open_answers.some()

    @on("2027-01-05 10:00")
    def wave_3_is_announced(self) -> None:
        """De laatste zestien winkels horen dat zij op 11 januari beginnen."""
        self.last_announced = self.do(self.lead, "wave", "announce", self.waves[2])
        self.groups = self.group(self.rounds["wave 2"], "wave_2")

    @on("2027-01-11 07:00")
    def wave_3_is_blocked(self) -> None:
        """Golf 3 mag niet beginnen: Kampen gaf een 2,6 en wat zij zeiden is nog niet beantwoord."""
        self.no_wave_3 = self.refused(self.lead, "wave", "start", self.waves[2])
        why = self.words.texts("reasons")["blocked"]
        self.do(self.lead, "wave", "blocked", self.waves[2], reason=why)

    @on("2027-01-11 11:00")
    def kampen_is_answered(self) -> None:
        """Kampen krijgt antwoord en past V2b aan; Vries stelt uit. Daarna begint golf 3."""
        self.answer_groups(self.groups, "wave_2")
        self.do(self.lead, "round", "finish", self.rounds["wave 2"])
        self.do(self.lead, "wave", "finish", self.waves[1])
        for wave, store, choice in (
            (1, LOW_STORE, "adapt"),
            (2, "vries", "postpone"),
            (2, "zuidlaren", "adopt"),
        ):
            said = self.words.texts("stores", store)
            self.do(f"manager.{store}", "wave", "choose", self.waves[wave], store, choice, **said)
        self.do(self.lead, "wave", "start", self.waves[2])

    @on("2027-01-25 08:00")
    def wave_3_is_asked(self) -> None:
        """Na twee weken: kunt u ermee werken?"""
        self._ask_wave(3)

    @on("2027-01-28 20:00")
    def some_answer_wave_3(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2027-02-03 20:00")
    def the_last_answer_wave_3(self) -> None:
        """Na de herinnering komt de rest."""
        self.open_answers.some()
        self.open_answers.some()

    @on("2027-02-12 11:00")
    def wave_3_is_answered(self) -> None:
        """Alle 48 winkels werken met V2b. Nu drie maanden werken en dan opnieuw meten."""
        self.answer_back(self.rounds["wave 3"], "wave_3")
        self.do(self.lead, "wave", "finish", self.waves[2])
        self.do(self.lead, "cycle", "step", self.cycle, "evaluate")

    @on("2027-03-29 08:00")
    def the_measurement_after(self) -> None:
        """Dezelfde vragen in dezelfde twaalf winkels als in januari 2026."""
        drafted = self.do(self.lead, "round", "draft", self.cycle, purpose="evaluation", site=BASELINE)
        self.rounds["evaluation"] = drafted["id"]
        self.open_round(drafted["id"], AT_EVALUATION)

    @on("2027-04-01 20:00")
    def some_answer_the_measurement(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2027-04-07 20:00")
    def the_last_answer_the_measurement(self) -> None:
        """Na de herinnering komt de rest."""
        self.open_answers.some()
        self.open_answers.some()

    @on("2027-04-12 11:00")
    def a_subsidy_would_have_run_out(self) -> None:
        """Had ESF dit kunnen betalen? Nee: die betaalt twaalf maanden, tot en met 11 januari."""
        self.answer_back(self.rounds["evaluation"], "evaluation")
        subsidy = self.words.texts("subsidy")
        self.do(
            self.lead,
            "cycle",
            "profile",
            self.cycle,
            "esf",
            fit=subsidy["fit"],
            application=subsidy["application"],
            no_other_eu_money=True,
        )
        self.no_subsidy = self.refused(self.sponsor, "cycle", "step", self.cycle, "close")
        self.do(self.sponsor, "cycle", "profile", self.cycle, let_go=subsidy["let_go"])

    @on("2027-04-12 14:00")
    def what_was_learned(self) -> None:
        """Minder druk, meer te zeggen, minder lege vakken. Henk rondt af, met drie lessen."""
        self.unlearned = self.refused(self.sponsor, "cycle", "step", self.cycle, "close")
        self.write_lessons()
        self.judge_benefits()
        self.do(self.sponsor, "cycle", "step", self.cycle, "close")

    def _ask_wave(self, number: int) -> None:
        teams = [f"{site}/{team}" for site in WAVES[number - 1] for team in (DAY, NIGHT)]
        known = {f"{team.site}/{team.name}" for team in self.company.teams}
        drafted = self.do(
            self.lead,
            "round",
            "draft",
            self.cycle,
            purpose="wave",
            about=self.waves[number - 1],
            team=[team for team in teams if team in known],
        )
        self.rounds[f"wave {number}"] = drafted["id"]
        self.open_round(drafted["id"], AFTER_WAVES[number - 1])
