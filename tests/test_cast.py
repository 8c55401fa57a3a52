"""The cast has everybody the stories need, and databases are as fresh as the tests think."""

from pathlib import Path

import pytest
from sqlmodel import col, func, select

from pim.db import Database
from pim.people.tables import Organisation, Person, Role
from tests import databases
from tests.cast import COMPANIES, NOORDERVERS, OUTSIDER, WATERVELD, Company, cast
from tests.postgres import NoPostgres, PostgresServer, programs

NEEDED = {"lead", "sponsor", "manager", "works_council", "privacy_officer", "administrator", "work_group"}


@pytest.mark.parametrize("company", [NOORDERVERS, WATERVELD], ids=lambda company: company.code)
def test_each_story_has_every_role_people_without_email_and_a_night_shift(company: Company) -> None:
    assert {role for someone in company.people for role in someone.roles} >= NEEDED
    assert any(not someone.has_email for someone in company.people)
    assert any(not someone.roles for someone in company.people)
    assert {someone.site for someone in company.people} == set(company.sites)
    assert any("Nacht" in team or "avond" in team for team in company.teams)


def test_the_work_group_of_noordervers_has_nine_people() -> None:
    assert sum("work_group" in someone.roles for someone in NOORDERVERS.people) == 9


def test_nobody_shares_a_key() -> None:
    keys = [someone.key for company in COMPANIES for someone in company.people]
    assert len(keys) == len(set(keys))


def test_the_whole_cast_gets_into_the_database(database: Database) -> None:
    with database.write() as session:
        told = cast(session)
    with database.read() as session:
        people = session.exec(select(func.count()).select_from(Person)).one()
        joost = session.get(Person, told["joost"].person_id)
        managers = session.exec(select(Role.site_id).where(Role.person_id == told["karin"].person_id)).all()
    assert people == len(told.people) == sum(len(company.people) for company in COMPANIES)
    assert joost is not None
    assert joost.email is None
    assert set(managers) == {told.sites["noordervers/assen"], None}  # manager of Assen, and in the work group


def test_the_outsider_belongs_to_an_organisation_of_her_own(database: Database) -> None:
    with database.write() as session:
        told = cast(session)
    others = [actor for key, actor in told.people.items() if key != OUTSIDER]
    assert told.outsider.organisation_id not in {actor.organisation_id for actor in others}


@pytest.mark.parametrize("time", ["first", "second"])
def test_every_test_starts_with_an_empty_database(database: Database, time: str) -> None:
    with database.write() as session:
        assert session.exec(select(col(Organisation.code))).all() == []
        session.add(Organisation(code="noordervers", name=time))


def test_a_server_of_ones_own_keeps_its_data_over_a_crash(own_postgres: PostgresServer) -> None:
    database = Database(own_postgres.url)
    database.create_tables()
    with database.write() as session:
        session.add(Organisation(code="noordervers", name="Noordervers"))
    database.dispose()
    own_postgres.stop()
    assert not own_postgres.running
    own_postgres.start()
    with database.read() as session:
        assert session.exec(select(col(Organisation.code))).all() == ["noordervers"]
    database.dispose()


def test_without_postgres_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoPostgres, match="apt-get install postgresql"):
        programs()


@pytest.mark.parametrize(("said", "fails"), [("1", True), ("0", False), ("", False)])
def test_only_where_it_is_required_a_missing_postgres_fails(
    said: str, fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIM_REQUIRE_POSTGRES", said)
    assert databases.must_not_skip() is fails
