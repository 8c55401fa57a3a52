"""A session: how it begins anew, how long it lasts, and everything that ends it at once."""

import pytest
from sqlmodel import col, select

from pim.people.persons import deactivate
from pim.people.roles import give_role
from pim.sessions.sessions import BY_LINK, begin, drop_ended, said_of_itself
from pim.sessions.tables import SignedIn
from tests.pim.signing_in.conftest import Clock
from tests.pim.web.browser import Browser, Web
from tests.pim.web.road import opened


def _in(site: Web, clock: Clock, who: str = "tom", *, kept: bool = False) -> Browser:
    with site.database.write() as session:
        token = begin(session, site.people[who].person_id, clock.now, how=BY_LINK, kept=kept)
    browser = Browser(site.app)
    browser.client.cookies.set("pim", token)
    return browser


def _is_in(browser: Browser) -> bool:
    return browser.client.get("/load").status_code == 200


def _seen(site: Web) -> list[object]:
    return list(site.look(lambda session: session.scalars(select(col(SignedIn.seen_at))).all()))


@pytest.mark.parametrize(("kept", "hours"), [(False, 2), (True, 7 * 24)])
def test_a_session_that_is_not_used_ends(real: Web, clock: Clock, kept: bool, hours: int) -> None:
    browser = _in(real, clock, kept=kept)
    clock.later(hours=hours, seconds=-1)
    assert _is_in(browser)
    clock.later(hours=hours)
    assert not _is_in(browser)


@pytest.mark.parametrize(("kept", "hours", "step"), [(False, 12, 1), (True, 30 * 24, 24)])
def test_a_session_ends_however_much_it_is_used(
    real: Web, clock: Clock, kept: bool, hours: int, step: int
) -> None:
    browser = _in(real, clock, kept=kept)
    for _ in range(hours // step - 1):
        clock.later(hours=step)
        assert _is_in(browser)
    clock.later(hours=step)
    assert not _is_in(browser)


def test_its_use_is_noted_every_five_minutes_and_never_on_pages_where_people_answer(
    real: Web, clock: Clock
) -> None:
    round_id = opened(real)
    browser = _in(real, clock)
    [begun] = _seen(real)
    clock.later(minutes=4)
    assert _is_in(browser)
    assert _seen(real) == [begun]
    clock.later(hours=1)
    for path in ("/mine", f"/rounds/{round_id}", f"/rounds/{round_id}/thanks"):
        assert browser.client.get(path).status_code == 200
    assert browser.post(f"/rounds/{round_id}/answer", **{"rate-demands": "4"}).status_code == 303
    assert _seen(real) == [begun], "when they were seen, beside the order of the answers, would be a trace"
    assert _is_in(browser)
    assert _seen(real) == [clock.now]


def test_signing_in_anew_ends_the_session_that_was_in_the_browser(real: Web, clock: Clock) -> None:
    browser, copy = _in(real, clock), Browser(real.app)
    planted = browser.client.cookies["pim"]
    with real.database.write() as session:
        begin(session, real.people["marieke"].person_id, clock.now, how=BY_LINK, instead_of=planted)
    copy.client.cookies.set("pim", planted)
    assert not _is_in(copy)
    assert not _is_in(browser)


def test_who_leaves_is_signed_out_for_good(real: Web, clock: Clock) -> None:
    browser = _in(real, clock, "jantje")
    home = real.people["jantje"].organisation_id
    with real.database.write() as session:
        deactivate(session, home, real.people["jantje"].person_id)
    assert not _is_in(browser)
    assert _seen(real) == [], "nor does the session come back with them"


def test_who_becomes_administrator_signs_in_anew(real: Web, clock: Clock) -> None:
    browser = _in(real, clock)
    tom = real.people["tom"]
    with real.database.write() as session:
        give_role(session, tom.organisation_id, tom.person_id, "confidant")
    assert _is_in(browser)
    with real.database.write() as session:
        give_role(session, tom.organisation_id, tom.person_id, "administrator")
    assert not _is_in(browser)


def test_somebody_sees_their_own_sessions_and_ends_one_or_all(real: Web, clock: Clock) -> None:
    here, there, hers = _in(real, clock), _in(real, clock), _in(real, clock, "marieke")
    page = here.get("/me/sessions")
    ends = [
        form
        for form in page.forms
        if (form.action or "").endswith("/end") and form.action != "/me/sessions/end"
    ]
    assert len(ends) == 2, "hers is not among them"
    latest = ends[0].action
    assert latest
    assert hers.post(latest).status_code == 404
    assert here.press("/me/sessions", ends[0]).status == 200
    assert (_is_in(here), _is_in(there), _is_in(hers)) == (True, False, True)
    again = _in(real, clock)
    here.post("/me/sessions/end")
    assert (_is_in(here), _is_in(again), _is_in(hers)) == (False, False, True)


def test_sessions_that_are_over_leave_no_row(real: Web, clock: Clock) -> None:
    _in(real, clock)
    clock.later(hours=13)
    with real.database.write() as session:
        drop_ended(session, clock.now)
    assert _seen(real) == []


def test_a_browser_is_told_in_a_few_words() -> None:
    chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
    assert said_of_itself(chrome) == "Chrome, Android"
    assert (
        said_of_itself("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0")
        == "Firefox, Windows"
    )
    assert said_of_itself("<script>" * 100) == ""
