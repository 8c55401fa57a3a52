"""Some notices as the parking chain's story tells them, to read beside the supermarket's."""

from datetime import UTC, datetime
from typing import Any

from notifications.catalogue import (
    ClusterAnswer,
    DecisionMade,
    Notice,
    PilotStarts,
    RoundAnswered,
    RoundInvitation,
    VariantLine,
)


def _town(because: str, page: str = "parkeerketen") -> dict[str, Any]:
    return {
        "organisation": "Gemeente Waterveld",
        "recipient": "Sjoerd Hoekstra",
        "innovation": "De parkeerketen van papier naar digitaal",
        "link": f"https://pim.waterveld.example/{page}",
        "because": because,
    }


TOWN: dict[str, Notice] = {
    notice.name: notice
    for notice in (
        RoundInvitation(
            **_town("asked", "rondes/1"),
            due="12 april 2026, 23:59 uur",
            due_at=datetime(2026, 4, 12, 21, 59, 59, tzinfo=UTC),
            round="vergunning en toezicht, ronde 1",
            site="team Toezicht en handhaving",
            variants=(
                VariantLine(
                    code="P2",
                    title="Digitaal, met balie en papier als uitzondering",
                    summary="Inwoners regelen hun vergunning zelf. Wie dat niet kan, komt aan de balie.",
                ),
                VariantLine(
                    code="H2",
                    title="Scanauto, bureau kijkt mee, straat gaat na",
                    summary="Een collega beoordeelt de foto voordat er een naheffing uitgaat.",
                ),
            ),
            minutes=4,
            group="team handhaving",
            combined_with=33,
            smallest_group=5,
        ),
        RoundAnswered(
            **_town("asked"),
            round="vergunning en toezicht, ronde 1",
            clusters=(
                ClusterAnswer(
                    said="Inwoners typen hun kenteken vaak verkeerd en krijgen dan een naheffing.",
                    outcome="changed",
                    answer="Bij één verkeerde letter sturen we eerst een waarschuwing.",
                ),
            ),
        ),
        DecisionMade(
            **_town("contributors"),
            decision="Nog een keer proberen",
            actor="Gerda Bouma",
            reasons=("Een vergunning duurt nu 5 dagen.", "De balie kan minder zelf regelen: 60 werd 43."),
        ),
        PilotStarts(
            **_town("site_staff"),
            pilot="proef met P2",
            variant="P2, digitaal met balie",
            site="wijk De Eilanden",
            starts_on="1 juni 2026",
            ends_on="12 juli 2026",
            lead="Gerda Bouma",
        ),
    )
}
