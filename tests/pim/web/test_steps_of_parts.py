"""The steps of pilots, waves, variants, ideas and requests: looked at first, taken on the same page."""

from sqlmodel import col, select, update

from notifications.outbox import LetterRow
from pim.cycles.lessons import add_lesson
from pim.lifecycle.subject import look
from pim.lifecycle.tables import Instance
from tests.pim.web.browser import Web
from tests.pim.web.road import named, with_ideas, with_pilot, with_variant, with_wave

MARCH = "2026-03-20 10:00"


def _is(site: Web, number: int, stage: str) -> None:
    with site.database.write() as session:
        session.execute(update(Instance).where(col(Instance.id) == number).values(stage=stage, means=stage))


def _means(site: Web, number: int) -> str:
    return site.look(lambda session: look(session, number).means)


def test_a_pilot_that_cannot_start_names_what_is_missing_and_shows_no_button(
    one_site: Web,
) -> None:
    pilot = with_pilot(one_site, with_variant(one_site), MARCH)
    page = one_site.browser("marieke").get(f"/pilots/{pilot}/steps/run")
    assert page.status == 200
    assert "Dit ontbreekt:" in page.text
    assert not [form for form in page.forms if "visit" in form.names]
    refused = one_site.browser("marieke").post(f"/pilots/{pilot}/steps/run", visit=1, key="k")
    assert refused.status_code == 409
    assert _means(one_site, pilot) == "planned"


def test_a_pilot_is_called_off_once_however_often_the_button_is_pressed(site: Web) -> None:
    pilot = with_pilot(site, with_variant(site), MARCH)
    path = f"/pilots/{pilot}/steps/cancel"
    lead = site.browser("marieke", "en")
    page = lead.get(path)
    assert "7 people" in page.text, "who will be written to, and how many"
    form = page.form(has="visit")
    assert lead.press(path, form, reason="").status == 409
    kept = lead.press(path, form, reason="De leverancier is failliet.")
    again = lead.press(path, form, reason="De leverancier is failliet.")
    assert kept.status == again.status == 200
    assert _means(site, pilot) == "cancelled"
    told = select(col(LetterRow.person_id)).where(
        col(LetterRow.about_instance) == pilot, col(LetterRow.notice) == "stage_changed"
    )
    people = site.look(lambda session: session.scalars(told).all())
    assert len(people) == len(set(people)) > 0


def test_a_running_pilot_is_given_a_later_day_and_no_earlier_one(one_site: Web) -> None:
    pilot = with_pilot(one_site, with_variant(one_site), MARCH)
    _is(one_site, pilot, "running")
    named(one_site)
    one_site.clock("2026-05-20 09:00")
    path, sponsor = f"/pilots/{pilot}/steps/extend", one_site.browser("henk")
    page = sponsor.get(path)
    assert "Dit ontbreekt:" in page.text, "a lesson comes first"
    one_site.do("marieke", lambda work: add_lesson(work, one_site.cycle, "Vraag eerder."), "2026-05-20 10:00")
    form = sponsor.get(path).form(has="visit")
    wrong = sponsor.press(path, form, reason="Er is meer tijd nodig.", day="2026-06-01")
    assert wrong.status == 400
    assert "later is dan de dag die er nu staat" in wrong.text
    assert wrong.form(has="visit").fields["reason"] == "Er is meer tijd nodig."
    assert wrong.form(has="visit").fields["day"] == "2026-06-01"
    done = sponsor.press(path, wrong.form(has="visit"), day="2026-06-21")
    assert "21 jun 2026" in done.text


def test_a_variant_is_parked_for_a_real_reason_only_and_what_was_typed_stays(one_site: Web) -> None:
    variant = with_variant(one_site)
    named(one_site)
    _is(one_site, one_site.cycle, "selection")
    _is(one_site, variant, "asked")
    path, sponsor = f"/variants/{variant}/steps/park", one_site.browser("henk")
    form = sponsor.get(path).form(has="visit")
    poor = sponsor.press(path, form, reason="n.v.t.")
    assert poor.status == 400
    assert "Zeg in een eigen zin waarom" in poor.text
    assert poor.form(has="visit").fields["reason"] == "n.v.t."
    why = "De nachtploeg mist dan de laatste ruimte om zelf bij te sturen."
    assert sponsor.press(path, form, reason=why).status == 200
    assert _means(one_site, variant) == "parked"


def test_a_wave_is_looked_at_by_its_lead_and_hidden_from_an_outsider(one_site: Web) -> None:
    wave = with_wave(one_site, with_variant(one_site), MARCH)
    page = one_site.browser("marieke").get(f"/waves/{wave}")
    assert f"/waves/{wave}/steps/announce" in page.links.values()
    assert one_site.browser("marieke").get(f"/waves/{wave}/steps/announce").status == 200
    assert one_site.browser("tom").get(f"/waves/{wave}").links.keys() & {"Aankondigen"} == set()
    for path in (f"/waves/{wave}/steps/announce", f"/waves/{wave}"):
        assert one_site.browser("olga").get(path).status == 404
    assert one_site.browser("olga").post(f"/waves/{wave}/steps/announce", visit=1, key="x").status_code == 404


def test_what_an_answer_to_an_idea_does_is_shown_and_it_is_given_with_its_words(
    one_site: Web,
) -> None:
    idea = with_ideas(one_site)
    page = one_site.browser("marieke").get(f"/ideas/{idea}/steps/done")
    assert "Nour" in page.text
    assert page.links["Schrijf er de woorden bij en doe het daar"] == f"/ideas/{idea}"
    answer = one_site.browser("marieke").post(f"/ideas/{idea}/steps/done", visit=1, key="k")
    assert answer.status_code in (404, 405)
    assert _means(one_site, idea) == "submitted"
