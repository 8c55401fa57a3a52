"""The Nu HTML checker of the W3C: every page in one go, since Java takes a second to wake up."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

JAR = Path(__file__).parent / "nu" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


class NoChecker(Exception):
    """The Nu HTML checker is not here: run `make nu`, which needs npm; and it needs Java 17."""


def complaints(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Return what is wrong with these pages, by their names, warnings too. Raises NoChecker.

    ``folder`` is an empty one, to write them in.
    """
    java = shutil.which("java")
    if java is None or not JAR.is_file():
        raise NoChecker(NoChecker.__doc__)
    files = {folder / f"{number}.html": name for number, name in enumerate(pages)}
    for file, name in files.items():
        file.write_text(pages[name], encoding="utf-8")
    done = subprocess.run(
        [java, "-jar", JAR, "--format", "json", "--stdout", "--exit-zero-always", *files],
        capture_output=True,
        text=True,
        check=True,
    )
    names = {file.as_uri(): name for file, name in files.items()}
    said = json.loads(done.stdout)["messages"]
    return [
        f"{names[one['url'].replace('file:/', 'file:///')]}: {one['message']} {one.get('extract', '')!r}"
        for one in said
        if one["type"] != "info" or one.get("subType") == "warning"
    ]
