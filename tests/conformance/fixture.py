"""A small graph of our labels and edges with corners: a circle of citations, two edges between the same ends, what is missing, a chain of
successions, a body that leads and takes part; and how it goes into a store."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.stores import Store

Props = dict[str, Any]
Step = tuple[str, str, Props]  # the node at the other end, the edge's id, its properties

ENDS = {
    "BASED_ON": ("Instrument", "Instrument"),
    "CITES": ("Instrument", "Instrument"),
    "SAME_AS": ("Instrument", "Instrument"),
    "ISSUED_BY": ("Instrument", "Agency"),
    "ORDERS": ("Instrument", "Task"),
    "HAS_SECTION": ("Instrument", "Section"),
    "CONTAINS": ("Section", "Task"),
    "LEADS": ("Agency", "Task"),
    "COORDINATES": ("Agency", "Task"),
    "PART_OF": ("Agency", "Agency"),
    "SUCCEEDED_BY": ("Agency", "Agency"),
    "OVERLAPS": ("Task", "Task"),
}
WORDS = ["Đẩy mạnh", "rà soát", "thủ tục", "hành chính", "công bố", "Ứng dụng", "dữ liệu", "đánh giá", "cán bộ"]
ROLES = ("basis", "implements", "reference")


@dataclass(frozen=True)
class Fixture:
    """``nodes``: label -> id -> properties (a missing one is absent); ``edges``: type -> (start, end, properties with ``id``)."""

    nodes: dict[str, dict[str, Props]]
    edges: dict[str, list[tuple[str, str, Props]]]

    @cached_property
    def label(self) -> dict[str, str]:
        return {id: label for label, nodes in self.nodes.items() for id in nodes}

    @cached_property
    def props(self) -> dict[str, Props]:
        return {id: props for nodes in self.nodes.values() for id, props in nodes.items()}

    @cached_property
    def _steps(self) -> tuple[dict[tuple[str, str], list[Step]], dict[tuple[str, str], list[Step]]]:
        out: dict[tuple[str, str], list[Step]] = defaultdict(list)
        back: dict[tuple[str, str], list[Step]] = defaultdict(list)
        for type, edges in self.edges.items():
            for a, b, props in edges:
                out[type, a].append((b, props["id"], props))
                back[type, b].append((a, props["id"], props))
        return out, back

    def steps(self, node: str, types: tuple[str, ...] | list[str], way: str) -> list[Step]:
        """One step from a node by edges of these types; ``way`` is ``>``, ``<`` or ``-`` (both)."""
        out, back = self._steps
        found = [s for t in types for s in (out.get((t, node), []) if way in ">-" else [])]
        return found + [s for t in types for s in (back.get((t, node), []) if way in "<-" else [])]

    def trails(self, start: str, types: tuple[str, ...] | list[str], way: str, least: int, most: int) -> list[list[str]]:
        """The nodes of every walk of so many steps that takes no edge twice: what a pattern of variable length means."""
        found: list[list[str]] = []

        def go(path: list[str], used: frozenset[str]) -> None:
            if len(used) >= least:
                found.append(path)
            if len(used) < most:
                for other, id, _ in self.steps(path[-1], types, way):
                    if id not in used:
                        go([*path, other], used | {id})

        go([start], frozenset())
        return found


def fixture(seed: int = 5, instruments: int = 30, agencies: int = 16, sections: int = 24, tasks: int = 80) -> Fixture:
    """The same graph for the same seed."""
    rng = random.Random(seed)

    def day() -> datetime.date:
        return datetime.date(2023, 1, 1) + datetime.timedelta(days=rng.randrange(1000))

    nodes: dict[str, dict[str, Props]] = {"Instrument": {}, "Agency": {}, "Section": {}, "Task": {}}
    for n in range(instruments):
        nodes["Instrument"][f"i{n}"] = {
            "number": "76/NQ-CP" if n == 0 else f"{10 + n}/KH-UBND",
            "title": " ".join(rng.choices(WORDS, k=4)),
            "status": rng.choice(("issued", "draft", "cited")),
            "in_corpus": n % 3 != 0,
            "date": day().isoformat() if n % 4 else None,
            "period_to": 2020 + n % 9 if n % 5 else None,
        }
    for n in range(agencies):
        nodes["Agency"][f"a{n}"] = {
            "name": f"Cơ quan {n:02d} Đ",
            "level": ("central", "province", "district")[n % 3],
            "jurisdiction": rng.choice(("Lam Xuyên", "Mộc Thành", None)),
        }
    for n in range(sections):
        nodes["Section"][f"s{n}"] = {"path": f"II.{n}", "title": rng.choice(("Nhiệm vụ", "Mục tiêu")), "order": n}
    for n in range(tasks):
        nodes["Task"][f"t{n}"] = {"text": " ".join(rng.choices(WORDS, k=6)), "due_to": day() if n % 4 else None, "order": n % 10}
    edges: dict[str, list[tuple[str, str, Props]]] = {t: [] for t in ENDS}

    def draw(type: str, a: str, b: str, **props: Any) -> None:
        edges[type].append((a, b, {"id": f"{type}~{len(edges[type])}", **props}))

    for n in range(1, instruments):
        if n < 6 or rng.random() < 0.7:
            draw("BASED_ON", f"i{n}", f"i{rng.randrange(min(n, 10))}", sentence=f"câu {n}")
        draw("ISSUED_BY", f"i{n}", f"a{rng.randrange(agencies)}")
        for other in sorted({rng.randrange(instruments), rng.randrange(instruments)} - {n}):
            draw("CITES", f"i{n}", f"i{other}", role=rng.choice(ROLES), start=rng.randrange(900))
    for a, b in (("i0", "i1"), ("i1", "i0"), ("i1", "i0")):
        draw("CITES", a, b, role="reference", start=7)
    for a, b in (("i3", "i7"), ("i7", "i3"), ("i12", "i13"), ("i13", "i12")):
        draw("SAME_AS", a, b, score=0.9)
    for n in range(sections):
        draw("HAS_SECTION", f"i{rng.randrange(instruments)}", f"s{n}")
    for n in range(tasks):
        draw("CONTAINS", f"s{rng.randrange(sections)}", f"t{n}")
        draw("ORDERS", f"i{rng.randrange(instruments)}", f"t{n}")
        for type, most in (("LEADS", 2), ("COORDINATES", 3)):
            for other in sorted({rng.randrange(agencies) for _ in range(rng.randrange(most + 1))}):
                draw(type, f"a{other}", f"t{n}", order=rng.randrange(3))
    for n in range(3, agencies):
        draw("PART_OF", f"a{n}", f"a{n // 3}")
    for a, b in (("a10", "a11"), ("a11", "a12"), ("a12", "a2"), ("a13", "a2")):
        draw("SUCCEEDED_BY", a, b, **{"from": datetime.date(2025, 3, 1)})
    for _ in range(60):
        a, b = sorted(rng.sample(range(tasks), 2))
        draw("OVERLAPS", f"t{a}", f"t{b}", score=round(0.5 + rng.random() / 2, 3))
    bare = {label: {id: {k: v for k, v in p.items() if v is not None} for id, p in found.items()} for label, found in nodes.items()}
    return Fixture({label: {id: {"id": id, **p} for id, p in found.items()} for label, found in bare.items()}, edges)


def put(store: Store, made: Fixture) -> None:
    """Write a fixture, twice, as documents are written: the second time changes nothing."""
    statements: list[tuple[str, dict[str, Any]]] = []
    for label, nodes in made.nodes.items():
        rows = [{"id": id, "props": props} for id, props in nodes.items()]
        statements.append((f"UNWIND $rows AS r MERGE (n:{label} {{id: r.id}}) SET n = r.props", {"rows": rows}))
    for type, (a, b) in ENDS.items():
        rows = [{"a": start, "b": end, "id": props["id"], "props": props} for start, end, props in made.edges[type]]
        match = f"UNWIND $rows AS r MATCH (a:{a} {{id: r.a}}) MATCH (b:{b} {{id: r.b}})"
        statements.append((f"{match} MERGE (a)-[e:{type} {{id: r.id}}]->(b) SET e = r.props", {"rows": rows}))
    store.write(statements)
    store.write(statements)
