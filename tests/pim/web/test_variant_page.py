"""A variant on the screen, and its picture: uploaded once, shown to its own organisation."""

import pytest
from httpx import Response
from sqlmodel import select

from pim.variants.add import new_version
from pim.variants.picture_file import MOST_BYTES
from pim.variants.tables import Picture
from pim.web.guard import HEADERS, LARGEST_FORM
from tests.pim.variants.test_picture_file import picture
from tests.pim.web.browser import HERE, Browser, Web
from tests.pim.web.reading import Page
from tests.pim.web.road import JANUARY, with_variant

WORDS = {"alt_nl": "Het scherm met “af” en ‘aan’.", "alt_en": "The screen <on> & off."}


def upload(browser: Browser, id_: int, content: bytes, **words: str) -> Response:
    """Send a picture as the form does."""
    return browser.client.post(
        f"/variants/{id_}/picture",
        data={"key": "k", **WORDS, **words},
        files={"picture": ("foto.exe", content, "application/x-msdownload")},
        headers={"Origin": HERE, "Referer": f"{HERE}/variants/{id_}"},
    )


def test_a_picture_is_sent_with_a_form_and_shown_with_its_words(site: Web) -> None:
    id_ = with_variant(site)
    lead = site.browser("marieke", "nl")
    assert upload(lead, id_, picture("JPEG", (2_000, 1_000))).status_code == 303
    source = lead.get(f"/variants/{id_}").response.text
    row = site.look(lambda session: session.scalars(select(Picture)).one())
    assert f'src="/variants/{id_}/picture/{row.digest}" width="1600" height="800"' in source
    assert 'alt="Het scherm met “af” en ‘aan’."' in source
    english = site.browser("tom", "en").get(f"/variants/{id_}")
    assert 'alt="The screen &lt;on&gt; &amp; off."' in english.response.text
    assert "Put another picture here" not in english.text, "Tom is not in the work group"


def test_the_picture_itself_is_kept_by_the_browser_and_can_do_nothing(site: Web) -> None:
    id_ = with_variant(site)
    upload(site.browser("marieke"), id_, picture())
    row = site.look(lambda session: session.scalars(select(Picture)).one())
    answer = site.browser("nour").client.get(f"/variants/{id_}/picture/{row.digest}")
    assert answer.content == row.content
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["referrer-policy"] == HEADERS["Referrer-Policy"]


def test_nobody_else_sees_it(site: Web) -> None:
    id_ = with_variant(site)
    upload(site.browser("marieke"), id_, picture())
    row = site.look(lambda session: session.scalars(select(Picture)).one())
    path = f"/variants/{id_}/picture/{row.digest}"
    assert site.browser("olga").client.get(path).status_code == 404
    assert site.browser("olga").get(f"/variants/{id_}").status == 404
    assert upload(site.browser("olga"), id_, picture()).status_code == 404
    stranger = site.browser().client.get(path)
    assert stranger.status_code == 303
    assert stranger.headers["location"].startswith("/sign-in")
    assert site.browser("nour").client.get(f"/variants/{id_}/picture/{'0' * 64}").status_code == 404


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        (b"<svg/>", {}, "Dit bestand is niet bewaard."),
        (picture("GIF"), {}, "Dit bestand is niet bewaard."),
        (picture(), {"alt_en": "  "}, "Schrijf in beide talen op wat erop te zien is"),
    ],
)
def test_what_cannot_be_kept_says_so_and_keeps_the_words(
    one_site: Web, content: bytes, words: dict[str, str], said: str
) -> None:
    id_ = with_variant(one_site)
    page = Page(upload(one_site.browser("marieke", "nl"), id_, content, **words))
    assert page.status == 400
    assert any(said in alert for alert in page.alerts)
    assert page.form(f"/variants/{id_}/picture").fields["alt_nl"] == WORDS["alt_nl"]
    assert one_site.look(lambda session: session.scalars(select(Picture)).all()) == []


def test_whoever_makes_no_variants_gets_no_form_and_is_refused(one_site: Web) -> None:
    id_ = with_variant(one_site)
    nour = one_site.browser("nour", "nl")
    with pytest.raises(LookupError):
        nour.get(f"/variants/{id_}").form(f"/variants/{id_}/picture")
    assert upload(nour, id_, picture()).status_code == 403


def test_only_the_form_of_a_picture_may_be_large(one_site: Web) -> None:
    id_ = with_variant(one_site)
    lead = one_site.browser("marieke")
    assert upload(lead, id_, b"x" * (LARGEST_FORM + 1)).status_code == 400, "read, and no picture"
    assert upload(lead, id_, b"x" * (MOST_BYTES + 1)).status_code == 400
    assert upload(lead, id_, b"x" * (MOST_BYTES + 100_000)).status_code == 413
    assert lead.post(f"/variants/{id_}/other", words="x" * LARGEST_FORM).status_code == 413
    headers = {"Origin": "https://example.com"}
    answer = lead.client.post(f"/variants/{id_}/picture", data={"key": "k"}, headers=headers)
    assert answer.status_code == 403


def test_a_version_shows_what_it_was_made_from(one_site: Web) -> None:
    id_ = with_variant(one_site)
    newer = one_site.do(
        "marieke", lambda work: new_version(work, id_, "Aanpassen tot 14 uur.", "Tot 14 uur.").id, JANUARY
    )
    page = one_site.browser("tom", "nl").get(f"/variants/{newer}")
    assert page.links["V1"] == f"/variants/{id_}"
    assert "Wat er is veranderd Tot 14 uur." in page.text
    assert page.links["← Naar de vernieuwing"] == f"/cycles/{one_site.cycle}"
