"""Where the server lives and what is known of it, without touching it.

The programs lie in a cache that may be deleted at any time: ``CANCU_CACHE``, else ``$XDG_CACHE_HOME/cancu``, else ``~/.cache/cancu``.
The data lie in ``neo4j`` under ``CANCU_HOME``, else ``$XDG_DATA_HOME/cancu``, else ``~/.local/share/cancu``: ``data``, ``logs``,
``conf``, ``password`` (mode 600) and ``server.json`` (process and ports of the last start).
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from knowledge import StoreError

USER = "neo4j"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Server:
    """The server of one home. ``pid`` is None where it does not run; ``bolt`` and ``http`` are its ports, or those of its last start."""

    home: Path
    pid: int | None
    bolt: int
    http: int
    version: str

    @property
    def store(self) -> str:
        """What ``--store`` takes."""
        return f"neo4j://{LOOPBACK}:{self.bolt}"

    @property
    def browser(self) -> str:
        """The address of Neo4j Browser, the server already named in it."""
        return f"http://{LOOPBACK}:{self.http}/browser/?dbms=bolt://{USER}@{LOOPBACK}:{self.bolt}"

    @property
    def password_file(self) -> Path:
        return self.home / "password"


def cache() -> Path:
    """The folder of what was fetched."""
    return Path(os.environ.get("CANCU_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "cancu")).absolute()


def home() -> Path:
    """The folder of the server's data."""
    base = os.environ.get("CANCU_HOME") or Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share", "cancu")
    return Path(base, "neo4j").absolute()


def found(at: Path | None = None) -> Server | None:
    """The server of this home, running or not; None where none was ever started. Raises ``StoreError("server.extra")``."""
    state = _state(at or home())
    if state is None:
        return None
    pid = int(state["pid"]) if _alive(int(state["pid"]), float(state["created"])) else None
    return Server(at or home(), pid, int(state["bolt"]), int(state["http"]), str(state["version"]))


def keep(server: Server, created: float) -> None:
    """Remember a start; ``created`` is when the process began, so that another one with its number is not taken for it."""
    state = {"pid": server.pid, "created": created, "bolt": server.bolt, "http": server.http, "version": server.version}
    private(server.home / "server.json", json.dumps(state) + "\n")


def password_for(address: str) -> str | None:
    """The password of our own server, where ``address`` (``neo4j://127.0.0.1:7687``) is its; None for any other."""
    state, asked = _state(home()), urlsplit(address)
    try:
        ours = asked.hostname in (LOOPBACK, "localhost", "::1") and (asked.port or 7687) == (state and int(state["bolt"]))
        return (home() / "password").read_text(encoding="utf-8").strip() if ours else None
    except (OSError, ValueError):
        return None


def private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as f:
        f.write(text)
    part.replace(path)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time in this folder; others wait. Where the system has no such locks, nothing is held."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (folder / ".lock").open("w") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        yield


def _state(at: Path) -> dict[str, Any] | None:
    try:
        state = json.loads((at / "server.json").read_text(encoding="utf-8"))
        return state if {"pid", "created", "bolt", "http", "version"} <= set(state) else None
    except (OSError, ValueError, TypeError):
        return None


def _alive(pid: int, created: float) -> bool:
    psutil = processes()
    try:
        process = psutil.Process(pid)
        return bool(abs(process.create_time() - created) < 2 and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def processes() -> Any:
    """The module ``psutil``. Raises ``StoreError("server.extra")`` where the extra is not installed."""
    try:
        import psutil
    except ImportError as e:
        raise StoreError("server.extra", missing=e.name) from e
    return psutil
