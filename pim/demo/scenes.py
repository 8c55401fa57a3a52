"""Scenes: the dated lines of a story, and playing them in the order of their dates."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from pim.demo.company import Company
from pim.demo.player import Player

LOCAL = ZoneInfo("Europe/Amsterdam")
S = TypeVar("S", bound=Callable[..., None])


@dataclass(frozen=True, slots=True)
class Scene:
    """A moment (UTC) at which somebody does something. ``words`` say what, as the play has it."""

    at: datetime
    words: str
    play: Callable[[], None]


def on(moment: str) -> Callable[[S], S]:
    """Mark a method of a story as its line at this moment, local time: ``@on("2026-03-02 09:00")``."""
    at = datetime.fromisoformat(moment).replace(tzinfo=LOCAL).astimezone(UTC)

    def mark(method: S) -> S:
        method.at = at  # type: ignore[attr-defined]
        return method

    return mark


class Story:
    """An organisation and what happens in it. Its lines are the methods marked with ``on``."""

    company: Company
    shift: ClassVar[timedelta] = timedelta()  # all lines so much later
    sign_in_as: ClassVar[Sequence[tuple[str, str]]] = ()  # who to look with, and who that is

    def __init__(self, player: Player) -> None:
        self.player = player

    def who(self, key: str) -> str:
        """Return how the commands know somebody."""
        return self.company.email(key)

    def do(self, key: str, *command: object, **options: object) -> Any:
        """Let somebody of the story take a command; see ``Player.do``."""
        return self.player.do(self.who(key), *command, **options)

    def refused(self, key: str, *command: object, **options: object) -> Any:
        """Let somebody of the story try what is not possible now; see ``Player.refused``."""
        return self.player.refused(self.who(key), *command, **options)

    def scenes(self) -> list[Scene]:
        """Return the lines of this story in the order of their moments."""
        found = []
        for name in dict.fromkeys(name for kind in reversed(type(self).__mro__) for name in vars(kind)):
            method = getattr(self, name)
            at = getattr(method, "at", None)
            if isinstance(at, datetime):
                found.append(Scene(at + self.shift, (method.__doc__ or name).strip().splitlines()[0], method))
        return sorted(found, key=lambda scene: scene.at)


def play(
    player: Player,
    stories: Iterable[Story],
    until: datetime,
    seen: Callable[[Scene], None] | None = None,
) -> Sequence[Scene]:
    """Play stories together, line by line in the order of time, up to a moment; returns what was played.

    Played on to a later moment, it goes on where it stopped. Raises NotAsTold when the software does
    something else than the story tells.
    """
    lines = sorted((scene for story in stories for scene in story.scenes()), key=lambda scene: scene.at)
    played = [scene for scene in lines if player.now < scene.at <= until]
    for scene in played:
        player.run_to(scene.at)
        scene.play()
        if seen:
            seen(scene)
    player.run_to(until)
    return played
