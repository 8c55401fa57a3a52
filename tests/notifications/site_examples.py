"""What the sites themselves say, as the supermarket's story tells it."""

from notifications.catalogue import ManagerMisses, MissingAnswered, Notice, SiteChose
from tests.notifications.example_frame import store

_PILOT = "Proef met V2b in vier winkels"
_POINT = "In de nachtploeg kan nog niemand met de handterminal werken."

SITES: tuple[Notice, ...] = (
    ManagerMisses(**store("lead"), pilot=_PILOT, site="Winkel Zwolle", point=_POINT, actor="Erik Smit"),
    MissingAnswered(
        **store("site_managers"),
        pilot=_PILOT,
        point=_POINT,
        said="Op 8 mei krijgt de hele nachtploeg uitleg, in werktijd.",
        actor="Marieke de Boer",
    ),
    SiteChose(
        **store("lead"),
        wave=2,
        site="Winkel Zwolle",
        choice="De vestiging stelt de invoering uit tot 18 januari 2027.",
        reason="De winkel wordt tot die tijd verbouwd.",
        actor="Erik Smit",
    ),
)
