"""The workflows that are published, their texts, and what is to be said about a text before it is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import yaml
from sqlalchemy import func, select
from sqlmodel import Session, col

from pim.admin.letter_texts import letters_of
from pim.lifecycle.definitions import machine_of, versions
from pim.lifecycle.tables import Instance
from pim.people.tables import Organisation
from pim.settings import Settings
from workflows.definition import SHIPPED, Checked, check, digest, shipped, shipped_names

_AS_IT_IS = 10_000  # characters: no line is folded, so that a fault's line is the line that is seen


@dataclass(frozen=True, slots=True)
class Version:
    """A published workflow; ``running`` counts the organisation's innovations that are on it."""

    name: str
    number: int
    digest: str
    published_at: datetime
    running: int
    newest: bool
    title: Mapping[str, str]

    @property
    def text(self) -> str:
        """Return how a migration plan calls it."""
        return f"{self.name}@{self.number}"


def versions_of(session: Session, organisation_id: int) -> list[Version]:
    """Return every published workflow, the newest of each name first. Two statements and one per new text."""
    rows = session.execute(
        select(col(Instance.digest), func.count())
        .where(
            col(Instance.organisation_id) == organisation_id,
            col(Instance.kind) == "cycle",
            col(Instance.final).is_(False),
        )
        .group_by(col(Instance.digest))
    )
    running = {key: count for key, count in rows}  # noqa: C416 - rows are no pairs to mypy
    published = versions(session)
    total, seen = Counter(name for name, _, _ in published), Counter[str]()
    found = []
    for name, key, at in published:
        seen[name] += 1
        title = machine_of(session, key).definition.title
        words = {"nl": title.nl, "en": title.en}
        newest = seen[name] == total[name]
        found.append(Version(name, seen[name], key, at, running.get(key, 0), newest, words))
    return sorted(found, key=lambda one: (one.name, -one.number))


def text_of(session: Session, key: str) -> str:
    """Return a published workflow as a text that can be changed. Raises NotFound.

    One that comes with PIM is as it was written, with its remarks; of another only what it says is kept.
    """
    definition = machine_of(session, key).definition
    for name in shipped_names():
        if digest(shipped(name)) == key:
            return (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")
    tree = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return str(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=_AS_IT_IS))


def look_at(text: str, settings: Settings) -> Checked:
    """Return everything that is to be said about a text; never raises for what is in it."""
    letters, _ = letters_of(settings)
    return check(text, letters.known())


def one_organisation(session: Session) -> bool:
    """Tell whether the installation is of one organisation: workflows are shared by all that are in it."""
    return (session.scalar(select(func.count()).select_from(Organisation)) or 0) <= 1
