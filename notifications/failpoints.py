"""Named places where a test may kill this process, as a power cut would.

Nothing happens unless ``PIM_FAILPOINT=name`` is set, or ``PIM_FAILPOINT=name:nth`` for the nth passage.
The trunk uses the same module for its own places: add the name to POINTS and call ``failpoint(name)`` there.
"""

import os
import signal

LETTER_POINTS = frozenset(
    {
        "delivery.after_claim",  # leased, nothing made yet
        "delivery.before_turn_commit",  # the last one marked, the next one going out, not committed
        "delivery.before_body",  # going out is committed, nothing was said to the mail server
        "delivery.after_body",  # the mail server has accepted, we have not written it down: the gap
        "delivery.before_failure_commit",  # the mail server refused, not yet written down
        "delivery.after_failure",
        "delivery.before_release",  # the rest of a batch is still leased
        "digest.before_commit",  # a bundle is made, its letters are marked, not committed
        "digest.after_commit",
        "smtp.before_dot",  # sender and recipient are accepted, the body is not sent
    }
)

TRUNK_POINTS = frozenset(
    {
        "step.after_journal",  # the stage and its journal row are written, its deadlines are not
        "step.after_deadlines",  # the letters are not queued yet
        "step.before_commit",
        "sweep.after_claim",  # due deadlines are locked, nothing was done for them
        "books.key_made",  # a round opens: its key is on disk, nothing is committed
        "books.copied",  # a round closes: the results are written, the answers not yet dropped
        "books.closed",  # committed; its key is still there
        "books.key_overwritten",  # the key says nothing any more, its file is still there
    }
)

POINTS = LETTER_POINTS | TRUNK_POINTS
"""Every name there is, so that a test can walk them all."""


class UnknownFailpoint(Exception):
    """There is no failpoint of that name."""


class _Armed:
    """The one place this process dies at, and how many passes are left."""

    name: str | None = None
    left: int = 0


def arm(place: str | None) -> None:
    """Arm ``name`` or ``name:nth``; None disarms. Raises UnknownFailpoint."""
    if not place:
        _Armed.name = None
        return
    name, _, nth = place.partition(":")
    if name not in POINTS or (nth and not nth.isdecimal()):
        raise UnknownFailpoint(f"PIM_FAILPOINT: there is no {place!r}; there is {', '.join(sorted(POINTS))}")
    _Armed.name, _Armed.left = name, int(nth or 1)


def failpoint(name: str) -> None:
    """Die here, with SIGKILL, if this place is armed: no handler runs and nothing is flushed."""
    if _Armed.name != name:
        return
    _Armed.left -= 1
    if _Armed.left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)


arm(os.environ.get("PIM_FAILPOINT"))
