"""What the words of a task say: abbreviations written out, names of authorities left out, its acts and objects by the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from knowledge import Entry, Knowledge, fold, key
from knowledge.load import Hit

from ..names import memo

_AUTHORITIES = ("central", "commune_office", "committee", "council", "district_office", "front", "head", "ministry", "party", "so")
SUBJECTS = ("subject", "domain", "reform")
TELLING = ("subject", "domain", "means", "plan", "reform")


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


@lru_cache(maxsize=64)
def hits(name: str, folded: str, knowledge: Knowledge) -> tuple[Hit, ...]:
    """The phrases of acts or objects in a folded text: every part of a work is asked for them several times over."""
    return tuple(knowledge.lexicon(name).find(folded))


def without_names(text: str, knowledge: Knowledge) -> str:
    """A text without the names of authorities: what they are called is no act and no object. A name has a capital ("nhiệm vụ ..."),
    and may go on in a list ("Các sở: Tài chính, Tư pháp"); it begins inside no word ("nhiệm vụ CCHC" holds no "vụ CCHC")."""
    folded, kept, at, last = fold(text), [], 0, -1
    names = [(h, h.entry["class"] in _AUTHORITIES) for h in knowledge.lexicon("agencies").find(folded)]
    bare = [(h, True) for h in knowledge.lexicon("agencies", field="bare").find(folded)]
    for h, cut in sorted([*names, *bare], key=lambda x: (x[0].start, -x[0].end)):
        if h.start < at or text[h.start : h.end] == text[h.start : h.end].lower():
            continue
        if text[h.start].islower() and any(x.start < h.start < x.end for x in hits("acts", folded, knowledge)):
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


def without_purpose(words: str, knowledge: Knowledge) -> str:
    """A spelled text up to where it tells what for ("nhằm", "để"); all of it where nothing before it says what the work is about."""
    for h in hits("acts", fold(words), knowledge):
        if h.entry["weight"] == "purpose":
            before = concepts(words[: h.start], knowledge)
            if any(e["facet"] in TELLING and e["weight"] != "broad" and not e.get("process") for e in before.values()):
                return words[: h.start]
    return words


def deeds(words: str, knowledge: Knowledge) -> tuple[list[Hit], list[Hit]]:
    """The acts of a spelled text in order, and those that only say how another is done ("nâng cao hiệu quả khai thác").

    Names of fields of reform and sectors hold none ("kiểm soát thủ tục hành chính"), nor does what the work starts from ("kết quả đánh
    giá ...")."""
    named = hits("objects", fold(words), knowledge)
    taken = [(h.start, h.end) for h in named if h.entry["facet"] in ("reform", "domain") or h.entry.get("noun")]
    taken += [(h.start + 1, h.end) for h in named if h.entry.get("closed")]
    out, ways = list[Hit](), list[Hit]()
    given = manner = -1  # where the last word for what is given, or for how an act is done, ends
    for h in hits("acts", fold(words), knowledge):
        if h.entry["weight"] == "filler":
            manner = h.end if -1 < manner >= h.start - 1 else manner
            continue
        if h.entry["weight"] == "given" or (given >= 0 and h.start <= given + 1 and not h.entry.get("stands")):
            given = h.end
        elif not any(a <= h.start < b for a, b in taken):
            if out and manner >= 0 and h.start <= manner + 1 and h.entry["weight"] in ("specific", "general"):
                ways.append(out.pop(max(n for n, o in enumerate(out) if o.entry.get("yields"))))
            keeps = h.entry["weight"] == "light" and manner >= 0 and h.start <= manner + 1
            manner = h.end if keeps or h.entry.get("yields") else -1
            out.append(h)
    return out, ways


def head(acts: Sequence[Entry]) -> str | None:
    """The first act that says something; drawing up a plan or a rule gives way to what it is for."""
    telling = [e for e in acts if e["weight"] in ("specific", "general")] or [e for e in acts if e["weight"] == "frame"]
    return telling[0].id if telling else None


def concepts(words: str, knowledge: Knowledge) -> dict[str, Entry]:
    """The objects that a spelled text names; inside a longer phrase subjects, places and means count too ("sáng kiến cải cách hành
    chính" is about the reform), but no audience ("ủy ban nhân dân"). An object brings along what it is part of (``implies``)."""
    found, stop = dict[str, Entry](), 0
    for h in sorted(knowledge.lexicon("objects").all(fold(words)), key=lambda h: (h.start, -h.end)):
        if h.start >= stop:
            stop = h.end
        elif h.entry["facet"] not in (*SUBJECTS, "place", "means"):
            continue
        found[h.entry.id] = h.entry
    for e in [*found.values()]:
        for more in e.get("implies", ()):
            found.setdefault(more, knowledge.entry("objects", more))
    return found
