"""Gemeente Waterveld (fictional): the five links of the parking chain, and those around it."""

from pim.demo.company import Company, Someone, TeamOf

COUNTER = "Vergunningen en balie"
BY_DAY, BY_EVENING = "Handhaving dag", "Handhaving avond"
ASSESSMENT, OBJECTIONS, COLLECTION = "Beoordeling", "Bezwaar", "Invordering"

LINKS = {
    "permits": [COUNTER],
    "enforcement": [BY_DAY, BY_EVENING],
    "assessment": [ASSESSMENT],
    "objections": [OBJECTIONS],
    "collection": [COLLECTION],
}
CHAIN = ("balie", "handhaving", "beoordeling", "bezwaar", "invordering")

WATERVELD = Company(
    code="waterveld",
    name="Gemeente Waterveld",
    sites=(
        ("balie", COUNTER),
        ("handhaving", "Handhaving"),
        ("beoordeling", ASSESSMENT),
        ("bezwaar", OBJECTIONS),
        ("invordering", COLLECTION),
        ("stadhuis", "Stadhuis"),
        ("panel", "Bewonerspanel"),
    ),
    teams=(
        TeamOf("balie", COUNTER, 22),
        TeamOf("handhaving", BY_DAY, 18, 2),
        TeamOf("handhaving", BY_EVENING, 16, 4),
        TeamOf("beoordeling", ASSESSMENT, 11),
        TeamOf("bezwaar", OBJECTIONS, 9),
        TeamOf("invordering", COLLECTION, 8),
        TeamOf("stadhuis", "Directie", 3),
        TeamOf("stadhuis", "Bedrijfsvoering", 8),
        TeamOf("panel", "Bewonerspanel", 3),
    ),
    named=(
        Someone("anouk", "Anouk Dijkstra", "stadhuis", "Bedrijfsvoering"),
        Someone("ruud", "Ruud Peeters", "stadhuis", "Directie"),
        # The work group: every link of the chain, and the supplier.
        Someone("chantal", "Chantal Smeets", "balie", COUNTER),
        Someone("abdi", "Abdi Warsame", "handhaving", BY_DAY),
        Someone("mo", "Mo Benali", "handhaving", BY_EVENING, has_email=False),
        Someone("inge", "Inge Vos", "beoordeling", ASSESSMENT),
        Someone("frank", "Frank de Wit", "bezwaar", OBJECTIONS),
        Someone("petra", "Petra Kok", "invordering", COLLECTION),
        Someone("jasper", "Jasper Linden", "stadhuis", "Bedrijfsvoering", "leverancier"),
        Someone("hans", "Hans Groen", "balie", COUNTER, "leidinggevende"),
        Someone("dennis", "Dennis Bakker", "handhaving", BY_DAY, "leidinggevende"),
        Someone("gonny", "Gonny Theunissen", "beoordeling", ASSESSMENT, "leidinggevende"),
        Someone("ria", "Ria Schouten", "bezwaar", OBJECTIONS, "ondernemingsraad"),
        Someone("kees", "Kees Maas", "handhaving", BY_DAY, "ondernemingsraad"),
        Someone("sander", "Sander Blom", "stadhuis", "Directie", "functionaris gegevensbescherming"),
        Someone("yvonne", "Yvonne Prins", "stadhuis", "Bedrijfsvoering", "beheerder"),
        Someone("loes", "Loes van Vliet", "balie", COUNTER),
        Someone("coby", "Coby Timmer", "handhaving", BY_EVENING, has_email=False),
        Someone("rita", "Rita Verhoeven", "panel", "Bewonerspanel"),
        Someone("gerard", "Gerard Pluim", "panel", "Bewonerspanel"),
        Someone("meltem", "Meltem Aksoy", "panel", "Bewonerspanel"),
    ),
)

# Who works with P2 in the one district of its pilot: nine of the twenty-two at the counter.
DISTRICT = (
    *(WATERVELD.email(key) for key in ("hans", "loes", "chantal")),
    *(WATERVELD.number(len(WATERVELD.named) + place) for place in range(1, 7)),
)
