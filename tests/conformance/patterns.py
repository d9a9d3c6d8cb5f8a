"""Random queries over the fixture, each with the rows that plain Python finds: walking the lists, trying everything."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from .fixture import ENDS, WORDS, Fixture, Step

Rows = Counter[tuple[Any, ...]]
Query = tuple[str, dict[str, Any], Rows]
SELF = {"Instrument": ["BASED_ON", "CITES", "SAME_AS"], "Agency": ["PART_OF", "SUCCEEDED_BY"], "Task": ["OVERLAPS"]}
Test = tuple[str, Callable[[Mapping[str, Any]], bool]]  # a condition on properties, as Cypher with {} for the name, and in Python


def _has(name: str, test: Callable[[Any], bool]) -> Callable[[Mapping[str, Any]], bool]:
    """What is missing fulfils no condition."""
    return lambda props: name in props and test(props[name])


def _tests(label: str, rng: random.Random) -> Test:
    word, day, number = rng.choice(WORDS), date(2023, 1, 1).replace(year=rng.choice((2023, 2024, 2025))), rng.randrange(9)
    return rng.choice(
        {
            "Instrument": [
                ("{}.in_corpus", _has("in_corpus", bool)),
                ("NOT {}.in_corpus", _has("in_corpus", lambda v: not v)),
                ("{}.status <> 'draft'", _has("status", lambda v: v != "draft")),
                ("{}.date IS NULL", lambda p: "date" not in p),
                ("NOT {}.date STARTS WITH '2024'", _has("date", lambda v: not v.startswith("2024"))),
                (f"coalesce({{}}.period_to, 9999) >= {2020 + number}", lambda p: p.get("period_to", 9999) >= 2020 + number),
                (f"{{}}.title CONTAINS '{word}'", _has("title", lambda v: word in v)),
            ],
            "Agency": [
                ("{}.level IN ['central', 'province']", _has("level", lambda v: v in ("central", "province"))),
                ("{}.jurisdiction IS NULL", lambda p: "jurisdiction" not in p),
                ("{}.jurisdiction <> 'Lam Xuyên'", _has("jurisdiction", lambda v: v != "Lam Xuyên")),
                ("{}.id <> 'a3'", lambda p: p["id"] != "a3"),
            ],
            "Section": [
                ("{}.title = 'Nhiệm vụ'", lambda p: p["title"] == "Nhiệm vụ"),
                (f"{{}}.order > {number}", lambda p: p["order"] > number),
            ],
            "Task": [
                (f"toLower({{}}.text) CONTAINS '{word.lower()}'", lambda p: word.lower() in p["text"].lower()),
                ("{}.due_to IS NOT NULL", lambda p: "due_to" in p),
                (f"{{}}.due_to < date('{day}')", _has("due_to", lambda v: v < day)),
                (f"{{}}.due_to.year = {day.year}", _has("due_to", lambda v: v.year == day.year)),
            ],
            "OVERLAPS": [("{}.score >= 0.7", lambda p: p["score"] >= 0.7)],
            "CITES": [
                ("{}.role = 'basis'", lambda p: p["role"] == "basis"),
                ("NOT {}.role IN ['basis', 'reference']", lambda p: p["role"] not in ("basis", "reference")),
            ],
        }[label]
    )


def _arrow(way: str, inside: str) -> str:
    return {">": f"-[{inside}]->", "<": f"<-[{inside}]-", "-": f"-[{inside}]-"}[way]


def chain(g: Fixture, rng: random.Random) -> Query | None:
    """One to four steps through the labels, with conditions; all rows, groups of the ends, or counts."""
    labels, steps = [rng.choice(sorted(g.nodes))], []
    for _ in range(rng.choice((1, 2, 2, 3, 3, 4))):
        here = labels[-1]
        ways = [(t, w, other) for t, (a, b) in ENDS.items() for w, start, other in ((">", a, b), ("<", b, a)) if start == here]
        type, way, other = rng.choice(ways)
        steps.append((type, rng.choice((way, "-")) if ENDS[type][0] == ENDS[type][1] else way))
        labels.append(other)
    on_nodes = {n: _tests(label, rng) for n, label in enumerate(labels) if rng.random() < 0.35}
    on_edges = {n: _tests(t, rng) for n, (t, _) in enumerate(steps) if t in ("CITES", "OVERLAPS") and rng.random() < 0.6}

    def fits(n: int, id: str) -> bool:
        return n not in on_nodes or on_nodes[n][1](g.props[id])

    rows: list[tuple[tuple[str, ...], frozenset[str]]] = [((id,), frozenset()) for id in g.nodes[labels[0]] if fits(0, id)]
    for n, (type, way) in enumerate(steps):
        rows = [
            ((*path, other), used | {id})
            for path, used in rows
            for other, id, props in g.steps(path[-1], [type], way)
            if id not in used and fits(n + 1, other) and (n not in on_edges or on_edges[n][1](props))
        ]
        if len(rows) > 5000:
            return None
    if not rows and rng.random() < 0.8:
        return None
    pattern = f"(n0:{labels[0]})"
    for n, (type, way) in enumerate(steps):
        pattern += f"{_arrow(way, f'r{n}:{type}')}(n{n + 1}:{labels[n + 1]})"
    said = [t[0].format(f"n{n}") for n, t in on_nodes.items()] + [t[0].format(f"r{n}") for n, t in on_edges.items()]
    match = f"MATCH {pattern}{' WHERE ' if said else ''}{' AND '.join(said)}"
    paths = [path for path, _ in rows]
    what = rng.choice(("rows", "rows", "groups", "counts"))
    if what == "rows":
        return f"{match} RETURN {', '.join(f'n{n}.id AS c{n}' for n in range(len(labels)))}", {}, Counter(paths)
    if what == "groups":
        groups = Counter((p[0], p[-1]) for p in paths)
        return (
            f"{match} RETURN n0.id AS a, n{len(steps)}.id AS b, count(*) AS n",
            {},
            Counter((a, b, n) for (a, b), n in groups.items()),
        )
    return f"{match} RETURN count(*) AS n, count(DISTINCT n0.id) AS m", {}, Counter([(len(paths), len({p[0] for p in paths}))])


def walks(g: Fixture, rng: random.Random) -> Query:
    """Paths of variable length, one or more types, any direction."""
    label = rng.choice(sorted(SELF))
    types, way, least = rng.sample(SELF[label], rng.randint(1, len(SELF[label]))), rng.choice("><-"), rng.randrange(3)
    most, start, kinds = least + rng.randrange(3), rng.choice(sorted(g.nodes[label])), "|".join(types)
    cypher = (
        f"MATCH p = (a:{label} {{id: $x}}){_arrow(way, f':{kinds}*{least}..{most}')}(b:{label}) "
        "RETURN b.id AS b, length(p) AS n, [x IN nodes(p) | x.id] AS path"
    )
    return cypher, {"x": start}, Counter((p[-1], len(p) - 1, tuple(p)) for p in g.trails(start, types, way, least, most))


def shortest(g: Fixture, rng: random.Random) -> Query:
    """All shortest paths between two instruments: how many and how long."""
    a, b = rng.sample(sorted(g.nodes["Instrument"]), 2)
    types, way = rng.choice((["BASED_ON"], ["CITES"], ["BASED_ON", "SAME_AS"], ["BASED_ON", "CITES", "SAME_AS"])), rng.choice(">-")
    kinds = "|".join(types)
    cypher = (
        f"MATCH (a:Instrument {{id: $a}}), (b:Instrument {{id: $b}}) "
        f"MATCH p = allShortestPaths((a){_arrow(way, f':{kinds}*..12')}(b)) RETURN DISTINCT [x IN nodes(p) | x.id] AS path"
    )
    found: dict[str, list[list[str]]] = {a: [[a]]}
    edge = [a]
    while edge and b not in found:
        then: dict[str, list[list[str]]] = defaultdict(list)
        for node in edge:
            for other in {s[0] for s in g.steps(node, types, way)} - found.keys():
                then[other] += [[*path, other] for path in found[node]]
        found |= then
        edge = list(then)
    return cypher, {"a": a, "b": b}, Counter((tuple(p),) for p in found.get(b, ()))


def optional(g: Fixture, rng: random.Random) -> Query:
    """Two optional parts and three counts."""
    type, level, word = rng.choice(("LEADS", "COORDINATES")), rng.choice(("central", "province")), rng.choice([*WORDS, "zz"])
    cypher = (
        f"MATCH (a:Agency) WHERE a.level = $level OPTIONAL MATCH (a)-[:{type}]->(t:Task) WHERE t.text CONTAINS $word "
        "OPTIONAL MATCH (t)<-[:LEADS]-(b:Agency) RETURN a.id AS a, count(DISTINCT t) AS tasks, count(b) AS bodies, count(*) AS rows"
    )
    rows: Rows = Counter()
    for a in g.nodes["Agency"]:
        if g.props[a]["level"] == level:
            tasks = [s[0] for s in g.steps(a, [type], ">") if word in g.props[s[0]]["text"]]
            bodies = [len(g.steps(t, ["LEADS"], "<")) for t in tasks]
            rows[a, len(set(tasks)), sum(bodies), sum(max(1, n) for n in bodies) if tasks else 1] += 1
    return cypher, {"level": level, "word": word}, rows


def exists(g: Fixture, rng: random.Random) -> Query:
    """Two conditions on what is around a node, each or its opposite, joined."""
    first, second, both, score = rng.choice(("", "NOT ")), rng.choice(("", "NOT ")), rng.choice(("AND", "OR")), rng.choice((0.6, 0.8, 0.95))
    cypher = (
        f"MATCH (t:Task) WHERE {first}EXISTS {{ MATCH (t)-[r:OVERLAPS]-(:Task) WHERE r.score >= $score }} {both} "
        f"{second}EXISTS {{ MATCH (t)<-[:LEADS]-(:Agency {{level: 'province'}}) }} RETURN t.id AS t"
    )
    rows: Rows = Counter()
    for t in g.nodes["Task"]:
        a = any(props["score"] >= score for _, _, props in g.steps(t, ["OVERLAPS"], "-")) is not bool(first)
        b = any(g.props[s[0]]["level"] == "province" for s in g.steps(t, ["LEADS"], "<")) is not bool(second)
        if (a and b) if both == "AND" else (a or b):
            rows[(t,)] += 1
    return cypher, {"score": score}, rows


def part(g: Fixture, rng: random.Random) -> Query:
    """The first few of an order for each row, then grouped."""
    limit = rng.randint(1, 3)
    cypher = (
        "MATCH (s:Section) CALL (s) { MATCH (s)-[:CONTAINS]->(t:Task) WHERE t.due_to IS NOT NULL "
        "RETURN t ORDER BY t.due_to, t.id LIMIT $limit } RETURN s.id AS s, collect(t.id) AS tasks, min(t.due_to) AS due"
    )
    rows: Rows = Counter()
    for s in g.nodes["Section"]:
        dated = sorted((g.props[t]["due_to"], t) for t, _, _ in g.steps(s, ["CONTAINS"], ">") if "due_to" in g.props[t])[:limit]
        if dated:
            rows[s, tuple(t for _, t in dated), dated[0][0]] += 1
    return cypher, {"limit": limit}, rows


def union(g: Fixture, rng: random.Random) -> Query:
    """A part that unites two ways from a node; what both find is there once, or twice with ALL."""
    every = rng.choice(("", " ALL"))
    cypher = (
        "MATCH (a:Agency) WHERE a.id IN $ids CALL (a) { MATCH (a)-[:LEADS]->(t:Task) RETURN t UNION"
        f"{every} MATCH (a)-[:COORDINATES]->(t:Task) RETURN t }} RETURN a.id AS a, t.id AS t"
    )
    ids = rng.sample(sorted(g.nodes["Agency"]), 4)
    rows: Rows = Counter((a, s[0]) for a in ids for type in ("LEADS", "COORDINATES") for s in g.steps(a, [type], ">"))
    return cypher, {"ids": ids}, rows if every else Counter(set(rows))


def types(g: Fixture, rng: random.Random) -> Query:
    """All that hangs on a node, by type and label."""
    node = rng.choice(sorted(g.nodes["Task"]))
    asked = ("LEADS", "COORDINATES", "CONTAINS", "ORDERS", "OVERLAPS")
    cypher = f"MATCH (t:Task {{id: $x}})-[r:{'|'.join(asked)}]-(m) RETURN type(r) AS type, labels(m)[0] AS label, count(*) AS n"
    found = Counter((t, g.label[s[0]]) for t in asked for s in g.steps(node, [t], "-"))
    return cypher, {"x": node}, Counter((t, label, n) for (t, label), n in found.items())


def unwound(g: Fixture, rng: random.Random) -> Query:
    """Names that are there or not, what they lead, counted out again."""
    ids = [*rng.sample(sorted(g.nodes["Agency"]), rng.randrange(5)), "zz"]
    cypher = (
        "UNWIND $ids AS id OPTIONAL MATCH (a:Agency {id: id})-[:LEADS]->(t:Task) WITH id, collect(t.due_to) AS days, count(t) AS n "
        "UNWIND range(0, n) AS k RETURN id, size(days) AS days, k, CASE WHEN k = 0 THEN 'first' ELSE toString(k) END AS said"
    )
    rows: Rows = Counter()
    for id in ids:
        tasks: list[Step] = g.steps(id, ["LEADS"], ">")
        days = sum("due_to" in g.props[t] for t, _, _ in tasks)
        rows.update((id, days, k, str(k) if k else "first") for k in range(len(tasks) + 1))
    return cypher, {"ids": ids}, rows


KINDS: tuple[Callable[[Fixture, random.Random], Query | None], ...] = (
    chain, chain, chain, walks, walks, shortest, optional, exists, part, union, types, unwound,
)  # fmt: skip


def queries(g: Fixture, seed: int, count: int) -> list[Query]:
    """So many queries; the same for the same seed."""
    rng, out = random.Random(seed), list[Query]()
    while len(out) < count:
        made = rng.choice(KINDS)(g, rng)
        if made is not None:
            out.append(made)
    return out
