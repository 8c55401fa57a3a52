"""The desk on the screen: texts get a place, clusters an owner and an answer, without a line of script."""

import pytest

from pim.answers.on_desk import slips_of
from tests.pim.web.browser import Browser, Web
from tests.pim.web.reading import Page
from tests.pim.web.road import ASSEN, ZWOLLE, answered_by, closed, opened, with_cluster

BECAUSE = "Wij plannen vanaf april een derde medewerker in de nacht."


def _place(lead: Browser, path: str, button: str, *texts: str, **typed: object) -> Page:
    form = lead.get(f"{path}/desk").form(f"{path}/desk", has="because")
    return lead.press(f"{path}/desk", form, button, said=list(texts), **typed)


def _texts(site: Web, round_id: int) -> list[str]:
    return [slip.id for slip in site.look(lambda session: slips_of(session, round_id))]


def test_what_people_said_is_brought_together_answered_and_sent(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    lead, path = site.browser("marieke"), f"/rounds/{round_id}"
    answer_path = f"{path}/steps/answer"
    assert "Reacties die nog niet zijn gegroepeerd: 10." in lead.get(answer_path).text
    assert lead.get(path).links["Reacties beantwoorden"] == f"{path}/desk"
    texts = _texts(site, round_id)
    page = _place(lead, path, "Maak dit cluster", *texts[:9], title="Te druk in de nacht")
    assert "10 reacties, 1 zonder plaats" in page.text
    assert "Clusters van reacties zonder antwoord: 1." in lead.get(answer_path).text
    cluster_path = page.links["Te druk in de nacht"]
    form = lead.get(cluster_path).form(cluster_path)
    assert form.choices["outcome"] == ["done", "changed", "not_done"]
    page = lead.press(cluster_path, form, outcome="changed", because=BECAUSE)
    assert f"Aangepast. {BECAUSE}" in page.text
    assert "nog niet zijn gegroepeerd: 1." in lead.get(answer_path).text
    page = _place(lead, path, "Leg het opzij", texts[9], because="Een compliment")
    assert "Elke reactie heeft een plaats." in page.text
    assert page.links["Beantwoorden: u zei – wij deden"] == answer_path
    ahead = lead.get(answer_path)
    assert "U zei – wij deden: 17 personen" in ahead.text, "14 were asked, three more are in the work group"
    lead.press(answer_path, ahead.form(has="visit"))
    assert site.desk.means(round_id) == "answered"
    after = lead.get(f"{path}/desk")
    assert "De antwoorden zijn verstuurd." in after.text
    assert [form for form in after.forms if form.action and "/rounds/" in form.action and form.names] == []


def test_a_text_is_moved_taken_out_and_put_back(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    lead, path = site.browser("marieke"), f"/rounds/{round_id}"
    number = with_cluster(site, round_id)
    texts = _texts(site, round_id)
    cluster_path = f"{path}/clusters/{number}"
    page = lead.get(cluster_path)
    form = page.form(f"{path}/desk")
    assert sorted(form.choices["said"]) == sorted(texts[:5])
    page = lead.press(cluster_path, form, "Haal deze er weer uit", said=texts[:2])
    assert "10 reacties, 6 zonder plaats" in page.text
    page = _place(lead, path, "Zet het daar", *texts[:2], into=number)
    assert "10 reacties, 4 zonder plaats" in page.text
    split = lead.get(cluster_path).form(f"{path}/desk")
    page = lead.press(cluster_path, split, "Maak dit cluster", said=texts[:1], title="Kassa te traag")
    assert page.links["Kassa te traag"] != cluster_path
    assert "10 reacties, 4 zonder plaats" in page.text


def test_two_clusters_are_put_together_and_taken_apart_again(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    lead, path = site.browser("marieke"), f"/rounds/{round_id}"
    first = with_cluster(site, round_id)
    texts = _texts(site, round_id)
    page = _place(lead, path, "Maak dit cluster", *texts[6:], title="Kassa te traag")
    second = page.links["Kassa te traag"]
    before = lead.get(f"{path}/desk").text
    page = lead.press(second, lead.get(second).form(f"{second}/merge"), into=str(first))
    assert "Erbij gezet" in page.text
    assert "Kassa te traag" in page.text
    assert lead.get(second).status == 404, "the other one answers for it"
    assert "1 cluster van reacties" in lead.get(f"{path}/desk").text
    lead.press(f"{path}/clusters/{first}", page.form(f"{second}/unmerge"))
    assert lead.get(f"{path}/desk").text == before


def test_somebody_is_asked_to_answer_a_cluster_and_may_do_that_alone(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    lead, path = site.browser("marieke"), f"/rounds/{round_id}"
    number = with_cluster(site, round_id)
    here = f"{path}/clusters/{number}"
    nobody = site.browser("bas").client
    assert nobody.get(f"{path}/desk").status_code == 403
    form = lead.get(here).form(f"{here}/owner")
    page = lead.press(here, form, who="niemand@noordervers.example")
    assert page.status == 400
    assert any("Dit is nog niet bewaard." in alert for alert in page.alerts)
    page = lead.press(here, form, who="bas@noordervers.example", due_on="2026-03-20")
    assert "Beantwoord door: Bas Visser" in page.text
    assert "uiterlijk vr 20 mrt 2026" in page.text
    owner = site.browser("bas")
    page = owner.get(here)
    with pytest.raises(LookupError):
        page.form(f"{here}/owner")
    page = owner.press(here, page.form(here), outcome="done", because="Vanaf maandag staat er iemand bij.")
    assert "Gedaan. Vanaf maandag staat er iemand bij." in page.text
    assert owner.post(f"{path}/desk", key="k", do="out", said="x").status_code == 403


def test_several_clusters_get_the_same_answer_that_begins_with_a_standard_one(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    lead, path = site.browser("marieke"), f"/rounds/{round_id}"
    with_cluster(site, round_id)
    texts = _texts(site, round_id)
    _place(lead, path, "Maak dit cluster", *texts[6:], title="Kassa te traag")
    form = lead.get("/standard-answers").form("/standard-answers")
    standard = {"title": "Volgende stap", "outcome": "done"}
    page = lead.press(
        "/standard-answers", form, **standard, nl="Wij nemen dit mee in de volgende versie.", en=""
    )
    assert page.status == 400
    assert page.form("/standard-answers").fields["nl"] == "Wij nemen dit mee in de volgende versie."
    page = lead.press(
        "/standard-answers", page.form("/standard-answers"), en="We take this along in the next version."
    )
    assert "We take this along in the next version." in page.text
    form = lead.get(f"{path}/desk").form(f"{path}/desk/answers")
    page = lead.press(f"{path}/desk", form, outcome="done", because="")
    assert page.status == 400
    form = page.form(f"{path}/desk/answers")
    page = lead.press(
        f"{path}/desk", form, cluster=form.choices["cluster"], standard=form.choices["standard"][1],
        because="Ook voor de kassa.",
    )  # fmt: skip
    assert page.text.count("Wij nemen dit mee in de volgende versie. Ook voor de kassa.") == 2
    english = site.browser("tom", "en").get(f"{path}/said").text
    assert english.count("We take this along in the next version. Ook voor de kassa.") == 2


def test_a_cluster_sent_twice_is_one_cluster(site: Web) -> None:
    round_id = closed(site, *ASSEN)
    lead, path = site.browser("marieke"), f"/rounds/{round_id}"
    form = lead.get(f"{path}/desk").form(f"{path}/clusters")
    for _ in range(2):
        page = lead.press(f"{path}/desk", form, title="Druk", said="Te druk.")
        assert page.status == 200
    assert page.text.count("“Te druk.”") == 1


@pytest.mark.parametrize(
    ("title", "said"),
    [("", "Te druk."), ("Druk", "   "), ("x" * 121, "Te druk."), ("twee\nregels", "Te druk.")],
)
def test_a_cluster_that_is_not_right_keeps_what_was_typed(one_site: Web, title: str, said: str) -> None:
    round_id = closed(one_site, *ASSEN)
    lead, path = one_site.browser("marieke"), f"/rounds/{round_id}"
    form = lead.get(f"{path}/desk").form(f"{path}/clusters")
    page = lead.press(f"{path}/desk", form, title=title, said=said)
    assert page.status == 400
    assert any("Dit is nog niet bewaard." in alert for alert in page.alerts)
    form = page.form(f"{path}/clusters")
    assert form.fields["title"] == title.replace("\r\n", "\n")
    assert form.fields["said"] == said.strip()


@pytest.mark.parametrize(
    ("button", "typed", "told"),
    [
        ("Maak dit cluster", {"title": ""}, "geef een titel van één regel"),
        ("Maak dit cluster", {"title": "Te druk in de nacht"}, "die geen ander cluster heeft"),
        ("Zet het daar", {}, "en het cluster waar die bij hoort"),
        ("Leg het opzij", {"because": "  "}, "schrijf op waarom er geen antwoord nodig is"),
    ],
)
def test_a_place_that_is_not_right_keeps_what_was_chosen(
    one_site: Web, button: str, typed: dict[str, str], told: str
) -> None:
    round_id = closed(one_site, *ASSEN, *ZWOLLE[:3])
    with_cluster(one_site, round_id)
    lead, path = one_site.browser("marieke"), f"/rounds/{round_id}"
    waiting = _texts(one_site, round_id)[6]
    page = _place(lead, path, button, waiting, **typed)
    assert page.status == 400
    assert any(told in alert for alert in page.alerts)
    assert page.form(f"{path}/desk", has="because").fields["said"] == waiting
    page = _place(lead, path, button, **typed)
    assert page.status == 400, "nothing was chosen"


def test_an_answer_that_says_nothing_is_not_kept_and_stays_to_be_mended(one_site: Web) -> None:
    round_id = closed(one_site, *ASSEN)
    lead, path = one_site.browser("marieke"), f"/rounds/{round_id}"
    form = lead.get(f"{path}/desk").form(f"{path}/clusters")
    here = lead.press(f"{path}/desk", form, title="Druk", said="Te druk.").links["Druk"]
    page = lead.press(here, lead.get(here).form(here), outcome="not_done", because="Kan niet.")
    assert page.status == 400
    assert any("Zeg in een zin wat er gebeurt" in alert for alert in page.alerts)
    form = page.form(here)
    assert form.fields["because"] == "Kan niet."
    assert form.fields["outcome"] == "not_done"
    assert "Nog niet beantwoord." in page.text
    page = lead.press(here, form, because=BECAUSE)
    assert f"Niet gedaan. {BECAUSE}" in page.text


def test_whoever_does_not_lead_cannot_answer_or_group(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    number = with_cluster(site, round_id)
    path = f"/rounds/{round_id}"
    before = site.rows()
    tom = site.browser("tom", "nl")
    text = _texts(site, round_id)[0]
    for where, fields in (
        (f"{path}/clusters/{number}", {"outcome": "done", "because": BECAUSE}),
        (f"{path}/clusters", {"title": "Anders", "said": "Iets anders."}),
        (f"{path}/clusters/{number}/name", {"title": "Anders", "said": "Iets anders."}),
        (f"{path}/clusters/{number}/owner", {"who": "tom@noordervers.example"}),
        (f"{path}/desk", {"do": "out", "said": text}),
        (f"{path}/desk", {"do": "new", "said": text, "title": "Anders"}),
        (f"{path}/desk", {"do": "aside", "said": text, "because": "Een groet"}),
        (f"{path}/desk/answers", {"cluster": number, "outcome": "done", "because": BECAUSE}),
        ("/standard-answers", {"title": "A", "outcome": "done", "nl": "Ja.", "en": "Yes."}),
    ):
        answer = tom.post(where, key=where, **fields)
        assert answer.status_code == 403, where
        assert "Hiervoor is een andere rol nodig" in answer.text
    assert site.rows() == before


def test_an_outsider_finds_no_desk_and_moves_nothing(site: Web) -> None:
    round_id = closed(site, *ASSEN, *ZWOLLE[:3])
    number = with_cluster(site, round_id)
    path, before = f"/rounds/{round_id}", site.rows()
    olga = site.browser("olga")
    text = _texts(site, round_id)[0]
    for page in (f"{path}/desk", f"{path}/clusters/{number}", f"{path}/said", f"{path}/said/print"):
        assert olga.get(page).status == 404, page
    for where, fields in (
        (f"{path}/desk", {"do": "out", "said": text}),
        (f"{path}/clusters/{number}", {"outcome": "done", "because": BECAUSE}),
        (f"{path}/clusters/{number}/merge", {"into": number}),
        (f"{path}/clusters/{number}/unmerge", {}),
        (f"{path}/desk/answers", {"cluster": number, "outcome": "done", "because": BECAUSE}),
    ):
        assert olga.post(where, key=where, **fields).status_code == 404, where
    assert site.rows() == before


def test_nothing_is_brought_together_while_the_round_is_open(site: Web) -> None:
    round_id = opened(site)
    lead = site.browser("marieke")
    answer = lead.post(f"/rounds/{round_id}/clusters", key="k", title="Druk", said="Te druk.")
    assert answer.status_code == 409
    assert lead.client.get(f"/rounds/{round_id}/desk").status_code == 409
    assert lead.client.get(f"/rounds/{round_id}/said").status_code == 409


SAID = (
    "De nachtploeg krijgt de bestelling veel te laat binnen",
    "Voor de nachtploeg komt de bestelling te laat binnen",
    "Mijn handterminal is traag bij het scannen",
    "De parkeerplaats is te klein",
    "Er zijn te weinig rolcontainers",
    "Graag vaker werkoverleg",
    "Prima zo",
    "De koffie is koud",
)


def _said(site: Web) -> int:
    """Close a round in which two texts of eight look alike; returns its number."""
    round_id = opened(site)
    for who, said in zip((*ASSEN, *ZWOLLE), SAID, strict=False):
        answered_by(site, round_id, who, said=said)
    site.desk.sweep("2026-03-16 09:00")
    site.clock("2026-03-16 09:00")
    return round_id


def test_what_looks_alike_is_put_together_with_one_button(site: Web) -> None:
    round_id = _said(site)
    lead, path = site.browser("marieke"), f"/rounds/{round_id}/desk"
    form = lead.get(path).form(f"{path}/together")
    pair = form.choices["said"]
    assert len(pair) == 2, "none of which has to be ticked"
    made = lead.press(path, form, said=pair)
    assert form.fields["title"] in made.links
    assert "8 reacties, 6 zonder plaats" in made.text
    after = site.rows()
    lead.press(path, form, said=pair)
    assert site.rows() == after, "sent twice it is one cluster"
    form.fields["key"] = "another"
    again = lead.press(path, form, said=pair)
    assert f"{form.fields['title']} (2)" in again.links


def test_a_text_that_looks_like_a_cluster_is_put_there_with_one_button(site: Web) -> None:
    round_id = _said(site)
    lead, path = site.browser("marieke"), f"/rounds/{round_id}/desk"
    page = _place(
        lead, f"/rounds/{round_id}", "Maak dit cluster", *_like(site, round_id)[:1], title="Te laat"
    )
    form = page.form(f"{path}/together")
    number, said = form.fields["into"], form.choices["said"]
    assert said == _like(site, round_id)[1:]
    stranger = site.browser("tom").post(f"{path}/together", key="k", into=number, said=said)
    assert stranger.status_code == 403
    assert "8 reacties, 6 zonder plaats" in lead.press(path, form, said=said).text


def _like(site: Web, round_id: int) -> list[str]:
    slips = site.look(lambda session: slips_of(session, round_id))
    return [slip.id for slip in slips if "bestelling" in slip.text]
