"""Words set in capitals written as they are within a sentence, so that names in a heading are told as they are elsewhere."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge import UPPER, Knowledge

if TYPE_CHECKING:
    from .lookups import Looked

_RUN = re.compile(rf"(?<!\w)[{UPPER}]+(?:[^\w\n]{{1,3}}[{UPPER}]+)+(?!\w)")
_WORD = re.compile(rf"[{UPPER}]+")
_ROMAN = re.compile("[IVX]{2,}")
_SEPARATOR = re.compile(r"[^\w\n]*[,;:(][^\w\n]*")
_SYLLABLES = 4  # of the name of a place, at most


def cased(text: str, found: Looked, knowledge: Knowledge) -> str:
    """``text``, letter by letter, with its runs of capitals in small letters but for what begins a name or a list's member."""
    runs = [m for m in _RUN.finditer(text) if sum(len(w) > 1 and _is_syllable(w, knowledge) for w in _WORD.findall(m.group())) > 1]
    if not runs:
        return text
    out = list(text)
    for run in runs:
        for w in _WORD.finditer(text, *run.span()):
            if _is_syllable(w.group(), knowledge):
                out[w.start() : w.end()] = w.group().lower()
        _begin(out, text, run.start(), run.end(), found, knowledge)
    return "".join(out)


@lru_cache(maxsize=8192)
def _is_syllable(word: str, k: Knowledge) -> bool:
    """Whether letters are a syllable of Vietnamese; "UBND", "MTTQ", "VNPT" are none and stay as they are."""
    return k.pattern("name.syllable").fullmatch(word) is not None and not _ROMAN.fullmatch(word)


def _begin(out: list[str], text: str, start: int, end: int, found: Looked, k: Knowledge) -> None:
    """Capitals where the run, a known body, or behind a sign a member of a list begins, and for the names of places."""
    nouns = grouped = 0  # up to here a group's nouns go on ("các sở, cơ quan"), and the words that say of which kind
    at, opens = start, True
    while at < end:
        known, place, word = found.names.get(at), found.places.get(at, 0), _WORD.match(text, at, end)
        if known and (
            known[0] > end or _compound(text, at, found, k) or (at < grouped and not (at < nouns and _member(at, known[0], found, k)))
        ):
            known = None
        head, country = found.heads.get(at, 0), k.pattern("name.country").match(found.folded, at, end)
        if head and head <= end and (not known or head > known[0]):
            if opens:
                out[at] = text[at]
            at, known = head, None
        elif country:
            at = _title(out, text, at, country.end())
        elif known:
            for i, c in enumerate(known[2]):
                if c.isupper():
                    out[at + i] = text[at + i]
            out[at] = text[at]
            at, grouped = known[0], known[0]
        elif place and place <= end:
            at = _title(out, text, at, place)
        else:
            group = k.pattern("name.group").match(found.folded, at, end) if at >= grouped else None
            unit = found.units.get(at, 0) if opens and at >= grouped and at not in found.not_units else 0
            if opens and (group or at >= grouped):
                out[at] = text[at]
            if unit and _bears_field(unit, end, group, found, k):  # a body that no entry knows: the first word of its own name
                out[unit + 1] = text[unit + 1]
            more, nouns = group, group.end() if group else nouns
            while more:
                grouped = more.end()
                more = k.pattern("name.kind").match(found.folded, grouped, end)
            at = word.end() if word else at + 1
        level = k.pattern("name.levels").match(found.folded, at, end)
        if known and not level and at == known[0] and at < end:
            at = _place(out, text, at, end, found)
        elif level and not level.group("many"):
            at = _place(out, text, level.end(), end, found)
        gap = at
        while at < end and not text[at].isalnum():
            at += 1
        opens = _SEPARATOR.fullmatch(text, gap, at) is not None or (gap == head and at not in found.quantifiers)  # a body behind a post


def _member(at: int, stop: int, found: Looked, k: Knowledge) -> bool:
    """Whether a known body that stands among a group's nouns is a member of its own: "TRƯỜNG HỌC VÀ TRẠM Y TẾ XÃ"."""
    joined = k.pattern("join.end").search(found.folded[:at].rstrip()) is not None
    return joined and k.pattern("name.levels").match(found.folded, stop) is not None


def _bears_field(stop: int, end: int, group: re.Match[str] | None, found: Looked, k: Knowledge) -> bool:
    """Whether a word of its own name stands behind the noun of a body, and none that only says which of a group."""
    if found.folded[stop : stop + 1] != " " or stop + 1 >= end or (group and (group.end() > stop or group.group("q"))):
        return False
    return not any(k.pattern(way).match(found.folded, stop, end) for way in ("name.kind", "name.levels", "name.tail", "join"))


def _compound(text: str, at: int, found: Looked, k: Knowledge) -> bool:
    """Whether the syllable at ``at`` is the second half of a word ("NHIỆM VỤ"), and begins no name."""
    first = _WORD.match(text, at)
    before = found.folded.rfind(" ", 0, max(0, at - 1)) + 1
    return first is not None and k.pattern("name.compound").fullmatch(found.folded, before, first.end()) is not None


def _place(out: list[str], text: str, at: int, end: int, found: Looked) -> int:
    """Behind a level or a body the name of its place, where a few syllables and nothing else stand there; gives where it ends."""
    stop = at
    for n, w in enumerate(_WORD.finditer(text, at, end)):
        if text[stop : w.start()] != " ":
            break
        if n == _SYLLABLES or any(w.start() in words for words in (found.names, found.verbs, found.boundaries, found.heads)):
            return at
        stop = w.end()
    return _title(out, text, at, stop)


def _title(out: list[str], text: str, start: int, end: int) -> int:
    for w in _WORD.finditer(text, start, end):
        out[w.start()] = text[w.start()]
    return end
