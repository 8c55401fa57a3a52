"""Making an own letter in a folder, for the tests."""

from pathlib import Path

from notifications.letters import LetterFault, Letters


def write(folder: Path, source: str, name: str = "nl/news.j2") -> Path:
    """Put one own letter in a folder, and return the folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    return folder


def body(words: str, subject: str = "Nieuws") -> str:
    """Return a letter with this body, which begins on line 4."""
    return (
        f"{{% block subject %}}{subject}{{% endblock %}}\n\n{{% block body %}}\n{words}\n{{% endblock %}}\n"
    )


def faults(folder: Path, words: str, name: str = "nl/news.j2") -> list[LetterFault]:
    """Return what is wrong with an own letter that has this body."""
    return Letters.check(write(folder, body(words), name))
