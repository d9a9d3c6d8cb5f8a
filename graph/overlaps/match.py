"""How alike two works are: signs that can be read off, weighed by ``knowledge/vi/overlaps.yaml``.

The score is the logistic of the weighed signs, between 0 and 1: the higher, the surer that the two are one work. It orders pairs; it is
no probability, and tells nothing of how grave an overlap is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from knowledge import Entry, Knowledge

from .relate import apart, assigned, below, holds, named, one_body
from .tasks import Party, Plan, Task
from .works import WEIGHTS, Work

Signs = Mapping[str, float]
NONE: frozenset[str] = frozenset()
CORE = ("subject", "domain", "reform", "plan")  # what a work is about; means, places and audience are weighed apart


@dataclass(frozen=True, slots=True)
class Concepts:
    """The entries of acts and objects by id."""

    acts: Mapping[str, Entry]
    objects: Mapping[str, Entry]

    def acts_of(self, ids: frozenset[str], weight: str) -> frozenset[str]:
        return frozenset(i for i in ids if self.acts[i]["weight"] == weight)

    def facet(self, ids: frozenset[str], *facets: str) -> frozenset[str]:
        return frozenset(i for i in ids if self.objects[i]["facet"] in facets)

    def narrowest(self, ids: frozenset[str]) -> frozenset[str]:
        """These objects without what others of them are part of."""
        return ids - {more for i in ids for more in self.objects[i].get("implies", ())}

    def weigh(self, ids: frozenset[str], lent: frozenset[str] = NONE) -> float:
        """The weight of objects; those ``lent`` count half."""
        return sum(WEIGHTS[self.objects[i]["weight"]] * (0.5 if i in lent else 1.0) for i in ids)

    def steward(self, work: Work) -> bool:
        """Whether nothing is done but leading and making others act."""
        return not work.deeds and all(self.acts[i].get("directs") for i in work.hands)

    def process(self, ids: frozenset[str]) -> frozenset[str]:
        """Those that any plan has (money, reports): they say nothing without what the plan is about."""
        return frozenset(i for i in ids if self.objects[i].get("process") or self.objects[i]["facet"] == "plan")

    def marked(self, ids: frozenset[str], mark: str) -> bool:
        """Whether one of these acts has a mark of acts.yaml."""
        return any(self.acts[i].get(mark) for i in ids)


def concepts(knowledge: Knowledge) -> Concepts:
    """Both files by id."""
    return Concepts({e.id: e for e in knowledge.entries("acts")}, {e.id: e for e in knowledge.entries("objects")})


def parties(task: Task) -> tuple[Party, ...]:
    """Who does the work: the leads; where none is named, who is told to help."""
    return task.leads or tuple(p for p in task.partners if not p.group)


def between(a: Task, b: Task) -> dict[str, float]:
    """The signs of two tasks as a whole: the same for all their works."""
    ours, theirs = parties(a), parties(b)
    same = any(one_body(p, q, a.plan, b.plan) for p in ours for q in theirs if not p.group and not q.group)
    groups = not same and any(p.group and q.group and p.scope & q.scope for p in ours for q in theirs)
    member = not same and not groups and any(holds(p, q) or holds(q, p) for p in ours for q in theirs)
    alike = not same and bool({_office(p) for p in ours if not p.group} & {_office(p) for p in theirs if not p.group})
    helps = not same and (any(named(b, p) for p in ours) or any(named(a, q) for q in theirs))
    led, helped = _share(a, b)
    far, here = apart(a.plan, b.plan), a.plan.place == b.plan.place
    return {
        "share_led": float(led and not same),
        "share_helped": float(helped and not led and not same),
        "same_body": float(same),
        "both_groups": float(groups),
        "member": float(member and not led),
        "named_partner": float(helps),
        "counterpart": float(alike),
        "strangers": float(not (same or alike or groups or member or helps or led or helped)),
        "apart": float(far),
        "siblings": float(not (far or here) and _siblings(a.plan, b.plan)),
        "elsewhere": float(not (far or here or same or led or helped)),
        "whole": cosine(_whole(a), _whole(b)),
        "over": float(below(a.plan, b.plan) or below(b.plan, a.plan)),
    }


def _share(a: Task, b: Task) -> tuple[bool, bool]:
    """Whether the higher plan gives the work to who issued the lower one, or to a group that it belongs to: as lead, or as partner."""
    low, high = (a, b) if b.plan.place in a.plan.above else (b, a)
    if high.plan.place not in low.plan.above:
        return False, False
    return assigned(low.plan, high)


def _whole(task: Task) -> Mapping[str, float]:
    """The syllables of all works of a task, with what they tell."""
    works = task.works
    if len(works) == 1:
        return vector(works[0].words, works[0].worth)
    return vector(tuple(chain.from_iterable(w.words for w in works)), tuple(chain.from_iterable(w.worth for w in works)))


def _siblings(a: Plan, b: Plan) -> bool:
    """Whether of two places under one superior neither is above the other."""
    return a.place not in b.above and b.place not in a.above and bool(a.place and b.place)


def _office(party: Party) -> str:
    """A body's name without its first word and level: departments and the offices below them answer to one another."""
    return party.body.split("/")[0].partition(" ")[2] or party.body


def signs(a: Work, b: Work, known: Concepts) -> dict[str, float]:
    """The signs of two works."""
    told = plain(a, b, known)
    return {**told, **likeness(a, b, told)}


def likeness(a: Work, b: Work, told: Signs) -> dict[str, float]:
    """How alike the words of two works are: apart from ``plain``, for it takes longest."""
    pairs = max(dice(list(pairwise(a.words)), list(pairwise(b.words))) - 0.3, 0.0)
    formula = bool(told["domains_part"] or told["programmes_part"] or told["subjects_part"])  # the same words for two things
    return {
        "words": cosine(vector(a.words, a.worth), vector(b.words, b.worth)),
        "verbatim": pairs * (not formula),
        "verbatim_part": pairs * formula,
    }


ALIKE = {"words": 1.0, "verbatim": 0.7}  # the most that likeness can be


def plain(a: Work, b: Work, known: Concepts) -> dict[str, float]:
    """The signs of two works but for the likeness of their words."""
    fa, fb = _facets(a), _facets(b)
    core_a, core_b = NONE.union(*(fa(f) for f in CORE)), NONE.union(*(fb(f) for f in CORE))
    shared = core_a & core_b
    one_side = (fa("plan") | fb("plan")) - shared  # "this plan" on one side only: what the plan is about is lent already
    core_a, core_b = core_a - one_side, core_b - one_side
    what_a, what_b = core_a - known.process(core_a), core_b - known.process(core_b)
    programmes_part = bool(what_a and what_b) and not what_a & what_b and bool(shared)
    if programmes_part:
        shared = NONE
    bare = bool(shared) and not what_a & what_b  # nothing is shared but what any plan has
    left = sum(min(w, b.rest[s]) for s, w in a.rest.items() if s in b.rest)
    left_a, left_b = sum(a.rest.values()), sum(b.rest.values())
    weight_a, weight_b = known.weigh(core_a, a.lent - shared), known.weigh(core_b, b.lent - shared)
    weight = known.weigh(shared, shared if bare else a.lent & b.lent)
    low, high = sorted((weight_a, weight_b))
    deeds, hands = (a.deeds & b.deeds) | known.acts_of(a.acts & b.acts, "frame"), a.hands & b.hands
    means_a, means_b = fa("means"), fb("means")
    heavy = {known.objects[i]["weight"] for i in shared if not bare}
    part = float(_part(fa, fb, "domain") or _part(fa, fb, "reform"))
    subjects_part = _part(fa, fb, "subject", "domain", "reform")
    steward = bool(fa("reform") & fb("reform")) and known.steward(a) and known.steward(b)
    watch = not steward and known.marked(a.hands, "watch") != known.marked(b.hands, "watch")
    return {
        "object": min(weight, 3.0) / 3,
        "object_share": weight / high if high else 0.0,
        "object_part": weight / low if low else 0.0,
        "narrow": float("narrow" in heavy or "sharp" in heavy),
        "sharp": float("sharp" in heavy),
        "broad_only": float(bool(shared) and weight <= WEIGHTS["broad"] and not means_a & means_b and not left),
        "rest": min(left, 4.0) / 4,
        "rest_share": 2 * left / (left_a + left_b) if left else 0.0,
        "rest_none": float(left_a >= 2 and left_b >= 2 and not left),
        "act": float(bool(deeds)),
        "act_share": len(deeds) / max(len(a.deeds), len(b.deeds), 1),
        "hand": float(bool(hands)),
        "hands_part": float(watch),
        "directs_part": float(not steward and not watch and known.marked(a.acts, "directs") != known.marked(b.acts, "directs")),
        "head": float(a.head is not None and a.head == b.head),
        "still": float(not a.deeds and not b.deeds and not a.hands and not b.hands),
        "plans": float(bool(shared) and a.head is not None and a.head == b.head and known.acts[a.head]["weight"] == "frame"),
        "heads_part": float(bool(a.head and b.head) and a.head != b.head),
        "acts_part": float(bool(a.deeds and b.deeds) and not deeds and not hands),
        "act_one_side": float(bool(a.deeds) != bool(b.deeds)),
        "steward": float(steward),
        "programmes_part": float(programmes_part),
        "domains_part": part,
        "domain_one_side": float(bool(fa("domain")) != bool(fb("domain"))),
        "reform_one_side": float(bool(fa("reform")) != bool(fb("reform"))),
        "subjects_part": float(subjects_part),
        "place": float(bool(fa("place") & fb("place"))),
        "places_part": float(_part(fa, fb, "place")),
        "extents_part": float(_part(fa, fb, "extent")),
        "scoped": float(known.marked(a.acts & b.acts, "scoped")),
        "means": float(bool(means_a & means_b)),
        "means_part": float(_part(fa, fb, "means")),
        "means_many": max(min(len(means_a & means_b), 4) - 1, 0) / 3,
        "audience": float(bool(fa("audience") & fb("audience"))),
        "helps_part": float(a.helps != b.helps),
        "years_part": float(bool(a.years and b.years) and not a.years & b.years),
        "lent": float(bool(shared) and not shared & a.objects & b.objects),
    }


Facets = Callable[[str], frozenset[str]]


def _facets(work: Work) -> Facets:
    return lambda facet: work.facets.get(facet, NONE)


def _part(a: Facets, b: Facets, *facets: str) -> bool:
    """Whether both works have an object of these facets, and none in common."""
    ours, theirs = NONE.union(*(a(f) for f in facets)), NONE.union(*(b(f) for f in facets))
    return bool(ours and theirs) and not ours & theirs


JOINED: Mapping[str, Callable[[Signs], float]] = {
    "years_part": lambda s: s["years_part"] * (1 - s["over"]),
    "head_object": lambda s: s["head"] * max(s["object_share"], s["rest_share"]),
    "narrow_act": lambda s: s["narrow"] * s["act"],
    "sharp_act": lambda s: s["sharp"] * s["act"],
    "act_object": lambda s: s["act"] * max(s["object_share"], s["rest_share"]),
    "act_rest": lambda s: s["act"] * s["rest"],
    "hand_object": lambda s: s["hand"] * max(s["object_share"], s["rest_share"]),
    "act_means": lambda s: s["act"] * s["means"] * s["object_part"],
    "body_steward": lambda s: s["same_body"] * s["steward"],
    "still_object": lambda s: s["still"] * s["object_share"] * s["narrow"],
    "scopes_part": lambda s: s["extents_part"] * s["scoped"],
    "own_scope": lambda s: s["elsewhere"] * s["scoped"],
    "counterpart_scope": lambda s: s["counterpart"] * s["elsewhere"] * s["scoped"],
    "strangers_apart": lambda s: s["strangers"] * s["apart"],
    "body_hand": lambda s: s["same_body"] * s["hand"] * (s["object"] > 0),
    "body_act_object": lambda s: s["same_body"] * s["act"] * s["object_share"],
    "partner_act_object": lambda s: s["named_partner"] * s["act"] * s["object_share"],
    "strangers_same": lambda s: (
        s["strangers"] * (1 - s["apart"]) * (1 - s["lent"]) * min(3 * s["object"], 1.0) * _done(s) * s["object_share"]
    ),
    "member_act_object": lambda s: s["member"] * s["act"] * s["object_share"],
}


def _done(s: Signs) -> float:
    return max(s["act"], s["hand"])


def both(work: Signs, task: Signs) -> dict[str, float]:
    """All signs of a pair of works: of the works, of their tasks, and of both together."""
    every = {**work, **task}
    return {**every, **{name: sign(every) for name, sign in JOINED.items()}}


def dice(a: Sequence[Hashable], b: Sequence[Hashable]) -> float:
    """Twice what two bags share over what they hold."""
    if not a or not b:
        return 0.0
    counts, shared = Counter(a), 0
    for x in b:
        if counts.get(x, 0):
            counts[x] -= 1
            shared += 1
    return 2 * shared / (len(a) + len(b))


@lru_cache(maxsize=16384)
def vector(words: tuple[str, ...], worth: tuple[float, ...]) -> Mapping[str, float]:
    """Syllables with what each tells, of length 1: pairs come in the order of one of their tasks, so the same ones come again and again."""
    told = dict(zip(words, worth, strict=True))
    length = math.sqrt(math.fsum(v * v for v in told.values())) or 1.0
    return {w: v / length for w, v in told.items()}


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """How alike two vectors are, 0 to 1; the same whichever comes first."""
    return math.fsum([a[w] * b[w] for w in a.keys() & b.keys()])  # exact, so in whatever order


def logistic(x: float) -> float:
    """A sum of weights as a share between 0 and 1."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))
