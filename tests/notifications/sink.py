"""A mail server in a process of its own, that writes down every letter before it says yes.

It survives the workers that are killed around it. What it wrote is the truth about what arrived.
"""

import asyncio
import os
import re
import signal
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_MESSAGE_ID = re.compile(rb"(?mi)^Message-ID: (<[^>]+>)")


@dataclass(frozen=True)
class Sink:
    """Where it listens, and what it wrote."""

    port: int
    log: Path

    def copies(self) -> Counter[str]:
        """How many bodies were accepted, by Message-ID."""
        return Counter(self.log.read_text().split()) if self.log.exists() else Counter()


@contextmanager
def sink(folder: Path) -> Iterator[Sink]:
    """Give a running sink. It says "not now" to busy@… and "closing" to closing@… the first time each."""
    log = folder / "accepted"
    listening = socket.create_server(("127.0.0.1", 0))
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(_serve(listening, log))
        finally:
            os._exit(0)
    port = listening.getsockname()[1]
    listening.close()
    try:
        yield Sink(port, log)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


async def _serve(listening: socket.socket, log: Path) -> None:
    refused: set[bytes] = set()
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def treat(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _converse(reader, writer, refused, out)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the worker was killed
        finally:
            writer.close()

    server = await asyncio.start_server(treat, sock=listening)
    await server.serve_forever()


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, refused: set[bytes], out: int
) -> None:
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        command, rest = line[:4].upper(), line[4:]
        answer = b"250 OK"
        if command == b"RCPT" and rest not in refused and (b"busy" in rest or b"closing" in rest):
            refused.add(rest)
            answer = b"450 not now" if b"busy" in rest else b"421 closing"
        elif command == b"DATA":
            writer.write(b"354 go on\r\n")
            body = await reader.readuntil(b"\r\n.\r\n")
            found = _MESSAGE_ID.search(body)
            os.write(out, (found.group(1) if found else b"none") + b"\n")
        elif command == b"QUIT":
            answer = b"221 bye"
        writer.write(answer + b"\r\n")
        await writer.drain()
        if answer.startswith((b"221", b"421")):
            return
