"""Run by Alembic: the connection comes from ``pim.db``, and all migrations happen in one transaction."""

from typing import Any, Literal

from alembic import context
from alembic.operations.ops import CreateTableOp, MigrationScript
from sqlalchemy import Column
from sqlalchemy.types import TypeDecorator

from pim.migrations import migrating
from pim.tables import metadata


def _render(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Write the database's type for a type of our own: a migration must outlive the code of its day."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _tidy(_context: Any, _revision: Any, scripts: list[MigrationScript]) -> None:
    """Write no file when nothing changed, and give a key that Python fills in no sequence."""
    changes = scripts[0].upgrade_ops
    if changes is None or changes.is_empty():
        scripts[:] = []
        return
    for change in changes.ops:
        for column in change.columns if isinstance(change, CreateTableOp) else ():
            if isinstance(column, Column) and column.primary_key and column.default is not None:
                column.autoincrement = False  # Alembic does not write the default, PostgreSQL would add one


def _run() -> None:
    with migrating(context.config.attributes["database"]) as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            render_item=_render,
            process_revision_directives=_tidy,
            transactional_ddl=True,  # SQLite can, since we say BEGIN ourselves
        )
        with context.begin_transaction():
            context.run_migrations()


_run()
