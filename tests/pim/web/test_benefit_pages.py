"""Benefits on the screen: written down beforehand, judged at the evaluation, asked for when it is closed."""

from pim.lifecycle.tables import Instance
from tests.pim.moving import moved
from tests.pim.web.browser import Web

TEXT = "Minder lege schappen in de ochtend."
WHY = "Het schap is om negen uur vol, ook op maandag."


def test_a_benefit_is_written_down_and_judged_at_the_evaluation(site: Web) -> None:
    path = f"/cycles/{site.cycle}/benefits"
    lead = site.browser("marieke")
    assert lead.get(f"/cycles/{site.cycle}").links["Wat het zou opleveren"] == path
    form = lead.get(path).form(path)
    page = lead.press(path, form, text=TEXT, dimension="performance")
    assert f"B1 · {TEXT}" in page.text
    assert "Prestatie: Nulmeting niet te zien" in page.text
    assert len(page.forms) == len(lead.get(path).forms), "it is not judged before the evaluation"
    site.do("marieke", lambda work: moved(work, site.cycle, "evaluation"), "2026-03-02 10:00")
    refused = site.browser("henk").get(f"/cycles/{site.cycle}/steps/close").text
    assert f"nog niet gezegd of ze zijn gehaald: {TEXT}" in refused
    page = lead.press(path, lead.get(path).form(f"{path}/B1"), outcome="partly", because=WHY)
    assert f"Deels gehaald. {WHY}" in page.text
    assert "zijn gehaald" not in site.browser("henk").get(f"/cycles/{site.cycle}/steps/close").text
    assert "Partly kept." in site.browser("tom", "en").get(path).text


def test_what_says_nothing_is_asked_again_and_what_was_typed_stays(site: Web) -> None:
    path = f"/cycles/{site.cycle}/benefits"
    lead = site.browser("marieke")
    page = lead.press(path, lead.get(path).form(path), text="x", dimension="control")
    assert page.status == 400
    assert (page.form(path).fields["text"], page.form(path).fields["dimension"]) == ("x", "control")
    assert lead.post(path, key="k", text=TEXT, dimension="omzet").status_code == 400


def test_others_read_it_and_another_organisation_does_not_know_it(site: Web) -> None:
    path = f"/cycles/{site.cycle}/benefits"
    assert not [form for form in site.browser("tom").get(path).forms if form.action == path]
    assert site.browser("tom").post(path, key="k", text=TEXT).status_code == 403
    assert site.browser("olga").get(path).status == 404
    assert site.browser("olga").post(path, key="k", text=TEXT).status_code == 404
    with site.database.read() as session:
        assert session.get_one(Instance, site.cycle).stage == "preparation"
