"""People and sites on the pages: the list, one person, and a file that is looked at before it counts."""

import time
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from pim.people.tables import Person
from pim.staff.import_pages import pack
from tests.pim.web.browser import HERE, Browser, Web
from tests.pim.web.reading import Page

HEADS = "personeelsnummer;naam;e-mail;vestiging;team\n"
FILE = HEADS + "X1;Nieuwe Kracht;nieuw@noordervers.example;assen;Nachtploeg\n"


def _sent(browser: Browser, path: str, content: str, **fields: Any) -> Page:
    files = {"file": ("lijst.csv", content.encode(), "text/csv")}
    headers = {"Origin": HERE, "Referer": HERE + path}
    return Page(browser.client.post(path, files=files, data=fields, headers=headers))


def _heads(site: Web) -> int:
    return site.look(lambda session: session.scalar(select(func.count(col(Person.id)))) or 0)


def test_a_file_is_looked_at_first_and_taken_over_when_that_is_confirmed(site: Web) -> None:
    admin = site.browser("bas")
    before = _heads(site)
    page = _sent(admin, "/people/import", FILE)
    assert "In dit bestand is niets fout" in page.text
    assert "1 nieuw" in page.text
    assert _heads(site) == before, "looking takes nothing over"
    form = page.form("/people/import/take")
    for _ in range(2):  # a double click takes it over once
        done = admin.press("/people/import", form)
        assert "Overgenomen: 1 nieuw, 0 veranderd, van 1 regels." in done.text
    assert _heads(site) == before + 1
    assert "Nieuwe Kracht" in admin.get("/people?text=nieuwe").text


@pytest.mark.parametrize(("language", "said"), [("nl", "Regel 3"), ("en", "Line 3")])
def test_every_bad_row_is_named_and_nothing_is_half_imported(one_site: Web, language: str, said: str) -> None:
    admin = one_site.browser("bas", language)
    before = _heads(one_site)
    page = _sent(admin, "/people/import", FILE + "X2;;geen adres;nergens;\nX3;Goed;;assen;Nachtploeg\n")
    assert page.status == 400
    assert said in page.text
    assert "4:" not in page.text, "the good row is not named"
    assert [form for form in page.forms if form.action == "/people/import/take"] == []
    assert _heads(one_site) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "Dit bestand is leeg."), ("x" * (5 * 1024 * 1024 + 1), "Dit bestand is te groot.")],
)
def test_a_file_that_is_empty_or_too_large_is_refused_in_words(
    one_site: Web, content: str, said: str
) -> None:
    page = _sent(one_site.browser("bas"), "/people/import", content)
    assert page.status == 400
    assert said in page.text


def test_what_waited_in_the_page_is_checked_again_when_it_comes_back(one_site: Web) -> None:
    admin = one_site.browser("bas")
    before = _heads(one_site)
    for number, packed in enumerate(("geen bestand", pack(b"x" * (6 * 1024 * 1024)))):
        page = admin.post("/people/import/take", key=f"k{number}", file=packed)
        assert page.status_code == 400
        assert "Dit bestand kan niet worden gelezen" in page.text
    assert _heads(one_site) == before


def test_a_lead_adds_people_but_gives_no_role_and_changes_nobody(site: Web) -> None:
    lead = site.browser("marieke")
    assert "1 nieuw" in _sent(lead, "/people/import", FILE).text
    henk = "personeelsnummer;naam;e-mail\nN002;Henk Wolters;marieke2@noordervers.example\n"
    boss = "personeelsnummer;naam;rol\nX9;Nieuwe Baas;beheerder\n"
    for content in (henk, boss):
        page = _sent(lead, "/people/import", content)
        assert page.status == 400
        assert "Regel 2: deze regel verandert wat bekend is, of geeft een rol" in page.text
        packed = pack(content.encode())
        assert lead.post("/people/import/take", key=content[:20] + "k", file=packed).status_code == 400
    assert (
        lead.post("/people/import/take", key="left", file=pack(FILE.encode()), leave="yes").status_code == 403
    )
    found = site.look(lambda session: session.get_one(Person, site.people["henk"].person_id).email)
    assert found == "henk@noordervers.example"


def test_ten_thousand_rows_are_checked_while_somebody_waits(one_site: Web) -> None:
    rows = "".join(f"P{n};Kracht {n};p{n}@noordervers.example;assen;Nachtploeg\n" for n in range(10_000))
    began = time.process_time()
    page = _sent(one_site.browser("bas"), "/people/import", FILE + rows)
    assert "10001 nieuw" in page.text
    assert time.process_time() - began < 20, "a page that takes minutes looks broken"


def test_sites_come_from_a_file_too(one_site: Web) -> None:
    admin = one_site.browser("bas")
    page = _sent(admin, "/sites/import", "code;naam\nemmen;Winkel Emmen\nassen;Winkel Assen-Noord\n")
    done = admin.press("/sites/import", page.form("/sites/import/take"))
    assert "Overgenomen: 1 nieuw, 1 veranderd, van 2 regels." in done.text
    assert "Winkel Emmen" in done.text
    lead = _sent(one_site.browser("marieke"), "/sites/import", "code;naam\nassen;Anders\n")
    assert lead.status == 400, "a lead renames no site"


def test_an_administrator_adds_changes_and_lets_somebody_go_and_come_back(site: Web) -> None:
    admin = site.browser("bas")
    page = admin.press("/people/new", admin.get("/people/new").form("/people"), name="Sanne Vos", number="X7")
    path = page.form(has="name").action
    assert path is not None
    page = admin.press(path, page.form(has="name"), email="sanne@noordervers.example")
    assert page.form(has="name").fields["email"] == "sanne@noordervers.example"
    page = admin.press(path, page.form(f"{path}/roles"), role="works_council")
    assert "Haal deze rol weg" in page.text
    page = admin.press(path, page.form(f"{path}/leave"))
    assert "Deze persoon is vertrokken." in page.text
    assert "Sanne Vos" not in admin.get("/people?text=sanne").text.replace("sanne@", "")
    page = admin.press(path, page.form(f"{path}/back"))
    assert "Deze persoon is vertrokken." not in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "geen adres"}, "is geen e-mailadres"),
        ({"email": "henk@noordervers.example"}, "Iemand anders heeft dit al."),
        ({"name": " "}, "Er is niets ingevuld"),
        ({"number": ""}, "één van beide is nodig"),
    ],
)
def test_a_person_that_cannot_be_kept_says_where_and_keeps_what_was_typed(
    one_site: Web, typed: dict[str, str], said: str
) -> None:
    admin = one_site.browser("bas")
    given = {"name": "Sanne Vos", "number": "X7", "language": "en"} | typed
    page = admin.press("/people/new", admin.get("/people/new").form("/people"), **given)
    assert page.status == 400
    assert said in page.text
    assert page.form("/people").fields["language"] == "en"
    assert page.form("/people").fields["name"] == given["name"].strip()


def test_the_last_administrator_stays(one_site: Web) -> None:
    admin = one_site.browser("bas")
    path = f"/people/{one_site.people['bas'].person_id}"
    page = admin.press(path, admin.get(path).form(f"{path}/leave"))
    assert page.status == 400
    assert "Dit is de laatste beheerder." in page.text


def test_who_only_works_here_sees_no_list_and_a_lead_changes_nobody(one_site: Web) -> None:
    erik = f"/people/{one_site.people['erik'].person_id}"
    tom = one_site.browser("jantje")
    assert [tom.get(path).status for path in ("/people", erik, "/sites", "/people/import")] == [
        403,
        404,
        403,
        403,
    ]
    lead = one_site.browser("marieke")
    assert "leave" not in str(lead.get(erik).forms)
    before = one_site.rows()
    for part in ("", "/leave", "/back", "/roles", "/roles/take"):
        answer = lead.post(erik + part, key=f"k{part}", name="Anders", number="1", role="administrator")
        assert answer.status_code == 404, part
    assert one_site.rows() == before


def test_an_outsider_finds_nobody_of_another_organisation(one_site: Web) -> None:
    olga = one_site.browser("olga")
    erik = f"/people/{one_site.people['erik'].person_id}"
    assert olga.get(erik).status == 404
    assert "Erik Smit" not in olga.get("/people?text=erik&left=yes").text
    assert "Winkel Assen" not in olga.get("/sites").text
    before = one_site.rows()
    fields = {"name": "Anders", "number": "1", "role": "works_council"}
    for part in ("", "/leave", "/back", "/roles"):
        assert olga.post(erik + part, key=f"k{part}", **fields).status_code == 404, part
    team = {"site": str(one_site.people.sites["noordervers/assen"]), "team": "Van ons"}
    assert olga.post("/sites/teams", key="t", **team).status_code == 404
    assert one_site.rows() == before
