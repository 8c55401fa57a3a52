"""The words on the pages. English stands in the templates; Dutch in ``words/nl.po``, read at start."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("nl", "en")
FOLDER = Path(__file__).parent.parent / "words"


@cache
def translations(language: str) -> NullTranslations:
    """Return the words of a language; English needs none."""
    if language == "en":
        return NullTranslations()
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
