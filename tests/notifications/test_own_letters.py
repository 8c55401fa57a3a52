"""An organisation's own letters: found first, and never trusted."""

from pathlib import Path

import pytest

from notifications.catalogue import NOTICES
from notifications.letters import LetterError, LetterFault, Letters, LettersRefused
from tests.notifications.letter_examples import STORE
from tests.notifications.own_folder import body, faults, write
from tests.notifications.town_examples import TOWN

OWN = Path(__file__).parent / "own_letters"
NOORDERVERS, WATERVELD = OWN / "noordervers", OWN / "waterveld"


# What an organisation may do


@pytest.mark.parametrize("folder", [NOORDERVERS, WATERVELD])
def test_the_letters_of_the_two_examples_can_be_used(folder: Path) -> None:
    assert Letters.check(folder) == []


def test_an_own_letter_goes_before_the_one_that_was_shipped() -> None:
    store = Letters(NOORDERVERS).render("round_invitation", "nl", STORE["round_invitation"].context())
    town = Letters(WATERVELD).render("round_invitation", "nl", TOWN["round_invitation"].context())
    assert store.subject == "Eén vraag over uw werk: bestelvoorstel, ronde 1"
    assert "bij de schappen." in store.text
    assert town.subject == "Uw mening over de parkeerketen van papier naar digitaal"
    assert "De gemeente wil inwoners sneller helpen" in town.text
    assert store.ics is not None
    assert town.ics is not None


def test_where_an_organisation_wrote_nothing_the_shipped_letter_stays() -> None:
    own, shipped = Letters(NOORDERVERS), Letters()
    for name, language in (("round_invitation", "en"), ("paused", "nl")):
        context = STORE[name].context()
        assert own.render(name, language, context) == shipped.render(name, language, context)


def test_an_organisation_adds_letters_of_its_own_with_general_fields() -> None:
    letters = Letters(NOORDERVERS)
    assert letters.known() == NOTICES.keys() | {"shift_briefing"}
    made = letters.render("shift_briefing", "en", STORE["general"].context())
    assert made.subject == "For the start of the day: Nieuw bestelsysteem"
    assert "- Where we are now: Kwartaaloverleg" in made.text
    assert '<html lang="en">' in made.html


def test_a_letter_in_one_language_is_written_in_that_language_also_around_it() -> None:
    made = Letters(WATERVELD).render("council_memo", "en", STORE["general"].context())
    assert made.subject.startswith("Ter informatie voor de raad")
    assert '<html lang="nl">' in made.html
    assert "Open de pagina:" in made.text


def test_another_organisation_does_not_know_the_letter() -> None:
    with pytest.raises(LetterError, match="there is no such letter"):
        Letters(WATERVELD).render("shift_briefing", "nl", STORE["general"].context())


def test_words_of_people_are_escaped_in_own_letters_too() -> None:
    context = {**STORE["general"].context(), "reason": "<img src=x onerror=alert(1)>"}
    made = Letters(NOORDERVERS).render("shift_briefing", "nl", context)
    assert "<img" not in made.html
    assert "<img src=x onerror=alert(1)>" in made.text


def test_html_in_an_own_letter_is_shown_and_not_run(tmp_path: Path) -> None:
    letters = Letters(write(tmp_path, body("<script>alert(1)</script> {{ '<b>'|lower }}")))
    made = letters.render("news", "nl", STORE["general"].context())
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;" in made.html


def test_a_field_that_is_empty_prints_as_nothing(tmp_path: Path) -> None:
    letters = Letters(
        write(tmp_path, body("Dag: ({{ due }}) ({{ due or 'geen' }}) ({{ actor|default('x', true) }})"))
    )
    context = {**STORE["general"].context(), "due": None, "due_at": None, "actor": ""}
    assert "Dag: () (geen) (x)" in letters.render("news", "nl", context).text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stopped", "{{ reason }} {{ lessons|join(', ') }} {{ lessons|length }}"),
        ("stopped", "{{ reason }}{% for lesson in lessons %}\n- {{ loop.index }} {{ lesson }}{% endfor %}"),
        ("bundle", "{% for item in items %}\n- {{ item.title|upper }}\n  {{ item.link|page }}\n{% endfor %}"),
        ("bundle", "{% for item in items if item.text %}{{ item.text }}{% else %}niets{% endfor %}"),
        (
            "news",
            "{% if due and not reason %}{{ due }}{% elif reason is none %}-{% else %}{{ reason }}{% endif %}",
        ),
        ("news", "{{ 'u' if stage == 'Uitrol' or step else 'nee' }}"),
        ("news", "Een\u00a0harde spatie, \u00adeen zacht streepje\ten een tab 👷🏽‍♀️"),
        ("news", "{# een opmerking #}{% raw %}{{ geen veld }}{% endraw %}"),
    ],
)
def test_what_a_letter_needs_is_allowed(tmp_path: Path, name: str, words: str) -> None:
    write(tmp_path, body(words), f"nl/{name}.j2")
    assert Letters.check(tmp_path) == []
    assert Letters(tmp_path).render(name, "nl", STORE[name if name in STORE else "general"].context()).text


# What is refused, and how


def test_a_refusal_says_file_line_what_and_what_was_expected(tmp_path: Path) -> None:
    assert faults(tmp_path, "Beste lezer,\n{{ resaon }}") == [
        LetterFault(file="nl/news.j2", line=5, what="there is no `resaon`", expected="`reason`")
    ]
    (fault,) = Letters.check(tmp_path)
    assert str(fault) == "nl/news.j2:5: there is no `resaon`; expected `reason`"


def test_every_fault_of_every_file_is_told_at_once_and_nothing_is_used(tmp_path: Path) -> None:
    write(tmp_path, body("{{ a }}\n{{ b() }}\n{{ 'x'|safe }}"))
    write(tmp_path, body("{{ c }}"), "en/news.j2")
    write(tmp_path, body("goed"), "nl/fine.j2")
    with pytest.raises(LettersRefused) as refused:
        Letters(tmp_path)
    assert [(fault.file, fault.line) for fault in refused.value.faults] == [
        ("en/news.j2", 4),
        ("nl/news.j2", 4),
        ("nl/news.j2", 5),
        ("nl/news.j2", 6),
    ]


# The promises to readers hold in own letters too


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("round_invitation", "combined_with"),
        ("round_invitation", "smallest_group"),
        ("decision_made", "overrides"),
        ("stopped", "reason"),
        ("idea_answered", "answer"),
    ],
)
def test_an_own_letter_may_not_leave_out_what_readers_have_a_right_to(
    tmp_path: Path, name: str, left_out: str
) -> None:
    found = faults(tmp_path, "Er is nieuws.", f"nl/{name}.j2")
    assert f"the letter does not say `{left_out}`" in [fault.what for fault in found]


def test_asking_whether_there_are_overrides_is_not_printing_them(tmp_path: Path) -> None:
    words = "{{ reasons|join }}{% if overrides %}Let op.{% endif %}{{ overrides|length }}"
    (fault,) = faults(tmp_path, words, "nl/decision_made.j2")
    assert fault.what == "the letter does not say `overrides`"


# The shape of a letter and of the folder


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("", "no block `subject`"),
        ("zomaar tekst", "something outside the two blocks"),
        ("{% block subject %}x{% endblock %}", "no block `body`"),
        (body("x") + "{{ reason }}", "something outside the two blocks"),
        (body("x") + "{% block more %}x{% endblock %}", "a block `more`"),
        (body("x") + "{% set a = 1 %}", "something outside the two blocks"),
        (body("x", subject="een\ntwee"), "the subject must be one line of text"),
        (body("x", subject=" "), "the subject must be one line of text"),
        (body("x", subject="{{ due }}"), "the subject must be one line of text"),
        (body("{{ due|page }}"), "not a page address"),
    ],
)
def test_a_letter_has_a_subject_of_one_line_and_a_body(tmp_path: Path, source: str, what: str) -> None:
    found = Letters.check(write(tmp_path, source))
    assert [fault for fault in found if what in fault.what], found


def test_a_letter_that_only_works_with_entries_is_refused_beforehand(tmp_path: Path) -> None:
    (fault,) = faults(
        tmp_path, "{{ reason }} {{ lessons|first }}{% for x in lessons %}{{ x }}{% endfor %}", "nl/stopped.j2"
    )
    assert fault.expected == "a letter that works with as little as possible filled in"


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("news.j2", "a file that is not a letter"),
        ("de/news.j2", "a file that is not a letter"),
        ("nl/deeper/news.j2", "a file that is not a letter"),
        ("nl/news.html", "a file that is not a letter"),
        ("nl/_letter.html", "a file that is not a letter"),
        ("nl/_letter.j2", "the name `_letter`"),
        ("nl/News.j2", "the name `News`"),
        ("nl/" + "n" * 41 + ".j2", "the name `"),
    ],
)
def test_a_file_in_the_wrong_place_is_refused(tmp_path: Path, name: str, what: str) -> None:
    (fault,) = faults(tmp_path, "x", name)
    assert what in fault.what
    assert fault.file == name


def test_a_hidden_file_is_left_alone(tmp_path: Path) -> None:
    assert faults(tmp_path, "{{ wrong }}", "nl/.news.j2.swp") == []
    assert Letters(tmp_path).known() == NOTICES.keys()


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", body("geheim"), "nl/news.j2")
    own = tmp_path / "own"
    (own / "en").mkdir(parents=True)
    (own / "en" / "news.j2").symlink_to(outside / "nl" / "news.j2")
    (own / "nl").symlink_to(outside / "nl")
    assert [(fault.file, fault.what) for fault in Letters.check(own)] == [
        ("en/news.j2", "a link to another place"),
        ("nl", "a link to another place"),
    ]


def test_a_file_that_is_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "big.j2").write_bytes(b"x" * 10_000_000)
    (tmp_path / "nl" / "binary.j2").write_bytes(b"\xff\xfe\x00")
    assert [(fault.file, fault.what) for fault in Letters.check(tmp_path)] == [
        ("nl/big.j2", "the file is too large"),
        ("nl/binary.j2", "the file cannot be read"),
    ]


def test_a_folder_that_is_not_there_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    (fault,) = Letters.check(tmp_path / "nowhere")
    assert fault.what == "there is no such folder"
    with pytest.raises(LettersRefused, match="no such folder"):
        Letters(tmp_path / "nowhere")


def test_a_file_that_changes_after_it_was_checked_changes_nothing(tmp_path: Path) -> None:
    letters = Letters(write(tmp_path, body("Goed nieuws.")))
    write(tmp_path, body("{{ ''.__class__ }}"))
    assert "Goed nieuws." in letters.render("news", "nl", STORE["general"].context()).text


def test_a_file_from_windows_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "nl").mkdir()
    source = body("Een.  \n  \nTwee.").replace("\n", "\r\n")
    (tmp_path / "nl" / "news.j2").write_bytes(b"\xef\xbb\xbf" + source.encode())
    assert "Een.\n\nTwee." in Letters(tmp_path).render("news", "nl", STORE["general"].context()).text
