"""Numbers that people type: of something that can exist, or it is said what was expected.

A number beyond what a database keeps is no number of anything; without a bound it would only be found
out there, in words of the machine.
"""

from typing import Any

from pim.errors import BadInput
from pim.web.fields import BIGGEST

_WHOLE = (int, list[int])


def bounded(command: Any) -> None:
    """Let every whole number of a command, and of those inside it, be from 1 to what a row can have.

    A number that has a bound of its own keeps it. In one place, so that no command can forget it.
    """
    for param in command.params:
        if param.type_descriptor.annotation in _WHOLE:
            asked = param.type_descriptor.parameter_info
            asked.min = param.min = 1 if asked.min is None else asked.min
            asked.max = param.max = BIGGEST if asked.max is None else asked.max
    for inner in getattr(command, "commands", {}).values():
        bounded(inner)


def number_in(text: str, expected: str) -> int:
    """Return the number in a part of what was typed. Raises BadInput with what was ``expected``."""
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(BIGGEST))):
        raise BadInput(f"{text!r}: expected {expected}")
    if not 1 <= int(typed) <= BIGGEST:
        raise BadInput(f"{text!r}: expected {expected}, from 1 to {BIGGEST}")
    return int(typed)
