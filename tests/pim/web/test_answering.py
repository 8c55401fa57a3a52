"""The form of a round: who is asked, what they are told first, and an answer that leaves no trace."""

import logging

import pytest
from sqlmodel import col, select

from pim.feedback.tables import Answer
from tests.pim.web.browser import Web
from tests.pim.web.road import ASSEN, ZWOLLE, answered_by, closed, drafted, opened

CODES = ("demands", "control", "pleasure", "performance", "innovation")


def _answers(site: Web) -> list[dict[str, object]]:
    return site.look(lambda session: list(session.scalars(select(col(Answer.body))).all()))


def test_whoever_is_asked_is_told_before_they_type_and_gets_one_form(site: Web) -> None:
    round_id = opened(site)
    tom = site.browser("tom", "nl")
    asked = tom.get("/mine")
    assert asked.links["Nulmeting (R1)"] == f"/rounds/{round_id}"
    assert "U kunt antwoorden tot het einde van zo 15 mrt 2026." in asked.text
    page = tom.get(f"/rounds/{round_id}")
    assert "Dit kost ongeveer 1 minuut." in page.text
    assert "Uw antwoord wordt samengevoegd met de antwoorden van 6 collega’s." in page.text
    assert "Een groep met minder dan 5 antwoorden wordt niet getoond." in page.text
    assert "Wat u in eigen woorden schrijft, kunnen anderen letterlijk lezen." in page.text
    assert (
        "kan degene die deze computer beheert met moeite een antwoord aan een persoon koppelen" in page.text
    )
    form = page.form(f"/rounds/{round_id}/answer")
    assert {f"rate-{code}" for code in CODES} | {"say-remarks", "csrf"} == form.names
    assert form.choices["rate-demands"] == ["1", "2", "3", "4", "5"]
    assert form.required == set(), "nobody must answer everything"


def test_an_answer_is_kept_and_may_be_given_anew(site: Web) -> None:
    round_id = opened(site)
    tom, path = site.browser("tom", "nl"), f"/rounds/{round_id}"
    form = tom.get(path).form(f"{path}/answer")
    page = tom.press(path, form, **{"rate-demands": "4", "say-remarks": "Te druk.\r\nIn de nacht."})
    assert page.status == 200
    assert "Bedankt. Uw antwoord is bewaard." in page.text
    assert _answers(site) == [{"ratings": {"demands": 4}, "texts": {"remarks": "Te druk.\nIn de nacht."}}]
    tom.press(path, form, **{"rate-demands": "2"})
    assert _answers(site) == [{"ratings": {"demands": 2}, "texts": {}}]


def test_the_form_never_shows_what_was_answered_before(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, "tom", said="Alleen voor mij.")
    page = site.browser("tom", "nl").get(f"/rounds/{round_id}")
    assert "Alleen voor mij." not in page.response.text
    assert not page.form(f"/rounds/{round_id}/answer").fields.get("rate-demands")


def test_whoever_is_not_asked_sees_no_form_and_cannot_answer(site: Web) -> None:
    round_id = opened(site)
    lead = site.browser("marieke")
    assert "Er wordt nu niets van u gevraagd." in lead.get("/mine").text
    page = lead.get(f"/rounds/{round_id}")
    assert "Deze ronde is open. U bent hiervoor niet gevraagd." in page.text
    with pytest.raises(LookupError):
        page.form(f"/rounds/{round_id}/answer")
    assert lead.post(f"/rounds/{round_id}/answer", **{"rate-demands": "3"}).status_code == 404
    assert _answers(site) == []


def test_a_draft_shows_no_form(site: Web) -> None:
    round_id = drafted(site)
    page = site.browser("tom", "nl").get(f"/rounds/{round_id}")
    assert "Deze ronde wordt voorbereid." in page.text
    assert "14 personen zijn gevraagd" in page.text
    assert site.browser("tom").post(f"/rounds/{round_id}/answer", **{"rate-demands": "3"}).status_code == 404


def test_after_the_close_an_answer_is_told_that_it_came_too_late(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    tom = site.browser("tom", "nl")
    assert "/answer" not in tom.get(f"/rounds/{round_id}").response.text
    before = site.rows()
    answer = tom.post(f"/rounds/{round_id}/answer", **{"rate-demands": "3"})
    assert answer.status_code == 409
    assert "Deze ronde is gesloten" in answer.text
    assert "telt niet mee" in answer.text
    assert site.rows() == before


NOTHING = "Geef ten minste één cijfer, of schrijf iets op."
NOT_ASKED = "Een van de antwoorden hoort niet bij deze ronde."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"say-remarks": "  "}, NOTHING),
        ({}, NOTHING),
        (
            {"say-remarks": "x" * 4_001, "rate-control": "5"},
            "Een tekst is te lang: er passen 4000 tekens in.",
        ),
        (
            {"rate-demands": "6", "say-remarks": "Blijft staan."},
            "Een van de antwoorden hoort niet bij deze ronde.",
        ),
        (
            {"rate-demands": "²", "say-remarks": "Blijft staan."},
            "Een van de antwoorden hoort niet bij deze ronde.",
        ),
        (
            {"rate-mood": "3", "say-remarks": "Blijft staan."},
            "Een van de antwoorden hoort niet bij deze ronde.",
        ),
    ],
)
def test_a_form_that_is_not_right_says_so_and_keeps_what_was_typed(
    one_site: Web, typed: dict[str, str], said: str
) -> None:
    round_id = opened(one_site)
    tom, path = one_site.browser("tom", "nl"), f"/rounds/{round_id}"
    page = tom._arrive(tom.post(f"{path}/answer", came_from=path, **typed), path)
    assert page.status == 400
    assert any(said in alert for alert in page.alerts)
    assert any("Uw antwoord is nog niet bewaard." in alert for alert in page.alerts)
    form = page.form(f"{path}/answer")
    assert form.fields["say-remarks"] == typed.get("say-remarks", "")
    assert form.fields.get("rate-control") == typed.get("rate-control")
    assert _answers(one_site) == []
    again = one_site.browser("tom", "en")
    assert "Your answer was not kept yet." in again.post(f"{path}/answer", **typed).text


def test_a_text_of_the_longest_length_with_line_breaks_is_kept(one_site: Web) -> None:
    round_id = opened(one_site)
    text = "regel\r\n" * 665 + "einde"  # 3,995 signs as people count them, 4,660 as a browser sends them
    answer = one_site.browser("tom").post(f"/rounds/{round_id}/answer", **{"say-remarks": text})
    assert answer.status_code == 303


def test_answering_writes_no_row_but_the_answer_and_no_line_in_a_log(
    site: Web, caplog: pytest.LogCaptureFixture
) -> None:
    round_id = opened(site)
    tom = site.browser("tom", "nl")
    form = tom.get(f"/rounds/{round_id}").form(f"/rounds/{round_id}/answer")
    cookie = dict(tom.client.cookies)
    before = site.rows()
    with caplog.at_level(logging.DEBUG):
        page = tom.press(f"/rounds/{round_id}", form, **{"rate-demands": "4", "say-remarks": "Te druk."})
        tom.press(f"/rounds/{round_id}", form, **{"say-remarks": " "})
    after = site.rows()
    assert {name for name in after if after[name] != before[name]} == {"answer"}
    assert dict(tom.client.cookies) == cookie
    assert "set-cookie" not in page.response.headers
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith(("httpx", "asyncio"))]
    assert [line for line in ours if "round" in line or "Tom" in line or "Te druk" in line] == []


def test_the_thanks_are_the_same_for_everybody(site: Web) -> None:
    round_id = opened(site)
    answered_by(site, round_id, "tom")
    pages = {
        site.browser(who, "nl").get(f"/rounds/{round_id}/thanks").text for who in ("tom", "nour", "marieke")
    }
    assert len({text[text.index("Bedankt") :] for text in pages}) == 1


def test_three_statements_keep_an_answer(site: Web) -> None:
    round_id = opened(site)
    tom = site.browser("tom")
    tom.post(f"/rounds/{round_id}/answer", **{"rate-demands": "4"})
    with site.statements() as seen:
        tom.post(f"/rounds/{round_id}/answer", **{"rate-demands": "5"})
    assert [one.split()[0] for one in seen] == [
        "SELECT",
        "SELECT",
        "INSERT",
    ]  # who it is, the round, the answer


def test_the_number_of_answers_on_the_page_does_not_move_with_an_answer(site: Web) -> None:
    round_id = opened(site)
    lead = site.browser("marieke")
    said = []
    for who in ("", *ASSEN):
        if who:
            answered_by(site, round_id, who)
        said.append(lead.get(f"/rounds/{round_id}").text)
    assert len(set(said)) == 1
    assert "minder dan 5 antwoorden (één keer per dag geteld)" in said[0]
