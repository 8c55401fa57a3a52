"""A PostgreSQL server of our own, for tests and measures: made in a second, gone afterwards.

It listens on a Unix socket only, in a folder that only its own user can read. PostgreSQL refuses to
run as root, so there the server runs as ``nobody``.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PREFIX = "pim-pg-"
HELD = "held"  # locked as long as the process that made the folder lives
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes, terminator and file name included
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # a test's data may be lost

_holds: dict[Path, int] = {}


class NoPostgres(Exception):
    """There are no PostgreSQL programs here. On Debian: apt-get install postgresql."""

    def __str__(self) -> str:
        return super().__str__() or (type(self).__doc__ or "")


def programs() -> Path:
    """Return the newest folder with ``initdb`` and ``pg_ctl``: Debian's first, then PATH.

    Raises NoPostgres.
    """
    debian = [found.parent for found in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debian:
        return max(debian, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    if found is None:
        raise NoPostgres
    return Path(found).resolve().parent


class PostgresServer:
    """A server whose data, socket and log live in ``folder``. ``durable`` syncs as a real one does."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self._settings = () if durable else QUICK

    @property
    def url(self) -> str:
        """Return the address of the server's own database; its user may do anything there."""
        return f"postgresql://pim@/postgres?host={self.folder}&port=5432"

    def create(self) -> None:
        """Make the server's files. Raises NoPostgres, or RuntimeError with what initdb said."""
        if len(str(self.folder)) > LONGEST_SOCKET_PATH - len("/.s.PGSQL.5432"):
            raise RuntimeError(f"{self.folder} is too long for a Unix socket; set TMPDIR to a shorter folder")
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._run(
            "initdb", "--username=pim", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync",
            "--no-instructions",
        )  # fmt: skip

    def start(self) -> None:
        """Start and wait until it answers. Raises RuntimeError with what the server said."""
        settings = (*self._settings, "listen_addresses=", "max_connections=200", "port=5432")
        options = " ".join(f"-c {setting}" for setting in settings)
        log = self.folder / "log"
        self._run("pg_ctl", "start", "--wait", f"--log={log}", f"--options=-k {self.folder} {options}")

    def stop(self, *, how: str = "immediate") -> None:
        """Stop; ``immediate`` is a crash (recovery at the next start), ``fast`` is orderly."""
        self._run("pg_ctl", "stop", "--wait", f"--mode={how}")

    @property
    def running(self) -> bool:
        """Tell whether the server was started and not stopped."""
        return (self.folder / "data" / "postmaster.pid").exists()

    def _run(self, program: str, *arguments: str) -> None:
        as_whom: dict[str, Any] = {}
        if os.geteuid() == 0:
            as_whom = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
        # Into a file, not a pipe: the server inherits it, and a pipe would stay open as long as it lives.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [programs() / program, f"--pgdata={self.folder / 'data'}", *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
                **as_whom,
            )
            if done.returncode != 0:
                said.seek(0)
                raise RuntimeError(f"{program} failed in {self.folder}:\n{said.read().decode()}")


def make_folder() -> Path:
    """Make a folder for one server, held until it is removed or this process ends."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    held = os.open(folder / "new", os.O_CREAT | os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX)
    (folder / "new").rename(folder / HELD)  # a sweeper sees the file only when it is locked
    _holds[folder] = held
    return folder


def remove_folder(folder: Path) -> None:
    """Stop the server in it, if one runs, and remove everything. A server that is gone already is fine."""
    server = PostgresServer(folder)
    if server.running:
        with suppress(RuntimeError, NoPostgres):
            server.stop()
    shutil.rmtree(folder, ignore_errors=True)
    if folder in _holds:
        os.close(_holds.pop(folder))


def sweep() -> None:
    """Remove what test runs that were killed left behind; a run that still goes holds its folder."""
    for held in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{HELD}"):
        with suppress(OSError), held.open() as file:  # somebody else's, or swept by another run just now
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove_folder(held.parent)


@contextmanager
def own_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Give a running server that nobody else uses: for a test that stops it, or a measure."""
    folder = make_folder()
    try:
        server = PostgresServer(folder, durable=durable)
        server.create()
        server.start()
        yield server
    finally:
        remove_folder(folder)
