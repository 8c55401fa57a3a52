"""What can be said to somebody who wants to answer and cannot. None of it names a person or an answer."""

from pathlib import Path
from typing import ClassVar

from pim.errors import PimError


class RoundClosed(PimError):
    """This round no longer takes answers."""

    status: ClassVar[int] = 409
    exit_code: ClassVar[int] = 3


class KeyLost(RoundClosed):
    """This round can take no more answers: its key is lost. It closes early; what was said is kept."""


class KeysUnreadable(PimError):
    """The keys of the rounds cannot be reached now. Nothing was changed. Please tell the administrator.

    It says nothing of a key being lost, and so closes no round: a disk that is away comes back.
    """

    status: ClassVar[int] = 503

    def __init__(self, place: Path, said: str) -> None:
        super().__init__((type(self).__doc__ or "").splitlines()[0])
        self.place = place
        self.said = said

    @property
    def in_full(self) -> str:
        """Return where it went wrong, and which right is needed there."""
        return (
            f"{self.place}: {self.said}; expected a folder in PIM_ROUND_KEYS_DIR that this user may read, "
            "write and enter (mode 700), with a file for each key. No round is closed for this."
        )


class NotPublished(PimError):
    """Results are shown after the round has closed, not before."""

    status: ClassVar[int] = 409
    exit_code: ClassVar[int] = 3
