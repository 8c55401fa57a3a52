"""People, sites, teams, roles and free days by hand; and who is in which audience."""

from datetime import date

import pytest
from sqlmodel import Session

from pim.db import Database
from pim.errors import BadInput, NotFound, PimError
from pim.people import free_days, lookup, queries
from pim.people.organising import add_organisation, add_site, add_team
from pim.people.persons import add_person, deactivate
from pim.people.roles import give_role, take_role
from pim.people.tables import Organisation
from tests.cast import Cast, cast

NV = "noordervers"


@pytest.fixture
def told(database: Database) -> Cast:
    """The cast of the two stories and the outsider."""
    with database.write() as session:
        return cast(session)


def _refused(database: Database, kind: type[PimError], verb: object, *given: object, **named: object) -> str:
    with pytest.raises(kind) as refused, database.write() as session:
        verb(session, *given, **named)  # type: ignore[operator]
    return str(refused.value)


def _names(session: Session, told: Cast, ids: object) -> set[str]:
    by_id = {actor.person_id: key for key, actor in told.people.items()}
    return {by_id[id_] for id_ in ids}  # type: ignore[attr-defined]


def test_the_people_of_a_site_are_those_who_work_there_now(database: Database, told: Cast) -> None:
    zwolle = told.sites[f"{NV}/zwolle"]
    with database.read() as session:
        staff = queries.staff_of_sites(session, [zwolle])
        assert _names(session, told, staff) == {"lisa", "ayse", "daan", "erik", "samira", "kevin", "mila"}
        assert set(staff.values()) == {"Winkel Zwolle"}
        assert queries.headcount(session, told.organisations[NV], [zwolle]) == 7
        assert queries.headcount(session, told.organisations[NV]) == 21  # Gerrit has left


def test_the_people_of_a_team_are_no_other_team_with_the_same_name(database: Database, told: Cast) -> None:
    with database.read() as session:
        night = queries.members_of_teams(session, [told.teams[f"{NV}/assen/Nachtploeg"]])
        assert _names(session, told, night) == {"joost", "nour", "tom"}
        assert queries.members_of_teams(session, []) == []


def test_managers_hear_for_which_of_their_sites_they_are_written_to(database: Database, told: Cast) -> None:
    home = told.organisations[NV]
    assen, zwolle = told.sites[f"{NV}/assen"], told.sites[f"{NV}/zwolle"]
    karin = told["karin"].person_id
    with database.write() as session:
        give_role(session, home, karin, "manager", site_id=zwolle)
    with database.read() as session:
        found = queries.managers_of_sites(session, [assen, zwolle])
        assert found == {karin: "Winkel Assen, Winkel Zwolle", told["erik"].person_id: "Winkel Zwolle"}
        assert queries.managers_of_sites(session, [assen]) == {karin: "Winkel Assen"}


def test_a_role_is_held_by_those_who_work_here(database: Database, told: Cast) -> None:
    home = told.organisations[NV]
    with database.write() as session:
        deactivate(session, home, told["wim"].person_id)
    with database.read() as session:
        assert _names(session, told, queries.holders(session, home, "works_council")) == {"samira"}
        assert _names(session, told, queries.administrators(session, home)) == {"bas"}
        assert queries.holders(session, home, "manager") == []  # held at sites, not in the organisation
        assert lookup.holds(session, told["bas"].person_id, "administrator")
        assert not lookup.holds(session, told["karin"].person_id, "manager", "administrator")


def test_somebody_is_added_with_an_address_or_a_number(database: Database, told: Cast) -> None:
    home = told.organisations[NV]
    with database.write() as session:
        night = told.teams[f"{NV}/assen/Nachtploeg"]
        made = add_person(session, home, " Nora  Bakker ", email="Nora@NV.example", team_id=night)
        assert (made.name, made.email, made.language) == ("Nora Bakker", "nora@nv.example", "nl")
        assert lookup.person_id_by_email(session, home, "NORA@nv.example") == made.id


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ({}, BadInput, "one of the two is needed"),
        ({"email": "nora"}, BadInput, "is not an e-mail address"),
        ({"email": "wim@noordervers.example"}, BadInput, "is Wim Jansen already"),
        ({"number": "N001"}, BadInput, "is Marieke de Boer already"),
        ({"number": "X1", "language": "Klingon"}, BadInput, "expected nl or en"),
        ({"number": "X1", "team_id": 987}, NotFound, "no team with number 987"),
    ],
)
def test_somebody_who_cannot_be_added_is_refused_in_plain_words(
    database: Database, told: Cast, given: dict[str, object], kind: type[PimError], said: str
) -> None:
    assert said in _refused(database, kind, add_person, told.organisations[NV], "Nora", **given)


def test_somebody_who_leaves_hears_nothing_more_and_the_roles_they_held_are_named(
    database: Database, told: Cast
) -> None:
    home, karin = told.organisations[NV], told["karin"].person_id
    with database.write() as session:
        left = deactivate(session, home, karin)
        assert {role["role"] for role in left["roles"]} == {"manager", "work_group"}
    with database.read() as session:
        assert karin not in queries.staff_of_sites(session, [told.sites[f"{NV}/assen"]])
    assert "nobody here" in _refused(
        database, NotFound, lookup.person_id_by_email, home, "karin@noordervers.example"
    )


def test_the_last_administrator_can_neither_leave_nor_lose_the_role(database: Database, told: Cast) -> None:
    home, bas = told.organisations[NV], told["bas"].person_id
    assert "last administrator" in _refused(database, BadInput, deactivate, home, bas)
    assert "last administrator" in _refused(database, BadInput, take_role, home, bas, "administrator")
    with database.write() as session:
        give_role(session, home, told["els"].person_id, "beheerder")
        assert take_role(session, home, bas, "administrator")
        assert not take_role(session, home, bas, "administrator")


def test_a_role_is_held_once_however_often_it_is_given(database: Database, told: Cast) -> None:
    home, tom = told.organisations[NV], told["tom"].person_id
    with database.write() as session:
        assert give_role(session, home, tom, "Ondernemingsraad")
        assert not give_role(session, home, tom, "works_council")
        assert take_role(session, home, tom, "works_council")
        assert not lookup.holds(session, tom, "works_council")


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("keizer", "not a known role"),
        ("medewerker", "everybody is an employee"),
        ("kartrekker", "held in one cycle"),
        ("leidinggevende", "a manager manages a site"),
    ],
)
def test_a_role_that_makes_no_sense_is_refused(database: Database, told: Cast, role: str, said: str) -> None:
    given = (told.organisations[NV], told["tom"].person_id, role)
    assert said in _refused(database, BadInput, give_role, *given)


def test_an_own_role_counts_where_the_workflow_has_it(database: Database, told: Cast) -> None:
    home, tom = told.organisations[NV], told["tom"].person_id
    with database.write() as session:
        assert give_role(session, home, tom, "ploegbaas", own_roles=["ploegbaas"])


def test_nobody_of_another_organisation_can_be_touched(database: Database, told: Cast) -> None:
    olga, tom = told.outsider, told["tom"].person_id
    hers = olga.organisation_id
    site = told.sites[f"{NV}/assen"]
    for verb, given in (
        (give_role, (tom, "works_council")),
        (take_role, (tom, "works_council")),
        (deactivate, (tom,)),
        (add_team, (site, "Spionnen")),
    ):
        _refused(database, NotFound, verb, hers, *given)
    _refused(database, NotFound, give_role, hers, olga.person_id, "manager", site_id=site)
    night = told.teams[f"{NV}/assen/Nachtploeg"]
    _refused(database, NotFound, add_person, hers, "Spion", number="S1", team_id=night)
    with database.read() as session:
        assert [line.name for line in queries.people_list(session, hers)] == ["Olga Buitenhof"]
        assert [site["code"] for site in queries.site_list(session, hers)] == ["loods"]


def test_who_left_cannot_be_given_a_role(database: Database, told: Cast) -> None:
    given = (told.organisations[NV], told["gerrit"].person_id, "works_council")
    assert "has left" in _refused(database, BadInput, give_role, *given)


def test_an_organisation_has_a_zone_a_calendar_and_a_code_of_its_own(database: Database, told: Cast) -> None:
    with database.write() as session:
        made = add_organisation(session, "Brasserie", "Brasserie De Kade", calendar="be", language="Engels")
        assert (made.code, made.calendar, made.language) == ("brasserie", "be", "en")
    assert "already" in _refused(database, BadInput, add_organisation, "brasserie", "Nog een")
    assert "Europe/Amsterdam" in _refused(
        database, BadInput, add_organisation, "x", "X", zone="../etc/passwd"
    )
    assert "calendar" in _refused(database, BadInput, add_organisation, "x", "X", calendar="mars")
    assert "not a code" in _refused(database, BadInput, add_organisation, "1 2 3", "X")


def test_a_site_and_a_team_are_there_once(database: Database, told: Cast) -> None:
    home = told.organisations[NV]
    with database.write() as session:
        emmen = add_site(session, home, "emmen", "Winkel Emmen")
        assert emmen.id
        assert add_team(session, home, emmen.id, "Bakkerij").id
    assert "already" in _refused(database, BadInput, add_site, home, "EMMEN", "Nog een")
    assert "already" in _refused(database, BadInput, add_team, home, emmen.id, "bakkerij")
    with database.read() as session:
        assert lookup.site_id_by_word(session, home, "winkel emmen") == emmen.id
        said = "there is no site 'Winkel Emen'; perhaps 'Winkel Emmen'"
    assert said in _refused(database, NotFound, lookup.site_id_by_word, home, "Winkel Emen")


def test_lists_name_where_people_work_and_what_they_are(database: Database, told: Cast) -> None:
    home = told.organisations[NV]
    with database.read() as session:
        karin = next(line for line in queries.people_list(session, home) if line.name == "Karin Mulder")
        assert (karin.site, karin.team) == ("Winkel Assen", "Winkel overdag")
        assert karin.roles == ("manager (assen)", "work_group")
        managers = queries.people_list(session, home, role="manager")
        assert [line.name for line in managers] == ["Erik Smit", "Karin Mulder"]
        assert len(queries.people_list(session, home, site_id=told.sites[f"{NV}/zwolle"])) == 7
        assert len(queries.people_list(session, home, site_id=told.sites[f"{NV}/zwolle"], left=True)) == 8
        teams = {
            f"{team['code']}/{team['team']}": team["people"] for team in queries.team_list(session, home)
        }
        assert teams["assen/Nachtploeg"] == 3
        assert [line.name for line in queries.people_list(session, home, limit=2, after=1)] == [
            line.name for line in queries.people_list(session, home)[1:3]
        ]


def _version(database: Database, home: int) -> int:
    with database.read() as session:
        row = session.get(Organisation, home)
        assert row
        return row.calendar_version


def test_each_change_of_the_free_days_gives_the_calendar_a_version_it_never_had(
    database: Database, told: Cast
) -> None:
    home, day = told.organisations[NV], date(2026, 5, 15)
    seen = {_version(database, home)}
    with database.write() as session:
        assert free_days.add_free_day(session, home, day, name="Brugdag")
    seen.add(first := _version(database, home))
    assert len(seen) == 2
    with database.write() as session:
        assert not free_days.add_free_day(session, home, day, name="Brugdag na Hemelvaart")
    assert _version(database, home) == first  # only its name changed
    with database.write() as session:
        assert free_days.add_free_day(session, home, day, free=False, name="Toch open")
        assert queries.free_days(session, home) == [{"day": "2026-05-15", "free": False, "name": "Toch open"}]
        assert queries.free_days(session, home, since=date(2026, 6, 1)) == []
    with database.write() as session:
        assert free_days.remove_free_day(session, home, day)
        assert not free_days.remove_free_day(session, home, day)
    seen.add(_version(database, home))
    assert len(seen) == 3  # the one in between was not looked at
    assert _version(database, told.organisations["waterveld"]) == 1
