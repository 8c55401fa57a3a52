"""The people of a story: the ones it names, and as many colleagues as its teams need."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# So many names that no two people of one organisation are called the same; neither list's length
# divides the other's.
_GIVEN = (
    "Aaltje", "Adil", "Agnes", "Ahmet", "Albert", "Alie", "Amina", "Anita", "Anton", "Arjan", "Bauke",
    "Bert", "Bianca", "Bouke", "Carla", "Chris", "Dewi", "Dilan", "Dirk", "Doortje", "Eelco", "Elif",
    "Emma", "Esther", "Faisal", "Femke", "Foppe", "Freek", "Geert", "Gerda", "Greetje", "Hanna", "Hassan",
    "Henny", "Hidde", "Ilse", "Imane", "Ingrid", "Jacob", "Jelle", "Joke", "Jurre", "Karima", "Kees",
    "Klaas", "Lieke", "Linda", "Lotte", "Maaike", "Malik", "Marja", "Martijn", "Meryem", "Nienke", "Noor",
    "Olaf", "Omar", "Pauline", "Peter", "Rachid", "Renske", "Riemer", "Roos", "Said", "Sanne", "Sietske",
    "Stefan", "Teun", "Thea", "Umut", "Vera", "Wiebe", "Willemijn", "Yara", "Yusuf", "Zeynep", "Zoë",
    "Tjitske", "Sem",
)  # fmt: skip
_FAMILY = (
    "Akkerman", "van den Akker", "Aydin", "Bakema", "Bergsma", "ten Berge", "Boersma", "Bolt", "Bouwman",
    "van den Broek", "Bruinsma", "Çelik", "Dekker", "Demir", "van Dijk", "Dijkema", "Drenth", "Elzinga",
    "Faber", "Feenstra", "Geerts", "de Graaf", "Greven", "de Haan", "Haveman", "Heida", "Hofstra", "Idema",
    "Jager", "de Jong", "Jonker", "Kamstra", "Kaya", "Kloosterman", "Kooistra", "Kramer", "Kuiper",
    "Lanting", "van der Laan", "Lukassen", "Meijer", "Mensink", "Mohamud", "Nauta", "Nijboer", "Oosting",
    "van Oosten", "Öztürk", "Pals", "Piersma", "Pot", "Prakken", "Reitsma", "Rozema", "Ruiter", "Schaap",
    "Schuurman", "Sikkema", "Slagter", "Steenbergen", "Stoffers", "Swart", "Tamminga", "Tol", "Udding",
    "Veenstra", "van der Velde", "Visscher", "Vos", "de Vries", "Wagenaar", "Wessels", "Wierenga", "Wold",
    "Yilmaz", "van der Zee", "Zijlstra", "Zuidema", "Zwart", "Zwiers", "el Amrani", "Bouzidi", "Haddou",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Someone:
    """A person whom the story names. ``role`` is one they hold in the organisation or at their site."""

    key: str
    name: str
    site: str
    team: str
    role: str = ""
    has_email: bool = True
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class TeamOf:
    """A team: so many people, the named ones among them; of the others every so manieth has e-mail."""

    site: str
    name: str
    size: int
    email_every: int = 1  # 1: everybody, 3: one in three, 0: nobody


@dataclass(frozen=True, slots=True)
class Company:
    """An organisation as its own lists have it. ``sites`` are (code, name)."""

    code: str
    name: str
    sites: Sequence[tuple[str, str]]
    teams: Sequence[TeamOf]
    named: Sequence[Someone]

    def email(self, key: str) -> str:
        """Return the address of somebody whom the story names, or their number when they have none."""
        for index, someone in enumerate(self.named, 1):
            if someone.key == key:
                return f"{key}@{self.code}.example" if someone.has_email else self.number(index)
        raise KeyError(key)

    def name_of(self, key: str) -> str:
        """Return the name of somebody whom the story names. Raises KeyError."""
        return {someone.key: someone.name for someone in self.named}[key]

    def number(self, index: int) -> str:
        """Return the personnel number of the so manieth person."""
        return f"{self.code[0].upper()}{index:04}"

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Write the lists of sites and of people, as an organisation has them; returns both files."""
        folder.mkdir(parents=True, exist_ok=True)
        sites, people = folder / f"{self.code}-vestigingen.csv", folder / f"{self.code}-mensen.csv"
        _write(sites, ("code", "naam"), self.sites)
        heads = ("personeelsnummer", "naam", "e-mail", "vestiging", "team", "taal", "rol")
        _write(people, heads, self._rows())
        return sites, people

    def _rows(self) -> Iterator[tuple[str, ...]]:
        names = _names({someone.name for someone in self.named})
        index = 0
        for someone in self.named:
            index += 1
            address = self.email(someone.key) if someone.has_email else ""
            yield (
                self.number(index), someone.name, address, someone.site, someone.team,
                someone.language, someone.role,
            )  # fmt: skip
        for team in self.teams:
            known = sum(1 for one in self.named if (one.site, one.team) == (team.site, team.name))
            for place in range(known, team.size):
                index += 1
                number = self.number(index)
                address = (
                    f"{number.lower()}@{self.code}.example"
                    if team.email_every and place % team.email_every == 0
                    else ""
                )
                yield number, next(names), address, team.site, team.name, "nl", ""


def _names(taken: set[str]) -> Iterator[str]:
    for step in range(len(_GIVEN) * len(_FAMILY)):
        name = f"{_GIVEN[step % len(_GIVEN)]} {_FAMILY[step % len(_FAMILY)]}"
        if name not in taken:
            yield name


def _write(file: Path, heads: Sequence[str], rows: Sequence[Sequence[str]] | Iterator[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:  # as a spreadsheet saves it
        writer = csv.writer(out, delimiter=";")
        writer.writerow(heads)
        writer.writerows(rows)
