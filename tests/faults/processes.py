"""Processes that a test may kill: each forked from a clean process that has already imported everything.

Not forked from the test itself: that one has threads, and a lock one of them holds would stay shut in
the child for ever.
"""

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from notifications.failpoints import arm

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pytest", "tests.faults.rehearsal"])

KILLED = (signal.SIGKILL, signal.SIGALRM, signal.SIGPROF)
LONGEST_WAIT_S = 120  # a process that says nothing for so long hangs, which is a fault too

Job = Callable[..., Any]
"""What a process does. Its first argument is the line to the test that started it."""


@dataclass(frozen=True)
class Fuse:
    """After so many seconds the process is gone, wherever it is: on the wall, or of its own working time.

    On the wall it may be hit while it waits, for the disk or for another process. Its own time does not
    depend on how busy the machine is.
    """

    seconds: float
    own_time: bool = False

    def light(self) -> None:
        """Light it in this process. What these two signals do by default is what SIGKILL does."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF if self.own_time else signal.ITIMER_REAL, self.seconds)

    @staticmethod
    def out() -> None:
        """Put out any fuse of this process."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_PROF, 0)


class Failed(AssertionError):
    """A process ended in an error of its own; the message is its traceback."""


class Running:
    """A process that was started, and the line to it."""

    def __init__(self, job: Job, args: Sequence[Any], fuse: Fuse | None, place: str | None) -> None:
        self._line, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_run, args=(theirs, job, args, fuse, place), daemon=True)
        self._process.start()
        theirs.close()

    def say(self, word: Any = None) -> None:
        """Send a word to the process, which waits for it with ``line.recv()``."""
        self._line.send(word)

    def hear(self) -> Any:
        """Wait for the next word of the process. Raises EOFError when it was killed instead."""
        if not self._line.poll(LONGEST_WAIT_S):
            self._process.kill()
            raise Failed("a process hangs")
        try:
            kind, word = self._line.recv()
        except ConnectionResetError:
            raise EOFError from None
        if kind == "failed":
            raise Failed(word)
        return word

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._process.kill()

    def end(self) -> Any:
        """Wait until it has ended by itself and return what its job returned. Fails when it was killed."""
        answer = self.hear()
        assert self._ended() == 0
        return answer

    def was_killed(self) -> bool:
        """Wait until it has ended and tell whether it was killed. Raises Failed when it failed by itself."""
        try:
            while True:
                self.hear()
        except EOFError:
            pass
        return self._ended() in KILLED

    def _ended(self) -> int:
        self._process.join(LONGEST_WAIT_S)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
            raise Failed("a process hangs")
        assert code == 0 or -code in KILLED, f"a process ended with {code}"
        self._line.close()
        return -code


def start(job: Job, *args: Any, fuse: Fuse | None = None, place: str | None = None) -> Running:
    """Start a process that does ``job(line, *args)``.

    ``fuse``: it is killed when that has burnt down. ``place``: it is killed at this failpoint.
    """
    return Running(job, args, fuse, place)


def together(job: Job, *each: Sequence[Any]) -> list[Any]:
    """Let one process for each set of arguments come to the line, send all off at once, return their answers.

    A job says ``line.send`` of anything when it stands ready, and then waits with ``line.recv()``.
    """
    running = [start(job, *args) for args in each]
    for process in running:
        process.hear()
    for process in running:
        process.say()
    return [process.end() for process in running]


class Line:
    """A process's own end of the line."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def send(self, word: Any = None) -> None:
        """Say something to the test."""
        self._pipe.send(("word", word))

    def recv(self) -> Any:
        """Wait for a word of the test."""
        return self._pipe.recv()

    def ready(self) -> Any:
        """Say that this process stands ready, and wait for the word to go."""
        self.send("ready")
        return self.recv()


def _run(pipe: Connection, job: Job, args: Sequence[Any], fuse: Fuse | None, place: str | None) -> None:
    try:
        arm(place)
        if fuse is not None:
            fuse.light()
        answer = job(Line(pipe), *args)
        Fuse.out()
        pipe.send(("answer", answer))
    except BaseException:  # noqa: BLE001 - the test wants to hear of everything
        Fuse.out()
        with suppress(OSError):  # the test is gone
            pipe.send(("failed", traceback.format_exc()))


def die() -> NoReturn:
    """Be killed, here and now."""
    signal.raise_signal(signal.SIGKILL)
    raise AssertionError("nobody survives this")


# --- Many short lives -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Life:
    """What one process does until it is ready, or its fuse has burnt down. Its job gets None for a line."""

    job: Job
    args: Sequence[Any]
    fuse: Fuse


class Nursery:
    """A process that has everything open and warm, and forks many that live side by side and die young.

    So their short lives are spent on the work that they are to be killed in.
    """

    def __init__(self, prepare: Job, *args: Any) -> None:
        """``prepare(*args)`` does everything once, and closes what must not be shared."""
        self._nurse = start(_nurse, prepare, args)
        self._nurse.hear()

    def let_live(self, lives: Sequence[Life]) -> int:
        """Let so many processes live at once; returns how many were killed. Raises Failed if one failed."""
        self._nurse.say(lives)
        killed, failures = self._nurse.hear()
        self._nurse.hear()
        if failures:
            raise Failed(failures)
        return int(killed)

    def close(self) -> None:
        """Send the nurse home."""
        self._nurse.say()
        self._nurse.end()


def _nurse(line: Line, prepare: Job, args: Sequence[Any]) -> None:
    prepare(*args)
    while (lives := line.ready()) is not None:
        said, write = os.pipe()
        children = [_born(life, write) for life in lives]
        os.close(write)
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        with os.fdopen(said, errors="replace") as reader:
            failures = reader.read()
        killed = sum(-code in KILLED for code in codes)
        if killed + codes.count(0) < len(codes):
            failures += f"a process ended with {codes}"
        line.send((killed, failures))


def _born(life: Life, write: int) -> int:
    child = os.fork()
    if child:
        return child
    try:
        life.fuse.light()
        life.job(None, *life.args)
        Fuse.out()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the test wants to hear of everything
        Fuse.out()
        os.write(write, traceback.format_exc()[-4000:].encode())
        os._exit(0)
