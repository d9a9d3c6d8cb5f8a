"""The OVERLAPS edges of a store, kept up with what it holds.

A change of the store (``graph.change``) says in its own transaction that the edges may be out of date; ``settle`` brings them up, once
for however many documents came and went. It asks which tasks are not as they were when they were compared, compares these alone, and
writes what differs, so that the edges are a function of what the store holds. The mark is set last: a settling that is broken off is
done again by the next one.

Beside the edges the book keeps, under the key ``overlaps``: ``overlaps|now`` (by what method and decisions the edges are up to date; gone
while they are not), ``overlaps|before`` (the crowded keys and the decisions of the last settling), ``overlaps|decisions``, and
``works|<instrument>`` (the works of a plan, which are dear to find, and a digest of each task as it was compared).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge import Knowledge

from .. import book
from ..change import EDGE_ROW, edge_of, edges_of
from ..model import Edge
from ..stores import Store
from ..stores.base import Statement
from .codec import cards, digest, method, named, packed, unpacked
from .decisions import Decision, of_json
from .edges import drawn
from .index import Found, decoded, search
from .match import Concepts, concepts
from .pairs import Scale, compare, scale, weighed
from .tasks import Task, read
from .works import Work, works

KEY, DECISIONS = "overlaps", "overlaps|decisions"
CHUNK = 20_000  # edges a transaction
MANY = 2_000  # changed tasks from which on all edges are read at once


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settling did: tasks compared anew, pairs looked at, edges drawn and taken back."""

    tasks: int = 0
    looked_at: int = 0
    drawn: int = 0
    taken: int = 0


@dataclass
class _Before:
    """What the last settling left: works by the digest of what they were made of, digests of tasks by plan, crowded keys, decisions."""

    works: dict[str, Any] = field(default_factory=dict)
    cards: dict[str, dict[str, str]] = field(default_factory=dict)
    crowded: Sequence[int] = ()
    decided: tuple[Decision, ...] = ()
    same: bool = False  # whether by the same method


def decisions(store: Store) -> tuple[Decision, ...]:
    """The decisions that the store keeps."""
    kept = book.entries(store, [DECISIONS])
    return of_json(json.loads(kept[DECISIONS]["said"])) if kept else ()


def decide(store: Store, made: Sequence[Decision]) -> None:
    """Keep these decisions in place of those that the store had; ``settle`` replays them."""
    said = json.dumps([d.to_json() for d in made], ensure_ascii=False, sort_keys=True)
    gone: Statement = ("MATCH (e:BookEntry {id: $id}) DETACH DELETE e", {"id": DECISIONS})
    entry: Statement = ("UNWIND $rows AS r MERGE (e:BookEntry {id: r.id}) SET e = r", {"rows": [_entry(DECISIONS, said)]})
    store.write([entry if made else gone])


def settled(store: Store, knowledge: Knowledge) -> bool:
    """Whether the edges are up to date."""
    now = book.entries(store, [book.NOW])
    return bool(now) and now[book.NOW]["said"] == _mark(knowledge, decisions(store))


def standing(store: Store, knowledge: Knowledge) -> dict[str, Any]:
    """How the edges stand: ``up_to_date``; ``crowds`` (keys under which too many tasks stand to be compared) and ``crowded_tasks`` (how
    many those are); ``decisions``, each with ``effect`` (``applied``, ``waiting`` for the next settling, ``missing``: a task of it is
    not there)."""
    kept = book.entries(store, [book.BEFORE])
    left: dict[str, Any] = json.loads(kept[book.BEFORE]["said"]) if kept else {}
    missing, applied = ({d.pair for d in of_json(left.get(name, ()))} for name in ("missing", "decided"))
    told = [
        {**d.to_json(), "effect": "missing" if d.pair in missing else "applied" if d.pair in applied else "waiting"}
        for d in decisions(store)
    ]
    up = settled(store, knowledge)
    return {"up_to_date": up, "crowds": left.get("given_up", 0), "crowded_tasks": left.get("shared", 0), "decisions": told}


def settle(store: Store, knowledge: Knowledge) -> Settled:
    """Bring the edges up to date; costs one look where they are. Raises ``StoreError``."""
    if settled(store, knowledge):
        return Settled()
    with store.turn():
        return _settle(store, knowledge)


def _settle(store: Store, knowledge: Knowledge) -> Settled:
    before, known, by = _before(store, knowledge), concepts(knowledge), scale(knowledge)
    cut = _Cut(before.works)
    tasks = read(store, knowledge, cut)
    now, was = cards(tasks), {t: c for kept in before.cards.values() for t, c in kept.items()}
    made = decisions(store)
    names = called(tasks)
    moved = {names[n] for d in {*made} ^ {*before.decided} for n in d.pair if n in names}
    changed = [n for n, t in enumerate(tasks) if was.get(t.id) != now[t.id] or t.id in moved]
    found = search(tasks, known, changed=changed, crowded=before.crowded)
    edges = {e.id: e for e in _wanted(tasks, found, known, by, made, names, knowledge)}
    fresh = {tasks[n].id for n in changed} | (was.keys() - now.keys())
    newly = bool({*found.crowded.tolist()} - {*before.crowded})
    there = _edges(store, fresh, edges, every=newly or not before.same or len(fresh) > MANY)
    gone = [e for e in there.values() if e.id not in edges and (not before.same or {e.start[1], e.end[1]} & fresh)]
    if newly and before.same:
        gone += _unmet(there, edges, gone, tasks, known, fresh)
    kept = [e for id, e in sorted(edges.items()) if there.get(id) != e]
    old = [*gone, *(there[e.id] for e in kept if e.id in there)]
    _write(store, old, kept)
    missing = [d for d in made if not d.pair <= names.keys()]
    mark = {book.NOW: _mark(knowledge, made)} | _left(found, made, missing, method(knowledge))
    _close(store, {**_plans(tasks, now, cut, before), **mark}, before, tasks, keep=mark)
    return Settled(len(changed), len(found.pairs), len(kept), len(gone))


def called(tasks: Sequence[Task]) -> dict[str, str]:
    """The ids of tasks by what people call them: the id, or file name and item where only one task is called so."""
    by_item: dict[str, list[str]] = {}
    for t in tasks:
        by_item.setdefault(f"{t.plan.file}#{t.item}", []).append(t.id)
    return {name: ids[0] for name, ids in by_item.items() if len(ids) == 1} | {t.id: t.id for t in tasks}


def _wanted(
    tasks: Sequence[Task],
    found: Found,
    known: Concepts,
    by: Scale,
    made: Sequence[Decision],
    names: Mapping[str, str],
    knowledge: Knowledge,
) -> Iterable[Edge]:
    """The edges of the pairs that were looked at, as people decided."""
    decided = {frozenset(names[n] for n in d.pair): d for d in made if d.pair <= names.keys()}
    pairs = {frozenset((p.a.id, p.b.id)): p for p in weighed(tasks, decoded(found.pairs, len(tasks)), known, by)}
    at = {t.id: t for t in tasks}
    for ends, decision in decided.items():
        if decision.verdict == "not":
            pairs.pop(ends, None)
        elif len(ends) == 2:
            a, b = sorted(ends)
            pair = compare(at[a], at[b], known, by, all=True)
            if pair:
                pairs[ends] = pair
    for ends, pair in pairs.items():
        yield drawn(pair, knowledge, decided.get(ends))


def _edges(store: Store, fresh: Iterable[str], wanted: Iterable[str], *, every: bool) -> dict[str, Edge]:
    """The edges as they stand: of these tasks, and those of these ids; or all."""
    if every:
        rows = store.read(f"MATCH (a:Task)-[r:OVERLAPS]->(b:Task) {EDGE_ROW}", seconds=None, rows=None)
        return {e.id: e for e in (edge_of("OVERLAPS", r) for r in rows)}
    one = "UNWIND $ids AS one MATCH (n:Task {id: one})"
    out: dict[str, Edge] = {}
    for match in (f"{one} WITH n AS a MATCH (a)-[r:OVERLAPS]->(b)", f"{one} WITH n AS b MATCH (b)<-[r:OVERLAPS]-(a)"):
        out |= {e.id: e for e in (edge_of("OVERLAPS", r) for r in book.fetch(store, f"{match} {EDGE_ROW}", fresh))}
    return out | {e.id: e for e in edges_of(store, "OVERLAPS", [id for id in wanted if id not in out])}


def _unmet(
    there: Mapping[str, Edge], edges: Mapping[str, Edge], gone: Sequence[Edge], tasks: Sequence[Task], known: Concepts, fresh: set[str]
) -> list[Edge]:
    """Edges between tasks that did not change, but stand under no common key any more, as it has grown crowded."""
    place = {t.id: n for n, t in enumerate(tasks)}
    met = {*search(tasks, known).pairs.tolist()}
    out = []
    for e in there.values():
        i, j = sorted((place.get(e.start[1], -1), place.get(e.end[1], -1)))
        if e.id not in edges and e not in gone and i >= 0 and i * len(tasks) + j not in met and "decided_by" not in e.props:
            out.append(e)
    return out


class _Cut:
    """``works``, remembering what it gave."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        self.kept, self.made = kept, dict[tuple[str, ...], dict[str, tuple[Work, ...]]]()

    def __call__(self, text: str, headings: Sequence[str], topic: str, knowledge: Knowledge, **more: Any) -> tuple[Work, ...]:
        key = named(text, *headings, topic, str(sorted(more.items())))
        found = unpacked(self.kept[key]) if key in self.kept else works(text, headings, topic, knowledge, **more)
        self.made.setdefault((text, *headings, topic), {})[key] = found
        return found


def _plans(tasks: Sequence[Task], now: Mapping[str, str], cut: _Cut, before: _Before) -> dict[str, str]:
    """The entries of the plans that changed: works and digests."""
    plans: dict[str, list[Task]] = {}
    for t in tasks:
        plans.setdefault(t.plan.id, []).append(t)
    out = {}
    for id, members in plans.items():
        stand = {t.id: now[t.id] for t in members}
        if stand != before.cards.get(id):
            made = {k: packed(w) for t in members for k, w in cut.made[(t.text, *t.headings, t.plan.title)].items()}
            out[f"works|{id}"] = book.pack(json.dumps({"cards": stand, "works": made}, ensure_ascii=False, separators=(",", ":")))
    return out


def _before(store: Store, knowledge: Knowledge) -> _Before:
    """What the last settling left; nothing where another method made it."""
    out = _Before()
    kept = {r["id"]: str(r["said"]) for r in book.under(store, [KEY])}
    left: dict[str, Any] = json.loads(kept[book.BEFORE]) if book.BEFORE in kept else {}
    if left.get("method") != method(knowledge):
        return _Before(cards={id.removeprefix("works|"): {} for id in kept if id.startswith("works|")})
    for id, said in kept.items():
        if id.startswith("works|"):
            data = json.loads(book.unpack(said))
            out.cards[id.removeprefix("works|")] = data["cards"]
            out.works |= data["works"]
    out.crowded, out.decided, out.same = left["crowded"], of_json(left["decided"]), True
    return out


def _left(found: Found, made: Sequence[Decision], missing: Sequence[Decision], by: str) -> dict[str, str]:
    left = {"method": by, "crowded": found.crowded.tolist(), "given_up": found.given_up, "shared": found.shared}
    told = {name: [d.to_json() for d in some] for name, some in (("decided", made), ("missing", missing))}
    return {book.BEFORE: json.dumps({**left, **told}, ensure_ascii=False)}


def _mark(knowledge: Knowledge, made: Sequence[Decision]) -> str:
    return f"{method(knowledge)} {digest([d.to_json() for d in made])}"


def _entry(id: str, said: str) -> dict[str, Any]:
    return {"id": id, "key": KEY, "said": said}


def _write(store: Store, old: Sequence[Edge], new: Sequence[Edge]) -> None:
    for n in range(0, len(old), CHUNK):
        ids = [e.id for e in old[n : n + CHUNK]]
        store.write([("MATCH ()-[r:OVERLAPS]->() WHERE r.id IN $rows DELETE r", {"rows": ids})])
    for n in range(0, len(new), CHUNK):
        rows = [{"a": e.start[1], "b": e.end[1], "props": {**e.props, "id": e.id}} for e in new[n : n + CHUNK]]
        draw = "UNWIND $rows AS r MATCH (a:Task {id: r.a}) MATCH (b:Task {id: r.b}) CREATE (a)-[e:OVERLAPS]->(b) SET e = r.props"
        store.write([(draw, {"rows": rows})])


def _close(store: Store, entries: Mapping[str, str], before: _Before, tasks: Sequence[Task], *, keep: Mapping[str, str]) -> None:
    """Write the book's entries, the mark with them; of a store without tasks nothing stays."""
    plans = {t.plan.id for t in tasks}
    gone = [f"works|{id}" for id in before.cards if id not in plans]
    if not tasks:
        gone, entries = [*gone, *keep], {}
    drop: Statement = ("UNWIND $rows AS id MATCH (e:BookEntry {id: id}) DETACH DELETE e", {"rows": gone})
    rows = [_entry(id, said) for id, said in sorted(entries.items())]
    store.write([drop, ("UNWIND $rows AS r MERGE (e:BookEntry {id: r.id}) SET e = r", {"rows": rows})])
