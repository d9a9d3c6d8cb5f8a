"""The OVERLAPS edges of a store as rows, and rows as findings: the same bodies, the same work, in one relation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge import Knowledge

from .. import book
from ..stores import Store
from .roles import Roles, opposed, relation
from .tasks import placeless

FIRST = ("two_leads", "role_conflict", "deadline_conflict", "repeat", "cascade", "parallel")  # conflicts before the rest
CONFLICTS = FIRST[:3]


@dataclass(frozen=True, slots=True)
class Body:
    """Who leads or helps with a task: ``id`` of the agency, ``name`` as the plan writes it, ``full`` and ``placed`` with its place;
    ``body`` is the same in whatever place."""

    id: str
    name: str
    full: str
    placed: str
    body: str
    group: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One task of a pair. ``called``: its file, with the plan's number or id where another plan has a file of that name; ``fields`` as
    ids; ``quote`` stands in its text."""

    task: str
    item: str
    file: str
    called: str
    plan: str
    place: int
    roles: Roles[Body]
    fields: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Row:
    """One edge, by its ``id``, with both its tasks; ``decided`` is who confirmed it, when and why."""

    id: str
    a: Side
    b: Side
    category: str
    score: float
    acts: tuple[str, ...]
    objects: tuple[str, ...]
    lent: bool
    decided: tuple[str, str, str] | None

    @property
    def relation(self) -> str:
        """The category, with ``_unled`` where the words for it would speak of a lead and neither side names one."""
        return relation(self.category, bool(self.a.roles.leads or self.b.roles.leads))

    @property
    def parts(self) -> tuple[Part, Part]:
        """Both sides as a finding of this pair alone tells them."""
        a, b = self.a.roles, self.b.roles
        helpers = opposed(a, b) if self.category == "role_conflict" else ((), ())
        return Part(a.leads, helpers[0], (self.a,)), Part(b.leads, helpers[1], (self.b,))


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a finding: who leads there; in a conflict of roles, who only helps there; its tasks."""

    leads: tuple[Body, ...]
    helpers: tuple[Body, ...]
    sides: tuple[Side, ...]

    @property
    def ids(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who leads and who helps, by id."""
        return tuple(sorted(b.id for b in self.leads)), tuple(sorted(b.id for b in self.helpers))

    @property
    def items(self) -> tuple[Items, ...]:
        """Its plans with their items, in order."""
        return listed(self.sides)


@dataclass(frozen=True, slots=True)
class Items:
    """Items of one plan that a finding is about."""

    plan: str
    file: str
    called: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Pairs of one category in which the same bodies (by id) have the same work. Where one side names no lead that is ``other``."""

    category: str
    one: Part
    other: Part
    acts: tuple[str, ...]
    objects: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def names(self) -> dict[str, str]:
        """What its bodies are called, by id; those of plans without a common superior with their places."""
        return named((self.one, self.other), placed=self.category == "parallel")

    @property
    def items(self) -> tuple[Items, ...]:
        """Its plans with their items, in order."""
        return listed((*self.one.sides, *self.other.sides))


def listed(sides: Iterable[Side]) -> tuple[Items, ...]:
    """The plans of some tasks with their items, in order."""
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for s in sides:
        found.setdefault((s.file, s.plan, s.called), {})[s.item] = s.place
    return tuple(Items(p, f, c, tuple(sorted(items, key=lambda i: (items[i], i)))) for (f, p, c), items in sorted(found.items()))


def named(parts: Iterable[Part], *, placed: bool = False) -> dict[str, str]:
    """By id what the bodies of some sides are called: as their plans write them; with their places (all of them where ``placed``) where
    two are the same body of two places, or would be called alike."""
    bodies = sorted({b for p in parts for b in (*p.leads, *p.helpers)}, key=lambda b: (b.id, b.name), reverse=True)
    one = {b.id: b for b in bodies}
    times = Counter(b.body for b in one.values())
    return told_apart({id: ((b.full, b.placed) if placed or times[b.body] > 1 else (b.name, b.full, b.placed)) for id, b in one.items()})


def told_apart(called: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Of what each may be called the first that none else may be; else its id."""
    taken = Counter(name for each in called.values() for name in {*each})
    return {id: next((n for n in each if taken[n] == 1), id) for id, each in called.items()}


_EDGES = "MATCH (x:Task)-[o:OVERLAPS]->(y:Task) RETURN x.id AS a, y.id AS b, properties(o) AS said"
_TASKS = """UNWIND $ids AS id MATCH (t:Task {id: id}) MATCH (i:Instrument)-[:ORDERS]->(t) OPTIONAL MATCH (s:Source {id: t.source})
RETURN t.id AS id, t.item AS item, t.order AS place, s.file AS file, i.id AS plan"""
_ISSUERS = "UNWIND $ids AS id MATCH (i:Instrument {id: id}) MATCH (i)-[:ISSUED_BY]->(a:Agency) RETURN i.id AS id, a.id AS issuer"
_FILES = "MATCH (i:Instrument)-[:READ_FROM]->(s:Source) RETURN DISTINCT s.file AS file, i.id AS plan, i.number AS number"
_PARTIES = """UNWIND $ids AS id MATCH (t:Task {{id: id}}) MATCH (t)<-[r:{type}]-(a:Agency)
RETURN t.id AS task, r.order AS seat, r.name AS written, a.id AS id, a.name AS name, a.full_name AS full, a.kind AS kind,
  a.level AS level, a.jurisdiction AS place"""
_FIELDS = "UNWIND $ids AS id MATCH (t:Task {id: id}) MATCH (t)-[:IN_FIELD]->(f:Field) RETURN t.id AS task, f.id AS id"


def rows(store: Store, knowledge: Knowledge) -> list[Row]:
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
        fields.setdefault(r["task"], set()).add(str(r["id"]))
    tasks = {r["id"]: r for r in book.fetch(store, _TASKS, ids)}
    issuers = {r["id"]: str(r["issuer"]) for r in book.fetch(store, _ISSUERS, {t["plan"] for t in tasks.values()})}
    called = _called(store.read(_FILES, seconds=None, rows=None))
    bodies: dict[tuple[str, str], Body] = {}

    def body(r: Mapping[str, Any]) -> Body:
        at = str(r["id"]), str(r["written"] or r["name"])
        if at not in bodies:
            group = r["kind"] == "group"
            placed = f"{r['name']} ({r['place'] or '?'})"
            bodies[at] = Body(*at, str(r["full"] or r["name"]), placed, placeless(r, group, knowledge), group)
        return bodies[at]

    def who(type: str, id: str) -> tuple[Body, ...]:
        found: dict[str, Body] = {}
        for r in sorted(parties[type].get(id, ()), key=lambda r: (r["seat"] or 0, r["written"] or "")):
            found.setdefault(r["id"], body(r))
        return tuple(found.values())

    def side(id: str, quote: str) -> Side:
        t = tasks[id]
        file, plan = str(t["file"] or ""), str(t["plan"])
        roles = Roles(who("LEADS", id), who("COORDINATES", id), issuers.get(plan, ""))
        return Side(
            id,
            str(t["item"]),
            file,
            called.get((file, plan), plan),
            plan,
            int(t["place"] or 0),
            roles,
            tuple(sorted(fields.get(id, ()))),
            quote,
        )

    out = []
    for r in edges:
        said = r["said"]
        decided = (said["decided_by"], said["decided_on"], said["why"]) if said.get("decided_by") else None
        ends = side(r["a"], said["quote_a"]), side(r["b"], said["quote_b"])
        acts, objects = (tuple(said.get(name) or ()) for name in ("acts", "objects"))
        out.append(Row(str(said["id"]), *ends, said["category"], float(said["score"]), acts, objects, bool(said.get("lent")), decided))
    return sorted(out, key=lambda r: (FIRST.index(r.category), r.a.plan, r.a.place, r.a.task, r.b.task))


def _called(read: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """By file and plan what the plan is called: its file; with its number, or its id, where others have files of that name."""
    plans: dict[str, dict[str, Sequence[str]]] = {}
    for r in read:
        plans.setdefault(str(r["file"]), {})[str(r["plan"])] = [str(r["number"])] if r["number"] else []
    return {
        (file, plan): file if len(some) == 1 else f"{file} ({number})"
        for file, some in plans.items()
        for plan, number in told_apart(some).items()
    }


def findings(some: Sequence[Row]) -> list[Finding]:
    """Rows put together, conflicts first, then the findings of most rows, the surest before others."""
    Ids = tuple[tuple[str, ...], tuple[str, ...]]
    Words = tuple[str, ...]
    groups: dict[tuple[str, Ids, Ids, Words, Words], list[tuple[Row, Part, Part]]] = {}
    for r in some:
        one, other = sorted(r.parts, key=lambda p: (not p.leads, p.ids))
        groups.setdefault((r.category, one.ids, other.ids, r.acts, r.objects), []).append((r, one, other))
    out = []
    for (category, _, _, acts, objects), members in groups.items():
        every, ones, others = zip(*members, strict=True)
        out.append(Finding(category, _joined(ones), _joined(others), acts, objects, every))
    return sorted(
        out,
        key=lambda f: (FIRST.index(f.category), -len(f.rows), -max(r.score for r in f.rows), f.one.ids, f.other.ids, f.acts, f.objects),
    )


def _joined(some: Sequence[Part]) -> Part:
    """Parts of the same bodies as one."""
    sides = {s.task: s for p in some for s in p.sides}
    return Part(some[0].leads, some[0].helpers, tuple(sides.values()))


def matrix(some: Iterable[Row]) -> tuple[tuple[str, ...], dict[tuple[str, str], Counter[str]], int]:
    """Who shares work with whom: the ids of agencies, those with most pairs first; for two of them (in that order; twice the same where
    one body is told twice) how many pairs of each category; and how many pairs stand nowhere, as one side names nobody.

    A body stands for a side that it leads; where none leads, those do that lead the other side, else all that help."""
    cells: dict[tuple[str, str], Counter[str]] = {}
    nowhere = 0
    for r in some:
        a, b = r.a.roles, r.b.roles
        ours, theirs = {p.id for p in a.doing(b)}, {p.id for p in b.doing(a)}
        nowhere += not (ours and theirs)
        pairs = {(x, x) for x in ours & theirs} or {(min(x, y), max(x, y)) for x in ours for y in theirs}
        for pair in pairs:
            cells.setdefault(pair, Counter())[r.category] += 1
    weight: Counter[str] = Counter()
    for (x, y), counts in cells.items():
        for id in {x, y}:
            weight[id] += counts.total() + 1000 * sum(counts[c] for c in CONFLICTS)
    order = tuple(sorted(weight, key=lambda id: (-weight[id], id)))
    rank = {id: n for n, id in enumerate(order)}
    return order, {(x, y) if rank[x] <= rank[y] else (y, x): c for (x, y), c in cells.items()}, nowhere
