"""Files read in child processes, several at once, their results in order. A child that hangs, dies or eats too much is ended, its file
is named, and the rest goes on.

Children are new interpreters (nothing is forked), so that neither a script's own state nor the store's Java machine is in them.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

from extract.bounds import Bounds
from knowledge import CancuError, InputError

from .jobs import Done, Job, order, perform, unpack
from .worker import STEP, receive, send

_MOST = 4
Told = Callable[[str, int, int], None]
"""Called with a file, the page of it that was recognised, and how many pages it has; from the thread that waits for its child."""
_STARTED = 60  # seconds in which a child must be ready
_GRACE = 0.5  # seconds in which an ended child may tidy up


def workers(asked: int | None, files: int) -> int:
    """How many children for so many files: as asked, else the machine's cores and 4 at most; never more than files."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(files, asked or min(cores, _MOST)))


class Worker:
    """One child. ``command`` is what it runs (the tests put others in)."""

    def __init__(self, bounds: Bounds, command: Sequence[str] = ("-m", "cancu.worker"), told: Told | None = None) -> None:
        self.bounds = bounds
        self.told = told
        self.file = ""
        self.home = tempfile.mkdtemp(prefix="cancu-reader-")
        roots = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.process = subprocess.Popen(
            [sys.executable, *command, json.dumps(asdict(bounds))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(roots), "TMPDIR": self.home},
            start_new_session=True,
        )
        assert self.process.stdin is not None and self.process.stdout is not None
        self._in, self._out = self.process.stdin, self.process.stdout
        self.ready = self.busy = False

    def do(self, job: Job, data: bytes | None) -> Done:
        """The result of a job. Where the child hangs or dies the error says so, and the worker is ``gone``."""
        self.busy, self.file = True, job.file
        try:
            if not self.ready:
                if self._answer(_STARTED) != b"ready":
                    return self._lost(job, late=False)
                self.ready = True
            late = threading.Event()
            answer = self._answer(self.bounds.seconds, order(job, data), late)
            return self._lost(job, late=late.is_set()) if answer is None else unpack(answer)
        except (OSError, ValueError):  # the line broke: the child is dead, or what it sent is no answer
            return self._lost(job, late=False)
        finally:
            self.busy = False

    def _answer(self, seconds: float, message: bytes | None = None, late: threading.Event | None = None) -> bytes | None:
        """Send a message and wait for the answer; after ``seconds`` the child is ended and there is none. A page that the child tells to
        be done gives it time for the next one."""
        found = self._message(seconds, message, late)
        while found is not None and found.startswith(STEP):
            page, pages = json.loads(found[len(STEP) :])
            if self.told is not None:
                self.told(self.file, page, pages)
            more = self.bounds.page_seconds + seconds if seconds and self.bounds.page_seconds else 0
            found = self._message(more, None, late)
        return found

    def _message(self, seconds: float, message: bytes | None = None, late: threading.Event | None = None) -> bytes | None:

        def end() -> None:
            if late is not None:
                late.set()
            self.kill()

        clock = threading.Timer(seconds, end) if seconds else None
        if clock is not None:
            clock.daemon = True
            clock.start()
        try:
            if message is not None:
                send(self._in, message)
            return receive(self._out)
        except OSError:
            return None
        finally:
            if clock is not None:
                clock.cancel()

    def _lost(self, job: Job, *, late: bool) -> Done:
        self.close()
        if late:
            return Done(error=InputError("bounds.time", file=job.file, seconds=self.bounds.seconds))
        code = self.process.returncode
        with suppress(ValueError):
            if code is not None and code < 0:
                return Done(error=InputError("bounds.died", file=job.file, reason=signal.Signals(-code).name))
        return Done(error=InputError("bounds.died", file=job.file, reason=str(code)))

    @property
    def gone(self) -> bool:
        """Whether the child has ended."""
        return self.process.poll() is not None

    def kill(self) -> None:
        """End the child and all that it has started."""
        with suppress(OSError):
            self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_GRACE)
        with suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()

    def close(self) -> None:
        """End the child and clear away its folder."""
        for stream in (self._in, self._out):
            with suppress(OSError, ValueError):
                stream.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(_GRACE)  # a closed line ends a child that is well
        self.kill()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


class Pool:
    """Children that read files; use it with ``with``. ``count`` 0 reads in this process, without bounds of time and memory."""

    def __init__(self, count: int, bounds: Bounds, command: Sequence[str] = ("-m", "cancu.worker"), told: Told | None = None) -> None:
        self.count = count
        self._told = told
        self.bounds = bounds
        self._command = command
        self._idle: queue.SimpleQueue[Worker | None] = queue.SimpleQueue()
        self._all: set[Worker] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._threads = ThreadPoolExecutor(count) if count else None
        for _ in range(count):
            self._idle.put(None)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def results(self, jobs: Iterable[tuple[Job, bytes | None]]) -> Iterator[Done]:
        """The result of every job, in order. A few are done ahead, no more than there are children to do them twice over."""
        if self._threads is None:
            for job, data in jobs:
                yield perform(job, data, self.bounds)
            return
        ahead: deque[Future[Done]] = deque()
        for job, data in jobs:
            ahead.append(self._threads.submit(self._one, job, data))
            if len(ahead) > 2 * self.count:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def _one(self, job: Job, data: bytes | None) -> Done:
        worker = self._idle.get()
        try:
            if worker is None or worker.gone:
                self._drop(worker)
                worker = Worker(self.bounds, self._command, self._told)
            with self._lock:  # one that is about to read is seen as busy by the thread that ends all
                worker.busy = not self._closed
                self._all.add(worker)
            if not worker.busy:
                self._drop(worker)
                return Done(error=InputError("bounds.died", file=job.file, reason=""))
            return worker.do(job, data)
        except OSError as error:
            return Done(error=CancuError("bounds.died", file=job.file, reason=error.strerror or type(error).__name__))
        finally:
            self._idle.put(worker)

    def _drop(self, worker: Worker | None) -> None:
        if worker is not None:
            worker.close()
            with self._lock:
                self._all.discard(worker)

    def close(self) -> None:
        """End every child; what is being read is given up."""
        if self._threads is None:
            return
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._closed = True
            every = list(self._all)
            self._all.clear()
        for worker in every:
            if worker.busy:
                worker.kill()
        for worker in every:
            worker.close()
