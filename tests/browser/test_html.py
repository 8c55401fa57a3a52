"""What every page is made of: HTML as the standard has it, so that each browser and reader reads the same."""

from pathlib import Path

import pytest

from tests.browser.chromium import must_not_skip
from tests.browser.nu_checker import NoChecker, complaints
from tests.browser.pages import Everything
from tests.pim.web.browser import Web


def _checked(pages: dict[str, str], folder: Path) -> list[str]:
    try:
        return complaints(pages, folder)
    except NoChecker as reason:
        if must_not_skip():
            pytest.fail(f"PIM_REQUIRE_BROWSER=1, but: {reason}")
        pytest.skip(str(reason))


def test_every_page_is_right_html_in_both_languages(
    full_site: tuple[Web, Everything], tmp_path: Path
) -> None:
    site, every = full_site
    pages: dict[str, str] = {}
    for language in ("nl", "en"):
        lead, anyone = site.browser("marieke", language).client, site.browser(None, language).client
        pages |= {f"{language} {path}": lead.get(path).text for path in every.of_lead.values()}
        pages |= {f"{language} {path} (nobody)": anyone.get(path).text for path in every.of_anyone.values()}
    wrong = _checked(pages, tmp_path)
    assert not wrong, "\n".join(["", *wrong])


def test_the_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    pages = {"right": _page("<h1>Ja</h1>"), "wrong": _page("<h1>Nee</h1><p id=a></p><p id=a></p>")}
    assert {one.split(":")[0] for one in _checked(pages, tmp_path)} == {"wrong"}


def _page(body: str) -> str:
    return f'<!doctype html>\n<html lang="nl"><head><title>Bladzijde</title></head><body>{body}</body></html>'
