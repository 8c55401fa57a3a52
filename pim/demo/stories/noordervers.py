"""Noordervers (fictional): 48 stores and a head office. Twelve stores take part from the beginning."""

from pim.demo.company import Company, Someone, TeamOf

DAY, NIGHT, TILL = "Winkel overdag", "Nachtploeg", "Kassa"

# code, town, people by day, at night, at the till
_LARGE = (
    ("groningen", "Groningen", 16, 10, 14),
    ("leeuwarden", "Leeuwarden", 15, 10, 14),
    ("zwolle", "Zwolle", 14, 9, 13),
    ("emmen", "Emmen", 13, 9, 13),
    ("heerenveen", "Heerenveen", 15, 9, 13),
    ("hoogeveen", "Hoogeveen", 13, 8, 13),
    ("assen", "Assen", 8, 6, 11),
    ("meppel", "Meppel", 12, 8, 13),
    ("drachten", "Drachten", 11, 7, 12),
    ("sneek", "Sneek", 13, 9, 14),
    ("veendam", "Veendam", 12, 7, 14),
    ("stadskanaal", "Stadskanaal", 12, 8, 14),
)
_NIGHTLY = (
    "Appingedam", "Beilen", "Bolsward", "Coevorden", "Delfzijl", "Dokkum", "Franeker", "Gorredijk", "Haren",
    "Harlingen", "Hardenberg", "Hoogezand", "Joure", "Leek", "Lemmer", "Oosterwolde", "Ommen", "Roden",
    "Steenwijk", "Surhuisterveen", "Winschoten", "Winsum", "Wolvega", "Zuidlaren",
)  # fmt: skip
_BY_DAY = (  # too small for a night shift
    "Bedum", "Eelde", "Gieten", "Grou", "Kampen", "Kollum", "Makkum", "Norg", "Rolde", "Ter Apel",
    "Uithuizen", "Vries",
)  # fmt: skip


def _code(town: str) -> str:
    return town.lower().replace(" ", "-")


BASELINE = tuple(code for code, *_ in _LARGE)
FIRST_ROUND = ("assen", "zwolle", "emmen", "hoogeveen", "meppel", "drachten")
PILOT = ("groningen", "leeuwarden", "zwolle", "emmen")
SECOND_PILOT = (*PILOT, "heerenveen", "hoogeveen")
COMPARED = ("sneek", "veendam", "stadskanaal")

_LATER = [code for code in BASELINE if code not in SECOND_PILOT]
_SMALL = [_code(town) for town in sorted((*_NIGHTLY, *_BY_DAY))]
LOW_STORE = "kampen"
_REST = [code for code in _SMALL if code != LOW_STORE]
WAVES = (
    (*_LATER, *_REST[:4]),  # 10 stores
    (LOW_STORE, *_REST[4:19]),  # 16
    tuple(_REST[19:]),  # 16
)


def _teams() -> list[TeamOf]:
    office = [
        TeamOf("kantoor", "Directie", 3),
        TeamOf("kantoor", "Logistiek", 9),
        TeamOf("kantoor", "ICT", 6),
        TeamOf("kantoor", "HR", 5),
    ]
    stores = [
        team
        for code, _, day, night, till in _LARGE
        for team in (TeamOf(code, DAY, day, 2), TeamOf(code, NIGHT, night, 4), TeamOf(code, TILL, till, 0))
    ]
    for town in sorted((*_NIGHTLY, *_BY_DAY)):
        stores.append(TeamOf(_code(town), DAY, 8 if town in _NIGHTLY else 12, 3))
        if town in _NIGHTLY:
            stores.append(TeamOf(_code(town), NIGHT, 6, 0))
        stores.append(TeamOf(_code(town), TILL, 6, 0))
    return [*office, *stores]


_TOWNS = [(code, town) for code, town, *_ in _LARGE] + [
    (_code(town), town) for town in sorted((*_NIGHTLY, *_BY_DAY))
]
_MANAGERS = {"assen": "Karin Mulder", "zwolle": "Erik Smit", "groningen": "Anja Hoekstra"}

# Everybody with a part in the play. The work group has nine: five from the floor (two of them at
# night), a store manager, supply chain, the supplier, HR.
_NAMED = (
    Someone("marieke", "Marieke de Boer", "kantoor", "Logistiek"),
    Someone("henk", "Henk Wolters", "kantoor", "Directie"),
    Someone("fatima", "Fatima El Idrissi", "assen", DAY),
    Someone("joost", "Joost Hofman", "assen", NIGHT, has_email=False),
    Someone("lisa", "Lisa Postma", "zwolle", TILL),
    Someone("ayse", "Ayşe Yıldız", "zwolle", DAY),
    Someone("daan", "Daan Veldkamp", "zwolle", NIGHT),
    Someone("karin", "Karin Mulder", "assen", DAY, "leidinggevende"),
    Someone("piet", "Piet van der Meer", "kantoor", "Logistiek"),
    Someone("ravi", "Ravi Sharma", "kantoor", "ICT", "leverancier"),
    Someone("els", "Els Brouwer", "kantoor", "HR"),
    Someone("erik", "Erik Smit", "zwolle", DAY, "leidinggevende"),
    Someone("anja", "Anja Hoekstra", "groningen", DAY, "leidinggevende"),
    Someone("wim", "Wim Jansen", "assen", DAY, "ondernemingsraad"),
    Someone("samira", "Samira Haddad", "zwolle", NIGHT, "ondernemingsraad"),
    Someone("tineke", "Tineke Kuipers", "kantoor", "HR", "functionaris gegevensbescherming"),
    Someone("bas", "Bas Visser", "kantoor", "ICT", "beheerder"),
    Someone("sofie", "Sofie Terpstra", "kantoor", "Logistiek"),
    Someone("nour", "Nour Aziz", "assen", NIGHT, has_email=False),
    Someone("tom", "Tom O'Neill", "assen", NIGHT, language="en"),
    Someone("jantje", "Jantje Bruins", "assen", DAY),
    Someone("kevin", "Kevin de Groot", "zwolle", NIGHT),
    Someone("mila", "Mila Novak", "zwolle", DAY, has_email=False),
    *(
        Someone(f"manager.{code}", name, code, DAY, "leidinggevende")
        for (code, _), name in zip(
            [(code, town) for code, town in _TOWNS if code not in _MANAGERS],
            (
                "Sipke Abma", "Marloes Bakker", "Ilhan Arslan", "Gea Blaauw", "Ruben Cupido",
                "Tineke Dam", "Hamid Daoudi", "Wieke Eising", "Jorrit Fokkema", "Silvia Gosens",
                "Menno Groen", "Zahra Hamidi", "Age Hiemstra", "Petra Huizing", "Bram Iest",
                "Corrie Jansma", "Rob Katerberg", "Sevda Koç", "Auke Kuipers", "Marit Lammers",
                "Nico Luinge", "Fenna Maat", "Jaap Mulder", "Naima Naciri", "Ytsje Oosterhof",
                "Gijs Pater", "Loes Prins", "Wubbo Ritsema", "Tessa Roest", "Halil Şahin",
                "Marco Schipper", "Hilde Smid", "Jan Snijder", "Bregje Talsma", "Evert Tuin",
                "Lamyae Usman", "Oene Veldstra", "Ria Venema", "Sjoerd Wal", "Mirjam Westra",
                "Khalid Yacoubi", "Anke Zandstra", "Folkert Zuur", "Derya Polat", "Harm Poelman",
            ),
            strict=True,
        )
    ),
)  # fmt: skip

NOORDERVERS = Company(
    code="noordervers",
    name="Noordervers",
    sites=(("kantoor", "Hoofdkantoor"), *((code, f"Winkel {town}") for code, town in _TOWNS)),
    teams=_teams(),
    named=_NAMED,
)
