"""Every letter can be seen in both languages, and sent as a test to oneself alone."""

from sqlmodel import col, select

from notifications.catalogue import NOTICES
from notifications.outbox import LetterRow
from tests.pim.web.browser import Web


def _tests(site: Web) -> list[LetterRow]:
    found = select(LetterRow).where(col(LetterRow.key).like("test:%"))
    return site.look(lambda session: list(session.scalars(found)))


def test_every_letter_shows_with_an_example_in_it(one_site: Web) -> None:
    admin = one_site.browser("bas")
    page = admin.get("/admin/texts")
    for name in NOTICES:
        assert f"/admin/texts/{name}" in page.leads_to
        shown = admin.get(f"/admin/texts/{name}")
        assert shown.status == 200, name
        assert "Bas Visser" in shown.text, name
    assert admin.get("/admin/texts/nothing").status == 404


def test_a_test_goes_to_whoever_asks_once_and_to_nobody_else(site: Web) -> None:
    admin = site.browser("bas")
    where = "/admin/texts/round_invitation"
    form = next(one for one in admin.get(where).forms if one.fields.get("to_in") == "en")
    for _ in range(2):
        assert "De proef staat bij uw berichten" in admin.press(where, form).text
    [letter] = _tests(site)
    assert (letter.address, letter.language) == ("bas@noordervers.example", "en")
    assert site.browser("marieke").post(f"{where}/test", key="k", to_in="nl").status_code == 404
    assert len(_tests(site)) == 1
