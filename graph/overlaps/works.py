"""A task taken apart into works: what is done, to what, by which means, for whom, in which year; each with its place in the task."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge import Entry, Knowledge, fold, key
from knowledge.normal import UPPER

from ..names import memo

_PARTS = re.compile(rf"(?:[^;.\n]|\.(?!\s+[{UPPER}\d\-]|\s*$))+")  # a dot ends a work only where a sentence begins after it
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_WORDS = re.compile(r"\S+")
_AUTHORITIES = ("central", "commune_office", "committee", "council", "district_office", "front", "head", "ministry", "party", "so")
_TELLING = ("subject", "domain", "means", "plan", "reform")
SHORTEST = 3  # words; what is shorter is no work of its own
WEIGHTS = {"sharp": 1.5, "narrow": 1.0, "field": 0.5, "broad": 0.25, "none": 0.0}


@dataclass(frozen=True, slots=True)
class Work:
    """One clause of a task; ``start`` and ``end`` count characters of the task's text.

    ``acts`` are ids of acts.yaml, ``head`` the one that counts most, ``objects`` ids of objects.yaml, ``lent`` those that the heading
    or the plan's title lends ("các nhiệm vụ trên"), ``words`` the syllables with abbreviations written out, ``years`` what years it
    names.
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

    @property
    def about(self) -> frozenset[str]:
        return self.objects | self.lent


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
    """A text without the names of authorities: what they are called is no act and no object."""
    kept, at = [], 0
    for h in knowledge.lexicon("agencies").find(fold(text)):
        if h.entry["class"] in _AUTHORITIES:
            kept.append(text[at : h.start])
            at = h.end
    return "; ".join([*kept, text[at:]])


def _deed(words: str, knowledge: Knowledge) -> str:
    """A spelled text up to where it tells what for ("nhằm", "để"); all of it where nothing before it says what the work is about."""
    for h in knowledge.lexicon("acts").find(fold(words)):
        if h.entry["weight"] == "purpose":
            before = concepts(words[: h.start], "objects", knowledge)
            if any(e["facet"] in _TELLING and e["weight"] != "broad" for e in before.values()):
                return words[: h.start]
    return words


def _deeds(words: str, knowledge: Knowledge) -> list[Entry]:
    """The acts of a spelled text in order; the names of fields of reform hold none ("kiểm soát thủ tục hành chính")."""
    taken = [h for h in knowledge.lexicon("objects").find(fold(words)) if h.entry["facet"] == "reform"]
    found = knowledge.lexicon("acts").find(fold(words))
    return [h.entry for h in found if not any(t.start <= h.start < t.end for t in taken)]


def _head(acts: Sequence[Entry]) -> str | None:
    """The first act that says something; drawing up a plan or a rule gives way to what it is for."""
    telling = [e for e in acts if e["weight"] in ("specific", "general")] or [e for e in acts if e["weight"] == "frame"]
    return telling[0].id if telling else None


def concepts(words: str, name: str, knowledge: Knowledge) -> dict[str, Entry]:
    """The entries of acts or objects that a spelled text names; a phrase inside a longer one of the same kind does not count."""
    return {h.entry.id: h.entry for h in knowledge.lexicon(name).find(fold(words))}


def works(text: str, headings: Sequence[str], topic: str, knowledge: Knowledge, *, means: Iterable[str] = ()) -> tuple[Work, ...]:
    """The works of a task in order.

    ``headings`` are the titles above it, the innermost first; ``topic`` is the title of its plan; ``means`` are objects that who does
    it brings along (the press its papers).
    """
    found = []
    for part in _PARTS.finditer(text):
        words = spelled(part.group(), knowledge)
        if len(words.split()) >= SHORTEST:
            found.append(_work(part.start(), part.group(), words, headings, topic, knowledge, frozenset(means)))
    return tuple(found or [_work(0, text, spelled(text, knowledge), headings, topic, knowledge, frozenset(means))])


def _work(start: int, text: str, words: str, headings: Sequence[str], topic: str, knowledge: Knowledge, means: frozenset[str]) -> Work:
    bare = _deed(spelled(_bare(text, knowledge), knowledge), knowledge)
    objects = concepts(bare, "objects", knowledge)
    acts = _deeds(bare, knowledge)
    facets = {e["facet"] for e in objects.values()}
    lent: set[str] = set()
    if "heading" in facets or not facets & {*_TELLING}:
        for title in headings:
            above = _subjects(title, knowledge)
            if above:
                lent = above
                break
    if "plan" in facets or ("heading" in facets and not lent):
        lent |= _subjects(topic, knowledge)
    own = frozenset(i for i, e in objects.items() if e["facet"] != "heading")
    lead = len(text) - len(text.lstrip(" -+•*,:"))
    return Work(
        start + lead,
        start + len(text.rstrip()),
        text.strip(" -+•*,:"),
        frozenset(e.id for e in acts),
        _head(acts),
        own,
        (frozenset(lent) | means) - own,
        tuple(_WORDS.findall(words)),
        frozenset(_YEAR.findall(text)),
    )


def _subjects(title: str, knowledge: Knowledge) -> set[str]:
    found = concepts(spelled(_bare(title, knowledge), knowledge), "objects", knowledge)
    return {i for i, e in found.items() if e["facet"] in ("subject", "domain", "reform")}
