"""Start and stop: one server a home, on the loopback address, with a password."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

from knowledge import StoreError

from .fetch import VERSION, Note, jars, java, silent
from .home import LOOPBACK, USER, Server, alone, found, home, keep, private, processes

BOLT, HTTP = 7687, 7474  # taken where they are free, as every guide to Neo4j names them
START, STOP = 180.0, 180.0  # seconds; a slow disk, a large store to close
OPTIONS = (
    "-XX:+UseSerialGC",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "-Dlog4j2.disable.jmx=true",
)


def start(
    at: Path | None = None, *, note: Note = silent, ports: tuple[int, int] | None = None, jvm: Iterable[str] = ()
) -> tuple[Server, bool]:
    """The server of a home, and whether it was started now (False: it ran already).

    ``ports`` (Bolt, HTTP; 0: any free one) are else those of the last start or the usual ones, where they are free; ``jvm`` are further
    options of the Java machine. Memory: ``CANCU_NEO4J_HEAP`` (1g) and ``CANCU_NEO4J_PAGECACHE`` (512m). Raises ``StoreError``:
    ``server.extra``, ``server.fetch``, ``server.failed``, ``server.password``, ``store.unwritable``.
    """
    place = at or home()
    program, classes = java(), jars(note)
    try:
        with alone(place):
            before = found(place)
            if before and before.pid:
                return before, False
            wish = ports or ((before.bolt, before.http) if before else (BOLT, HTTP))
            bolt, http = _free(wish)
            return _started(Server(place, None, bolt, http, VERSION), program, classes, tuple(jvm), note), True
    except OSError as e:
        raise StoreError("store.unwritable", file=str(place), reason=e.strerror or str(e)) from e


def stop(at: Path | None = None) -> bool:
    """Stop the server and wait until it has closed its files; False where none ran. Raises ``StoreError("server.not_stopped")``."""
    place = at or home()
    server = found(place)
    if server is None or server.pid is None:
        return False
    psutil = processes()
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(server.pid)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP)
        except psutil.TimeoutExpired as e:
            raise StoreError("server.not_stopped", file=str(place), pid=server.pid, seconds=int(STOP)) from e
    return True


def _free(wish: tuple[int, int]) -> tuple[int, int]:
    """Two free ports of the loopback address: the wished ones, or others."""
    with contextlib.ExitStack() as held:
        out = []
        for port in wish:
            s = held.enter_context(socket.socket())
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left may be taken again
            try:
                s.bind((LOOPBACK, port))
            except OSError:
                s.bind((LOOPBACK, 0))
            out.append(int(s.getsockname()[1]))
        return out[0], out[1]


def _settings(server: Server) -> str:
    heap, pages = os.environ.get("CANCU_NEO4J_HEAP") or "1g", os.environ.get("CANCU_NEO4J_PAGECACHE") or "512m"
    return "\n".join(
        [
            "# Written anew at every start by: cancu neo4j start",
            f"server.default_listen_address={LOOPBACK}",
            f"server.default_advertised_address={LOOPBACK}",
            f"server.bolt.listen_address={LOOPBACK}:{server.bolt}",
            f"server.http.listen_address={LOOPBACK}:{server.http}",
            "dbms.security.auth_enabled=true",
            "dbms.security.allow_csv_import_from_file_urls=false",
            "dbms.usage_report.enabled=false",
            "client.allow_telemetry=false",
            f"server.memory.heap.max_size={heap}",
            f"server.memory.pagecache.size={pages}",
            "",
        ]
    )


def _started(server: Server, program: Path, classes: Path, jvm: tuple[str, ...], note: Note) -> Server:
    for folder in ("conf", "logs"):
        (server.home / folder).mkdir(exist_ok=True)
    (server.home / "conf" / "neo4j.conf").write_text(_settings(server), encoding="utf-8")
    if not server.password_file.exists():
        private(server.password_file, secrets.token_urlsafe(24) + "\n")
    note("server.starting", home=str(server.home))
    log = server.home / "logs" / "console.log"
    (server.home / "logs" / "neo4j.log").unlink(missing_ok=True)  # one start, one log: its last words are those of this start
    call = [str(program), f"-Xmx{os.environ.get('CANCU_NEO4J_HEAP') or '1g'}", *OPTIONS, *jvm, "-cp", str(classes / "*")]
    call += ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={server.home}", f"--config-dir={server.home / 'conf'}"]
    with log.open("wb") as out:
        process = subprocess.Popen(call, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=server.home, start_new_session=True)
    try:
        running = Server(server.home, process.pid, server.bolt, server.http, server.version)
        keep(running, processes().Process(process.pid).create_time())
        _wait(running, process, log)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    return running


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server takes our password; a new one is given it first."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError, DriverError, Neo4jError

    bolt, end, password = (
        f"bolt://{LOOPBACK}:{server.bolt}",
        time.monotonic() + START,
        server.password_file.read_text(encoding="utf-8").strip(),
    )
    with GraphDatabase.driver(bolt, auth=(USER, password)) as driver:
        while True:
            try:
                driver.verify_connectivity()
                return
            except AuthError:
                _set_password(server, bolt, password)
            except (DriverError, Neo4jError, OSError) as e:
                if process.poll() is not None or time.monotonic() > end:
                    raise StoreError("server.failed", file=str(log), reason=_last_words(log)) from e
                time.sleep(0.2)


def _set_password(server: Server, bolt: str, password: str) -> None:
    """A new server knows neo4j / neo4j alone and wants another password before anything else."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError

    try:
        with GraphDatabase.driver(bolt, auth=(USER, USER)) as driver:
            driver.execute_query("ALTER CURRENT USER SET PASSWORD FROM $old TO $new", {"old": USER, "new": password}, database_="system")
    except AuthError as e:
        raise StoreError("server.password", file=str(server.password_file)) from e


def _last_words(log: Path) -> str:
    """What went wrong as the server's log says it; what the Java machine says where it did not come that far; in one line."""
    said: list[list[str]] = []
    for path in (log.with_name("neo4j.log"), log):
        try:
            said.append([" ".join(line.split()) for line in path.read_text(encoding="utf-8", errors="replace").splitlines()])
        except OSError:
            said.append([])
    errors = [line for line in said[0] if " ERROR " in line]
    return (errors[-1] if errors else " ".join(" ".join(said[1]).split()) or "-")[:400]
