"""What every check knows: the definition, the lifecycle it looks at, and where to note a fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflows.faults import nearest
from workflows.schema import Definition, Lifecycle, Stage, Step
from workflows.vocabulary import AUDIENCES, AUTHOR, CLOCK
from workflows.yaml_lines import Path, Tree

_WITH_AUTHOR = ("idea", "variant")


@dataclass(frozen=True, slots=True)
class Context:
    """One lifecycle under inspection."""

    tree: Tree
    warnings: Tree
    definition: Definition
    kind: str
    life: Lifecycle
    letters: frozenset[str] | None
    mended: bool

    def fault(self, path: Path, what: str, expected: str, near: str | None = None) -> None:
        """Note a fault at a path inside this lifecycle."""
        self.tree.fault((self.kind, *path), what, expected, near=near)

    def warn(self, path: Path, what: str, expected: str) -> None:
        """Note a warning at a path inside this lifecycle."""
        self.warnings.fault((self.kind, *path), what, expected)

    def stages(self) -> Iterator[tuple[Path, str, Stage]]:
        """Every stage with its path and name."""
        for name, stage in self.life.stages.items():
            yield ("stages", name), name, stage

    def written_steps(self) -> Iterator[tuple[Path, str | None, str, Step]]:
        """Every step as it is written: path, its stage (None for everywhere), name, step."""
        for path, name, stage in self.stages():
            for step, way in stage.steps.items():
                yield (*path, "steps", step), name, step, way
        for step, way in self.life.everywhere.items():
            yield ("everywhere", step), None, step, way

    def known_stages(self) -> frozenset[str]:
        """The stages an author may mean: also one that could not be read and was left out."""
        return frozenset(self.life.stages) | frozenset(self._raw("stages"))

    def known_steps(self, stage: str) -> frozenset[str]:
        """The steps out of a stage that an author may mean."""
        raw = self._raw("stages").get(stage)
        steps = raw.get("steps") if isinstance(raw, dict) else None
        own = frozenset(steps) if isinstance(steps, dict) else frozenset()
        return own | frozenset(self.life.stages[stage].steps) | frozenset(self.life.everywhere)

    def all_steps(self) -> frozenset[str]:
        """The names of all steps of this lifecycle."""
        return frozenset(name for _, _, name, _ in self.written_steps())

    def _raw(self, key: str) -> Mapping[str, Any]:
        life = self.tree.value.get(self.kind) if isinstance(self.tree.value, dict) else None
        found = life.get(key) if isinstance(life, dict) else None
        return found if isinstance(found, dict) else {}

    def actors(self) -> frozenset[str]:
        """Who may take a step of this kind of thing."""
        author = {AUTHOR} if self.kind in _WITH_AUTHOR else set()
        return frozenset(self.definition.roles) | author | {CLOCK}

    def check_tells(self, path: Path, tells: Mapping[str, str]) -> None:
        """Audiences that exist get letters that exist."""
        for audience, letter in tells.items():
            self.check_audience((*path, audience), audience)
            self.check_letter((*path, audience), letter)

    def check_audience(self, path: Path, audience: str) -> None:
        """An audience is a role of this workflow or one of the fixed groups."""
        known = (*self.definition.roles, *AUDIENCES)
        if audience not in known:
            expected = "one of " + ", ".join(known)
            self.fault(path, f"unknown audience {audience!r}", expected, nearest(audience, known))

    def check_letter(self, path: Path, letter: str) -> None:
        """A letter that exists, as far as the caller told which do."""
        if self.letters is not None and letter not in self.letters:
            expected = "a letter that exists: " + ", ".join(sorted(self.letters))
            self.fault(path, f"unknown letter {letter!r}", expected, nearest(letter, self.letters))
