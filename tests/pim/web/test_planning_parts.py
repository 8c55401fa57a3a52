"""Variants, pilots and waves planned on the screen: looked at, kept once, refused with what was typed."""

from tests.pim.web.browser import Web
from tests.pim.web.road import with_pilot, with_variant, with_wave

MARCH = "2026-03-02 09:00"


def _site(site: Web, code: str) -> str:
    return str(site.people.sites[f"noordervers/{code}"])


def test_a_variant_gets_a_new_version_once_and_the_old_one_stays(site: Web) -> None:
    variant = with_variant(site)
    lead, path = site.browser("marieke"), f"/variants/{variant}/version"
    form = lead.get(path).form(has="changed")
    same = lead.press(path, form, changed="Niets.")
    assert same.status == 400, "the same text is no new version"
    assert same.form(has="changed").fields["changed"] == "Niets."
    typed = {
        "text": "Medewerkers passen het voorstel aan tot 14 uur.",
        "changed": "Tot 14 uur in plaats van 11.",
    }
    made = lead.press(path, form, **typed)
    again = lead.press(path, form, **typed)
    assert "V1b" in made.text
    assert again.title == made.title
    listed = lead.get(f"/cycles/{site.cycle}/variants").text
    assert "V1: Tot 14 uur in plaats van 11." in listed
    assert "V1c" not in listed


def test_a_variant_is_added_to_a_functionality_and_a_poor_one_keeps_its_words(one_site: Web) -> None:
    with_variant(one_site)
    lead, path = one_site.browser("marieke", "en"), f"/cycles/{one_site.cycle}/variants"
    form = lead.get(path).form(has="part")
    poor = lead.press(path, form, part="F1", title="Akkoord vooraf", text="x")
    assert poor.status == 400
    assert poor.form(has="part").fields["title"] == "Akkoord vooraf"
    assert (
        "V2"
        in lead.press(path, form, part="F1", title="Akkoord vooraf", text="De teamleider keurt goed.").text
    )


def test_a_pilot_shows_its_law_before_it_is_planned_and_is_planned_once(site: Web) -> None:
    variant = with_variant(site)
    site.clock(MARCH)
    lead, path = site.browser("marieke"), f"/cycles/{site.cycle}/pilots/new"
    form = lead.get(path).form(has="starts_on")
    typed = {
        "variant": str(variant),
        "site": _site(site, "zwolle"),
        "compare": _site(site, "assen"),
        "starts_on": "2026-05-11",
        "ends_on": "2026-06-07",
    }
    before = site.rows()
    looked = lead.press(path, form, "Bekijk welke wet geldt", **typed)
    assert "Er is nog niets bewaard." in looked.text
    assert site.rows() == before, "looking keeps nothing"
    wrong = lead.press(path, form, "Plan deze proef", **{**typed, "compare": typed["site"]})
    assert wrong.status == 400
    assert wrong.form(has="starts_on").fields["ends_on"] == "2026-06-07"
    made = lead.press(path, form, "Plan deze proef", **typed)
    assert "Winkel Zwolle" in made.text
    assert lead.press(path, form, "Plan deze proef", **typed).title == made.title
    pilots = [one for one in lead.get(f"/cycles/{site.cycle}").leads_to if one.startswith("/pilots/")]
    assert len(set(pilots)) == 1


def test_a_planned_pilot_gets_other_days_that_have_not_passed(one_site: Web) -> None:
    pilot = with_pilot(one_site, with_variant(one_site), MARCH)
    lead, path = one_site.browser("marieke"), f"/pilots/{pilot}/days"
    form = lead.get(path).form(has="ends_on")
    assert form.fields["starts_on"] == "2026-05-11"
    wrong = lead.press(path, form, starts_on="2026-06-01", ends_on="2026-05-01", reason="Vakantie")
    assert wrong.status == 400
    assert wrong.form(has="ends_on").fields["reason"] == "Vakantie"
    assert "14 jun 2026" in lead.press(path, form, starts_on="2026-05-18", ends_on="2026-06-14").text


def test_waves_are_looked_at_around_a_freeze_and_planned_all_at_once(site: Web) -> None:
    variant = with_variant(site)
    site.clock(MARCH)
    lead, path = site.browser("marieke"), f"/cycles/{site.cycle}/waves"
    frozen = lead.get(path).form(f"/cycles/{site.cycle}/freezes")
    lead.press(path, frozen, first="2026-09-01", last="2026-09-06", name="Verbouwing")
    form = lead.get(path).form(has="sizes")
    typed = {"variant": str(variant), "sizes": "1", "every": "4", "starts_on": "2026-09-01"}
    sites = [_site(site, "assen"), _site(site, "zwolle")]
    before = site.rows()
    looked = lead.press(path, form, "Bekijk welke golven dat geeft", site=sites, **typed)
    assert "ma 7 sep 2026: Winkel Assen" in looked.text
    assert site.rows() == before
    places = {f"place-{number}": place for number, place in zip(sites, ("2", "1"), strict=True)}
    turned = lead.press(path, form, "Bekijk welke golven dat geeft", site=sites, **typed, **places)
    assert "ma 7 sep 2026: Winkel Zwolle" in turned.text
    assert turned.form(has="sizes").fields[f"place-{sites[0]}"] == "2"
    poor = lead.press(path, form, "Plan deze golven", site=sites, **{**typed, "sizes": "twee"})
    assert poor.status == 400
    assert poor.form(has="sizes").fields["sizes"] == "twee"
    planned = lead.press(path, form, "Plan deze golven", site=sites, **typed)
    again = lead.press(path, form, "Plan deze golven", site=sites, **typed)
    assert planned.text.count("golf 2") == again.text.count("golf 2") > 0
    ahead = lead.get(planned.links["Wat staat in de weg?"])
    assert "Dit kan nog niet. Dit ontbreekt:" in ahead.text
    lift = next(one for one in planned.forms if one.action.endswith("/lift"))
    assert "Verbouwing" not in lead.press(path, lift).text


def test_a_wave_to_come_is_moved_and_not_into_the_past(one_site: Web) -> None:
    wave = with_wave(one_site, with_variant(one_site), MARCH)
    lead, path = one_site.browser("marieke"), f"/cycles/{one_site.cycle}/waves"
    form = lead.get(path).form(f"{path}/{wave}/day")
    assert lead.press(path, form, starts_on="2026-01-01").status == 400
    assert "8 sep 2026" in lead.press(path, form, starts_on="2026-09-08").text


def test_others_look_and_do_not_plan_and_an_outsider_finds_nothing(one_site: Web) -> None:
    variant = with_variant(one_site)
    pilot, wave = with_pilot(one_site, variant, MARCH), with_wave(one_site, variant, MARCH)
    at = f"/cycles/{one_site.cycle}"
    looks = (f"{at}/variants", f"{at}/waves")
    plans = (f"{at}/pilots/new", f"/pilots/{pilot}/days", f"/variants/{variant}/version")
    days = {
        "starts_on": "2026-09-08",
        "ends_on": "2026-09-09",
        "text": "Iets anders.",
        "changed": "Al.",
    }
    before = one_site.rows()
    for path in looks:
        assert one_site.browser("tom").get(path).status == 200
        assert not one_site.browser("tom").get(path).text.count("Plan deze")
    for who in ("tom", "olga"):
        browser = one_site.browser(who)
        for path in plans:
            assert browser.get(path).status == 404, (who, path)
        for path in (*looks, *plans, f"{at}/freezes", f"{at}/waves/{wave}/day"):
            assert browser.post(path, key="k", variant=variant, **days).status_code == 404, (who, path)
    assert [one_site.browser("olga").get(path).status for path in looks] == [404, 404]
    assert one_site.rows() == before
