"""A task taken apart into works: what is done, to what, by which means, for whom, in which year; each with its place in the task."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge import Knowledge, fold
from knowledge.normal import UPPER

from .rest import leftover
from .said import SUBJECTS, TELLING, concepts, deeds, head, hits, spelled, without_names, without_purpose

_PARTS = re.compile(rf"(?:[^;.\n]|\.(?!\s+[{UPPER}\d\-]|\s*$))+")  # a dot ends a work only where a sentence begins after it
_PIECES = re.compile(r"(?:\([^()]*\)?|[^,()])+")  # commas inside brackets part nothing
_YEAR = re.compile(r"(?<![\d/])20\d\d(?![\d/])")  # not those of dates and numbers
_BRACKETS = re.compile(r"\([^()]*\)")
_WORDS = re.compile(r"\S+")
SHORTEST = 3  # words; what is shorter is no work of its own
SOME = 1.0  # weight of what no list knows from which on a work is not about what the one before was
ENOUGH = 4.0  # weight of what no list knows from which on a work says itself what it is about
NOTHING: frozenset[str] = frozenset()
WEIGHTS = {"sharp": 1.5, "narrow": 1.0, "field": 0.5, "broad": 0.25, "none": 0.0}
_EDGE = " -+•*,:"


@dataclass(frozen=True, slots=True)
class Work:
    """One work of a task; ``start`` and ``end`` count characters of the task's text.

    ``acts`` are ids of acts.yaml, ``head`` the one that counts most, ``objects`` ids of objects.yaml, ``lent`` those that the heading,
    the plan's title or the sentence before lends ("các nhiệm vụ trên"), ``words`` the syllables with abbreviations written out, ``worth``
    beside each how rare it is among the tasks of the plan, ``years`` what years it names. ``deeds`` are the acts that tell most (drawing up
    a plan where there is no other), ``hands`` the general ones, ``helps`` whether a helper's word stands in it and no leader's; ``rest``
    weighs the pairs of syllables that no list knows, and ``facets`` holds the objects, lent ones too, by facet.
    """

    start: int
    end: int
    text: str
    acts: frozenset[str]
    head: str | None
    objects: frozenset[str]
    lent: frozenset[str]
    words: tuple[str, ...]
    years: frozenset[str]
    deeds: frozenset[str] = frozenset()
    hands: frozenset[str] = frozenset()
    helps: bool = False
    rest: Mapping[str, float] = field(default_factory=dict, compare=False)
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict, compare=False)
    worth: tuple[float, ...] = field(default=(), compare=False)

    @property
    def about(self) -> frozenset[str]:
        return self.objects | self.lent

    @property
    def subjects(self) -> frozenset[str]:
        """The objects of its own that tell what it is about."""
        return NOTHING.union(*(self.facets.get(f, NOTHING) for f in SUBJECTS)) & self.objects


def works(text: str, headings: Sequence[str], topic: str, knowledge: Knowledge, *, means: Iterable[str] = ()) -> tuple[Work, ...]:
    """The works of a task in order.

    ``headings`` are the titles above it, the innermost first; ``topic`` is the title of its plan; ``means`` are objects that who does
    it brings along (the press its papers).
    """
    found: list[Work] = []
    brought, before = frozenset(means), NOTHING  # before: what the works before are about
    for part in _PARTS.finditer(text):
        for start, piece in _pieces(part.start(), part.group(), knowledge):
            words = spelled(piece, knowledge)
            if len(words.split()) >= SHORTEST:
                found.append(_work(start, piece, words, before, headings, topic, knowledge, brought))
                before = found[-1].subjects or before
    return tuple(found or [_work(0, text, spelled(text, knowledge), NOTHING, headings, topic, knowledge, brought)])


def _pieces(start: int, clause: str, knowledge: Knowledge) -> list[tuple[int, str]]:
    """A clause cut at the commas behind which another act with an object of its own begins; not in what it is done for."""
    cuts, open_, whole, doing = [0], False, fold(clause), frozenset[str]()
    purpose = next((h.start for h in hits("acts", whole, knowledge) if h.entry["weight"] == "purpose"), len(clause))
    commas = [m.start() for m in _PIECES.finditer(clause)]
    for at, following in zip(commas, [*commas[1:], len(clause)], strict=True):
        acts = _opening(clause[at:following], clause[at:], knowledge)
        if at and at < purpose and open_ and acts and not acts & doing:
            cuts.append(at)
            open_, doing = False, NOTHING
        doing |= acts
        open_ = open_ or _has_object(clause[at:following], knowledge)
    if not open_ and len(cuts) > 1:
        cuts.pop()  # the last acts have no object: they stand to the one before
    return [(start + a, clause[a:b]) for a, b in zip(cuts, [*cuts[1:], len(clause)], strict=True)]


def _opening(piece: str, rest: str, knowledge: Knowledge) -> frozenset[str]:
    """The telling act that a piece begins with, behind words that only say how ("tiếp tục rà soát"); none where a noun begins with it
    ("..., kỷ luật, kỷ cương", "..., thanh toán không dùng tiền mặt"). ``rest``: the clause from there on."""
    folded, at = fold(piece), 0
    for h in hits("acts", folded, knowledge):
        if folded[at : h.start].strip(_EDGE + "()"):
            break
        if h.entry["weight"] in ("specific", "general", "frame"):
            named = next(iter(hits("objects", spelled(rest[h.start :], knowledge), knowledge)), None)
            noun = named and not named.start and (named.entry.get("noun") or named.entry["facet"] in ("reform", "domain"))
            return NOTHING if noun else frozenset([h.entry.id])
        if not h.entry.get("opens"):
            break
        at = h.end
    return NOTHING


def _has_object(piece: str, knowledge: Knowledge) -> bool:
    words = spelled(without_names(piece, knowledge), knowledge)
    left = sum(leftover(piece, words, knowledge).values())
    return any(e["facet"] not in ("audience", "extent", "body") for e in concepts(words, knowledge).values()) or left >= SOME


def _work(
    start: int,
    text: str,
    words: str,
    before: frozenset[str],
    headings: Sequence[str],
    topic: str,
    knowledge: Knowledge,
    means: frozenset[str],
) -> Work:
    bare = without_purpose(spelled(without_names(_BRACKETS.sub(" ", text), knowledge), knowledge), knowledge)
    objects = {i: e for i, e in concepts(bare, knowledge).items() if e["facet"] != "plan" or _this_plan(bare, i, topic, knowledge)}
    for i, e in concepts(words, knowledge).items():
        if e.get("names"):  # what is called by the name of an authority ("nhiệm vụ Chính phủ giao")
            objects.setdefault(i, e)
    acts, ways = ([h.entry for h in some] for some in deeds(bare, knowledge))
    facets = {e["facet"] for e in objects.values()}
    rest = leftover(text, bare, knowledge)
    told = any(e["facet"] in SUBJECTS and not e.get("process") for e in objects.values())
    lent: set[str] = set()
    if "heading" in facets:
        lent = _above(headings, knowledge) or _subjects(topic, knowledge)
    elif not told and "plan" not in facets and before and sum(rest.values()) < SOME:
        lent = {*before}
    elif not (told or facets & {*TELLING} or sum(rest.values()) >= ENOUGH):
        lent = _above(headings, knowledge) or _subjects(topic, knowledge)
    elif not told and sum(rest.values()) < ENOUGH:
        lent = _subjects(topic, knowledge)
    own = frozenset(i for i, e in objects.items() if e["facet"] not in ("heading", "body"))
    given = (frozenset(lent) | means) - own
    by_facet: dict[str, set[str]] = {}
    for i in own | given:
        by_facet.setdefault(knowledge.entry("objects", i)["facet"], set()).add(i)
    telling = frozenset(e.id for e in acts if e["weight"] == "specific")
    roles = {e.get("role") for e in acts}
    lead = len(text) - len(text.lstrip(_EDGE))
    return Work(
        start + lead,
        start + len(text.rstrip()),
        text.strip(_EDGE),
        frozenset(e.id for e in (*acts, *ways)),
        head(acts),
        own,
        given,
        tuple(_WORDS.findall(words)),
        frozenset(_YEAR.findall(text)),
        telling or frozenset(e.id for e in acts if e["weight"] == "frame"),
        frozenset(e.id for e in acts if e["weight"] == "general") | frozenset(e.id for e in ways),
        "help" in roles and "lead" not in roles,
        rest,
        {f: frozenset(i) for f, i in by_facet.items()},
    )


def _this_plan(words: str, id: str, topic: str, knowledge: Knowledge) -> bool:
    """Whether words for this plan name no other one ("kế hoạch tuyên truyền"): no act, and no object but the plan's own, follows."""
    folded = fold(words)
    ends = [h.end + 1 for h in hits("objects", folded, knowledge) if h.entry.id == id]
    acts = {h.start for h in hits("acts", folded, knowledge) if h.entry["weight"] in ("specific", "general")}
    others = {h.start for h in hits("objects", folded, knowledge) if h.entry.id not in _subjects(topic, knowledge)}
    return not ends or any(end not in acts | others for end in ends)


def _above(headings: Sequence[str], knowledge: Knowledge) -> set[str]:
    """What the nearest heading that says so is about."""
    return next((found for found in (_subjects(title, knowledge) for title in headings) if found), set())


def _subjects(title: str, knowledge: Knowledge) -> set[str]:
    found = concepts(spelled(without_names(title, knowledge), knowledge), knowledge)
    return {i for i, e in found.items() if e["facet"] in SUBJECTS and not e.get("process")}
