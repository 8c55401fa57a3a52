"""What can go wrong, as a small tree. The docstring is the message when nobody gives a better one."""

from collections.abc import Callable, Sequence
from typing import ClassVar


class PimError(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 500  # of the HTTP answer
    exit_code: ClassVar[int] = 1  # of the command

    def __str__(self) -> str:
        return super().__str__() or (type(self).__doc__ or "").strip()

    @property
    def in_full(self) -> str:
        """Return the message with all that whoever runs the installation may know, and a visitor may not."""
        return str(self)


class BadInput(PimError):
    """What was given cannot be used."""

    status = 400
    exit_code = 2


class Several(BadInput):
    """Several things that were given cannot be used."""

    def __init__(self, faults: Sequence[PimError]) -> None:
        super().__init__(" ".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def together(*checks: Callable[[], object]) -> None:
    """Make all checks before saying no: whoever gives two wrong options hears of both.

    Raises what the one that fails raises, or Several.
    """
    faults: list[PimError] = []
    for check in checks:
        try:
            check()
        except (BadInput, NotFound) as fault:
            faults.append(fault)
    if faults:
        raise faults[0] if len(faults) == 1 else Several(faults)


class NotFound(PimError):
    """There is no such thing, or it is not yours to see."""

    status = 404


class Conflict(PimError):
    """Somebody else was just before you. Look at the page again and decide anew."""

    status = 409


class KeyUsed(Conflict):
    """This key was used before for something else, and that was done. Use a new key for a new command."""


class Busy(PimError):
    """The database cannot take this now. Nothing was changed; try again in a minute."""

    status = 503

    def __init__(self, technical: str = "") -> None:
        super().__init__()
        self.technical = technical

    @property
    def in_full(self) -> str:
        """Return the message with what the database itself said, for whoever runs the installation."""
        return f"{self} It says: {' '.join(self.technical.split())}" if self.technical else str(self)


class NoDatabase(Busy):
    """The database cannot be used as it is set up. Nothing was changed. `pim doctor` tells what to do."""

    exit_code = 2  # waiting does not help: what was set up must be mended

    @property
    def in_full(self) -> str:
        """Return what is wrong and what to do about it."""
        return self.technical
