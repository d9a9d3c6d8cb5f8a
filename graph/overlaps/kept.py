"""The OVERLAPS edges of a store, kept up with what it holds.

A change of the store (``graph.change``) says in its own transaction that the edges may be out of date; ``settle`` brings them up, once
for however many documents came and went, so that they are a function of what the store holds. What it reads of the tasks that are as they
were compared is little and in bulk (``ledger``): plans whose document changed, or that stand in something else than before, are read
again; their changed tasks are searched for candidates (``renew``) and compared; what differs is written. The mark that all is well comes
last: a settling that is broken off is done again by the next one.

Under the key ``overlaps`` the book keeps ``overlaps|now`` (by what method and decisions the edges are up to date; gone while they are
not), ``overlaps|before`` (what the last settling left) and ``overlaps|decisions``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from knowledge import Knowledge

from .. import book
from ..change import EDGE_ROW, edge_of
from ..model import Edge
from ..stores import Store
from ..stores.base import Statement
from . import ledger
from .codec import digest, method
from .decisions import Decision, judge, meant_by, of_json
from .edges import drawn
from .ledger import Decided, Hand
from .match import concepts
from .pairs import compare, scale
from .renew import Mask, Renewed, meeting, renew
from .stock import Stock, stock
from .tasks import setting

_TASKS = (
    "UNWIND $ids AS one MATCH (i:Instrument {id: one}) WITH i MATCH (i)-[:ORDERS]->(t:Task) RETURN t.id AS id, t.item AS item, i.id AS plan"
)
KEY, DECISIONS = book.KEY, "overlaps|decisions"
CHUNK = 20_000  # edges and entries a transaction
MANY = 2_000  # tasks from which on all edges are read at once


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settling did: tasks compared anew, pairs looked at, edges drawn and taken back."""

    tasks: int = 0
    looked_at: int = 0
    drawn: int = 0
    taken: int = 0


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


def meant(store: Store, knowledge: Knowledge, made: Iterable[Decision]) -> dict[str, list[str]]:
    """What the names in decisions mean, as ``decisions.meant_by`` tells it of the tasks that are compared."""
    plans = setting(store, knowledge).plans
    tasks = book.fetch(store, _TASKS, plans)
    return meant_by({name for d in made for name in d.pair}, ((r["id"], plans[r["plan"]].file, r["item"]) for r in tasks))


def settled(store: Store, knowledge: Knowledge) -> bool:
    """Whether the edges are up to date."""
    now = book.entries(store, [book.NOW])
    return bool(now) and now[book.NOW]["said"] == _mark(knowledge, decisions(store))


def standing(store: Store, knowledge: Knowledge) -> dict[str, Any]:
    """How the edges stand: ``up_to_date``; ``crowds`` (keys under which too many tasks stand to be compared) and ``crowded_tasks`` (how
    many those are); ``decisions``, each with ``effect`` (as of ``decisions.Judged``, or ``waiting`` for the next settling) and, where a
    name of it fits several tasks, these as ``candidates``."""
    kept = book.entries(store, [book.BEFORE])
    left: dict[str, Any] = json.loads(kept[book.BEFORE]["said"]) if kept else {}
    judged = dict(zip(of_json(left.get("decided", ())), left.get("effects", ()), strict=False))
    told = [{**d.to_json(), **judged.get(d, {"effect": "waiting"})} for d in decisions(store)]
    up = settled(store, knowledge)
    return {"up_to_date": up, "crowds": left.get("given_up", 0), "crowded_tasks": left.get("shared", 0), "decisions": told}


def settle(store: Store, knowledge: Knowledge) -> Settled:
    """Bring the edges up to date; costs one look where they are. Raises ``StoreError``."""
    if settled(store, knowledge):
        return Settled()
    with store.turn():
        return _settle(store, knowledge)


def _settle(store: Store, knowledge: Knowledge) -> Settled:
    by, made = method(knowledge), decisions(store)
    around, before = setting(store, knowledge), ledger.before(store, by)
    have = stock(store, knowledge, around, before)
    judged = judge(made, have.called(made))
    decided = {j.ends: j.decision for j in judged if j.effect == "applied"}
    moved = {id for ends in {*decided, *before.named} if decided.get(ends) != before.named.get(ends) for id in ends}
    changed = have.changed(moved)
    hand = Hand(store, have.ids, have.plan, {have.place[t.id]: t for t in have.tasks})
    found = renew(have.rows(), have.old, before.crowded, have.in_hand, changed, hand, concepts(knowledge))

    wanted = {e.id: e for e in _wanted(found, changed, have, hand, decided, knowledge)}
    fresh = {have.ids[n] for n in np.flatnonzero(changed).tolist()} | have.gone
    newly = {have.ids[n] for n in np.flatnonzero(found.newly).tolist()} - fresh
    asked = {*fresh, *newly, *(id for e in wanted.values() for id in _ends(e))}
    there = _edges(store, asked, every=not before.same or len(asked) > MANY)
    spare = [e for e in there.values() if e.id not in wanted]
    taken = [e for e in spare if not before.same or _ends(e) & fresh]
    if before.same:
        taken += _unmet([e for e in spare if _ends(e) <= newly and "decided_by" not in e.props], found, have)
    new = [e for id, e in sorted(wanted.items()) if there.get(id) != e]
    old = [*taken, *(there[e.id] for e in new if e.id in there)]
    left = ledger.left(by, found.crowded, (found.given_up, found.shared), judged, decided)
    marks = [_entry(book.BEFORE, left), _entry(book.NOW, _mark(knowledge, made))]
    if have.ids:
        _close(store, old, new, [*before.drop, *have.spare()], have.entries(found), marks)
    else:  # of a store without tasks nothing stays
        _close(store, old, new, [*before.drop, *have.spare(), *(m["id"] for m in marks)], [], [])
    return Settled(int(changed.sum()), len(found.pairs), len(new), len(taken))


def _wanted(found: Renewed, changed: Mask, have: Stock, hand: Hand, decided: Decided, knowledge: Knowledge) -> Iterable[Edge]:
    """The edges of the pairs that are to be looked at, as people decided."""
    known, by = concepts(knowledge), scale(knowledge)
    pairs = {frozenset((have.ids[i], have.ids[j])): (i, j) for i, j in zip(*found.pairs.T.tolist(), strict=True)}
    for ends in (ends for ends, d in decided.items() if d.verdict == "overlap"):
        i, j = (have.place[id] for id in ends)
        if changed[i] or changed[j]:
            pairs[ends] = i, j
    hand({n for two in pairs.values() for n in two})
    for ends, two in pairs.items():
        decision = decided.get(ends)
        if decision is None or decision.verdict != "not":
            a, b = sorted(hand(two).values(), key=lambda t: t.id)
            pair = compare(a, b, known, by, all=decision is not None)
            if pair:
                yield drawn(pair, knowledge, decision)


def _ends(edge: Edge) -> set[str]:
    return {edge.start[1], edge.end[1]}


def _edges(store: Store, tasks: Iterable[str], *, every: bool) -> dict[str, Edge]:
    """The edges of these tasks as they stand; or all."""
    if every:
        rows = store.read(f"MATCH (a:Task)-[r:OVERLAPS]->(b:Task) {EDGE_ROW}", seconds=None, rows=None)
        return {e.id: e for e in (edge_of("OVERLAPS", r) for r in rows)}
    one = "UNWIND $ids AS one MATCH (n:Task {id: one})"
    out: dict[str, Edge] = {}
    for match in (f"{one} WITH n AS a MATCH (a)-[r:OVERLAPS]->(b)", f"{one} WITH n AS b MATCH (b)<-[r:OVERLAPS]-(a)"):
        out |= {e.id: e for e in (edge_of("OVERLAPS", r) for r in book.fetch(store, f"{match} {EDGE_ROW}", tasks))}
    return out


def _unmet(edges: Sequence[Edge], found: Renewed, have: Stock) -> list[Edge]:
    """Of edges between tasks that did not change those whose tasks meet under no key any more, as theirs have grown crowded."""
    ends = {e.id: (have.place[e.start[1]], have.place[e.end[1]]) for e in edges}
    some = np.zeros(len(have.ids), dtype=bool)
    some[[n for two in ends.values() for n in two]] = True
    met = meeting(found.rows, some, ends.values()) if ends else set()
    return [e for e in edges if ends[e.id] not in met]


def _mark(knowledge: Knowledge, made: Sequence[Decision]) -> str:
    return f"{method(knowledge)} {digest([d.to_json() for d in made])}"


def _entry(id: str, said: str) -> dict[str, Any]:
    return {"id": id, "key": KEY, "said": said}


def _close(
    store: Store,
    old: Sequence[Edge],
    new: Sequence[Edge],
    drop: Sequence[str],
    entries: Sequence[Mapping[str, Any]],
    marks: Sequence[Mapping[str, Any]],
) -> None:
    """Write the edges and the book's entries: in one transaction, or if they are many the marks last, nothing of what was before holding
    in between."""
    rows = [{"a": e.start[1], "b": e.end[1], "props": {**e.props, "id": e.id}} for e in new]
    gone = "UNWIND $rows AS id MATCH (e:BookEntry {id: id}) DETACH DELETE e"
    draw = "UNWIND $rows AS r MATCH (a:Task {id: r.a}) MATCH (b:Task {id: r.b}) CREATE (a)-[e:OVERLAPS]->(b) SET e = r.props"
    steps: list[tuple[str, Sequence[Any]]] = [
        ("MATCH ()-[r:OVERLAPS]->() WHERE r.id IN $rows DELETE r", [e.id for e in old]),
        (draw, rows),
        (gone, drop),
        ("UNWIND $rows AS r MERGE (e:BookEntry {id: r.id}) SET e = r", [*entries, *marks]),
    ]
    if sum(len(s) for _, s in steps) <= CHUNK:
        store.write([(cypher, {"rows": [*some]}) for cypher, some in steps])
        return
    store.write([(gone, {"rows": [book.BEFORE]})])
    for cypher, some in steps:
        for n in range(0, len(some), CHUNK):
            store.write([(cypher, {"rows": [*some[n : n + CHUNK]]})])
