"""The words of a story, from its file in `words/`: what people say, write and give as a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea: who brings it, in which words, what it becomes part of, and what they hear."""

    who: str
    said: str
    outcome: str
    because: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant as it is put to people; ``changed`` says what is new in a later version."""

    title: str
    text: str
    part: str = "F2"
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """What several people said in a round, and the answer to it."""

    title: str
    said: str
    outcome: str
    because: str
    variant: str | None = None


class Words:
    """One file of words, or a part of one. It is read when the first word is needed."""

    def __init__(self, name: str, part: str | None = None) -> None:
        self._name, self._part = name, part

    @cached_property
    def _all(self) -> dict[str, Any]:
        file = files("pim.demo.stories") / "words" / f"{self._name}.yaml"
        found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        return found[self._part] if self._part else found

    def __getitem__(self, name: str) -> str:
        """Return a single text. Raises KeyError."""
        return str(self._all[name])

    def texts(self, name: str, part: str | None = None) -> Mapping[str, Any]:
        """Return texts by name, such as the reasons or the parts of a request."""
        found = self._all[name]
        return dict(found[part] if part else found)

    def lines(self, name: str, part: str | None = None) -> Sequence[Any]:
        """Return a list: of texts, or of texts with more to them."""
        found = self._all[name]
        return list(found[part] if part else found)

    def ideas(self) -> list[list[Idea]]:
        """Return the ideas in the batches in which they are brought."""
        return [[Idea(**idea) for idea in batch] for batch in self._all["ideas"]]

    def variants(self) -> Mapping[str, Variant]:
        """Return the variants by their code."""
        return {code: Variant(**variant) for code, variant in self._all["variants"].items()}

    def clusters(self, name: str) -> list[Cluster]:
        """Return what was said in a round, in groups, with the answers."""
        return [Cluster(**cluster) for cluster in self._all["clusters"][name]]

    def remarks(self, name: str) -> Mapping[str, Sequence[str]]:
        """Return what people write in the form of a round, by question."""
        return dict(self._all["remarks"][name])
