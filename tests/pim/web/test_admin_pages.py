"""The administrator's pages: what failed, what did not arrive, free days, the journal; and nobody else's."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from sqlmodel import col, select, update

from notifications.outbox import REMINDER, LetterRow
from notifications.trouble import bounced
from pim.lifecycle.tables import Deadline, Heartbeat, JournalEntry
from tests.pim.web.browser import Web
from tests.pim.web.trouble import failed_deadline, letter_in_trouble, refused_address

PATHS = (
    "/admin",
    "/admin/health",
    "/admin/incidents",
    "/admin/letters",
    "/admin/calendar",
    "/admin/journal",
)


def _deadline(site: Web, id_: int) -> tuple[str, int]:
    row = site.look(lambda session: session.get_one(Deadline, id_))
    return row.status, row.attempts


def _letter(site: Web, id_: int) -> str:
    return site.look(lambda session: session.get_one(LetterRow, id_).status)


def test_only_the_administrator_sees_what_is_looked_after_and_others_are_told_why(one_site: Web) -> None:
    for who in ("marieke", "henk", "wim", "jantje"):
        browser = one_site.browser(who)
        assert [browser.get(path).status for path in PATHS] == [403] * len(PATHS), who
        assert "/admin" not in browser.get("/").leads_to
        assert browser.client.get("/admin/journal.csv").status_code == 403
        assert browser.post("/admin/incidents/1/retry", key="k").status_code == 404
        assert browser.post("/admin/calendar", key="k", day="2026-04-03").status_code == 403
    admin = one_site.browser("bas")
    assert [admin.get(path).status for path in PATHS] == [200] * len(PATHS)
    assert "/admin" in admin.get("/").leads_to


def test_a_failed_deadline_is_tried_again_or_let_go_with_a_reason_in_the_journal(site: Web) -> None:
    id_ = failed_deadline(site, site.cycle)
    admin = site.browser("bas")
    assert "1 termijn is vijf keer mislukt" in admin.get("/admin").text
    page = admin.get("/admin/incidents")
    assert "KeyError" in page.text
    refused = admin.press("/admin/incidents", page.form(f"/admin/incidents/{id_}/skip"), reason=" ")
    assert refused.status == 400
    assert "Schrijf op waarom" in refused.text
    assert _deadline(site, id_)[0] == "incident"
    done = admin.press("/admin/incidents", page.form(f"/admin/incidents/{id_}/retry"))
    assert "Er is niets mislukt." in done.text
    assert _deadline(site, id_) == ("armed", 0)
    late = admin.press("/admin/incidents", page.form(f"/admin/incidents/{id_}/skip"), reason="Al gedaan")
    assert late.status == 400
    assert "iemand anders was u voor" in late.text
    story = admin.get("/admin/journal?by=bas")
    assert "Mislukte termijn opnieuw geprobeerd" in story.text
    assert "Marieke" not in story.text.partition("Zoeken")[2]


def test_letters_in_trouble_are_shown_without_telling_who_was_reminded(site: Web) -> None:
    failed = letter_in_trouble(site, "one", "tom")
    reminder = letter_in_trouble(site, "two", "jantje", check=REMINDER)
    address = refused_address(site, "karin")
    admin = site.browser("bas")
    page = admin.get("/admin/letters")
    assert "Tom O'Neill" in page.text
    assert "Jantje" not in page.text
    assert admin.post(f"/admin/letters/{reminder}/retry", key="r").status_code == 404
    done = admin.press(
        "/admin/letters", page.form(f"/admin/letters/{failed}/skip"), reason="Mondeling verteld"
    )
    assert "Tom O'Neill" not in done.text
    assert _letter(site, failed) == "cancelled"
    assert site.look(lambda session: bounced(session, [address]))
    cleared = admin.press("/admin/letters", done.form("/admin/letters/address"))
    assert "Er wordt geen adres geweigerd." in cleared.text
    assert not site.look(lambda session: bounced(session, [address]))
    assert _letter(site, reminder) == "incident"


def test_nobody_touches_letters_or_addresses_of_another_organisation(one_site: Web) -> None:
    other = letter_in_trouble(one_site, "far", "anouk")
    address = refused_address(one_site, "anouk")
    admin = one_site.browser("bas")
    page = admin.get("/admin/letters")
    assert "Anouk" not in page.text
    assert address not in page.text
    assert admin.post(f"/admin/letters/{other}/retry", key="a").status_code == 404
    assert admin.post("/admin/letters/address", key="b", address=address).status_code == 404
    assert one_site.look(lambda session: bounced(session, [address]))


def _moments(site: Web) -> list[datetime]:
    found = select(col(Deadline.due_at)).where(col(Deadline.status) == "armed").order_by(col(Deadline.id))
    return site.look(lambda session: list(session.scalars(found)))


def test_a_free_day_shows_what_it_moves_before_it_moves_anything(site: Web) -> None:
    before = _moments(site)
    last = max(before).date().isoformat()
    admin = site.browser("bas")
    seen = admin.press(
        "/admin/calendar",
        admin.get("/admin/calendar").form("/admin/calendar/look"),
        day=last,
        name="Inventarisatie",
    )
    assert "Wat dit doet" in seen.text
    assert _moments(site) == before, "looking moves nothing"
    form = seen.form("/admin/calendar")
    for _ in range(2):  # hit twice is done once
        done = admin.press("/admin/calendar", form)
        assert "De kalender is aangepast." in done.text
    assert "Inventarisatie" in done.text
    assert _moments(site) != before
    own = next(form for form in done.forms if form.fields.get("day") == last and "key" not in form.names)
    back = admin.press("/admin/calendar", own)
    admin.press("/admin/calendar", back.form("/admin/calendar"))
    assert _moments(site) == before


@pytest.mark.parametrize(("language", "said"), [("nl", "Geef een dag zoals"), ("en", "Give a day such as")])
def test_a_day_that_is_none_comes_back_with_all_that_was_typed(
    one_site: Web, language: str, said: str
) -> None:
    admin = one_site.browser("bas", language)
    for day in ("31 februari", "2026-02-31", "9999-12-31", ""):
        answer = admin.post("/admin/calendar/look", day=day, name="Feest", kind="worked")
        assert answer.status_code == 400, day
        assert said in answer.text
        assert 'value="Feest"' in answer.text
        assert 'value="worked" checked' in answer.text
    assert admin.get("/admin/journal?since=gisteren").status == 400


def test_the_journal_is_found_taken_along_and_what_was_tampered_with_is_named(site: Web) -> None:
    admin = site.browser("bas")
    assert "Er is niets gevonden." in admin.get("/admin/journal?about=bestaatniet").text
    assert "Er is niets gevonden." in admin.get("/admin/journal?until=2025-01-01").text
    answer = admin.client.get("/admin/journal.csv")
    rows = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    count = site.look(lambda session: len(session.scalars(select(col(JournalEntry.hash))).all()))
    assert len(rows) == count + 1
    assert rows[0][-1] == "Zegel"
    form = admin.get("/admin/journal").form("/admin/journal/check")
    assert "Het logboek is heel" in admin.press("/admin/journal", form).text
    with site.database.write() as session:
        session.execute(update(JournalEntry).values(data="{}").where(col(JournalEntry.version) == 1))
    page = admin.press("/admin/journal", form)
    assert "Er is iets veranderd buiten PIM om" in page.text
    assert f"Nummer {site.cycle}, regel 1" in page.text


def test_a_clock_that_nobody_keeps_is_told_with_what_to_do(one_site: Web) -> None:
    admin = one_site.browser("bas")
    assert "De klok wordt bijgehouden" in admin.get("/admin/health").text
    with one_site.database.write() as session:
        session.execute(update(Heartbeat).values(at=datetime(2026, 1, 1, tzinfo=UTC)))
    page = admin.get("/admin/health")
    assert "Niemand houdt de klok bij" in page.text
    assert "alles wordt ingehaald" in page.text
    assert "Niemand houdt nu de klok bij." in admin.get("/admin").text
