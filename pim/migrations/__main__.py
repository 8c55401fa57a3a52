"""``make migration ARGS="what changed"``: write the migration for tables that were changed in the code."""

import sys
import tempfile
from pathlib import Path

from pim.db import Database
from pim.migrations import upgrade, write_revision


def main(words: list[str]) -> int:
    """Compare a database that has had every migration with the code. Return the exit code."""
    if not words:
        sys.stderr.write('say what changed: make migration ARGS="add a phone number to people"\n')
        return 2
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'migrated.sqlite3'}")
        upgrade(database)
        written = write_revision(database, " ".join(words))
        database.dispose()
    sys.stdout.write(f"{written or 'nothing changed: no migration was written'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
