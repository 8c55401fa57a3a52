"""Every route says who it is for. Whoever it is not for gets nowhere, not even to a word about a field."""

from typing import Any

import pytest
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.routing import Mount

import pim.app
from pim.errors import BadInput
from pim.people.roles import give_role
from pim.web.policy import Page, Pages, Policy, anyone, check_policies, demo_only, holder, somebody
from tests.pim.web.browser import Browser, Web
from tests.pim.web.reading import Page as Shown


def _bare(request: Request) -> Response:
    return PlainTextResponse("open to all")


def test_a_route_without_a_policy_stops_start_up_and_is_named(one_site: Web) -> None:
    forgotten = APIRouter()
    forgotten.add_api_route("/forgotten", _bare)
    with pytest.raises(BadInput, match=r"/forgotten \(.*test_policy\)"):
        check_policies([*one_site.app.routes, *forgotten.routes], ("/static",))
    with pytest.raises(BadInput, match="/files"):
        check_policies([Mount("/files", app=one_site.app)], ("/static",))
    with pytest.raises(TypeError, match="policy"):
        Pages().get("/forgotten")  # type: ignore[call-arg]


def test_a_feature_that_forgets_a_policy_cannot_be_served(one_site: Web, monkeypatch: Any) -> None:
    forgotten = APIRouter()
    forgotten.add_api_route("/forgotten", _bare)
    monkeypatch.setattr(pim.app.demo, "router", forgotten)
    with pytest.raises(BadInput, match="/forgotten"):
        pim.app.create_app(one_site.database, one_site.settings)


def _page(path: str, policy: Policy) -> Page:
    pages = Pages()
    pages.get(path, policy=policy)(_bare)
    return pages.routes[0]


def _answers(site: Web, *routes: Page) -> Any:
    site.app.router.routes[0:0] = routes
    return lambda who, path: (
        (site.browser(who) if who else Browser(site.app)).client.get(path).status_code  # without a redirect
    )


def test_who_is_let_in_where(one_site: Web) -> None:
    ask = _answers(
        one_site,
        _page("/t/anyone", anyone),
        _page("/t/somebody", somebody),
        _page("/t/council", holder("works_council")),
        _page("/t/council/{id_}", holder("works_council")),
        _page("/t/leads", holder("lead", "sponsor")),
        _page("/t/managers", holder("manager")),
        _page("/t/admin", holder("administrator")),
    )
    assert [ask(None, f"/t/{name}") for name in ("anyone", "somebody", "council", "council/7")] == [
        200,
        303,
        303,
        303,
    ]
    assert ask("wim", "/t/council") == ask("wim", "/t/council/7") == 200, "a role of the whole organisation"
    assert ask("tom", "/t/council") == 403, "a page that everybody may know of"
    assert ask("tom", "/t/council/7") == 404, "a thing that nobody else may know of"
    assert (ask("marieke", "/t/leads"), ask("tom", "/t/leads")) == (200, 403), "a role in one innovation"


def test_the_administrator_of_one_innovation_is_no_administrator(one_site: Web) -> None:
    tom = one_site.people["tom"]
    ask = _answers(one_site, _page("/t/admin", holder("administrator")))
    with one_site.database.write() as session:
        give_role(session, tom.organisation_id, tom.person_id, "administrator", cycle_id=one_site.cycle)
    assert ask("tom", "/t/admin") == 403
    with one_site.database.write() as session:
        give_role(session, tom.organisation_id, tom.person_id, "administrator")
    assert ask("tom", "/t/admin") == 200, "at once, without signing in again"


def test_what_is_for_a_demo_is_not_there_elsewhere(one_site: Web) -> None:
    ask = _answers(one_site, _page("/t/demo", demo_only))
    assert ask(None, "/t/demo") == 200
    one_site.no_demo()
    assert ask(None, "/t/demo") == 404


def test_a_stranger_with_a_wrong_form_is_asked_to_sign_in_and_told_nothing_of_its_fields(
    one_site: Web,
) -> None:
    page = Shown(Browser(one_site.app).post("/standard-answers", nonsense="x"))
    assert (page.status, "Log eerst in" in page.text) == (403, True)
    assert "field" not in page.text.lower()


def test_a_page_for_anyone_asks_the_database_nothing_and_one_for_somebody_asks_once(one_site: Web) -> None:
    ask = _answers(one_site, _page("/t/anyone", anyone), _page("/t/somebody", somebody))
    with one_site.statements() as seen:
        ask(None, "/t/anyone")
        assert seen == []
        ask(None, "/t/somebody")
    assert len(seen) == 1
