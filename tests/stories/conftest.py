"""The stage on which a story is played."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.theatre import Theatre, close, theatre

# What is checked of a story stands beside its test; a check that fails is to show its figures too.
pytest.register_assert_rewrite(
    "tests.stories.noordervers_to_june",
    "tests.stories.noordervers_to_the_end",
    "tests.stories.waterveld_to_june",
    "tests.stories.waterveld_to_the_end",
)


@pytest.fixture
def stage(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Theatre]:
    """A fresh demo database, with an outsider in it, where the commands of this test work."""
    made = theatre(database_url, tmp_path, monkeypatch)
    yield made
    close(made)
