"""What every engine gives: one Protocol, the schema, and the format that a store is kept in.

Statements are Neo4j 5 Cypher by the rules of DESIGN section 5, the same text on every engine: ``$`` parameters only, nodes and edges
found by their own ``id``, dates written with ``date($x)``. Beside the contract graph a store keeps its *book* (labels ``Book`` and
``BookEntry``, see ``graph.book``) and one ``StoreMeta`` node; the questions never match those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Protocol, Self

from knowledge import StoreError

FORMAT = "cancu.store/1"
LABELS = ("Agency", "Field", "Instrument", "Section", "Source", "Target", "Task")
BOOK_LABELS = ("Book", "BookEntry", "StoreMeta")
EDGE_TYPES = (
    "AMENDS", "BASED_ON", "CITES", "CONTAINS", "COORDINATES", "HAS_SECTION", "HEADS", "IMPLEMENTS", "IN_FIELD", "ISSUED_BY", "LEADS",
    "MEMBER_OF", "ORDERS", "OVERLAPS", "PART_OF", "READ_FROM", "REPLACES", "SAME_AS", "SENT_TO", "SIGNED_FOR", "SUCCEEDED_BY",
)  # fmt: skip
SECONDS = 10.0  # how long a query of a person may take
ROWS = 100_000  # and how many rows it may bring
BATCH = 2000  # rows a statement: keeps memory even, whatever a document's size

Row = dict[str, Any]
Statement = tuple[str, Mapping[str, Any]]


class Store(Protocol):
    """A graph that can be asked and written.

    Values come back as plain Python: text, numbers, booleans, None, ``datetime.date``, lists, dicts. A node is
    ``{"id", "labels", "properties"}``, an edge ``{"id", "type", "start", "end", "properties"}`` (ids are the graph's own), a path the
    list of its nodes and edges in turn.
    """

    @property
    def uri(self) -> str:
        """What it was opened with: a path, or an address."""
        ...

    def read(
        self,
        cypher: str,
        params: Mapping[str, Any] | None = None,
        *,
        seconds: float | None = SECONDS,
        rows: int | None = ROWS,
    ) -> list[Row]:
        """The rows of a query that writes nothing; ``None`` lifts a bound. Without a bound in time it is one of the program's own.

        Raises ``UsageError``: ``query.write_refused``, ``query.not_allowed``, ``query.syntax``, ``query.parameter_missing``,
        ``query.too_long``, ``query.too_many_rows``, ``query.failed``; ``StoreError``: ``store.closed``, ``store.away``.
        """
        ...

    def write(self, statements: Sequence[Statement]) -> list[Row]:
        """All statements in one transaction, all or none; the rows of the last one.

        A parameter ``rows`` that is a list goes in parts. Raises ``UsageError`` (see ``read``), ``StoreError("store.refused")``.
        """
        ...

    def turn(self) -> AbstractContextManager[None]:
        """Other writers wait until it is over: nobody writes between what a change reads and what it writes."""
        ...

    def schema(self, statements: Sequence[str]) -> None:
        """Statements that make constraints and indexes; each stands by itself."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


def schema_statements() -> list[str]:
    """Constraints on the ids of nodes and edges, and the indexes that questions and the book look things up by."""
    out = [
        f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE" for label in (*LABELS, *BOOK_LABELS)
    ]
    out += [f"CREATE CONSTRAINT {type_.lower()}_id IF NOT EXISTS FOR ()-[r:{type_}]-() REQUIRE r.id IS UNIQUE" for type_ in EDGE_TYPES]
    out += [
        f"CREATE INDEX {label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})"
        for label, name in (
            ("Agency", "name"),
            ("Book", "instrument"),
            ("BookEntry", "key"),
            ("Instrument", "key"),
            ("Instrument", "number"),
            ("Source", "file"),
        )
    ]
    return out


def batches(params: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """``rows`` in parts, the other parameters with each; a statement without rows runs once, one with an empty list not at all."""
    rows = params.get("rows")
    if not isinstance(rows, list):
        yield dict(params)
        return
    for n in range(0, len(rows), BATCH):
        yield {**params, "rows": rows[n : n + BATCH]}


def check_format(found: object, uri: str) -> None:
    """Raises ``StoreError`` where a store is not of our format: ``store.newer`` if a later program made it, else ``store.format``."""
    if found != FORMAT:
        name, _, version = FORMAT.partition("/")
        later = re.fullmatch(re.escape(name) + r"/(\d{1,9})", str(found))
        code = "store.newer" if later and int(later[1]) > int(version) else "store.format"
        raise StoreError(code, file=uri, found=str(found), wanted=FORMAT)


def prepare(store: Store, *, new: bool) -> None:
    """Make an empty store ready, or see that a filled one is of our format.

    Raises ``StoreError``: ``store.format``, ``store.newer``, or ``store.unreadable`` where one that is not ``new`` has lost its mark: an
    engine may open a damaged store as an empty one.
    """
    found = store.read("MATCH (m:StoreMeta {id: 'store'}) RETURN m.format AS format", seconds=None)
    if not found and not new:
        raise StoreError("store.unreadable", file=store.uri, reason="StoreMeta")
    if not found:
        store.schema(schema_statements())
        store.write([("MERGE (m:StoreMeta {id: 'store'}) SET m.format = $format", {"format": FORMAT})])
    else:
        check_format(found[0]["format"], store.uri)
