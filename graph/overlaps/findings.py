"""The OVERLAPS edges of a store as rows, and rows as findings: the same bodies, the same work, in one relation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge import key

from .. import book
from ..stores import Store

FIRST = ("two_leads", "role_conflict", "deadline_conflict", "repeat", "cascade", "parallel")  # conflicts before the rest
CONFLICTS = FIRST[:3]


@dataclass(frozen=True, slots=True)
class Side:
    """One task of a pair: ``leads`` and ``partners`` as (agency id, name), ``fields`` by name; ``quote`` stands in its text."""

    task: str
    item: str
    file: str
    plan: str
    title: str
    place: int
    leads: tuple[tuple[str, str], ...]
    partners: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Row:
    """One edge with both its tasks; ``decided`` is who confirmed it, when and why."""

    a: Side
    b: Side
    category: str
    score: float
    acts: tuple[str, ...]
    objects: tuple[str, ...]
    lent: bool
    decided: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Pairs of one category in which the same bodies have the same work. ``one`` and ``other``: names of who leads on either side."""

    category: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    acts: tuple[str, ...]
    objects: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def items(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """File names with the items of each that the finding is about, in order."""
        found: dict[str, dict[str, int]] = {}
        for side in (s for r in self.rows for s in (r.a, r.b)):
            found.setdefault(side.file, {})[side.item] = side.place
        return tuple((f, tuple(sorted(items, key=lambda i: (items[i], i)))) for f, items in sorted(found.items()))


_EDGES = "MATCH (x:Task)-[o:OVERLAPS]->(y:Task) RETURN x.id AS a, y.id AS b, properties(o) AS said"
_TASKS = """UNWIND $ids AS id MATCH (t:Task {id: id}) MATCH (i:Instrument)-[:ORDERS]->(t) OPTIONAL MATCH (s:Source {id: t.source})
RETURN t.id AS id, t.item AS item, t.order AS place, s.file AS file, i.id AS plan, i.title AS title"""
_PARTIES = """UNWIND $ids AS id MATCH (t:Task {{id: id}}) MATCH (t)<-[r:{type}]-(a:Agency)
RETURN t.id AS task, r.order AS place, r.name AS written, a.id AS id"""
_FIELDS = "UNWIND $ids AS id MATCH (t:Task {id: id}) MATCH (t)-[:IN_FIELD]->(f:Field) RETURN t.id AS task, f.id AS id, f.name AS name"


def rows(store: Store) -> list[Row]:
    """Every edge, conflicts first, then by plan and place."""
    edges = store.read(_EDGES, seconds=None, rows=None)
    ids = {str(r[end]) for r in edges for end in ("a", "b")}
    parties: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for type in ("LEADS", "COORDINATES"):
        parties[type] = {}
        for r in book.fetch(store, _PARTIES.format(type=type), ids):
            parties[type].setdefault(r["task"], []).append(r)
    fields: dict[str, set[str]] = {}
    for r in book.fetch(store, _FIELDS, ids):
        fields.setdefault(r["task"], set()).update((str(r["id"]), str(r["name"])))
    tasks = {r["id"]: r for r in book.fetch(store, _TASKS, ids)}

    def who(type: str, id: str) -> tuple[tuple[str, str], ...]:
        found = sorted(parties[type].get(id, ()), key=lambda r: (r["place"], r["written"]))
        return tuple(dict.fromkeys((str(r["id"]), str(r["written"])) for r in found))

    def side(id: str, quote: str) -> Side:
        t = tasks[id]
        told = (id, str(t["item"]), str(t["file"] or ""), str(t["plan"]), str(t["title"] or ""), int(t["place"] or 0))
        return Side(*told, who("LEADS", id), who("COORDINATES", id), tuple(sorted(fields.get(id, ()))), quote)

    out = []
    for r in edges:
        said = r["said"]
        decided = (said["decided_by"], said["decided_on"], said["why"]) if said.get("decided_by") else None
        out.append(Row(side(r["a"], said["quote_a"]), side(r["b"], said["quote_b"]), said["category"], float(said["score"]),
                       tuple(said.get("acts") or ()), tuple(said.get("objects") or ()), bool(said.get("lent")), decided))  # fmt: skip
    return sorted(out, key=lambda r: (FIRST.index(r.category), r.a.plan, r.a.place, r.a.task, r.b.task))


def chosen(
    every: Iterable[Row], *, agency: str | None = None, field: str | None = None, category: str | None = None, plan: str | None = None
) -> list[Row]:
    """The rows that fit: bodies, fields and plans are met by part of their name, number or file, case free."""

    def fits(row: Row) -> bool:
        sides = (row.a, row.b)
        names = [n for s in sides for pair in (*s.leads, *s.partners) for n in pair]
        return (
            (category is None or row.category == category)
            and (agency is None or any(_part(agency, n) for n in names))
            and (field is None or any(_part(field, f) for s in sides for f in s.fields))
            and (plan is None or any(_part(plan, text) for s in sides for text in (s.plan, s.file, s.title)))
        )

    return [r for r in every if fits(r)]


def _part(wanted: str, text: str) -> bool:
    return f" {key(wanted)} " in f" {key(text)} "


def findings(some: Sequence[Row]) -> list[Finding]:
    """Rows put together, conflicts first, then the findings of most rows, the surest before others."""
    Words = tuple[str, ...]
    groups: dict[tuple[str, Words, Words, Words, Words], list[Row]] = {}
    for r in some:
        one, other = sorted((_names(r.a), _names(r.b)), key=lambda names: (not names, names))
        groups.setdefault((r.category, one, other, r.acts, r.objects), []).append(r)
    out = [Finding(*at, rows=tuple(members)) for at, members in groups.items()]
    return sorted(
        out, key=lambda f: (FIRST.index(f.category), -len(f.rows), -max(r.score for r in f.rows), f.one, f.other, f.acts, f.objects)
    )


def _names(side: Side) -> tuple[str, ...]:
    return tuple(sorted(name for _, name in side.leads))


def matrix(some: Iterable[Row]) -> tuple[tuple[str, ...], dict[tuple[str, str], Counter[str]]]:
    """Who shares work with whom: the ids of leading agencies, those with most pairs first, and for two of them (in that order; twice the
    same where one body is told twice) how many pairs of each category."""
    cells: dict[tuple[str, str], Counter[str]] = {}
    for r in some:
        ours, theirs = {id for id, _ in r.a.leads}, {id for id, _ in r.b.leads}
        pairs = {(x, x) for x in ours & theirs} or {(min(x, y), max(x, y)) for x in ours for y in theirs}
        for pair in pairs:
            cells.setdefault(pair, Counter())[r.category] += 1
    weight: Counter[str] = Counter()
    for (x, y), counts in cells.items():
        for id in {x, y}:
            weight[id] += counts.total() + 1000 * sum(counts[c] for c in CONFLICTS)
    order = tuple(sorted(weight, key=lambda id: (-weight[id], id)))
    rank = {id: n for n, id in enumerate(order)}
    return order, {(x, y) if rank[x] <= rank[y] else (y, x): c for (x, y), c in cells.items()}
