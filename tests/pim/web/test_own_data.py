"""Somebody's own data as a file: all that hangs on them, nothing of anybody else, no secret."""

import json
from typing import Any

from pim.own_data.gather import NOT_ABOUT_THEM, SECRET, pointing
from pim.tables import metadata
from tests.pim.web.browser import Web
from tests.pim.web.every_page import numbers


def _data(site: Web, who: str) -> dict[str, Any]:
    answer = site.browser(who).client.get("/me/data.json")
    assert answer.headers["content-disposition"].startswith("attachment")
    found: dict[str, Any] = json.loads(answer.text)
    return found


def test_everybody_gets_what_is_kept_about_them_and_nothing_of_anybody_else(site: Web) -> None:
    numbers(site)
    lead, council = _data(site, "marieke"), _data(site, "wim")
    assert lead["person"]["name"] == "Marieke de Boer"
    assert {one["role"] for one in lead["role"]} >= {"lead", "administrator"}
    me = site.people["marieke"].person_id
    assert {one["actor_id"] for one in lead["journal"]} == {me}
    assert [one["text"] for one in council["question"]] == ["Wie kan erbij?"]
    assert "question" not in lead
    assert lead["letters"] != council["letters"]
    assert "Fatima" not in json.dumps(council["role"])
    assert "answer" not in lead, "nothing ties an answer to a person"
    nobody = site.browser().client.get("/me/data.json")
    assert nobody.status_code == 303


def test_no_secret_is_in_the_file_and_no_table_that_names_a_person_is_forgotten(one_site: Web) -> None:
    named = {table.name for table in metadata.sorted_tables if pointing(table)} - NOT_ABOUT_THEM
    assert {"role", "journal", "idea", "password", "signed_in"} <= named
    told = _data(one_site, "marieke")
    assert "signed_in" in told, "the browser that asks"
    for rows in told.values():
        for row in rows if isinstance(rows, list) else ():
            assert not SECRET & row.keys()
