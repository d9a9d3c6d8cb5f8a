"""The store on a Neo4j server, 5.23 or later, through the official driver.

One database holds one store: the graph, its book and its mark. A document is one transaction, tried again where the driver says that it may
be. A person's query (one with a bound in time) is looked at before it runs, see ``neo4j_guard``; the program's own are not.
What the server remarks (an unknown label or property, something deprecated) goes to the log of this module.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar, cast
from urllib.parse import urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase, ManagedTransaction, Query, Result, Session, unit_of_work
from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError

from knowledge import CancuError, StoreError, UsageError, load

from ..server import password_for
from .base import ROWS, SECONDS, Row, Statement, batches, prepare
from .neo4j_guard import PLUGIN_FUNCTIONS, check
from .neo4j_values import ENDS, known, plain

LOG = logging.getLogger(__name__)
logging.getLogger("neo4j").addHandler(logging.NullHandler())  # else the driver's remarks stand among our own words on standard error
MINIMUM = (5, 23)  # CALL (x) { ... }, and constraints on edges
RETRY = 15.0  # seconds for which the driver tries again
TEXT_INDEX = (
    "CREATE FULLTEXT INDEX task_text IF NOT EXISTS FOR (n:Task) ON EACH [n.text] "
    "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}}"  # found with and without diacritics
)
MARK = "MATCH (m:StoreMeta {id: 'store'})"
TURN = f"{MARK} SET m.format = m.format"  # changes nothing and locks the node
# Names that no document happens to use are known to the server all the same: else it takes them for mistakes of the query.
LABEL = "CALL db.createLabel('StoreMeta')"
NAMES = "UNWIND $names AS name CALL db.createProperty(name)"
T = TypeVar("T")


class Neo4jStore:
    """See ``graph.stores.base.Store``."""

    def __init__(self, uri: str, driver: Driver, database: str | None) -> None:
        self._uri = uri
        self._driver = driver
        self._database = database
        self._seen: set[str] = set()  # statements that were let through
        self._plugin_functions: tuple[str, ...] | None = None
        self._closed = False

    @property
    def uri(self) -> str:
        return self._uri

    @classmethod
    def open(cls, uri: str, *, create: bool) -> Neo4jStore:
        """Connect, and make the database ready where it is empty and ``create`` says so. Errors: see ``graph.stores.open_store``."""
        database = os.environ.get("NEO4J_DATABASE") or None
        store = cls(uri, _driver(uri), database)
        try:
            store._verify()
            names = {r["label"] for r in store.read("CALL db.labels() YIELD label RETURN label", seconds=None)}
            ours = "StoreMeta" in names and store.read(f"{MARK} RETURN m.id AS id", seconds=None)
            new = not ours and not store.read("MATCH (n) RETURN 1 AS one LIMIT 1", seconds=None)
            if not ours and not new:
                raise StoreError("store.foreign", file=uri)
            if new and not create:
                raise UsageError("store.missing", file=uri)
            if new:
                store.schema([TEXT_INDEX])
                store.write([(LABEL, {}), (NAMES, {"names": _property_names()})])
            prepare(store, new=new)
        except BaseException:
            store.close()
            raise
        return store

    def _verify(self) -> None:
        """The server answers, takes our login and is not too old."""
        try:
            agent = self._driver.get_server_info().agent
        except (DriverError, Neo4jError, OSError, ValueError) as e:
            _raise(e, self._uri)
        found = re.match(r"Neo4j/(\d+)\.(\d+)", agent)
        if found and (int(found[1]), int(found[2])) < MINIMUM:
            raise StoreError("store.too_old", file=self._uri, found=agent.partition("/")[2], wanted=".".join(map(str, MINIMUM)))

    def read(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        seconds: float | None = SECONDS,
        rows: int | None = ROWS,
    ) -> list[Row]:
        asked = dict(params or {})

        def work(tx: ManagedTransaction) -> list[Row]:
            try:
                return _rows(tx, tx.run(cast(Any, cypher), asked), rows)
            except Neo4jError as e:
                if e.code and ".General." in e.code:  # out of memory: once more would be no better
                    raise UsageError("query.failed", reason=_reason(e)) from e
                raise

        with self._session(READ_ACCESS) as session:
            if seconds is not None and cypher not in self._seen:
                self._told(lambda: self._look(session, cypher, asked, seconds), seconds)
                self._seen.add(cypher)
            return self._told(lambda: session.execute_read(unit_of_work(timeout=seconds)(work)), seconds)

    def write(self, statements: Sequence[Statement]) -> list[Row]:
        def work(tx: ManagedTransaction) -> list[Row]:
            out: list[Row] = []
            for cypher, params in statements:
                for part in batches(params):
                    out = _rows(tx, tx.run(cast(Any, cypher), part), None)
            return out

        with self._session() as session:
            return self._told(lambda: session.execute_write(work), writing=True)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """A lock on the store's mark; a client that dies loses it with its connection."""
        with self._session() as session:
            held = self._told(session.begin_transaction, writing=True)
            try:
                self._told(lambda: held.run(TURN).consume(), writing=True)
                yield
            finally:
                with contextlib.suppress(DriverError, Neo4jError, OSError):
                    held.rollback()

    def schema(self, statements: Sequence[str]) -> None:
        def work(tx: ManagedTransaction, statement: str) -> None:
            _noticed(tx.run(cast(Any, statement)))

        with self._session() as session:
            for statement in statements:
                self._told(partial(session.execute_write, work, statement), writing=True)

    def close(self) -> None:
        self._closed = True
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _session(self, access: str = WRITE_ACCESS) -> Session:
        if self._closed:
            raise StoreError("store.closed", file=self._uri)
        return self._driver.session(database=self._database, default_access_mode=access)

    def _look(self, session: Session, cypher: str, params: Mapping[str, Any], seconds: float) -> None:
        """Ask the server what a statement would do before it does it."""
        if self._plugin_functions is None:
            self._plugin_functions = tuple(session.run(PLUGIN_FUNCTIONS).single(strict=True)["names"])
        told = session.run(Query(cast(Any, f"EXPLAIN {cypher}"), timeout=seconds), dict(params)).consume()
        check(told.query_type, told.plan, cypher, self._plugin_functions)

    def _told(self, work: Callable[[], T], seconds: float | None = None, *, writing: bool = False) -> T:
        """The driver's errors as ours."""
        try:
            return work()
        except CancuError:
            raise
        except (DriverError, Neo4jError, OSError) as e:
            code = e.code or "" if isinstance(e, Neo4jError) else ""
            if code.endswith(".AccessMode"):
                raise UsageError("query.write_refused") from e
            if "TransactionTimedOut" in code and seconds is not None:
                raise UsageError("query.too_long", seconds=seconds) from e
            if code.endswith(".ParameterMissing"):
                raise UsageError("query.parameter_missing", reason=_reason(e)) from e
            if code.endswith((".SyntaxError", ".SemanticError")):
                raise UsageError("query.syntax", reason=_reason(e)) from e
            if not code or code.startswith(("Neo.ClientError.Security", "Neo.ClientError.Database")):
                _raise(e, self._uri)
            if writing:
                raise StoreError("store.refused", file=self._uri, reason=_reason(e)) from e
            raise UsageError("query.failed", reason=_reason(e)) from e


def _driver(uri: str) -> Driver:
    """A driver for an address, with the login from the environment, or our own server's (see ``graph.server``)."""
    parts = urlsplit(uri)
    if parts.username or parts.password:
        raise UsageError("store.secret_in_address", file=f"{parts.scheme}://{parts.hostname}")
    user, password = os.environ.get("NEO4J_USER") or os.environ.get("NEO4J_USERNAME") or "neo4j", _password(uri)
    try:
        if parts.path.strip("/") or parts.port == 0:  # a port that is no number raises by itself
            raise ValueError(uri)
        return GraphDatabase.driver(
            uri,
            auth=(user, password) if password else None,
            user_agent="cancu",
            connection_timeout=10.0,
            connection_acquisition_timeout=30.0,
            max_transaction_retry_time=RETRY,
            telemetry_disabled=True,
        )
    except (ConfigurationError, ValueError) as e:
        raise UsageError("store.unknown_address", file=uri) from e


def _password(uri: str) -> str | None:
    return os.environ.get("NEO4J_PASSWORD") or password_for(uri)


def _property_names() -> list[str]:
    """Every property of the contract and of the book."""
    contract = {name for entry in load().entries("graph") for name in entry.get("properties", ())}
    return sorted(contract | {"id", "key", "book", "said", "instrument", "format"})


def _rows(tx: ManagedTransaction, result: Result, limit: int | None) -> list[Row]:
    """The rows of a result as plain Python; what an edge alone names is asked for beside it."""
    keys, found = result.keys(), list[list[Any]]()
    for record in result:
        if limit is not None and len(found) >= limit:
            raise UsageError("query.too_many_rows", rows=limit)
        found.append(record.values())
    _noticed(result)
    ids, ends = known(found)
    if ends:
        ids |= {r["one"]: r["id"] for r in tx.run(ENDS, ids=ends)}
    return [dict(zip(keys, (plain(v, ids) for v in values), strict=True)) for values in found]


def _noticed(result: Result) -> None:
    """Consume a result and write down what the server remarked."""
    summary = result.consume()
    for said in summary.gql_status_objects:
        if said.is_notification:
            LOG.info("%s: %s [%s]", said.raw_classification, said.status_description, " ".join((summary.query or "").split()))


def _reason(error: BaseException) -> str:
    """The server's own words, in one line."""
    words = error.message if isinstance(error, Neo4jError) and error.message else str(error)
    return " ".join(words.split())[:400]


def _raise(error: BaseException, uri: str) -> NoReturn:
    """An error of connection or login as ours."""
    code = getattr(error, "code", None) or ""
    if isinstance(error, AuthError) and not _password(uri):
        raise StoreError("store.no_login", file=uri) from error
    if isinstance(error, AuthError) or code.startswith("Neo.ClientError.Security"):
        raise StoreError("store.login", file=uri, reason=_reason(error)) from error
    if code.startswith("Neo.ClientError.Database"):
        raise StoreError("store.no_database", file=uri, database=os.environ.get("NEO4J_DATABASE") or "neo4j") from error
    raise StoreError("store.away", file=uri, reason=_reason(error)) from error
