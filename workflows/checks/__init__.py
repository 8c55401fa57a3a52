"""Does a workflow make sense? Everything that is asked of a file beyond its shape, before it can run."""

from __future__ import annotations

from workflows.checks import due, paths, steps
from workflows.checks.context import Context
from workflows.faults import nearest
from workflows.schema import Definition
from workflows.spans import WorkingDaysError
from workflows.vocabulary import AUDIENCES, AUTHOR, CLOCK
from workflows.working_days import calendar
from workflows.yaml_lines import Tree

__all__ = ["check"]


def check(tree: Tree, definition: Definition, letters: frozenset[str] | None, mended: bool) -> Tree:
    """Add every fault of this definition to the tree. Returns a tree whose faults are only warnings.

    `letters` are the letters that exist; None leaves them unchecked. In a `mended` definition parts
    are missing, so what could follow from that alone is not held against the author.
    """
    warnings = Tree(tree.file, tree.value, tree.lines)
    _calendar(tree, definition.calendar)
    for role in definition.roles:
        if role in (*AUDIENCES, AUTHOR, CLOCK):
            tree.fault(
                ("roles", role), f"the role {role!r}", "another name: this one has a meaning of its own"
            )
    _links(tree, definition)
    if definition.profile is not None and definition.profile not in definition.profiles:
        expected = "one of the `profiles` of this file: " + ", ".join(definition.profiles or ("none yet",))
        tree.fault(
            ("profile",),
            f"unknown profile {definition.profile!r}",
            expected,
            near=nearest(definition.profile, definition.profiles),
        )
    for kind, life in definition.lifecycles.items():
        context = Context(tree, warnings, definition, kind, life, letters, mended)
        paths.check(context)
        steps.check(context)
        due.check(context)
    return warnings


def _links(tree: Tree, definition: Definition) -> None:
    """Each link of the chain stands there once, and so does a team: it works in one link."""
    seen: set[str] = set()
    for place, link in enumerate(definition.links):
        if link.id in seen:
            tree.fault(("links", place, "id"), f"link {link.id!r} stands here twice", "each link once")
        seen.add(link.id)
    teams: dict[str, str] = {}
    for place, link in enumerate(definition.links):
        for team in link.teams:
            other = teams.setdefault(team.casefold(), link.id)
            if other != link.id:
                what = f"team {team!r} stands in the links {other!r} and {link.id!r}"
                tree.fault(("links", place, "teams"), what, "each team in one link")


def _calendar(tree: Tree, name: str) -> None:
    try:
        calendar(name)
    except WorkingDaysError as error:
        tree.fault(("calendar",), error.what, error.expected, near=error.nearest)
