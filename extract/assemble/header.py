"""The document's own card: type, number, date, place, issuer, title, period, status, signer, recipients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from knowledge import fold, squeeze

from ..find.citations import canonical, type_of_symbol
from ..layout import Span
from ..outline import Item
from ..paras import Para
from ..zones import bare, starts_with, title_type
from .home import Home, home_of
from .reading import Reading, at
from .signature import inside, recipients, signer


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
    if kind is None and symbol:
        kind = type_of_symbol("1" + symbol, reading.knowledge)
        if kind is None and title is None:
            kind, title = _letter(head, reading, places)
    home = home_of(reading, head, symbol, caption, title, place)
    draft = any(
        starts_with(fold(bare(p.text)), reading.knowledge, "headings", "zone") == "zone.draft"
        for p in front + [i.para for i in title_items]
    )
    status = "draft" if draft or number is None or date is None or len(date) < 10 else "issued"
    period = _period(reading)
    out = {
        "type": kind, "number": number, "date": date, "place": place, "issuer": home.issuer, "title": title, "status": status,
        "period": {"from": period[0], "to": period[1]}, "signer": signer(reading, places), "recipients": recipients(reading),
        "at": places,
    }  # fmt: skip
    return out, home


def _title(reading: Reading, items: list[Item], places: dict[str, Any]) -> tuple[str | None, str | None]:
    """The type that the title names, and the words behind it; brackets and rules under it left out."""
    kind: str | None = None
    spans: list[Span] = []
    for n, item in enumerate(items):
        p = item.para
        start = 0
        if n == 0:
            found = title_type(p.text, reading.knowledge)
            if found:
                kind, start = found
                places["type"] = reading.place(p, 0, start)
        text = p.text[start:]
        if not bare(text) or (bare(text) != bare(text.lstrip(" *_")) and text.lstrip(" *_").startswith("(")):
            continue
        if text.lstrip(" *_").startswith(("(", "[")):
            continue
        a, b = inside(p.text, start, len(p.text))
        if a < b:
            spans += p.spans(a, b)
    if spans:
        places["title"] = at(reading.layout, spans)
    return kind, reading.layout.words(spans) if spans else None


def _letter(head: list[Para], reading: Reading, places: dict[str, Any]) -> tuple[str | None, str | None]:
    """Type and title of a letter, whose symbol tells no type: it says what it is about. None where nothing does."""
    about = next(((p, m.end()) for p in head if (m := reading.knowledge.pattern("header.about").match(p.folded))), None)
    if about is None:
        return None, None
    p, start = about
    places["title"] = reading.place(p, start, len(p.text))
    return str(reading.knowledge.top("patterns", "letter")), reading.words(p, start, len(p.text))


def _number_and_date(reading: Reading, front: list[Para], places: dict[str, Any]) -> tuple[str | None, str | None, str | None, str | None]:
    number = symbol = date = place = None
    for p in front:
        text = p.read.strip(" *_")
        at_ = p.read.find(text)
        for piece, begin in _pieces(text):
            m = reading.knowledge.pattern("header.number").match(piece)
            if m and symbol is None:
                symbol = canonical(m.group("s"))
                if m.group("n"):
                    number = canonical(m.group("n") + m.group("s"))
                    places["number"] = reading.place(p, at_ + begin + m.start("n"), at_ + begin + m.end())
        m = reading.knowledge.pattern("header.place").search(p.read)
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


def _period(reading: Reading) -> tuple[int | None, int | None]:
    """The years that the plan is for: a span, else a year, in the title, else where the purpose is told; the years of the
    instruments named there do not count."""
    items = reading.outline.items
    titles = [i.para for i in items if i.role == "title"]
    purpose = [i.para for i in items if i.role == "content" and reading.outline.chapter(i.section) == "purpose"]
    for paras in (titles, purpose):
        text = " ".join(_uncited(reading, p) for p in paras)
        span = reading.knowledge.pattern("period.range").search(text)
        if span:
            years = re.findall(r"\d{4}", span.group())
            return int(years[0]), int(years[-1])
        year = reading.knowledge.pattern("period.year").search(text)
        if year:
            return int(year.group("y")), int(year.group("y"))
    return None, None


def _uncited(reading: Reading, p: Para) -> str:
    """A paragraph's folded words with its citations blotted out."""
    text = p.folded
    for m in reading.of(p):
        if m.kind == "citation":
            text = text[: m.start] + " " * (m.end - m.start) + text[m.end :]
    return text
