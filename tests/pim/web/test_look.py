"""The look: colours that can be read, light or dark by choice, an organisation's own theme, small enough."""

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

from pim.app import BUILT, STATIC, create_app
from pim.db import Database
from pim.errors import BadInput
from pim.settings import Settings
from pim.web.look_pages import router
from tests.pim.web.browser import Browser, Web

GROUNDS = ("paper", "ground", "soft")
WORDS = ("ink", "muted", "link", "brand", "bad", "good", "warn")


def _themes() -> dict[str, dict[str, str]]:
    """Return the colours of our theme: light, dark by the screen, dark by choice."""
    css = (STATIC / "kring.css").read_text()
    blocks = re.findall(r"(:root[^{,]*)\{([^}]*)\}", css)
    light = dict(re.findall(r"--pim-([\w-]+): (#[0-9a-f]{6})", blocks[0][1]))
    dark = [dict(re.findall(r"--pim-([\w-]+): (#[0-9a-f]{6})", body)) for name, body in blocks[1:3]]
    return {"light": light, "screen": {**light, **dark[0]}, "dark": {**light, **dark[1]}}


def _brightness(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_brightness(one), _brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "screen", "dark"])
def test_every_word_can_be_read_on_every_ground_and_every_field_can_be_seen(name: str) -> None:
    theme = _themes()[name]
    pairs = [*product(WORDS, GROUNDS), ("on-brand", "brand"), ("on-brand", "brand-strong")]
    pairs += [(word, f"{kind}-soft") for kind in ("bad", "good", "warn") for word in ("ink", kind, "link")]
    faint = {pair: _contrast(theme[pair[0]], theme[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}
    edges = {ground: _contrast(theme["edge"], theme[ground]) for ground in GROUNDS}
    assert {ground: ratio for ground, ratio in edges.items() if ratio < 3} == {}


def test_dark_by_choice_is_the_same_as_dark_by_the_screen() -> None:
    assert _themes()["dark"] == _themes()["screen"] != _themes()["light"]


def test_the_style_sheets_weigh_less_than_twenty_kilobytes_and_fetch_nothing() -> None:
    sheets = [BUILT, *(STATIC / f"{name}.css" for name in ("kring", "pim", "pages"))]
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) < 20_000
    for sheet in sheets:
        assert not re.search(r"url\(|@import|https?:", sheet.read_text()), sheet.name


def test_every_class_of_the_design_system_in_a_template_has_a_style() -> None:
    built = BUILT.read_text()
    folder = STATIC.parent / "templates"
    used = {
        name
        for file in folder.rglob("*.html")
        for name in re.findall(r"(?:nl|utrecht)-[a-z][\w-]*", file.read_text())
    }
    assert len(used) > 10
    unstyled = {name for name in used if f".{name}" not in built}
    assert unstyled == set(), "build it again with: python -m look"


def _choose(browser: Browser, theme: str) -> str:
    answer = browser.post("/theme", theme=theme, back="/mine?a=b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/mine?a=b")
    return browser.client.get("/mine").text


def test_somebody_chooses_dark_without_script_and_goes_back_to_their_screen(one_site: Web) -> None:
    lisa = one_site.browser("lisa")
    assert "data-theme" not in lisa.client.get("/mine").text
    assert '<html lang="nl" data-theme="dark">' in _choose(lisa, "dark")
    assert 'data-theme="dark"' in lisa.client.get("/nowhere").text, "an error page looks the same"
    assert "data-theme" not in _choose(lisa, "")


def test_a_theme_that_does_not_exist_is_not_kept_and_the_way_back_leads_nowhere_else(one_site: Web) -> None:
    lisa = one_site.browser("lisa")
    assert "data-theme" not in _choose(lisa, '"><script>')
    lisa.client.cookies.set("pim-theme", '"><script>')
    assert "data-theme" not in lisa.client.get("/mine").text
    assert lisa.post("/theme", theme="dark", back="//elsewhere.example").headers["location"] == "/"


def _with_theme(database: Database, folder: Path, css: str) -> Browser:
    file = folder / "own.css"
    file.write_text(css)
    return Browser(create_app(database, Settings(theme_css=file)))


def test_an_organisations_own_theme_comes_after_ours(database: Database, tmp_path: Path) -> None:
    own = _with_theme(
        database, tmp_path, ":root { --pim-brand: #004080; }\n[data-theme=dark]{--pim-brand:#9cf}"
    )
    shown = own.client.get("/sign-in").text
    assert shown.index("/static/theme.css") > shown.index("/static/pages.css")
    sheet = own.client.get("/static/theme.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "--pim-brand: #004080" in sheet.text


def test_a_theme_without_dark_colours_keeps_the_pages_light(database: Database, tmp_path: Path) -> None:
    own = _with_theme(database, tmp_path, ":root { --pim-brand: #004080; }")
    own.client.cookies.set("pim-theme", "dark")
    shown = own.client.get("/sign-in").text
    assert 'data-theme="light"' in shown
    assert 'action="/theme"' not in shown


@pytest.mark.parametrize(
    ("css", "said"),
    [
        (":root { --a: url(//elsewhere.example/x) }", "line 1: “url(” cannot stand in a theme"),
        (":root {\n --a: red;\n --b: \\75rl(x) }", "line 3: “\\” cannot stand in a theme"),
        ("@import 'other.css';", "line 1: expected a rule such as"),
        ("/* ours\n */ body { --a: red }", "line 2: expected :root or [data-theme=dark], found “body”"),
        (":root { --a: red; color: red }", "line 1: expected a custom property such as --pim-brand"),
        (":root { --a: red }\n@media print { :root { --a: red } }", "line 2: expected :root"),
        (":root { --a: red", "line 1: the rule “:root” is not closed"),
        (":root, .card { --a: red }", "found “:root, .card”"),
    ],
)
def test_a_theme_that_does_more_than_give_colours_is_refused(
    sqlite_url: str, tmp_path: Path, css: str, said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        _with_theme(Database(sqlite_url), tmp_path, css)
    assert said in str(refused.value)


def test_without_the_built_style_sheet_the_pages_do_not_start(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pim.app.BUILT", tmp_path / "nl.css")
    with pytest.raises(BadInput, match="make look"):
        create_app(Database(sqlite_url), Settings())


def test_the_page_of_all_parts_is_for_the_demo_and_administrators(one_site: Web) -> None:
    assert any(route.path == "/look" for route in router.routes)  # type: ignore[attr-defined]
    assert one_site.browser("lisa").get("/look").status == 200
