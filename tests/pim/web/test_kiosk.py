"""One device for everybody: a code, the form, thanks, and nothing of the one before."""

import pytest
from sqlmodel import select

from pim.channels.tables import KioskTurn
from tests.pim.web.browser import Browser, Web
from tests.pim.web.codes import MARK, code_of
from tests.pim.web.road import another, opened


def _at_kiosk(site: Web, round_id: int, who: str, mark: int) -> None:
    browser, path = Browser(site.app), f"/kiosk/{round_id}"
    form = browser.press(path, browser.get(path).form(path), code=code_of(site, round_id, who))
    sent = browser.press(path, form.form(f"{path}/answer"), **{"rate-demands": str(mark)})
    assert sent.status == 200


def test_the_kiosk_goes_from_code_to_form_to_thanks_and_back_without_a_cookie(site: Web) -> None:
    round_id = opened(site)
    browser, path = Browser(site.app), f"/kiosk/{round_id}"
    code = code_of(site, round_id, "nour")
    seen = [browser.get(path)]
    seen.append(browser.press(path, seen[0].form(path), code=code))
    assert seen[1].form(f"{path}/answer").fields["code"] == code
    seen.append(browser.press(path, seen[1].form(f"{path}/answer"), **MARK))
    assert "Bedankt. Uw antwoord is bewaard." in seen[2].text
    assert seen[2].links["De volgende"] == path
    for page in seen:
        assert page.response.headers["cache-control"] == "no-store"
        assert "set-cookie" not in page.response.headers
        assert page.response.headers["content-security-policy"].endswith("script-src 'self'")
        assert code not in str(page.response.url)
        assert f'data-home="{path}"' in page.response.text
        assert '<script src="/static/kiosk.js" defer></script>' in page.response.text
    assert 'data-idle="30"' in seen[1].response.text
    assert (
        f'<noscript><meta http-equiv="refresh" content="300; url={path}"></noscript>' in seen[1].response.text
    )
    assert f'content="8; url={path}"' in seen[2].response.text
    assert "noscript" not in seen[0].response.text
    assert not browser.client.cookies


def test_who_goes_back_at_the_kiosk_does_not_get_the_form_of_the_one_before(site: Web) -> None:
    round_id = opened(site)
    browser, path = Browser(site.app), f"/kiosk/{round_id}"
    first = browser.get(path).form(path)
    sent = {**first.fields, "code": code_of(site, round_id, "nour")}
    assert "rate-demands" in browser._arrive(browser.post(path, **sent), path).form(f"{path}/answer").names
    again = browser._arrive(browser.post(path, **sent), path)
    assert any("Begin opnieuw" in alert for alert in again.alerts)
    assert again.form(path).names == {"turn", "code", "language"}
    assert code_of(site, round_id, "nour") not in again.response.text


@pytest.mark.parametrize("turn", ["", "x", "eyJwZXJzb24iOjF9.x"])
def test_a_kiosk_page_that_is_not_ours_begins_again(site: Web, turn: str) -> None:
    round_id = opened(site)
    page = Browser(site.app)
    answer = page.post(f"/kiosk/{round_id}", turn=turn, code=code_of(site, round_id, "nour"))
    assert "rate-demands" not in answer.text
    other = opened(site, cycle=another(site), packs=("free",))
    borrowed = page.get(f"/kiosk/{other}").form(f"/kiosk/{other}").fields["turn"]
    answer = page.post(f"/kiosk/{round_id}", turn=borrowed, code=code_of(site, round_id, "nour"))
    assert "Begin opnieuw" in answer.text


def test_a_turn_at_the_kiosk_leaves_a_day_and_no_moment_and_goes_after_a_week(site: Web) -> None:
    round_id = opened(site)
    _at_kiosk(site, round_id, "nour", 3)
    rows = site.look(lambda s: list(s.scalars(select(KioskTurn))))
    assert [row.day.isoformat() for row in rows] == ["2026-03-02"]
    assert set(KioskTurn.model_fields) == {"token", "day"}
    site.clock("2026-03-12 09:00")
    _at_kiosk(site, round_id, "nour", 3)
    rows = site.look(lambda s: list(s.scalars(select(KioskTurn))))
    assert [row.day.isoformat() for row in rows] == ["2026-03-12"]


def test_a_wrong_code_at_the_kiosk_can_be_typed_again(site: Web) -> None:
    round_id = opened(site)
    browser, path = Browser(site.app), f"/kiosk/{round_id}"
    page = browser.press(path, browser.get(path).form(path), code="7K3M")
    assert any("Deze code klopt niet." in alert for alert in page.alerts)
    page = browser.press(path, page.form(path), code=code_of(site, round_id, "nour"))
    assert "rate-demands" in page.form(f"{path}/answer").names


def test_the_script_of_the_kiosk_is_there_and_of_our_own(one_site: Web) -> None:
    answer = Browser(one_site.app).client.get("/static/kiosk.js")
    assert answer.status_code == 200
    assert "javascript" in answer.headers["content-type"]
