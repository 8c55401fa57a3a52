"""What can be said to somebody who comes with a code."""

from typing import ClassVar

from pim.errors import PimError


class WrongCode(PimError):
    """This code is not right. Look at it again; small and capital letters do not matter."""

    status: ClassVar[int] = 404
    exit_code: ClassVar[int] = 3


class TooManyWrongCodes(PimError):
    """Too many wrong codes were typed for this round. Try again in a few minutes."""

    status: ClassVar[int] = 429
    exit_code: ClassVar[int] = 3
