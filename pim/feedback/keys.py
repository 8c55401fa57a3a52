"""The keys of rounds: one small file each, outside the database and outside its backups.

While a round is open its key ties an answer to a person, so that somebody can change their answer
and nobody answers twice. Destroying the key cuts that tie for ever. So a key is written whole or
not at all, is readable by this user only, and is overwritten before its file is removed.
"""

import hmac
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from notifications.failpoints import failpoint
from pim.feedback.refusals import KeyLost, KeysUnreadable

KEY_BYTES = 32
MARK = "README"
_MARK_TEXT = (
    "Keys of the rounds that are open now. Keep this folder out of every backup: a copy of a key\n"
    "could show who said what as long as there is a copy of the answers.\n"
)
_TAG = re.compile(r"[0-9a-f]{32}")


def new_tag() -> str:
    """Return a name for a new key. It is random, so that two databases can share one folder."""
    return secrets.token_hex(16)


def _file(folder: Path, tag: str) -> Path:
    if not _TAG.fullmatch(tag):
        raise ValueError(f"not the name of a key: {tag!r}")
    return folder / f"{tag}.key"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    """Write a new file whole, readable by this user only, and have it on disk. Raises FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


def make_key(folder: Path, tag: str) -> None:
    """Make the key with this name, 32 random bytes, and have it on disk before returning."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        _write(folder / MARK, _MARK_TEXT.encode())
    half = folder / f"{tag}.half"
    try:
        _write(half, secrets.token_bytes(KEY_BYTES))
        half.replace(_file(folder, tag))
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def read_key(folder: Path, tag: str | None) -> bytes:
    """Return the key with this name.

    Raises KeyLost when it is gone or damaged, and KeysUnreadable when nobody can tell: the folder is away,
    or this user may not read it.
    """
    if tag is None:
        raise KeyLost
    try:
        with _file(folder, tag).open("rb", buffering=0) as file:
            key = file.read(KEY_BYTES + 1)
    except FileNotFoundError:
        if not is_key_folder(folder):
            raise KeysUnreadable(folder, "no folder of keys (not mounted, perhaps)") from None
        raise KeyLost from None
    except OSError as error:
        raise unreadable(folder, error) from error
    if len(key) != KEY_BYTES:
        raise KeyLost
    return key


def has_key(folder: Path, tag: str | None) -> bool:
    """Tell whether the key with this name is there and whole. Raises KeysUnreadable."""
    try:
        return bool(read_key(folder, tag))
    except KeyLost:
        return False


def destroy_key(folder: Path, tag: str) -> None:
    """Overwrite the key and remove its file. Doing it again, or beside another process, is harmless."""
    path = _file(folder, tag)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    try:
        os.write(handle, secrets.token_bytes(KEY_BYTES))
        os.fsync(handle)
    finally:
        os.close(handle)
    failpoint("books.key_overwritten")
    path.unlink(missing_ok=True)
    _sync_folder(folder)


def kept_tags(folder: Path) -> list[str]:
    """Return the name of every key in the folder."""
    return sorted(file.stem for file in folder.glob("*.key") if _TAG.fullmatch(file.stem))


def is_key_folder(folder: Path) -> bool:
    """Tell whether keys were ever kept here. A disk that is not mounted is no reason to close rounds.

    Raises KeysUnreadable when this user may not look.
    """
    try:
        return (folder / MARK).is_file()
    except OSError as error:
        raise unreadable(folder, error) from error


def unreadable(folder: Path, error: OSError) -> KeysUnreadable:
    """Return what to say of a key or a folder that the system would not give."""
    return KeysUnreadable(Path(str(error.filename or folder)), error.strerror or str(error))


def nullifier(key: bytes, round_id: int, person_id: int) -> str:
    """Return what stands for a person in one round: HMAC-SHA256 in hex. Without the key it says nothing."""
    return hmac.digest(key, b"%d|%d" % (round_id, person_id), "sha256").hex()
