"""Pairs of tasks that hold the same work: candidates by an index, the best pair of works of each, weighed and put in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge import Entry, Knowledge, key

from .index import candidates, decoded, search
from .match import ALIKE, Concepts, between, both, concepts, likeness, logistic, plain
from .relate import Side, below, category
from .tasks import Task
from .works import Work

TELLING = ("sharp", "narrow", "specific", "field", "general", "broad", "frame")  # weights, from what tells most
__all__ = ["Pair", "Scale", "candidates", "compare", "find", "scale", "weighed"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tasks of the same work. ``a`` is the lower or shorter plan's, else the smaller id's; ``score`` as ``match`` tells; ``objects``
    and ``acts`` are what the works share, by name, objects that no list knows as they are written; ``lent`` whether a heading was needed
    for it; ``quote_*`` the works' own words."""

    a: Task
    b: Task
    category: str
    score: float
    objects: tuple[str, ...]
    acts: tuple[str, ...]
    lent: bool
    quote_a: str
    quote_b: str


@dataclass(frozen=True)
class Scale:
    """The weights of the signs, and the score from which on a pair is told."""

    weights: dict[str, float]
    least: float

    def sum(self, signs: Mapping[str, float]) -> float:
        """What signs weigh."""
        return sum(self.weights.get(n, 0.0) * v for n, v in signs.items() if v)

    @cached_property
    def most(self) -> float:
        """The most that the likeness of words can weigh."""
        return sum(max(self.weights.get(n, 0.0), 0.0) * v for n, v in ALIKE.items())

    @cached_property
    def bar(self) -> float:
        """The sum of weights from which on a pair is told."""
        return math.log(self.least / (1 - self.least))


def scale(knowledge: Knowledge) -> Scale:
    """The weights that knowledge holds."""
    weights = {e.id.replace("-", "_"): float(e["weight"]) for e in knowledge.entries("overlaps")}
    return Scale(weights, float(knowledge.top("overlaps", "least")))


def find(tasks: Sequence[Task], knowledge: Knowledge) -> list[Pair]:
    """The overlaps among tasks, by the ids of both; the same whatever the order of the tasks."""
    ordered = sorted(tasks, key=lambda t: t.id)
    known = concepts(knowledge)
    return weighed(ordered, decoded(search(ordered, known).pairs, len(ordered)), known, scale(knowledge))


def weighed(tasks: Sequence[Task], places: Iterable[tuple[int, int]], known: Concepts, by: Scale) -> list[Pair]:
    """Of pairs of places in ``tasks`` those that weigh enough, by the ids of both."""
    found = (compare(tasks[i], tasks[j], known, by) for i, j in places)
    return sorted((p for p in found if p), key=lambda p: (p.a.id, p.b.id))


def meet(a: Work, b: Work) -> bool:
    """Whether two works are worth weighing: they share something of what they are about, and two such things, or an act, or one of them
    has no act that tells much; or four in ten of their words are the same."""
    if not a.about.isdisjoint(b.about) or not a.rest.keys().isdisjoint(b.rest):
        if not a.deeds or not b.deeds or not a.acts.isdisjoint(b.acts):
            return True
        if len(a.about & b.about) + len(a.rest.keys() & b.rest.keys()) > 1:
            return True
    ours, theirs = set(a.words), set(b.words)
    return 5 * len(ours & theirs) >= len(ours) + len(theirs)


def compare(a: Task, b: Task, known: Concepts, by: Scale, *, all: bool = False) -> Pair | None:
    """The pair of two tasks if its best works weigh enough, else None; with ``all`` whatever they weigh."""
    shared: dict[str, float] | None = None
    best: tuple[float, int, int] | None = None
    for i, ours in enumerate(a.works):
        for j, theirs in enumerate(b.works):
            if not all and not meet(ours, theirs):
                continue
            shared = between(a, b) if shared is None else shared
            told = plain(ours, theirs, known)
            weight = by.weights["constant"] + by.sum(both(told, shared))
            if not all and weight + by.most < (by.bar if best is None else max(best[0], by.bar)):
                continue  # however alike their words are
            weight += by.sum(likeness(ours, theirs, told))
            if best is None or weight > best[0]:
                best = weight, -i, -j
    if best is None or (best[0] < by.bar and not all):
        return None
    if below(b.plan, a.plan):
        a, b, best = b, a, (best[0], best[2], best[1])
    ours, theirs = a.works[-best[1]], b.works[-best[2]]
    return Pair(
        a, b,
        category(_side(a, ours, known), _side(b, theirs, known)),
        round(logistic(best[0]), 4),
        _apart([*_names(known.narrowest(ours.about & theirs.about), known.objects), *_unlisted(ours, theirs)]),
        _names(ours.acts & theirs.acts, known.acts),
        not ours.objects & theirs.objects,
        ours.text,
        theirs.text,
    )  # fmt: skip


def _names(ids: Iterable[str], entries: Mapping[str, Entry]) -> tuple[str, ...]:
    """What these are called, what tells most first."""
    return tuple(str(entries[i].get("name") or entries[i]["phrases"][0]) for i in sorted(ids, key=lambda i: (_rank(entries[i]), i)))


def _apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names without those whose words stand in another's."""
    words = [f" {key(n)} " for n in names]
    return tuple(n for i, n in enumerate(names) if not any(words[i] in w for j, w in enumerate(words) if w != words[i] or j < i))


def _unlisted(a: Work, b: Work) -> tuple[str, ...]:
    """What both works are about in words that no list knows: two syllables in a row, and numbers of instruments."""
    return tuple(_as_written(s, a.text) if s[0].isdigit() else s for s in sorted(a.rest) if s in b.rest and not s.isalpha())


def _as_written(number: str, text: str) -> str:
    """A number as a text has it, to the end of its last word ("QĐ-TTg")."""
    at = text.lower().find(number)
    end = at + len(number)
    while at >= 0 and text[end : end + 1].isalpha():
        end += 1
    return text[at:end] if at >= 0 else number


def _rank(entry: Entry) -> int:
    weight = entry["weight"]
    return TELLING.index(weight) if weight in TELLING else len(TELLING)


def _side(task: Task, work: Work, known: Concepts) -> Side:
    return Side(task, work, work.helps, known.facet(work.about, "domain"))
