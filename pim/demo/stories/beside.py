"""Smaller innovations beside the large ones: a round that runs, one paused, one that waits for answers.

Each is played in both organisations, in Waterveld a day later than in Noordervers.
"""

from datetime import timedelta

from pim.demo.scenes import on
from pim.demo.stories.company_story import CompanyStory
from pim.demo.stories.noordervers import FIRST_ROUND, NIGHT, NOORDERVERS, TILL
from pim.demo.stories.waterveld import BY_DAY, BY_EVENING, COUNTER, OBJECTIONS, WATERVELD
from pim.demo.stories.words_of import Idea, Words
from pim.demo.voices import Voices

_A_DAY = timedelta(days=1)


class Beside(CompanyStory):
    """A small innovation on the standard workflow. It begins with what these have in common."""

    places: tuple[str, ...]
    teams: tuple[str, ...]
    ideas: list[tuple[int, Idea]]

    def begin(self) -> None:
        """Start it, name its people and fill in its charter."""
        self.cycle = self.start("standard", self.words["title"], self.words["goal"])
        self.name_people(self.cycle, {"sponsor": [self.sponsor], "work_group": self.work_group})
        self.do(self.lead, "cycle", "teams", self.cycle, *self.teams_at(self.places, self.teams))
        themes = [f"{theme}={text}" for theme, text in self.words.texts("technology").items()]
        self.do(self.lead, "cycle", "charter", self.cycle, hours=60, technology=themes)

    def ask_for_ideas(self) -> None:
        """Go on to the ideas."""
        self.do(self.lead, "cycle", "step", self.cycle, "open_ideas")

    def name_functionalities(self) -> None:
        """Name what the ideas come down to."""
        for code, title in self.words.texts("functionalities").items():
            self.do(self.lead, "idea", "functionality", self.cycle, title, code=code)

    def stop(self) -> None:
        """Stop, with a lesson and a reason; everybody who contributed hears it."""
        learned = self.words.texts("lesson")
        self.do(self.lead, "cycle", "lesson", self.cycle, learned["lesson"], tag=learned["tag"])
        self.do(self.sponsor, "cycle", "step", self.cycle, "stop", reason=self.words["stopped"])


class RoundThatRuns(Beside):
    """In the middle of June its round is open."""

    voices: Voices

    @on("2026-04-20 09:00")
    def it_begins(self) -> None:
        """Een kleinere vernieuwing begint."""
        self.begin()

    @on("2026-04-27 10:00")
    def ideas_are_asked(self) -> None:
        """Ideeën gevraagd, ook op de vloer."""
        self.ask_for_ideas()

    @on("2026-04-28 15:00")
    def ideas_come(self) -> None:
        """Drie ideeën."""
        self.ideas = self.bring(self.words.ideas()[0])

    @on("2026-04-29 10:00")
    def ideas_are_acknowledged(self) -> None:
        """Ontvangen."""
        self.acknowledge(self.ideas)

    @on("2026-05-11 10:00")
    def ideas_are_answered(self) -> None:
        """Beantwoord."""
        self.name_functionalities()
        self.answer_ideas(self.ideas)

    @on("2026-05-18 10:00")
    def variants_are_made(self) -> None:
        """Twee varianten."""
        self.do(self.lead, "cycle", "step", self.cycle, "make_variants")
        self.make_variants("V1", "V2")

    @on("2026-06-08 09:00")
    def the_round_opens(self) -> None:
        """De ronde gaat open."""
        teams = [
            f"{team.site}/{team.name}"
            for team in self.company.teams
            if team.site in self.places and team.name in self.teams
        ]
        drafted = self.do(self.lead, "round", "draft", self.cycle, purpose="variants", team=teams)
        self.round = drafted["id"]
        self.do(self.lead, "cycle", "step", self.cycle, "ask_feedback")
        self.open_round(self.round, self.voices)

    @on("2026-06-10 18:00")
    def some_answer(self) -> None:
        """De eerste antwoorden."""
        self.open_answers.some()

    @on("2026-06-16 18:00")
    def the_last_answer(self) -> None:
        """Na de herinnering komt de rest."""
        self.open_answers.some()
        self.open_answers.some()

    @on("2026-06-30 11:00")
    def the_round_is_answered(self) -> None:
        """U zei, wij deden."""
        self.answer_back(self.round, "round")

    @on("2026-07-08 11:00")
    def it_stops(self) -> None:
        """Er komt iets tussen. Stoppen mag, met een les."""
        self.stop()


class Paused(Beside):
    """In the middle of June it waits."""

    @on("2026-03-03 09:00")
    def it_begins(self) -> None:
        """Een kleinere vernieuwing begint."""
        self.begin()

    @on("2026-03-17 10:00")
    def ideas_are_asked(self) -> None:
        """Ideeën gevraagd."""
        self.ask_for_ideas()

    @on("2026-04-14 11:00")
    def it_pauses(self) -> None:
        """Even wachten: iets anders gaat voor."""
        learned = self.words.texts("on_pausing")
        self.do(self.sponsor, "cycle", "step", self.cycle, "pause", reason=self.words["paused"], **learned)

    @on("2026-07-06 11:00")
    def it_stops(self) -> None:
        """Het hoeft niet meer. Stoppen mag, met een les."""
        self.stop()


class IdeasThatWait(Beside):
    """In the middle of June somebody waits for an answer, and so the gate stays shut."""

    @on("2026-05-04 09:00")
    def it_begins(self) -> None:
        """Een kleinere vernieuwing begint."""
        self.begin()

    @on("2026-05-11 10:30")
    def ideas_are_asked(self) -> None:
        """Ideeën gevraagd."""
        self.ask_for_ideas()

    @on("2026-06-01 22:00")
    def ideas_come(self) -> None:
        """Drie ideeën, laat op de avond."""
        self.ideas = self.bring(self.words.ideas()[0])
        self.name_functionalities()

    @on("2026-06-03 10:00")
    def one_is_acknowledged(self) -> None:
        """Eén idee krijgt bericht, twee blijven liggen."""
        self.acknowledge(self.ideas[:1])

    @on("2026-06-11 10:00")
    def the_gate_stays_shut(self) -> None:
        """Door naar de varianten? Nee: twee mensen weten niet eens of hun idee is aangekomen."""
        self.shut = self.refused(self.lead, "cycle", "step", self.cycle, "make_variants")

    @on("2026-06-17 10:00")
    def ideas_are_answered(self) -> None:
        """Te laat, maar beantwoord."""
        self.acknowledge(self.ideas[1:])
        self.answer_ideas(self.ideas)
        self.do(self.lead, "cycle", "step", self.cycle, "make_variants")
        self.make_variants("V1", "V2")

    @on("2026-07-13 11:00")
    def it_stops(self) -> None:
        """Dit gaat op in iets groters. Stoppen mag, met een les."""
        self.stop()


class Rosters(RoundThatRuns):
    """Noordervers: who works at the till makes the roster."""

    company, words, lead, sponsor = NOORDERVERS, Words("beside", "rosters"), "sofie", "henk"
    work_group = ("lisa", "els")
    places, teams = ("zwolle", "veendam", "stadskanaal"), (TILL,)
    voices = Voices(answers=26, means={"V1": 3.9, "V2": 2.6})


class Cardboard(Paused):
    """Noordervers: less cardboard."""

    company, words, lead, sponsor = NOORDERVERS, Words("beside", "cardboard"), "piet", "henk"
    work_group = ("joost",)
    places, teams = ("assen", "zwolle"), (NIGHT,)


class Canteen(IdeasThatWait):
    """Noordervers: news without e-mail."""

    company, words, lead, sponsor = NOORDERVERS, Words("beside", "canteen"), "daan", "henk"
    work_group = ("joost", "samira")
    places, teams = FIRST_ROUND, (NIGHT,)


class Reports(RoundThatRuns):
    """Waterveld: what residents report."""

    shift = _A_DAY
    company, words, lead, sponsor = WATERVELD, Words("beside", "reports"), "dennis", "ruud"
    work_group = ("abdi", "mo")
    places, teams = ("handhaving",), (BY_DAY, BY_EVENING)
    voices = Voices(answers=21, means={"V1": 4.0, "V2": 2.9})


class Appointments(Paused):
    """Waterveld: appointments at the counter."""

    shift = _A_DAY
    company, words, lead, sponsor = WATERVELD, Words("beside", "appointments"), "chantal", "ruud"
    work_group = ("loes",)
    places, teams = ("balie",), (COUNTER,)


class Plain(IdeasThatWait):
    """Waterveld: objections in plain words."""

    shift = _A_DAY
    company, words, lead, sponsor = WATERVELD, Words("beside", "plain"), "inge", "ruud"
    work_group = ("frank",)
    places, teams = ("bezwaar",), (OBJECTIONS,)
