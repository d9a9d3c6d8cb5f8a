"""``make bench-overlaps-store``: what the overlaps of one more document cost as a store grows.

An embedded store gets as many made-up tasks as asked (plans of forty, see ``overlaps_scale``) and its edges are drawn. Then one document
after the other comes, and the edges are brought up each time. Beside it stands, on the same store, the least that reading every task
costs: all tasks read, their works given for nothing, their keys made and counted; so much a settling cost that keeps nothing of them.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from overlaps_scale import made

from extract.record import Record, from_json
from graph.load import ingest
from graph.overlaps import settle
from graph.overlaps.codec import cards
from graph.overlaps.index import search
from graph.overlaps.match import concepts
from graph.overlaps.tasks import Plan, Task, gathered, setting, weighed
from graph.overlaps.works import Work, works
from graph.stores import Store, open_store
from knowledge import Knowledge, load

MORE = 5  # documents that come one by one


def record(plan: Plan, tasks: Iterable[Task]) -> Record:
    """A made-up plan as it is read; each rests on the plan of its province of the year before."""
    number = int(plan.file.partition(".")[0]) + 1
    here, year = plan.place.removeprefix("tỉnh "), int(plan.first or 0)
    basis = f"{max(number - 63, 1)}/KH-UBND"
    document = {
        "type": "Kế hoạch", "number": f"{number}/KH-UBND", "date": f"{year}-01-10", "issuer": plan.issuer, "place": here,
        "status": "issued", "title": plan.title, "period": {"from": year, "to": year},
    }  # fmt: skip
    cited = {"text": f"Kế hoạch số {basis}", "type": "Kế hoạch", "number": basis, "date": None, "issuer": plan.issuer, "role": "basis",
             "section": "preamble", "sentence": f"Căn cứ Kế hoạch số {basis}.", "subject": None}  # fmt: skip
    every = {"section": "I", "kind": "body", "coordinate": [], "deadline": None}
    assignments = [{"id": t.item, "task": t.text, "lead": [p.name for p in t.leads], **every} for t in tasks]
    sections = [{"path": "preamble", "title": ""}, {"path": "I", "title": "NHIỆM VỤ"}]
    data: dict[str, Any] = {"source": plan.file, "document": document, "citations": [cited], "targets": [], "agencies": [],
                            "sections": sections, "assignments": assignments}  # fmt: skip
    return from_json(data, sha256=hashlib.sha256(plan.id.encode()).hexdigest(), file=plan.file)


def records(count: int, knowledge: Knowledge) -> Iterator[Record]:
    """``count`` tasks in plans of forty."""
    tasks = sorted(made(count, knowledge)[0], key=lambda t: (int(t.plan.file.partition(".")[0]), t.id))
    for plan, theirs in groupby(tasks, key=lambda t: t.plan):
        yield record(plan, theirs)


def every_task(store: Store, knowledge: Knowledge, known: dict[str, tuple[Work, ...]]) -> float:
    """Seconds of work to read all tasks, whose works are ``known`` by text, and to look all of them up."""

    def cut(text: str, *said: Any, **more: Any) -> tuple[Work, ...]:
        if text not in known:
            known[text] = works(text, *said, **more)
        return known[text]

    begin = time.process_time()
    around = setting(store, knowledge)
    tasks = weighed(gathered(store, knowledge, around, around.plans, cut))
    cards(tasks)
    search(tasks, concepts(knowledge))
    return time.process_time() - begin


def measured(count: int, knowledge: Knowledge, home: str) -> dict[str, float]:
    """Seconds: ``first`` to draw all edges, ``put`` to ingest a document then, ``settle`` to bring the edges up, ``work`` of it, ``every``:
    of work to read all tasks; ``pairs`` looked at in a settling. Of documents that come later the median of ``MORE``."""
    put, took, worked, pairs = list[float](), list[float](), list[float](), list[int]()
    plans = list(records(count + MORE * 40, knowledge))
    with open_store(home) as store:
        for r in plans[:-MORE]:
            ingest(store, r, path=f"/{r.source}", knowledge=knowledge)
        begin = time.perf_counter()
        settle(store, knowledge)
        first = time.perf_counter() - begin
        for r in plans[-MORE:]:
            begin = time.perf_counter()
            ingest(store, r, path=f"/{r.source}", knowledge=knowledge)
            middle, work = time.perf_counter(), time.process_time()
            pairs.append(settle(store, knowledge).looked_at)
            put.append(middle - begin)
            took.append(time.perf_counter() - middle)
            worked.append(time.process_time() - work)
        known: dict[str, tuple[Work, ...]] = {}
        every_task(store, knowledge, known)
        every = every_task(store, knowledge, known)
    return {"first": first, "put": statistics.median(put), "settle": statistics.median(took),
            "work": statistics.median(worked), "every": every, "pairs": statistics.median(pairs)}  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--tasks", type=int, nargs="+", default=[2_000, 20_000])
    knowledge = load()
    before: tuple[int, dict[str, float]] | None = None
    for count in options.parse_args().tasks:
        with tempfile.TemporaryDirectory() as home:
            got = measured(count, knowledge, f"{home}/s.db")
        print(f"{count:7} tasks  all edges drawn in {got['first']:.1f} s; one document more: put in {got['put']:.2f} s, edges "
              f"{got['settle']:.2f} s, {got['work']:.2f} s of work, {got['pairs']:.0f} pairs looked at", flush=True)  # fmt: skip
        print(f"{'':15}reading every task {got['every']:.2f} s of work, {got['every'] / got['work']:.1f} times as much", flush=True)
        if before:
            was = before[1]
            print(f"{'':15}{count / before[0]:.1f} times the tasks: edges {got['work'] / was['work']:.1f} times the work, "
                  f"reading every task {got['every'] / was['every']:.1f} times", flush=True)  # fmt: skip
        before = count, got
    return 0


if __name__ == "__main__":
    sys.exit(main())
