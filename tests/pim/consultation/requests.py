"""The two requests of the supermarket story, asked and answered through the verbs."""

from datetime import date
from functools import partial
from typing import Any

from pim.consultation.answer import answer
from pim.consultation.ask import ask, hold_meeting
from pim.consultation.conditions import show_met
from pim.lifecycle.work import Work
from tests.pim.scene import Scene

CONSENT: dict[str, Any] = {
    "request": "consent",
    "title": "Correcties op de handterminal",
    "article": "27(1)(l)",
    "decision": "De handterminal houdt bij wie een bestelling aanpast.",
    "grounds": "Zonder dit weten we niet of het voorstel klopt.",
    "consequences": "Van elke aanpassing staat vast wie hem deed.",
    "measures": "Wij maken geen overzicht per persoon.",
}
ADVICE: dict[str, Any] = {
    "request": "advice",
    "title": "Uitrol van het bestelsysteem",
    "article": "25(1)(k)",
    "decision": "We voeren variant V2b in bij alle 48 winkels.",
    "grounds": "In de proef waren er 18 procent minder lege schappen.",
    "consequences": "Winkelteams werken met een voorstel dat zij tot 14 uur aanpassen.",
    "measures": "Elke winkel krijgt een dag begeleiding.",
}
CONDITIONS = ("Geen rapporten per persoon.", "Het logboek blijft 30 dagen.", "Een extra uur per week.")


def asked_for_consent(play: Scene, answer_by: date | None = date(2026, 4, 30)) -> int:
    """Ask for consent on Thursday 2 April 2026."""
    return play.do(
        "marieke", lambda work: ask(work, play.cycle, **CONSENT, answer_by=answer_by).id, "2026-04-02 10:00"
    )


def consented(play: Scene) -> int:
    """Ask for consent, meet on 16 April and consent on 30 April, on two conditions."""
    request = asked_for_consent(play)
    play.do("wim", lambda work: hold_meeting(work, request, date(2026, 4, 16)), "2026-04-16 16:00")
    play.do("wim", lambda work: answer(work, request, "Akkoord.", CONDITIONS[:2]), "2026-04-30 10:00")
    return request


def advised(play: Scene, conditions: tuple[str, ...] = CONDITIONS) -> int:
    """Ask for advice on 27 July, meet on 20 August, get it on 7 September 2026."""
    request = play.do(
        "marieke",
        lambda work: ask(work, play.cycle, **ADVICE, answer_by=date(2026, 9, 7)).id,
        "2026-07-27 10:00",
    )
    play.do("wim", lambda work: hold_meeting(work, request, date(2026, 8, 20)), "2026-08-20 16:00")
    play.do("wim", lambda work: answer(work, request, "Ja, mits.", conditions), "2026-09-07 10:00")
    return request


def met(play: Scene, request: int, numbers: tuple[int, ...], local: str) -> None:
    """Show how these conditions are met."""
    for number in numbers:
        play.do("marieke", partial(_show_met, request=request, number=number), local)


def _show_met(work: Work, request: int, number: int) -> None:
    show_met(work, request, number, "Zo is het gedaan.")
