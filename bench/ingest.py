"""``make bench``: what a document costs as a store grows, and what batches save on a server.

``--plans`` synthetic plans go into an empty store of each engine, one transaction each; the last 100 are set against the first 100
after a start of 50 that warms the engines' compilers up. Then rows of one label and one edge type go into Neo4j twice: in batches,
and a MERGE a row, each in one transaction a document, in turns.
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from synthetic import plan

from graph import server
from graph.load import ingest
from graph.stores import Store, open_store
from knowledge import load


class Counted:
    """A store that counts its statements; everything else is the store's own."""

    def __init__(self, store: Store) -> None:
        self.store, self.statements, self.seconds = store, Counter[str](), Counter[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def read(self, cypher: str, params: Mapping[str, Any] | None = None, **bounds: Any) -> list[dict[str, Any]]:
        begin = time.perf_counter()
        try:
            return self.store.read(cypher, params, **bounds)
        finally:
            self.statements[cypher] += 1
            self.seconds[cypher] += time.perf_counter() - begin

    def write(self, statements: Sequence[Any]) -> list[dict[str, Any]]:
        begin = time.perf_counter()
        try:
            return self.store.write(statements)
        finally:
            self.statements["write"] += 1
            self.seconds["write"] += time.perf_counter() - begin


@contextmanager
def engine(name: str, folder: Path) -> Iterator[str]:
    """The address of an empty store of an engine; a server is started for it and stopped after."""
    if name == "embedded":
        yield str(folder / "db")
        return
    os.environ["CANCU_HOME"] = str(folder / "home")
    for variable in ("NEO4J_URI", "NEO4J_USER", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        os.environ.pop(variable, None)
    started, _ = server.start(ports=(0, 0))
    try:
        yield started.store
    finally:
        server.stop()


def growth(uri: str, count: int, shown: int, *, verbose: bool) -> tuple[float, float]:
    """Median seconds a document of the first and of the last ``shown``, and what took them."""
    knowledge, took, warm = load(), list[float](), shown // 2
    with open_store(uri) as opened:
        store = Counted(opened)
        ends: list[tuple[Counter[str], Counter[str]]] = []
        for k in range(warm + count):
            if k - warm in (0, shown, count - shown):
                ends.append((store.statements.copy(), store.seconds.copy()))
            begin = time.perf_counter()
            ingest(store, plan(k), path=f"/{k}.txt", knowledge=knowledge)  # type: ignore[arg-type]
            took.append(time.perf_counter() - begin)
        ends.append((store.statements, store.seconds))
    if verbose:
        first, last = [(b[0] - a[0], b[1] - a[1]) for a, b in (ends[:2], ends[-2:])]
        for cypher in sorted({*first[1], *last[1]}, key=lambda c: first[1][c] - last[1][c]):
            print(
                f"  {first[1][cypher] / shown * 1e3:8.1f} ms {first[0][cypher] / shown:5.1f} x -> {last[1][cypher] / shown * 1e3:8.1f} ms "
                f"{last[0][cypher] / shown:5.1f} x  {' '.join(cypher.split())[:110]}"
            )
    took = took[warm:]
    return statistics.median(took[:shown]), statistics.median(took[-shown:])


def batches(uri: str, rows: int, rounds: int) -> tuple[float, float]:
    """Median seconds of a document's rows in batches, and with a MERGE a row."""
    nodes = "MERGE (n:Section {id: r.id}) SET n.title = r.title"
    edges = "MATCH (a:Section {id: r.id}) MATCH (b:Section {id: r.before}) MERGE (a)-[e:CONTAINS {id: r.id}]->(b)"
    took: dict[str, list[float]] = {"batch": [], "row": []}
    with open_store(uri) as store:
        for way, round in itertools.product(("batch", "row"), range(-1, rounds)):
            said = [{"id": f"{way}-{round}-{n}", "title": "x", "before": f"{way}-{round}-{max(n - 1, 0)}"} for n in range(rows)]
            begin = time.perf_counter()
            if way == "batch":
                store.write([(f"UNWIND $rows AS r {one}", {"rows": said}) for one in (nodes, edges)])
            else:
                store.write([(f"WITH $r AS r {one}", {"r": r}) for one in (nodes, edges) for r in said])
            if round >= 0:
                took[way].append(time.perf_counter() - begin)
        store.write([("MATCH (n:Section) WHERE n.title = 'x' DETACH DELETE n", {})])
    return statistics.median(took["batch"]), statistics.median(took["row"])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--plans", type=int, default=2000)
    options.add_argument("--shown", type=int, default=100, help="documents at either end")
    options.add_argument("--engines", nargs="+", default=["embedded", "neo4j"])
    options.add_argument("--batches", action="store_true", help="only the batches")
    options.add_argument("-v", "--verbose", action="store_true", help="what each statement took at either end")
    asked = options.parse_args()
    for name in asked.engines:
        with tempfile.TemporaryDirectory() as folder, engine(name, Path(folder)) as uri:
            if name == "neo4j":
                batch, row = batches(uri, 500, 5)
                print(
                    f"{name:9} 500 nodes and edges: batches {batch * 1e3:.0f} ms, a MERGE a row {row * 1e3:.0f} ms: {row / batch:.1f} times"
                )
            if not asked.batches:
                first, last = growth(uri, asked.plans, asked.shown, verbose=asked.verbose)
                print(
                    f"{name:9} {asked.plans} plans: one of the first {asked.shown} {first * 1e3:.0f} ms, the last {last * 1e3:.0f} ms: "
                    f"{last / first:.2f} times",
                    flush=True,
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
