"""Counted figures on the screen: named by the lead, counted with their source, shown beside the outcomes."""

from tests.pim.web.browser import Web


def test_a_figure_is_named_counted_and_shown_with_what_changed(site: Web) -> None:
    path = f"/cycles/{site.cycle}/figures"
    lead = site.browser("marieke")
    assert lead.get(f"/cycles/{site.cycle}").links["Getelde cijfers"] == path
    form = lead.get(path).form(path)
    page = lead.press(path, form, title="Lege vakken", unit="per week", title_en="Empty shelves", less="yes")
    assert "C1 · Lege vakken" in page.text
    counts = f"{path}/counts"
    for code, value in (("zwolle", "50"), ("assen", "40,5")):
        page = lead.press(path, page.form(counts), site=code, moment="baseline", value=value, source="Kassa")
    assert "40,5" in page.text
    assert "nog niet geteld voor én na" in page.text
    assert "Empty shelves" in site.browser("tom", "en").get(path).text
    assert "Lege vakken" in lead.get(f"/cycles/{site.cycle}/evidence").text


def test_what_cannot_be_comes_back_with_all_that_was_typed(site: Web) -> None:
    path = f"/cycles/{site.cycle}/figures"
    lead = site.browser("marieke")
    page = lead.press(path, lead.get(path).form(path), title="x", unit="per week", outcome="innovation")
    assert (page.status, page.form(path).fields["unit"]) == (400, "per week")
    assert page.form(path).fields["outcome"] == "innovation"
    assert "3 tot 80 tekens" in page.text
    page = lead.press(path, page.form(path), title="Lege vakken")
    counts = f"{path}/counts"
    page = lead.press(path, page.form(counts), site="zwolle", value="1.250", source="Kassa")
    assert page.status == 400
    assert "is geen duidelijk getal" in page.text
    typed = page.form(counts).fields
    assert (typed["site"], typed["value"], typed["source"]) == ("zwolle", "1.250", "Kassa")


def test_who_may_not_count_reads_and_an_outsider_sees_nothing(site: Web) -> None:
    path = f"/cycles/{site.cycle}/figures"
    tom = site.browser("tom").get(path)
    assert not [form for form in tom.forms if form.action.startswith(path)]
    assert site.browser("tom").post(path, key="k", title="Lege vakken", unit="per week").status_code == 403
    counted = {"figure": "C1", "site": "zwolle", "moment": "baseline", "value": "3", "source": "Kassa"}
    assert site.browser("tom").post(f"{path}/counts", key="k", **counted).status_code == 403
    assert site.browser("olga").get(path).status == 404
    assert site.browser("olga").post(f"{path}/counts", key="k", **counted).status_code == 404
