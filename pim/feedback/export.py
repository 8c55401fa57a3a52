"""The published results of a round as rows of a file: what the page shows, and nothing else."""

from collections.abc import Iterator, Mapping

from pim.feedback.publication import Group, Results
from pim.feedback.questions import CHOICE
from pim.web.sheets import Cell

WORDS: Mapping[str, tuple[str, str]] = {  # code: (nl, en)
    "what": ("Soort", "Kind"),
    "group": ("Groep", "Group"),
    "team": ("Team", "Team"),
    "question": ("Vraag", "Question"),
    "answer": ("Antwoord", "Answer"),
    "value": ("Gemiddelde", "Mean"),
    "n": ("Aantal", "Number"),
    "mean": ("gemiddelde", "mean"),
    "choice": ("keuze", "choice"),
    "others": ("De verborgen antwoorden samen", "The hidden answers together"),
    "text": ("tekst", "text"),
    "everybody": ("Iedereen", "Everybody"),
}
HEADS = ("what", "group", "team", "question", "answer", "value", "n")


def said(code: str, language: str) -> str:
    """Return a word of the file."""
    return WORDS[code][0 if language == "nl" else 1]


def result_rows(found: Results, language: str) -> Iterator[list[Cell]]:
    """Yield the means of every group, the choices and the texts, in the order of ``HEADS``."""
    yield from _means(found, found.whole, said("everybody", language), "", language)
    for site in found.sites:
        yield from _means(found, site, site.name, "", language)
        for team in site.teams:
            yield from _means(found, team, site.name, team.name, language)
    everybody = said("everybody", language)
    for question in found.questions:
        if question["kind"] == CHOICE and question["code"] in found.choices:
            one, asked, kind = found.choices[question["code"]], question[language], said("choice", language)
            for option in question["options"]:
                if option["code"] in one.options:
                    count = one.options[option["code"]]
                    yield [kind, everybody, "", asked, option[language], None, count]
            if one.others:
                yield [kind, everybody, "", asked, said("others", language), None, one.others]
    names = {question["code"]: question[language] for question in found.questions}
    kind = said("text", language)
    for text in found.said:
        yield [kind, everybody, "", names.get(text.code, text.code), text.text, None, None]


def _means(found: Results, group: Group, name: str, team: str, language: str) -> Iterator[list[Cell]]:
    kind = said("mean", language)
    for column in found.columns:
        if column.code in group.means:
            mean = group.means[column.code]
            yield [kind, name, team, column[language], "", mean.value, mean.n]
