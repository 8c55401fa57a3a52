"""What can be said to somebody who wants to answer and cannot. None of it names a person or an answer."""

from typing import ClassVar

from pim.errors import PimError


class RoundClosed(PimError):
    """This round no longer takes answers."""

    status: ClassVar[int] = 409
    exit_code: ClassVar[int] = 3


class KeyLost(RoundClosed):
    """This round can take no more answers: its key is lost. It closes early; what was said is kept."""


class NotPublished(PimError):
    """Results are shown after the round has closed, not before."""

    status: ClassVar[int] = 409
    exit_code: ClassVar[int] = 3
