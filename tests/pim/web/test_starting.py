"""A lead starts an innovation and fills in its charter on the pages, until its first step can be taken."""

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from pim.lifecycle.subject import look
from pim.lifecycle.tables import Instance
from pim.web.mending import MENDED_AT, PLACES, way_to
from tests.pim.web.browser import Browser, Web
from tests.pim.web.road import THEMES
from workflows.requirements import CATALOGUE, Unmet

NEW = "/cycles/new"
TITLE = "Kortere overdracht"


def _newest(site: Web) -> int:
    found = site.look(lambda session: session.scalar(select(func.max(col(Instance.id)))))
    assert found is not None
    return found


def _started(site: Web, lead: Browser) -> str:
    form = lead.get(NEW).form(has="title")
    assert form.fields["lead"] == "marieke@noordervers.example", "who starts it usually leads it"
    page = lead.press(NEW, form, workflow="standard", title=TITLE, goal="Minder dubbel werk.")
    assert "Opdracht" in page.text
    assert "Minder dubbel werk." in page.text
    return f"/cycles/{_newest(site)}"


def test_a_lead_goes_from_nothing_to_the_first_step_by_the_pages_alone(site: Web) -> None:
    lead = site.browser("marieke")
    here = _started(site, lead)
    page = lead.get(here)
    for words, place in (
        ("Naar de teams", "teams"),
        ("Naar wie wat doet", "people"),
        ("Naar de uren", "hours"),
        ("Naar de technologietoets", "technology"),
    ):
        assert page.links[words] == f"{here}/{place}", "what is missing has the way to it"
    teams = lead.get(f"{here}/teams")
    night = str(site.people.teams["noordervers/assen/Nachtploeg"])
    teams = lead.press(f"{here}/teams", teams.form(f"{here}/teams"), team=night)
    assert "Nachtploeg" in teams.text
    people = lead.get(f"{here}/people")
    assert "Uit 1 geraakt team zit nog niemand in de werkgroep" in people.text
    for role, who in (("sponsor", "henk@noordervers.example"), ("work_group", "Joost Hofman")):
        people = lead.press(f"{here}/people", people.form(f"{here}/people"), role=role, who=who)
        assert people.status == 200
    assert "Uit elk geraakt team zit iemand in de werkgroep." in people.text
    hours = lead.get(f"{here}/hours")
    lead.press(f"{here}/hours", hours.form(f"{here}/hours"), booked="62,5")
    said = {"theme": list(THEMES), "text": ["Dit is bekeken."] * len(THEMES)}
    lead.press(f"{here}/technology", lead.get(f"{here}/technology").form(has="text"), **said)
    charter = lead.get(f"{here}/charter")
    assert "nog te doen" not in charter.text
    assert "62,5" in charter.text
    step = lead.get(f"{here}/steps/open_ideas")
    lead.press(f"{here}/steps/open_ideas", step.form(has="reason"))
    assert site.look(lambda session: look(session, _newest(site)).means) == "ideas"


def test_a_form_that_is_sent_twice_starts_one_innovation(one_site: Web) -> None:
    lead = one_site.browser("marieke")
    form = lead.get(NEW).form(has="title")
    for _ in range(2):
        lead.press(NEW, form, workflow="standard", title=TITLE)
    assert lead.get("/").text.count(TITLE) == 1


@pytest.mark.parametrize(("language", "asked"), [("nl", "Wie bedoelt u?"), ("en", "Whom do you mean?")])
def test_somebody_is_meant_by_part_of_a_name_and_asked_for_when_several_are(
    one_site: Web, language: str, asked: str
) -> None:
    lead = one_site.browser("marieke", language)
    form = lead.get(NEW).form(has="title")
    page = lead.press(NEW, form, workflow="standard", title=TITLE, lead="er")
    assert page.status == 400
    assert asked in page.text
    again = page.form(has="title")
    assert (again.fields["title"], again.fields["lead"]) == (TITLE, "er"), "nothing typed is lost"
    erik = str(one_site.people["erik"].person_id)
    assert erik in again.choices["person"]
    lead.press(NEW, again, workflow="standard", person=erik)
    assert "Erik Smit" in lead.get(f"/cycles/{_newest(one_site)}").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"workflow": "nergens"}, "Kies een van deze."),
        ({"title": " "}, "Geef een titel van hooguit 120 tekens."),
        ({"lead": "niemand@nergens.example"}, "Niemand die hier werkt"),
        ({"lead": "Gerrit Bos"}, "Niemand die hier werkt"),  # has left
        ({"lead": "olga@drievliet.example"}, "Niemand die hier werkt"),
    ],
)
def test_a_start_that_cannot_be_says_where_and_keeps_what_was_typed(
    one_site: Web, typed: dict[str, str], said: str
) -> None:
    lead = one_site.browser("marieke")
    before = _newest(one_site)
    given = {"workflow": "standard", "title": TITLE, "goal": "Minder dubbel werk."} | typed
    page = lead.press(NEW, lead.get(NEW).form(has="title"), **given)
    assert page.status == 400
    assert said in page.text
    assert page.form(has="title").fields["goal"] == "Minder dubbel werk."
    assert _newest(one_site) == before


def test_who_leads_pays_for_and_manages_nothing_cannot_start_one(one_site: Web) -> None:
    before = _newest(one_site)
    nour = one_site.browser("nour")
    assert nour.get(NEW).status == 403
    fields = {"workflow": "standard", "title": TITLE, "lead": "nour", "key": "k"}
    assert nour.post(NEW, **fields).status_code == 403
    assert _newest(one_site) == before


FRAME = ("/language", "/theme", "/sign-out")  # forms that stand on every page
PARTS = ("charter", "goal", "people", "teams", "technology", "hours", "subsidy", "checklist", "lessons")


def test_an_outsider_finds_no_part_of_the_charter_and_changes_none(one_site: Web) -> None:
    outsider = one_site.browser("olga")
    before = one_site.rows()
    for part in PARTS:
        path = f"/cycles/{one_site.cycle}/{part}"
        assert outsider.get(path).status == 404, path
        if part != "charter":
            sent = {"role": "lead", "who": "Olga Buitenhof", "team": "1", "item": "x", "goal": "Anders."}
            answer = outsider.post(path, key=f"k-{part}", lesson="Eerst vragen.", **sent)
            assert answer.status_code == 404, path
    assert one_site.rows() == before


def test_who_has_no_role_here_reads_the_charter_and_cannot_change_it(one_site: Web) -> None:
    here = f"/cycles/{one_site.cycle}"
    tom = one_site.browser("jantje")
    for part in PARTS:
        page = tom.get(f"{here}/{part}")
        assert page.status == 200, part
        assert [form for form in page.forms if form.action not in FRAME] == [], part
    for path, fields in (
        ("goal", {"goal": "Alles moet anders."}),
        ("people", {"role": "sponsor", "who": "Jantje Bruins"}),
        ("teams", {"team": str(one_site.people.teams["noordervers/assen/Nachtploeg"])}),
        ("hours", {"booked": "10"}),
    ):
        assert tom.post(f"{here}/{path}", key=f"k-{path}", **fields).status_code == 403, path


@pytest.mark.parametrize(
    ("part", "typed", "said"),
    [
        ("goal", {"goal": "x"}, "Dit is nog niet bewaard. Schrijf een zin."),
        ("hours", {"booked": "veel"}, "Geef een aantal uren, zoals 60."),
        ("hours/written", {"hours": "3", "day": "2027-01-01"}, "Geef een dag die voorbij is, of vandaag."),
        ("people", {"role": "sponsor", "who": "Niemand Bekend"}, "Niemand die hier werkt"),
        ("lessons", {"lesson": "Eerst vragen.", "tags": "%%%"}, "Dit is nog niet bewaard."),
    ],
)
def test_a_part_that_cannot_be_kept_says_why_and_keeps_what_was_typed(
    one_site: Web, part: str, typed: dict[str, str], said: str
) -> None:
    lead = one_site.browser("marieke")
    at, path = f"/cycles/{one_site.cycle}/{part.split('/')[0]}", f"/cycles/{one_site.cycle}/{part}"
    name = list(typed)[-1]  # a field that one form alone has
    page = lead.press(path, lead.get(at).form(has=name), **typed)
    assert page.status == 400
    assert said in page.text
    kept = page.form(has=name).fields
    assert {field: kept[field] for field in typed} == typed


def test_a_team_named_by_mistake_can_be_left_out_again(site: Web) -> None:
    lead = site.browser("marieke")
    path = f"/cycles/{site.cycle}/teams"
    team = site.people.teams["noordervers/zwolle/Nachtploeg"]
    page = lead.press(path, lead.get(path).form(path), team=str(team))
    page = lead.press(path, page.form(f"{path}/{team}/out"))
    assert "Er is nog geen team genoemd." in page.text
    assert "Team weer weggelaten" in lead.get(f"/cycles/{site.cycle}").text


def test_every_requirement_of_the_catalogue_has_a_way_to_what_mends_it(one_site: Web) -> None:
    assert MENDED_AT.keys() == CATALOGUE.keys()
    assert set(MENDED_AT.values()) <= PLACES.keys()
    cycle = one_site.look(lambda session: look(session, one_site.cycle))
    lead = one_site.browser("marieke")
    ways = {code: way_to(Unmet(code, {}), cycle) for code in CATALOGUE}
    for_lead = [way_to(Unmet(code, {}), cycle, {"lead"}) for code in CATALOGUE]
    every = {way.path for way in (*ways.values(), *for_lead) if way and way.place != "chain"}
    assert f"/cycles/{one_site.cycle}/pilots/new" in every
    for path in sorted(every):
        page = lead.get(path.partition("#")[0])  # the chain is shown where the workflow has one
        assert page.status == 200, path
        assert "#" not in path or path.partition("#")[2] in page.ids, path
    assert None not in ways.values()
    assert way_to(Unmet("pilot_planned", {}), cycle, {"works_council"}).place == "plan"
    assert way_to(Unmet("role_missing", {}), cycle) is None, "no page gives a role away"
