"""A large organisation: ten thousand people in one file, with progress, in a fixed number of statements."""

import threading

import pytest
from sqlalchemy import event

from pim.db import Database
from pim.errors import PimError
from pim.people.entries import read_people, read_sites
from pim.people.faults import ImportRefused
from pim.people.importing import import_people, import_sites
from tests.pim.people.helpers import Shop, shop

MANY = 10_000
STORES = 48


def _sites() -> str:
    return "code,name\n" + "".join(f"{store:04},Store {store}\n" for store in range(STORES))


def _row(number: int, *, name: str = "", site: str = "") -> str:
    team = ("Day", "Night", "Bakery")[number // STORES % 3]
    role = "manager" if number < STORES else ""
    store = site or f"{number % STORES:04}"
    return f"N{number:05},{name or f'Person {number}'},p{number}@x.example,{store},{team},en,{role}\n"


def _people(**changed: str) -> str:
    """Return the file; ``changed`` maps "n17" to another row."""
    rows = [changed.get(f"n{number}") or _row(number) for number in range(MANY)]
    return "number,name,e-mail,site,team,language,role\n" + "".join(rows)


def test_ten_thousand_people_are_imported_with_progress_and_read_again_unchanged(database: Database) -> None:
    place = shop(database)
    place.sites(_sites())
    steps: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        steps.append((done, of))

    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    file = read_people(_people().encode(), progress=progress)
    event.listen(database.engine, "before_cursor_execute", count)
    with database.write() as session:
        done = import_people(session, place.id, file, progress=progress)
    event.remove(database.engine, "before_cursor_execute", count)

    assert (done.new, len(done.new_teams), done.roles_given) == (MANY, STORES * 3, STORES)
    assert len(place.names()) == MANY
    assert statements < 60
    assert len(steps) > 20
    assert steps == sorted(steps)
    assert steps[-1] == (2 * MANY, 2 * MANY)
    assert place.where("Person 9999") == "Store 15 / Night"

    again = place.people(_people(n17=_row(17, name="Renamed"), n18=_row(18, site="0003")))
    assert (again.new, again.changed, again.unchanged) == (0, 2, MANY - 2)
    assert place.where("Person 18") == "Store 3 / Day"


def test_two_bad_rows_in_ten_thousand_are_both_named_and_nobody_is_taken_over(database: Database) -> None:
    place = shop(database)
    place.sites(_sites())
    with pytest.raises(ImportRefused) as refused:
        place.people(_people(n4999=_row(4999, site="9999"), n9999=_row(9998)))
    assert [(fault.line, fault.column) for fault in refused.value.faults] == [
        (5001, "site"),
        (10001, "number"),
        (10001, "e-mail"),
    ]
    assert place.names() == []


def test_two_imports_at_once_wait_for_each_other_and_make_nobody_twice(database: Database) -> None:
    place = shop(database)
    place.sites(_sites())
    text = "number,name,e-mail,site,team,language,role\n" + "".join(_row(number) for number in range(300))
    done, failed = [], []
    start = threading.Barrier(4)

    def one() -> None:
        start.wait()
        try:
            done.append(place.people(text))
        except PimError as error:
            failed.append(error)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert sorted(each.new for each in done) == [0, 0, 0, 300]
    assert len(place.names()) == 300
    assert place.roles("Person 1") == [("manager", "0001")]


def test_ten_thousand_sites_are_imported_too(database: Database) -> None:
    place: Shop = shop(database)
    file = read_sites(("naam\n" + "".join(f"Kiosk {number}\n" for number in range(MANY))).encode())
    with database.write() as session:
        assert import_sites(session, place.id, file).new == MANY
