"""One value at a time: what a name, an address, a number, a language and a role may look like.

Used by the verbs and by the import, so that a file and a form have the same rules. What looks like
a spreadsheet formula is kept as the text it is: whoever writes a file quotes it there.
"""

import re
import unicodedata
from collections.abc import Collection

from pim.people.faults import Words, Wrong
from workflows.vocabulary import KNOWN_ROLES

LONGEST_NAME = 120
LONGEST_NUMBER = 40
LONGEST_QUOTE = 40
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3
ADMINISTRATOR = "administrator"
EMPLOYEE = "employee"  # everybody is one: never a row of its own
MANAGER = "manager"  # held at a site

# Held in one innovation, so a file about the organisation cannot give them.
IN_ONE_CYCLE = frozenset({"lead", "sponsor", "work_group"})

_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[^\s@,;:<>()\[\]\\\"]+")
_NUMBER = re.compile(r"[^\W_][\w.\-/]*")
_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SEVERAL = re.compile(r"[,;/|+\n]")

# Marks that turn text around on a screen: a name with one can read as another name.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# Signs without meaning that come along when text is copied from a page.
_WITHOUT = {ord(sign): None for sign in "\u00ad\u200b\u2060\ufeff"}

_NOT_TEXT = ("Cc", "Cs", "Co")  # control signs, halves of a sign, private use

_LANGUAGES = {
    "nl": "nl", "nld": "nl", "nlnl": "nl", "nlbe": "nl", "nederlands": "nl", "dutch": "nl",
    "en": "en", "eng": "en", "engb": "en", "enus": "en", "engels": "en", "english": "en",
}  # fmt: skip


def folded(text: str) -> str:
    """Return text as headings and words are compared: without case, accents, spaces and signs."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if sign.isalnum())


_ROLE_WORDS = {
    folded(word): role for role, labels in KNOWN_ROLES.items() for word in (role, *labels)
} | {
    "administrator": ADMINISTRATOR, "beheerder": ADMINISTRATOR,
    "filiaalmanager": MANAGER, "bedrijfsleider": MANAGER, "storemanager": MANAGER, "sitemanager": MANAGER,
    "or": "works_council", "fg": "privacy_officer", "dpo": "privacy_officer",
    "personeel": EMPLOYEE, "staff": EMPLOYEE,
}  # fmt: skip


def line(text: str, field: str) -> str:
    """Return text on one line: spaces made single, signs composed. Raises Wrong for signs that hide."""
    composed = unicodedata.normalize("NFC", text).translate(_WITHOUT)
    told = " ".join(composed.split())
    if told.isascii() and told.isprintable():
        return told
    for sign in told:
        if sign in _TURNING or unicodedata.category(sign) in _NOT_TEXT:
            point = f"U+{ord(sign):04X}"
            raise Wrong(
                field,
                Words(f"er staat een onzichtbaar teken in ({point})", f"holds a hidden sign ({point})"),
                Words("letters, cijfers en leestekens", "letters, figures and punctuation"),
            )
    return told


def name(text: str, field: str = "name") -> str:
    """Return a name of 1 to 120 characters. Raises Wrong."""
    told = line(text, field)
    if not told:
        raise Wrong(field, Words("er is niets ingevuld", "nothing is filled in"), Words("een naam", "a name"))
    if len(told) > LONGEST_NAME:
        raise Wrong(
            field,
            Words(f"{len(told)} tekens is te lang", f"{len(told)} characters is too long"),
            Words(f"hoogstens {LONGEST_NAME} tekens", f"at most {LONGEST_NAME} characters"),
        )
    return told


def email(text: str, field: str = "e-mail") -> str | None:
    """Return an e-mail address in small letters, or None for none. Raises Wrong."""
    told = line(text, field).lower()
    if not told:
        return None
    if len(told) > LONGEST_EMAIL or not _EMAIL.fullmatch(told):
        raise Wrong(
            field,
            Words(f"{quoted(told)} is geen e-mailadres", f"{quoted(told)} is not an e-mail address"),
            Words("een adres als fatima@winkel.example of niets", "one like fatima@store.example or nothing"),
        )
    return told


def number(text: str, field: str = "number") -> str | None:
    """Return a personnel number as it is written (leading zeros count), or None. Raises Wrong."""
    told = line(text, field)
    if not told:
        return None
    if len(told) > LONGEST_NUMBER or not _NUMBER.fullmatch(told):
        most = LONGEST_NUMBER
        raise Wrong(
            field,
            Words(f"{quoted(told)} is geen personeelsnummer", f"{quoted(told)} is not a personnel number"),
            Words(f"hoogstens {most} letters en cijfers", f"at most {most} letters and figures"),
        )
    return told


def language(text: str, field: str = "language") -> str | None:
    """Return nl or en, or None when nothing is filled in. Raises Wrong."""
    told = line(text, field)
    if not told:
        return None
    found = _LANGUAGES.get(folded(told))
    if found is None:
        raise Wrong(
            field,
            Words(f"{quoted(told)} is geen taal van PIM", f"{quoted(told)} is not a language of PIM"),
            Words("nl of en", "nl or en"),
        )
    return found


def code(text: str, field: str = "code") -> str:
    """Return the short code of an organisation: a letter, then letters, figures and dashes. Raises Wrong."""
    told = line(text, field).lower()
    if not _CODE.fullmatch(told):
        raise Wrong(
            field,
            Words(f"{quoted(told)} is geen code", f"{quoted(told)} is not a code"),
            Words("een woord als noordervers", "a word like noordervers"),
        )
    return told


def role(text: str, own: Collection[str] = (), field: str = "role") -> str:
    """Return the code of a role, given as code or by its Dutch or English name. Raises Wrong.

    ``own`` are the roles that an organisation's own workflows name besides the known ones.
    """
    told = line(text, field)
    found = _ROLE_WORDS.get(folded(told)) or (told if told in own and _ROLE.fullmatch(told) else None)
    if found is None:
        known = sorted({*_ROLE_WORDS.values(), *own})
        raise Wrong(
            field,
            Words(f"{quoted(told)} is geen bekende rol", f"{quoted(told)} is not a known role"),
            Words(f"één van {', '.join(known)}", f"one of {', '.join(known)}"),
        )
    return found


def roles(text: str, own: Collection[str] = (), field: str = "role") -> frozenset[str] | None:
    """Return the roles in one cell, or None when it is empty. Raises Wrong, also for a role of one cycle."""
    parts = [part for part in _SEVERAL.split(text) if part.strip()]
    if not parts:
        return None
    found = frozenset(role(part, own, field) for part in parts)
    for one in sorted(found & IN_ONE_CYCLE):
        labels = KNOWN_ROLES[one]
        raise Wrong(
            field,
            Words(f"{labels[0].lower()} is een rol in één vernieuwing", f"{one} is a role in one innovation"),
            Words("een lege cel; geef de rol bij de vernieuwing", "an empty cell; give it in the innovation"),
        )
    return found


def quoted(text: str) -> str:
    """Return a value as it is quoted in a sentence."""
    return f"“{text if len(text) <= LONGEST_QUOTE else f'{text[: LONGEST_QUOTE - 1]}…'}”"
