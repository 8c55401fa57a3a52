"""Variants side by side: each with its words, its picture and one question; more only for who wants."""

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from pim.feedback.draft import draft_round
from pim.feedback.steps import close_round, open_round
from pim.feedback.tables import Answer
from pim.lifecycle.tables import Instance
from pim.variants.picture_file import cleaned
from pim.variants.pictures import set_picture
from tests.pim.variants.test_picture_file import picture
from tests.pim.web.browser import Browser, Web
from tests.pim.web.codes import code_of
from tests.pim.web.road import JANUARY, MARCH, with_variant

ALT = {"alt_nl": "Het scherm met het voorstel.", "alt_en": "The screen with the proposal."}


def asked_about_two(site: Web) -> int:
    """Open a round about two variants, the first with a picture; returns its number."""
    first, _second = with_variant(site, "Tot 11 uur"), with_variant(site, "Zonder aanpassen")
    clean = cleaned(picture(size=(800, 500)))
    site.do("marieke", lambda work: set_picture(work, first, clean, **ALT), JANUARY)
    with site.database.write() as session:  # as if it had come to the stage in which variants are asked about
        session.execute(
            update(Instance).where(col(Instance.id) == site.cycle).values(stage="feedback", means="feedback")
        )
    sites = [site.people.sites[f"noordervers/{code}"] for code in ("assen", "zwolle")]
    round_id = site.do(
        "marieke", lambda work: draft_round(work, site.cycle, purpose="variants", site_ids=sites).id, MARCH
    )
    site.do("marieke", lambda work: open_round(work, round_id), MARCH)
    return round_id


def test_variants_stand_side_by_side_with_words_picture_and_one_question(site: Web) -> None:
    round_id = asked_about_two(site)
    page = site.browser("jantje", "nl").get(f"/rounds/{round_id}")
    source = page.response.text
    assert source.count('<section class="side"') == 2
    for said in ("V1 – Tot 11 uur", "V2 – Zonder aanpassen", "Medewerkers passen het voorstel aan."):
        assert said in page.text
    assert f'alt="{ALT["alt_nl"]}"' in source
    assert source.count('<img class="picture"') == 1
    form = page.form(f"/rounds/{round_id}/answer")
    assert form.names == {"rate-V1", "rate-V2", "say-V1", "say-V2", "csrf"}
    for code in ("V1", "V2"):
        more = source.index(f"Meer zeggen over {code}")
        assert source.index(f'name="rate-{code}"') < more < source.index(f'name="say-{code}"')
    assert source.count("<details><summary>Meer zeggen over") == 2, "closed until somebody wants to"


def test_what_was_typed_in_the_detail_is_not_hidden_when_the_form_comes_back(one_site: Web) -> None:
    round_id = asked_about_two(one_site)
    jantje, path = one_site.browser("jantje", "nl"), f"/rounds/{round_id}"
    answer = jantje.post(f"{path}/answer", path, **{"rate-V1": "9", "say-V2": "Fijn."})
    assert "<details open><summary>Meer zeggen over V2" in answer.text
    assert "<details><summary>Meer zeggen over V1" in answer.text


def test_who_comes_with_a_code_sees_the_picture_while_the_round_is_open(site: Web) -> None:
    round_id = asked_about_two(site)
    stranger = Browser(site.app)
    source = stranger.get(f"/a/{round_id}-{code_of(site, round_id, 'nour')}").response.text
    address = source.partition('src="/pictures/')[2].partition('"')[0]
    shown = stranger.client.get(f"/pictures/{address}")
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/webp"
    assert stranger.client.get(f"/pictures/{address[:-1]}").status_code == 404
    member = site.browser("nour").get(f"/rounds/{round_id}").response.text
    path = member.partition('<img class="picture" src="')[2].partition('"')[0]
    assert path.startswith("/variants/")
    assert stranger.client.get(path).status_code == 303, "the address for members does not do without sign-in"
    site.clock("2026-03-16 09:00")
    site.desk.sweep("2026-03-16 09:00")
    site.do("marieke", lambda work: close_round(work, round_id), "2026-03-16 10:00")
    assert stranger.client.get(f"/pictures/{address}").status_code == 404


@pytest.mark.parametrize("forged", [["picture", 1, 1], {"person": 1}, "picture", ["turn", 1, "x"]])
def test_a_ticket_for_something_else_shows_no_picture(one_site: Web, forged: object) -> None:
    ticket = one_site.app.state.desk.signer.dumps(forged)
    assert Browser(one_site.app).client.get(f"/pictures/{ticket}").status_code == 404


def test_a_ticket_is_no_cookie(one_site: Web) -> None:
    browser = Browser(one_site.app)
    browser.client.cookies.set("pim", one_site.app.state.desk.signer.dumps(["picture", 1, 1, "x"]))
    assert browser.client.get("/").status_code == 303


def test_an_answer_about_variants_is_kept(one_site: Web) -> None:
    round_id = asked_about_two(one_site)
    path, browser = f"/a/{round_id}-{code_of(one_site, round_id, 'nour')}", Browser(one_site.app)
    form = browser.get(path).form(path)
    browser.press(path, form, **{"rate-V1": "5", "rate-V2": "2", "say-V2": "Wij raken iets kwijt."})
    said = one_site.look(lambda session: session.scalars(select(Answer)).one()).body
    assert said == {"ratings": {"V1": 5, "V2": 2}, "texts": {"V2": "Wij raken iets kwijt."}}
