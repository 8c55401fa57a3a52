"""Signing in by what one types: passwords, codes on paper, and how often one may try."""

import pytest
from sqlmodel import col, select

from pim.signing_in.passwords import fault_in, hashed, is_outdated, is_right
from pim.signing_in.tables import Password, Ticket
from pim.signing_in.tickets import PAPER, add_ticket, word_for
from tests.pim.signing_in.conftest import Clock
from tests.pim.web.browser import Browser, Web
from tests.pim.web.reading import Page

GOOD = "vier paarden op zolder"
TOM = "tom@noordervers.example"


@pytest.fixture
def tom(real: Web, clock: Clock) -> Web:
    """Tom has a password."""
    with real.database.write() as session:
        session.add(Password(person_id=real.people["tom"].person_id, hash=hashed(GOOD), changed_at=clock.now))
    return real


def _paper(site: Web, clock: Clock, who: str) -> str:
    with site.database.write() as session:
        ticket = add_ticket(session, site.people[who].person_id, clock.now, kind=PAPER)
        return word_for(site.settings, ticket)


def _try(site: Web, who: str, password: str, browser: Browser | None = None) -> int:
    browser = browser or Browser(site.app)
    return browser.post("/sign-in/password", who=who, password=password).status_code


def test_a_password_signs_in_and_any_other_says_the_same(tom: Web) -> None:
    assert _try(tom, TOM, GOOD) == 303
    told = {
        Page(Browser(tom.app).post("/sign-in/password", who=who, password=password)).text
        for who, password in (
            (TOM, "vier paarden"),
            ("nobody@x.example", GOOD),
            ("marieke@noordervers.example", GOOD),
        )
    }
    assert len(told) == 1
    assert "horen niet bij elkaar" in told.pop()


def test_after_ten_wrong_ones_the_right_one_waits_a_quarter_of_an_hour(tom: Web, clock: Clock) -> None:
    assert [_try(tom, TOM, "wrong") for _ in range(10)] == [400] * 10
    answer = Browser(tom.app).post("/sign-in/password", who=TOM.upper(), password=GOOD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 901
    assert "te vaak geprobeerd" in Page(answer).text
    assert _try(tom, "marieke@noordervers.example", "x") == 400, "nobody else waits for it"
    clock.later(minutes=15)
    assert _try(tom, TOM, GOOD) == 303


def test_whoever_is_not_known_here_is_counted_as_well(tom: Web) -> None:
    statuses = [_try(tom, "nobody@noordervers.example", "wrong") for _ in range(11)]
    assert statuses == [400] * 10 + [429]


def test_one_address_that_tries_everybody_is_stopped(tom: Web) -> None:
    browser = Browser(tom.app)
    statuses = [_try(tom, f"number-{turn}", "", browser) for turn in range(101)]
    assert statuses == [400] * 100 + [429]
    kept = repr(tom.rows()["tries"])
    assert "number" not in kept
    assert "testclient" not in kept


def test_six_letters_to_one_mailbox_are_one_too_many(real: Web) -> None:
    browser = Browser(real.app)
    assert [browser.post("/sign-in/mail", email=TOM).status_code for _ in range(6)] == [200] * 5 + [429]


def test_a_new_password_ends_every_other_session_and_needs_the_old_one(tom: Web, clock: Clock) -> None:
    here, there = Browser(tom.app), Browser(tom.app)
    for browser in (here, there):
        assert _try(tom, TOM, GOOD, browser) == 303
    page = here.get("/me/password")
    new = {"new": "negen natte dakpannen", "again": "negen natte dakpannen"}
    assert (
        "This is not your password now."
        in here.press("/me/password", page.form("/me/password"), old="x", **new).text
    )
    done = here.press("/me/password", page.form("/me/password"), old=GOOD, **new)
    assert "Your password is changed." in done.text
    assert here.client.get("/load").status_code == 200
    assert there.client.get("/load").status_code == 303
    assert (_try(tom, TOM, GOOD), _try(tom, TOM, new["new"])) == (400, 303)


def test_a_code_on_paper_lets_somebody_without_e_mail_in_once_to_choose_a_password(
    real: Web, clock: Clock
) -> None:
    who = next(key for key, actor in real.people.people.items() if _number(real, actor.person_id))
    number = _number(real, real.people[who].person_id)
    code = _paper(real, clock, who)
    browser = Browser(real.app)
    assert browser.post("/sign-in/code", who=number, code="0000-0000-0000").status_code == 400
    arrived = browser.post("/sign-in/code", who=number, code=code.lower().replace("-", " "))
    assert arrived.headers["location"] == "/me/password?first=true"
    page = browser.get("/me/password?first=true")
    assert "old" not in page.form("/me/password").names
    browser.press("/me/password", page.form("/me/password"), new=GOOD, again=GOOD)
    assert _try(real, number, GOOD) == 303
    assert Browser(real.app).post("/sign-in/code", who=number, code=code).status_code == 400, "only once"


def _number(site: Web, person_id: int) -> str:
    from pim.people.tables import Person

    row = site.look(lambda session: session.get_one(Person, person_id))
    return row.number or "" if row.email is None and row.active else ""


def test_a_code_is_nobody_elses_and_lasts_a_week(real: Web, clock: Clock) -> None:
    code = _paper(real, clock, "tom")
    assert (
        Browser(real.app).post("/sign-in/code", who="marieke@noordervers.example", code=code).status_code
        == 400
    )
    clock.later(days=7)
    assert Browser(real.app).post("/sign-in/code", who=TOM, code=code).status_code == 400
    newer = _paper(real, clock, "tom")
    newest = _paper(real, clock, "tom")
    assert Browser(real.app).post("/sign-in/code", who=TOM, code=newer).status_code == 400, (
        "the last one counts"
    )
    assert Browser(real.app).post("/sign-in/code", who=TOM, code=newest).status_code == 303
    assert len(real.look(lambda session: session.scalars(select(col(Ticket.id))).all())) == 1


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elf tekens.", "short"),
        ("x" * 201, "long"),
        ("aaaaaaaaaaaa", "easy"),
        ("123456789012", "easy"),
        ("Wachtwoord2026!", "easy"),
        ("p@ssw0rd-p@ssw0rd", "easy"),
        ("Welkom-Zomer-2026", "easy"),
        ("participatieve.pim", None),
        ("PIM-Innovatie-2026", "easy"),
        ("TomNoordervers1", "easy"),
        ("8392-0174-8392", "easy"),
        (GOOD, None),
        ("correct horse battery", None),
        ("🐎🐎🐄🐖🐑🐓🦆🦢🐕🐈🐁🐀", None),
    ],
)
def test_which_passwords_are_refused(password: str, fault: str | None) -> None:
    assert fault_in(password, ("Tom O'Neill", TOM, "Noordervers")) == fault


def test_a_password_is_kept_as_argon2id_with_46_mib() -> None:
    kept = hashed(GOOD)
    assert kept.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert is_right(kept, GOOD)
    assert not is_right(kept, GOOD + "x")
    assert not is_right(None, GOOD)
    assert is_outdated(kept.replace("m=47104", "m=19456"))
