"""Documents into a store and out of it again; what the store holds.

Ingesting the same document twice changes nothing; a changed file replaces its part, whole or not at all; removing takes one document's
part and only that; any order of ingest gives the same graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from extract.record import Record
from knowledge import Knowledge, UsageError

from . import book
from .book import Part
from .change import EDGE_ROW, change, edge_of
from .model import Edge, Graph, Node
from .stores import Store
from .stores.base import EDGE_TYPES, LABELS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a document: ``sha256`` of its source, the ``instrument`` it is, and how many nodes and edges its part has, by
    label and type. ``shown`` is false where another source of the same instrument is read better and shown instead.
    """

    status: Literal["added", "unchanged", "replaced", "removed"]
    sha256: str
    instrument: str
    counts: Mapping[str, int]
    shown: bool = True


def ingest(store: Store, record: Record, *, path: str, knowledge: Knowledge) -> Outcome:
    """Put a record into the store. ``path`` is the absolute path of the file that it was read from (or of the record itself).

    What the store knew under this path, or under this source's SHA-256, is replaced. Raises ``StoreError``.
    """
    part = book.part_of(record, knowledge)
    with store.turn():
        here = book.entries(store, (f"path|{path}", f"record|{part.sha}"))
        led_to = here[f"path|{path}"]["book"] if f"path|{path}" in here else None
        known = book.part(store, part.sha) if f"record|{part.sha}" in here else None
        if known and known.record.data != part.record.data and _same_but_name(known, part) and known.record.source < part.record.source:
            part = book.part_of(known.record, knowledge)  # the same bytes under two names: the smaller name, whichever came first
        gone = _alone(store, led_to, path) if led_to not in (None, part.sha) else ()
        if known and not gone and book.packed(known) == book.packed(part):
            if led_to != part.sha:
                change(store, knowledge, paths={path: part.sha})
            return _outcome(store, "unchanged", part)
        go = {*gone, *((part.sha,) if known else ())}
        change(store, knowledge, go=go, come=part, paths={path: part.sha})
        return _outcome(store, "replaced" if go else "added", part)


def _same_but_name(a: Part, b: Part) -> bool:
    return {**a.record.to_json(), "source": ""} == {**b.record.to_json(), "source": ""}


def _alone(store: Store, sha: str | None, path: str) -> tuple[str, ...]:
    """The document that only this path leads to."""
    paths = [r["said"] for r in book.under(store, [f"paths|{sha}"])]
    return (sha,) if sha and paths == [path] else ()


def remove(store: Store, what: str, *, knowledge: Knowledge) -> Outcome:
    """Take one document out: by path, by file name, by SHA-256 (8 digits or more), or by instrument id.

    Raises ``UsageError``: ``remove.unknown``, or ``remove.several`` with ``candidates``.
    """
    with store.turn():
        found = _named(store, what)
        if len(found) != 1:
            raise UsageError("remove.several" if found else "remove.unknown", file=what, candidates=found)
        part = book.part(store, found[0])
        outcome = _outcome(store, "removed", part)
        paths = {r["said"]: None for r in book.under(store, [f"paths|{part.sha}"])}
        change(store, knowledge, go=(part.sha,), paths=paths)
        return outcome


def _named(store: Store, what: str) -> list[str]:
    """The documents that a person may mean: the first of the ways of naming one that fits any."""
    by_path = book.entries(store, (f"path|{what}",))
    if by_path:
        return [by_path[f"path|{what}"]["book"]]
    if book.books(store, (what,)):
        return book.books(store, (what,))
    by_name = sorted({str(e["book"]) for e in book.under(store, [f"name|{what}"])})
    if by_name:
        return by_name
    queries = ["MATCH (s:Source {file: $what}) RETURN s.id AS id ORDER BY id"]
    if len(what) >= 8 and set(what.lower()) <= set("0123456789abcdef"):
        queries.append("MATCH (b:Book) WHERE b.id STARTS WITH toLower($what) RETURN b.id AS id ORDER BY id")
    for query in queries:
        found = [str(r["id"]) for r in store.read(query, {"what": what}, seconds=None, rows=None)]
        if found:
            return found
    return []


def sources(store: Store, names: Iterable[str]) -> list[tuple[Mapping[str, Any], str]]:
    """The records of the documents of these file names, each with the path of the file that it was read from."""
    out: list[tuple[Mapping[str, Any], str]] = []
    for sha in sorted({sha for name in names for sha in _named(store, name)}):
        record = book.part(store, sha).record
        out += [(record.data, str(r["said"])) for r in book.under(store, [f"paths|{sha}"])]
    return out


def _outcome(store: Store, status: Literal["added", "unchanged", "replaced", "removed"], part: Part) -> Outcome:
    counts: dict[str, int] = {}
    for at in (*(n.label for n in part.graph.nodes), *(e.type for e in part.graph.edges)):
        counts[at] = counts.get(at, 0) + 1
    others = [book.part(store, sha) for sha in book.books(store, [part.instrument]) if sha != part.sha]
    return Outcome(status, part.sha, part.instrument, counts, all(part.rank <= o.rank for o in others))


def status(store: Store, knowledge: Knowledge) -> dict[str, Any]:
    """What the store holds and what in it is stale.

    Keys: ``documents``, ``nodes`` and ``edges`` (counts by label and type), ``stale`` (sources read with other knowledge: ``file``,
    ``source``, ``reader``, ``knowledge``), ``unsure`` (instruments by resolution, those that are certain left out),
    ``tasks_without_field``, ``hidden`` (sources that another one of the same instrument is shown instead of).
    """

    def rows(cypher: str, **params: Any) -> list[dict[str, Any]]:
        return store.read(cypher, params, seconds=None, rows=None)

    nodes = {label: int(rows(f"MATCH (n:{label}) RETURN count(n) AS n")[0]["n"]) for label in LABELS}
    edges = {type: int(rows(f"MATCH ()-[r:{type}]->() RETURN count(r) AS n")[0]["n"]) for type in EDGE_TYPES}
    sources = rows(
        "MATCH (s:Source) RETURN s.id AS source, s.file AS file, s.reader AS reader, s.knowledge AS knowledge ORDER BY file, source"
    )
    unsure = rows(
        "MATCH (i:Instrument) WHERE i.resolution <> 'certain' RETURN i.resolution AS resolution, count(i) AS n ORDER BY resolution"
    )
    several = rows("MATCH (b:Book) WITH b.instrument AS i, count(b) AS n WHERE n > 1 RETURN sum(n - 1) AS n")
    return {
        "documents": int(rows("MATCH (b:Book) RETURN count(b) AS n")[0]["n"]),
        "nodes": {k: n for k, n in nodes.items() if n},
        "edges": {k: n for k, n in edges.items() if n},
        "stale": [s for s in sources if s["knowledge"] is not None and knowledge.hash not in str(s["knowledge"])],
        "unsure": {str(r["resolution"]): int(r["n"]) for r in unsure},
        "tasks_without_field": int(rows("MATCH (t:Task) WHERE NOT (t)-[:IN_FIELD]->(:Field) RETURN count(t) AS n")[0]["n"]),
        "hidden": int(several[0]["n"] or 0) if several else 0,
    }


def dump(store: Store) -> Graph:
    """The contract graph, whole and in order: two stores hold the same if their dumps are equal."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    for label in LABELS:
        found = store.read(f"MATCH (n:{label}) RETURN n.id AS id, properties(n) AS props", seconds=None, rows=None)
        nodes += [Node(label, r["id"], {k: r["props"][k] for k in sorted(r["props"]) if k != "id"}) for r in found]
    for type in EDGE_TYPES:
        cypher = f"MATCH (a)-[r:{type}]->(b) {EDGE_ROW}"
        edges += [edge_of(type, r) for r in store.read(cypher, seconds=None, rows=None)]
    return Graph(tuple(sorted(nodes, key=lambda n: n.key)), tuple(sorted(edges, key=lambda e: (e.type, e.id))))
