"""What concerns one person: asked, brought, followed; and the letter a week of what they follow."""

from datetime import timedelta

from sqlmodel import col, select

from notifications.outbox import LetterRow
from pim.duties import duties
from pim.ideas.group import group_idea, name_functionality
from pim.ideas.handle import acknowledge_idea, answer_idea
from pim.lifecycle.duties import do_due
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web
from tests.pim.web.road import closed, opened, with_ideas, with_variant

BECAUSE = "Vanaf april meldt de nachtploeg zelf wat op is."


def _answered(site: Web, local: str = "2026-02-10 09:00") -> int:
    idea = with_ideas(site)
    site.do("marieke", lambda work: acknowledge_idea(work, idea), "2026-02-04 09:00")
    site.do("marieke", lambda work: name_functionality(work, site.cycle, "Bestelvoorstel"), local)
    site.do("marieke", lambda work: group_idea(work, idea, "F1"), local)
    site.do("marieke", lambda work: answer_idea(work, idea, "done", BECAUSE), local)
    return idea


def _weekly(site: Web, local: str) -> dict[str, LetterRow]:
    """Let a Monday pass; return the weekly letters of that day, by who gets them."""
    names = {site.people[who].person_id: who for who in ("tom", "lisa", "henk", "nour")}
    do_due(site.database, duties(site.settings), at(local) - timedelta(days=7))
    before = set(site.look(lambda s: s.scalars(select(col(LetterRow.id))).all()))
    do_due(site.database, duties(site.settings), at(local))
    rows = site.look(
        lambda s: s.scalars(select(LetterRow).where(col(LetterRow.notice) == "weekly_digest")).all()
    )
    return {names.get(row.person_id or 0, "others"): row for row in rows if row.id not in before}


def test_my_page_says_what_became_of_my_idea_and_who_has_it(site: Web) -> None:
    idea = with_ideas(site)
    page = site.browser("nour", "nl").get("/mine")
    assert (
        page.links["I1: Laat ons zelf aangeven dat iets op is, voordat de nacht begint."] == f"/ideas/{idea}"
    )
    assert "Het ligt nu bij: Marieke de Boer" in page.text
    assert "Laat ons zelf" not in site.browser("tom", "nl").get("/mine").text, "it is not his"


def test_my_page_follows_an_idea_to_the_variants_it_became(site: Web) -> None:
    _answered(site)
    variant = with_variant(site, local="2026-02-11 09:00")
    page = site.browser("nour", "nl").get("/mine")
    assert BECAUSE in page.text
    assert "Het ligt nu bij" not in page.text
    assert "Het is een deel geworden van: F1 Bestelvoorstel" in page.text
    assert f"/variants/{variant}" in page.links.values()
    assert "My ideas, and what happened with them" in site.browser("nour", "en").get("/mine").text


def test_my_page_is_the_same_whether_i_answered_a_round_or_not(site: Web) -> None:
    round_id = opened(site)
    tom, nour = site.browser("tom", "nl"), site.browser("nour", "nl")
    tom.post(f"/rounds/{round_id}/answer", **{"rate-demands": "4"})
    for who in (tom, nour):
        assert who.get("/mine").links["Nulmeting (R1)"] == f"/rounds/{round_id}"
    site.clock("2026-03-30 09:00")
    site.desk.sweep("2026-03-16 09:00")
    site.desk.sweep("2026-03-30 09:00")
    pages = {who.get("/mine").text.split("Wat aan mij wordt gevraagd", 1)[1] for who in (tom, nour)}
    assert len(pages) == 1
    assert "Nulmeting (R1): gesloten; de antwoorden worden gemaakt" in pages.pop()


def test_following_is_one_tap_and_letting_go_another_and_nobody_else_sees_it(site: Web) -> None:
    idea = with_ideas(site)
    tom, others = site.browser("tom", "nl"), site.browser("marieke", "nl")
    for path, title in ((f"/cycles/{site.cycle}", "Nieuw bestelsysteem"), (f"/ideas/{idea}", "I1:")):
        number = path.rsplit("/", 1)[1]
        seen = others.get(path).text
        for _ in range(2):
            assert tom.post(f"/follow/{number}", key=f"follow-{number}").headers["location"] == path
        assert "Niet meer volgen" in tom.get(path).text
        assert any(title in words and to == path for words, to in tom.get("/mine").links.items())
        assert others.get(path).text == seen
        tom.post(f"/follow/{number}/back", key=f"back-{number}")
        assert "Niet meer volgen" not in tom.get(path).text
    assert "Nog niets." in tom.get("/mine").text


def test_an_outsider_and_other_kinds_of_things_cannot_be_followed(site: Web) -> None:
    idea, round_id = with_ideas(site), closed(site)
    before = site.rows()
    for who, number in (("olga", idea), ("olga", site.cycle), ("tom", round_id), ("tom", 99_999)):
        for way in ("", "/back"):
            assert (
                site.browser(who).post(f"/follow/{number}{way}", key=f"{who}{number}{way}").status_code == 404
            )
    assert site.rows() == before


def test_whoever_follows_reads_of_it_once_a_week_and_never_when_nothing_changed(site: Web) -> None:
    idea = with_ideas(site)
    site.browser("tom").post(f"/follow/{idea}", key="t1")
    site.browser("tom").post(f"/follow/{site.cycle}", key="t2")
    site.browser("lisa").post(f"/follow/{idea}", key="l1")
    site.browser("lisa").post(f"/follow/{idea}/back", key="l2")
    site.do("marieke", lambda work: acknowledge_idea(work, idea), "2026-02-11 09:00")
    site.do("marieke", lambda work: answer_idea(work, idea, "done", BECAUSE), "2026-02-12 09:00")
    letters = _weekly(site, "2026-02-16 08:00")
    assert "lisa" not in letters, "she let it go"
    (item,) = letters["tom"].context["items"]
    assert item["title"].startswith("I1: ")
    assert item["text"].endswith(BECAUSE)
    assert item["link"].endswith(f"/ideas/{idea}")
    assert letters["tom"].context["link"].endswith("/mine")
    assert "tom" not in _weekly(site, "2026-02-23 08:00"), "a week in which nothing changed"


def test_whoever_leads_a_shop_and_follows_gets_one_letter_with_both(site: Web) -> None:
    idea = with_ideas(site)
    site.browser("henk").post(f"/follow/{idea}", key="h1")
    site.do("marieke", lambda work: acknowledge_idea(work, idea), "2026-02-11 09:00")
    letters = _weekly(site, "2026-02-16 08:00")
    links = [
        item["link"].rsplit(".example", 1)[-1].split("8000")[-1] for item in letters["henk"].context["items"]
    ]
    assert links == [f"/cycles/{site.cycle}", f"/ideas/{idea}"]
    assert letters["henk"].context["because"] == "sponsor"
