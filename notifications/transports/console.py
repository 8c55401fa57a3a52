"""Letters on the screen, for a demo or a first try."""

import sys
from typing import TextIO

from notifications.message import Post, Sender

_KEPT = {"\n", "\t"}


class Console:
    """Writes every letter as plain text to a stream."""

    def __init__(self, sender: Sender, stream: TextIO | None = None) -> None:
        self.sender = sender
        self._stream = stream

    def carries(self, address: str) -> bool:  # noqa: ARG002
        """Tell that any address will do."""
        return True

    def send(self, post: Post) -> None:
        """Write the letter."""
        letter = post.letter
        lines = (
            f"To: {post.recipient}",
            f"Subject: {letter.subject}",
            "",
            letter.text.rstrip(),
            "-" * 72,
            "",
        )
        stream = self._stream or sys.stdout
        stream.write("\n".join(_printable(line) for line in lines))
        stream.flush()

    def close(self) -> None:
        """Do nothing: the stream is not ours."""


def _printable(text: str) -> str:
    """Drop control characters: what people typed must not steer the terminal of an administrator."""
    return "".join(sign for sign in text if sign in _KEPT or sign.isprintable())
