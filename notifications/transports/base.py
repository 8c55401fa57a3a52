"""What every way to bring a letter has in common."""

from typing import Literal, Protocol

from notifications.message import Post, Sender

About = Literal["letter", "address", "server"]


class TransportError(Exception):
    """The letter was not accepted, or nobody knows whether it was.

    `permanent`: trying again is of no use. `uncertain`: the body went out and no answer came, so the letter
    may have arrived. `about`: what is wrong: this letter, its address (no letter will ever arrive there), or
    the server or how we reach it (no letter arrives anywhere for now; never permanent).
    """

    def __init__(
        self, message: str, permanent: bool = False, uncertain: bool = False, about: About = "letter"
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.uncertain = uncertain
        self.about: About = about


class Transport(Protocol):
    """Brings letters, from one sender. Not shared between threads."""

    @property
    def sender(self) -> Sender:
        """Who the letters come from."""

    def carries(self, address: str) -> bool:
        """Tell whether this transport can bring a letter to such an address."""

    def send(self, post: Post) -> None:
        """Return when the letter is accepted. Raises TransportError."""

    def close(self) -> None:
        """Let go of what is open. It may be used again afterwards."""
