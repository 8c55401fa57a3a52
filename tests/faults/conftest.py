"""A world on each database, with a mail server that survives what happens around it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.world import World, lay_world
from tests.notifications.sink import Sink, sink


@pytest.fixture
def post_box(tmp_path: Path) -> Iterator[Sink]:
    """A mail server in a process of its own, that writes down what arrives."""
    with sink(tmp_path) as running:
        yield running


@pytest.fixture
def world(database_url: str, tmp_path: Path, post_box: Sink) -> World:
    """The small world in a fresh database, once on each kind."""
    return lay_world(database_url, tmp_path, post_box.port)
