"""Disks that are soon full: a real one in memory where we may mount it, or a limit that SQLite keeps."""

import os
import pwd
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class SmallDisk:
    """A disk that can be filled up, and made larger."""

    folder: Path

    def fill_up(self, leave: int) -> None:
        """Leave so many bytes free, and no more."""
        room = os.statvfs(self.folder)
        with (self.folder / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(1, room.f_bavail * room.f_frsize - leave))

    def clear(self) -> None:
        """Take away what filled it up."""
        (self.folder / "filler").unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int, owner: str | None = None) -> Iterator[SmallDisk]:
    """Mount a disk of so many megabytes on a folder. Skips the test where that is not allowed."""
    folder.mkdir()
    user = pwd.getpwnam(owner) if owner else None
    options = f"size={megabytes}m,mode=700" + (f",uid={user.pw_uid},gid={user.pw_gid}" if user else "")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"we may not mount a small disk here: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
