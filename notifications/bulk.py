"""Many rows in one statement, for PostgreSQL: they travel as one JSON document.

Its driver sends a batch row by row, and the server handles each row as a statement of its own. A
document with all rows spares both sides most of that work. SQLite, in our own process, has nothing to spare.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, Table, bindparam, cast, column, func
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.sql.selectable import TableValuedAlias

WORTH_IT = 8
"""So many rows or more go as one document."""

ROWS = "rows"


def recordset(table: Table, names: Mapping[str, str]) -> TableValuedAlias:
    """Return the rows of the document as a table. ``names``: a row's key, and the column it is typed as."""
    typed = (column(key, table.c[name].type) for key, name in names.items())
    document = cast(bindparam(ROWS, type_=String), JSON)
    return func.json_to_recordset(document).table_valued(*typed).render_derived(name="given", with_types=True)


def goes_as_one(connection: Connection, rows: Sequence[Any]) -> bool:
    """Tell whether these rows are better sent as one document."""
    return len(rows) >= WORTH_IT and connection.dialect.name == "postgresql"


def document(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return what to fill in for the rows."""
    return {ROWS: json.dumps(rows, default=_plain)}


def _plain(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    raise TypeError(f"a row that goes to the database as JSON cannot hold {value!r}")
