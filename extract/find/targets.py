"""Targets: figures to be reached, with comparator, value, unit and term as the clause states them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from knowledge import Knowledge

from ..mention import Mention
from ..paras import Para, sentences
from .dates import iso
from .lookups import looked

_DIGIT = re.compile(r"\d")
_BEFORE: Mapping[str, str] = {"target.least_before": ">=", "target.more_before": ">", "target.most_before": "<=", "target.less_before": "<"}
_NONE: Mapping[str, str] = {"<": ">=", ">": "<="}  # what may not be below a figure is at least that much
_AFTER: Mapping[str, str] = {"target.least_after": ">=", "target.most_after": "<="}
# The kinds of figures, those that are surest first, with their units ("": the words behind the figure).
_KINDS: Mapping[str, str] = {
    "target.percent": "%",
    "target.rank": "rank",
    "target.mille": "",
    "target.times": "",
    "target.score": "",
    "target.time": "",
    "target.money": "",
    "target.at_least": "",
    "target.share": "",
    "target.each": "",
    "target.all": "",
    "target.count": "",
    "target.reach": "",
    "target.opening": "",
}
_COUNTS = frozenset(
    {"target.count", "target.reach", "target.at_least", "target.each", "target.list", "target.money", "target.opening", "target.amount"}
)


_Figure = tuple[int, int, str, re.Match[str]]


def number(printed: str) -> float | int:
    """A figure as Vietnamese prints it: a comma before decimals, a point between thousands.

    >>> number("12.500"), number("2,5"), number("02")
    (12500, 2.5, 2)
    """
    plain = re.sub(r"\.(?=\d{3}(?:\D|$))", "", printed).replace(",", ".")
    value = float(plain)
    return int(value) if value.is_integer() else value


def find(para: Para, start: int, end: int, knowledge: Knowledge, *, counts: bool = False) -> list[Mention]:
    """The figures of ``[start, end)`` in order; overlapping readings are settled by the order of ``_KINDS``. ``counts``: a cell that
    says how much of something there is to be, or what comes out: a figure that opens it counts what stands behind it."""
    if not _DIGIT.search(para.text, start, end):
        return []
    taken: list[tuple[int, int]] = []
    found: list[_Figure] = []

    def add(id: str, m: re.Match[str]) -> None:
        a = m.start(next(g for g in ("v", "w", "x") if m.groupdict().get(g)))
        if not any(x < m.end() and a < y for x, y in taken):
            taken.append((a, m.end()))
            found.append((a, m.end(), id, m))

    found_words = looked(para, knowledge)
    for id in _KINDS:
        for m in found_words.finditer(id, para.folded, start, end):
            add(id, m)
    amount = knowledge.pattern("target.amount").match(para.folded, start, end) if counts else None
    if amount:
        add("target.amount", amount)
    if not found:
        return []  # a list goes on with a figure before it
    for m in knowledge.pattern("target.list").finditer(para.folded, start, end):
        before = max((f for f in found if f[0] < m.start("v")), default=None)
        if before and before[2] in _COUNTS and not any(c in para.folded[before[1] : m.start("v")] for c in ".;:("):
            add("target.list", m)
    found.sort(key=lambda f: f[0])
    out: list[Mention] = []
    for n, (a, b, id, m) in enumerate(found):
        following = found[n + 1][0] if n + 1 < len(found) else None
        sized = id in ("target.at_least", "target.money") and knowledge.pattern("target.case").search(para.folded[max(start, a - 60) : a])
        if not sized and not _past(para, a, b, id, following, knowledge):
            out.append(Mention("target", para, a, b, id, _value(para, a, b, id, m, out, knowledge)))
    return [replace(t, value={**t.value, "by": _by(t, out, n, knowledge)}) for n, t in enumerate(out)]


def _past(para: Para, a: int, b: int, id: str, following: int | None, k: Knowledge) -> bool:
    """Whether a figure is what another one is measured by ("so với mức 40%", "từ 40% lên 55%"), or money that pays for a task."""
    f = para.folded
    left = f[max(0, a - 60) : a]
    based = k.pattern("target.baseline").search(left)
    if based and not k.pattern("target.least_after").match(f[b:]):
        ranged = k.top("patterns", "from_word") in based.group()
        if not ranged or (following and k.pattern("target.raised").match(f[b:following])):
            return True
    least = k.pattern("target.least_before").search(left) is not None  # "bố trí kinh phí không dưới 20 triệu đồng" sets a figure
    return id == "target.money" and not least and k.pattern("target.budget").search(f, since(f, a, ".;"), a) is not None


def since(text: str, end: int, signs: str) -> int:
    """Where the run begins that stands before ``end`` without one of the signs; a point or colon before a figure is none.

    >>> since("Chi 1.200 đồng; thu 3.400 đồng", 22, ".;")
    15
    """
    at = end
    while at > 0 and (text[at - 1] not in signs or (text[at - 1] in ".:" and text[at : at + 1].isdigit())):
        at -= 1
    return at


def _value(para: Para, a: int, b: int, id: str, m: re.Match[str], before: list[Mention], k: Knowledge) -> dict[str, Any]:
    groups = m.groupdict()
    figure: Any = number(groups.get("v") or groups.get("w") or groups.get("x") or "")
    if groups.get("to"):
        figure = {"from": figure, "to": number(groups["to"])}
    if id == "target.rank":
        return {"comparator": "<=", "value": figure, "unit": "rank"}
    unit = _KINDS.get(id) or (groups.get("unit") or groups.get("unit2") or "").strip()
    sign = "<=" if groups.get("limit") else _comparator(para, a, b, before, k)
    return {"comparator": sign, "value": figure, "unit": unit}


def _comparator(para: Para, a: int, b: int, before: list[Mention], k: Knowledge) -> str:
    """The comparator printed before the figure or behind it; a figure that follows another one's verb shares its comparator."""
    f = para.folded
    left = f[:a].rstrip(" (")
    for id, sign in _BEFORE.items():
        if k.pattern(id).search(left[-80:]):
            return _NONE.get(sign, sign) if k.pattern("target.none").search(left[-80:]) else sign
    if left.endswith(k.top("patterns", "from_word")) and k.pattern("target.least_after").match(f[b:]):
        return ">="
    for id, sign in _AFTER.items():
        if k.pattern(id).match(f[b:]):
            return sign
    last = before[-1] if before else None
    if last is not None and last.value["comparator"] != "=":
        gap = f[last.end : a]
        signs = k.top("patterns", "list_signs")
        if gap.strip() in signs and ";" not in gap:
            return str(last.value["comparator"])
        # "giảm tối thiểu 10% A và 10% B": one verb before the comparator governs both; "Trên 95% A, 85% B": none does
        verb = f[since(f, last.start, ".;:") : last.start].lstrip(" -+")
        governed = len(verb.split()) > 2 and k.pattern("target.opens").match(verb) is None
        comma = gap.rstrip().endswith(",")
        if comma and not (k.pattern("target.rung").fullmatch(gap) and k.pattern("target.rung").match(f, b)):
            governed = governed and k.pattern("target.changes").match(verb) is not None
        if governed and not any(c in gap for c in ".;:(") and (comma or (gap.split() or [""])[-1] in signs):
            return str(last.value["comparator"])
    return "="


def _by(t: Mention, every: list[Mention], n: int, k: Knowledge) -> str | None:
    """The term that the sentence states: behind the figure in its own clause, else before it."""
    f = t.para.folded
    a, b = next(((x, y) for x, y in sentences(t.para.text) if x <= t.start < y), (0, len(f)))
    following = every[n + 1].start if n + 1 < len(every) else b
    part = f.find(";", t.end, b)
    day = k.pattern("target.day").search(f, max(a, since(f, t.start, ";")), b if part < 0 else part)
    if day and t.end < day.start() and day.end() <= following < b and "," in f[t.end : day.start()]:
        day = None  # a term behind a comma is the next figure's, where there is one
    if day and not (day.start() > t.end and k.pattern("target.sent").search(f, t.end, day.start())):
        return iso(day)
    after = k.pattern("target.by_after").match(f[t.end : min(b, following)])
    # "30 hợp tác xã, đến năm 2028 đạt 55": a term behind a comma is the next figure's, where there is one
    if after and not (following < b and (after.group("p") and after.string[: after.start("p")].rstrip().endswith(","))):
        return after.group("y")
    years = [m.group("y") or m.group("y2") for m in k.pattern("target.by_before").finditer(f, a, t.start)]
    return next((y for y in reversed(years) if y), None)


def in_cell(cell: Para, unit: Para | None, name: Para | None, k: Knowledge) -> dict[str, Any] | None:
    """The figure of a cell that holds nothing else, with the unit of its own, of the row's cell of units or of the indicator's name."""
    m = k.pattern("target.cell").match(cell.folded)
    if not m:
        return None
    named = k.pattern("target.unit_named").search(name.folded) if name and not unit else None
    counted = (unit.folded.strip(" ()") if unit else "") or (named.group("unit").strip() if named else "") or m.group("unit") or ""
    if "%" in m.group():
        counted = "%"
    rank = k.pattern("target.unit_rank").match(counted) is not None
    figure: Any = number(m.group("v"))
    if m.group("to"):
        figure = {"from": figure, "to": number(m.group("to"))}
    before, after = m.group("c") or "", m.group("after") or ""
    sign = next((s for id, s in _AFTER.items() if k.pattern(id).match(after)), None)
    sign = sign or next((s for id, s in _BEFORE.items() if k.pattern(id).search(before)), "<=" if rank else "=")
    return {"comparator": sign, "value": figure, "unit": "rank" if rank else counted}


def clause(t: Mention, nxt: int) -> tuple[int, int]:
    """The clause in which a figure stands: from the sign before it to the one behind it."""
    f = t.para.text
    a = since(f, t.start, ".;:(")
    comma = f.rfind(",", a, t.start)
    if comma >= 0 and len(f[comma + 1 : t.start].split()) >= 4:
        a = comma + 1
    ends = [i for c in (";", ". ", ")") if (i := f.find(c, t.end)) >= 0]
    b = min([*ends, len(f)])
    if t.end < nxt < b:
        cut = max(f.rfind(",", t.end, nxt), f.rfind(" ", t.end, nxt) if "," not in f[t.end : nxt] else -1)
        b = cut if cut > t.end and len(f[t.end : cut].split()) >= 2 else b
    while a < b and f[a] in ' -–+•*_,"“':
        a += 1
    while b > a and f[b - 1] in " .,;*_":
        b -= 1
    return a, b
