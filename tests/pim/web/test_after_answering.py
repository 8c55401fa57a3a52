"""What somebody reads before and after they answer: when they hear, and what was done before."""

from tests.pim.web.browser import Browser, Web
from tests.pim.web.codes import code_of
from tests.pim.web.road import another, opened
from tests.pim.web.test_said_did import _answered


def test_a_form_and_its_thanks_say_by_which_day_people_hear_what_is_done(site: Web) -> None:
    round_id = opened(site)  # closes on Sunday 15 March; ten working days later
    said = "Dat is uiterlijk op vr 27 mrt 2026."
    tom, path = site.browser("tom", "nl"), f"/a/{round_id}-{code_of(site, round_id, 'jantje')}"
    for page in (
        tom.get(f"/rounds/{round_id}"),
        tom.get(f"/rounds/{round_id}/thanks"),
        Browser(site.app).get(path),
        Browser(site.app).get(f"/r/{round_id}/thanks?language=nl"),
        Browser(site.app).get(f"/kiosk/{round_id}/thanks?language=nl"),
    ):
        assert said in page.text
    site.clock("2026-03-16 09:00")
    site.desk.sweep("2026-03-16 09:00")
    assert "uiterlijk op" not in tom.get(f"/rounds/{round_id}/thanks").text, "closed: the promise was made"


def test_the_thanks_lead_to_what_was_done_before_and_only_whoever_had_a_form_gets_the_short_address(
    site: Web,
) -> None:
    before = _answered(site)
    now = opened(site, "2026-04-20 09:00", another(site, "2026-04-20 08:00"), ("free",))
    thanks = site.browser("tom", "nl").get(f"/rounds/{now}/thanks")
    assert f"/rounds/{before}/said" in thanks.links.values()
    stranger = Browser(site.app)
    answer = stranger.post(f"/a/{now}-{code_of(site, now, 'tom')}", **{"say-remarks": "Ja."})
    assert "said=" not in answer.headers["location"], "no form, no address"
    path = f"/a/{now}-{code_of(site, now, 'tom')}"
    known = stranger.get(path).form(path).fields["said"]
    answer = stranger.post(path, said=known, language="nl", **{"say-remarks": "Ja."})
    page = stranger._arrive(answer, path)
    assert f"/s/{known}" in page.links.values()
    assert stranger.get(f"/s/{known}").status == 200
    assert "/s/" not in stranger.get(f"/r/{now}/thanks").response.text
    assert stranger.get(f"/r/{now}/thanks?said=%22%3E%3Cscript").status == 400
