"""Keys of rounds are files that only we can read, and that are really gone when they are gone."""

import hashlib
import hmac
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pim.feedback import keys
from pim.feedback.refusals import KeyLost


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "round-keys"


def _made(folder: Path) -> str:
    tag = keys.new_tag()
    keys.make_key(folder, tag)
    return tag


def test_a_key_is_32_bytes_that_only_this_user_can_read(folder: Path) -> None:
    tag = _made(folder)
    file = folder / f"{tag}.key"
    assert len(file.read_bytes()) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_keys_differ_from_each_other(folder: Path) -> None:
    made = {keys.read_key(folder, _made(folder)) for _ in range(50)}
    assert len(made) == 50


def test_a_key_that_is_destroyed_was_overwritten_first(folder: Path) -> None:
    tag = _made(folder)
    key = keys.read_key(folder, tag)
    twin = folder / "twin"  # a second name for the same bytes on the disk
    os.link(folder / f"{tag}.key", twin)
    keys.destroy_key(folder, tag)
    assert not (folder / f"{tag}.key").exists()
    assert twin.read_bytes() != key
    assert len(twin.read_bytes()) == 32
    with pytest.raises(KeyLost):
        keys.read_key(folder, tag)


def test_destroying_a_key_twice_is_harmless(folder: Path) -> None:
    tag = _made(folder)
    keys.destroy_key(folder, tag)
    keys.destroy_key(folder, tag)
    assert keys.kept_tags(folder) == []


def test_a_damaged_key_is_a_lost_key(folder: Path) -> None:
    tag = _made(folder)
    (folder / f"{tag}.key").write_bytes(b"too short")
    assert not keys.has_key(folder, tag)
    with pytest.raises(KeyLost):
        keys.read_key(folder, tag)


def test_a_key_that_cannot_be_written_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        keys.make_key(folder, keys.new_tag())
    assert [file.name for file in folder.iterdir() if file.suffix in (".key", ".half")] == []


@pytest.mark.parametrize("tag", ["../../etc/passwd", "", "A" * 32, "0" * 31, "0" * 32 + "/x"])
def test_a_name_that_is_no_name_of_a_key_is_never_a_file(folder: Path, tag: str) -> None:
    for use in (keys.read_key, keys.destroy_key):
        with pytest.raises(ValueError, match="not the name of a key"):
            use(folder, tag)


def test_a_link_in_the_place_of_a_key_is_not_followed(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    precious = tmp_path / "precious"
    precious.write_text("x" * 32)
    tag = keys.new_tag()
    (folder / f"{tag}.key").symlink_to(precious)
    with pytest.raises(OSError, match="symbolic links"):
        keys.destroy_key(folder, tag)
    assert precious.read_text() == "x" * 32


def test_other_files_in_the_folder_are_no_keys(folder: Path) -> None:
    tag = _made(folder)
    (folder / "notes.key").write_text("not ours")
    assert keys.kept_tags(folder) == [tag]
    assert keys.is_key_folder(folder)


def test_an_empty_folder_is_no_folder_of_keys(tmp_path: Path) -> None:
    assert not keys.is_key_folder(tmp_path)
    assert not keys.is_key_folder(tmp_path / "not there")


def test_a_nullifier_is_an_hmac_that_differs_per_round_and_person() -> None:
    key = bytes(range(32))
    assert keys.nullifier(key, 17, 9) == hmac.new(key, b"17|9", hashlib.sha256).hexdigest()
    made = {keys.nullifier(key, round_id, person) for round_id in range(1, 40) for person in range(1, 40)}
    assert len(made) == 39 * 39
    assert keys.nullifier(bytes(32), 17, 9) != keys.nullifier(key, 17, 9)


def test_dying_after_overwriting_leaves_a_file_that_the_next_one_removes(folder: Path) -> None:
    tag = _made(folder)
    key = keys.read_key(folder, tag)
    script = (
        "import sys; from pathlib import Path; from pim.feedback.keys import destroy_key; "
        "destroy_key(Path(sys.argv[1]), sys.argv[2])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), tag],
        env={**os.environ, "PIM_FAILPOINT": "books.key_overwritten"},
        check=False,
    )
    assert done.returncode == -9
    assert keys.kept_tags(folder) == [tag]
    assert keys.read_key(folder, tag) != key
    keys.destroy_key(folder, tag)
    assert keys.kept_tags(folder) == []
