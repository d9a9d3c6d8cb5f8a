"""``make bench-large``: the first page of ``derived_tasks`` in a large graph, beside a plain pattern of variable length, in the same run.

``--scale 1`` is a million tasks and five million edges; ``--scale 0.01`` a hundredth. Who is based on whom is a tree that grew at
random, with chains of up to 20. The plain query walks BASED_ON four steps and goes through the sections; the page is of 50 rows.
``page 21`` is the question after a thousand rows. ``reach``, which must give the page of the question, was tried besides: every
instrument within four steps by its shortest distance, in one pattern, then the tasks of the page.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from ingest import engine

from graph.stores import Store, open_store
from queries.run import ask

ROWS = 20_000  # a transaction
ENOUGH = 20.0  # seconds after which one way is not timed again
ROOT = "Nghị quyết/76/NQ-CP/Chính phủ/2021"
PLAIN = """
MATCH p = (:Instrument {number: '76/NQ-CP'})<-[:BASED_ON*0..4]-(i:Instrument)-[:HAS_SECTION]->(:Section)-[:CONTAINS]->(t:Task)
RETURN t.id AS task, i.number AS instrument, length(p) AS hops, [n IN nodes(p) | coalesce(n.number, n.path, n.id)] AS via
ORDER BY hops, task SKIP $skip LIMIT $limit"""
REACH = """
MATCH p = (:Instrument {id: $instrument})<-[:BASED_ON|IMPLEMENTS|SAME_AS*0..4]-(i:Instrument)
WITH i, min(length(p)) AS hops
MATCH (i)-[:ORDERS]->(t:Task)
WITH i, hops, t ORDER BY hops, i.id, t.order, t.id SKIP $skip LIMIT $limit
OPTIONAL MATCH (t)<-[r:LEADS|COORDINATES]-(a:Agency)
WITH i, hops, t, collect({role: type(r), name: a.name}) AS parties
RETURN t.id AS task, t.text AS text, parties, i.id AS plan, hops
ORDER BY hops, plan, t.order, task"""
ENDS = {
    "BASED_ON": "Instrument Instrument", "CITES": "Instrument Instrument", "HAS_SECTION": "Instrument Section", "ORDERS": "Instrument Task",
    "CONTAINS": "Section Task", "LEADS": "Agency Task", "COORDINATES": "Agency Task", "OVERLAPS": "Task Task",
}  # fmt: skip


def batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of so many items, the last one shorter."""
    left = iter(items)
    while part := list(islice(left, size)):
        yield part


def nodes(scale: float) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Nodes by label."""
    instruments, sections, tasks, agencies = (max(2, int(n * scale)) for n in (60_000, 200_000, 1_000_000, 5_000))
    yield (
        "Instrument",
        (
            {
                "id": f"i{n}" if n else ROOT,
                "number": f"{n}/KH-UBND" if n else "76/NQ-CP",
                "key": f"{n}/kh-ubnd" if n else "76/nq-cp",
                "type": "Kế hoạch" if n else "Nghị quyết",
                "issuer": "UBND tỉnh Lam Xuyên" if n else "Chính phủ",
                "year": "2024" if n else "2021",
                "title": f"Kế hoạch {n}",
                "status": "issued",
                "in_corpus": n > 0,
            }
            for n in range(instruments)
        ),
    )
    yield "Section", ({"id": f"s{n}", "path": f"II.{n}", "title": "Nhiệm vụ", "order": n} for n in range(sections))
    yield "Agency", ({"id": f"a{n}", "name": f"Cơ quan {n}"} for n in range(agencies))
    yield "Task", ({"id": f"t{n}", "text": f"Rà soát thủ tục hành chính {n}", "order": n % 97} for n in range(tasks))


def edges(scale: float) -> Iterator[tuple[str, Iterator[tuple[str, str]]]]:
    """Edges by type, as start and end."""
    rng = random.Random(1)
    instruments, sections, tasks, agencies = (max(2, int(n * scale)) for n in (60_000, 200_000, 1_000_000, 5_000))
    of_section = [rng.randrange(instruments) for _ in range(sections)]
    of_task = [rng.randrange(sections) for _ in range(tasks)]

    def instrument(n: int) -> str:
        return f"i{n}" if n else ROOT

    yield "BASED_ON", ((instrument(n), instrument(rng.randrange(n))) for n in range(1, instruments))
    yield "CITES", ((instrument(rng.randrange(1, instruments)), instrument(rng.randrange(instruments))) for _ in range(3 * instruments))
    yield "HAS_SECTION", ((instrument(i), f"s{n}") for n, i in enumerate(of_section))
    yield "CONTAINS", ((f"s{s}", f"t{n}") for n, s in enumerate(of_task))
    yield "ORDERS", ((instrument(of_section[s]), f"t{n}") for n, s in enumerate(of_task))
    yield "LEADS", ((f"a{rng.randrange(agencies)}", f"t{n}") for n in range(tasks))
    yield "COORDINATES", ((f"a{rng.randrange(agencies)}", f"t{rng.randrange(tasks)}") for _ in range(tasks * 6 // 10))
    left = int(5_000_000 * scale) - 4 * instruments - sections - tasks * 36 // 10
    yield "OVERLAPS", ((f"t{rng.randrange(tasks)}", f"t{rng.randrange(tasks)}") for _ in range(left))


def fill(store: Store, scale: float) -> int:
    """Write it all; how many edges."""
    for label, made in nodes(scale):
        for rows in batched(made, ROWS):
            store.write([(f"UNWIND $rows AS r CREATE (n:{label}) SET n = r", {"rows": rows})])
    count = 0
    for type, ends in edges(scale):
        a, b = ENDS[type].split()
        create = f"UNWIND $rows AS r MATCH (a:{a} {{id: r.a}}) MATCH (b:{b} {{id: r.b}}) CREATE (a)-[e:{type} {{id: r.id}}]->(b)"
        for pairs in batched(ends, ROWS):
            rows = [{"a": start, "b": end, "id": f"{type}~{count + n}"} for n, (start, end) in enumerate(pairs)]
            store.write([(create, {"rows": rows})])
            count += len(rows)
    return count


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--repeat", type=int, default=20)
    options.add_argument("--engines", nargs="+", default=["embedded", "neo4j"])
    asked = options.parse_args()
    page = {"skip": 0, "limit": 50}
    for name in asked.engines:
        with tempfile.TemporaryDirectory() as folder, engine(name, Path(folder)) as uri, open_store(uri) as store:
            begin = time.perf_counter()
            count = fill(store, asked.scale)
            print(
                f"{name:9} {int(1_000_000 * asked.scale):,} tasks, {count:,} edges: {time.perf_counter() - begin:.0f} s to load", flush=True
            )
            jobs = {
                "plain": lambda: store.read(PLAIN, page, seconds=None),
                "derived_tasks": lambda: ask(store, "derived_tasks", number="76/NQ-CP", **page).rows,
                "page 21": lambda: ask(store, "derived_tasks", number="76/NQ-CP", skip=20 * page["limit"], limit=page["limit"]).rows,
                "reach": lambda: store.read(REACH, {"instrument": ROOT, **page}, seconds=None),
            }
            rows = [[(r["task"], r["hops"]) for r in jobs[job]()] for job in ("derived_tasks", "reach")]
            assert rows[0] == rows[1], "the ways do not give the same page"
            took: dict[str, list[float]] = {job: [] for job in jobs}
            for _ in range(asked.repeat + 1):  # the first time warms up
                for job, work in jobs.items():
                    if sum(took[job]) > ENOUGH:
                        continue
                    begin = time.perf_counter()
                    assert len(work()) <= page["limit"]
                    took[job].append(time.perf_counter() - begin)
            middle = {job: statistics.median(found[1:] or found) for job, found in took.items()}
            for job, seconds in middle.items():
                print(f"{name:9} {job:14} {seconds * 1e3:9.0f} ms  {middle['plain'] / seconds:6.2f} times as fast as plain", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
