"""How alike two works are: signs that can be read off, weighed by ``knowledge/vi/overlaps.yaml``.

The score is the weighed signs' logistic, between 0 and 1: of the pairs of the list that the weights were fitted to, about that share
was an overlap. It tells nothing of how grave one is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge import Entry, Knowledge

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
    one_plan, one_place = a.plan.id == b.plan.id, a.plan.place == b.plan.place
    return {
        "same_body": float(same),
        "both_groups": float(groups and not same),
        "member": float(member and not groups and not same),
        "named_partner": float(bool(helps) and not same),
        "strangers": float(not same and not groups and not member and not helps),
        "one_plan": float(one_plan),
        "one_plan_one_body": float(one_plan and (same or groups)),
        "other_plan_one_body": float(not one_plan and (same or groups)),
        "other_place": float(not one_place and a.plan.place not in b.plan.above and b.plan.place not in a.plan.above),
    }


def signs(a: Work, b: Work, known: Concepts) -> dict[str, float]:
    """The signs of two works."""
    shared = a.about & b.about
    own = a.objects & b.objects
    weight_a, weight_b, weight = known.weigh(a.about), known.weigh(b.about), known.weigh(shared)
    low, high = sorted((weight_a, weight_b))
    acts = a.acts & b.acts
    deeds_a, deeds_b = known.acts_of(a.acts, "specific"), known.acts_of(b.acts, "specific")
    deeds = deeds_a & deeds_b
    hands = known.acts_of(acts, "general")
    domains_a, domains_b = known.facet(a.about, "domain"), known.facet(b.about, "domain")
    places_a, places_b = known.facet(a.about, "place"), known.facet(b.about, "place")
    means_a, means_b = known.facet(a.about, "means"), known.facet(b.about, "means")
    subjects_a, subjects_b = known.facet(a.about, "subject", "domain"), known.facet(b.about, "subject", "domain")
    words = dice(a.words, b.words)
    pairs = dice(tuple(zip(a.words, a.words[1:], strict=False)), tuple(zip(b.words, b.words[1:], strict=False)))
    narrow = any(known.objects[i]["weight"] == "narrow" for i in shared)
    acted = bool(deeds)
    return {
        "object": min(weight, 3.0) / 3,
        "object_share": weight / high if high else 0.0,
        "object_part": weight / low if low else 0.0,
        "narrow": float(narrow),
        "narrow_act": float(narrow and acted),
        "narrow_hand": float(narrow and bool(hands)),
        "narrow_own": float(any(known.objects[i]["weight"] == "narrow" for i in own)),
        "act": float(acted),
        "act_share": len(deeds) / max(len(deeds_a), len(deeds_b), 1),
        "hand": float(bool(hands)),
        "acts_part": float(bool(deeds_a and deeds_b) and not deeds),
        "domains_part": float(bool(domains_a and domains_b) and not domains_a & domains_b),
        "domain_one_side": float(bool(domains_a) != bool(domains_b)),
        "subjects_part": float(bool(subjects_a and subjects_b) and not subjects_a & subjects_b),
        "places_part": float(bool(places_a and places_b) and not places_a & places_b),
        "means": float(bool(means_a & means_b)),
        "means_part": float(bool(means_a and means_b) and not means_a & means_b),
        "means_act": min(len(means_a & means_b), 3) / 3 if acted else 0.0,
        "words": words,
        "pairs": pairs,
        "same_words": float(pairs > 0.6),
        "both_lent": float(bool(a.lent and b.lent)),
        "years_part": float(bool(a.years and b.years) and not a.years & b.years),
    }


JOINED: Mapping[str, Callable[[Signs], float]] = {
    "body_narrow": lambda s: s["same_body"] * s["narrow"],
    "body_act": lambda s: s["same_body"] * s["act"],
    "body_narrow_act": lambda s: s["same_body"] * s["narrow_act"],
    "body_object_share": lambda s: s["same_body"] * s["object_share"],
    "body_pairs": lambda s: s["same_body"] * s["pairs"],
    "groups_narrow": lambda s: s["both_groups"] * s["narrow"],
    "groups_act": lambda s: s["both_groups"] * s["act"],
    "groups_narrow_act": lambda s: s["both_groups"] * s["narrow_act"],
    "member_narrow_act": lambda s: s["member"] * s["narrow_act"],
    "member_pairs": lambda s: s["member"] * s["pairs"],
    "partner_act": lambda s: s["named_partner"] * s["act"] * s["object_part"],
    "partner_means": lambda s: s["named_partner"] * s["means_act"],
    "act_object": lambda s: s["act"] * s["object_share"],
    "hand_object": lambda s: s["hand"] * s["object_share"],
}


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
