"""The book that a store keeps beside its graph: who said what, so that what one document said can be taken back.

``Book`` (id: SHA-256 of the source) is one ingested document. ``BookEntry`` holds, by ``key``:

- ``record|<sha>`` and ``part|<sha>``: the record, and the part of the graph that was made of it when it was ingested (packed text);
- ``path|<path>``: which document a path led to (``book``), found again by ``paths|<sha>`` and, as ``name|<path>``, by ``name|<file name>``;
- ``<element>`` of the elements that several documents may say (shared nodes, edges between them, facts on instruments): what one
  document says of it (``said``); ``id`` is the element and the document, ``key`` the element;
- ``fact|<instrument>``: all facts on an instrument joined into one (``said``);
- ``overlaps|...``, ``works|<instrument>`` and ``work|<task>``: what the OVERLAPS edges were drawn from (see ``graph.overlaps.ledger``);
- ``key|<key>|<instrument>``, by ``ask|<key>`` or ``tell|<key>``: where it meets others.
"""

from __future__ import annotations

import base64
import datetime
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.record import Record, from_json
from knowledge import Knowledge

from .build import build
from .identity import InstrumentFact, facts, join_facts
from .model import SHARED, Edge, Graph, Key, Node, graph, join
from .stores import Store
from .stores.base import Statement

CHUNK = 1000  # ids a read
NOW, BEFORE = "overlaps|now", "overlaps|before"  # that the OVERLAPS edges are up to date; what they were drawn from
KEY, PLANS = "overlaps", "overlaps|plans"  # keys of entries about OVERLAPS edges; those of tasks are under ``overlaps|plans|<instrument>``
OUTDATED = "outdated"  # ``book`` of the entry of a plan of which a document came or went since

Element = Node | Edge | InstrumentFact


@dataclass(frozen=True, slots=True)
class Part:
    """What one document says: its record, its part of the graph, its facts. ``instrument`` is the document's own id.

    ``rank`` orders the sources of one instrument: the smallest is shown.
    """

    record: Record
    graph: Graph
    facts: tuple[InstrumentFact, ...]

    @property
    def sha(self) -> str:
        return self.record.sha256

    @property
    def instrument(self) -> str:
        return next(e.start[1] for e in self.graph.edges if e.type == "READ_FROM")

    @property
    def rank(self) -> tuple[bool, bool, str]:
        return self.record.document.get("status") != "issued", self.record.data.get("graded") == "ocr", self.sha


def part_of(record: Record, knowledge: Knowledge) -> Part:
    """The part of the graph that a record makes."""
    made = build(record, knowledge)
    said = facts(record, made, knowledge)
    every: tuple[Element, ...] = (*made.nodes, *made.edges, *said)
    return _part(record, [loads(dumps(e)) for e in every])  # as the book gives it back: tuples are lists


def name(element: Element) -> str:
    """The key of an element in the book: ``<label or type>|<id>``; labels, edge types and ``Fact`` are all different words."""
    if isinstance(element, Node):
        return f"{element.label}|{element.id}"
    return f"{element.type}|{element.id}" if isinstance(element, Edge) else f"Fact|{element.id}"


def by_many(element: Element) -> bool:
    """Whether another document may say this element too: shared nodes, facts, and edges between shared nodes that no text was read for."""
    if isinstance(element, Node):
        return element.label in SHARED
    return not isinstance(element, Edge) or ({element.start[0], element.end[0]} <= {*SHARED} and "source" not in element.props)


def elements(part: Part, *, shown: bool) -> dict[str, Element]:
    """What a document puts into the graph; one that another source of its instrument outranks gives its Source and READ_FROM alone."""
    every: list[Element] = [*part.graph.nodes, *part.graph.edges, *part.facts]
    if not shown:
        every = [e for e in every if (isinstance(e, Node) and e.label == "Source") or (isinstance(e, Edge) and e.type == "READ_FROM")]
    return {name(e): e for e in every}


def joined(said: Sequence[Element]) -> Element:
    """What several documents say of one element, as one element; their order is no matter."""
    first, *rest = said
    for other in rest:
        if isinstance(first, Node) and isinstance(other, Node):
            first = Node(first.label, first.id, join(first.label, first.props, other.props))
        elif isinstance(first, Edge) and isinstance(other, Edge):
            first = graph((), (first, other)).edges[0]
        elif isinstance(first, InstrumentFact) and isinstance(other, InstrumentFact):
            first = join_facts(first, other)
    return first


# Elements as text


def dumps(element: Element) -> str:
    """An element as JSON, the same text for the same element."""
    data: dict[str, Any]
    if isinstance(element, Node):
        data = {"label": element.label, "id": element.id, "props": element.props}
    elif isinstance(element, Edge):
        data = {"type": element.type, "id": element.id, "start": element.start, "end": element.end, "props": element.props}
    else:
        data = {"fact": element.to_json()}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_date)


def loads(text: str) -> Element:
    """The element that ``dumps`` printed."""
    data = json.loads(text, object_hook=_undate)
    if "fact" in data:
        return InstrumentFact.from_json(data["fact"])
    if "label" in data:
        return Node(data["label"], data["id"], data["props"])
    return Edge(data["type"], data["id"], _key(data["start"]), _key(data["end"]), data["props"])


def _key(pair: Sequence[str]) -> Key:
    return pair[0], pair[1]


def _date(value: Any) -> dict[str, str]:
    if isinstance(value, datetime.date):
        return {"$date": value.isoformat()}
    raise TypeError(type(value).__name__)


def _undate(data: dict[str, Any]) -> Any:
    return datetime.date.fromisoformat(data["$date"]) if set(data) == {"$date"} else data


def pack(text: str) -> str:
    """Text as packed text: a store keeps every record twice over, so this matters."""
    return base64.b85encode(zlib.compress(text.encode(), 6)).decode()


def unpack(text: str) -> str:
    """The text that ``pack`` packed."""
    return zlib.decompress(base64.b85decode(text)).decode()


def packed(part: Part) -> dict[str, str]:
    """The two texts that keep a part: ``record`` and ``part``."""
    record = json.dumps(part.record.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    every: tuple[Element, ...] = (*part.graph.nodes, *part.graph.edges, *part.facts)
    return {"record": pack(record), "part": pack("\n".join(map(dumps, every)))}


# Reading the book


def fetch(store: Store, cypher: str, ids: Iterable[str]) -> list[dict[str, Any]]:
    """The rows of a query with the parameter ``$ids``, in parts, for each id once and in order."""
    wanted = sorted(set(ids))
    out: list[dict[str, Any]] = []
    for n in range(0, len(wanted), CHUNK):
        out += store.read(cypher, {"ids": wanted[n : n + CHUNK]}, seconds=None, rows=None)
    return out


def entries(store: Store, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Entries by id: ``key``, ``book``, ``said``."""
    found = fetch(
        store, "UNWIND $ids AS id MATCH (e:BookEntry {id: id}) RETURN e.id AS id, e.key AS key, e.book AS book, e.said AS said", ids
    )
    return {r["id"]: r for r in found}


def under(store: Store, keys: Iterable[str]) -> list[dict[str, Any]]:
    """Entries by key, in order of key and id."""
    found = fetch(
        store, "UNWIND $ids AS key MATCH (e:BookEntry {key: key}) RETURN e.id AS id, e.key AS key, e.book AS book, e.said AS said", keys
    )
    return sorted(found, key=lambda r: (r["key"], r["id"]))


def books(store: Store, instruments: Iterable[str]) -> list[str]:
    """The documents (sha) that are sources of these instruments, in order."""
    return sorted(r["id"] for r in fetch(store, "UNWIND $ids AS id MATCH (b:Book {instrument: id}) RETURN b.id AS id", instruments))


def part(store: Store, sha: str) -> Part:
    """A part as it was when it was ingested, whatever knowledge says today."""
    kept = entries(store, (f"record|{sha}", f"part|{sha}"))
    data: Mapping[str, Any] = json.loads(unpack(kept[f"record|{sha}"]["said"]))
    every: list[Element] = [loads(line) for line in unpack(kept[f"part|{sha}"]["said"]).split("\n")]
    return _part(from_json(data, sha256=sha, file=str(data["source"])), every)


def alone(store: Store, shas: Iterable[str]) -> bool:
    """Whether the store has no other documents than these."""
    query = "MATCH (b:Book) WHERE NOT b.id IN $shas RETURN b.id AS id LIMIT 1"
    return not store.read(query, {"shas": sorted(shas)}, seconds=None, rows=None)


def ids(store: Store, keys: Iterable[str]) -> list[str]:
    """The ids of the entries under keys, in order."""
    return sorted(r["id"] for r in fetch(store, "UNWIND $ids AS key MATCH (e:BookEntry {key: key}) RETURN e.id AS id", keys))


def outdated(instruments: Iterable[str], *, last: bool) -> list[Statement]:
    """What says that the OVERLAPS edges are out of date: documents of these instruments come or go, the ``last`` ones perhaps."""
    gone = "UNWIND $rows AS id MATCH (e:BookEntry {id: id}) DETACH DELETE e"
    mark = "UNWIND $rows AS id MATCH (e:BookEntry {id: id}) SET e.book = $mark"
    out: list[Statement] = [(gone, {"rows": [NOW]}), (mark, {"rows": sorted(f"works|{i}" for i in instruments), "mark": OUTDATED})]
    if last:
        out += [(gone, {"rows": [BEFORE]}), ("MATCH (e:BookEntry) WHERE e.key STARTS WITH $plans DETACH DELETE e", {"plans": PLANS})]
    return out


def _part(record: Record, every: Sequence[Element]) -> Part:
    return Part(
        record,
        Graph(tuple(e for e in every if isinstance(e, Node)), tuple(e for e in every if isinstance(e, Edge))),
        tuple(e for e in every if isinstance(e, InstrumentFact)),
    )
