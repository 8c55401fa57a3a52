"""Waiting for what other sessions of PostgreSQL do, by looking and not by the clock."""

from pim.db import Database

LOOKS = 20_000  # far more than anything here takes

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def until_somebody_waits(database: Database) -> None:
    """Look until a session waits for another's transaction to end."""
    _look_until(database, f"{_OTHERS} AND wait_event_type = 'Lock'", at_least=1)


def until_alone(database: Database) -> None:
    """Look until every other session was ended."""
    _look_until(database, f"SELECT -({_OTHERS})", at_least=0)


def _look_until(database: Database, question: str, at_least: int) -> None:
    with database.engine.connect() as connection:
        for _ in range(LOOKS):
            found = connection.exec_driver_sql(question).scalar()
            connection.rollback()
            if found is not None and found >= at_least:
                return
    raise AssertionError(f"looked {LOOKS} times in vain: {question}")
