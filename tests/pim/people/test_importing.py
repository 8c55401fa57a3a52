"""Importing sites and people: all of a file or nothing, again and again, and who is who."""

import pytest

from pim.db import Database
from pim.people.faults import ImportRefused
from pim.people.roles import give_role
from tests.pim.people.helpers import SITES, Shop, shop

HEAD = "personeelsnummer;naam;e-mail;vestiging;team;taal;rol\n"
FATIMA = "A001;Fatima El Idrissi;Fatima@NV.example;0012;Winkel overdag;nl;\n"
JOOST = "A002;Joost Hofman;;winkel assen;Nachtploeg;;medewerker\n"
KARIN = "A003;Karin Mulder;karin@nv.example;0012;Winkel overdag;en;Leidinggevende\n"


@pytest.fixture
def nv(database: Database) -> Shop:
    """A supermarket chain with two stores and nobody in it."""
    made = shop(database)
    made.sites()
    return made


def _faults(nv: Shop, text: str) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        nv.people(text)
    return [fault.sentence("nl") for fault in refused.value.faults]


def test_everybody_of_a_file_stands_where_it_says(nv: Shop) -> None:
    done = nv.people(HEAD + FATIMA + JOOST + KARIN)

    assert (done.rows, done.new, done.changed, done.unchanged) == (3, 3, 0, 0)
    assert done.new_teams == ("Winkel Assen / Nachtploeg", "Winkel Assen / Winkel overdag")
    fatima, joost = nv.person("Fatima El Idrissi"), nv.person("Joost Hofman")
    assert (fatima.email, fatima.number, fatima.language) == ("fatima@nv.example", "A001", "nl")
    assert (joost.email, joost.language, joost.active) == (None, "nl", True)
    assert nv.where("Joost Hofman") == "Winkel Assen / Nachtploeg"
    assert nv.roles("Karin Mulder") == [("manager", "0012")]
    assert nv.roles("Fatima El Idrissi") == []


def test_the_same_file_again_changes_nothing(nv: Shop) -> None:
    nv.people(HEAD + FATIMA + JOOST + KARIN)
    again = nv.people(HEAD + FATIMA + JOOST + KARIN)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 3)
    assert (again.roles_given, again.roles_taken, again.new_teams) == (0, 0, ())


def test_a_file_read_again_says_how_many_are_new_changed_and_unchanged(nv: Shop) -> None:
    nv.people(HEAD + FATIMA + JOOST)
    done = nv.people(HEAD + FATIMA.replace("El Idrissi", "Idrissi") + JOOST + KARIN)
    assert (done.new, done.changed, done.unchanged) == (1, 1, 1)
    assert nv.names() == ["Fatima Idrissi", "Joost Hofman", "Karin Mulder"]


def test_one_bad_row_among_good_ones_and_nothing_is_taken_over(nv: Shop) -> None:
    said = _faults(nv, HEAD + FATIMA + "A009;Piet;piet@;0012;Nacht;nl;\n" + JOOST)
    assert said == [
        "Regel 3, kolom “e-mail”: “piet@” is geen e-mailadres. "
        "Verwacht: een adres als fatima@winkel.example of niets."
    ]
    assert nv.names() == []
    assert nv.where("Joost Hofman") is None


def test_every_bad_row_is_named_with_its_line_and_everything_that_is_wrong_in_it(nv: Shop) -> None:
    rows = [
        "A1;;x@nv.example;0012;Nacht;nl;",  # 2: no name
        ";Geen Nummer;;0012;Nacht;nl;",  # 3: cannot be known again
        "A2;Twee Fouten;geen adres;0012;Nacht;Pools;",  # 4
        "A3;Onbekende Plek;a3@nv.example;Asssen;Nacht;nl;",  # 5
        "A4;Zonder Plek;a4@nv.example;;Nacht;nl;",  # 6
        "A4;Zelfde Nummer;a5@nv.example;0012;Nacht;nl;",  # 7
        "A6;Zelfde Adres;a5@NV.example;0012;Nacht;nl;",  # 8
        "A7;Kartrekker;a7@nv.example;0012;Nacht;nl;kartrekker",  # 9
        "A8;Rare Rol;a8@nv.example;0012;Nacht;nl;keizer",  # 10
        "A 9!;Raar Nummer;;0012;Nacht;nl;",  # 11
        f"A10;{'x' * 121};a10@nv.example;0012;Nacht;nl;",  # 12
        "A11;Chef Zonder Plek;a11@nv.example;;;nl;manager",  # 13
    ]
    with pytest.raises(ImportRefused) as refused:
        nv.people(HEAD + "\n".join(rows))
    found = [(fault.line, fault.column) for fault in refused.value.faults]
    assert found == [
        (2, "naam"),
        (3, "personeelsnummer"),
        (4, "e-mail"),
        (4, "taal"),
        (5, "vestiging"),
        (6, "team"),
        (7, "personeelsnummer"),
        (8, "e-mail"),
        (9, "rol"),
        (10, "rol"),
        (11, "personeelsnummer"),
        (12, "naam"),
        (13, "rol"),
    ]
    assert "perhaps “Winkel Assen”" not in refused.value.faults[4].sentence("en")
    assert refused.value.lines("nl")[0] == "Niets is overgenomen. In het bestand zijn 13 fouten:"
    assert len(refused.value.lines("en")) == 14


def test_a_site_that_is_misspelt_is_answered_with_the_one_that_was_meant(nv: Shop) -> None:
    assert _faults(nv, HEAD + "A1;Jan;;Winkel Asen;Nacht;;\n") == [
        "Regel 2, kolom “vestiging”: vestiging “Winkel Asen” is niet bekend. "
        "Verwacht: misschien “Winkel Assen”."
    ]


def test_a_file_without_a_column_that_is_needed_says_which_and_what_it_did_not_recognise(nv: Shop) -> None:
    said = _faults(nv, "personelsnummer;vestiging\nA1;0012\n")
    assert len(said) == 2
    assert "er is geen kolom “naam”" in said[0]
    assert "“personelsnummer” wordt niet herkend" in said[1]


def test_an_empty_cell_leaves_what_is_known_as_it_is(nv: Shop) -> None:
    nv.people(HEAD + KARIN)
    done = nv.people(HEAD + "A003;Karin Mulder;;;;;\n")
    assert done.unchanged == 1
    karin = nv.person("Karin Mulder")
    assert (karin.email, karin.language) == ("karin@nv.example", "en")
    assert nv.where("Karin Mulder") == "Winkel Assen / Winkel overdag"
    assert nv.roles("Karin Mulder") == [("manager", "0012")]


def test_a_manager_who_moves_manages_the_new_store_and_no_longer_the_old_one(nv: Shop) -> None:
    nv.people(HEAD + KARIN)
    done = nv.people(HEAD + KARIN.replace("0012", "0031"))
    assert nv.roles("Karin Mulder") == [("manager", "0031")]
    assert (done.roles_given, done.roles_taken) == (1, 1)


def test_who_is_no_manager_any_more_in_the_file_is_none_here(nv: Shop) -> None:
    nv.people(HEAD + KARIN)
    nv.people(HEAD + KARIN.replace("Leidinggevende", "medewerker"))
    assert nv.roles("Karin Mulder") == []


def test_a_role_that_no_file_gave_is_not_taken_by_one(nv: Shop) -> None:
    nv.people(HEAD + FATIMA + KARIN)
    karin = nv.person("Karin Mulder")
    with nv.database.write() as session:
        assert give_role(session, nv.id, karin.id or 0, "works_council")
    nv.people(HEAD + KARIN.replace("Leidinggevende", "FG"))
    assert nv.roles("Karin Mulder") == [("privacy_officer", None), ("works_council", None)]


def test_several_roles_stand_in_one_cell_and_own_roles_count(nv: Shop) -> None:
    nv.people(HEAD + "A1;Jan;;0012;Nacht;;Manager / OR | ploegbaas\n", own_roles=["ploegbaas"])
    assert nv.roles("Jan") == [("manager", "0012"), ("ploegbaas", None), ("works_council", None)]


def test_who_is_not_in_the_file_stays_unless_it_is_said_that_they_left(nv: Shop) -> None:
    nv.people(HEAD + FATIMA + JOOST + "B1;Bas Visser;bas@nv.example;;;;beheerder\n")
    assert nv.people(HEAD + FATIMA).left == 0
    done = nv.people(HEAD + FATIMA, leave=True)
    assert done.left == 1
    joost, bas = nv.person("Joost Hofman"), nv.person("Bas Visser")
    assert not joost.active
    assert bas.active  # an administrator cannot be locked out by a file


def test_somebody_who_comes_back_is_the_same_person(nv: Shop) -> None:
    nv.people(HEAD + FATIMA + JOOST)
    before = nv.person("Joost Hofman")
    nv.people(HEAD + FATIMA, leave=True)
    done = nv.people(HEAD + JOOST)
    after = nv.person("Joost Hofman")
    assert (done.changed, after.id, after.active) == (1, before.id, True)


def test_who_was_known_by_address_gets_a_number_and_stays_the_same_person(nv: Shop) -> None:
    nv.people("naam;e-mail\nJan Bos;jan@nv.example\n")
    done = nv.people("nummer;naam;e-mail\nA7;Jan Bos;jan@nv.example\n")
    jan = nv.person("Jan Bos")
    assert (done.new, done.changed, jan.number) == (0, 1, "A7")


def test_an_address_of_somebody_else_is_refused_but_that_of_somebody_who_left_is_free(nv: Shop) -> None:
    nv.people("nummer;naam;e-mail\nA1;Jan Bos;jan@nv.example\nA2;Els Vos;els@nv.example\n")
    file = "nummer;naam;e-mail\nA3;Jan de Nieuwe;jan@nv.example\n"
    assert "is al het adres van “A1”" in _faults(nv, file)[0]

    nv.people("nummer;naam;e-mail\nA2;Els Vos;els@nv.example\n", leave=True)
    nv.people(file)
    old, new = nv.person("Jan Bos"), nv.person("Jan de Nieuwe")
    assert (old.email, old.active, new.email) == (None, False, "jan@nv.example")


def test_an_address_of_somebody_who_left_and_returns_in_this_very_file_is_not_taken(nv: Shop) -> None:
    nv.people("nummer;naam;e-mail\nA1;Jan;jan@nv.example\nA2;Els;els@nv.example\n")
    nv.people("nummer;naam\nA2;Els\n", leave=True)
    assert _faults(nv, "nummer;naam;e-mail\nA3;Nieuw;jan@nv.example\nA1;Jan;\n")


def test_two_people_may_swap_their_addresses_in_one_file(nv: Shop) -> None:
    nv.people("nummer;naam;e-mail\nA1;Jan;een@nv.example\nA2;Els;twee@nv.example\n")
    done = nv.people("nummer;naam;e-mail\nA1;Jan;twee@nv.example\nA2;Els;een@nv.example\n")
    jan, els = nv.person("Jan"), nv.person("Els")
    assert (done.changed, jan.email, els.email) == (2, "twee@nv.example", "een@nv.example")


def test_two_rows_that_turn_out_to_be_one_person_are_refused(nv: Shop) -> None:
    nv.people("nummer;naam;e-mail\nA1;Jan;jan@nv.example\n")
    said = _faults(nv, "nummer;naam;e-mail\nA1;Jan;\n;Jan Bos;jan@nv.example\n")
    assert said == [
        "Regel 3, kolom “e-mail”: dit is dezelfde medewerker als op regel 2. "
        "Verwacht: elke medewerker één keer."
    ]


def test_a_name_in_three_parts_becomes_one(nv: Shop) -> None:
    nv.people("nr;roepnaam;tussenvoegsel;achternaam\nA1;Piet;van der;Meer\nA2;Ayşe;;Yıldız\n")
    assert nv.names() == ["Ayşe Yıldız", "Piet van der Meer"]


def test_who_has_no_team_is_in_the_team_of_the_site(nv: Shop) -> None:
    nv.people(HEAD + "A1;Jan;;0012;;;\n")
    assert nv.where("Jan") == "Winkel Assen / Winkel Assen"


def test_a_team_needs_no_site_where_there_is_only_one(database: Database) -> None:
    small = shop(database, "drievliet")
    small.sites("naam\nLoods\n")
    small.people("nr;naam;ploeg\nA1;Olga;Sorteren\n")
    assert small.where("Olga") == "Loods / Sorteren"


@pytest.mark.parametrize(
    "hostile",
    [
        '=HYPERLINK("http://x.example";"klik")',
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "+31 6 12345678",
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "[/red]",
        "Robert'); DROP TABLE person;--",
        "😀 Jansen",
        "Nguyễn Thị Hồng",
    ],
)
def test_a_hostile_name_is_kept_as_the_text_it_is(nv: Shop, hostile: str) -> None:
    cell = hostile.replace('"', '""')
    nv.people(f'nr;naam\nA1;"{cell}"\n')
    assert nv.names() == [hostile]


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x07", "\u202e", "\u2066", "\ue000"])
def test_a_name_with_a_sign_that_hides_or_turns_text_is_refused(nv: Shop, sign: str) -> None:
    said = _faults(nv, f"nr;naam\nA1;Jan{sign}Bos\n")
    assert f"U+{ord(sign[0]):04X}" in said[0]
    assert nv.names() == []


def test_what_comes_along_from_a_page_is_left_out_of_a_name(nv: Shop) -> None:
    nv.people("nr;naam\nA1;  Jan\u00a0\u00a0de\u200b Bo\u00ads \n")
    assert nv.names() == ["Jan de Bos"]


def test_the_same_letters_composed_or_apart_are_one_name(nv: Shop) -> None:
    nv.people("nr;naam\nA1;Zoe\u0308\n")
    assert nv.people("nr;naam\nA1;Zoë\n").unchanged == 1


def test_another_organisation_is_not_touched_and_may_have_the_same_numbers(database: Database) -> None:
    one, other = shop(database), shop(database, "waterveld")
    for place in (one, other):
        place.sites()
    one.people(HEAD + FATIMA)
    assert other.people(HEAD + FATIMA.replace("Fatima El Idrissi", "Iemand Anders")).new == 1
    one.people(HEAD + JOOST, leave=True)
    still = other.person("Iemand Anders")
    assert still.active
    assert other.roles("Fatima El Idrissi") == []


def test_sites_are_known_by_code_and_may_change_their_name(nv: Shop) -> None:
    done = nv.sites(SITES.replace("Winkel Assen", "Assen Centrum") + "0044;Emmen\n")
    assert (done.new, done.changed, done.unchanged) == (1, 1, 1)
    nv.people(HEAD + FATIMA.replace("0012", "Assen Centrum"))
    assert nv.where("Fatima El Idrissi") == "Assen Centrum / Winkel overdag"


def test_a_site_twice_or_without_a_name_is_refused(nv: Shop) -> None:
    with pytest.raises(ImportRefused) as refused:
        nv.sites("code;naam\n01;Emmen\n01;Emmen Zuid\n02;\n")
    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(3, "code"), (4, "naam")]


def test_a_word_that_is_the_name_of_two_sites_does_not_choose_one_of_them(nv: Shop) -> None:
    nv.sites("code;naam\nA;Markt\nB;Markt\n")
    assert "is niet bekend" in _faults(nv, HEAD + "A1;Jan;;markt;Nacht;;\n")[0]
    nv.people(HEAD + "A1;Jan;;b;Nacht;;\n")
    assert nv.where("Jan") == "Markt / Nacht"
