"""What every letter says, word for word, in a file of its own: a changed word is a changed file.

``make letters`` writes the files anew; what then differs is read by a person before it is committed.
"""

from dataclasses import MISSING, fields
from pathlib import Path

from notifications.catalogue import NOTICES
from notifications.letters import Letters
from notifications.notice import Notice
from notifications.words import LANGUAGES
from tests.notifications.letter_examples import STORE
from tests.notifications.town_examples import TOWN

FOLDER = Path(__file__).with_name("golden_letters")
LETTERS = Letters()


def file_of(name: str, language: str) -> Path:
    """Return where the words of a letter are kept."""
    return FOLDER / language / f"{name}.txt"


def said(name: str, language: str) -> str:
    """Return a letter as the stories send it, and once with no more in it than it cannot do without."""
    examples = [one[name] for one in (STORE, TOWN) if name in one]
    told = [_said(example, language) for example in (*examples, _bare(examples[0]))]
    return "\n=====\n\n".join(dict.fromkeys(told))


def _bare(notice: Notice) -> Notice:
    """Return a notice without all that may be left out: the other half of what its letter can say."""
    kept = {each.name: getattr(notice, each.name) for each in fields(notice) if each.default is MISSING}
    return type(notice)(**kept)


def _said(notice: Notice, language: str) -> str:
    letter = LETTERS.render(notice.name, language, notice.context())
    return f"{letter.subject}\n\n{letter.text.strip()}\n"


def write() -> None:
    """Write every file anew, and remove those of letters that are no more."""
    wanted = {file_of(name, language): (name, language) for name in NOTICES for language in LANGUAGES}
    for old in FOLDER.rglob("*.txt"):
        if old not in wanted:
            old.unlink()
    for file, (name, language) in wanted.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(said(name, language), encoding="utf-8")


if __name__ == "__main__":
    write()
