"""Which tasks are worth comparing: an index of what their works share, near-linear in the number of works.

Every work stands under keys: its narrow objects, its wider objects with an act, each run of four syllables, each pair of syllables that no
list knows. Two tasks under one key are compared, as long as no more than ``CAP`` tasks stand there. A key under which more stand is
*crowded*: its tasks are told apart by one more thing that they share (a place, a body, an act, another object; for syllables a longer run),
then by two, then by three. What is crowded even then is given up, and counted. So the pairs are a function of the set of tasks alone, and
one task meets a bounded number.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

import numpy as np

from .match import Concepts, parties
from .tasks import Task
from .works import Work

SHINGLE = 4  # syllables in a row that two works share, where they share no object
CAP = {"object": 32, "words": 16, "finer": 16}  # tasks under a key: an object, syllables, a key that tells a crowd apart
BYTES = 5  # a key: two that mean different things are hardly ever the same, and cost a look
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


def search(tasks: Sequence[Task], known: Concepts) -> Found:
    """The candidates among tasks. ``renew`` gives the same where most of them are as they were."""
    coded: list[Ints] = []
    over: list[Ints] = []
    crowded: list[Set[int]] = []
    left, owners_left = 0, np.zeros(0, dtype=np.uint64)
    for level in range(LEVELS + 1):
        keys, owners = ordered(*postings(enumerate(tasks), known, level, crowded))
        if not len(keys):
            break
        starts, sizes = groups(keys)
        first = keys[starts]
        cap = caps(first, level)
        usable = (sizes > 1) & (sizes <= cap)
        some = pairs(owners, starts[usable], sizes[usable])
        coded.append(_joined([np.unique(a * np.uint64(len(tasks)) + b) for a, b in some]))
        full = sizes > cap
        over.append(first[full])
        crowded.append(set(first[full].tolist()))
        if level == LEVELS:
            left = int(full.sum())
            owners_left = np.unique(owners[np.repeat(full, sizes)])
    return Found(_joined(coded), _joined(over), left, len(owners_left))


def caps(keys: Ints, level: int) -> np.ndarray:
    """How many tasks may stand under each of these keys of a level."""
    return np.where(keys & np.uint64(1), CAP["words"], CAP["object"] if level == 0 else CAP["finer"])


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.uint64)


def postings(tasks: Iterable[tuple[int, Task]], known: Concepts, level: int, crowded: Sequence[Set[int]]) -> tuple[Ints, Ints]:
    """The keys of tasks at a level, each once, and beside them the tasks' numbers. ``crowded``: the crowded keys of each level below.
    A task's keys turn on nothing else than which of its own keys are among them: ``renew`` builds on it."""
    keys, owners = array("Q"), array("Q")
    for n, task in tasks:
        found = {k for w in task.works for k in _keys(task, w, known, level, crowded)}
        keys.extend(found)
        owners.extend([n] * len(found))
    return np.frombuffer(keys, dtype=np.uint64), np.frombuffer(owners, dtype=np.uint64)


def ordered(keys: Ints, owners: Ints) -> tuple[Ints, Ints]:
    """Keys and owners in order of both."""
    order = np.lexsort((owners, keys))
    return keys[order], owners[order]


def _keys(task: Task, work: Work, known: Concepts, level: int, crowded: Sequence[Set[int]]) -> Iterator[int]:
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
        elif code in crowded[0]:
            things = things if things is not None else _things(task, work, known)
            yield from _told_apart(code, things, level, crowded)


def _told_apart(code: int, things: Sequence[str], level: int, crowded: Sequence[Set[int]]) -> Iterator[int]:
    """A crowded key with so many things that tell the crowd apart. Under fewer of them that are not crowded pairs are met already, so
    whatever is left out of the things, the rest is crowded."""
    if level > 1:
        things = [x for x in things if _finer(code, [x]) in crowded[1]]
    less = {some for some in combinations(things, level - 1) if level > 2 and _finer(code, some) in crowded[level - 1]}
    for some in combinations(things, level):
        if level < 3 or all(part in less for part in combinations(some, level - 1)):
            yield _finer(code, some)


def _objects(work: Work, known: Concepts) -> Iterator[tuple[str, ...]]:
    for o in work.about:
        weight = known.objects[o]["weight"]
        if weight in ("narrow", "sharp"):
            yield "object", o
        elif weight != "none":
            yield from (("object", o, a) for a in work.acts if known.acts[a]["weight"] != "light")


def _runs(work: Work, size: int, crowded: Sequence[Set[int]], level: int) -> Iterator[tuple[str, ...]]:
    """Runs of syllables, at each level twice as long as at the one before; longer ones only around one that is crowded."""
    words, long = work.words, size << level
    for n in range(len(words) - long + 1):
        if all((_hash("words", *words[n : n + (size << less)]) | 1) in crowded[less] for less in range(level)):
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
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=BYTES).digest(), "little")


def groups(keys: Ints) -> tuple[np.ndarray, np.ndarray]:
    """Where each run of equal keys begins, and how long it is."""
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, dtype=np.int64)
    return starts, np.diff(np.r_[starts, len(keys)])


def pairs(owners: Ints, starts: np.ndarray, sizes: np.ndarray) -> Iterator[tuple[Ints, Ints]]:
    """The pairs of owners within each group, those of groups of one size at a time; the first of a pair stands before the second."""
    for size in np.unique(sizes).tolist():
        members = owners[starts[sizes == size][:, None] + np.arange(size)]
        i, j = np.triu_indices(size, 1)
        yield members[:, i].ravel(), members[:, j].ravel()
