"""Planning a round on the screen: a draft, what it would do, changing it and throwing it away."""

from pim.feedback.views import RoundView, round_view
from tests.pim.web.browser import Web
from tests.pim.web.road import drafted, with_variant

DAY = "2026-03-02 09:00"


def _rounds(site: Web) -> list[str]:
    page = site.browser("marieke").get(f"/cycles/{site.cycle}")
    return [path for path in page.leads_to if path.startswith("/rounds/")]


def _round(site: Web, number: int) -> RoundView:
    return site.look(lambda session: round_view(session, number))


def test_a_lead_drafts_a_round_with_packs_a_question_of_their_own_and_one_site(site: Web) -> None:
    site.clock(DAY)
    path = f"/cycles/{site.cycle}/rounds/new?purpose=baseline"
    lead = site.browser("marieke")
    page = lead.get(path)
    assert "Creative Commons" in page.text or "CC" in page.text, "each pack with its licence"
    form = page.form(has="nl-1")
    assen = site.people.sites["noordervers/assen"]
    typed = {
        "site": str(assen),
        "pack-quick": "ask",
        "nl-1": "Is er leertijd?",
        "en-1": "Time to learn?",
    }
    made = lead.press(path, form, **typed)
    again = lead.press(path, form, **typed)
    number = int(made.links["Dit concept wijzigen"].split("/")[2])
    assert again.links["Dit concept wijzigen"] == made.links["Dit concept wijzigen"], (
        "pressed twice, made once"
    )
    assert "samengenomen" in made.text, "the night shift of three is put with the day team"
    view = _round(site, number)
    assert {team.partition("/")[0] for team in view.teams} == {"assen"}
    assert view.questions[-1]["nl"] == "Is er leertijd?"
    seen = lead.get(f"/rounds/{number}/preview")
    assert "Is er leertijd?" in seen.text
    assert not [one for one in seen.forms if one.action.startswith("/rounds")], (
        "nothing can be sent from here"
    )
    assert view.means == "draft"


def test_what_was_typed_stays_when_a_draft_is_refused(one_site: Web) -> None:
    one_site.clock(DAY)
    path = f"/cycles/{one_site.cycle}/rounds/new?purpose=baseline"
    lead = one_site.browser("marieke")
    form = lead.get(path).form(has="nl-1")
    page = lead.press(
        path, form, **{"title": "Mijn meting", "nl-1": "Alleen Nederlands", "pack-quick": "detail"}
    )
    assert page.status == 400
    assert "Kies ten minste één vestiging of team." in page.text
    kept = page.form(has="nl-1").fields
    assert (kept["title"], kept["nl-1"], kept["pack-quick"]) == ("Mijn meting", "Alleen Nederlands", "detail")
    assen = str(one_site.people.sites["noordervers/assen"])
    page = lead.press(path, page.form(has="nl-1"), site=assen)
    assert "Schrijf elke vraag in het Nederlands en in het Engels." in page.text
    english = one_site.browser("marieke", "en").press(path, page.form(has="nl-1"), site=assen)
    assert "Write each question in Dutch and in English." in english.text
    assert _rounds(one_site) == []


def test_a_round_that_takes_too_long_is_refused_before_anybody_sees_it(one_site: Web) -> None:
    one_site.clock(DAY)
    path = f"/cycles/{one_site.cycle}/rounds/new?purpose=pilot"
    lead = one_site.browser("marieke")
    form = lead.get(path).form(has="nl-1")
    long = {name: "ask" for name in form.names if name.startswith("pack-") and name != "pack-readiness"}
    page = lead.press(path, form, site=str(one_site.people.sites["noordervers/assen"]), **long)
    assert page.status == 400
    assert _rounds(one_site) == []


def test_a_draft_is_changed_and_thrown_away(one_site: Web) -> None:
    number = drafted(one_site)
    lead = one_site.browser("marieke")
    form = lead.get(f"/rounds/{number}/change").form(has="nl-1")
    assen = str(one_site.people.sites["noordervers/assen"])
    lead.press(f"/rounds/{number}/change", form, site=assen)
    view = _round(one_site, number)
    assert {team.partition("/")[0] for team in view.teams} == {"assen"}
    assert {one.get("pack") for one in view.questions} == {"quick"}, "what was not touched stays"
    away = f"/rounds/{number}/steps/withdraw"
    lead.press(away, lead.get(away).form(has="visit"))
    assert _round(one_site, number).means == "withdrawn"
    assert lead.get(f"/rounds/{number}/change").status == 404


def test_variants_stand_side_by_side_in_the_preview(one_site: Web) -> None:
    one_site.clock(DAY)
    with_variant(one_site)
    second = with_variant(one_site, "Akkoord van de teamleider")
    lead, path = one_site.browser("marieke"), f"/cycles/{one_site.cycle}/rounds/new"
    site_of = str(one_site.people.sites["noordervers/zwolle"])
    made = lead.press(path, lead.get(path).form(has="nl-1"), site=site_of, variant=str(second))
    number = made.links["Dit concept wijzigen"].split("/")[2]
    text = lead.get(f"/rounds/{number}/preview").text
    assert "Akkoord van de teamleider" in text
    assert "Aanpassen tot 11 uur" not in text, "only the variant that was chosen"


def test_only_a_lead_plans_and_an_outsider_finds_nothing(one_site: Web) -> None:
    number = drafted(one_site)
    paths = (f"/cycles/{one_site.cycle}/rounds/new", f"/rounds/{number}/change", f"/rounds/{number}/preview")
    before = one_site.rows()
    for who, status in (("tom", 404), ("olga", 404)):
        for path in paths:
            assert one_site.browser(who).get(path).status == status, path
        for path in paths[:2]:
            assert one_site.browser(who).post(path, key="k").status_code == status, path
    assert "Groepen die getoond" not in one_site.browser("tom").get(f"/rounds/{number}").text
    assert one_site.rows() == before


def test_the_day_on_which_a_draft_is_to_open_can_be_changed(site: Web) -> None:
    round_id = drafted(site)
    lead, path = site.browser("marieke"), f"/rounds/{round_id}/change"
    form = lead.get(path).form(has="opens_on")
    wrong = lead.press(path, form, opens_on="morgen")
    assert wrong.status == 400
    assert wrong.form(has="opens_on").fields["opens_on"] == "morgen"
    assert "zo 22 mrt 2026, 23:59" in lead.press(path, form, opens_on="2026-03-09").text
    assert lead.get(path).form(has="opens_on").fields["opens_on"] == "2026-03-09"
