"""How alike two works are: signs that can be read off, weighed by ``knowledge/vi/overlaps.yaml``.

The score is the logistic of the weighed signs, between 0 and 1: the higher, the surer that the two are one work. It orders pairs; it is
no probability, and tells nothing of how grave an overlap is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge import Entry, Knowledge

from .relate import apart
from .tasks import Party, Task
from .works import WEIGHTS, Work

Signs = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Concepts:
    """The entries of acts and objects by id."""

    acts: Mapping[str, Entry]
    objects: Mapping[str, Entry]

    def acts_of(self, ids: frozenset[str], weight: str) -> frozenset[str]:
        return frozenset(i for i in ids if self.acts[i]["weight"] == weight)

    def facet(self, ids: frozenset[str], *facets: str) -> frozenset[str]:
        return frozenset(i for i in ids if self.objects[i]["facet"] in facets)

    def heavy(self, ids: frozenset[str]) -> frozenset[str]:
        """The weights of the objects that tell what a work is about."""
        return frozenset(str(self.objects[i]["weight"]) for i in ids if self.objects[i]["facet"] not in ("audience", "extent"))

    def part(self, a: Work, b: Work, *facets: str) -> bool:
        """Whether both works have an object of these facets, and none in common."""
        ours, theirs = self.facet(a.about, *facets), self.facet(b.about, *facets)
        return bool(ours and theirs) and not ours & theirs

    def weigh(self, ids: frozenset[str]) -> float:
        return sum(WEIGHTS[self.objects[i]["weight"]] for i in ids)


def concepts(knowledge: Knowledge) -> Concepts:
    """Both files by id."""
    return Concepts({e.id: e for e in knowledge.entries("acts")}, {e.id: e for e in knowledge.entries("objects")})


def parties(task: Task) -> tuple[Party, ...]:
    """Who does the work: the leads; where none is named, who is told to help."""
    return task.leads or tuple(p for p in task.partners if not p.group)


def between(a: Task, b: Task) -> dict[str, float]:
    """The signs of two tasks as a whole: the same for all their works."""
    ours, theirs = parties(a), parties(b)
    bodies = {p.body for p in ours if not p.group} & {p.body for p in theirs if not p.group}
    scopes_a = frozenset[str]().union(*(p.scope for p in ours if p.group))
    scopes_b = frozenset[str]().union(*(p.scope for p in theirs if p.group))
    groups = bool(scopes_a & scopes_b)
    member = any(p.scope & scopes_b for p in ours if not p.group) or any(p.scope & scopes_a for p in theirs if not p.group)
    helps = {p.body for p in ours} & {p.body for p in b.partners} or {p.body for p in theirs} & {p.body for p in a.partners}
    same = bool(bodies)
    return {
        "same_body": float(same),
        "both_groups": float(groups and not same),
        "member": float(member and not groups and not same),
        "named_partner": float(bool(helps) and not same),
        "strangers": float(not same and not groups and not member and not helps),
        "apart": float(apart(a.plan, b.plan)),
    }


def signs(a: Work, b: Work, known: Concepts) -> dict[str, float]:
    """The signs of two works."""
    shared = a.about & b.about
    weight_a, weight_b, weight = known.weigh(a.about), known.weigh(b.about), known.weigh(shared)
    low, high = sorted((weight_a, weight_b))
    deeds_a, deeds_b = (known.acts_of(w.acts, "specific") for w in (a, b))
    hands_a, hands_b = known.acts_of(a.acts, "general"), known.acts_of(b.acts, "general")
    deeds, hands = deeds_a & deeds_b, hands_a & hands_b
    means_a, means_b = known.facet(a.about, "means"), known.facet(b.about, "means")
    pairs = dice(tuple(zip(a.words, a.words[1:], strict=False)), tuple(zip(b.words, b.words[1:], strict=False)))
    heavy = known.heavy(shared)
    part = float(known.part(a, b, "domain") or known.part(a, b, "reform"))
    reform = known.facet(shared, "reform")
    return {
        "object": min(weight, 3.0) / 3,
        "object_share": weight / high if high else 0.0,
        "object_part": weight / low if low else 0.0,
        "narrow": float("narrow" in heavy or "sharp" in heavy),
        "sharp": float("sharp" in heavy),
        "act": float(bool(deeds)),
        "act_share": len(deeds) / max(len(deeds_a), len(deeds_b), 1),
        "hand": float(bool(hands)),
        "hands_part": float(bool(hands_a & _WATCH) != bool(hands_b & _WATCH)),
        "head": float(a.head is not None and a.head == b.head),
        "heads_part": float(bool(a.head and b.head) and a.head != b.head),
        "acts_part": float(bool(deeds_a and deeds_b) and not deeds),
        "act_one_side": float(bool(deeds_a) != bool(deeds_b)),
        "steward": float(bool(reform) and not deeds_a and not deeds_b),
        "domains_part": part,
        "domain_one_side": float(bool(known.facet(a.about, "domain")) != bool(known.facet(b.about, "domain"))),
        "subjects_part": float(known.part(a, b, "subject", "domain", "reform")),
        "places_part": float(known.part(a, b, "place")),
        "extents_part": float(known.part(a, b, "extent")),
        "means": float(bool(means_a & means_b)),
        "means_part": float(bool(means_a and means_b) and not means_a & means_b),
        "means_many": max(min(len(means_a & means_b), 4) - 1, 0) / 3,
        "words": dice(a.words, b.words),
        "verbatim": max(pairs - 0.3, 0.0) * (1 - part),
        "verbatim_part": max(pairs - 0.3, 0.0) * part,
        "helps_part": float(_helps(a) != _helps(b)),
        "years_part": float(bool(a.years and b.years) and not a.years & b.years),
    }


_WATCH = frozenset({"kiem-tra", "don-doc"})

JOINED: Mapping[str, Callable[[Signs], float]] = {
    "head_object": lambda s: s["head"] * s["object_share"],
    "narrow_act": lambda s: s["narrow"] * s["act"],
    "sharp_act": lambda s: s["sharp"] * s["act"],
    "act_object": lambda s: s["act"] * s["object_share"],
    "hand_object": lambda s: s["hand"] * s["object_share"],
    "body_steward": lambda s: s["same_body"] * s["steward"],
    "body_object": lambda s: s["same_body"] * s["object_share"],
    "body_act_object": lambda s: s["same_body"] * s["act"] * s["object_share"],
    "partner_act_object": lambda s: s["named_partner"] * s["act"] * s["object_share"],
}


def _helps(work: Work) -> bool:
    """Whether a helper's word opens the work, and no leader's."""
    return "phoi-hop" in work.acts and "chu-tri" not in work.acts


def both(work: Signs, task: Signs) -> dict[str, float]:
    """All signs of a pair of works: of the works, of their tasks, and of both together."""
    every = {**work, **task}
    return {**every, **{name: sign(every) for name, sign in JOINED.items()}}


def dice(a: tuple[object, ...], b: tuple[object, ...]) -> float:
    """Twice what two bags share over what they hold."""
    if not a or not b:
        return 0.0
    return 2 * (Counter(a) & Counter(b)).total() / (len(a) + len(b))


def logistic(x: float) -> float:
    """A sum of weights as a share between 0 and 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
