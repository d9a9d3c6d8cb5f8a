"""The document's own card: type, number, date, place, issuer, title, period, status, signer, recipients."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge import Knowledge, fold, squeeze

from ..find import agencies
from ..find.citations import canonical
from ..outline import Item
from ..paras import Para
from ..zones import bare, is_upper, starts_with, title_type
from .reading import Reading, at

_BLANKS = re.compile(r"[\s.…_]+")


@dataclass(frozen=True, slots=True)
class Home:
    """Whose document it is: ``issuer``; its level word (as printed: "tỉnh", "thành phố" ...) and the name of its place; the
    ``province`` it lies in, where the document tells it. What a bare name is completed with."""

    issuer: str | None
    level: str | None
    place: str | None
    province: tuple[str, str] | None


def document(reading: Reading) -> tuple[dict[str, Any], Home]:
    """The ``document`` of the record, and the home that completes bare names."""
    items = reading.outline.items
    head = [i.para for i in items if i.role == "header"]
    front = head or [i.para for i in items if i.role in ("content", "preamble")][:6]
    title_items = [i for i in items if i.role == "title"]
    places: dict[str, Any] = {}
    kind, title = _title(reading, title_items, places)
    number, symbol, date, place = _number_and_date(reading, front, places)
    caption = next(_captions(reading), None)
    if caption:
        number = number or (canonical(caption["number"]) if caption["number"] else None)
        symbol = symbol or caption["symbol"]
        if caption["date"] and len(caption["date"]) > len(date or ""):
            date = caption["date"]
        kind = kind or caption["type"]
        places.setdefault("number", caption["at"])
    home = _home(reading, head, symbol, caption, title, place)
    draft = any(starts_with(p.folded, reading.knowledge, "headings", "zone") == "zone.draft" for p in front + [i.para for i in title_items])
    status = "draft" if draft or number is None or date is None or len(date) < 10 else "issued"
    period = _period(reading, title)
    out = {
        "type": kind, "number": number, "date": date, "place": place, "issuer": home.issuer, "title": title, "status": status,
        "period": {"from": period[0], "to": period[1]}, "signer": _signer(reading, places), "recipients": recipients(reading),
        "at": places,
    }  # fmt: skip
    return out, home


def _title(reading: Reading, items: list[Item], places: dict[str, Any]) -> tuple[str | None, str | None]:
    """The type that the title names, and the words behind it; brackets and rules under it left out."""
    kind: str | None = None
    spans = []
    for n, item in enumerate(items):
        p = item.para
        start = 0
        if n == 0:
            found = title_type(p.text, reading.knowledge)
            if found:
                kind, start = found
                places["type"] = reading.place(p, 0, start)
        text = p.text[start:]
        if not bare(text) or bare(text) != bare(text.lstrip(" *_")) and text.lstrip(" *_").startswith("("):
            continue
        if text.lstrip(" *_").startswith(("(", "[")):
            continue
        a, b = _inside(p.text, start, len(p.text))
        if a < b:
            spans += p.spans(a, b)
    if spans:
        places["title"] = at(reading.layout, spans)
    return kind, reading.layout.words(spans) if spans else None


def _inside(text: str, a: int, b: int) -> tuple[int, int]:
    while a < b and text[a] in " *_-–—:.":
        a += 1
    while b > a and text[b - 1] in " *_-–—:":
        b -= 1
    return a, b


def _number_and_date(reading: Reading, front: list[Para], places: dict[str, Any]) -> tuple[str | None, str | None, str | None, str | None]:
    number = symbol = date = place = None
    for p in front:
        text = p.text.strip(" *_")
        at_ = p.text.find(text)
        for piece, begin in _pieces(text):
            m = reading.knowledge.pattern("header.number").match(piece)
            if m and symbol is None:
                symbol = canonical(m.group("s"))
                if m.group("n"):
                    number = canonical(m.group("n") + m.group("s"))
                    places["number"] = reading.place(p, at_ + begin + m.start("n"), at_ + begin + m.end())
        m = reading.knowledge.pattern("header.place").search(p.text)
        if m and date is None and m.group("y"):
            place = squeeze(m.group("place"))
            date = _iso(m.group("y"), m.group("m"), m.group("d"))
            places["place"] = reading.place(p, m.start("place"), m.end("place"))
            places["date"] = reading.place(p, m.end("place"), m.end())
    return number, symbol, date, place


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """A header line and what stands in its second half: two columns may have been run into one line."""
    yield text, 0
    for m in re.finditer(r"(?<=\s)[Ss]\w\s?:", text):
        yield text[m.start() :], m.start()


def _iso(year: str, month: str | None, day: str | None) -> str:
    return f"{year}-{int(month):02}-{int(day):02}" if month and day else f"{year}-{int(month):02}" if month else year


def _captions(reading: Reading) -> Iterator[dict[str, Any]]:
    """What the captions of annexes say of the document they belong to."""
    for item in reading.outline.items:
        if item.role not in ("caption", "annex_title"):
            continue
        m = reading.knowledge.pattern("caption.number").search(item.para.text)
        if m and item.role == "caption":
            entry = reading.knowledge.lexicon("instruments").get(m.group("t"))
            number = m.group("n") + m.group("s") if m.group("n") else None
            date = _iso(m.group("y"), m.group("m"), m.group("d")) if m.group("y") else None
            where = reading.place(item.para, m.start("n") if m.group("n") else m.start("s"), m.end("s"))
            yield {
                "type": entry["name"] if entry else None, "number": number, "symbol": canonical(m.group("s")), "date": date,
                "issuer": m.group("issuer"), "at": where,
            }  # fmt: skip


def _home(
    reading: Reading, head: list[Para], symbol: str | None, caption: dict[str, Any] | None, title: str | None, place: str | None
) -> Home:
    """Whose document it is, by what says it first: the letterhead, the caption, the sentence that issues it, the symbol."""
    k = reading.knowledge
    said: list[str] = []
    letterhead = " ".join(
        bare(p.text) for p in head
        if starts_with(p.folded, k, "headings", "zone") is None and not k.pattern("header.number").match(p.text.strip(" *_"))
        and not k.pattern("header.place").search(p.text) and is_upper(bare(p.text) or "a")
    )  # fmt: skip
    if letterhead:
        said.append(letterhead)
    if caption and caption["issuer"]:
        said.append(caption["issuer"])
    preamble = [i.para for i in reading.outline.items if i.section == "preamble" and i.role == "preamble"]
    issuing = [m for m in reading.kept("agency") if any(m.para is p for p in preamble)]
    code = re.split(r"[/-]", symbol)[-1] if symbol else None
    told = next((e for e in k.entries("issuers") if code and e["code"] == code), None)
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
            name = name or _place_of(reading, level, title, place)
            department = _department(letterhead, told, k)
            base = department or body
            issuer = f"{base} {level} {name}" if level and name else f"{base} {level}" if level else base
            return Home(issuer, level, name, (level, name) if level and name and _is_province(level, name, k) else local)
        own = agencies.names(_line(words), k)
        if own and own[-1].entry and own[-1].kind == "body":
            return Home(own[-1].name, None, None, local)
    if told and told.get("department"):
        level, name = local or (None, None)
        return Home(f"{told['department']} {level} {name}" if level else str(told["department"]), level, name, local)
    if told and told.get("issuer_kind") == "ubnd" and title:
        level, name = local or (None, None)
        body = str(k.entry("agencies", "ubnd")["name"])
        return Home(f"{body} {level} {name}" if level else body, level, name, local)
    return Home(None, None, None, local)


def _line(words: str) -> Para:
    from knowledge import normal

    return Para(-1, "line", normal(words, [(0, len(words))]))


def _behind(m: Any, k: Knowledge) -> bool:
    """Whether an agency of the preamble is the one that issues: what follows it is an act of issuing."""
    rest = m.para.folded[m.end :].lstrip(" ,")
    return any(h.start == 0 for h in k.lexicon("cues", "issue").find(rest[:40]))


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


def _proper(rest: str, k: Knowledge) -> str | None:
    """The proper name that opens these words: a known province, or up to four capitalised words."""
    if not rest:
        return None
    for hit in k.lexicon("places", "province").find(fold(rest)):
        if hit.start == 0:
            return str(hit.entry["name"])
    out = []
    for word in rest.split()[:4]:
        w = word.strip(" ,.;:()")
        if not w[:1].isupper() or any(h.start == 0 and len(h.phrase) >= len(w) for h in k.lexicon("agencies").find(fold(w))):
            break
        out.append(w.title() if w.isupper() else w)
        if word != w:
            break
    return " ".join(out) or None


def _is_province(level: str, name: str, k: Knowledge) -> bool:
    entry = k.lexicon("places", "province").get(name)
    return level == k.top("patterns", "province") or (entry is not None and entry.get("kind") == level)


def _province_of(reading: Reading, title: str | None) -> tuple[str, str] | None:
    """The province that the document names most with its level word; the title counts for more."""
    k = reading.knowledge
    counts: Counter[tuple[str, str]] = Counter()
    for text, weight in [(title or "", 5), *((i.para.text, 1) for i in reading.outline.items)]:
        for m in k.pattern("province.named").finditer(fold(text)):
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
    for text, weight in [(title or "", 9), *((i.para.text, 1) for i in reading.outline.items)]:
        for m in pattern.finditer(fold(text)):
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
    own = [n for n in agencies.names(_line(letterhead), k) if n.entry and k.entry("agencies", n.entry).get("class") in ("so", "district_office")]
    return str(k.entry("agencies", str(own[-1].entry))["name"]) if own and not told else None


def _period(reading: Reading, title: str | None) -> tuple[int | None, int | None]:
    """The years that the plan is for: a span, else a year, in the title, else where the purpose is told."""
    purpose = [i.para.folded for i in reading.outline.items if reading.outline.chapter(i.section) == "purpose" and i.role in ("content", "preamble")]
    preamble = [i.para.folded for i in reading.outline.items if i.section == "preamble" and i.role == "preamble"]
    for text in (fold(title or ""), *preamble[-1:], *purpose):
        spans = reading.knowledge.pattern("period.range").findall(text)
        if spans:
            years = re.findall(r"\d{4}", spans[0])
            return int(years[0]), int(years[-1])
        year = reading.knowledge.pattern("period.year").search(text)
        if year and text == fold(title or ""):
            return int(year.group("y")), int(year.group("y"))
        if year and text in purpose:
            return int(year.group("y")), int(year.group("y"))
    return None, None


def _signer(reading: Reading, places: dict[str, Any]) -> dict[str, Any] | None:
    """Who signed: name, post, capacity. The name is the last line of the signature that looks like a person's."""
    lines = [i.para for i in reading.outline.items if i.role == "signature"]
    capacity = post = None
    name: Para | None = None
    k = reading.knowledge
    for p in lines:
        text = bare(p.text)
        if not text:
            continue
        for line in re.split(r"(?<=[^\s])\s{2,}", text):
            kind = starts_with(fold(line), k, "headings", "capacity")
            if kind and is_upper(line):
                written = str(k.entry("headings", kind)["written"])
                said = line[len(_capacity(line, k, kind)) :].strip(" .")
                head, behind = _split_post(said, k)
                capacity = f"{written} {_sentence_case(head)}".strip()
                post = _sentence_case(behind) if behind else post
            elif starts_with(fold(line), k, "headings", "post") and is_upper(line):
                post = _sentence_case(line)
            elif _person(line, k):
                name = p
    if name is None:
        return None
    a, b = _inside(name.text, 0, len(name.text))
    places["signer"] = reading.place(name, a, b)
    return {"name": reading.words(name, a, b), "title": post, "capacity": capacity}


def _capacity(line: str, k: Knowledge, kind: str) -> str:
    phrases = sorted(k.entry("headings", kind)["phrases"], key=len, reverse=True)
    return next(p for p in phrases if fold(line).startswith(p))


def _split_post(said: str, k: Knowledge) -> tuple[str, str]:
    """Two signature lines run into one: "CHỦ TỊCH PHÓ CHỦ TỊCH"."""
    words = said.split()
    for i in range(1, len(words)):
        rest = " ".join(words[i:])
        if starts_with(fold(rest), k, "headings", "post"):
            return " ".join(words[:i]), rest
    return said, ""


def _sentence_case(text: str) -> str:
    words = squeeze(text).split()
    low = [w if w in ("UBND", "HĐND") else w.lower() for w in words]
    return (low[0][0].upper() + low[0][1:] + "".join(" " + w for w in low[1:])) if low else ""


def _person(line: str, k: Knowledge) -> bool:
    words = line.split()
    if not 2 <= len(words) <= 5 or is_upper(line) and len(words) < 3:
        return False
    if not all(w[0].isupper() and w.replace("-", "").isalpha() for w in words):
        return False
    return not k.lexicon("agencies").find(fold(line)) and not starts_with(fold(line), k, "headings", "post")


def recipients(reading: Reading) -> list[str]:
    """Who receives it: the lines behind "Nơi nhận", the archive line left out."""
    out: list[str] = []
    for item in reading.outline.items:
        if item.role != "recipients":
            continue
        p = item.para
        if starts_with(p.folded.lstrip("-–+•* "), reading.knowledge, "cues", "archive") or starts_with(p.folded, reading.knowledge, "headings", "zone"):
            continue
        end = p.text.find("(") if "(" in p.text else len(p.text)
        for name in agencies.members(p, 0, end, reading.knowledge):
            if name.name not in out and name.end - name.start > 2 and (name.entry or " " in name.name):
                out.append(name.name)
    return out
