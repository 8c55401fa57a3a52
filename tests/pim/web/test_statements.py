"""What a page costs: at most twelve statements, and as many with a thousand innovations as with ten."""

from pathlib import Path

import pytest
from sqlmodel import col, update

from bench.seed import Seeded, add_cycles
from pim.db import Database
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Instance
from pim.people.tables import Organisation
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Browser, Web, web
from tests.pim.web.every_page import PAGES, numbers
from tests.pim.web.full import filled
from tests.pim.web.road import another, drafted
from workflows.definition import shipped, shipped_names
from workflows.machine import compile as compiled

MOST = 12


def _cost(site: Web, browser: Browser, path: str) -> int:
    browser.client.get(path)  # once before: a process reads each workflow and each calendar one time
    with site.statements() as seen:
        status = browser.client.get(path).status_code
    assert status in (200, 409), path
    return len(seen)


def test_no_page_takes_more_than_twelve_statements(site: Web) -> None:
    known = numbers(site)
    third = another(site, "2026-03-20 11:00", "Derde")
    ready = drafted(site, "2026-03-20 12:00", third)
    lead = site.browser("marieke")
    paths = [path.format(**known) for path in PAGES]
    paths += [f"/rounds/{ready}/steps/open", f"/cycles/{site.cycle}/diagram.svg"]
    costs = {path: _cost(site, lead, path) for path in paths}
    assert {path: cost for path, cost in costs.items() if cost > MOST} == {}


@pytest.mark.parametrize("name", sorted(shipped_names()))
def test_a_cycle_and_its_steps_take_twelve_at_most_in_every_stage(
    sqlite_url: str, tmp_path: Path, name: str
) -> None:
    site = web(Database(sqlite_url), tmp_path, shipped(name))
    filled(site)
    machine = compiled(shipped(name))
    costs: dict[tuple[str, str], int] = {}
    browsers = (site.browser("marieke"), site.browser("henk"))
    for stage in machine.stages("cycle"):
        with site.database.write() as session:
            session.execute(
                update(Instance)
                .where(col(Instance.id) == site.cycle)
                .values(stage=stage.name, means=stage.means or stage.name, final=stage.final)
            )
        for browser in browsers:
            costs[stage.name, ""] = _cost(site, browser, f"/cycles/{site.cycle}")
            for view in machine.possible("cycle", stage.name):
                path = f"/cycles/{site.cycle}/steps/{view.name}"
                costs[stage.name, view.name] = _cost(site, browser, path)
    assert {where: cost for where, cost in costs.items() if cost > MOST} == {}
    assert max(costs.values()) > 8, "the fullest page reads most of what there is"


def _more(site: Web, count: int) -> None:
    with site.database.read() as session:
        subject = look(session, site.cycle)
        home = session.get_one(Organisation, subject.home.id)
    lead = site.people["marieke"]
    house = site.desk.house
    seeded = Seeded(site.database, site.settings, house, subject.digest, lead, lead, home.id or 0, [])
    add_cycles(seeded, count, at("2026-01-12 09:00"))


def test_the_number_of_statements_is_the_same_with_ten_and_with_a_thousand_innovations(site: Web) -> None:
    known = numbers(site)
    lead = site.browser("marieke")
    paths = [path.format(**known) for path in PAGES]
    _more(site, 8)
    few = {path: _cost(site, lead, path) for path in paths}
    _more(site, 990)
    assert "Alles 1000" in lead.get("/").text
    assert {path: _cost(site, lead, path) for path in paths} == few
