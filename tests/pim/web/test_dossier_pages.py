"""The wizard and the dossier in a browser: every form, by who may and who may not, right and wrong."""

from typing import Any

import pytest

from pim.consultation.actions import VERBS
from tests.pim.web.browser import Browser, Web
from tests.pim.web.reading import Form, Page

JUNE = "2026-06-15 10:00"
TEXTS = {
    "decision": "De handterminal houdt bij wie aanpast.",
    "grounds": "Zonder dit weten we niet of het klopt.",
    "consequences": "Van elke aanpassing staat vast wie hem deed.",
    "measures": "Wij maken geen overzicht per persoon.",
}


class Dossier:
    """A request on the screen, with one browser for each person."""

    def __init__(self, site: Web, request: str) -> None:
        site.clock(JUNE)
        self.site = site
        self.browsers: dict[str, Browser] = {}
        self.path = begun(site, self.browser("marieke"), request)

    def browser(self, who: str) -> Browser:
        return self.browsers.setdefault(who, self.site.browser(who))

    def form(self, who: str, verb: str, number: int | None = None) -> Form:
        page = self.browser(who).get(self.path)
        (found,) = [
            form
            for form in page.forms
            if form.action == f"{self.path}/{verb}" and number in (None, int(form.fields.get("number", 0)))
        ]
        return found

    def verbs(self, who: str) -> set[str]:
        actions = [form.action or "" for form in self.browser(who).get(self.path).forms]
        return {action.rpartition("/")[2] for action in actions if action.startswith(self.path + "/")}

    def press(self, who: str, verb: str, number: int | None = None, **typed: Any) -> Page:
        """Fill in a form that stands on the dossier. Raises AssertionError when nothing came of it."""
        page = self.browser(who).press(self.path, self.form(who, verb, number), **typed)
        assert page.status == 200, page.text
        return page

    def refused(self, who: str, verb: str, **fields: str) -> int:
        """Send a form as somebody's browser might; return the status and see that nothing was kept."""
        before = self.site.rows()
        status = self.browser(who).post(f"{self.path}/{verb}", self.path, key="refused", **fields).status_code
        assert self.site.rows() == before
        return status


def begun(site: Web, lead: Browser, request: str) -> str:
    """Answer the wizard as the lead, and begin a dossier from what it says; return its page."""
    wizard = f"/cycles/{site.cycle}/consult/wizard"
    asked = lead.press(wizard, lead.get(wizard).form(wizard), observe="yes", technology="yes")
    forms = [form for form in asked.forms if form.fields.get("request") == request]
    begin = f"/cycles/{site.cycle}/consult/begin"
    assert [form.action for form in forms] == [begin]
    first = lead.post(begin, wizard, **forms[0].fields)
    again = lead.post(begin, wizard, **forms[0].fields)
    assert first.headers["location"] == again.headers["location"], "a double click begins one dossier"
    return str(first.headers["location"])


def written(dossier: Dossier) -> None:
    dossier.press("marieke", "write", **TEXTS)


def put(dossier: Dossier, day: str = "2026-07-06") -> None:
    written(dossier)
    dossier.press("marieke", "put", answer_by=day)


def given(dossier: Dossier) -> None:
    put(dossier)
    dossier.press("wim", "meeting", held_on="2026-06-15", text="Goed gesprek.")
    dossier.press("wim", "answer", text="Ja, mits.", conditions="Geen rapporten.\n\nWissen na 30 dagen.")


def withheld(dossier: Dossier) -> None:
    put(dossier)
    dossier.press("wim", "meeting", held_on="2026-06-15")
    dossier.press("wim", "withhold", text="Zo niet.")


@pytest.mark.parametrize(
    ("who", "fields", "status"),
    [
        ("marieke", {"staff_total": "twaalf"}, 400),
        ("marieke", {"staff_total": "9" * 5000}, 400),
        ("marieke", {"observe": "maybe"}, 400),
        ("marieke", {"nonsense": "yes"}, 400),
        ("wim", {"observe": "yes"}, 403),
        ("jantje", {"observe": "yes"}, 403),
        ("olga", {"observe": "yes"}, 404),
    ],
)
def test_a_wrong_answer_to_the_wizard_keeps_nothing(
    one_site: Web, who: str, fields: dict[str, str], status: int
) -> None:
    wizard = f"/cycles/{one_site.cycle}/consult/wizard"
    before = one_site.rows()
    assert one_site.browser(who).post(wizard, wizard, key="k", **fields).status_code == status
    assert one_site.rows() == before


def test_who_may_not_answer_the_wizard_reads_who_does_and_what_came_out(one_site: Web) -> None:
    wizard = f"/cycles/{one_site.cycle}/consult/wizard"
    reader, lead = one_site.browser("jantje"), one_site.browser("marieke")
    empty = reader.get(wizard)
    assert "Dat is nog niet gebeurd." in empty.text
    assert not [form for form in empty.forms if form.action and "consult" in form.action]
    lead.press(wizard, lead.get(wizard).form(wizard), observe="yes", staff_total="130", staff_touched="32")
    found = reader.get(wizard)
    assert "Instemmingsaanvraag: artikel 27 lid 1 onder l WOR" in found.text
    assert not [form for form in found.forms if form.action and "consult" in form.action]
    begin = f"/cycles/{one_site.cycle}/consult/begin"
    for who, status in (("jantje", 403), ("wim", 403), ("olga", 404)):
        sent = one_site.browser(who).post(begin, wizard, key="k", request="consent", article="27(1)(l)")
        assert sent.status_code == status
    for wrong in ({"request": "wish"}, {"body": "nobody"}, {"article": ""}):
        fields = {"request": "consent", "article": "27(1)(l)", "body": "works_council", **wrong}
        assert lead.post(begin, wizard, key="k", **fields).status_code == 400


def test_advice_goes_from_draft_to_the_month_of_waiting_by_the_forms_alone(site: Web) -> None:
    dossier = Dossier(site, "advice")
    assert dossier.verbs("wim") == set()
    assert dossier.verbs("marieke") == {"write", "put", "withdraw"}
    put(dossier)
    assert dossier.verbs("wim") == {"meeting", "question", "answer", "withhold", "agree", "waive"}
    assert dossier.verbs("tineke") == {"question"}, "the officer asks, and gives no advice"
    dossier.press("wim", "question", text="Wie ziet de cijfers?")
    assert "Niemand." in dossier.press("marieke", "reply", text="Niemand.").text
    dossier.press("marieke", "agree", answer_by="2026-07-20")
    dossier.press("wim", "agree", answer_by="2026-07-10")
    dossier.press("wim", "meeting", held_on="2026-06-15", text="Goed gesprek.")
    dossier.press("wim", "answer", text="Ja, mits.", conditions="Geen rapporten.\nEen extra uur.\n")
    nour = str(site.people["nour"].person_id)
    wim = str(site.people["wim"].person_id)
    assert dossier.refused("marieke", "task", number="1", owner=nour, due_on="2026-06-01") == 400
    dossier.press("marieke", "task", 1, owner=wim, due_on="2026-07-01")
    assert dossier.verbs("jantje") == set()
    shown = dossier.press("wim", "met", 1, text="Het is weg.")
    assert "Voldaan op ma 15 jun 2026: Het is weg." in shown.text
    decided = dossier.press("henk", "decide", not_followed_2="Te duur.", told_on="2026-06-15")
    assert "tot en met wo 15 jul 2026" in decided.text
    assert "U hoeft hier nu niets te doen." in decided.text
    waived = dossier.press("wim", "waive", text="Wachten hoeft niet.")
    assert "Niet uitvoeren" not in waived.text


def test_consent_is_withheld_rewritten_and_given(site: Web) -> None:
    dossier = Dossier(site, "consent")
    withheld(dossier)
    assert dossier.refused("marieke", "rewrite", text="Niets nieuws.", **TEXTS) == 400
    again = dossier.press("marieke", "rewrite", text="Korter bewaard.", measures="Na een week gewist.")
    assert "Na een week gewist." in again.text
    dossier.press("wim", "meeting", held_on="2026-06-15")
    dossier.press("wim", "answer", text="Nu wel.")
    assert "Het besluit volgt het antwoord helemaal." in dossier.press("henk", "decide").text


def test_a_decision_without_consent_can_be_said_to_be_void_and_a_judge_may_rule(one_site: Web) -> None:
    dossier = Dossier(one_site, "consent")
    withheld(dossier)
    assert dossier.refused("marieke", "anyway", text="Toch.", told_on="2026-06-15") in (403, 409)
    decided = dossier.press("henk", "anyway", text="Het kan niet wachten.", told_on="2026-06-15")
    assert "tot en met wo 15 jul 2026" in decided.text
    assert dossier.verbs("henk") == {"stands", "ruling", "withdraw"}
    assert dossier.refused("henk", "stands", text="Voorbij.") == 409
    assert dossier.verbs("wim") == {"void"}
    assert dossier.refused("wim", "void", text="Nietig.", on="2026-06-16") == 400
    assert dossier.press("wim", "void", text="Nietig.", on="2026-06-15").status == 200


def test_a_judge_rules_in_place_of_the_council(one_site: Web) -> None:
    dossier = Dossier(one_site, "consent")
    withheld(dossier)
    assert "De rechter: het mag." in dossier.press("henk", "ruling", text="De rechter: het mag.").text


def test_the_council_says_it_is_already_carried_out_and_after_a_month_the_decision_stands(
    one_site: Web,
) -> None:
    dossier = Dossier(one_site, "consent")
    put(dossier)
    assert dossier.refused("wim", "noticed", text="Het loopt.", noticed_on="2026-06-16") == 400
    dossier.press("wim", "noticed", text="Het loopt al in Assen.", noticed_on="2026-06-15")
    one_site.clock("2026-07-16 09:00")
    assert dossier.press("henk", "stands", text="De maand is voorbij.").status == 200


@pytest.mark.parametrize(("stage", "who"), [("draft", "marieke"), ("asked", "henk")])
def test_a_request_is_taken_back_by_whom_the_page_offers_it(one_site: Web, stage: str, who: str) -> None:
    dossier = Dossier(one_site, "consent")
    if stage == "asked":
        put(dossier)
    other = {"marieke": "henk", "henk": "marieke"}[who]
    assert "withdraw" not in dossier.verbs(other)
    assert dossier.press(who, "withdraw", text="Het plan gaat niet door.").status == 200


def test_the_officer_alone_answers_about_privacy(one_site: Web) -> None:
    dossier = Dossier(one_site, "dpia")
    put(dossier)
    assert dossier.verbs("wim") == {"question"}
    assert dossier.verbs("tineke") == {"meeting", "question", "answer", "withhold", "agree", "waive"}
    assert "WOR" not in dossier.press("tineke", "answer", text="Het kan.").text


RIGHT = {
    "write": TEXTS,
    "put": {"answer_by": "2026-07-06"},
    "agree": {"answer_by": "2026-07-06"},
    "meeting": {"held_on": "2026-06-15"},
    "question": {"text": "Waarom?"},
    "reply": {"number": "1", "text": "Daarom."},
    "answer": {"text": "Ja."},
    "withhold": {"text": "Nee."},
    "task": {"number": "1", "owner": "1", "due_on": "2026-07-01"},
    "met": {"number": "1", "text": "Gedaan."},
    "decide": {"told_on": "2026-06-15"},
    "rewrite": {"text": "Anders.", "measures": "Anders."},
    "waive": {"text": "Hoeft niet."},
    "withdraw": {"text": "Toch niet."},
    "ruling": {"text": "Het mag."},
    "anyway": {"text": "Toch.", "told_on": "2026-06-15"},
    "noticed": {"text": "Het loopt.", "noticed_on": "2026-06-15"},
    "void": {"text": "Nietig.", "on": "2026-06-15"},
    "stands": {"text": "Voorbij."},
}


def test_no_form_of_a_dossier_does_a_thing_for_who_has_no_role_in_it(one_site: Web) -> None:
    assert set(RIGHT) == set(VERBS)
    dossier = Dossier(one_site, "consent")
    given(dossier)
    for verb, fields in RIGHT.items():
        assert dossier.refused("jantje", verb, **fields) in (400, 403, 409), verb
        assert dossier.refused("olga", verb, **fields) == 404, verb
        for number in (one_site.cycle, 999_999):  # something else, and nothing
            nowhere = f"/consultations/{number}/{verb}"
            assert dossier.browser("marieke").post(nowhere, key="k", **fields).status_code == 404, verb


def test_a_wrong_day_number_or_text_is_refused_with_a_way_back(one_site: Web) -> None:
    dossier = Dossier(one_site, "consent")
    put(dossier)
    for who, verb, fields in (
        ("wim", "meeting", {"held_on": ""}),
        ("wim", "meeting", {"held_on": "15-6-2026"}),
        ("wim", "meeting", {"held_on": "2026-06-16"}),
        ("wim", "question", {"text": " "}),
        ("wim", "agree", {"answer_by": "2026-08-01"}),
        ("marieke", "agree", {"answer_by": "2026-07-01"}),
        ("marieke", "reply", {"number": "²", "text": "Daarom."}),
        ("marieke", "reply", {"number": "7", "text": "Daarom."}),
        ("wim", "question", {"text": "x" * 10_001}),
    ):
        assert dossier.refused(who, verb, **fields) == 400, (verb, fields)
    wrong = dossier.browser("wim").post(f"{dossier.path}/question", dossier.path, key="k", text="")
    assert f'href="{dossier.path}"' in wrong.text
    assert dossier.refused("wim", "answer", text="Ja.") == 409, "there was no meeting yet"
    stale = dossier.browser("marieke").post(f"{dossier.path}/put", dossier.path, key="k")
    assert "Dit kan niet vanuit de fase ‘Gevraagd’." in stale.text


def test_a_long_answer_is_kept_whole_and_a_double_click_asks_once(one_site: Web) -> None:
    dossier = Dossier(one_site, "consent")
    put(dossier)
    long = "Een lange vraag. " * 500
    form = dossier.form("wim", "question")
    for _ in range(2):
        page = dossier.browser("wim").press(dossier.path, form, text=long)
    assert page.text.count(long.strip()) == 1
    assert "onder 2" not in page.text
