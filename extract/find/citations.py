"""Citations: cheap anchors first (a number, a type word), then the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from knowledge import Hit, Knowledge, squeeze

from ..mention import Mention
from ..paras import Para
from . import agencies
from .dates import iso

_SQUEEZE = re.compile(r"\s+")
_TITLE_WORD = re.compile(r"[^\s,;.:()\"“”]+")


def find(para: Para, knowledge: Knowledge) -> list[Mention]:
    """All citations of a paragraph, as candidates."""
    types = [h for h in agencies.looked(para, knowledge).instruments() if h.entry.get("group") != "shield"]
    out = list(_numbered(para, types, knowledge)) if "/" in para.read else []
    if types:
        out += [*_short(para, types, knowledge), *_congress(para, knowledge), *_laws(para, types, knowledge)]
    else:
        out += _congress(para, knowledge)
    return sorted(out, key=lambda m: (m.start, m.end)) if len(out) > 1 else out


def canonical(printed: str) -> str:
    """A number as the field writes it: no blanks, hyphens for dashes."""
    return _SQUEEZE.sub("", printed).replace("–", "-").replace("—", "-")


def _numbers(para: Para, knowledge: Knowledge) -> list[re.Match[str]]:
    if "/" not in para.read:
        return []
    found = [m for id in ("number.state", "number.party") for m in knowledge.pattern(id).finditer(para.read)]
    return sorted(found, key=lambda m: m.start())


def _numbered(para: Para, types: list[Hit], knowledge: Knowledge) -> Iterator[Mention]:
    """Numbers with their type before them, or inherited in a list, or told by their symbol."""
    by_end = {h.end: h for h in types}
    chain: list[dict[str, Any]] = []
    previous_end = -1
    pending: list[tuple[int, int, str, dict[str, Any]]] = []
    for m in _numbers(para, knowledge):
        number = canonical(m.group())
        own = _type_before(para, m.start(), by_end, knowledge)
        listed = bool(pending) and knowledge.pattern("list.gap").match(para.folded[previous_end : m.start()]) is not None
        value: dict[str, Any] = {"number": number}
        if own is not None:
            start, rule, value["type"] = own.start, "citation.numbered", _type_named(own, number)
        elif listed:
            start, rule, value["type"] = m.start(), "citation.listed", pending[-1][3]["type"]
        else:
            told = type_of_symbol(number, knowledge)
            if told is None:
                continue
            start, rule, value["type"] = m.start(), "citation.symbol", told
        end = _tail(para, m.end(), value, knowledge)
        gap = para.folded[previous_end:start] if previous_end >= 0 else ""
        if not (pending and knowledge.pattern("list.gap").match(gap)):
            chain = []
        chain.append(value)
        if value.get("issuer"):
            for earlier in chain[:-1]:  # the issuer at the end of a list is every member's whose symbol allows it
                if not earlier.get("issuer") and symbol_tail(earlier["number"]) == symbol_tail(number):
                    earlier["issuer"] = value["issuer"]
            chain = [value]
        previous_end = end
        pending.append((start, end, rule, value))
    for start, end, rule, value in pending:
        yield Mention("citation", para, start, end, rule, value)


def _type_before(para: Para, start: int, by_end: dict[int, Hit], knowledge: Knowledge) -> Hit | None:
    """The type word right before a number, but for a blank and the word for number."""
    for end in range(start, max(-1, start - 9), -1):
        hit = by_end.get(end)
        if hit and (end == start or knowledge.pattern("number.word").fullmatch(para.folded, end, start)):
            return hit
    return None


def _type_named(hit: Hit, number: str) -> str:
    """The type that a word before a number names: a kind of report numbered as any report is a report."""
    wider = hit.entry.get("type")
    groups = re.split(r"[/-]", number)[1:]
    return str(wider) if wider and not any(s in groups for s in hit.entry.get("symbols") or ()) else str(hit.entry["name"])


def _tail(para: Para, end: int, value: dict[str, Any], knowledge: Knowledge) -> int:
    """Date and issuer behind a number, in either order; gives where the mention ends."""
    for _ in range(2):
        m = knowledge.pattern("date.tail").match(para.folded, end)
        if m and "date" not in value:
            value["date"] = iso(m)
            end = m.end()
        link = knowledge.pattern("issuer.of").match(para.folded, end)
        if link and "issuer" not in value:
            names = agencies.reader(para, knowledge).name(link.end(), len(para.read), bounded=False)
            if names:
                several = names
                if knowledge.top("patterns", "joint") in re.split(r"[/-]", str(value.get("number") or "")):  # a joint circular names all
                    several, _ = agencies.list_at(para, link.end(), len(para.read), knowledge)
                value["issuer"] = ", ".join(n.name for n in several)
                end = max(n.end for n in several)
    return end


def symbol_tail(number: str) -> str:
    """The last group of a number's symbol: who issued it, as the symbol tells."""
    return re.split(r"[/-]", number)[-1]


def type_of_symbol(number: str, knowledge: Knowledge) -> str | None:
    """The type that a number's symbol tells: NĐ is a decree. None where no symbol of a type stands in it."""
    groups = re.split(r"[/-]", number)[1:]
    for e in knowledge.entries("instruments"):
        if any(s in groups for s in e.get("symbols") or () if s.isupper() or len(s) > 1):
            return str(e["name"])
    return None


def _short(para: Para, types: list[Hit], knowledge: Knowledge) -> Iterator[Mention]:
    """A type word with a bare number: "Chỉ thị 17", "Đề án số 06"."""
    for h in types:
        if not h.entry.get("numbered", True) or not para.read[h.start].isupper():
            continue
        m = knowledge.pattern("number.short").match(para.folded, h.end)
        if m:
            value: dict[str, Any] = {"type": h.entry["name"], "number": m.group("n").upper()}
            end = _tail(para, m.end("n"), value, knowledge)
            yield Mention("citation", para, h.start, end, "citation.short", value)


def _congress(para: Para, knowledge: Knowledge) -> Iterator[Mention]:
    """Resolutions of congresses and plenums, cited by name."""
    if not agencies.looked(para, knowledge).search("named.hint", para.folded):
        return
    for id in ("named.congress", "named.plenum"):
        for m in knowledge.pattern(id).finditer(para.folded):
            a, b = m.span("issuer")
            type_ = knowledge.lexicon("instruments").find(para.folded[m.start() : a])
            name = squeeze(para.read[m.start() : b])
            yield Mention(
                "citation", para, m.start(), m.end(), "citation.congress",
                {"type": type_[0].entry["name"] if type_ else None, "number": None, "name": name, "issuer": squeeze(para.read[a:b])},
            )  # fmt: skip


def _laws(para: Para, types: list[Hit], knowledge: Knowledge) -> Iterator[Mention]:
    """Laws and ordinances by name: the longest known title, else the words up to where a title ends."""
    found = agencies.looked(para, knowledge)
    if not found.law_types:
        return
    known = found.laws()
    outer = 0
    law_words = found.law_words()
    for h in types:
        if h.start not in law_words:
            continue
        if any(a <= h.start < b for a, b in found.law_generics.items()) and h.start not in known:
            continue
        start = h.start
        law = known.get(start)
        amends = knowledge.pattern("law.amends").match(para.folded, h.end)
        if law:
            end = law.end
        elif amends and (many := knowledge.pattern("law.many").match(para.folded, amends.end())):
            end = many.end()
        elif amends:
            end = _title_end(para, amends.end(), knowledge)
            inner = [t for t in types if h.start < t.start < end and t.start in law_words]
            end = max([end, *(known[t.start].end for t in inner if t.start in known)])
            while (more := knowledge.pattern("join").match(para.folded, end)) and more.end() in known:
                end = known[more.end()].end  # "... của Luật A và Luật B": both are amended
        elif (para.read[start].isupper() and para.read[h.end + 1 : h.end + 2].isupper()) or " " in h.phrase:
            end = _title_end(para, h.end, knowledge)
        else:
            continue
        if end <= h.end + 1:
            continue
        value: dict[str, Any] = {"type": h.entry["name"], "number": None, "name": _name(para, start, end, h)}
        if amends:
            value["holds"] = True
        with_number = _own_number(para, end, knowledge)
        if with_number:
            value["number"], end = with_number
        # What stands behind a law inside an amending law's title belongs to the amending law.
        stop = end if start < outer else _tail(para, end, value, knowledge)
        outer = max(outer, end if amends else 0)
        yield Mention("citation", para, start, stop if "date" in value else end, "citation.law", value)


def _own_number(para: Para, end: int, knowledge: Knowledge) -> tuple[str, int] | None:
    """The number behind a law's name ("Luật Cư trú số 68/2020/QH14"), and where it ends."""
    word = knowledge.pattern("number.word").match(para.folded, end)
    found = knowledge.pattern("number.state").match(para.read, word.end()) if word and word.end() > end else None
    return (canonical(found.group()), found.end()) if found else None


def _name(para: Para, start: int, end: int, h: Hit) -> str:
    words = squeeze(para.read[start:end])
    return words[0].upper() + words[1:]


def _title_end(para: Para, start: int, knowledge: Knowledge) -> int:
    """Where the title of a law ends: at punctuation or at a word that no title holds; at most twelve words on."""
    stops = agencies.looked(para, knowledge).law_stops
    end = start
    for n, m in enumerate(_TITLE_WORD.finditer(para.folded, start)):
        between = para.folded[end : m.start()] if n else ""
        if m.start() in stops or n >= 12 or between.strip():
            break
        end = m.end()
    words = para.folded[start:end].split()
    while words and words[-1] in knowledge.entry("cues", "law.and")["phrases"]:
        end = start + para.folded[start:end].rstrip().rfind(" ")
        words.pop()
    return end
