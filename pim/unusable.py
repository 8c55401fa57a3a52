"""A database that cannot be used as it is set up: what is wrong, what was expected, what to do about it.

Waiting does not help here, so nobody is told to try again in a minute. The words are for whoever runs the
installation: a visitor of the pages does not get to read where a file is.
"""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from pim.errors import BadInput, NoDatabase

EXPECTED = "expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
IN_MEMORY = ("", ":memory:")

# SQLite's own numbers: what it says of a file that no waiting will mend.
_READ_ONLY, _CORRUPT, _CANNOT_OPEN, _NO_DATABASE = 8, 11, 14, 26
# What PostgreSQL and its driver say of a server that does not let us in, or of a host that is not there.
_NOT_LET_IN = (
    "does not exist",
    "authentication failed",
    "no pg_hba.conf entry",
    "no password supplied",
    "is not permitted to log in",
    "failed to resolve host",
    "invalid connection option",
    "invalid integer value",
)


def address(url: str) -> URL:
    """Return the address of a database in its parts. Raises BadInput for one that PIM cannot work with."""
    try:
        parts = make_url(url)
        kind = parts.get_backend_name()
    except (ArgumentError, ValueError):
        raise BadInput(f"PIM_DATABASE_URL: this is no address of a database; {EXPECTED}") from None
    if kind not in ("sqlite", "postgresql"):
        raise BadInput(f"PIM_DATABASE_URL: {EXPECTED}; got {kind}://")
    if kind == "sqlite" and (parts.database or "") in IN_MEMORY:
        raise BadInput(f"PIM_DATABASE_URL: an SQLite database in memory keeps nothing; {EXPECTED}")
    return parts


def file_of(parts: URL) -> Path | None:
    """Return the file of an SQLite address; None for PostgreSQL, and for an address in SQLite's own form."""
    name = parts.database or ""
    if parts.get_backend_name() != "sqlite" or name.startswith("file:"):
        return None
    return Path(name).absolute()


def missing(file: Path) -> NoDatabase:
    """Return what to say where the file of a database is not there."""
    if not file.parent.is_dir():
        return NoDatabase(
            f"{file.parent}: there is no such folder for the database {file.name}; make the folder, or let "
            "PIM_DATABASE_URL name a file in a folder that is there"
        )
    return NoDatabase(
        f"there is no database {file} yet; make it with `pim init`, "
        "or let PIM_DATABASE_URL name the right one"
    )


def unusable(parts: URL, error: BaseException) -> NoDatabase | None:
    """Return what to say of a fault that waiting does not mend, or None for any other."""
    cause = error.orig if isinstance(error, DBAPIError) else None
    if cause is None:
        return None
    if parts.get_backend_name() == "postgresql":
        return _not_let_in(parts, str(cause))
    # The lowest byte is the fault; what stands above it only says where.
    number = getattr(cause, "sqlite_errorcode", None)
    return _of_a_file(parts, number & 0xFF) if number is not None else None


def _not_let_in(parts: URL, said: str) -> NoDatabase | None:
    if not any(words in said for words in _NOT_LET_IN):
        return None
    why = " ".join(said.split()).rpartition("FATAL: ")[2].strip()
    return NoDatabase(
        f"PostgreSQL at {parts.host or 'this machine'} does not let PIM into the database "
        f"{parts.database or '?'}: {why}; look at host, user, password and name in PIM_DATABASE_URL"
    )


def _of_a_file(parts: URL, number: int) -> NoDatabase | None:
    name = file_of(parts) or parts.database
    if number == _NO_DATABASE:
        return NoDatabase(
            f"{name}: this file is not an SQLite database; expected one that `pim init` made, or no file "
            "yet. Nothing was changed in it; let PIM_DATABASE_URL name another file"
        )
    if number == _CORRUPT:
        return NoDatabase(f"{name}: this database is damaged; put back the last backup of it")
    if number == _READ_ONLY:
        return NoDatabase(
            f"{name}: this database can only be read; PIM must be allowed to write to the file "
            "and in its folder"
        )
    if number == _CANNOT_OPEN:
        return NoDatabase(
            f"{name}: this database cannot be opened; expected a file that PIM may read and write, in a "
            "folder in which PIM may write"
        )
    return None
