"""One person answers once, whatever the way: signed in, a link, the poster, the kiosk, paper."""

from itertools import permutations, product

import pytest
from sqlmodel import select

from pim.feedback.tables import Answer
from tests.pim.web.browser import Browser, Web
from tests.pim.web.codes import bodies, code_of, confidant
from tests.pim.web.road import opened


def _signed_in(site: Web, round_id: int, who: str, mark: int) -> None:
    answer = site.browser(who).post(f"/rounds/{round_id}/answer", **{"rate-demands": str(mark)})
    assert answer.status_code == 303


def _by_link(site: Web, round_id: int, who: str, mark: int) -> None:
    browser, path = Browser(site.app), f"/a/{round_id}-{code_of(site, round_id, who)}"
    page = browser.press(path, browser.get(path).form(path), **{"rate-demands": str(mark)})
    assert page.status == 200


def _by_poster(site: Web, round_id: int, who: str, mark: int) -> None:
    browser, path = Browser(site.app), f"/r/{round_id}"
    typed = code_of(site, round_id, who).lower().replace("-", " ")
    form = browser.press(path, browser.get(path).form(path), code=typed)
    sent = browser.press("", form.form(has="rate-demands"), **{"rate-demands": str(mark)})
    assert sent.status == 200


def _at_kiosk(site: Web, round_id: int, who: str, mark: int) -> None:
    browser, path = Browser(site.app), f"/kiosk/{round_id}"
    form = browser.press(path, browser.get(path).form(path), code=code_of(site, round_id, who))
    sent = browser.press(path, form.form(f"{path}/answer"), **{"rate-demands": str(mark)})
    assert sent.status == 200


def _on_paper(site: Web, round_id: int, who: str, mark: int) -> None:
    browser, path = confidant(site), f"/rounds/{round_id}/paper"
    typed = {"code": code_of(site, round_id, who), "rate-demands": str(mark)}
    page = browser.press(path, browser.get(path).form(path), **typed)
    assert "Het antwoord is bewaard." in page.text


WAYS = {
    "signed in": _signed_in,
    "link": _by_link,
    "poster": _by_poster,
    "kiosk": _at_kiosk,
    "paper": _on_paper,
}


@pytest.mark.parametrize("ways", [*product(WAYS, repeat=2)], ids=" then ".join)
def test_one_person_answers_once_whatever_way_they_come(one_site: Web, ways: tuple[str, str]) -> None:
    round_id = opened(one_site)
    for mark, way in enumerate(ways, 2):
        WAYS[way](one_site, round_id, "tom", mark)
    assert bodies(one_site) == [{"ratings": {"demands": 3}, "texts": {}}]


def test_all_ways_one_after_another_and_two_people_are_two_answers(site: Web) -> None:
    round_id = opened(site)
    for order in [*permutations(WAYS)][::40]:
        for mark, way in enumerate(order, 1):
            WAYS[way](site, round_id, "tom", mark)
            assert len(bodies(site)) == 1
    WAYS["kiosk"](site, round_id, "nour", 1)
    assert sorted(str(body["ratings"]) for body in bodies(site)) == ["{'demands': 1}", "{'demands': 5}"]
    assert len({row.nullifier for row in site.look(lambda s: list(s.scalars(select(Answer))))}) == 2
