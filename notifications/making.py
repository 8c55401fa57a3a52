"""What a leased letter becomes before anything is sent: ready to go, kept, or one that cannot go."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from notifications.blanks import blank_in, filled_in
from notifications.contracts import Renderer
from notifications.lease import Claimed
from notifications.letter import Letter, LetterError
from notifications.message import BadAddress, Post, message_id
from notifications.transports.base import Transport, TransportError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """Made, and there is a way to send it. ``letter`` is what is kept: as sent, but for its blanks."""

    row: Claimed
    post: Post
    letter: Letter


@dataclass(frozen=True, slots=True)
class Kept:
    """Made, and there is no way to send it."""

    row: Claimed
    letter: Letter


@dataclass(frozen=True, slots=True)
class Unmade:
    """It cannot be made: a fault in its template or its context."""

    row: Claimed
    error: Exception


@dataclass(frozen=True, slots=True)
class Refused:
    """It can be made, but nothing goes to its address."""

    row: Claimed
    error: TransportError


Made = Ready | Kept | Unmade | Refused


def make(
    row: Claimed,
    letters: Renderer,
    transport: Transport | None,
    now: datetime,
    bounces: Mapping[str, str],
    word: str | None = None,
) -> Made:
    """Make a letter. `bounces`: addresses (lower case) that are on the bounce list, with why.

    `word`: what the copy that goes out has in place of its blank. A letter that an earlier try made is
    not made anew: a second copy says what the first said.
    """
    try:
        letter = row.made or letters.render(row.notice, row.language, row.context)
    except Exception as error:
        log.warning("letter %s (%s) cannot be made: %s", row.id, row.notice, error, exc_info=True)
        return Unmade(row, error)
    if transport is None or row.address is None or not transport.carries(row.address):
        return Kept(row, letter)
    if row.address.lower() in bounces:
        why = f"{row.address} is on the bounce list: {bounces[row.address.lower()]}"
        return Refused(row, TransportError(why, permanent=True))
    try:
        sent = _whole(row, letter, word)
    except LetterError as error:
        return Unmade(row, error)
    sender = transport.sender
    post = Post(row.address, sent, row.language, row.message_id or message_id(row.key, sender), sender, now)
    try:
        if "://" not in row.address:
            _ = post.mail  # now, so that no time is lost between two letters on the line
    except BadAddress as bad:
        return Refused(row, TransportError(str(bad), permanent=True, about="address"))
    except Exception as error:
        log.warning("letter %s (%s) cannot be written as mail: %s", row.id, row.notice, error, exc_info=True)
        return Unmade(row, error)
    return Ready(row, post, letter)


def _whole(row: Claimed, letter: Letter, word: str | None) -> Letter:
    """Return the letter as it goes out. Raises LetterError when its blank cannot be filled in."""
    blank = blank_in(row.context)
    if blank is None:
        return letter
    if word is None:
        raise LetterError("its code cannot be made: the key of its round is not there")
    return filled_in(letter, blank, word)
