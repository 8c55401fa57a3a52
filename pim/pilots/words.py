"""What law a pilot meets, in plain words of both languages."""

from collections.abc import Mapping

from pim.pilots.law import ASK, FREE, UNKNOWN, WEIGH, Met

SHIFT_WORDS: Mapping[str, tuple[str, str]] = {  # code: (nl, en)
    "early": ("vroeg", "early"),
    "day": ("dag", "day"),
    "late": ("laat", "late"),
    "night": ("nacht", "night"),
}
LAW: Mapping[tuple[str, str], tuple[str, str]] = {
    ("advice", FREE): (
        "U hoeft nu nog geen advies te vragen. De proef is beperkt in tijd én in omvang, en advies is "
        "toegezegd. Vraag het advies voordat u besluit om door te gaan.",
        "You need not ask for advice yet. The pilot is limited in time and in size, and advice was promised. "
        "Ask for it before you decide to go on.",
    ),
    ("advice", ASK): (
        "Vraag de ondernemingsraad eerst om advies, als de vernieuwing belangrijk is. Een proef mag alleen "
        "zonder advies als zij beperkt is in tijd, beperkt in omvang, en het advies is toegezegd. "
        "Wat niet klopt: {why}.",
        "Ask the works council for advice first, if the innovation is important. A pilot goes without only "
        "when it is limited in time, limited in size, and advice was promised. What does not hold: {why}.",
    ),
    ("consent", FREE): (
        "De proef legt geen gegevens van medewerkers vast en kan hen niet volgen. Instemming is niet nodig.",
        "The pilot records no data about employees and cannot follow them. Consent is not needed.",
    ),
    ("consent", ASK): (
        "De proef legt gegevens van medewerkers vast of kan hen volgen, en is niet klein en kort. "
        "Vraag de ondernemingsraad om instemming.",
        "The pilot records data about employees or could follow them, and is not small and short. "
        "Ask the works council for consent.",
    ),
    ("consent", WEIGH): (
        "De proef legt gegevens van medewerkers vast of kan hen volgen. Of instemming nodig is, hangt af van "
        "de duur, de groep en hoe kwetsbaar die is. Overleg met de ondernemingsraad.",
        "The pilot records data about employees or could follow them. Whether consent is needed depends on "
        "how long, how many and how vulnerable they are. Talk to the works council.",
    ),
    ("consent", UNKNOWN): (
        "Nog niet bekend is of de proef gegevens van medewerkers vastlegt of hen kan volgen. Vul dat in.",
        "It is not known yet whether the pilot records data about employees or could follow them. "
        "Fill it in.",
    ),
    ("privacy", FREE): (
        "Er worden geen gegevens van medewerkers vastgelegd. Een privacytoets is niet nodig.",
        "No data about employees is recorded. A privacy assessment is not needed.",
    ),
    ("privacy", ASK): (
        "Gegevens van medewerkers worden stelselmatig bijgehouden. Doe eerst een privacytoets (DPIA).",
        "Data about employees is kept systematically. Do a privacy assessment (DPIA) first.",
    ),
    ("privacy", WEIGH): (
        "Er worden gegevens van medewerkers vastgelegd. Vraag de functionaris gegevensbescherming of een "
        "privacytoets (DPIA) nodig is.",
        "Data about employees is recorded. Ask the data protection officer whether a privacy assessment "
        "(DPIA) is needed.",
    ),
    ("privacy", UNKNOWN): (
        "Nog niet bekend is of de proef gegevens van medewerkers vastlegt. Vul dat in.",
        "It is not known yet whether the pilot records data about employees. Fill it in.",
    ),
    ("no_council", WEIGH): (
        "Er werken hier {staff} mensen. Een ondernemingsraad is verplicht vanaf {from}. Is er geen, bespreek "
        "de proef dan met de personeelsvertegenwoordiging of in een vergadering met alle medewerkers.",
        "{staff} people work here. A works council is required from {from}. If there is none, discuss the "
        "pilot with the staff representatives or in a meeting with everybody.",
    ),
}  # fmt: skip
WHY: Mapping[str, tuple[str, str]] = {
    "days": (
        "de duur ({days} dagen, hoogstens {weeks} weken)",
        "the length ({days} days, at most {weeks} weeks)",
    ),
    "share": (
        "de omvang ({share} % van de medewerkers, hoogstens {percent} %)",
        "the size ({share}% of staff, at most {percent}%)",
    ),
    "promised": ("het advies is niet toegezegd", "advice was not promised"),
}


ARTICLES: Mapping[str, tuple[str, str]] = {
    "WOR 25(1)": ("artikel 25 lid 1 WOR", "article 25(1) WOR"),
    "WOR 27(1)(k)": ("artikel 27 lid 1 onder k WOR", "article 27(1)(k) WOR"),
    "WOR 27(1)(l)": ("artikel 27 lid 1 onder l WOR", "article 27(1)(l) WOR"),
    "WOR 27(1)(k), (l)": ("artikel 27 lid 1 onder k en l WOR", "article 27(1)(k) and (l) WOR"),
    "WOR 2, 35b": ("artikel 2 en 35b WOR", "articles 2 and 35b WOR"),
    "AVG 35": ("artikel 35 AVG", "article 35 GDPR"),
}


def article_words(met: Met) -> dict[str, str]:
    """Return the article of a rule as people write it, in both languages."""
    return {language: ARTICLES[met.article][_place(language)] for language in ("nl", "en")}


def number_word(value: float, language: str) -> str:
    """Return a number as people write it: "8", and "19,5" in Dutch."""
    return f"{value:g}".replace(".", "," if language == "nl" else ".")


def explained(met: Met, language: str) -> str:
    """Return what follows from a rule, in plain words."""
    said = LAW[met.rule, met.outcome][_place(language)]
    return said.format(why=_why(met, language), **_numbers(met, language)) if "{" in said else said


def shift_word(shift: str | None, language: str) -> str:
    """Return a shift as people call it, or nothing."""
    return SHIFT_WORDS.get(shift or "", ("", ""))[_place(language)]


def _place(language: str) -> int:
    return 0 if language == "nl" else 1


def _why(met: Met, language: str) -> str:
    given = met.inputs
    if met.rule != "advice":
        return ""
    broken = []
    if not 0 < given["days"] <= given["weeksAtMost"] * 7:
        broken.append("days")
    if given["share"] > given["percentAtMost"]:
        broken.append("share")
    if not given["promised"]:
        broken.append("promised")
    return "; ".join(WHY[name][_place(language)].format(**_numbers(met, language)) for name in broken)


def _numbers(met: Met, language: str) -> dict[str, str]:
    named = {"weeksAtMost": "weeks", "percentAtMost": "percent"}
    return {
        named.get(name, name): number_word(value, language)
        for name, value in met.inputs.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


INPUTS: Mapping[str, tuple[str, str]] = {
    "days": ("aantal dagen", "number of days"),
    "weeksAtMost": ("hoogstens zoveel weken", "so many weeks at most"),
    "share": ("deel van de medewerkers (%)", "share of staff (%)"),
    "percentAtMost": ("hoogstens zoveel procent", "so many percent at most"),
    "promised": ("advies toegezegd", "advice promised"),
    "personalData": ("legt gegevens van medewerkers vast", "records data about employees"),
    "observes": ("kan medewerkers volgen", "could follow employees"),
    "people": ("mensen die meedoen", "people who take part"),
    "staff": ("mensen die hier werken", "people who work here"),
    "from": ("vanaf zoveel mensen", "from so many people"),
}


def input_word(name: str, language: str) -> str:
    """Return what the law looked at, as people call it."""
    return INPUTS[name][_place(language)]
