"""Several transports as one."""

from notifications.message import Post, Sender
from notifications.transports.base import Transport, TransportError


class Routes:
    """Each letter goes by the first transport that carries its address."""

    def __init__(self, first: Transport, *others: Transport) -> None:
        self._transports = (first, *others)

    @property
    def sender(self) -> Sender:
        """Who the letters come from: the first transport's sender."""
        return self._transports[0].sender

    def carries(self, address: str) -> bool:
        """Tell whether any of them does."""
        return any(transport.carries(address) for transport in self._transports)

    def send(self, post: Post) -> None:
        """Send by the first that carries the address. Raises TransportError."""
        for transport in self._transports:
            if transport.carries(post.recipient):
                transport.send(post)
                return
        raise TransportError(f"nothing carries letters to {post.recipient}", permanent=True)

    def close(self) -> None:
        """Close them all."""
        for transport in self._transports:
            transport.close()
