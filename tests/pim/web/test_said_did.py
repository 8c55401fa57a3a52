""" "U zei – wij deden": for everybody in the organisation, on the wall, and under a short address."""

import re

from pim.answers.on_desk import slips_of
from pim.answers.placing import put
from pim.feedback.steps import finish_round
from tests.pim.web.browser import Web
from tests.pim.web.road import ASSEN, ZWOLLE, closed, with_cluster

BECAUSE = "Wij plannen vanaf april een derde medewerker in de nacht."


def _answered(site: Web) -> int:
    return _answer(site, closed(site, *ASSEN, *ZWOLLE[:3]))


def _answer(site: Web, round_id: int) -> int:
    number = with_cluster(site, round_id)
    rest = [slip.id for slip in site.look(lambda session: slips_of(session, round_id)) if slip.waits]
    site.do("marieke", lambda work: put(work, number, rest), "2026-03-18 09:00")
    site.do("marieke", lambda work: finish_round(work, round_id), "2026-03-18 10:00")
    return round_id


def _address(text: str) -> str:
    found = re.search(r"/s/[0-9A-Z]+", text)
    assert found is not None
    return found[0]


def test_everybody_in_the_organisation_reads_what_was_done_with_it(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    with_cluster(site, round_id)
    path = f"/rounds/{round_id}"
    reader = site.browser("tom", "nl")
    assert reader.get(path).links["U zei – wij deden"] == f"{path}/said"
    page = reader.get(f"{path}/said")
    assert f"Aangepast. {BECAUSE}" in page.text
    assert "(5 reacties)" in page.text
    assert "Hierop was geen antwoord nodig: Een groet (1)" in page.text
    assert "De antwoorden worden gemaakt." in page.text
    assert "/s/" not in page.response.text, "there is no short address before the answers are sent"
    assert f"Changed. {BECAUSE}" in site.browser("tom", "en").get(f"{path}/said").text


def test_the_short_address_shows_the_answers_to_whoever_has_it_without_signing_in(site: Web) -> None:
    round_id = _answered(site)
    inside = site.browser("tom", "nl").get(f"/rounds/{round_id}/said")
    address = _address(inside.text)
    stranger = site.browser(None, "nl")
    page = stranger.get(address)
    assert page.status == 200
    assert f"Aangepast. {BECAUSE}" in page.text
    assert "10 antwoorden" in page.text
    assert "set-cookie" not in page.response.headers
    for name in ("Marieke", "Tom", "Henk", "Fatima"):
        assert name not in page.text
    assert f"/rounds/{round_id}" not in page.response.text, "it leads nowhere that needs a name"
    typed = address.removeprefix("/s/").lower()
    assert stranger.get(f"/s/{typed[:5]}-{typed[5:]}").status == 200, "as somebody types it over"


def test_a_short_address_that_is_none_shows_nothing(site: Web) -> None:
    round_id = _answered(site)
    address = _address(site.browser("tom").get(f"/rounds/{round_id}/said").text)
    wrong = address[:-1] + ("2" if address[-1] != "2" else "3")
    for path in (wrong, "/s/x", "/s/" + "A" * 500, "/s/0", f"/s/{round_id}"):
        page = site.browser(None, "nl").get(path)
        assert page.status == 404, path
        assert BECAUSE not in page.text


def test_a_round_without_sent_answers_has_no_short_address(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    with_cluster(site, round_id)
    assert [row[4] for row in site.rows()["report_back"] if row[0] == round_id] == [None]


def test_the_print_for_the_wall_has_the_answers_and_the_way_to_them(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    before = site.browser("marieke").get(f"/rounds/{round_id}/said/print")
    assert "<svg" not in before.response.text
    assert "komt als de antwoorden zijn verstuurd" in before.text
    _answer(site, round_id)
    page = site.browser("marieke").get(f"/rounds/{round_id}/said/print")
    assert BECAUSE in page.text
    assert "<svg" in page.response.text
    assert _address(page.text)


def test_everyone_who_was_asked_gets_the_short_address_in_a_letter(site: Web) -> None:
    round_id = _answered(site)
    address = _address(site.browser("tom").get(f"/rounds/{round_id}/said").text)
    letters = site.desk.letters("round_answered")
    assert {"Tom O'Neill", "Nour Aziz", "Kevin de Groot"} <= letters.keys()
    for letter in letters.values():
        assert address in letter.text
        assert f"/rounds/{round_id}/said" in letter.text
