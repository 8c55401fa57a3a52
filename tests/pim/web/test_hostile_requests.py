"""What no page of ours would send: signs nobody sees, numbers no row has, headers that are no headers."""

import re
from typing import Any

import pytest
from fastapi.routing import APIRoute

import pim.app
from pim.web.guard import HEADERS
from tests.pim.web.browser import HERE, Web
from tests.pim.web.every_page import numbers
from tests.pim.web.reading import Page

NUL = "%00"
TOO_LARGE = "99999999999999999999"


def _posts() -> list[APIRoute]:
    """Return every address that takes a form."""
    routers = {id(one.router): one.router for one in vars(pim.app).values() if hasattr(one, "router")}
    return [
        route
        for router in routers.values()
        for route in router.routes
        if isinstance(route, APIRoute) and "POST" in route.methods
    ]


def test_a_sign_nobody_can_see_is_in_no_address(site: Web) -> None:
    for browser in (site.browser(), site.browser("marieke")):
        for path in ("/s/%00", "/variants/1/picture/%00", "/cycles/%1f", "/a/1-%00", "/%00", "/x%7fy"):
            assert browser.get(path).status == 404, path
        for path in ("/?stage=%00", "/letters?notice=%00", "/sign-in?name=%00", "/sign-in?%00=1"):
            page = browser.get(path)
            assert page.status == 400, path
            assert "Dit kan niet worden gebruikt" in page.text


def test_a_tab_that_was_pasted_into_a_question_is_no_fault(one_site: Web) -> None:
    assert one_site.browser("marieke").get("/sign-in?name=%09tom").status == 200


def test_no_form_with_hostile_fields_is_a_fault_of_ours(site: Web) -> None:
    known = numbers(site)
    marieke = site.browser("marieke")
    headers = {"Origin": HERE, "Content-Type": "application/x-www-form-urlencoded"}
    rooms = {"cycles": known["cycle"], "ideas": known["idea"], "clusters": known["cluster"]}
    routes = _posts()
    assert len(routes) > 30
    for turn, route in enumerate(routes):
        path = re.sub(r"\{[a-z_]+\}", str(rooms.get(route.path.split("/")[1], known["closed"])), route.path)
        names = [param.alias for param in route.dependant.body_params]
        for hostile in names:
            for given in (NUL, TOO_LARGE):
                fields = dict.fromkeys(names, "1") | {"key": f"{turn}-{hostile}-{given}", hostile: given}
                body = "&".join(f"{name}={value}" for name, value in fields.items())
                answer = marieke.client.post(path, content=body, headers=headers)
                assert answer.status_code < 500, (path, body)


def test_a_key_with_signs_nobody_sees_does_nothing(site: Web) -> None:
    marieke, before = site.browser("marieke"), site.rows()
    for key in ("a\0b", "\0", "a\x1bb"):
        answer = marieke.post(f"/cycles/{site.cycle}/steps/pause", visit=1, key=key, reason="Even wachten.")
        assert answer.status_code == 400
    assert site.rows() == before


def test_clusters_that_cannot_exist_are_told_as_wrong_input(site: Web) -> None:
    closed = numbers(site)["closed"]
    before = site.rows()
    for cluster in (TOO_LARGE, str(2**31), "0", "-1"):
        answer = site.browser("marieke").post(
            f"/rounds/{closed}/desk/answers", key="k", cluster=cluster, outcome="adopted", because="Goed."
        )
        assert answer.status_code == 400, cluster
    assert site.rows() == before


@pytest.mark.parametrize(
    "header", ["[", "[::1", "evil@127.0.0.1:8000", "127.0.0.1:8000@evil", "127.0.0.1:x", "a b", "127.0.0.1/x"]
)
def test_a_host_that_is_none_is_refused_with_a_whole_page(one_site: Web, header: str) -> None:
    client = one_site.browser("marieke").client
    for answer in (
        client.get("/", headers={"Host": header}),
        client.get("/nowhere", headers={"Host": header}),
        client.post("/sign-out", headers={"Host": header, "Origin": f"http://{header}"}),
    ):
        assert answer.status_code == 403
        _is_whole(answer)


@pytest.mark.parametrize("name", ["Origin", "Referer"])
def test_a_page_from_nowhere_is_refused_with_a_whole_page(one_site: Web, name: str) -> None:
    client = one_site.browser("marieke").client
    for given in ("http://[", "http://[::1", "//", "http://\xff"):
        headers = {name.encode(): given.encode("latin-1")}
        answer = client.post("/language", data={"language": "en"}, headers=headers)
        assert answer.status_code == 403, given
        _is_whole(answer)
        assert client.get("/", headers=headers).status_code == 200


def _is_whole(answer: Any) -> None:
    assert "Dit formulier stond niet op een van onze pagina’s" in Page(answer).text
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


def test_whoever_asks_for_the_headers_of_a_page_gets_them_and_no_page(one_site: Web) -> None:
    client = one_site.browser("marieke").client
    for path in ("/", f"/cycles/{one_site.cycle}", "/letters", "/health", "/static/pim.css", "/nowhere"):
        shown, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (shown.status_code, b""), path
        assert head.headers["content-type"] == shown.headers["content-type"], path


def test_what_a_page_cannot_do_is_told_with_what_it_can(one_site: Web) -> None:
    client = one_site.browser("marieke").client
    for method in ("TRACE", "DELETE", "PUT", "PATCH", "OPTIONS"):
        answer = client.request(method, "/")
        assert answer.status_code == 405, method
        assert answer.headers["allow"] == "GET, HEAD"
        assert "te veel" not in Page(answer).text
        assert client.request(method, "/", headers={"Origin": "https://example.com"}).status_code == 403
    assert client.get("/sign-out").headers["allow"] == "POST"


def test_a_form_that_does_not_say_how_long_it_is_is_not_read(one_site: Web) -> None:
    client = one_site.browser("marieke").client

    def parts() -> Any:
        yield b"language=en"

    for headers in ({}, {"Content-Length": "11", "Transfer-Encoding": "chunked"}):
        answer = client.post("/language", content=parts(), headers={"Origin": HERE, **headers})
        assert answer.status_code == 411
        assert "Dit formulier zegt niet hoe lang het is" in Page(answer).text
        assert "set-cookie" not in answer.headers
    answer = client.post("/language", content=b"", headers={"Origin": HERE, "Content-Length": "9" * 5000})
    assert answer.status_code == 413


def test_a_step_that_looks_like_a_day_that_does_not_exist_is_told_as_a_step_that_is_not_there(
    one_site: Web,
) -> None:
    marieke = one_site.browser("marieke")
    path = f"/cycles/{one_site.cycle}/steps/2026-02-30"
    assert "De stap ‘2026-02-30’ bestaat niet" in marieke.get(path).text
    answer = marieke.post(path, visit=1, key="k")
    assert answer.status_code == 409
    assert "De stap ‘2026-02-30’ bestaat niet" in Page(answer).text
