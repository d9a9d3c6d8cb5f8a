"""The store in a folder: ArcadeDB inside this process, nothing to install or start.

The folder holds ``cancu-store.json`` (so that a folder of someone else is known as such before the engine touches it) and ``graph/``,
the engine's own files. One process at a time holds a store. People's queries go through the engine's ``query``, which refuses every
write; LOAD CSV is off, time and rows are bounded. The settings are explained beside them.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from knowledge import CancuError, StoreError, UsageError

from .base import FORMAT, ROWS, SECONDS, Row, Statement, batches, check_format, prepare
from .embedded_guard import check

MARKER = "cancu-store.json"
_ENGINE = threading.RLock()  # the engine's time limit is one for the process, so statements take turns


def _settings() -> list[str]:
    return [
        "-Xrs",  # signals stay Python's: without it SIGTERM crashes and Ctrl-C is swallowed
        "-Darcadedb.txWalFlush=2",  # a committed document is on the disk
        f"-Darcadedb.command.timeout={int(SECONDS * 1000)}",
        "-Darcadedb.queryMaxHeapElementsAllowedPerOp=500000",
        "-Darcadedb.opencypher.loadCsv.allowFileUrls=false",
        "-Darcadedb.opencypher.loadCsv.allowRemoteUrls=false",
        "-Darcadedb.installCustomFormatter=false",  # no log lines between our own,
        f"-Djava.util.logging.config.file={os.devnull}",  # and no log folder where the user stands
    ]


@contextlib.contextmanager
def _silent_start() -> Iterator[None]:
    """The JVM greets on file descriptor 2, past ``sys.stderr``: its words are kept aside, and shown only if the start fails."""
    sys.stderr.flush()
    saved = os.dup(2)
    with tempfile.TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            yield
        except Exception:
            aside.seek(0)
            os.write(saved, aside.read())
            raise
        finally:
            os.dup2(saved, 2)
            os.close(saved)


def _arcade() -> Any:
    """The engine, its JVM started at first use. Raises ``StoreError("store.engine")``."""
    import arcadedb_embedded
    import jpype
    from arcadedb_embedded import jvm

    if not jpype.isJVMStarted():
        os.environ.setdefault("ARCADEDB_JVM_ERROR_FILE", str(Path(tempfile.gettempdir(), "cancu_jvm_%p.log")))
        try:
            with _silent_start():
                jvm.start_jvm(heap_size=os.environ.get("CANCU_HEAP", "1g"), jvm_args=_settings())
        except Exception as e:
            raise StoreError("store.engine", reason=_reason(e)) from e
    return arcadedb_embedded


def _causes(error: BaseException) -> Iterator[tuple[str, str]]:
    """Class name and message of every exception that an engine's error carries, outermost first."""
    seen: Any = error
    for _ in range(40):
        if seen is None:
            return
        if hasattr(seen, "getClass"):
            yield str(seen.getClass().getSimpleName()), str(seen.getMessage() or "")
            seen = seen.getCause()
        else:
            yield type(seen).__name__, ""
            seen = seen.__cause__


def _reason(error: BaseException) -> str:
    """The engine's own words, in one line."""
    return " ".join(([m for _, m in _causes(error) if m] or [str(error)])[0].split())[:400]


class EmbeddedStore:
    """See ``graph.stores.base.Store``."""

    def __init__(self, uri: str, database: Any) -> None:
        self._uri = uri
        self._db = database

    @property
    def uri(self) -> str:
        return self._uri

    @classmethod
    def open(cls, uri: str, *, create: bool) -> EmbeddedStore:
        """Open the folder, making it where ``create`` says so. Errors: see ``graph.stores.open_store``."""
        home = Path(uri)
        ready = _claim(home, uri, create=create)
        arcade = _arcade()
        graph = home / "graph"
        try:
            there = graph.is_dir() and any(graph.iterdir())
            database = (arcade.open_database if there else arcade.create_database)(str(graph.absolute()))
        except Exception as e:
            causes = list(_causes(e))
            if any(name == "LockException" or "already in use" in words for name, words in causes):
                raise StoreError("store.locked", file=uri) from e
            raise StoreError("store.unreadable", file=uri, reason=_reason(e)) from e
        store = cls(uri, database)
        try:
            prepare(store, new=not ready)
            if not ready:
                _mark(home, ready=True)
        except CancuError:
            store.close()
            raise
        return store

    def read(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        seconds: float | None = SECONDS,
        rows: int | None = ROWS,
    ) -> list[Row]:
        check(cypher)
        with _ENGINE, self._limit(seconds), self._told(seconds):
            out: list[Row] = []
            for found in self._db.query("opencypher", cypher, dict(params or {})):
                if rows is not None and len(out) >= rows:
                    raise UsageError("query.too_many_rows", rows=rows)
                out.append({k: _plain(v) for k, v in found.to_dict().items()})
            return out

    def write(self, statements: Sequence[Statement]) -> list[Row]:
        out: list[Row] = []
        for cypher, _ in statements:
            check(cypher)
        with _ENGINE, self._limit(None), self._told(writing=True), self._db.transaction():
            for cypher, params in statements:
                for part in batches(params):
                    found = self._db.command("opencypher", cypher, part)
                    out = [{k: _plain(v) for k, v in r.to_dict().items()} for r in found or ()]
        return out

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        with _ENGINE:
            yield

    def schema(self, statements: Sequence[str]) -> None:
        with _ENGINE:
            for statement in statements:
                with self._told(writing=True):
                    self._db.command("opencypher", statement)

    def close(self) -> None:
        if self._db.is_open():
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextlib.contextmanager
    def _limit(self, seconds: float | None) -> Iterator[None]:
        import jpype

        timeout = jpype.JClass("com.arcadedb.GlobalConfiguration").COMMAND_TIMEOUT
        timeout.setValue(int((seconds or 0) * 1000))
        try:
            yield
        finally:
            timeout.setValue(int(SECONDS * 1000))

    @contextlib.contextmanager
    def _told(self, seconds: float | None = None, *, writing: bool = False) -> Iterator[None]:
        """The engine's errors as ours."""
        try:
            yield
        except CancuError:
            raise
        except Exception as e:
            names = {name for name, _ in _causes(e)}
            if "QueryNotIdempotentException" in names:
                raise UsageError("query.write_refused") from e
            if "TimeoutException" in names and seconds is not None:
                raise UsageError("query.too_long", seconds=seconds) from e
            if "CommandParsingException" in names:
                raise UsageError("query.syntax", reason=_reason(e)) from e
            if "CommandParameterMissingException" in names:
                raise UsageError("query.parameter_missing", reason=_reason(e)) from e
            if not self._db.is_open():
                raise StoreError("store.closed", file=self._uri) from e
            if writing:
                raise StoreError("store.refused", file=self._uri, reason=_reason(e)) from e
            raise UsageError("query.failed", reason=_reason(e)) from e


def _mark(home: Path, *, ready: bool) -> None:
    (home / MARKER).write_text(json.dumps({"format": FORMAT, "ready": ready}) + "\n", encoding="utf-8")


def _claim(home: Path, uri: str, *, create: bool) -> bool:
    """See that ``home`` is a store of ours, or make it one; the engine has touched nothing yet. Whether it was made ready before."""
    try:
        if home.exists() and not home.is_dir():
            raise StoreError("store.not_ours", file=uri)
        filled = home.is_dir() and any(home.iterdir())
        if not filled:
            if not create:
                raise UsageError("store.missing", file=uri)
            home.mkdir(exist_ok=True)
            _mark(home, ready=False)
            return False
        if not (home / MARKER).is_file():
            raise StoreError("store.not_ours", file=uri)
        mark = json.loads((home / MARKER).read_text(encoding="utf-8"))
        found, ready = mark["format"], mark.get("ready") is True
    except OSError as e:
        raise StoreError("store.unwritable", file=uri, reason=e.strerror or str(e)) from e
    except (ValueError, KeyError, TypeError, AttributeError) as e:
        raise StoreError("store.not_ours", file=uri) from e
    check_format(found, uri)
    return ready


def _plain(value: Any) -> Any:
    """An engine's value as plain Python."""
    if value is None or isinstance(value, (str, int, float, datetime.date)):
        return value
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(v) for v in value]
    kind = str(value.getClass().getSimpleName()) if hasattr(value, "getClass") else ""
    if kind == "CypherDate":
        return datetime.date.fromisoformat(str(value))
    if kind.endswith("Path"):
        return [_plain(v) for v in value.toAlternatingList()]
    if hasattr(value, "getOutVertex"):
        return {**_properties(value), "type": str(value.getTypeName()), "start": _id(value.getOutVertex()), "end": _id(value.getInVertex())}
    if hasattr(value, "getTypeName"):
        return {**_properties(value), "labels": sorted(str(value.getTypeName()).split("~"))}
    if hasattr(value, "iterator"):
        return [_plain(v) for v in value]
    return str(value)


def _id(record: Any) -> Any:
    return _plain(record.get("id"))


def _properties(record: Any) -> Row:
    from arcadedb_embedded import convert_java_to_python

    properties = {str(k): _plain(convert_java_to_python(v)) for k, v in dict(record.propertiesAsMap()).items()}
    return {"id": properties.get("id"), "properties": dict(sorted(properties.items()))}
