"""The letters about the works council and the privacy officer, as the supermarket's story tells them."""

from datetime import UTC, datetime

from notifications.catalogue import (
    AdviceRequested,
    ConditionTask,
    ConsentMissing,
    ConsentRequested,
    ConsultationAnswered,
    CouncilQuestion,
    Notice,
    NullityInvoked,
    PrivacyRequested,
    SuspensionRunning,
)
from tests.notifications.example_frame import store

ANSWER_BY = {"due": "27 maart 2026, 23:59 uur", "due_at": datetime(2026, 3, 27, 22, 59, 59, tzinfo=UTC)}

COUNCIL: tuple[Notice, ...] = (
    AdviceRequested(
        **store("works_council"),
        **ANSWER_BY,
        actor="Henk Wolters",
        proposal="Bestelvoorstel V2b in alle 48 winkels",
        article="artikel 25 lid 1 onder k WOR",
        grounds="Minder lege schappen en minder zoekwerk.",
        consequences="Het bestellen gaat anders. Er verdwijnen geen banen.",
        measures="Uitleg in werktijd en een vaste hulp per winkel.",
    ),
    ConsentRequested(
        **store("works_council"),
        actor="Henk Wolters",
        proposal="Logboek van wijzigingen op de handterminal",
        article="artikel 27 lid 1 onder k en l WOR",
        grounds="We willen zien waar het voorstel niet klopt.",
        consequences="Wijzigingen worden 30 dagen bewaard, zonder overzicht per persoon.",
    ),
    PrivacyRequested(
        **store("privacy_officer"),
        **ANSWER_BY,
        actor="Marieke de Boer",
        proposal="Logboek van wijzigingen op de handterminal",
        article="artikel 35 AVG",
        grounds="We willen zien waar het voorstel niet klopt.",
        consequences="Wijzigingen worden 30 dagen bewaard.",
        measures="Geen overzicht per persoon.",
    ),
    ConsultationAnswered(
        **store("lead"),
        consultation="Verzoek om instemming",
        proposal="Logboek van wijzigingen op de handterminal",
        outcome="Instemming met voorwaarden",
        conditions=("Geen overzicht per persoon.", "Het logboek wordt 30 dagen bewaard."),
    ),
    SuspensionRunning(
        **store("sponsor"),
        due="14 oktober 2026, 23:59 uur",
        due_at=datetime(2026, 10, 14, 21, 59, 59, tzinfo=UTC),
        proposal="Bestelvoorstel V2b in alle 48 winkels",
        told_on="14 september 2026",
        reason="De derde voorwaarde kost te veel tijd.",
    ),
    ConsentMissing(
        **store("works_council"),
        due="1 juni 2026, 23:59 uur",
        due_at=datetime(2026, 6, 1, 21, 59, 59, tzinfo=UTC),
        proposal="Logboek op de handscanner",
        told_on="1 mei 2026",
        reason="De proef kan niet wachten.",
    ),
    NullityInvoked(
        **store("sponsor"),
        proposal="Logboek op de handscanner",
        actor="Wim Jansen",
        invoked_on="11 mei 2026",
        reason="Wij hebben niet ingestemd.",
    ),
    CouncilQuestion(
        **store("lead"),
        proposal="Logboek op de handscanner",
        actor="Wim Jansen",
        question="Wie kan het logboek zien?",
        reply="Alleen de beheerder.",
    ),
    ConditionTask(
        **store("condition_owner"),
        **ANSWER_BY,
        proposal="Logboek op de handscanner",
        actor="Marieke de Boer",
        condition="Het logboek wordt na 30 dagen gewist.",
    ),
)
