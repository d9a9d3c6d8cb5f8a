"""A child that reads files for its parent: jobs come on standard input, results go to standard output, each behind its length."""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
from contextlib import suppress
from typing import IO

LENGTH = struct.Struct(">Q")
STEP = b"step "
"""Begins a message between: a page is done, and the clock starts again."""


def send(stream: IO[bytes], message: bytes) -> None:
    """Write a message behind its length."""
    stream.write(LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the other side has ended."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    message = stream.read(size)
    return message if len(message) == size else None


def bound_memory(size: int) -> None:
    """Hold this process to so much address space, where the system can; 0 is no bound."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if size and (hard == resource.RLIM_INFINITY or size < hard):
            resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def _end(*_: object) -> None:
    raise SystemExit(0)  # so that what this process has started is ended with it


def main() -> None:
    """Serve until the parent closes the line."""
    signal.signal(signal.SIGTERM, _end)
    incoming = sys.stdin.buffer
    outgoing = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no result
    from extract.bounds import Bounds
    from extract.steps import told
    from knowledge import load

    from . import jobs

    bounds = Bounds(**json.loads(sys.argv[1]))
    import extract.pipeline
    import extract.read.docx  # noqa: F401 (loaded before memory is bounded and the clock runs)

    load()
    bound_memory(bounds.memory)
    send(outgoing, b"ready")

    def step(page: int, pages: int) -> None:
        send(outgoing, STEP + json.dumps([page, pages]).encode("ascii"))

    while (message := receive(incoming)) is not None:
        job, data = jobs.ordered(message)
        with told(step):
            done = jobs.perform(job, data, bounds)
        send(outgoing, jobs.pack(done))
        if done.error is not None and done.error.code == "bounds.memory":
            return  # memory may be in pieces: a new child goes on


if __name__ == "__main__":
    main()
