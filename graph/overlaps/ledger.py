"""What the book keeps of the tasks as they were compared, so that a settling reads few of them.

- ``overlaps|before``: by what method, the crowded keys, the decisions and the tasks they named.
- ``works|<instrument>`` of each plan (the ``Head``): a digest of what its tasks stand in, for each task a digest and the keys of the index.
  Where a document of the plan came or went ``book`` names it ``OUTDATED``: the keys are still wanted then, the rest is read again.
- ``work|<task>``: a task whole, with its works, which are dear to find.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from knowledge import Knowledge

from .. import book
from ..stores import Store
from .codec import digest, named, packed_task, unpacked_task, unpacked_works
from .decisions import Decision, Judged, of_json
from .index import BYTES, LEVELS, Ints
from .renew import NONE, Rows
from .tasks import Plan, Setting, Task
from .works import Work, works

Entry = dict[str, Any]
Decided = Mapping[frozenset[str], Decision]


@dataclass(frozen=True, slots=True)
class Head:
    """A plan as it was compared: ``state`` tells whether its tasks still stand in the same, ``bodies`` are the agencies that they name;
    ``tasks``: id, item and card of each; ``sizes``: how many keys each task has, by level; ``keys``: these, by level and task."""

    state: str
    bodies: tuple[str, ...]
    tasks: tuple[tuple[str, str, str], ...]
    sizes: tuple[tuple[int, ...], ...]
    keys: Ints
    outdated: bool = False

    def levels(self) -> list[Ints]:
        """The keys by level."""
        return np.split(self.keys, np.cumsum([sum(s) for s in self.sizes])[:-1])

    def holds(self, plan: Plan, around: Setting) -> bool:
        """Whether the tasks of the plan are as they were compared."""
        return not self.outdated and self.state == state(plan, self.bodies, around)


@dataclass
class Before:
    """What the last settling left; ``drop``: entries that another method made. ``named``: the decisions by the tasks that they named."""

    heads: dict[str, Head] = field(default_factory=dict)
    crowded: tuple[Ints, ...] = (NONE,) * (LEVELS + 1)
    decided: tuple[Decision, ...] = ()
    named: Decided = field(default_factory=dict)
    drop: list[str] = field(default_factory=list)
    same: bool = False  # whether by the same method


def before(store: Store, by: str) -> Before:
    """What the last settling left, nothing of it where another method than ``by`` made it."""
    kept = book.entries(store, [book.BEFORE])
    left: dict[str, Any] = json.loads(kept[book.BEFORE]["said"]) if kept else {}
    if left.get("method") != by:
        plans = [id for id in book.ids(store, [book.KEY, book.PLANS]) if id.startswith("works|")]
        return Before(drop=[*plans, *book.ids(store, [f"{book.PLANS}|{id.removeprefix('works|')}" for id in plans])])
    heads = {r["id"].removeprefix("works|"): r for r in book.under(store, [book.PLANS])}
    made = of_json(left["decided"])
    names = {frozenset(pair): made[n] for n, pair in left["named"]}
    return Before(
        {id: _head(r["said"], outdated=r["book"] == book.OUTDATED) for id, r in heads.items()},
        tuple(_ints(text) for text in left["crowded"]), made, names, same=True,
    )  # fmt: skip


def left(by: str, crowded: Sequence[Ints], over: tuple[int, int], judged: Sequence[Judged], named: Decided) -> str:
    """What ``before`` and ``kept.standing`` read, as text; ``over``: how many keys stay crowded, and by how many tasks they are shared."""
    order = {j.decision: n for n, j in enumerate(judged)}
    said = {"method": by, "given_up": over[0], "shared": over[1], "crowded": [_text(keys) for keys in crowded],
            "named": [[order[d], sorted(ids)] for ids, d in named.items()], "decided": [j.decision.to_json() for j in judged]}  # fmt: skip
    effects = [{"effect": j.effect, **({"candidates": j.candidates} if j.candidates else {})} for j in judged]
    return json.dumps({**said, "effects": effects}, ensure_ascii=False)


def state(plan: Plan, bodies: Iterable[str], around: Setting) -> str:
    """A digest of what the tasks of a plan stand in: the plan with the places above it, the bodies that they name and whose members those
    are. The words of the tasks belong to the documents of the plan alone."""
    rows = [[around.bodies[b][k] for k in ("id", "name", "kind", "level", "place")] for b in bodies if b in around.bodies]
    return digest(plan, rows, [sorted(around.members[b]) if b in around.members else None for b in bodies])


def bodies(tasks: Iterable[Task]) -> tuple[str, ...]:
    """The agencies that tasks name."""
    return tuple(sorted({p.id for t in tasks for p in (*t.leads, *t.partners)}))


def rows(heads: Sequence[Head]) -> list[Rows]:
    """The keys of the tasks of plans by level; the tasks are numbered as they stand."""
    count = sum(len(h.tasks) for h in heads)
    by_head = [h.levels() for h in heads]
    out = []
    for level in range(LEVELS + 1):
        sizes = np.fromiter((n for h in heads for n in h.sizes[level]), dtype=np.int64, count=count)
        keys = np.concatenate([NONE, *(levels[level] for levels in by_head)])
        out.append(Rows(keys, np.repeat(np.arange(count, dtype=np.uint64), sizes)))
    return out


def head_entry(id: str, stands: str, named_: Sequence[str], tasks: Sequence[tuple[str, str, str]], keys: Sequence[Sequence[Ints]]) -> Entry:
    """The entry of a plan: the fields of its ``Head``, ``keys`` by level and task."""
    said = {
        "state": stands, "bodies": named_, "tasks": tasks, "sizes": [[len(k) for k in level] for level in keys],
        "keys": _text(np.concatenate([NONE, *(k for level in keys for k in level)])),
    }  # fmt: skip
    return {"id": f"works|{id}", "key": book.PLANS, "said": json.dumps(said, ensure_ascii=False, separators=(",", ":"))}


def _head(said: str, *, outdated: bool) -> Head:
    data = json.loads(said)
    tasks, sizes = (tuple(map(tuple, data[name])) for name in ("tasks", "sizes"))
    return Head(data["state"], tuple(data["bodies"]), tasks, sizes, _ints(data["keys"]), outdated)


def task_entry(task: Task, bare: Task, name: str) -> Entry:
    """The entry of a task: itself, what its works are named, and what they had before they were ``weighed``, as ``bare`` has it."""
    said = {"name": name, "rests": [dict(w.rest) for w in bare.works], "task": packed_task(task)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return {"id": f"work|{task.id}", "key": f"{book.PLANS}|{task.plan.id}", "said": base64.b64encode(zlib.compress(text.encode())).decode()}


def _tasks(store: Store, ids: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for id, entry in book.entries(store, [f"work|{id}" for id in ids]).items():
        yield id.removeprefix("work|"), json.loads(zlib.decompress(base64.b64decode(entry["said"])))


class Hand:
    """Tasks by number, taken out of the book once they are asked for: as they were compared, so only those that still are so."""

    def __init__(self, store: Store, ids: Sequence[str], plan_of: Callable[[int], Plan], got: Mapping[int, Task]) -> None:
        self.store, self.ids, self.plan_of, self.got = store, ids, plan_of, {**got}

    def __call__(self, numbers: Iterable[int]) -> dict[int, Task]:
        wanted = list(numbers)
        missing = {self.ids[n]: n for n in wanted if n not in self.got}
        for id, data in _tasks(self.store, missing) if missing else ():
            n = missing[id]
            self.got[n] = unpacked_task(data["task"], self.plan_of(n))
        return {n: self.got[n] for n in wanted}


class Cut:
    """``works``, of tasks that had them before the same ones; ``names``: what they are named, call by call."""

    def __init__(self, store: Store, ids: Iterable[str]) -> None:
        self.kept = {data["name"]: data for _, data in _tasks(store, ids)}
        self.names: list[str] = []

    def __call__(self, text: str, headings: Sequence[str], topic: str, knowledge: Knowledge, *, means: Sequence[str]) -> tuple[Work, ...]:
        name = named(text, *headings, topic, str(sorted(means)))
        self.names.append(name)
        if name not in self.kept:
            return works(text, headings, topic, knowledge, means=means)
        before = zip(unpacked_works(self.kept[name]["task"]), self.kept[name]["rests"], strict=True)
        return tuple(replace(w, rest=rest) for w, rest in before)


def _text(keys: Ints) -> str:
    """Keys as text, of each as many bytes as tell it."""
    told_ = np.ascontiguousarray(keys, dtype="<u8").view(np.uint8).reshape(-1, 8)[:, :BYTES]
    return base64.b64encode(told_.tobytes()).decode()


def _ints(text: str) -> Ints:
    """The keys that ``_text`` wrote."""
    out = np.zeros((len(text) * 3 // 4 // BYTES, 8), dtype=np.uint8)
    out[:, :BYTES] = np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(-1, BYTES)
    return out.view("<u8").ravel().astype(np.uint64)
