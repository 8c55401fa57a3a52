"""A wave on the screen: a store adopts, adapts or postpones with a reason, and nobody says it for another."""

from tests.pim.web.browser import Web
from tests.pim.web.road import with_ideas, with_variant, with_wave

NOW = "2026-03-20 10:00"
WHY = "De winkel wordt verbouwd."


def _wave(site: Web) -> str:
    with_ideas(site)
    return f"/waves/{with_wave(site, with_variant(site, local='2026-02-05 09:00'), NOW)}"


def test_a_manager_says_on_the_page_what_the_own_store_does_and_changes_it(site: Web) -> None:
    path = _wave(site)
    zwolle = f"{path}/sites/{site.people.sites['noordervers/zwolle']}"
    manager, lead = site.browser("erik"), site.browser("marieke")
    page = manager.get(path)
    assert "Begint op di 1 sep 2026" in page.text
    assert [form.action for form in page.forms if (form.action or "").startswith(path)] == [zwolle]
    postponed = manager.press(path, page.form(zwolle), choice="postpone", until="2026-10-05", reason=WHY)
    assert "De vestiging stelt het uit tot 5 oktober 2026." in postponed.text
    assert "Erik Smit" in postponed.text
    # What goes with another choice does not get in the way of this one.
    adapted = manager.press(
        path,
        postponed.form(zwolle),
        choice="adapt",
        how="Tot 12 uur.",
        until="2026-10-05",
        reason="Onze vracht komt later.",
    )
    assert "De vestiging past het aan: Tot 12 uur." in adapted.text
    assert WHY not in adapted.text
    link = f"/cycles/{site.cycle}/matrix"
    assert path in lead.get(link).leads_to
    assert path in lead.get(f"/cycles/{site.cycle}").leads_to


def test_a_wrong_choice_or_a_choice_for_another_store_is_refused(one_site: Web) -> None:
    path = _wave(one_site)
    zwolle, assen, office = (
        f"{path}/sites/{one_site.people.sites[f'noordervers/{code}']}"
        for code in ("zwolle", "assen", "kantoor")
    )
    right = {"key": "k", "choice": "adopt", "reason": "Wij zijn er klaar voor."}
    lead = one_site.browser("marieke")
    before = one_site.rows()
    for wrong in (
        {"choice": "wait"},
        {"reason": ""},
        {"reason": "x" * 1001},
        {"choice": "adapt"},
        {"choice": "postpone"},
        {"choice": "postpone", "until": "5-10-2026"},
        {"choice": "postpone", "until": "2026-03-20"},
    ):
        refused = lead.post(zwolle, path, **{**right, **wrong})
        assert refused.status_code == 400, wrong
        assert f'href="{path}"' in refused.text, "the way back"
    for who, action, status in (
        ("erik", assen, 403),
        ("wim", zwolle, 403),
        ("jantje", zwolle, 403),
        ("olga", zwolle, 404),
        ("marieke", office, 404),
        ("marieke", f"/waves/{one_site.cycle}/sites/1", 404),
    ):
        assert one_site.browser(who).post(action, path, **right).status_code == status, (who, action)
    assert one_site.rows() == before
    assert one_site.browser("olga").get(path).status == 404
    lead.post(zwolle, path, **right)
    once = one_site.rows()
    lead.post(zwolle, path, **right)
    assert one_site.rows() == once, "a double click says it once"
