"""Making an installation: the tables, the row that says what kind it is, the workflows that come with PIM."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

import pim.tables  # noqa: F401 - every table must be known before they are made
from pim.db import Database
from pim.errors import BadInput
from pim.lifecycle.definitions import publish
from pim.lifecycle.tables import Installation
from pim.migrations import upgrade
from workflows.definition import shipped, shipped_names


def make_database(database: Database, now: datetime, *, demo: bool = False) -> dict[str, Any]:
    """Make the tables or bring them up to date, and publish the workflows that come with PIM.

    Doing it again changes nothing. Raises BadInput when a database of real work is asked to become a demo.
    """
    upgrade(database)
    with database.write() as session:
        row = session.get(Installation, 1)
        if row is not None and demo and not row.demo:
            raise BadInput("this database holds real work; a demo needs one of its own (PIM_DATABASE_URL)")
        if row is None:
            session.add(Installation(id=1, demo=demo))
        names = publish_shipped(session, now)
    return {"demo": demo, "workflows": names}


def publish_shipped(session: Session, now: datetime) -> list[str]:
    """Publish the workflows that come with PIM and return their names."""
    names = sorted(shipped_names())
    for name in names:
        publish(session, shipped(name), now)
    return names
