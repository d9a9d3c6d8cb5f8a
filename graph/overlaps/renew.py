"""The candidates of a store of which little changed: what ``index.search`` finds, without taking the unchanged tasks in hand.

Of each task its keys at every level are known from when it was compared. Only keys of tasks that changed, that came or went can have grown
crowded, or be crowded no longer; only tasks under such a key get other finer keys, and are taken in hand for it. All else is counting
numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from .index import LEVELS, Ints, caps, groups, ordered, pairs, postings
from .match import Concepts
from .tasks import Task

Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
NONE: Ints = np.zeros(0, dtype=np.uint64)
_BITS = np.uint64((1 << 20) - 1)


@dataclass(frozen=True, slots=True)
class Rows:
    """Keys of one level, and beside each the number of the task under it; in no order."""

    keys: Ints
    owners: Ints

    def of(self, some: Mask) -> Rows:
        """The rows where ``some`` (as long as ``keys``) is true."""
        return Rows(self.keys[some], self.owners[some])

    def under(self, keys: Ints) -> Rows:
        """The rows under these keys (sorted, each once)."""
        return self.of(among(self.keys, keys))

    def by_owner(self, some: Sequence[int]) -> dict[int, Ints]:
        """The keys of these tasks, in order."""
        theirs = self.of(among(self.owners, np.array(sorted(some), dtype=np.uint64)))
        owners, keys = ordered(theirs.owners, theirs.keys)
        starts, sizes = groups(owners)
        return {int(owners[a]): keys[a : a + size] for a, size in zip(starts.tolist(), sizes.tolist(), strict=True)}


@dataclass(frozen=True, slots=True)
class Renewed:
    """``pairs``: those worth a look that an earlier search did not give, two columns of numbers of tasks; ``rows``: the keys of all tasks
    by level, ``crowded``: the crowded ones by level (sorted); ``redone``: whose rows are made anew; ``newly``: who stands under a key
    that has grown crowded; ``given_up``, ``shared`` as ``index.Found`` has them."""

    pairs: Ints
    rows: tuple[Rows, ...]
    crowded: tuple[Ints, ...]
    redone: Mask
    newly: Mask
    given_up: int
    shared: int


def renew(
    kept: Sequence[Rows],
    old: Sequence[Ints],
    before: Sequence[Ints],
    hand: Mask,
    changed: Mask,
    take: Callable[[Iterable[int]], Mapping[int, Task]],
    known: Concepts,
) -> Renewed:
    """Search again. Tasks are numbered; ``kept``: rows by level as they were, ``old``: keys by level of tasks that went or came again,
    ``before``: the keys that were crowded, by level. ``hand``: which tasks have no rows that hold, ``changed``: which were not compared as
    they are (they need rows anew too). ``take`` gives tasks by number."""
    redo = hand | changed
    newly = np.zeros(len(redo), dtype=bool)
    now: list[Ints] = []
    rows: list[Rows] = []
    found: list[Ints] = []
    crowded: list[Set[int]] = []
    for level in range(LEVELS + 1):
        stale = redo[kept[level].owners.astype(np.int64)]
        still = kept[level].of(~stale)
        tasks = take(np.flatnonzero(redo).tolist())
        made = Rows(*postings(sorted(tasks.items()), known, level, crowded))
        touched = np.unique(np.concatenate((made.keys, old[level], kept[level].keys[stale])))
        met = still.under(touched)
        keys, owners = ordered(np.concatenate((met.keys, made.keys)), np.concatenate((met.owners, made.owners)))
        starts, sizes = groups(keys)
        first = keys[starts]
        cap = caps(first, level)
        full = first[sizes > cap]
        grown = full[~among(full, before[level])]
        fewer = before[level][among(before[level], touched) & ~among(before[level], full)]
        now.append(np.union1d(np.setdiff1d(before[level], fewer), full))
        crowded.append(set(now[level].tolist()))
        usable = (sizes > 1) & (sizes <= cap)
        whole = among(first, fewer)
        found.append(_both(owners, starts[usable & whole], sizes[usable & whole], changed, every=True))
        found.append(_both(owners, starts[usable & ~whole], sizes[usable & ~whole], changed, every=False))
        rows.append(Rows(np.concatenate((still.keys, made.keys)), np.concatenate((still.owners, made.owners))))
        under = owners[among(keys, grown)].astype(np.int64)
        newly[under] = True
        redo[under] = True
        redo[owners[among(keys, fewer)].astype(np.int64)] = True
    shared = len(np.unique(rows[LEVELS].under(now[LEVELS]).owners))
    coded = np.unique(np.concatenate(found))
    count = np.uint64(len(redo))
    return Renewed(np.stack((coded // count, coded % count), axis=1), tuple(rows), tuple(now), redo, newly, len(now[LEVELS]), shared)


def _both(owners: Ints, starts: np.ndarray, sizes: np.ndarray, some: Mask, *, every: bool) -> Ints:
    """The pairs of owners of each group, or those with one of ``some``; coded."""
    out = [NONE]
    for a, b in pairs(owners, starts, sizes):
        kept = np.ones(len(a), dtype=bool) if every else some[a.astype(np.int64)] | some[b.astype(np.int64)]
        out.append(np.unique(a[kept] * np.uint64(len(some)) + b[kept]))
    return np.concatenate(out)


def meeting(rows: Sequence[Rows], some: Mask, wanted: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of pairs of tasks (all among ``some``) those that stand under one key that is not crowded."""
    of: dict[int, set[int]] = {}
    for level, every in enumerate(rows):
        theirs = every.of(some[every.owners.astype(np.int64)])
        keys = np.sort(every.under(np.unique(theirs.keys)).keys)
        starts, sizes = groups(keys)
        first = keys[starts]
        free = theirs.under(first[sizes <= caps(first, level)])
        for key, owner in zip(free.keys.tolist(), free.owners.tolist(), strict=True):
            of.setdefault(owner, set()).add(key)
    return {(i, j) for i, j in wanted if not of.get(i, set()).isdisjoint(of.get(j, ()))}


def among(keys: Ints, some: Ints) -> Mask:
    """Which of the keys are among ``some`` (sorted, each once). A table of a few bits tells most that are not."""
    if not len(some) or not len(keys):
        return np.zeros(len(keys), dtype=bool)
    table = np.zeros(int(_BITS) + 1, dtype=bool)
    table[(some >> np.uint64(1)) & _BITS] = True
    out: Mask = table[(keys >> np.uint64(1)) & _BITS]
    at = np.flatnonzero(out)
    place = np.minimum(np.searchsorted(some, keys[at]), len(some) - 1)
    out[at] = some[place] == keys[at]
    return out
