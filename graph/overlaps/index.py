"""Which tasks are worth comparing: an index of what their works share, near-linear in the number of works.

Every work stands under keys: its narrow objects, its wider objects with an act, each run of four syllables, each pair of syllables that no
list knows. Two tasks under one key are compared, as long as no more than ``CAP`` tasks stand there. A key under which more stand is
*crowded*: its tasks are told apart by one more thing that they share (a place, a body, an act, another object; for syllables a longer run),
then by two, then by three. What is crowded even then is given up, and counted. So the pairs are a function of the set of tasks alone, and
one task meets a bounded number.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

import numpy as np

from .match import Concepts, parties
from .tasks import Task
from .works import Work

SHINGLE = 4  # syllables in a row that two works share, where they share no object
CAP = {"object": 32, "words": 16, "finer": 16}  # tasks under a key: an object, syllables, a key that tells a crowd apart
LEVELS = 3  # things that tell a crowd apart, at most

Ints = np.ndarray[tuple[int], np.dtype[np.uint64]]


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs of places in the list of tasks, coded ``i * tasks + j`` with ``i < j``, in order; ``crowded``: every crowded key, in order;
    ``given_up``: how many keys stay crowded, ``shared`` by how many tasks in all."""

    pairs: Ints
    crowded: Ints
    given_up: int
    shared: int


def candidates(tasks: Sequence[Task], known: Concepts) -> set[tuple[int, int]]:
    """Pairs of places in ``tasks`` worth a look."""
    return set(decoded(search(tasks, known).pairs, len(tasks)))


def decoded(pairs: Ints, count: int) -> Iterator[tuple[int, int]]:
    """The places behind coded pairs, in order."""
    for code in pairs.tolist():
        yield divmod(code, count)


def search(tasks: Sequence[Task], known: Concepts, *, changed: Iterable[int] | None = None, crowded: Iterable[int] = ()) -> Found:
    """The candidates among tasks.

    With ``changed`` (places of tasks that an earlier search did not see as they are) only pairs that it has not given: those with one of
    these tasks, and those under a key that was among its ``crowded`` ones.
    """
    count = len(tasks)
    mask = None
    if changed is not None:
        mask = np.zeros(count, dtype=bool)
        mask[list(changed)] = True
    before = np.array(sorted(crowded), dtype=np.uint64)
    coded: list[Ints] = []
    over: list[Ints] = []
    known_crowded: set[int] = set()
    left, owners_left = 0, np.zeros(0, dtype=np.uint64)
    for level in range(LEVELS + 1):
        keys, owners = _postings(tasks, known, level, known_crowded)
        if not len(keys):
            break
        starts, sizes = _groups(keys)
        first = keys[starts]
        cap = np.where(first & np.uint64(1), CAP["words"], CAP["object"] if level == 0 else CAP["finer"])
        usable = (sizes > 1) & (sizes <= cap)
        coded.append(_pairs(owners, starts[usable], sizes[usable], first[usable], count, mask, before))
        full = sizes > cap
        over.append(first[full])
        known_crowded.update(first[full].tolist())
        if level == LEVELS:
            left = int(full.sum())
            inside = np.repeat(full, sizes)
            owners_left = np.unique(owners[inside])
    return Found(_joined(coded), _joined(over), left, len(owners_left))


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.uint64)


def _postings(tasks: Sequence[Task], known: Concepts, level: int, crowded: set[int]) -> tuple[Ints, Ints]:
    """Keys of a level and the tasks under them, each pair once, in order of both."""
    keys, owners = array("Q"), array("Q")
    for n, task in enumerate(tasks):
        found = {k for w in task.works for k in _keys(task, w, known, level, crowded)}
        keys.extend(found)
        owners.extend([n] * len(found))
    said, whose = np.frombuffer(keys, dtype=np.uint64), np.frombuffer(owners, dtype=np.uint64)
    order = np.lexsort((whose, said))
    return said[order], whose[order]


def _keys(task: Task, work: Work, known: Concepts, level: int, crowded: set[int]) -> Iterator[int]:
    """The keys of a work at a level: 0, or how many things tell a crowd apart. Keys of syllables are odd, the others even."""
    for k in _runs(work, SHINGLE, crowded, level):
        yield _hash(*k) | 1
    if level == 0:
        yield from (_hash("rest", sign) | 1 for sign in work.rest if " " in sign or "/" in sign)
    things: list[str] | None = None
    for k in _objects(work, known):
        code = _hash(*k) & ~1
        if level == 0:
            yield code
        elif code in crowded:
            things = things if things is not None else _things(task, work, known)
            for some in combinations(things, level):
                # Pairs under a part of these things that is not crowded are met there.
                if all(_finer(code, part) in crowded for part in combinations(some, level - 1) if level > 1):
                    yield _finer(code, some)


def _objects(work: Work, known: Concepts) -> Iterator[tuple[str, ...]]:
    for o in work.about:
        weight = known.objects[o]["weight"]
        if weight in ("narrow", "sharp"):
            yield "object", o
        elif weight != "none":
            yield from (("object", o, a) for a in work.acts if known.acts[a]["weight"] != "light")


def _runs(work: Work, size: int, crowded: set[int], level: int) -> Iterator[tuple[str, ...]]:
    """Runs of syllables, at each level twice as long as at the one before; longer ones only around one that is crowded."""
    words, long = work.words, size << level
    for n in range(len(words) - long + 1):
        if level == 0 or (_hash("words", *words[n : n + long // 2]) | 1) in crowded:
            yield "words", *words[n : n + long]


def _things(task: Task, work: Work, known: Concepts) -> list[str]:
    """What may tell a crowd apart: where, who, what is done, to what else."""
    plan = task.plan
    said = {f"at {p}" for p in {plan.place, *plan.above} if p}
    said |= {f"by {p.body}" for p in parties(task)}
    said |= {f"do {a}" for a in work.acts if known.acts[a]["weight"] != "light"}
    said |= {f"on {o}" for o in work.about if known.objects[o]["weight"] != "none"}
    return sorted(said)


def _finer(code: int, things: Iterable[str]) -> int:
    return _hash(f"{code:x}", *things) & ~1


def _hash(*parts: str) -> int:
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), "little")


def _groups(keys: Ints) -> tuple[np.ndarray, np.ndarray]:
    """Where each run of equal keys begins, and how long it is."""
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    return starts, np.diff(np.r_[starts, len(keys)])


def _pairs(owners: Ints, starts: np.ndarray, sizes: np.ndarray, keys: Ints, count: int, mask: np.ndarray | None, before: Ints) -> Ints:
    """The pairs of owners of each group, coded."""
    out: list[Ints] = []
    whole = np.isin(keys, before) if mask is not None else np.ones(len(keys), dtype=bool)
    for size in np.unique(sizes).tolist():
        some = sizes == size
        members = owners[starts[some][:, None] + np.arange(size)]
        i, j = np.triu_indices(size, 1)
        a, b = members[:, i], members[:, j]
        coded = a * np.uint64(count) + b
        if mask is not None:
            coded = coded[whole[some][:, None] | mask[a.astype(np.int64)] | mask[b.astype(np.int64)]]
        out.append(np.unique(coded))
    return _joined(out)
