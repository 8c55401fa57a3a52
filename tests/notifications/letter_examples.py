"""Every notice of the catalogue once, as the supermarket's story tells it."""

from datetime import UTC, datetime

from notifications.catalogue import (
    AnswersOverdue,
    AnswersStillOverdue,
    Bundle,
    Choice,
    ClusterAnswer,
    ClusterDue,
    ClusterGiven,
    CycleStarted,
    DeadlineNear,
    DecisionMade,
    EvaluationClosed,
    GateWaiting,
    General,
    IdeaAcknowledged,
    IdeaAnswered,
    IdeaGrouped,
    IdeaMerged,
    IdeaOverdue,
    IdeasOpen,
    IdeaUnmerged,
    Incident,
    Item,
    Notice,
    Overdue,
    Override,
    Paused,
    PilotEnded,
    PilotStarts,
    Resumed,
    RoundAnswered,
    RoundClosed,
    RoundExtended,
    RoundHeld,
    RoundInvitation,
    RoundReminder,
    SelectionMade,
    SignInLink,
    StageChanged,
    Stopped,
    TermRunningOut,
    VariantLine,
    VariantsShown,
    WaveAnnounced,
    WaveBlocked,
    WaveStarted,
    WeeklyDigest,
    WorkflowChanged,
)
from tests.notifications.council_examples import COUNCIL
from tests.notifications.example_frame import store
from tests.notifications.site_examples import SITES

CLOSES = datetime(2026, 3, 15, 22, 59, 59, tzinfo=UTC)
ANSWER_BY = datetime(2026, 3, 27, 22, 59, 59, tzinfo=UTC)


_CLOSES = {"due": "15 maart 2026, 23:59 uur", "due_at": CLOSES}
_ANSWER_BY = {"due": "27 maart 2026, 23:59 uur", "due_at": ANSWER_BY}
_ROUND = "bestelvoorstel, ronde 1"
_OPEN = "Reacties die nog niet zijn gegroepeerd: 10. Zet elke reactie in een cluster."
_VARIANTS = (
    VariantLine(code="V1", title="Automatisch bestellen", summary="Het systeem bestelt. U wijzigt niets."),
    VariantLine(code="V2", title="Bijstellen tot 11:00 uur", summary="U past het bestelvoorstel zelf aan."),
    VariantLine(
        code="V3", title="De teamleider keurt goed", summary="Een wijziging gaat langs de teamleider."
    ),
)
_LEAD = "Marieke de Boer"
_SPONSOR = "Henk Wolters"
_OVERRIDE = Override(
    requirement="In winkel Zwolle is er stressrisico: eisen 71, regelmogelijkheden 44.",
    by=_SPONSOR,
    reason="De nieuwe versie V2b geeft de winkel tot 14:00 uur de tijd. Na twee weken meten we opnieuw.",
)

_OTHER_IDEA = "Laat de nachtploeg zelf aangeven wat op is"
STORE: dict[str, Notice] = {
    notice.name: notice
    for notice in (
        CycleStarted(**store("works_council"), lead=_LEAD, goal="Minder lege schappen en minder zoekwerk."),
        IdeasOpen(**store("employee"), **_CLOSES, lead=_LEAD),
        IdeaAcknowledged(**store("author"), **_ANSWER_BY, idea="Melding als een vak leeg is"),
        IdeaAnswered(
            **store("author"),
            idea="Melding als een vak leeg is",
            outcome="Gaat mee in functionaliteit F1, de leegmelding",
            answer="Acht winkels noemden dit. Het scheelt elke ochtend een rondje langs de schappen.",
        ),
        IdeaGrouped(
            **store("author"), idea="Melding als een vak leeg is", functionality="F1 Melding van tekorten"
        ),
        IdeaMerged(**store("author"), idea="Melding als een vak leeg is", other=_OTHER_IDEA, supporters=6),
        IdeaUnmerged(**store("author"), idea="Melding als een vak leeg is", other=_OTHER_IDEA),
        IdeaOverdue(**store("sponsor"), **_ANSWER_BY, idea="Melding als een vak leeg is", waits_for=_LEAD),
        VariantsShown(**store("affected"), functionality="F2 bestelvoorstel", variants=_VARIANTS),
        RoundInvitation(
            **store("asked", "rondes/2"),
            **_CLOSES,
            round=_ROUND,
            site="winkel Assen",
            variants=_VARIANTS,
            minutes=3,
            group="winkel Assen",
            combined_with=19,
            smallest_group=5,
            changed="De handterminal is sneller.",
        ),
        RoundReminder(
            **store("not_answered", "rondes/2"),
            **_CLOSES,
            round=_ROUND,
            site="winkel Assen",
            minutes=3,
            group="winkel Assen",
            combined_with=19,
            smallest_group=5,
        ),
        RoundExtended(
            **store("asked", "rondes/2"),
            **_CLOSES,
            round=_ROUND,
            reason="Door de drukte voor Pasen had de nachtploeg nog geen tijd.",
        ),
        RoundHeld(
            **store("lead", "rondes/2"),
            **_ANSWER_BY,
            round=_ROUND,
            invited=118,
            answered=31,
            smallest_group=5,
        ),
        RoundClosed(**store("asked"), **_ANSWER_BY, round=_ROUND, invited=118, answered=74, smallest_group=5),
        RoundAnswered(
            **store("asked"),
            round=_ROUND,
            clusters=(
                ClusterAnswer(
                    said="Elf uur is te vroeg: de nachtploeg ziet het voorstel dan niet meer.",
                    outcome="changed",
                    answer="U kunt het voorstel nu tot 14:00 uur aanpassen.",
                    version="V2b: Aanpassen tot 14:00 uur, reden niet verplicht",
                ),
                ClusterAnswer(
                    said="De terminal is te traag.", outcome="done", answer="De nieuwe software staat erop."
                ),
                ClusterAnswer(
                    said="Laat de kassa ook meedoen.",
                    outcome="not_done",
                    answer="de kassa heeft geen handterminal. We nemen het mee bij functionaliteit F3.",
                ),
            ),
            next_step="Vanaf 22 juni proberen zes winkels de nieuwe versie uit.",
            short_link="https://pim.noordervers.example/s/K7W3P9RT2M",
        ),
        ClusterGiven(
            **store("cluster_owner"),
            **_ANSWER_BY,
            round=_ROUND,
            point="De terminal is te traag",
            said="Ik sta te wachten tot het scherm er is, en dan is mijn pauze om.",
            actor=_LEAD,
        ),
        ClusterDue(
            **store("cluster_owner"),
            **_ANSWER_BY,
            round=_ROUND,
            points=("De terminal is te traag", "Laat de kassa ook meedoen"),
        ),
        AnswersOverdue(**store("sponsor"), **_ANSWER_BY, round=_ROUND, waits_for=_LEAD, to_do=_OPEN),
        AnswersStillOverdue(
            **store("works_council"),
            **_ANSWER_BY,
            round=_ROUND,
            waits_for=_LEAD,
            to_do=_OPEN,
        ),
        GateWaiting(
            **store("sponsor"),
            **_ANSWER_BY,
            step="Naar de proef",
            waits_for=_SPONSOR,
            missing=("De instemming van de ondernemingsraad ontbreekt nog.",),
        ),
        StageChanged(
            **store("affected"), stage="Varianten", actor=_LEAD, reason="Alle ideeën hebben antwoord."
        ),
        StageChanged(
            **store("lead"),
            stage="Gepland",
            actor="Anja Smit",
            about="Proef 1",
            did="Ja zeggen namens de vestiging",
        ),
        WorkflowChanged(
            **store("lead"),
            **_ANSWER_BY,
            stage="Varianten",
            actor="Bas Visser",
            reason="De nieuwe versie vraagt eerder om de mening van de nachtploeg.",
            missing=("Er zijn 40 uren voor medewerkers geboekt; 60 zijn nodig. Boek er nog 20 bij.",),
        ),
        SelectionMade(
            **store("contributors"),
            actor=_SPONSOR,
            choices=(
                Choice(variant="V1", outcome="Gestopt", reason="U kunt dan niets meer bijsturen."),
                Choice(variant="V2", outcome="Naar de proef", reason="Deze kreeg de beste cijfers."),
            ),
            fate="chosen",
            overrides=(_OVERRIDE,),
        ),
        DecisionMade(
            **store("contributors"),
            decision="Nog een keer proberen",
            actor=_SPONSOR,
            reasons=("Er waren minder lege schappen.", "Het werk werd drukker: 58 werd 71."),
            counted=(
                "Lege vakken (in vier weken), Proef 2. Van 500 naar 410 (−18 %) op 6 vestigingen van de "
                "proef. "
                "Van 200 naar 194 (−3 %) op 3 vestigingen om te vergelijken. Verschil: −15 procentpunten.",
            ),
            overrides=(_OVERRIDE,),
        ),
        PilotStarts(
            **store("site_staff"),
            pilot="proef 1",
            variant="V2, bijstellen tot 11:00 uur",
            site="winkel Assen",
            starts_on="11 mei 2026",
            ends_on="7 juni 2026",
            lead=_LEAD,
        ),
        PilotEnded(**store("site_staff"), pilot="proef 1", variant="V2", site="winkel Assen"),
        *COUNCIL,
        *SITES,
        TermRunningOut(
            **store("lead"), **_ANSWER_BY, what="Subsidie van 12 maanden", consequence="De subsidie vervalt."
        ),
        WaveAnnounced(
            **store("site_managers"), wave=2, site="winkel Meppel", starts_on="16 november 2026", lead=_LEAD
        ),
        WaveStarted(**store("site_staff"), wave=2, site="winkel Meppel", lead=_LEAD),
        WaveBlocked(
            **store("lead"),
            wave=3,
            waits_for=_LEAD,
            missing=("Winkel Meppel geeft het een 2,6 (8 antwoorden). Nodig is 3,0.",),
        ),
        Paused(**store("contributors"), actor=_SPONSOR, reason="In december is het te druk."),
        Resumed(**store("contributors"), actor=_SPONSOR, stage="Uitrol", reason="De drukte is voorbij."),
        Stopped(
            **store("contributors"),
            actor=_SPONSOR,
            reason="De leverancier kan de terminal niet sneller maken.",
            lessons=("Meet de snelheid voordat de proef begint.",),
        ),
        EvaluationClosed(
            **store("contributors"),
            outcomes=("Plezier in het werk: van 62,0 naar 66,0, op een schaal van 0 tot 100.",),
            counted=(
                "Lege vakken (in vier weken), na de invoering. Van 700 naar 567 (−19 %) op 9 vestigingen.",
            ),
            lessons=("Vraag de nachtploeg apart.",),
        ),
        DeadlineNear(
            **store("lead"), **_ANSWER_BY, what="Voorbereiden", missing=("Er is nog geen opdrachtgever.",)
        ),
        Overdue(
            **store("sponsor"),
            **_ANSWER_BY,
            what="Voorbereiden",
            waits_for=_LEAD,
            missing=("Er is nog geen opdrachtgever.",),
        ),
        WeeklyDigest(
            **{**store("manager"), "innovation": ""},
            week="week 11 (9 tot en met 15 maart 2026)",
            items=(
                Item(
                    title="Nieuw bestelsysteem: de ronde loopt",
                    text="74 van 118 mensen hebben geantwoord.",
                    link="https://pim.noordervers.example/bestelsysteem",
                ),
                Item(title="Zelfscankassa: voorbereiden"),
            ),
        ),
        Bundle(
            **{**store("employee"), "innovation": ""},
            items=(
                Item(
                    title="We hebben uw idee: ‘Melding als een vak leeg is’",
                    text="Nieuw bestelsysteem",
                    link="https://pim.noordervers.example/ideeen/7",
                ),
                Item(title="Bekijk de varianten", link="https://pim.noordervers.example/varianten"),
            ),
        ),
        Incident(
            **{**store("administrator"), "innovation": ""},
            problem="Een termijn kan niet worden uitgevoerd",
            where="termijn 4711, ronde sluiten",
            attempts=5,
            since="15 maart 2026, 23:59 uur",
            commands=("pim deadlines retry 4711 --as EMAIL",),
        ),
        SignInLink(
            **{
                **store("asked_to_sign_in"),
                "innovation": "",
                "link": "https://pim.noordervers.example/sign-in/link/7-****-****-****",
            },
            minutes=10,
        ),
        General(
            **store("planner", "kwartaal"),
            because_label="Planner",
            due="15 maart 2026, 23:59 uur",
            due_at=CLOSES,
            stage="Kwartaaloverleg",
            step="Stukken rondgestuurd",
            actor=_LEAD,
            reason="Het overleg is volgende week.",
        ),
    )
}
