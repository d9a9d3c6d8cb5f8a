"""Pairs of tasks that hold the same work: candidates by an index, the best pair of works of each, weighed and put in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge import Knowledge

from .match import Concepts, between, both, concepts, logistic, signs
from .relate import Side, below, category
from .tasks import Task
from .works import Work

SHINGLE = 4  # syllables in a row that two works share, where they share no object


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tasks of the same work. ``a`` is the lower or shorter plan's, else the smaller id's; ``score`` as ``match`` tells; ``objects``
    and ``acts`` are what the works share, by name; ``lent`` whether a heading was needed for it; ``quote_*`` the works' own words."""

    a: Task
    b: Task
    category: str
    score: float
    objects: tuple[str, ...]
    acts: tuple[str, ...]
    lent: bool
    quote_a: str
    quote_b: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The weights of the signs, and the score from which on a pair is told."""

    weights: dict[str, float]
    least: float


def scale(knowledge: Knowledge) -> Scale:
    """The weights that knowledge holds."""
    weights = {e.id.replace("-", "_"): float(e["weight"]) for e in knowledge.entries("overlaps")}
    return Scale(weights, float(knowledge.top("overlaps", "least")))


def find(tasks: Sequence[Task], knowledge: Knowledge) -> list[Pair]:
    """The overlaps among tasks, by the ids of both; the same whatever the order of the tasks."""
    known, by = concepts(knowledge), scale(knowledge)
    ordered = sorted(tasks, key=lambda t: t.id)
    found = []
    for i, j in sorted(candidates(ordered, known)):
        pair = compare(ordered[i], ordered[j], known, by)
        if pair:
            found.append(pair)
    return sorted(found, key=lambda p: (p.a.id, p.b.id))


def candidates(tasks: Sequence[Task], known: Concepts) -> set[tuple[int, int]]:
    """Pairs of places in ``tasks`` worth a look: they share an object, or some syllables in a row."""
    index: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for n, task in enumerate(tasks):
        for key_ in {k for w in task.works for k in _keys(w, known)}:
            index[key_].add(n)
    return {(i, j) for members in index.values() for i in members for j in members if i < j}


def _keys(work: Work, known: Concepts) -> Iterable[tuple[str, ...]]:
    for o in work.about:
        weight = known.objects[o]["weight"]
        if weight in ("narrow", "sharp"):
            yield ("object", o)
        elif weight != "none":
            yield from (("object", o, a) for a in work.acts if known.acts[a]["weight"] != "light")
    for n in range(len(work.words) - SHINGLE + 1):
        yield ("words", *work.words[n : n + SHINGLE])


def compare(a: Task, b: Task, known: Concepts, by: Scale) -> Pair | None:
    """The pair of two tasks if its best works weigh enough, else None."""
    shared = between(a, b)
    best: tuple[float, int, int] | None = None
    for i, ours in enumerate(a.works):
        for j, theirs in enumerate(b.works):
            every = both(signs(ours, theirs, known), shared)
            weight = by.weights["constant"] + sum(by.weights.get(n, 0.0) * v for n, v in every.items() if v)
            if best is None or weight > best[0]:
                best = weight, -i, -j
    if best is None or logistic(best[0]) < by.least:
        return None
    if below(b.plan, a.plan):
        a, b, best = b, a, (best[0], best[2], best[1])
    ours, theirs = a.works[-best[1]], b.works[-best[2]]
    return Pair(
        a, b,
        category(_side(a, ours, known), _side(b, theirs, known)),
        round(logistic(best[0]), 4),
        tuple(_first(known.objects[o]["phrases"]) for o in sorted(ours.about & theirs.about)),
        tuple(_first(known.acts[o]["phrases"]) for o in sorted(ours.acts & theirs.acts)),
        not ours.objects & theirs.objects,
        ours.text,
        theirs.text,
    )  # fmt: skip


def _first(phrases: Sequence[str]) -> str:
    return phrases[0]


def _side(task: Task, work: Work, known: Concepts) -> Side:
    helps = "phoi-hop" in work.acts and "chu-tri" not in work.acts
    return Side(task, work, helps, known.facet(work.about, "domain"))
