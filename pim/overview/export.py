"""The overview as a workbook: the same numbers under the same names as on the page, with what they mean."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from pim.overview.definitions import DEFINITIONS
from pim.overview.view import Overview
from pim.web.sheets import Cell, Sheets

WORDS: Mapping[str, tuple[str, str]] = {  # code: (nl, en)
    "numbers": ("Getallen", "Numbers"),
    "number": ("Getal", "Number"),
    "value": ("Waarde", "Value"),
    "means": ("Wat is dit?", "What is this?"),
    "stages": ("Fasen", "Stages"),
    "stage": ("Fase", "Stage"),
    "total": ("Vernieuwingen", "Innovations"),
    "short": ("Korter dan 4 weken", "Under 4 weeks"),
    "middle": ("4 tot 12 weken", "4 to 12 weeks"),
    "long": ("Langer", "Longer"),
    "since": ("De oudste sinds", "The oldest since"),
    "waits": ("Wat wacht", "What waits"),
    "what": ("Wat", "What"),
    "innovation": ("Vernieuwing", "Innovation"),
    "day": ("Sinds", "Since"),
    "turn": ("Aan zet", "It is up to"),
    "names": ("Namen", "Names"),
}


def sheets(found: Overview, language: str, zone: str) -> Sheets:
    """Return the sheets of the workbook, its days on the clocks of a time zone."""
    local = ZoneInfo(zone)

    def say(*codes: str) -> list[str]:
        return [WORDS[code][0 if language == "nl" else 1] for code in codes]

    return {
        say("numbers")[0]: (say("number", "value", "means"), _numbers(found, language)),
        say("stages")[0]: (
            say("stage", "total", "short", "middle", "long", "since"),
            _stages(found, language, local),
        ),
        say("waits")[0]: (
            say("what", "stage", "innovation", "day", "turn", "names"),
            _waiting(found, language, local),
        ),
    }


def _numbers(found: Overview, language: str) -> Iterator[list[Cell]]:
    values: Mapping[str, Cell] = {
        "running": found.road.running,
        "late": found.late_total,
        "tasks": found.late_tasks,
        "open_rounds": found.road.open_rounds,
        "answered": found.answers.percent,
        "time_to_answer": found.answers.days,
        "response": found.answers.response,
        "decisions": found.decisions,
    }
    units = {"answered": " (%)", "response": " (%)"}
    for code, value in values.items():
        one = DEFINITIONS[code]
        yield [one.name[language] + units.get(code, ""), value, one.means[language]]


def _stages(found: Overview, language: str, zone: ZoneInfo) -> Iterator[list[Cell]]:
    for stage in found.road.stages:
        since = stage.since.astimezone(zone).date().isoformat() if stage.since and not stage.final else ""
        ages = (None,) * 3 if stage.final else (stage.short, stage.middle, stage.long)
        yield [stage.label[language], stage.total, *ages, since]


def _waiting(found: Overview, language: str, zone: ZoneInfo) -> Iterator[list[Cell]]:
    for one in found.late:
        yield [
            one.title, one.label[language], one.cycle, one.at.astimezone(zone).date().isoformat(),
            one.role_label[language], ", ".join(one.names),
        ]  # fmt: skip
