"""Bring a database to the tables this release works with, step by step, without losing a row."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, text

from pim.db import Database
from pim.errors import PimError

VERSIONS = Path(__file__).parent / "versions"
ONE_AT_A_TIME = 0x50494D  # "PIM": the advisory lock of two workers that are started together


class NewerDatabase(PimError):
    """This database was made by a newer PIM than this. Install that release, or restore an older backup."""


def upgrade(database: Database, versions: Path = VERSIONS) -> None:
    """Run the migrations this database has not had yet: all of them or, if one fails, none.

    May be called by several processes at once. Raises NewerDatabase, NoDatabase.
    """
    database.make_file()
    script = ScriptDirectory.from_config(_configuration(database, versions))
    known = {revision.revision for revision in script.walk_revisions()}
    if not known.issuperset(_had(database)):
        raise NewerDatabase
    command.upgrade(_configuration(database, versions), "head")


def is_current(database: Database, versions: Path = VERSIONS) -> bool:
    """Tell whether the database has had every migration of this release, and none of a later one."""
    script = ScriptDirectory.from_config(_configuration(database, versions))
    return _had(database) == tuple(script.get_heads()) != ()


def _had(database: Database) -> tuple[str, ...]:
    with database.read() as session:  # which says Busy when the database is away
        return MigrationContext.configure(session.connection()).get_current_heads()


def write_revision(database: Database, message: str, versions: Path = VERSIONS) -> Path | None:
    """Write the migration from the tables in ``database`` to those in the code; return its file.

    Nothing is written, and None returned, when they are equal already. The database must have had
    every earlier migration.
    """
    number = len(list(versions.glob("[0-9]*.py"))) + 1
    written = command.revision(
        _configuration(database, versions), message, autogenerate=True, rev_id=f"{number:04}"
    )
    if not isinstance(written, Script):
        return None
    file = Path(written.path)
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.strip().startswith("# ###")))
    return file


@contextmanager
def migrating(database: Database) -> Iterator[Connection]:
    """Give a connection on which tables may be changed; all is kept, or nothing if the block fails.

    SQLite cannot alter a column, so Alembic copies the table and drops the old one. With foreign
    keys on, that drop would take or refuse the rows that point to it: they are off here, and checked
    before the commit. Raises RuntimeError when a row then points to nothing.
    """
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if database.dialect == "postgresql":
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:number)"), {"number": ONE_AT_A_TIME}
                    )
                yield connection
                if database.dialect == "sqlite":
                    _nothing_dangles(connection)
        finally:
            if database.dialect == "sqlite":
                _foreign_keys(connection, on=True)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    # Straight to the driver: inside a transaction, which SQLAlchemy would begin, SQLite ignores this.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _nothing_dangles(connection: Connection) -> None:
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        table, row, target = dangling[0][:3]
        raise RuntimeError(
            f"the migration was undone: {len(dangling)} row(s) would point to nothing, "
            f"the first is row {row} of {table}, which points to {target}"
        )


def _configuration(database: Database, versions: Path) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    configuration.set_main_option("version_locations", str(versions).replace("%", "%%"))
    configuration.set_main_option("path_separator", "newline")
    configuration.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    configuration.attributes["database"] = database
    return configuration
