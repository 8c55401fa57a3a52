"""A database that was brought up to date step by step is the same as a new one, and loses no row."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlmodel import select

from pim.db import Database
from pim.migrations import NewerDatabase, is_current, migrating, upgrade, write_revision
from pim.people.tables import Organisation, Site


def _as_told(inspector: sa.Inspector, table: str) -> dict[str, Any]:
    """All that the database itself tells of a table, in an order that does not depend on how it was made."""
    return {
        "columns": _sorted(inspector.get_columns(table)),
        "key": _plain(inspector.get_pk_constraint(table)),
        "foreign keys": _sorted(inspector.get_foreign_keys(table)),
        "unique": _sorted(inspector.get_unique_constraints(table)),
        "checks": _sorted(inspector.get_check_constraints(table)),
        "indexes": _sorted(inspector.get_indexes(table)),
    }


def _sorted(told: Any) -> list[str]:
    return sorted(_plain(one) for one in told)


def _plain(told: Any) -> str:
    if isinstance(told, dict):
        return str(sorted((key, _plain(value)) for key, value in told.items()))
    return str(told)


def _tables(database: Database) -> dict[str, dict[str, Any]]:
    inspector = sa.inspect(database.engine)
    names = set(inspector.get_table_names()) - {"alembic_version"}
    return {name: _as_told(inspector, name) for name in names}


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one migration, written from the tables of the code as they are today."""
    versions = tmp_path_factory.mktemp("versions")
    empty = Database(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.sqlite3'}")
    empty.make_file()
    assert write_revision(empty, "first tables", versions) == versions / "0001_first_tables.py"
    empty.dispose()
    return versions


def test_a_migration_written_from_the_code_gives_the_tables_of_the_code(
    empty_database: Database, database: Database, written: Path
) -> None:
    assert not is_current(empty_database, written)
    upgrade(empty_database, written)
    assert is_current(empty_database, written)
    assert _tables(empty_database) == _tables(database)


def test_when_the_tables_are_those_of_the_code_no_migration_is_written(
    empty_database: Database, written: Path
) -> None:
    upgrade(empty_database, written)
    assert write_revision(empty_database, "nothing", written) is None
    assert [file.name for file in written.glob("*.py")] == ["0001_first_tables.py"]


def test_an_upgrade_that_was_done_is_not_done_again(empty_database: Database, written: Path) -> None:
    upgrade(empty_database, written)
    with empty_database.write() as session:
        session.add(Organisation(code="noordervers", name="Noordervers"))
    upgrade(empty_database, written)
    with empty_database.read() as session:
        assert session.exec(select(Organisation.code)).all() == ["noordervers"]


def _one_site(database: Database) -> None:
    with database.write() as session:
        session.add(Organisation(id=1, code="noordervers", name="Noordervers"))
        session.flush()
        session.add(Site(organisation_id=1, code="assen", name="Assen"))


@pytest.mark.slow
def test_two_workers_that_start_together_migrate_once(empty_database: Database) -> None:
    # Each says that it stands ready, and both are let go at the same moment.
    program = (
        "import sys; from pim.db import Database; from pim.migrations import upgrade\n"
        "database = Database(sys.argv[1]); print('ready', flush=True)\n"
        "sys.stdin.readline(); upgrade(database)"
    )
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", program, empty_database.url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = [worker.communicate(timeout=60)[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0], said
    assert is_current(empty_database)


def test_a_database_of_a_newer_release_is_left_alone_and_says_so(
    empty_database: Database, written: Path
) -> None:
    upgrade(empty_database, written)
    with empty_database.write() as session:
        session.connection().execute(sa.text("UPDATE alembic_version SET version_num = '0999'"))
    assert not is_current(empty_database, written)
    with pytest.raises(NewerDatabase, match="newer PIM"):
        upgrade(empty_database, written)


def test_a_table_that_is_copied_keeps_the_rows_that_point_to_it(database: Database) -> None:
    _one_site(database)
    with migrating(database) as connection:
        operations = Operations(MigrationContext.configure(connection))
        recreate = "always" if database.dialect == "sqlite" else "auto"
        with operations.batch_alter_table("organisation", recreate=recreate) as table:
            table.alter_column("name", new_column_name="full_name")
    both = "SELECT full_name, site.name FROM site JOIN organisation ON organisation.id = organisation_id"
    with database.engine.connect() as connection:
        assert connection.execute(sa.text(both)).all() == [("Noordervers", "Assen")]


def _lose_the_organisations(database: Database) -> None:
    with migrating(database) as connection:
        connection.execute(sa.text("ALTER TABLE site ADD COLUMN colour VARCHAR"))
        connection.execute(sa.text("DELETE FROM organisation"))


def test_a_migration_that_would_leave_a_row_pointing_to_nothing_is_undone_whole(database: Database) -> None:
    _one_site(database)
    with pytest.raises((RuntimeError, sa.exc.IntegrityError), match="site"):
        _lose_the_organisations(database)
    with database.read() as session:
        assert session.exec(select(Organisation.code)).all() == ["noordervers"]
    assert "colour" not in {column["name"] for column in sa.inspect(database.engine).get_columns("site")}


def test_after_a_migration_foreign_keys_are_kept_again(database: Database) -> None:
    with migrating(database) as connection:
        connection.execute(sa.text("SELECT 1"))
    with pytest.raises(sa.exc.IntegrityError), database.write() as session:
        session.add(Site(organisation_id=4711, code="nowhere", name="Nowhere"))


def test_the_shipped_migrations_give_the_same_tables_as_the_code(
    empty_database: Database, database: Database
) -> None:
    upgrade(empty_database)
    assert is_current(empty_database)
    migrated, made = _tables(empty_database), _tables(database)
    different = sorted(name for name in migrated | made if migrated.get(name) != made.get(name))
    assert not different, 'the code says otherwise: make migration ARGS="what changed"'
