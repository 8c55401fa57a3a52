"""A bad line to PostgreSQL: it loses the answer to a COMMIT, or the COMMIT itself, or holds it up.

It sits between the driver and the server and reads along far enough to know a COMMIT when it passes.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.engine import make_url

COMMIT = b"COMMIT\0"
Meet = Callable[["_Call"], bool]
"""What happens to a COMMIT: returns whether the call goes on."""


class BadLine:
    """Listens on a port of its own. Everything passes, until it is told what to do with a COMMIT."""

    def __init__(self, url: str) -> None:
        there = make_url(url)
        host = there.query.get("host") or there.host or "127.0.0.1"
        self._server = (str(host), int(str(there.query.get("port") or there.port or 5432)))
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        here = there.set(host="127.0.0.1", port=port, query={"sslmode": "disable", "gssencmode": "disable"})
        self.url = here.render_as_string(hide_password=False)
        self._lock = threading.Lock()
        self._until = 0
        self._meet: Meet = _pass
        self._cut = False
        self.lost = 0
        self.arrived = threading.Event()  # a COMMIT that is held up is at the line
        self.go_on = threading.Event()
        threading.Thread(target=self._take_calls, daemon=True).start()

    def lose_answer(self, nth: int = 1) -> None:
        """Bring the nth COMMIT from now to the server, and hang up instead of bringing its answer."""
        self._at(nth, _lose_answer)

    def lose_question(self, nth: int = 1) -> None:
        """Hang up instead of bringing the nth COMMIT from now to the server."""
        self._at(nth, _lose_question)

    def hold_up(self, nth: int = 1) -> None:
        """Hang up at the nth COMMIT from now; the server gets it when ``go_on`` is set."""
        self.arrived.clear()
        self.go_on.clear()
        self._at(nth, _hold_up)

    def cut(self) -> None:
        """Let nobody through from now on."""
        self._cut = True

    def mend(self) -> None:
        """Let everything through again."""
        self._at(0, _pass)
        self._cut = False

    def _at(self, nth: int, meet: Meet) -> None:
        with self._lock:
            self._until, self._meet = nth, meet

    def met(self) -> Meet:
        """A COMMIT passes: return what happens to it."""
        with self._lock:
            self._until -= 1
            if self._until != 0:
                return _pass
            self.lost += 1
            return self._meet

    def close(self) -> None:
        self.go_on.set()
        self._listening.close()

    def _take_calls(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            if self._cut:
                caller.close()
                continue
            threading.Thread(target=_Call(self, caller, self._dial()).run, daemon=True).start()

    def _dial(self) -> socket.socket:
        host, port = self._server
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        line = socket.socket(socket.AF_UNIX)
        line.connect(f"{host}/.s.PGSQL.{port}")
        return line


class _Call:
    """One connection through the line."""

    def __init__(self, line: BadLine, caller: socket.socket, server: socket.socket) -> None:
        self.line, self.caller, self.server = line, caller, server
        self.deaf = False  # the answer is not brought any more
        self._answered = threading.Event()

    def run(self) -> None:
        threading.Thread(target=self._answers, daemon=True).start()
        with suppress(OSError):
            self._questions()
        self.hang_up()

    def hang_up(self) -> None:
        for end in (self.caller, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def answered(self) -> None:
        """Wait until the server has answered what was sent last."""
        assert self._answered.wait(60), "the server does not answer"

    def _questions(self) -> None:
        heard = self.caller.makefile("rb")
        length = heard.read(4)  # the very first message has no kind
        self.server.sendall(length + heard.read(int.from_bytes(length) - 4))
        while kind := heard.read(1):
            length = heard.read(4)
            said = heard.read(int.from_bytes(length) - 4)
            message = kind + length + said
            if (kind, said) != (b"Q", COMMIT):
                self.server.sendall(message)
            elif not self._commit(message):
                return

    def _commit(self, message: bytes) -> bool:
        meet = self.line.met()
        self.message = message
        return meet(self)

    def _answers(self) -> None:
        with suppress(OSError):
            while said := self.server.recv(65536):
                if self.deaf:
                    self._answered.set()
                else:
                    self.caller.sendall(said)
        self._answered.set()
        with suppress(OSError):
            self.caller.shutdown(socket.SHUT_RDWR)


def _pass(call: _Call) -> bool:
    call.server.sendall(call.message)
    return True


def _lose_answer(call: _Call) -> bool:
    call.deaf = True
    call.server.sendall(call.message)
    call.answered()
    return False


def _lose_question(call: _Call) -> bool:
    call.deaf = True
    return False


def _hold_up(call: _Call) -> bool:
    call.deaf = True
    call.caller.shutdown(socket.SHUT_RDWR)
    call.line.arrived.set()
    call.line.go_on.wait(60)
    call.server.sendall(call.message)
    call.answered()
    return False


@contextmanager
def bad_line(url: str) -> Iterator[BadLine]:
    """Give a line to the PostgreSQL at this address."""
    line = BadLine(url)
    try:
        yield line
    finally:
        line.close()
