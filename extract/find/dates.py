"""Dates and terms: ISO as much as is stated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from knowledge import Knowledge

from ..mention import Mention
from ..paras import Para
from .lookups import looked

_DIGIT = re.compile(r"\d")
OPEN = "YYYY"  # the year of a term that states none
_QUARTERS: Mapping[str, int] = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _first(m: re.Match[str], *names: str) -> str | None:
    groups = m.groupdict()
    return next((groups[n] for n in names if groups.get(n)), None)


def iso(m: re.Match[str]) -> str | None:
    """The date that a match of a date pattern holds (groups d1/m1/y1, d1/m2/y2, m3/y3, y4): ``2024-05-03``, ``2024-05`` or ``2024``."""
    year, month, day = _first(m, "y1", "y2", "y3", "y5", "y4"), _first(m, "m1", "m2", "m3", "m4"), _first(m, "d1")
    if not year:
        return None
    if month and day:
        return f"{year}-{int(month):02}-{int(day):02}"
    return f"{year}-{int(month):02}" if month else year


def rhythm(unit: str, knowledge: Knowledge) -> str | None:
    """A unit of time as the record's word for a recurring term."""
    for e in knowledge.entries("rhythms"):
        if unit in e["phrases"]:
            return str(e["value"])
    return None


def in_body(para: Para, start: int, end: int, knowledge: Knowledge) -> list[Mention]:
    """Terms stated in running text, in order."""
    f = para.folded[start:end]
    out: list[Mention] = []

    def add(m: re.Match[str], rule: str, value: dict[str, Any]) -> None:
        out.append(Mention("deadline", para, start + m.start(), start + m.end(), rule, value))

    found = looked(para, knowledge)

    def every(id: str) -> Iterable[re.Match[str]]:
        return found.finditer(id, f)

    if _DIGIT.search(f):
        for m in every("deadline.before"):
            value: dict[str, Any] = {"kind": "date", "value": iso(m)}
            if _first(m, "b", "b2", "b3"):
                value["before"] = True
            add(m, "deadline.before", value)
        for m in every("deadline.month"):
            value = {"kind": "month", "value": iso(m)}
            if m.group("b"):
                value["before"] = True
            add(m, "deadline.month", value)
        for m in every("deadline.quarter"):
            add(m, "deadline.quarter", {"kind": "quarter", "value": quarter(m)})
        for m in every("deadline.year"):
            before: dict[str, Any] = {"before": True} if m.group("b") else {}
            add(m, "deadline.year", {"kind": "year", "value": _first(m, "y", "y2", "y3", "y4"), **before})
        for m in every("deadline.by_year"):
            if not any(c.isdigit() for c in m.group("rest").split(",")[0]) and _verb_first(m.group("rest"), knowledge):
                add(m, "deadline.by_year", {"kind": "year", "value": m.group("y")})
        for m in every("deadline.in_year"):
            add(m, "deadline.in_year", {"kind": "year", "value": m.group("y")})
    out += _without_year(para, start, f, knowledge)
    for m in every("deadline.rhythm"):
        if _opens_clause(f, m, knowledge):
            add(m, "deadline.rhythm", {"kind": "recurring", "value": rhythm(m.group("u"), knowledge)})
    for m in every("deadline.period"):
        add(m, "deadline.period", {"kind": "recurring", "value": rhythm(_first(m, "u", "u2", "u3", "u4") or "", knowledge)})
    out = sorted((m for m in out if not _of_figure(f, m, start, knowledge)), key=lambda m: (m.start, m.end))
    starts, ends = str(knowledge.top("patterns", "from_word")), str(knowledge.top("patterns", "until_word"))
    return [  # of a span the last part: "từ tháng 5/2024 đến hết tháng 7/2024"
        m
        for n, m in enumerate(out)
        if not (
            m.text.lower().startswith(starts)
            and n + 1 < len(out)
            and out[n + 1].start <= m.end + 1
            and out[n + 1].text.lower().startswith(ends)
        )
    ]


def _of_figure(f: str, term: Mention, start: int, k: Knowledge) -> bool:
    """Whether a day or month opens a clause and says by when a figure is reached ("đến 30/9/2024 mỗi thôn có ít nhất 01 điểm")."""
    a, b = term.start - start, term.end - start
    if term.value["kind"] not in ("date", "month", "quarter") or not f[a:b].startswith(k.top("patterns", "until_word")):
        return False
    m = k.pattern("deadline.of_figure").match(f[b:])
    return m is not None and _DIGIT.search(m.group()) is not None


def _without_year(para: Para, start: int, f: str, knowledge: Knowledge) -> list[Mention]:
    """Terms that state no year; ``in_year`` writes that of the plan."""
    out = [
        Mention("deadline", para, start + m.start(), start + m.end(), "deadline.whole_year", {"kind": "year", "value": OPEN})
        for m in looked(para, knowledge).finditer("deadline.whole_year", f)
    ]
    for m in looked(para, knowledge).finditer("deadline.half", f):
        halved: dict[str, Any] = {"kind": "month", "value": half(m, OPEN, knowledge)}
        out.append(Mention("deadline", para, start + m.start(), start + m.end(), "deadline.half", halved))
    for m in looked(para, knowledge).finditer("deadline.no_year", f):
        month, q = m.group("m") or m.group("m2"), m.group("q")
        if q:
            value: dict[str, Any] = {"kind": "quarter", "value": f"{OPEN}-Q{_QUARTERS.get(q) or int(q)}"}
        elif m.group("d"):
            value = {"kind": "date", "value": f"{OPEN}-{int(month):02}-{int(m.group('d')):02}"}
        else:
            value = {"kind": "month", "value": f"{OPEN}-{int(month):02}"}
        if m.group("b"):
            value["before"] = True
        out.append(Mention("deadline", para, start + m.start(), start + m.end(), "deadline.no_year", value))
    return out


def in_year(term: Mapping[str, Any], year: str | None) -> dict[str, Any] | None:
    """A stated term with the year of the plan where it has none of its own; None where the plan is not for one year."""
    value = str(term["value"])
    if not value.startswith(OPEN):
        return dict(term)
    return {**term, "value": year + value[len(OPEN) :]} if year else None


def past(term: Mapping[str, Any], year: str | None) -> bool:
    """Whether a stated year lies before that of the plan: it says when something was, not by when a thing is to be done."""
    return year is not None and term["kind"] == "year" and str(term["value"]) < year and not str(term["value"]).startswith(OPEN)


def quarter(m: re.Match[str], year: str | None = None) -> str:
    """Year and quarter of a match: ``2024-Q1``; ``year`` is that of a match that states none."""
    q = m.group("q")
    return f"{m.group('y') or year}-Q{_QUARTERS.get(q) or int(q)}"


def half(m: re.Match[str], year: str | None, knowledge: Knowledge) -> str:
    """The last month of a half of a year: ``2024-06``."""
    return f"{m.group('y') or year}-{knowledge.top('patterns', 'halves')[m.group('h')]}"


def _verb_first(rest: str, knowledge: Knowledge) -> bool:
    return knowledge.lexicon("cues", "act").opens(rest, 0, 40) is not None


def _opens_clause(f: str, m: re.Match[str], knowledge: Knowledge) -> bool:
    """A rhythm tells when an act is done where it opens a clause or follows "định kỳ"; behind a noun it only qualifies that noun."""
    if m.group("p") or m.group("u") not in knowledge.top("patterns", "noun_rhythms"):
        return True  # a year or a half qualifies nouns ("kế hoạch hằng năm"); a week, month or quarter says when
    before = f[: m.start()].rstrip(" *_")
    if not before or before[-1] in ".;:,–-+(":
        return f[m.end() : m.end() + 1] in (" ", ",", ":")
    return bool(knowledge.pattern("rhythm.each").match(m.group()))


def in_cell(para: Para, year: str | None, knowledge: Knowledge) -> dict[str, Any] | None:
    """The term of a time column: the first of those stated, or None where the cell tells none."""
    f = para.folded
    found: list[tuple[int, int, dict[str, Any]]] = []

    def add(order: int, m: re.Match[str], value: dict[str, Any]) -> None:
        found.append((m.start(), order, value))

    stands = looked(para, knowledge)

    def every(id: str) -> Iterable[re.Match[str]]:
        return stands.finditer(id, f)

    for m in every("cell.date"):
        add(0, m, {"kind": "date", "value": iso(m), **({"before": True} if m.group("b") else {})})
    for m in every("cell.months"):
        if m.group("y") or year:
            add(0, m, {"kind": "month", "value": f"{m.group('y') or year}-{int(m.group('m')):02}"})
    for m in every("cell.quarters"):
        if m.group("y") or year:
            add(0, m, {"kind": "quarter", "value": quarter(m, year)})
    for m in every("cell.bare_date"):
        if year:
            dated = f"{year}-{int(m.group('m')):02}-{int(m.group('d')):02}"
            add(0, m, {"kind": "date", "value": dated, **({"before": True} if m.group("b") else {})})
    for m in every("cell.half"):
        if m.group("y") or year:
            add(0, m, {"kind": "month", "value": half(m, year, knowledge)})
    for m in every("deadline.quarter"):
        add(1, m, {"kind": "quarter", "value": quarter(m)})
    for m in every("cell.quarter"):
        if year:
            add(2, m, {"kind": "quarter", "value": f"{year}-Q{_QUARTERS.get(m.group('q')) or int(m.group('q'))}"})
    for m in every("cell.month"):
        add(2, m, {"kind": "month", "value": f"{m.group('y')}-{int(m.group('m')):02}", **({"before": True} if m.group("b") else {})})
    for m in every("cell.bare_month"):
        if year:
            add(3, m, {"kind": "month", "value": f"{year}-{int(m.group('m')):02}"})
    for m in every("cell.span"):
        add(1, m, {"kind": "year", "value": m.group("y")})
    for m in every("cell.year"):
        add(4, m, {"kind": "year", "value": m.group("y")})
    for m in every("cell.whole_year"):
        if year:
            add(1, m, {"kind": "year", "value": year})
    for m in every("cell.continuous"):
        add(1, m, {"kind": "recurring", "value": "continuous"})
    for m in every("cell.rhythm"):
        add(5, m, {"kind": "recurring", "value": rhythm(m.group("u"), knowledge)})
    events = [m.span() for m in every("cell.event")]  # "Sau khi có kết quả năm 2024" tells no day
    found = [t for t in found if not any(a <= t[0] < b for a, b in events)]
    return min(found, key=lambda t: (t[0], t[1]))[2] if found else None
