"""The house read as text and as syntax trees, for the tests that guard its laws."""

import ast
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("pim", "workflows", "notifications")


@cache
def files(*endings: str) -> tuple[Path, ...]:
    """Return every file that is or would be committed, with one of these endings if any are given."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(file for file in found if file.is_file() and (not endings or file.suffix in endings))


def modules(*folders: str) -> tuple[Path, ...]:
    """Return the Python files under these folders of the house."""
    return tuple(file for file in files(".py") if file.relative_to(ROOT).parts[0] in folders)


def place(file: Path) -> str:
    """Return where a file stands in the house, as people write it."""
    return file.relative_to(ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return ast.parse(file.read_text(), filename=str(file))


@cache
def imports(file: Path) -> frozenset[str]:
    """Return the dotted names that a file imports, anywhere in it; ``from a import b`` gives a and a.b."""
    return frozenset(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(file, node)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _absolute(file: Path, node: ast.ImportFrom) -> str:
    if node.level == 0:
        return node.module or ""
    folder = file.relative_to(ROOT).parts[: -node.level]
    return ".".join([*folder, *([node.module] if node.module else [])])


def roots(file: Path) -> frozenset[str]:
    """Return the top-level packages that a file imports."""
    return frozenset(name.partition(".")[0] for name in imports(file))


def reads_of(parsed: ast.Module, forbidden: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Give every place that reaches for ``owner.name`` of ``forbidden``, as "line 3: datetime.now"."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Attribute):
            owner = (
                node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            )
            if node.attr in forbidden.get(owner, ()):
                yield f"line {node.lineno}: {owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in forbidden.get(node.module or "", ()):
                    yield f"line {node.lineno}: {node.module}.{alias.name}"
