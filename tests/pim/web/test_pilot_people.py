"""Who takes part in a planned pilot and where it is, on the screen; the law counts those who are named."""

from sqlmodel import col, update

from pim.lifecycle.tables import Instance
from pim.pilots.course import agree_to_pilot
from tests.pim.web.browser import Web
from tests.pim.web.road import with_pilot, with_variant

MARCH = "2026-03-02 09:00"


def _pilot(site: Web) -> int:
    return with_pilot(site, with_variant(site), MARCH)


def test_teams_and_people_are_named_with_their_shift_and_counted(site: Web) -> None:
    pilot = _pilot(site)
    lead, path = site.browser("marieke"), f"/pilots/{pilot}/people"
    page = lead.get(path)
    kevin = f"person-{site.people['kevin'].person_id}"
    night = f"team-{site.people.teams['noordervers/zwolle/Nachtploeg']}"
    form = page.form(has=kevin)
    assert form.fields[kevin] == "night"
    assert form.fields[night] == "night"
    assert "Zo doet 1 persoon mee." in page.text
    before = site.rows()
    looked = lead.press(path, form, "Bekijk welke wet geldt", **{kevin: ""})
    assert "Er is nog niets bewaard." in looked.text
    assert "Zo doen 3 personen mee." in looked.text
    assert site.rows() == before, "looking keeps nothing"
    kept = lead.press(path, form, "Bewaar wie meedoet", **{kevin: "", night: "late"})
    assert "Nachtploeg (Winkel Zwolle), laat" in kept.text
    assert "Kevin" not in kept.text
    after = site.rows()
    lead.press(path, form, "Bewaar wie meedoet", **{kevin: "", night: "late"})
    assert site.rows() == after


def test_somebody_of_a_team_that_is_not_named_is_refused_and_the_choice_stays(one_site: Web) -> None:
    pilot = _pilot(one_site)
    lead, path = one_site.browser("marieke"), f"/pilots/{pilot}/people"
    lisa = f"person-{one_site.people['lisa'].person_id}"
    page = lead.press(path, lead.get(path).form(has=lisa), "Bewaar wie meedoet", **{lisa: "early"})
    assert page.status == 400
    assert page.form(has=lisa).fields[lisa] == "early"
    strange = lead.press(path, lead.get(path).form(has=lisa), "Bewaar wie meedoet", **{lisa: "never"})
    assert strange.status == 400


def test_other_sites_drop_who_was_named_there_and_the_yes_of_their_manager(site: Web) -> None:
    pilot = _pilot(site)
    site.do("erik", lambda work: agree_to_pilot(work, pilot), MARCH)
    lead, path = site.browser("marieke"), f"/pilots/{pilot}/sites"
    zwolle, assen = (str(site.people.sites[f"noordervers/{code}"]) for code in ("zwolle", "assen"))
    form = lead.get(path).form(has="compare")
    wrong = lead.press(path, form, site=assen, compare=assen)
    assert wrong.status == 400
    page = lead.press(path, form, site=assen, compare=zwolle)
    assert "Vestigingen: Winkel Assen Vergeleken met: Winkel Zwolle" in page.text
    for gone in ("Nachtploeg", "Kevin", "zei ja"):
        assert gone not in page.text
    assert "Alle teams van deze vestigingen." in page.text


def test_once_it_runs_nobody_is_named_and_no_site_is_changed(one_site: Web) -> None:
    pilot = _pilot(one_site)
    lead = one_site.browser("marieke")
    forms = {f"/pilots/{pilot}/{part}": lead.get(f"/pilots/{pilot}/{part}") for part in ("people", "sites")}
    with one_site.database.write() as session:
        session.execute(
            update(Instance).where(col(Instance.id) == pilot).values(stage="running", means="running")
        )
    before = one_site.rows()
    for path, page in forms.items():
        assert lead.press(path, page.form(has="key")).status == 400
        assert path not in lead.get(f"/pilots/{pilot}").leads_to
        for who in ("tom", "fatima", "olga"):
            assert one_site.browser(who).client.get(path).status_code == 404
    assert one_site.rows()["journal"] == before["journal"]
