"""Looking for innovations on the board: filters, the table, what waits for me, and views people keep."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select, update

from pim.answers.answer import answer_cluster
from pim.answers.on_desk import slips_of
from pim.answers.owner import give_owner
from pim.answers.placing import put_in_new
from pim.dashboard.views import MOST, save_view
from pim.lifecycle.tables import Instance
from pim.people.roles import give_role
from tests.pim.web.browser import Web
from tests.pim.web.reading import Page
from tests.pim.web.road import ASSEN, ZWOLLE, another, closed, with_ideas, with_pilot, with_variant

OLD, NEW = "Nieuw bestelsysteem", "Nieuwe roosters"


def _two(site: Web) -> None:
    """Let one innovation be in its second stage, and another begin."""
    with_ideas(site)
    another(site, "2026-02-04 09:00", NEW)


def _shown(page: Page) -> set[str]:
    return {title for title in (OLD, NEW) if title in page.links}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("text=ROOSTER", {NEW}),
        ("text=100%25", set()),
        ("stage=ideas", {OLD}),
        ("workflow=standard", {OLD, NEW}),
        ("workflow=none_such", set()),
        ("stage=ideas&text=rooster", set()),
        ("running=yes&lead=&site=&text=", {OLD, NEW}),
    ],
)
def test_the_board_can_be_narrowed(one_site: Web, query: str, shown: set[str]) -> None:
    _two(one_site)
    browser = one_site.browser("marieke")
    for form in ("", "&as=table"):
        page = browser.get(f"/?{query}{form}")
        assert page.status == 200
        assert _shown(page) == shown
        assert ("Er is geen vernieuwing die hieraan voldoet." in page.text) == (not shown)


def test_a_lead_a_site_and_an_end_narrow_it_too(site: Web) -> None:
    _two(site)
    browser, tom = site.browser("marieke"), site.people["tom"]
    with site.database.write() as session:
        newest = session.scalars(select(Instance).where(col(Instance.title) == NEW)).one()
        number = newest.id or 0
        give_role(session, tom.organisation_id, tom.person_id, "lead", cycle_id=number)
        session.execute(
            update(Instance)
            .where(col(Instance.id) == site.cycle)
            .values(stage="stopped", means="stopped", final=True)
        )
    page = browser.get("/")
    form = page.form("/", has="lead")
    assert _shown(browser.search("/", form, lead=str(tom.person_id))) == {NEW}
    assert _shown(browser.search("/", form, running="yes")) == {NEW}
    assen = site.people.sites["noordervers/assen"]
    assert _shown(browser.search("/", form, site=str(assen))) == {OLD}, "its teams work there"
    both = browser.search("/", form, site=str(assen), running="yes")
    assert _shown(both) == set()


def test_only_what_is_late_is_left_with_its_parts(site: Web) -> None:
    _two(site)
    browser = site.browser("marieke")
    assert _shown(browser.get("/?late=yes")) == set()
    site.clock("2026-02-06 09:00")  # the idea of the 3rd waits for longer than two working days
    page = browser.get("/?late=yes")
    assert _shown(page) == {OLD}
    assert "Alles 1" in page.text, "the numbers are of what is looked for"


def test_what_waits_for_me_is_a_step_i_may_take(site: Web) -> None:
    _two(site)
    assert _shown(site.browser("marieke").get("/?mine=yes")) == {OLD, NEW}, "she leads both"
    assert _shown(site.browser("fatima").get("/?mine=yes")) == {OLD}, "an idea waits for the work group"
    assert _shown(site.browser("henk").get("/?mine=yes")) == set(), "to pause is no turn"
    assert _shown(site.browser("jantje").get("/?mine=yes")) == set()
    assert _shown(site.browser("olga").get("/?mine=yes")) == set()


def test_an_answer_somebody_took_on_waits_for_them_until_it_is_given(site: Web) -> None:
    with_ideas(site)
    round_id = closed(site, *ASSEN, *ZWOLLE[:5])
    tom_s = site.browser("tom")
    texts = [slip.id for slip in site.look(lambda session: slips_of(session, round_id))]
    made = site.do(
        "marieke", lambda work: put_in_new(work, round_id, texts[:3], title="Te druk"), "2026-03-17 09:00"
    )
    cluster, tom = int(made["id"]), site.people["tom"].person_id
    assert _shown(tom_s.get("/?mine=yes")) == set()
    site.do("marieke", lambda work: give_owner(work, cluster, tom), "2026-03-17 10:00")
    assert _shown(tom_s.get("/?mine=yes")) == {OLD}
    because = "Wij plannen vanaf april een derde medewerker in de nacht."
    site.do(
        "tom", lambda w: answer_cluster(w, cluster, outcome="changed", because=because), "2026-03-17 11:00"
    )
    assert _shown(tom_s.get("/?mine=yes")) == set()


def test_a_planned_pilot_waits_for_the_manager_who_has_not_said_yes(site: Web) -> None:
    with_pilot(site, with_variant(site), "2026-03-20 10:00")
    assert _shown(site.browser("erik").get("/?mine=yes")) == {OLD}
    assert _shown(site.browser("karin").get("/?mine=yes")) == set(), "her store is only compared with"


def test_the_table_sorts_on_each_column_both_ways(one_site: Web) -> None:
    _two(one_site)
    browser = one_site.browser("marieke")
    page = browser.get("/?as=table")
    assert page.links["Als kaarten"] == "/"
    orders = {}
    for column in ("Vernieuwing", "Fase", "In deze fase sinds", "Uiterlijk", "Kartrekker"):
        there = browser.get(page.links[column])
        back = browser.get(there.links[f"{column} ↑"])
        assert f"{column} ↓" in back.links
        orders[column] = [_order(there), _order(back)]
    assert orders == {
        "Vernieuwing": [[OLD, NEW], [NEW, OLD]],
        "Fase": [[NEW, OLD], [OLD, NEW]],
        "In deze fase sinds": [[OLD, NEW], [NEW, OLD]],
        "Uiterlijk": [[OLD, NEW], [NEW, OLD]],
        "Kartrekker": [[OLD, NEW], [NEW, OLD]],
    }
    assert browser.get("/?as=table&sort=secret").status == 400


def _order(page: Page) -> list[str]:
    return sorted((OLD, NEW), key=page.text.index)


@pytest.mark.parametrize("sort", ["", "title", "-title", "stage", "lead", "-since", "due", "-due"])
def test_the_pages_of_a_long_board_miss_nothing_and_repeat_nothing(site: Web, sort: str) -> None:
    with site.database.write() as session:
        fields = session.get_one(Instance, site.cycle).model_dump(exclude={"id", "cycle_id", "title"})
        fields["entered_at"] = datetime.now(UTC)
        session.add_all(Instance(**fields, title=f"Vernieuwing {n % 7}") for n in range(229))
    browser, seen, path = site.browser("marieke"), [], f"/?as=table&sort={sort}"
    for _ in range(3):
        page = browser.get(path)
        seen += [where for where in page.leads_to if where.startswith("/cycles/") and where != "/cycles/new"]
        path = page.links.get("Hierna →", "")
    assert path == ""
    assert len(seen) == len(set(seen)) == 230


def test_a_view_is_kept_under_a_name_shown_and_thrown_away_and_put_back(site: Web) -> None:
    _two(site)
    browser = site.browser("marieke")
    path = "/?as=table&stage=ideas"
    form = browser.get(path).form("/views")
    page = browser.press(path, form, name="  Mijn   ideeën ")
    assert page.links["Mijn ideeën"] == path
    assert _shown(page) == {OLD}
    assert "Mijn ideeën" not in site.browser("henk").get("/").text, "a view is one's own"
    browser.press(path, form, name="  Mijn   ideeën ")
    assert len(site.rows()["saved_view"]) == 1, "the form that is sent twice keeps one"
    away = page.form(has=None, action=_away(page))
    refused = site.browser("henk").post(away.action or "", key="k" * 8)
    assert refused.status_code == 404
    gone = browser.press(path, away)
    assert "Weggegooid: de weergave “Mijn ideeën”." in gone.text
    assert "Mijn ideeën" not in gone.links
    back = browser.press(path, gone.form("/views", has="name"), "Terugzetten")
    assert back.links["Mijn ideeën"] == path


def _away(page: Page) -> str:
    return next(form.action for form in page.forms if form.action and form.action.endswith("/throw-away"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("   ", "Geef het een naam."), ("x" * 61, "Een naam heeft hoogstens 60 tekens.")],
)
def test_a_view_without_a_usable_name_is_not_kept_and_the_name_stays(
    one_site: Web, name: str, said: str
) -> None:
    browser = one_site.browser("marieke")
    path = "/?running=yes"
    page = browser.press(path, browser.get(path).form("/views"), name=name)
    assert page.status == 400
    assert said in page.text
    assert page.form("/views").fields["name"] == name.strip()
    assert one_site.rows()["saved_view"] == []


def test_there_are_twenty_views_at_most(one_site: Web) -> None:
    for n in range(MOST):
        one_site.do(
            "marieke", lambda work, n=n: save_view(work, f"Weergave {n}", "late=yes"), "2026-02-04 09:00"
        )
    browser = one_site.browser("marieke")
    page = browser.press("/?mine=yes", browser.get("/?mine=yes").form("/views"), name="Nog een")
    assert page.status == 409
    assert "Gooi er eerst een weg." in page.text
    assert page.form("/views").fields["name"] == "Nog een"


def test_the_overview_leads_to_the_same_innovations_on_the_board(site: Web) -> None:
    _two(site)
    henk = site.browser("henk")
    page = henk.get("/overview?workflow=standard")
    assert _shown(henk.get(page.links["Ideeën"])) == {OLD}
    assert page.links["Ideeën"] == "/?stage=ideas&workflow=standard"
    assert _shown(henk.get("/?running=yes&workflow=standard")) == {OLD, NEW}
    assert "/?running=yes&workflow=standard" in page.leads_to
