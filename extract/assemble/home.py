"""Whose document it is: the issuing body with its level and place, by what says it first."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from knowledge import Knowledge, fold, normal, squeeze

from ..find import agencies
from ..paras import Para
from ..zones import bare, is_upper, starts_with
from .reading import Reading

_PROVINCE = 80  # characters; no province's name is as long


@dataclass(frozen=True, slots=True)
class Home:
    """Whose document it is: ``issuer``; its level word (as printed: "tỉnh", "thành phố" ...) and the name of its place; the
    ``province`` it lies in, where the document tells it. What a bare name is completed with."""

    issuer: str | None
    level: str | None
    place: str | None
    province: tuple[str, str] | None


def home_of(
    reading: Reading, head: list[Para], symbol: str | None, caption: dict[str, Any] | None, title: str | None, place: str | None
) -> Home:
    """Whose document it is, by what says it first: the letterhead, the caption, the sentence that issues it, the symbol."""
    k = reading.knowledge
    said: list[str] = []
    lines = [
        bare(p.text) for p in head
        if starts_with(fold(bare(p.text)), k, "headings", "zone") is None and not k.pattern("header.number").match(p.read.strip(" *_"))
        and not k.pattern("header.place").search(p.read) and is_upper(bare(p.text) or "a")
    ]  # fmt: skip
    letterhead = _letterhead(lines, k)
    if letterhead:
        said.append(letterhead)
    if caption and caption["issuer"]:
        said.append(caption["issuer"])
    preamble = [i.para for i in reading.outline.items if i.section == "preamble" and i.role == "preamble"]
    issuing = [m for m in reading.kept("agency") if any(m.para is p for p in preamble)]
    code = re.split(r"[/-]", symbol)[-1] if symbol else None
    told = next((e for e in k.entries("issuers") if code and e["code"] in (code, code.rstrip("0123456789"))), None)
    if told and told.get("issuer_kind") == "national":
        return Home(str(told["issuer"]), None, None, None)
    cited = [c for c in reading.kept("citation")]
    own_words = [m for m in issuing if not any(c.para is m.para and c.start <= m.start < c.end for c in cited)]
    said += [m.value["name"] for m in reversed(own_words) if _behind(m, k)]
    local = _province_of(reading, title)
    for words in said:
        found = _committee(words, k)
        if found:
            body, level, name = found
            if level is None and words == letterhead:
                level, name = _level_told(body, said[1:], reading, place)
            name = name or _place_of(reading, level, title, place)
            department = _department(letterhead, told, k)
            base = department or body
            issuer = f"{base} {level} {name}" if level and name else f"{base} {level}" if level else base
            return Home(issuer, level, name, (level, name) if level and name and _is_province(level, name, k) else local)
        own = agencies.names(_line(words), k)
        if words == letterhead and not agencies.names(_line(words.rpartition(";")[2]), k) and (unit := _unknown(words, reading, title, k)):
            return Home(unit, None, None, local)
        if own and own[-1].entry and own[-1].kind == "body":
            entry = k.entry("agencies", own[-1].entry)
            short = str(entry["name"])
            rest = words[own[-1].end :].partition(";")[0] if words == letterhead else ""
            name = _cased(squeeze(words[own[-1].start : own[-1].end] + " " + rest), own[-1].entry, k)
            above = own[-2] if len(own) > 1 and own[-2].entry and words[own[-2].end : own[-1].start].partition(";")[1] else None
            if above and name == short and _party(above, k) and _party(own[-1], k):
                upper = words[above.start : own[-1].start].partition(";")[0]  # a board of the committee above it
                name = f"{name} {_cased(squeeze(upper), str(above.entry), k)}"
            boards = [
                m.value["name"]
                for m in reversed(own_words)
                if _behind(m, k) and fold(m.value["name"]).endswith((" " + fold(name), " " + fold(short)))
            ]
            if boards:  # the standing board issues in the name of the committee in the letterhead
                ending = name if fold(boards[0]).endswith(fold(name)) else short
                name = boards[0][: len(boards[0]) - len(ending)] + name
            if (
                local
                and fold(name) == fold(own[-1].name)
                and not fold(name).endswith(" " + fold(local[1]))
                and entry.get("jurisdiction") == "follows"
            ):
                name = f"{name} {local[0]} {local[1]}"
            return Home(name, None, None, local or _own_province(name, own[-1].entry, k))
    if not (told and told.get("department")) and (unit := _unknown(letterhead, reading, title, k)):
        return Home(unit, None, None, local)
    if told and told.get("department"):
        level, name = local or (None, None)
        return Home(f"{told['department']} {level} {name}" if level else str(told["department"]), level, name, local)
    if told and told.get("issuer_kind") == "ubnd" and title:
        level, name = local or (None, None)
        body = str(k.entry("agencies", "ubnd")["name"])
        return Home(f"{body} {level} {name}" if level else body, level, name, local)
    return Home(None, None, None, local)


def _letterhead(lines: list[str], k: Knowledge) -> str:
    """The letterhead's lines as one, a sign between two bodies: a line that opens with a level goes on with the one above."""
    out = ""
    for line in lines:
        if line:
            goes_on = out and k.pattern("level.first").match(fold(line))
            out = f"{out} {line}" if goes_on else f"{out}; {line}" if out else line
    return out


def _unknown(letterhead: str, reading: Reading, title: str | None, k: Knowledge) -> str | None:
    """A body in the last part of the letterhead that no entry knows, as the document writes it elsewhere."""
    last = letterhead.rpartition(";")[2].strip(" *_")
    if not k.lexicon("cues", "unit").opens(fold(last)):
        return None
    for text, folded, _ in _texts(reading, title, 1):
        at = folded.find(fold(last))
        if at >= 0 and not is_upper(text[at : at + len(last)]):
            return squeeze(text[at : at + len(last)])
    return None


def _line(words: str) -> Para:
    line = normal(words, [(0, len(words))])
    return Para(-1, "line", line, line.text)


def _behind(m: Any, k: Knowledge) -> bool:
    """Whether an agency of the preamble is the one that issues: what follows it is an act of issuing."""
    rest = m.para.folded[m.end :].lstrip(" ,")
    return k.lexicon("cues", "issue").opens(rest, 0, 40) is not None


def _committee(words: str, k: Knowledge) -> tuple[str, str | None, str | None] | None:
    """A committee (or its chairman) with its level and place, in words of any case: ``("UBND", "tỉnh", "...")``."""
    m = k.pattern("committee").search(fold(words))
    if not m:
        return None
    level = m.group("level")
    rest = squeeze(words[m.end() :]) if level else ""
    name = _proper(rest, k)
    body = k.lexicon("agencies").get(m.group("body"))
    full = re.sub(r"\W+$", "", level) if level else None
    return (str(body["name"]) if body else m.group("body"), k.top("patterns", "levels").get(full, full) if full else None, name)


def _level_told(body: str, said: list[str], reading: Reading, place: str | None) -> tuple[str | None, str | None]:
    """Level and place of a committee whose letterhead lost its second line: from the body that decides, named above the first clause;
    from the sentence that issues; from the committee that the preamble names; else from a province in the date line."""
    k = reading.knowledge
    items = [i for i in reading.outline.items if i.section == "preamble" and i.role in ("preamble", "title", "content")]
    deciding = [bare(i.para.text) for i in items if is_upper(bare(i.para.text)) and k.pattern("committee.line").match(i.para.folded)]
    named = [str(m.value["name"]) for m in reading.kept("agency") if any(m.para is i.para for i in items)]
    levels = [(f[1], f[2]) for words in (*deciding, *said, *named) if (f := _committee(words, k)) and f[0] == body and f[1]]
    level, name = levels[0] if levels else (None, None)
    province = k.lexicon("places", "province").find(fold(place)) if place else []
    if province and level in (None, k.top("patterns", "province"), province[-1].entry["kind"]):
        entry = province[-1].entry
        before = [kind for until, kind in sorted((entry.get("kind_before") or {}).items())]
        return level or str((before or [entry["kind"]])[0]), name or str(entry["name"])
    return level, name


def _proper(rest: str, k: Knowledge) -> str | None:
    """The proper name that opens these words: a known province, or up to four capitalised words."""
    if not rest:
        return None
    province = k.lexicon("places", "province").opens(fold(rest[:_PROVINCE]))
    if province:
        name, printed = str(province.entry["name"]), squeeze(rest[: province.end]).title()
        return printed if province.entry.get("kind_before") and fold(printed) != fold(name) else name  # of another kind, another name
    out = []
    for word in rest.split(None, 4)[:4]:
        w = word.strip(" ,.;:()")
        if (
            not w[:1].isupper()
            or fold(w) in k.top("patterns", "no_names")
            or ((known := k.lexicon("agencies").opens(fold(w))) and len(known.phrase) >= len(w))
        ):
            break
        out.append(w.title() if w.isupper() else w)
        if word != w:
            break
    return " ".join(out) or None


def _party(name: agencies.Name, k: Knowledge) -> bool:
    return name.entry is not None and k.entry("agencies", name.entry).get("class") == "party"


def _cased(name: str, entry: str, k: Knowledge) -> str:
    """A name set in capitals, as it is written: the body's own spelling, words of level small, its place capitalised word by word."""
    known = str(k.entry("agencies", entry)["name"])
    if not is_upper(name.split()[-1]):
        return name
    rest = name.split()[len(known.split()) :] if fold(name).startswith(fold(known)) else []
    words = " ".join(w.title() for w in rest)
    level = k.pattern("level.words").match(fold(words)) if words else None
    return " ".join([known, *([words[: level.end()].lower() + words[level.end() :]] if level else [words] if words else [])])


def _own_province(name: str, entry: str, k: Knowledge) -> tuple[str, str] | None:
    """The province that a body of one bears the name of: "Tỉnh ủy Đồng Nai"."""
    known = str(k.entry("agencies", entry)["name"])
    place = name[len(known) :].strip()
    of_one = any(e["phrase"] == known and e["level"] == "province" for e in k.entries("completed"))
    return (str(k.top("patterns", "province")), place) if of_one and place[:1].isupper() else None


def _is_province(level: str, name: str, k: Knowledge) -> bool:
    entry = k.lexicon("places", "province").get(name)
    return level == k.top("patterns", "province") or (entry is not None and entry.get("kind") == level)


def _texts(reading: Reading, title: str | None, weight: int) -> list[tuple[str, str, int]]:
    """The title and every paragraph with what a name in it weighs: (text, folded, weight)."""
    return [(title or "", fold(title or ""), weight), *((i.para.text, i.para.folded, 1) for i in reading.outline.items)]


def _province_of(reading: Reading, title: str | None) -> tuple[str, str] | None:
    """The province that the document names most with its level word; the title counts for more."""
    k = reading.knowledge
    counts: Counter[tuple[str, str]] = Counter()
    for text, folded, weight in _texts(reading, title, 5):
        for m in k.pattern("province.named").finditer(folded):
            name = _proper(text[m.end() :].strip(), k)
            if name and not name.isupper():
                counts[(m.group("level"), name)] += weight
    return max(counts, key=lambda p: (counts[p], p)) if counts else None


def _place_of(reading: Reading, level: str | None, title: str | None, place: str | None) -> str | None:
    """The name of the place of this level: in the title, in the text (the most frequent), else as the date line names it."""
    if level is None:
        return None
    counts: Counter[str] = Counter()
    pattern = re.compile(rf"(?<!\w){re.escape(level)} ")
    for text, folded, weight in _texts(reading, title, 9):
        for m in pattern.finditer(folded):
            name = _proper(text[m.end() :], reading.knowledge)
            if name and not name.isupper():
                counts[name] += weight
    if counts:
        return max(counts, key=lambda n: (counts[n], n))
    return _proper(re.sub(r"^\S+\.\s?", "", place), reading.knowledge) if place else None


def _department(letterhead: str, told: Any, k: Knowledge) -> str | None:
    """The department whose paper it is, where the letterhead or the symbol names one under its committee."""
    if told and told.get("department"):
        return str(told["department"])
    own = [
        n
        for n in agencies.names(_line(letterhead), k)
        if n.entry and k.entry("agencies", n.entry).get("class") in ("so", "district_office", "steering")
    ]
    return str(k.entry("agencies", str(own[-1].entry))["name"]) if own and (not told or told.get("issuer_kind") == "steering") else None
