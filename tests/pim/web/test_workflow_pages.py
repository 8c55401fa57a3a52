"""Workflows on the screen: a text is checked and drawn first; so is what a plan would do."""

import pytest

from pim.admin.workflows import text_of
from pim.lifecycle.definitions import newest, publish, versions
from pim.lifecycle.tables import Instance
from tests.pim.ideas.desk import at
from tests.pim.migrating.second_version import PLAN, second_text
from tests.pim.web.browser import Web
from workflows.definition import check, digest

EDIT = "/admin/workflows/edit"


def _count(site: Web) -> int:
    return site.look(lambda session: len(versions(session)))


def _runs_on(site: Web) -> str:
    return site.look(lambda session: session.get_one(Instance, site.cycle).digest)


def test_a_text_is_checked_drawn_and_published_and_hit_twice_is_done_once(site: Web) -> None:
    admin, before, old = site.browser("bas"), _count(site), _runs_on(site)
    page = admin.get(f"{EDIT}?digest={old}")
    assert "Geen fouten" in page.text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in page.response.text
    form = page.form("/admin/workflows/check")
    wrong = admin.press(EDIT, form, text=second_text().replace("to: designs", "to: desings"))
    assert "Regel" in wrong.text
    assert "Did you mean designs?" in wrong.text
    fine = admin.press(EDIT, form, text=second_text())
    assert "Ontwerpen" in fine.text, "the drawing shows the new name"
    assert _count(site) == before, "checking keeps nothing"
    for _ in range(2):
        answer = admin.post("/admin/workflows/publish", key="twice", text=second_text())
        assert answer.headers["location"] == "/admin/workflows?published=standard@2"
    assert _count(site) == before + 1
    assert "standard@2 is gepubliceerd" in admin.get(answer.headers["location"]).text
    assert _runs_on(site) == old, "what runs stays on its own version"
    key = site.look(lambda session: newest(session, "standard"))
    again = check(site.look(lambda session: text_of(session, key)))
    assert again.definition is not None
    assert digest(again.definition) == key, "as a text it says the same"


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "Dit is niet gepubliceerd"), ("en", "was not published")]
)
def test_a_wrong_text_is_not_published_and_still_there(one_site: Web, language: str, said: str) -> None:
    admin, before = one_site.browser("bas", language), _count(one_site)
    for text in ("workflow: [", "", "workflow: x\nnonsense: <b>1</b>\n"):
        answer = admin.post("/admin/workflows/publish", key="k" + text[:4], text=text)
        assert answer.status_code == 400
        assert said in answer.text
        assert text.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert _count(one_site) == before


def test_where_organisations_share_an_installation_none_changes_the_workflows_of_another(
    one_site: Web,
) -> None:
    before = _count(one_site)
    admin = one_site.browser("bas")
    one_site.no_demo()
    answer = admin.post("/admin/workflows/publish", key="k", text=second_text())
    assert answer.status_code == 403
    assert "pim workflow publish" in answer.text
    assert _count(one_site) == before


def test_a_plan_shows_what_it_does_and_only_carrying_it_out_does_it(site: Web) -> None:
    found = check(second_text()).definition
    assert found is not None
    with site.database.write() as session:
        key = publish(session, found, at("2026-01-14 09:00"))
    site.clock("2026-01-14 10:00")
    admin, old = site.browser("bas"), _runs_on(site)
    where = "/admin/workflows/migrate"
    form = admin.get(where).form(f"{where}/look")
    wrong = admin.press(where, form, plan=PLAN.replace("standard@2", "standard@9"))
    assert wrong.status == 400
    assert "standard@9 is not published" in wrong.text
    seen = admin.press(where, form, plan=PLAN)
    assert "Deze kan verdergaan." in seen.text
    assert "Marieke de Boer" in seen.text, "who is written to"
    assert _runs_on(site) == old, "looking moves nothing"
    done = admin.press(where, seen.form(where))
    assert "1 van de 1 vernieuwingen" in done.text
    assert "Dit is klaar." in done.text
    assert _runs_on(site) == key
    again = admin.press(where, seen.form(where))
    assert "Deze loopt al op de nieuwe versie." in again.text


def test_workflows_are_changed_by_nobody_but_an_administrator(one_site: Web) -> None:
    lead, before = one_site.browser("marieke"), _count(one_site)
    for path in ("/admin/workflows", EDIT, "/admin/workflows/migrate"):
        assert lead.get(path).status == 403
    for path in ("check", "publish", "migrate", "migrate/look"):
        fields = {"key": "k", "text": second_text(), "plan": PLAN}
        assert lead.post(f"/admin/workflows/{path}", **fields).status_code == 403
    assert _count(one_site) == before
