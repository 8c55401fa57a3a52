"""Who gets in where: every route, tried by a stranger, an employee, a lead and an outsider.

And the same with each policy taken away, which must be seen.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pim.db import Database
from pim.people.roles import give_role
from pim.web.forms import HEADER
from pim.web.policy import Page, Policy, anyone, somebody
from tests.attack.doors import IN_A_DEMO, NOBODYS, OPEN, asks_role, doors, filled, form_of, numbers_in
from tests.pim.web.browser import HERE, Browser, Web, web
from tests.pim.web.every_page import numbers

House = tuple[Web, Mapping[str, int]]
NOT_DONE = "Nog niet gedaan"
COUNTED = ("tries", "ticket", "wrong_codes")  # whoever asks for a link or types a wrong code leaves a count
ELSEWHERE = {"Origin": "https://example.com"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    """Noordervers with something behind every door. Nobody who tries them changes a row of it."""
    folder = tmp_path_factory.mktemp("doors")
    file = folder / "pim.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    site = web(Database(f"sqlite:///{file}"), folder)
    known = numbers(site)
    olga = site.people["olga"]
    with site.database.write() as session:  # so that only whose things they are keeps her out
        for role in ("administrator", "works_council"):
            give_role(session, olga.organisation_id, olga.person_id, role)
        marieke = site.people["marieke"]  # and nothing keeps her out
        give_role(session, marieke.organisation_id, marieke.person_id, "administrator")
    yield site, {**known, "person": site.people["tom"].person_id}
    site.database.dispose()


def _try(browser: Browser, route: Page, path: str, **headers: str) -> tuple[int, str, str]:
    """Return the status of a door, where it leads and what stands on its page."""
    if "GET" in route.methods:
        answer = browser.client.get(path, headers=headers)
    else:
        said = {"Origin": HERE, **headers}
        answer = browser.client.post(path, data=form_of(route) or {"x": "1"}, headers=said)
    return answer.status_code, answer.headers.get("location", ""), answer.text


def _lets_stranger_in(site: Web, door: str, route: Page, path: str) -> bool:
    try:
        status, leads_to, text = _try(Browser(site.app), route, path)
    except AssertionError:
        return True  # what asks for somebody behind a door that is open to anyone
    if door.startswith("GET"):
        return not (status == 303 and leads_to.startswith("/sign-in?next="))
    return not (status == 403 and NOT_DONE in text)


def test_every_door_that_is_not_meant_to_be_open_asks_a_stranger_who_they_are(
    house: House,
) -> None:
    site, known = house
    before = site.rows()
    found = {door for door, _ in doors(site.app)}
    assert found >= OPEN | IN_A_DEMO, "a door that is not there any more"
    wrong = {
        door
        for door, route in doors(site.app)
        if _lets_stranger_in(site, door, route, filled(route.path, known))
    }
    assert wrong == OPEN | IN_A_DEMO
    ours = {name: rows for name, rows in site.rows().items() if name not in COUNTED}
    assert ours == {name: before[name] for name in ours}


def test_somebody_of_another_organisation_finds_none_of_its_things(
    house: House,
) -> None:
    site, known = house
    olga = site.browser("olga")
    before = site.rows()
    tried = 0
    for door, route in doors(site.app):
        if door in OPEN or door in NOBODYS or not numbers_in(route.path):
            continue
        path = filled(route.path, known)
        if path == route.path or path.startswith("/me/"):
            continue
        tried += 1
        status, _, text = _try(olga, route, path)
        # A form may be wrong before it is asked whose thing it is about; a page may not be anything else.
        assert status == 404 or (door.startswith("POST") and status == 400), (door, status)
        assert "bestelsysteem" not in text, door
    assert tried > 80
    assert site.rows() == before


def _is_closed_to(browser: Browser, route: Page, path: str) -> bool:
    return _try(browser, route, path)[0] in (403, 404)


def test_an_employee_without_a_role_finds_closed_what_asks_for_one(
    house: House,
) -> None:
    site, known = house
    jantje, marieke = site.browser("jantje"), site.browser("marieke")
    asking = [(door, route, filled(route.path, known)) for door, route in doors(site.app) if asks_role(door)]
    assert len(asking) > 15
    assert {door for door, route, path in asking if not _is_closed_to(jantje, route, path)} == set()
    shown = [(route, path) for door, route, path in asking if door.startswith("GET /overview")]
    assert {_try(marieke, route, path)[0] for route, path in shown} == {200}
    by_roles = {door for door, route in doors(site.app) if route.policy.roles}
    assert by_roles == {door for door, _, _ in asking}, "a door that asks for a role stands in the list, too"


def test_no_form_is_taken_from_another_place_or_without_the_token_of_its_session(
    house: House,
) -> None:
    site, known = house
    marieke = site.browser("marieke")
    before = site.rows()
    for door, route in doors(site.app):
        if not door.startswith("POST"):
            continue
        path = filled(route.path, known)
        assert _try(marieke, route, path, **ELSEWHERE)[0] == 403, door
        if door in OPEN | IN_A_DEMO:
            continue
        for token in ("", "x", "0" * 64):
            status, _, text = _try(marieke, route, path, **{HEADER: token})
            assert (status, NOT_DONE in text) == (403, True), (door, token)
    assert site.rows() == before


def _mutants(site: Web) -> Iterator[tuple[str, Page, Policy]]:
    for door, route in doors(site.app):
        if route.policy.ask is not None and door not in IN_A_DEMO:
            yield door, route, anyone
        if route.policy.roles:
            yield door, route, somebody


def test_a_policy_that_is_taken_away_is_seen(house: House) -> None:
    site, known = house
    jantje = site.browser("jantje")
    unseen = []
    for door, route, weaker in _mutants(site):
        path, real = filled(route.path, known), route.policy
        route.policy = weaker
        try:
            if weaker is anyone:  # a handler that counts on it fails for everybody: see ``edge.somebody``
                seen = _lets_stranger_in(site, door, route, path) or _try(jantje, route, path)[0] == 500
            else:  # what is closed by a second lock, in the verb, still misses its first
                seen = not _is_closed_to(jantje, route, path) or asks_role(door)
        finally:
            route.policy = real
        if not seen:
            unseen.append((door, weaker.name))
    assert unseen == []
