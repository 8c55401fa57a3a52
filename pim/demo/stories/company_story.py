"""What both stories do alike: an organisation moves in, ideas are brought and answered, rounds are held."""

from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pim.demo.player import Answers
from pim.demo.scenes import Story
from pim.demo.stories.words_of import Idea, Words
from pim.demo.voices import Voices

SET_ASIDE = "Een losse opmerking; de werkgroep heeft haar gelezen"


class CompanyStory(Story):
    """A story with one large innovation, led by ``lead`` and decided on by ``sponsor``."""

    words: Words
    lead: str
    sponsor: str
    work_group: Sequence[str] = ()

    cycle: int
    open_answers: Answers

    def move_in(self) -> None:
        """Make the organisation and take over its own lists of sites and people."""
        sites, people = self.company.write(self.player.folder)
        self.operator("people", "organisation", self.company.code, self.company.name)
        self.operator("sites", "import", sites, organisation=self.company.code)
        self.operator("people", "import", people, organisation=self.company.code)

    def operator(self, *command: object, **options: object) -> Any:
        """Let whoever runs the installation take a command."""
        return self.player.do(None, *command, **options)

    def start(self, workflow: str, title: str, goal: str, lead: str | None = None) -> int:
        """Let the lead start an innovation; returns its number."""
        leads = self.who(lead or self.lead)
        found = self.operator("cycle", "start", workflow=workflow, title=title, lead=leads, goal=goal)
        return int(found["id"])

    def name_people(self, cycle: int, roles: Mapping[str, Iterable[str]]) -> None:
        """Let the lead of a cycle say who holds which role in it."""
        for role, keys in roles.items():
            for key in keys:
                self.do(self.lead, "people", "role", self.who(key), role, cycle=cycle)

    def teams_at(self, sites: Iterable[str], names: Iterable[str]) -> list[int]:
        """Return the numbers of the teams with these names at these sites."""
        listed = self.operator("sites", "teams", organisation=self.company.code)
        wanted, places = set(names), set(sites)
        return [team["id"] for team in listed if team["code"] in places and team["team"] in wanted]

    def bring(self, ideas: Iterable[Idea], cycle: int | None = None) -> list[tuple[int, Idea]]:
        """Let people bring ideas; returns each with its number."""
        about = cycle or self.cycle
        return [(self.do(idea.who, "idea", "bring", about, idea.said)["id"], idea) for idea in ideas]

    def acknowledge(self, ideas: Iterable[tuple[int, Idea]]) -> None:
        """Let the lead say that ideas arrived."""
        for number, _ in ideas:
            self.do(self.lead, "idea", "acknowledge", number)

    def answer_ideas(self, ideas: Iterable[tuple[int, Idea]]) -> None:
        """Let the lead say what is done with ideas, and which functionality each becomes part of."""
        for number, idea in ideas:
            self.do(
                self.lead,
                "idea",
                "answer",
                number,
                outcome=idea.outcome,
                because=idea.because,
                functionality=idea.part,
            )

    def write_lessons(self) -> None:
        """Let the lead write down what the innovation taught, with words to find it by."""
        for learned in self.words.lines("lessons"):
            self.do(self.lead, "cycle", "lesson", self.cycle, learned["lesson"], tag=learned["tag"])

    def expect_benefits(self) -> None:
        """Let the lead write down what the innovation is expected to bring."""
        for one in self.words.lines("benefits"):
            expect = ("cycle", "benefit", "expect", self.cycle, one["text"])
            self.do(self.lead, *expect, dimension=one["dimension"])

    def judge_benefits(self) -> None:
        """Let the sponsor say at the evaluation what became of each benefit."""
        for number, one in enumerate(self.words.lines("benefits"), 1):
            judge = ("cycle", "benefit", "judge", self.cycle, f"B{number}", one["outcome"])
            self.do(self.sponsor, *judge, because=one["because"])

    def consult_wizard(self, name: str) -> Any:
        """Let the lead answer the plain questions about the law; returns which letters apply, and why."""
        answers = [f"{question}={answer}" for question, answer in self.words.texts(name).items()]
        return self.do(self.lead, "consult", "wizard", self.cycle, answer=answers)

    def ask(self, request: str, name: str, answer_by: str) -> int:
        """Let the lead ask the council or the officer at once; returns the number of the request."""
        texts = self.words.texts(name)
        asked = self.do(self.lead, "consult", "ask", self.cycle, request, answer_by=answer_by, **texts)
        return int(asked["id"])

    def begin_request(self, request: str, name: str, answer_by: str, **options: object) -> int:
        """Let the sponsor begin a dossier with what the innovation shows, rewrite and put it."""
        texts = dict(self.words.texts(name))
        head = {key: texts.pop(key) for key in ("title", "article")}
        begun = self.do(self.sponsor, "consult", "begin", self.cycle, request, **head, **options)["id"]
        self.do(self.sponsor, "consult", "write", begun, **texts)
        self.do(self.sponsor, "consult", "put", begun, answer_by=answer_by)
        return int(begun)

    def make_variants(self, *codes: str) -> None:
        """Let the lead write down variants under their own codes."""
        for code in codes:
            variant = self.words.variants()[code]
            self.do(
                self.lead,
                "variant",
                "add",
                self.cycle,
                functionality=variant.part,
                title=variant.title,
                text=variant.text,
                code=code,
            )

    def new_version(self, variant: int, code: str) -> int:
        """Let the lead make a new version of a variant; returns its number."""
        new = self.words.variants()[code]
        made = self.do(
            self.lead,
            "variant",
            "version",
            variant,
            title=new.title,
            text=new.text,
            what_changed=new.changed,
        )
        return int(made["id"])

    def open_round(self, round_id: int, voices: Voices) -> None:
        """Let the lead open a round; half of those who will answer do so in the first days."""
        self.do(self.lead, "round", "open", round_id)
        self.open_answers = self.player.answers(round_id, voices)

    def answer_back(self, round_id: int, name: str, *, finish: bool = True) -> list[int]:
        """Let the lead group what was said, answer each group, and send the answers; returns the groups."""
        groups = self.group(round_id, name)
        self.answer_groups(groups, name)
        if finish:
            self.do(self.lead, "round", "finish", round_id)
        return groups

    def group(self, round_id: int, name: str) -> list[int]:
        """Let the lead bring together what people said in a round, and give every text a place."""
        made = [
            self.do(self.lead, "round", "cluster", "add", round_id, title=one.title, said=one.said)["id"]
            for one in self.words.clusters(name)
        ]
        self.place_texts(round_id)
        return made

    def place_texts(self, round_id: int) -> None:
        """Let the lead put each text in the cluster it looks like; what looks like none asks for nothing."""
        while (desk := self.do(self.lead, "round", "desk", round_id))["waits"]:
            loose: list[str] = []
            for group in desk["waiting"]:
                texts = [text["id"] for text in group["texts"]]
                if group["cluster"] is None:
                    loose += texts
                else:
                    self.do(self.lead, "round", "cluster", "put", group["cluster"], *texts)
            if loose:
                self.do(self.lead, "round", "aside", round_id, *loose, because=SET_ASIDE)

    def answer_groups(self, groups: Sequence[int], name: str, titles: Container[str] | None = None) -> None:
        """Let the lead answer the groups of a round, or only those with these titles."""
        for number, one in zip(groups, self.words.clusters(name), strict=True):
            if titles is None or one.title in titles:
                self.do(
                    self.lead,
                    "round",
                    "cluster",
                    "answer",
                    number,
                    outcome=one.outcome,
                    because=one.because,
                    variant=one.variant,
                )

    def file(self, name: str) -> Path:
        """Return where a file of this story may be written."""
        return self.player.folder / f"{self.company.code}-{name}"
