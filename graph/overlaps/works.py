"""A task taken apart into works: what is done, to what, by which means, for whom, in which year; each with its place in the task."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge import Entry, Knowledge, fold, key
from knowledge.load import Hit
from knowledge.normal import UPPER

from ..names import memo
from .rest import leftover

_PARTS = re.compile(rf"(?:[^;.\n]|\.(?!\s+[{UPPER}\d\-]|\s*$))+")  # a dot ends a work only where a sentence begins after it
_PIECES = re.compile(r"(?:\([^()]*\)?|[^,()])+")  # commas inside brackets part nothing
_YEAR = re.compile(r"(?<![\d/])20\d\d(?![\d/])")  # not those of dates and numbers
_BRACKETS = re.compile(r"\([^()]*\)")
_WORDS = re.compile(r"\S+")
_AUTHORITIES = ("central", "commune_office", "committee", "council", "district_office", "front", "head", "ministry", "party", "so")
SUBJECTS = ("subject", "domain", "reform")
TELLING = ("subject", "domain", "means", "plan", "reform")
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
    the plan's title or the sentence before lends ("các nhiệm vụ trên"), ``words`` the syllables with abbreviations written out,
    ``years`` what years it names. ``deeds`` are the acts that tell most (drawing up a plan where there is no other), ``hands`` the
    general ones, ``helps`` whether a helper's word stands in it and no leader's; ``rest`` weighs the pairs of syllables that no list
    knows, and ``facets`` holds the objects, lent ones too, by facet.
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
    content: tuple[str, ...] = ()

    @property
    def about(self) -> frozenset[str]:
        return self.objects | self.lent

    @property
    def subjects(self) -> frozenset[str]:
        """The objects of its own that tell what it is about."""
        return NOTHING.union(*(self.facets.get(f, NOTHING) for f in SUBJECTS)) & self.objects


def spelled(text: str, knowledge: Knowledge) -> str:
    """The key of a text, its abbreviations written out."""
    shorts = _shorts(knowledge)
    words, out, i = key(text).split(), [], 0
    while i < len(words):
        pair = " ".join(words[i : i + 2])
        if pair in shorts:
            out.append(shorts[pair])
            i += 2
        else:
            out.append(shorts.get(words[i], words[i]))
            i += 1
    return " ".join(out)


_SHORTS: dict[str, Mapping[str, str]] = {}


def _shorts(knowledge: Knowledge) -> Mapping[str, str]:
    if knowledge.hash not in _SHORTS:
        _SHORTS[knowledge.hash] = dict(reversed(memo(knowledge).shorts))
    return _SHORTS[knowledge.hash]


def _bare(text: str, knowledge: Knowledge) -> str:
    """A text without the names of authorities: what they are called is no act and no object. A name has a capital ("nhiệm vụ ..."),
    and may go on in a list ("Các sở: Tài chính, Tư pháp"); it begins inside no word ("nhiệm vụ CCHC" holds no "vụ CCHC")."""
    folded, kept, at, last = fold(text), [], 0, -1
    common = [(h.start, h.end) for h in knowledge.lexicon("acts").find(folded)]
    names = [(h, h.entry["class"] in _AUTHORITIES) for h in knowledge.lexicon("agencies").find(folded)]
    bare = [(h, True) for h in knowledge.lexicon("agencies", field="bare").find(folded)]
    for h, cut in sorted([*names, *bare], key=lambda x: (x[0].start, -x[0].end)):
        if h.start < at or text[h.start : h.end] == text[h.start : h.end].lower():
            continue
        if text[h.start].islower() and any(a < h.start < b for a, b in common):
            continue
        named = h.entry.id == _id(knowledge, folded[h.start : h.end])
        listed = folded[: h.start].rstrip().endswith(":")
        if not (named or listed) and (last < 0 or len(folded[last : h.start].split()) > 1 or folded[last : h.start].strip() in ("", ".")):
            continue  # the same words outside a list of bodies are what they say
        last = h.end
        if cut:
            kept.append(text[at : h.start])
            at = h.end
    return "; ".join([*kept, text[at:]])


def _id(knowledge: Knowledge, name: str) -> str | None:
    found = knowledge.lexicon("agencies").get(name)
    return found.id if found else None


def _deed(words: str, knowledge: Knowledge) -> str:
    """A spelled text up to where it tells what for ("nhằm", "để"); all of it where nothing before it says what the work is about."""
    for h in knowledge.lexicon("acts").find(fold(words)):
        if h.entry["weight"] == "purpose":
            before = concepts(words[: h.start], "objects", knowledge)
            if any(e["facet"] in TELLING and e["weight"] != "broad" and not e.get("process") for e in before.values()):
                return words[: h.start]
    return words


def _deeds(words: str, knowledge: Knowledge) -> tuple[list[Hit], list[Hit]]:
    """The acts of a spelled text in order, and those that only say how another is done. Names of fields of reform and sectors hold none ("kiểm soát thủ tục hành chính"), nor does
    what the work starts from ("kết quả đánh giá ...")."""
    taken = [h for h in knowledge.lexicon("objects").find(fold(words)) if h.entry["facet"] in ("reform", "domain")]
    out, ways = list[Hit](), list[Hit]()
    given = manner = -1  # where the last word for what is given, or for how an act is done, ends
    for h in knowledge.lexicon("acts").find(fold(words)):
        if h.entry["weight"] == "filler":
            manner = h.end if h.start <= manner + 1 else manner
            continue
        if h.entry["weight"] == "given" or (given >= 0 and h.start <= given + 1 and not h.entry.get("stands")):
            given = h.end
        elif not any(t.start <= h.start < t.end for t in taken):
            if out and manner >= 0 and h.start <= manner + 1 and h.entry["weight"] in ("specific", "general"):
                ways.append(out.pop())  # "nâng cao hiệu quả khai thác": how it is done gives way to what is done
            manner = h.end if h.entry.get("yields") else -1
            out.append(h)
    return out, ways


def _head(acts: Sequence[Entry]) -> str | None:
    """The first act that says something; drawing up a plan or a rule gives way to what it is for."""
    telling = [e for e in acts if e["weight"] in ("specific", "general")] or [e for e in acts if e["weight"] == "frame"]
    return telling[0].id if telling else None


def concepts(words: str, name: str, knowledge: Knowledge) -> dict[str, Entry]:
    """The entries of acts or objects that a spelled text names; a phrase inside a longer one of the same kind does not count. An
    object brings along what it is part of (``implies``)."""
    found = {h.entry.id: h.entry for h in knowledge.lexicon(name).find(fold(words))}
    for e in [*found.values()]:
        for more in e.get("implies", ()):
            found.setdefault(more, knowledge.entry(name, more))
    return found


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
    purpose = next((h.start for h in knowledge.lexicon("acts").find(whole) if h.entry["weight"] == "purpose"), len(clause))
    commas = [m.start() for m in _PIECES.finditer(clause)]
    for at, following in zip(commas, [*commas[1:], len(clause)], strict=True):
        acts = _opening(clause[at:following], knowledge)
        if at and at < purpose and open_ and acts and not acts & doing:
            cuts.append(at)
            open_, doing = False, NOTHING
        doing |= acts
        open_ = open_ or _has_object(clause[at:following], knowledge)
    if not open_ and len(cuts) > 1:
        cuts.pop()  # the last acts have no object: they stand to the one before
    return [(start + a, clause[a:b]) for a, b in zip(cuts, [*cuts[1:], len(clause)], strict=True)]


def _opening(piece: str, knowledge: Knowledge) -> frozenset[str]:
    """The telling act that a piece begins with, behind words that only say how ("tiếp tục rà soát")."""
    folded, at = fold(piece), 0
    for h in knowledge.lexicon("acts").find(folded):
        if folded[at : h.start].strip(_EDGE + "()"):
            break
        if h.entry["weight"] in ("specific", "general", "frame"):
            return frozenset([h.entry.id])
        if not h.entry.get("opens"):
            break
        at = h.end
    return NOTHING


def _has_object(piece: str, knowledge: Knowledge) -> bool:
    words = spelled(_bare(piece, knowledge), knowledge)
    return any(e["facet"] not in ("audience", "extent") for e in concepts(words, "objects", knowledge).values()) or bool(
        leftover(piece, words, knowledge)
    )


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
    bare = _deed(spelled(_bare(_BRACKETS.sub(" ", text), knowledge), knowledge), knowledge)
    objects = {
        i: e for i, e in concepts(bare, "objects", knowledge).items() if e["facet"] != "plan" or _this_plan(bare, i, topic, knowledge)
    }
    for i, e in concepts(words, "objects", knowledge).items():
        if e.get("names"):  # what is called by the name of an authority ("nhiệm vụ Chính phủ giao")
            objects.setdefault(i, e)
    acts, ways = ([h.entry for h in some] for some in _deeds(bare, knowledge))
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
    own = frozenset(i for i, e in objects.items() if e["facet"] != "heading")
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
        _head(acts),
        own,
        given,
        tuple(_WORDS.findall(words)),
        frozenset(_YEAR.findall(text)),
        telling or frozenset(e.id for e in acts if e["weight"] == "frame"),
        frozenset(e.id for e in acts if e["weight"] == "general") | frozenset(e.id for e in ways),
        "help" in roles and "lead" not in roles,
        rest,
        {f: frozenset(i) for f, i in by_facet.items()},
        _content(bare, knowledge),
    )


def _content(bare: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The syllables of a spelled text that say something: without names, words of manner and those of leading and helping."""
    folded = fold(bare)
    for h in reversed(knowledge.lexicon("acts").find(folded)):
        if h.entry["weight"] in ("filler", "light", "given", "purpose"):
            folded = folded[: h.start] + folded[h.end :]
    return tuple(_WORDS.findall(folded))


def _this_plan(words: str, id: str, topic: str, knowledge: Knowledge) -> bool:
    """Whether words for this plan name no other one ("kế hoạch tuyên truyền"): no act, and no object but the plan's own, follows."""
    folded = fold(words)
    ends = [h.end + 1 for h in knowledge.lexicon("objects").find(folded) if h.entry.id == id]
    acts = {h.start for h in knowledge.lexicon("acts").find(folded) if h.entry["weight"] in ("specific", "general")}
    others = {h.start for h in knowledge.lexicon("objects").find(folded) if h.entry.id not in _subjects(topic, knowledge)}
    return not ends or any(end not in acts | others for end in ends)


def _above(headings: Sequence[str], knowledge: Knowledge) -> set[str]:
    """What the nearest heading that says so is about."""
    return next((found for found in (_subjects(title, knowledge) for title in headings) if found), set())


def _subjects(title: str, knowledge: Knowledge) -> set[str]:
    found = concepts(spelled(_bare(title, knowledge), knowledge), "objects", knowledge)
    return {i for i, e in found.items() if e["facet"] in SUBJECTS and not e.get("process")}
