"""The words around every letter: greeting, button, and the last line, which says why you get it."""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around a letter's own text, in one language."""

    greeting: str
    greeting_nobody: str
    open_page: str
    address: str
    regards: str
    because: str
    because_role: str


WORDS = {
    "nl": Words(
        greeting="Beste {},",
        greeting_nobody="Beste collega,",
        open_page="Open de pagina",
        address="Werkt de knop niet? Typ dan dit adres over:",
        regards="Met vriendelijke groet,",
        because="U krijgt dit bericht omdat u {}.",
        because_role="de rol ‘{}’ hebt",
    ),
    "en": Words(
        greeting="Dear {},",
        greeting_nobody="Dear colleague,",
        open_page="Open the page",
        address="Does the button not work? Then type this address:",
        regards="Kind regards,",
        because="You get this message because you {}.",
        because_role="have the role ‘{}’",
    ),
}

LANGUAGES = tuple(WORDS)

BECAUSE = {
    "nl": {
        # roles
        "lead": "kartrekker bent van deze vernieuwing",
        "sponsor": "opdrachtgever bent van deze vernieuwing",
        "manager": "leiding geeft aan mensen die met deze vernieuwing gaan werken",
        "work_group": "in de werkgroep zit",
        "works_council": "lid bent van de ondernemingsraad",
        "privacy_officer": "functionaris gegevensbescherming bent",
        "confidant": "vertrouwenspersoon bent",
        "employee": "werkt in een team dat met deze vernieuwing te maken krijgt",
        "supplier": "namens de leverancier meewerkt",
        "resident_panel": "lid bent van het bewonerspanel",
        # audiences
        "author": "dit hebt ingebracht",
        "follower": "deze vernieuwingen of ideeën volgt",
        "asked": "voor deze feedbackronde bent gevraagd",
        "not_answered": "voor deze feedbackronde bent gevraagd. "
        "Wie al heeft geantwoord, krijgt dit bericht niet",
        "contributors": "een idee hebt ingebracht of om feedback bent gevraagd",
        "affected": "werkt in een team dat met deze vernieuwing te maken krijgt",
        "site_managers": "leiding geeft op een plek die meedoet",
        "site_staff": "werkt op een plek die meedoet",
        "administrator": "beheerder bent van dit systeem",
        "cluster_owner": "een groep reacties beantwoordt",
        "condition_owner": "zorgt voor een voorwaarde",
        # of a digest or bundle, which is about several innovations
        "asked_to_sign_in": "of iemand anders dit adres invulde om in te loggen bij PIM",
        "involved": "bij een of meer vernieuwingen betrokken bent",
    },
    "en": {
        "lead": "lead this innovation",
        "sponsor": "are the sponsor of this innovation",
        "manager": "manage people who will work with this innovation",
        "work_group": "are in the work group",
        "works_council": "are a member of the works council",
        "privacy_officer": "are the data protection officer",
        "confidant": "are the confidant",
        "employee": "work in a team that this innovation touches",
        "supplier": "take part on behalf of the supplier",
        "resident_panel": "are a member of the resident panel",
        "author": "brought this in",
        "follower": "follow these innovations or ideas",
        "asked": "were asked to take part in this feedback round",
        "not_answered": "were asked to take part in this feedback round. "
        "Whoever has already answered does not get this message",
        "contributors": "brought in an idea or were asked for feedback",
        "affected": "work in a team that this innovation touches",
        "site_managers": "manage a place that takes part",
        "site_staff": "work at a place that takes part",
        "administrator": "are the administrator of this system",
        "cluster_owner": "answer a group of reactions",
        "condition_owner": "see to a condition",
        "asked_to_sign_in": "or somebody else typed this address to sign in to PIM",
        "involved": "take part in one or more innovations",
    },
}


@lru_cache(maxsize=256)
def why(language: str, because: str, label: str) -> str:
    """The last line. A role that an organisation made up itself is called by its own `label`."""
    words = WORDS[language]
    reason = BECAUSE[language].get(because)
    if reason is None:
        reason = words.because_role.format(label or because.replace("_", " "))
    return words.because.format(reason)


def greet(language: str, recipient: str) -> str:
    """The greeting: "Beste Sanne de Vries," or, without a name, "Beste collega,"."""
    words = WORDS[language]
    return words.greeting.format(recipient) if recipient else words.greeting_nobody
