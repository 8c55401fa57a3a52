"""What the sites of a pilot or a wave say themselves: what is missing, and what they choose."""

from dataclasses import dataclass
from typing import ClassVar

from notifications.notice import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerMisses(Notice):
    """To the lead. `point`: what the manager (`actor`) misses before the pilot begins at `site`."""

    name: ClassVar[str] = "manager_misses"
    pilot: str
    site: str
    point: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingAnswered(Notice):
    """To the managers of the pilot sites. `said`: the answer to `point`."""

    name: ClassVar[str] = "missing_answered"
    pilot: str
    point: str
    said: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChose(Notice):
    """To the lead. `choice`: what `site` does with the innovation, a sentence; `reason` in its own words."""

    name: ClassVar[str] = "site_chose"
    wave: int
    site: str
    choice: str
    reason: str
    actor: str
