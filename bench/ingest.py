"""``make bench``: what a document costs as a store grows, and what batches save on a server.

``--plans`` synthetic plans go into an empty store of each engine, one transaction each; the last 100 are set against the first 100.
Other plans have gone in and out before, to warm the engines' compilers up. Rows of one label and one edge type go into Neo4j in three
ways, in turns: in batches, with a MERGE a row in one transaction, and with a transaction for each of these.
"""

from __future__ import annotations

import argparse
import itertools
import os
import signal
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

import psutil
from synthetic import plan

from graph import server
from graph.load import ingest
from graph.stores import Store, open_store
from knowledge import load

WARM_ROUNDS = 2
WARM_PLANS = 300


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
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped, whoever ends us
    started, _ = server.start(ports=(0, 0))
    try:
        yield started.store
    finally:
        server.stop()


def worked() -> float:
    """Seconds for which processors worked for us, a server that runs included: what a busy machine does not lengthen."""
    running = server.found()
    if running is None or running.pid is None:
        return time.process_time()
    times = psutil.Process(running.pid).cpu_times()
    return time.process_time() + times.user + times.system


def warm_up(store: Store, count: int) -> None:
    """So many other plans in and out again: what the engines' compilers take for them is no cost of a document."""
    knowledge = load()
    for k in range(count):
        ingest(store, plan(-1 - k), path=f"/{-1 - k}.txt", knowledge=knowledge)
    store.write([("MATCH (n) WHERE NOT n:StoreMeta DETACH DELETE n", {})])


def growth(uri: str, count: int, shown: int, *, verbose: bool) -> tuple[list[float], list[float], list[float]]:
    """Of the first and of the last ``shown``: median seconds a document, seconds of work a document, statements a document."""
    knowledge, took = load(), list[float]()
    work: list[float] = []
    with open_store(uri) as opened:
        warm_up(opened, WARM_PLANS)
        store = Counted(opened)
        ends: list[tuple[Counter[str], Counter[str]]] = []
        for k in range(count):
            if k in (0, shown, count - shown):
                ends.append((store.statements.copy(), store.seconds.copy()))
                work.append(worked())
            begin = time.perf_counter()
            ingest(store, plan(k), path=f"/{k}.txt", knowledge=knowledge)  # type: ignore[arg-type]
            took.append(time.perf_counter() - begin)
        ends.append((store.statements, store.seconds))
        work.append(worked())
    if verbose:
        first, last = [(b[0] - a[0], b[1] - a[1]) for a, b in (ends[:2], ends[-2:])]
        for cypher in sorted({*first[1], *last[1]}, key=lambda c: first[1][c] - last[1][c]):
            print(
                f"  {first[1][cypher] / shown * 1e3:8.1f} ms {first[0][cypher] / shown:5.1f} x -> {last[1][cypher] / shown * 1e3:8.1f} ms "
                f"{last[0][cypher] / shown:5.1f} x  {' '.join(cypher.split())[:110]}"
            )
    counts = [ends[n + 1][0].total() - ends[n][0].total() for n in (0, len(ends) - 2)]
    works = [work[1] - work[0], work[-1] - work[-2]]
    return [statistics.median(took[:shown]), statistics.median(took[-shown:])], [w / shown for w in works], [c / shown for c in counts]


def batches(uri: str, rows: int, rounds: int) -> dict[str, float]:
    """Median seconds of so many rows, nodes and then edges, by the way in which they are written; the same two statements in every way.

    The first rounds warm the server up and do not count.
    """
    nodes = "UNWIND $rows AS r MERGE (n:Section {id: r.id}) SET n.title = r.title"
    edges = "UNWIND $rows AS r MATCH (a:Section {id: r.id}) MATCH (b:Section {id: r.before}) MERGE (a)-[e:CONTAINS {id: r.id}]->(b)"
    ways = ("in batches", "a MERGE a row, one transaction", "a MERGE a row, each its own")
    took: dict[str, list[float]] = {way: [] for way in ways}
    with open_store(uri) as store:
        for round, way in itertools.product(range(-WARM_ROUNDS, rounds), ways):
            said = [{"id": f"{way}-{round}-{n}", "title": "x", "before": f"{way}-{round}-{max(n - 1, 0)}"} for n in range(rows)]
            single = [(one, {"rows": [r]}) for one in (nodes, edges) for r in said]
            begin = time.perf_counter()
            if way == ways[0]:
                store.write([(one, {"rows": said}) for one in (nodes, edges)])
            elif way == ways[1]:
                store.write(single)
            else:
                for statement in single:
                    store.write([statement])
            if round >= 0:
                took[way].append(time.perf_counter() - begin)
            store.write([("MATCH (n:Section) WHERE n.title = 'x' DETACH DELETE n", {})])
    return {way: statistics.median(found) for way, found in took.items()}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--plans", type=int, default=2000)
    options.add_argument("--shown", type=int, default=100, help="documents at either end")
    options.add_argument("--engines", nargs="+", default=["embedded", "neo4j"])
    options.add_argument("--rows", type=int, default=2000, help="nodes and edges for the batches")
    options.add_argument("--batches", action="store_true", help="only the batches")
    options.add_argument("-v", "--verbose", action="store_true", help="what each statement took at either end")
    asked = options.parse_args()
    for name in asked.engines:
        with tempfile.TemporaryDirectory() as folder, engine(name, Path(folder)) as uri:
            if name == "neo4j":
                found = batches(uri, asked.rows, 3)
                for way, seconds in found.items():
                    times = seconds / found["in batches"]
                    print(f"{name:9} {asked.rows} nodes and edges {way:32} {seconds * 1e3:7.0f} ms {times:6.1f} times", flush=True)
            if not asked.batches:
                took, work, count = growth(uri, asked.plans, asked.shown, verbose=asked.verbose)
                print(f"{name:9} {asked.plans} plans; of the first {asked.shown}, of the last {asked.shown}, how many times as much:")
                for what, (first, last), unit in (
                    ("ms a document", took, 1e3),
                    ("ms of work a document", work, 1e3),
                    ("statements a document", count, 1),
                ):
                    print(f"{'':9} {what:22} {first * unit:8.1f} {last * unit:8.1f} {last / first:6.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
