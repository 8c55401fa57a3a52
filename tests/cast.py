"""The people of the two stories, by name, and one outsider who must see nothing.

Plain data first; ``cast(session)`` puts them into a database. Everybody is also an employee. Roles
are held in the whole organisation, so that they count in every cycle a test starts; a manager's role
belongs to their site.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from pim.lifecycle.work import Actor
from pim.people.tables import Organisation, Person, Role, Site, Team


@dataclass(frozen=True, slots=True)
class Someone:
    """A person of a story. ``team`` is "site/team"; without e-mail their letters are printed."""

    key: str
    name: str
    team: str
    roles: tuple[str, ...] = ()
    has_email: bool = True
    language: str = "nl"
    active: bool = True

    @property
    def site(self) -> str:
        """Return the code of the site where they work."""
        return self.team.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Company:
    """An organisation of a story: sites (code → name) and people, who make up its teams."""

    code: str
    name: str
    sites: Mapping[str, str]
    people: tuple[Someone, ...]

    @property
    def teams(self) -> tuple[str, ...]:
        """Return every team that somebody is in, in the order of the people."""
        return tuple(dict.fromkeys(someone.team for someone in self.people))

    def email(self, someone: Someone) -> str | None:
        """Return the address of one of its people, or None."""
        return f"{someone.key}@{self.code}.example" if someone.has_email else None

    def number(self, someone: Someone) -> str:
        """Return the personnel number of one of its people."""
        return f"{self.code[0].upper()}{self.people.index(someone) + 1:03}"


NOORDERVERS = Company(
    "noordervers",
    "Noordervers",
    {"kantoor": "Hoofdkantoor", "assen": "Winkel Assen", "zwolle": "Winkel Zwolle"},
    (
        Someone("marieke", "Marieke de Boer", "kantoor/Logistiek", ("lead",)),
        Someone("henk", "Henk Wolters", "kantoor/Directie", ("sponsor",)),
        # The work group of nine: five from the stores, a store manager, supply chain, the supplier, HR.
        Someone("fatima", "Fatima El Idrissi", "assen/Winkel overdag", ("work_group",)),
        Someone("joost", "Joost Hofman", "assen/Nachtploeg", ("work_group",), has_email=False),
        Someone("lisa", "Lisa Postma", "zwolle/Winkel overdag", ("work_group",)),
        Someone("ayse", "Ayşe Yıldız", "zwolle/Winkel overdag", ("work_group",)),
        Someone("daan", "Daan Veldkamp", "zwolle/Nachtploeg", ("work_group",)),
        Someone("karin", "Karin Mulder", "assen/Winkel overdag", ("manager", "work_group")),
        Someone("piet", "Piet van der Meer", "kantoor/Logistiek", ("work_group",)),
        Someone("ravi", "Ravi Sharma", "kantoor/ICT", ("work_group", "supplier")),
        Someone("els", "Els Brouwer", "kantoor/HR", ("work_group",)),
        Someone("erik", "Erik Smit", "zwolle/Winkel overdag", ("manager",)),
        Someone("wim", "Wim Jansen", "assen/Winkel overdag", ("works_council",)),
        Someone("samira", "Samira Haddad", "zwolle/Nachtploeg", ("works_council",)),
        Someone("tineke", "Tineke Kuipers", "kantoor/HR", ("privacy_officer",)),
        Someone("bas", "Bas Visser", "kantoor/ICT", ("administrator",)),
        # Store staff with no role but their own work.
        Someone("nour", "Nour Aziz", "assen/Nachtploeg", has_email=False),
        Someone("tom", "Tom O'Neill", "assen/Nachtploeg", language="en"),
        Someone("jantje", "Jantje Bruins", "assen/Winkel overdag"),
        Someone("kevin", "Kevin de Groot", "zwolle/Nachtploeg"),
        Someone("mila", "Mila Novak", "zwolle/Winkel overdag", has_email=False),
        Someone("gerrit", "Gerrit Bos", "zwolle/Winkel overdag", active=False),  # has left
    ),
)

WATERVELD = Company(
    "waterveld",
    "Gemeente Waterveld",
    {"stadhuis": "Stadhuis", "wijkpost": "Wijkpost Noord"},
    (
        Someone("anouk", "Anouk Dijkstra", "stadhuis/Vergunningen en balie", ("lead",)),
        Someone("ruud", "Ruud Peeters", "stadhuis/Directie", ("sponsor",)),
        # The work group: every link of the chain, and the supplier.
        Someone("chantal", "Chantal Smeets", "stadhuis/Vergunningen en balie", ("work_group",)),
        Someone("mo", "Mo Benali", "wijkpost/Handhaving avond", ("work_group",), has_email=False),
        Someone("inge", "Inge Vos", "stadhuis/Beoordeling", ("work_group",)),
        Someone("frank", "Frank de Wit", "stadhuis/Bezwaar", ("work_group",)),
        Someone("petra", "Petra Kok", "stadhuis/Invordering", ("work_group",)),
        Someone("jasper", "Jasper Linden", "stadhuis/ICT", ("work_group", "supplier")),
        Someone("hans", "Hans Groen", "stadhuis/Vergunningen en balie", ("manager",)),
        Someone("dennis", "Dennis Bakker", "wijkpost/Handhaving dag", ("manager",)),
        Someone("ria", "Ria Schouten", "stadhuis/Bezwaar", ("works_council",)),
        Someone("sander", "Sander Blom", "stadhuis/Directie", ("privacy_officer",)),
        Someone("yvonne", "Yvonne Prins", "stadhuis/ICT", ("administrator",)),
        Someone("loes", "Loes van Vliet", "stadhuis/Vergunningen en balie"),
        Someone("abdi", "Abdi Warsame", "wijkpost/Handhaving dag"),
        Someone("coby", "Coby Timmer", "wijkpost/Handhaving avond", has_email=False),
    ),
)

# May do everything in her own organisation, and must neither see nor change a thing in the others.
DRIEVLIET = Company(
    "drievliet",
    "Kringloop Drievliet",
    {"loods": "Loods"},
    (
        Someone(
            "olga",
            "Olga Buitenhof",
            "loods/Sorteren",
            ("lead", "sponsor", "manager", "work_group", "works_council", "privacy_officer", "administrator"),
        ),
    ),
)

COMPANIES = (NOORDERVERS, WATERVELD, DRIEVLIET)
OUTSIDER = "olga"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what is where in the database: ids by code, by "noordervers/assen/Nachtploeg", by key."""

    organisations: dict[str, int] = field(default_factory=dict)
    sites: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Actor:
        """Return somebody as one who acts: ``cast["marieke"]``. Raises KeyError."""
        return self.people[key]

    @property
    def outsider(self) -> Actor:
        """Return the one who must see nothing of Noordervers and Waterveld."""
        return self.people[OUTSIDER]


def cast(session: Session, *companies: Company) -> Cast:
    """Put these companies, or all three, into the database. The caller commits."""
    told = Cast()
    chosen = companies or COMPANIES
    # Kind by kind, each in one statement: thousands of tests begin with this.
    organisations = {one.code: Organisation(code=one.code, name=one.name) for one in chosen}
    told.organisations.update(_added(session, organisations))
    told.sites.update(_added(session, {key: row for one in chosen for key, row in _sites(one, told)}))
    told.teams.update(_added(session, {key: row for one in chosen for key, row in _teams(one, told)}))
    people = {who.key: _person(one, who, told) for one in chosen for who in one.people}
    for key, id_ in _added(session, people).items():
        told.people[key] = Actor(id_, people[key].organisation_id, people[key].name)
    session.add_all(role for one in chosen for who in one.people for role in _roles(one, who, told))
    session.flush()
    return told


def _sites(company: Company, told: Cast) -> Iterator[tuple[str, Site]]:
    for code, name in company.sites.items():
        organisation = told.organisations[company.code]
        yield f"{company.code}/{code}", Site(organisation_id=organisation, code=code, name=name)


def _teams(company: Company, told: Cast) -> Iterator[tuple[str, Team]]:
    for team in company.teams:
        code, _, name = team.partition("/")
        site = told.sites[f"{company.code}/{code}"]
        organisation = told.organisations[company.code]
        yield f"{company.code}/{team}", Team(organisation_id=organisation, site_id=site, name=name)


def _person(company: Company, someone: Someone, told: Cast) -> Person:
    return Person(
        organisation_id=told.organisations[company.code],
        number=company.number(someone),
        email=company.email(someone),
        name=someone.name,
        language=someone.language,
        team_id=told.teams[f"{company.code}/{someone.team}"],
        active=someone.active,
    )


def _roles(company: Company, someone: Someone, told: Cast) -> Iterator[Role]:
    actor = told.people[someone.key]
    for role in someone.roles:
        site = told.sites[f"{company.code}/{someone.site}"] if role == "manager" else None
        yield Role(organisation_id=actor.organisation_id, person_id=actor.person_id, role=role, site_id=site)


def _added(session: Session, rows: Mapping[str, Organisation | Site | Team | Person]) -> dict[str, int]:
    """Add rows and return their numbers by key."""
    session.add_all(rows.values())
    session.flush()
    return {key: row.id for key, row in rows.items() if row.id is not None}
