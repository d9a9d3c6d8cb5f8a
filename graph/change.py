"""One change of a store: documents go, documents come, and what depends on others is settled again; one transaction.

The cost is that of the documents in hand. What a document adds to a shared element is joined to what is there (``model.join`` and
``identity.join_facts`` are associative and idempotent); only where something is taken back are the other documents' entries for that
one element read. Identity is resolved again for the facts that meet the changed ones under a key, directly or through others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from knowledge import Knowledge

from . import book
from .book import Element, Part
from .identity import InstrumentFact, resolve
from .model import Edge, Node
from .stores import Store
from .stores.base import EDGE_TYPES, Statement

RESOLVED = ("candidates", "resolution")  # properties that follow from the whole set, not from one document


@dataclass
class _Plan:
    """What is to be written, by kind."""

    nodes: dict[str, Node] = field(default_factory=dict)
    no_nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    no_edges: list[Edge] = field(default_factory=list)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    no_entries: set[str] = field(default_factory=set)
    standings: list[dict[str, Any]] = field(default_factory=list)

    def entry(self, id: str, **props: Any) -> None:
        self.entries[id] = {"id": id, **props}
        self.no_entries.discard(id)


def change(
    store: Store, knowledge: Knowledge, *, go: Iterable[str] = (), come: Part | None = None, paths: Mapping[str, str | None]
) -> None:
    """Take the documents ``go`` (SHA-256) out and put ``come`` in. ``paths``: where a path leads from now on (None: nowhere).

    A document that is there already under the SHA-256 of ``come`` is replaced. All or nothing.
    """
    leaving = {sha: book.part(store, sha) for sha in sorted(set(go))}
    instruments = {p.instrument for p in (*leaving.values(), *((come,) if come else ()))}
    others = [sha for sha in book.books(store, instruments) if sha not in leaving]
    before = {**leaving, **{sha: book.part(store, sha) for sha in others}}
    after = {sha: part for sha, part in before.items() if sha not in leaving}
    if come:
        after[come.sha] = come
    plan = _Plan()
    changed = _elements(store, plan, _said(before), _said(after))
    _identity(store, plan, knowledge, changed)
    for sha in sorted(before.keys() - after.keys()):
        plan.no_entries |= {f"record|{sha}", f"part|{sha}"}
    if come:
        for kind, text in book.packed(come).items():
            plan.entry(f"{kind}|{come.sha}", book=come.sha, said=text)
    for path, sha_or_none in sorted(paths.items()):
        if sha_or_none is None:
            plan.no_entries |= {f"path|{path}", f"name|{path}"}
        else:
            plan.entry(f"path|{path}", key=f"paths|{sha_or_none}", book=sha_or_none, said=path)
            plan.entry(f"name|{path}", key=f"name|{PurePath(path).name}", book=sha_or_none, said=path)
    stale = book.outdated(instruments, last=not after and book.alone(store, before)) if come or leaving else []
    store.write([*_statements(plan, sorted(before.keys() - after.keys()), come), *stale])


def _said(parts: Mapping[str, Part]) -> dict[str, dict[str, Element]]:
    """Element key -> document -> what it says; of several sources of one instrument only the best is shown."""
    best: dict[str, Part] = {}
    for part in parts.values():
        known = best.get(part.instrument)
        best[part.instrument] = part if known is None else min(known, part, key=lambda p: p.rank)
    out: dict[str, dict[str, Element]] = defaultdict(dict)
    for sha in sorted(parts):
        for key, element in book.elements(parts[sha], shown=best[parts[sha].instrument] is parts[sha]).items():
            out[key][sha] = element
    return out


def _elements(
    store: Store, plan: _Plan, before: Mapping[str, Mapping[str, Element]], after: Mapping[str, Mapping[str, Element]]
) -> dict[str, InstrumentFact | None]:
    """Plan what becomes of every element that changes; the facts (joined, None: gone) that changed, by instrument."""
    changed = [k for k in sorted({*before, *after}) if before.get(k) != after.get(k)]
    many = {k for k in changed if book.by_many(next(iter((after.get(k) or before[k]).values())))}
    lost = {k for k in many if any(said not in after.get(k, {}).values() for said in before.get(k, {}).values())}
    known = _known(store, sorted(many))
    elsewhere: dict[str, list[Element]] = defaultdict(list)
    for row in book.under(store, lost):
        if row["book"] not in before.get(row["key"], {}):
            elsewhere[row["key"]].append(book.loads(row["said"]))
    facts: dict[str, InstrumentFact | None] = {}
    for key in changed:
        old, new = before.get(key, {}), after.get(key, {})
        was = known.get(key) if key in many else next(iter(old.values()), None)
        if key in lost:
            said = [*elsewhere[key], *new.values()]
        elif key in known:
            said = [known[key], *new.values()]
        else:
            said = list(new.values())
        will = book.joined(said) if said else None
        if key in many:
            for sha in old.keys() - new.keys():
                plan.no_entries.add(f"{key}|{sha}")
            for sha, element in new.items():
                if old.get(sha) != element:
                    plan.entry(f"{key}|{sha}", key=key, book=sha, said=book.dumps(element))
        if will != was:
            _put(plan, was, will, facts)
    return facts


def _put(plan: _Plan, was: Element | None, will: Element | None, facts: dict[str, InstrumentFact | None]) -> None:
    one = will if will is not None else was
    if isinstance(one, InstrumentFact):
        facts[one.id] = will if isinstance(will, InstrumentFact) else None
    elif isinstance(one, Node):
        if will is None:
            plan.no_nodes.append(one)
        elif isinstance(will, Node):
            kept = {k: v for k, v in was.props.items() if k in RESOLVED} if isinstance(was, Node) else {}
            plan.nodes[book.name(will)] = Node(will.label, will.id, {**will.props, **kept})
    elif isinstance(one, Edge):
        if isinstance(was, Edge):
            plan.no_edges.append(was)
        if isinstance(will, Edge):
            plan.edges.append(will)


def _known(store: Store, keys: Sequence[str]) -> dict[str, Element]:
    """Shared elements as they stand now."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        kind, _, id = key.partition("|")
        by_kind[kind].append(id)
    out: dict[str, Element] = {}
    for kind, ids in sorted(by_kind.items()):
        found: Sequence[Element]
        if kind == "Fact":
            kept = book.entries(store, [f"fact|{id}" for id in ids])
            found = [book.loads(e["said"]) for e in kept.values()]
        elif kind in EDGE_TYPES:
            found = edges_of(store, kind, ids)
        else:
            found = nodes_of(store, kind, ids)
        out.update((book.name(e), e) for e in found)
    return out


def nodes_of(store: Store, label: str, ids: Iterable[str]) -> list[Node]:
    """The nodes of a label with these ids, as they stand."""
    rows = book.fetch(store, f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) RETURN n.id AS id, properties(n) AS props", ids)
    return [Node(label, r["id"], {k: v for k, v in r["props"].items() if k != "id"}) for r in rows]


EDGE_ROW = "RETURN r.id AS id, labels(a)[0] AS a_label, a.id AS a, labels(b)[0] AS b_label, b.id AS b, properties(r) AS props"


def edges_of(store: Store, type: str, ids: Iterable[str]) -> list[Edge]:
    """The edges of a type with these ids, as they stand."""
    return [edge_of(type, r) for r in book.fetch(store, f"MATCH (a)-[r:{type}]->(b) WHERE r.id IN $ids {EDGE_ROW}", ids)]


def edge_of(type: str, row: Mapping[str, Any]) -> Edge:
    """An edge from a row with ``id``, ``a_label``, ``a``, ``b_label``, ``b``, ``props``."""
    props = {k: v for k, v in row["props"].items() if k != "id"}
    return Edge(type, row["id"], (row["a_label"], row["a"]), (row["b_label"], row["b"]), props)


def _identity(store: Store, plan: _Plan, knowledge: Knowledge, changed: Mapping[str, InstrumentFact | None]) -> None:
    """Keep the changed facts under their keys, resolve again whom they concern, plan the SAME_AS edges and standings that differ."""
    if not changed:
        return
    kept = {id: _fact(e["said"]) for id, e in _kept(store, changed).items()}
    for id, fact in changed.items():
        there, wanted = _meets(kept.get(id)), _meets(fact)
        if fact is None:
            plan.no_entries.add(f"fact|{id}")
        else:
            plan.entry(f"fact|{id}", said=book.dumps(fact))
        plan.no_entries |= {f"key|{key}|{id}" for key in there.keys() - wanted.keys()}
        for key in sorted(k for k in wanted if there.get(k) != wanted[k]):
            plan.entry(f"key|{key}|{id}", key=wanted[key], said=id)
    # Only who asks is answered, and only by who shares a key with it (see ``identity.touched``).
    concerned: dict[str, InstrumentFact] = {id: f for id, f in changed.items() if f is not None}
    touched = {k for f in (*concerned.values(), *kept.values()) for k in f.keys}
    concerned |= _met(store, [f"ask|{k}" for k in touched], changed)
    asking = {id: f for id, f in concerned.items() if f.asks}
    around = _met(store, [f"{kind}|{k}" for f in asking.values() for k in f.keys for kind in ("ask", "tell")], changed)
    found = resolve([f for _, f in sorted((around | concerned).items())], knowledge)
    drawn = {e.id: e for e in found.edges if e.start[1] in asking or e.end[1] in asking}
    old = {e.id: e for e in _same_as(store, {*concerned, *changed})}
    plan.no_edges += [e for id, e in sorted(old.items()) if drawn.get(id) != e]
    plan.edges += [e for id, e in sorted(drawn.items()) if old.get(id) != e]
    for id in sorted(concerned):
        standing = found.standings[id]
        plan.standings.append({"id": id, "resolution": standing.resolution, "candidates": list(standing.candidates) or None})


def _meets(fact: InstrumentFact | None) -> dict[str, str]:
    """Each key of a fact and the entry key that it is kept under: those who ask apart from those who only answer."""
    return {k: f"{'ask' if fact.asks else 'tell'}|{k}" for k in fact.keys} if fact else {}


def _met(store: Store, keys: Iterable[str], changed: Mapping[str, InstrumentFact | None]) -> dict[str, InstrumentFact]:
    """The facts under these keys, as they will be."""
    met = {str(r["said"]) for r in book.under(store, keys)}
    new = {id: f for id, f in changed.items() if id in met and f is not None}
    return new | {id: _fact(e["said"]) for id, e in _kept(store, met - changed.keys()).items()}


def _same_as(store: Store, instruments: Iterable[str]) -> list[Edge]:
    """The SAME_AS edges from and to these instruments."""
    one = "UNWIND $ids AS one MATCH (n:Instrument {id: one})"
    match = f"{one} WITH n AS a MATCH (a)-[r:SAME_AS]->(b)", f"{one} WITH n AS b MATCH (b)<-[r:SAME_AS]-(a)"
    return [edge_of("SAME_AS", r) for m in match for r in book.fetch(store, f"{m} {EDGE_ROW}", instruments)]


def _kept(store: Store, instruments: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The joined facts' entries by instrument."""
    return {id.removeprefix("fact|"): e for id, e in book.entries(store, [f"fact|{i}" for i in instruments]).items()}


def _fact(text: str) -> InstrumentFact:
    fact = book.loads(text)
    assert isinstance(fact, InstrumentFact)
    return fact


def _statements(plan: _Plan, gone: Sequence[str], come: Part | None) -> list[Statement]:
    """Portable Cypher, in an order that never leaves an edge without ends."""
    out: list[Statement] = []
    for type, edges in _grouped(plan.no_edges):
        out.append((f"MATCH ()-[r:{type}]->() WHERE r.id IN $rows DELETE r", {"rows": [e.id for e in edges]}))
    for label, nodes in _grouped(plan.no_nodes):
        out.append((f"UNWIND $rows AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n", {"rows": [n.id for n in nodes]}))
    for label, nodes in _grouped(plan.nodes.values()):
        rows = [{"id": n.id, "props": {**n.props, "id": n.id}} for n in nodes]
        out.append((f"UNWIND $rows AS r MERGE (n:{label} {{id: r.id}}) SET n = r.props", {"rows": rows}))
    for (type, a, b), edges in _grouped_by_ends(plan.edges):
        rows = [{"a": e.start[1], "b": e.end[1], "props": {**e.props, "id": e.id}} for e in edges]
        # CREATE, not MERGE: the book knows that it is new, and MERGE would walk all edges of a busy agency.
        match = f"UNWIND $rows AS r MATCH (a:{a} {{id: r.a}}) MATCH (b:{b} {{id: r.b}})"
        out.append((f"{match} CREATE (a)-[e:{type}]->(b) SET e = r.props", {"rows": rows}))
    resolution = "UNWIND $rows AS r MATCH (n:Instrument {id: r.id}) SET n.resolution = r.resolution, n.candidates = r.candidates"
    out.append((resolution, {"rows": plan.standings}))
    out.append(("UNWIND $rows AS id MATCH (e:BookEntry {id: id}) DETACH DELETE e", {"rows": sorted(plan.no_entries)}))
    out.append(("UNWIND $rows AS r MERGE (e:BookEntry {id: r.id}) SET e = r", {"rows": [plan.entries[k] for k in sorted(plan.entries)]}))
    out.append(("UNWIND $rows AS id MATCH (b:Book {id: id}) DETACH DELETE b", {"rows": list(gone)}))
    if come:
        out.append(("MERGE (b:Book {id: $id}) SET b.instrument = $instrument", {"id": come.sha, "instrument": come.instrument}))
    return out


def _grouped(elements: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for e in elements:
        groups[e.label if isinstance(e, Node) else e.type].append(e)
    return [(k, sorted(groups[k], key=lambda e: e.id)) for k in sorted(groups)]


def _grouped_by_ends(edges: Iterable[Edge]) -> list[tuple[tuple[str, str, str], list[Edge]]]:
    groups: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for e in edges:
        groups[e.type, e.start[0], e.end[0]].append(e)
    return [(k, sorted(groups[k], key=lambda e: e.id)) for k in sorted(groups)]
