"""The tasks of a store for a settling: those of plans that are as they were by number alone, the others read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from knowledge import Knowledge

from ..stores import Store
from . import ledger
from .codec import cards
from .decisions import Decision, meant_by
from .index import LEVELS, Ints
from .ledger import Before, Cut, Head
from .renew import NONE, Mask, Renewed, Rows
from .tasks import Plan, Setting, Task, gathered, weighed


@dataclass(frozen=True)
class Stock:
    """Tasks are numbered: first those of ``quiet`` plans, as they were compared, then ``tasks``, those of all others. ``raw``: these before
    they were ``weighed``; ``named``: what their works are named; ``now``: their cards; ``before``: what the last settling left."""

    around: Setting
    before: Before
    quiet: Mapping[str, Head]
    raw: Sequence[Task]
    named: Sequence[str]
    tasks: Sequence[Task]
    now: Mapping[str, str]

    @cached_property
    def listed(self) -> list[tuple[str, str, str]]:
        """Id, item and plan of each task."""
        quiet = [(id, item, plan) for plan, h in self.quiet.items() for id, item, _ in h.tasks]
        return quiet + [(t.id, t.item, t.plan.id) for t in self.tasks]

    @cached_property
    def ids(self) -> list[str]:
        return [id for id, _, _ in self.listed]

    @cached_property
    def place(self) -> dict[str, int]:
        """The number of each task."""
        return {id: n for n, id in enumerate(self.ids)}

    def plan(self, number: int) -> Plan:
        """The plan of a task."""
        return self.around.plans[self.listed[number][2]]

    @cached_property
    def parted(self) -> list[Head]:
        """What was kept of plans that are read again, or are not there."""
        return [h for plan, h in self.before.heads.items() if plan not in self.quiet]

    @cached_property
    def was(self) -> dict[str, str]:
        """The cards that tasks had in those; none where a document came or went, since edges may have gone with it."""
        return {id: "" if h.outdated else card for h in self.parted for id, _, card in h.tasks}

    @property
    def gone(self) -> set[str]:
        """The tasks that are not there any more."""
        return self.was.keys() - self.place.keys()

    @property
    def in_hand(self) -> Mask:
        """Which tasks were read again."""
        return np.arange(len(self.ids)) >= len(self.ids) - len(self.tasks)

    def changed(self, moved: Iterable[str]) -> Mask:
        """Which tasks are not as they were compared; those of ``moved`` that are there count so."""
        out = np.zeros(len(self.ids), dtype=bool)
        out[[self.place[t] for t, card in self.now.items() if self.was.get(t) != card]] = True
        out[[self.place[t] for t in moved if t in self.place]] = True
        return out

    def rows(self) -> list[Rows]:
        """The keys of the tasks of quiet plans, by level."""
        return ledger.rows([*self.quiet.values()])

    @property
    def old(self) -> list[Ints]:
        """The keys of those of the others, as they were, by level."""
        levels = [h.levels() for h in self.parted]
        return [np.concatenate([NONE, *(of[level] for of in levels)]) for level in range(LEVELS + 1)]

    def called(self, made: Sequence[Decision]) -> dict[str, list[str]]:
        """The ids of the tasks that each name in decisions may mean, as ``meant_by`` tells."""
        files = ((id, self.around.plans[plan].file, item) for id, item, plan in self.listed)
        return meant_by({name for d in made for name in d.pair}, files)

    def spare(self) -> list[str]:
        """The entries of plans and tasks that are not there any more."""
        plans = [f"works|{plan}" for plan in self.before.heads if plan not in self.around.plans]
        return [*plans, *(f"work|{id}" for id in sorted(self.gone))]

    def entries(self, found: Renewed) -> list[dict[str, Any]]:
        """The entries of plans that were read again or of whose tasks the keys are others, and of the tasks that changed."""
        numbers: dict[str, list[int]] = {p: [] for p in self.around.plans if p not in self.quiet}
        numbers |= {self.listed[n][2]: [] for n in np.flatnonzero(found.redone).tolist()}
        for n, (_, _, plan) in enumerate(self.listed):
            if plan in numbers:
                numbers[plan].append(n)
        keys = [rows.by_owner([n for some in numbers.values() for n in some]) for rows in found.rows]
        members: dict[str, list[Task]] = {}
        for t in self.tasks:
            members.setdefault(t.plan.id, []).append(t)
        out = []
        for plan, some in sorted(numbers.items()):
            kept = self.quiet.get(plan)
            bodies = kept.bodies if kept else ledger.bodies(members.get(plan, ()))
            stands = kept.state if kept else ledger.state(self.around.plans[plan], bodies, self.around)
            tasks = kept.tasks if kept else [(t.id, t.item, self.now[t.id]) for t in members.get(plan, ())]
            out.append(ledger.head_entry(plan, stands, bodies, tasks, [[of.get(n, NONE) for n in some] for of in keys]))
        for t, bare, name in zip(self.tasks, self.raw, self.named, strict=True):
            if self.was.get(t.id) != self.now[t.id]:
                out.append(ledger.task_entry(t, bare, name))
        return out


def stock(store: Store, knowledge: Knowledge, around: Setting, before: Before) -> Stock:
    """The tasks of a store. Only of plans that are not as they were compared are they read."""
    heads = before.heads
    quiet = {id: h for id, h in sorted(heads.items()) if id in around.plans and h.holds(around.plans[id], around)}
    anew = [id for id in around.plans if id not in quiet]
    cut = Cut(store, [id for plan in anew if plan in heads for id, _, _ in heads[plan].tasks])
    raw = gathered(store, knowledge, around, anew, cut)
    tasks = weighed(raw)
    return Stock(around, before, quiet, raw, cut.names, tasks, cards(tasks))
