"""Letters: what a person reads, in both languages, as text, as HTML and in their calendar."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from notifications.catalogue import NOTICES
from notifications.letters import Letter, LetterError, Letters
from notifications.own_letters import sample
from notifications.words import LANGUAGES, WORDS, why
from tests.notifications.letter_examples import STORE
from tests.notifications.reading import Page, contrast, sentences
from tests.notifications.town_examples import TOWN

LETTERS = Letters()
EVERY = [(name, language) for name in sorted(NOTICES) for language in LANGUAGES]


def letter(name: str, language: str = "nl", **changed: Any) -> Letter:
    """Render the store's example, with some fields changed."""
    return LETTERS.render(name, language, {**STORE[name].context(), **changed})


def flat(text: str) -> str:
    """Return text without its line ends."""
    return " ".join(text.split())


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_letter_has_a_short_subject_and_narrow_lines(name: str, language: str) -> None:
    made = letter(name, language)
    assert 0 < len(made.subject) <= 120
    assert made.subject == made.subject.strip()
    assert not [line for line in made.text.splitlines() if len(line) > 78 and "https://" not in line]
    assert "\n\n\n" not in made.text


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_a_letter_greets_asks_to_open_a_page_and_ends_with_why_it_came(name: str, language: str) -> None:
    notice, made = STORE[name], letter(name, language)
    lines = made.text.splitlines()
    assert lines[0] == WORDS[language].greeting.format(notice.recipient)
    assert lines[lines.index(f"{WORDS[language].open_page}:") + 1] == notice.link
    assert flat(made.text).endswith(why(language, notice.because, notice.because_label))


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_html_says_what_the_text_says(name: str, language: str) -> None:
    notice, made = STORE[name], letter(name, language)
    page = Page(made.html)
    addresses = {notice.link} | {item["link"] for item in notice.context().get("items", [])}
    said = [word for word in made.text.split() if word != "-" and word not in addresses]
    said = flat(" ".join(said)).replace(f"{WORDS[language].open_page}:", WORDS[language].open_page).split()
    assert not [word for word in said if word not in page.words]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_html_has_a_language_a_title_one_button_and_fetches_nothing(name: str, language: str) -> None:
    notice, made = STORE[name], letter(name, language)
    page = Page(made.html)
    assert ("html", {"lang": language}) in page.tags
    assert f"<title>{made.subject}</title>" in made.html
    assert [href for href, kind in page.links if kind == "button"] == [notice.link]
    assert not [tag for tag, _ in page.tags if tag in {"img", "script", "link", "iframe", "form", "object"}]
    assert not re.search(r"src=|url\(|@import|javascript:|onclick", made.html)
    assert "prefers-color-scheme: dark" in made.html
    assert "@media print" in made.html


@pytest.mark.parametrize(("name", "language"), EVERY)
@pytest.mark.parametrize("full", [False, True])
def test_a_letter_reads_well_with_much_and_with_little_to_say(name: str, language: str, full: bool) -> None:
    made = LETTERS.render(name, language, sample(NOTICES[name], full=full))
    for said in (made.subject, made.text, made.html):
        assert not re.search(r"\bNone\b|\[\]|\{\{|\{%|Undefined", said)
    assert "\n\n\n" not in made.text
    own_words = made.text.split(f"{WORDS[language].open_page}:")[0]
    assert not re.search(r":\n\n(?!- )", own_words), "a colon before nothing"


@pytest.mark.parametrize("name", sorted(NOTICES))
def test_dutch_letters_are_plain_and_polite(name: str) -> None:
    made = letter(name)
    own_words = made.text.split("\n\n", 1)[1].split("Open de pagina")[0]
    assert not re.search(
        r"\b(je|jij|jouw|jullie|klik|deadline|update|stakeholder|middels|inzake)\b", own_words
    )
    long = [sentence for sentence in sentences(own_words) if len(sentence.split()) > 22]
    assert not long, long


@pytest.mark.parametrize("name", sorted(NOTICES))
def test_english_letters_are_plain(name: str) -> None:
    made = letter(name, "en")
    own_words = made.text.split("\n\n", 1)[1].split("Open the page")[0]
    assert not re.search(
        r"\b(click|please be advised|regarding|utilise|stakeholder)\b", own_words, re.IGNORECASE
    )
    long = [sentence for sentence in sentences(own_words) if len(sentence.split()) > 26]
    assert not long, long


@pytest.mark.parametrize("name", ["round_invitation", "round_reminder"])
@pytest.mark.parametrize(
    ("language", "promises"),
    [
        (
            "nl",
            (
                "Uw naam staat niet bij uw antwoord.",
                "in één uitkomst voor winkel Assen, samen met dat van 19 collega’s.",
                "Zijn er minder dan 5 antwoorden? Dan laten we die uitkomst niet zien.",
                "Is de ronde gesloten? Dan kan niemand meer nagaan welk antwoord van u is.",
                "kan alleen de beheerder van de server dat.",
                "Meedoen kost ongeveer 3 minuten.",
                "tot en met 15 maart 2026, 23:59 uur.",
            ),
        ),
        (
            "en",
            (
                "Your name is not kept with your answer.",
                "one result for winkel Assen, together with that of 19 colleagues.",
                "Are there fewer than 5 answers? Then we do not show that result.",
                "Once the round is closed, nobody can find out which answer is yours.",
                "only the administrator of the server could.",
                "Taking part takes about 3 minutes.",
            ),
        ),
    ],
)
def test_who_is_asked_knows_before_typing_who_sees_what(
    name: str, language: str, promises: tuple[str, ...]
) -> None:
    said = flat(letter(name, language).text)
    assert not [promise for promise in promises if promise not in said]


def test_somebody_whose_group_was_merged_upward_is_not_told_of_a_group_of_one() -> None:
    said = flat(letter("round_invitation", combined_with=0).text)
    assert "samen met dat van 0" not in said
    assert "Uw antwoord telt alleen mee in de uitkomst van de hele groep." in said
    assert "1 collega." in flat(letter("round_invitation", combined_with=1).text)


@pytest.mark.parametrize("name", ["decision_made", "selection_made"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_override_is_printed_with_who_and_why(name: str, language: str) -> None:
    second = {
        "requirement": "De pilot raakt 12 procent.",
        "by": "Gerda Bouma",
        "reason": "De raad wacht niet.",
    }
    overrides = [*STORE[name].context()["overrides"], second]
    made = letter(name, language, overrides=overrides)
    for said in (flat(made.text), " ".join(Page(made.html).words)):
        for override in overrides:
            assert not [part for part in override.values() if part not in said]
    assert "stressrisico" not in letter(name, language, overrides=[]).text


def test_answers_to_a_round_say_for_each_point_what_was_done_or_why_not() -> None:
    said = flat(letter("round_answered").text)
    assert "U zei: De terminal is te traag. Gedaan: De nieuwe software staat erop." in said
    assert "Aangepast: U kunt het voorstel nu tot 14:00 uur aanpassen." in said
    assert "Niet gedaan, omdat: de kassa heeft geen handterminal." in said
    assert "We weten niet wie wat heeft gezegd." in said


def test_a_small_round_is_closed_without_saying_how_many_answered() -> None:
    said = flat(letter("round_closed", answered=None).text)
    assert "Minder dan 5 hebben geantwoord." in said
    assert "74" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stop_gives_the_reason_the_lesson_and_thanks(language: str) -> None:
    said = flat(letter("stopped", language).text)
    assert "De leverancier kan de terminal niet sneller maken." in said
    assert "Meet de snelheid voordat de proef begint." in said
    assert ("Bedankt voor uw ideeën" if language == "nl" else "Thank you for your ideas") in said


@pytest.mark.parametrize("name", sorted(TOWN))
def test_a_letter_of_the_municipality_speaks_of_its_own_work_and_not_of_a_store(name: str) -> None:
    said = LETTERS.render(name, "nl", TOWN[name].context()).text.lower()
    assert not re.search(r"winkel|schap|bestel|filiaal|klant", said)
    assert re.search(r"parkeer|vergunning|inwoners|naheffing", said)
    store = letter(name).text.lower()
    assert re.search(r"winkel|bestel|schappen", store)
    assert not re.search(r"gemeente|inwoners|vergunning", store)


def test_somebody_without_a_name_is_greeted_all_the_same() -> None:
    assert letter("paused", recipient="").text.startswith("Beste collega,\n")


# What people wrote stays words


def test_words_of_people_are_escaped_in_html_and_left_alone_in_text() -> None:
    evil = '<script>alert(1)</script> & "x" \''
    made = letter("stopped", reason=evil, organisation=evil, recipient=evil)
    assert "<script>" not in made.html
    assert made.html.count("&lt;script&gt;") == 4
    assert evil in flat(made.text)


def test_words_of_people_cannot_forge_paragraphs_lists_or_links() -> None:
    made = letter(
        "stopped", reason="eerst\n\n- Henk\n  https://evil.example\r\n\x02https://evil.example\u202e"
    )
    page = Page(made.html)
    assert "De reden: eerst - Henk https://evil.example https://evil.example" in flat(made.text)
    assert not [href for href, _ in page.links if "evil" in href]
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", made.text + made.html)


def test_an_entry_of_a_digest_links_only_to_a_page_address() -> None:
    made = letter("bundle")
    assert [href for href, kind in Page(made.html).links if kind == "link"] == [
        "https://pim.noordervers.example/ideeen/7",
        "https://pim.noordervers.example/varianten",
    ]
    assert "\n  https://pim.noordervers.example/ideeen/7\n" in made.text
    with pytest.raises(LetterError, match="not a page address"):
        letter("bundle", items=[{"title": "x", "text": "", "link": "javascript:alert(1)"}])


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://a.example/\r\nBcc: x@evil.example",
        'https://a.example/"onmouseover="x',
        "https://a.example/een pagina",
        "https://a.example/" + "x" * 1100,
        7,
    ],
)
def test_a_link_that_is_no_plain_address_is_refused(link: object) -> None:
    with pytest.raises(LetterError, match="not a page address"):
        letter("paused", link=link)


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\nBcc: x@evil.example"])
def test_a_line_break_in_what_stands_in_the_subject_is_refused(line_break: str) -> None:
    with pytest.raises(LetterError, match="`innovation` has a line break"):
        letter("paused", innovation=f"Nieuw{line_break} systeem")


def test_a_subject_that_is_too_long_is_cut_and_says_so() -> None:
    made = letter("paused", innovation="Bestelsysteem " * 20)
    assert len(made.subject) <= 120
    assert made.subject.endswith("…")
    assert "Bestelsysteem " * 19 in flat(made.text)


def test_a_long_address_stands_whole_on_its_own_line() -> None:
    link = "https://pim.noordervers.example/" + "a" * 120
    assert link in letter("paused", link=link).text.splitlines()


# What goes wrong says so


def test_a_missing_field_is_named() -> None:
    context = STORE["round_invitation"].context()
    del context["minutes"], context["site"]
    with pytest.raises(LetterError, match=r"round_invitation \(nl\): missing minutes, site"):
        LETTERS.render("round_invitation", "nl", context)


def test_an_entry_without_a_part_is_refused_and_not_left_blank() -> None:
    with pytest.raises(LetterError, match="answer"):
        letter("round_answered", clusters=[{"said": "x", "outcome": "done"}])


def test_an_object_never_reaches_a_template() -> None:
    with pytest.raises(LetterError, match="plain values, not Letters"):
        letter("paused", reason=LETTERS)


def test_a_list_without_end_is_refused() -> None:
    with pytest.raises(LetterError, match="1001 entries"):
        letter("stopped", lessons=["x"] * 1001)


def test_a_name_that_the_notice_does_not_have_never_reaches_its_template() -> None:
    assert "geheim" not in letter("paused", salary="geheim", lessons=["geheim"]).text


@pytest.mark.parametrize("name", ["rounds_invitation", "../nl/paused", "_letter", ""])
def test_an_unknown_letter_is_refused(name: str) -> None:
    with pytest.raises(LetterError, match="there is no such letter"):
        LETTERS.render(name, "nl", STORE["general"].context())


def test_a_language_without_letters_is_refused() -> None:
    with pytest.raises(LetterError, match="there are nl, en"):
        LETTERS.render("paused", "../nl", STORE["paused"].context())


def test_the_same_notice_always_gives_the_same_letter() -> None:
    stored = json.loads(json.dumps(STORE["round_invitation"].context()))
    once = letter("round_invitation")
    assert LETTERS.render("round_invitation", "nl", stored) == once
    assert Letters().render("round_invitation", "nl", stored) == once


def test_threads_share_one_set_of_letters() -> None:
    shared = Letters()
    contexts = [{**STORE["paused"].context(), "recipient": f"Persoon {number}"} for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda context: shared.render("paused", "nl", context).text, contexts))
    assert [text.splitlines()[0] for text in made] == [f"Beste Persoon {n}," for n in range(200)]


def test_the_colours_can_be_read_by_day_and_by_night() -> None:
    html = letter("round_invitation").html
    by_day = [("#1c2529", "#ffffff"), ("#4a5a61", "#ffffff"), ("#ffffff", "#0b5563"), ("#0b5563", "#ffffff")]
    by_night = [
        ("#e8edef", "#1f2629"),
        ("#b5c2c7", "#1f2629"),
        ("#0c1c1f", "#7fd0da"),
        ("#7fd0da", "#1f2629"),
    ]
    for words, ground in by_day + by_night:
        assert words in html
        assert ground in html
        assert contrast(words, ground) >= 4.5, (words, ground)
