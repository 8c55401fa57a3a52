"""A company with something in every part of its overview."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pim.db import Database
from tests.pim.evidence.measured import alike, measured, opened_site, piloted
from tests.pim.web.browser import Web, web

DAY = ("emmen/Dag", "meppel/Dag", "sneek/Dag", "haren/Dag")


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Web:
    """Noordervers on 12 January 2026, with a cycle in its first stage."""
    return web(database, tmp_path)


@pytest.fixture
def tried(database: Database, tmp_path: Path) -> Iterator[Web]:
    """A pilot at Emmen and Meppel that made work harder, compared with Sneek and Haren; a night of four."""
    made = web(database, tmp_path)
    for code in ("emmen", "meppel", "sneek", "haren", "gieten"):
        opened_site(made, code, code.capitalize(), "Dag", "Nacht")
    sites = [made.people.sites[f"noordervers/{team.split('/')[0]}"] for team in DAY]
    pilot = piloted(made, sites[:2], sites[2:])
    before = {team: alike(9, demands=3, control=4) for team in DAY}
    few = {"emmen/Nacht": alike(4), "meppel/Nacht": alike(6), "gieten/Dag": alike(3)}
    measured(made, "baseline", before | few)
    hard = {team: alike(9, demands=5, control=2, outcome=3) for team in DAY[:2]}
    measured(made, "pilot", hard | {team: alike(9) for team in DAY[2:]}, about=pilot)
    yield made
    database.dispose()
