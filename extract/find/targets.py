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

_BEFORE: Mapping[str, str] = {"target.least_before": ">=", "target.more_before": ">", "target.most_before": "<=", "target.less_before": "<"}
_AFTER: Mapping[str, str] = {"target.least_after": ">=", "target.most_after": "<="}
_KINDS: Mapping[str, str] = {
    "target.percent": "%",
    "target.rank": "rank",
    "target.times": "",
    "target.money": "",
    "target.at_least": "",
    "target.count": "",
}


def number(printed: str) -> float | int:
    """A figure as Vietnamese prints it: a comma before decimals, a point between thousands.

    >>> number("12.500"), number("2,5"), number("02")
    (12500, 2.5, 2)
    """
    plain = re.sub(r"\.(?=\d{3}(?:\D|$))", "", printed).replace(",", ".")
    value = float(plain)
    return int(value) if value.is_integer() else value


def find(para: Para, start: int, end: int, knowledge: Knowledge) -> list[Mention]:
    """The figures of ``[start, end)`` in order; overlapping readings are settled by the order of ``_KINDS``."""
    if not any(c.isdigit() for c in para.text[start:end]):
        return []
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, int, str, re.Match[str]]] = []
    for id in _KINDS:
        for m in knowledge.pattern(id).finditer(para.folded, start, end):
            a = m.start("v") if m.groupdict().get("v") else m.start()
            if not any(x < m.end() and a < y for x, y in taken):
                taken.append((a, m.end()))
                found.append((a, m.end(), id, m))
    found.sort(key=lambda f: f[0])
    out: list[Mention] = []
    for a, b, id, m in found:
        value = _value(para, a, b, id, m, out, knowledge)
        out.append(Mention("target", para, a, b, id, value))
    return [replace(t, value={**t.value, "by": _by(t, out, n, knowledge)}) for n, t in enumerate(out)]


def _value(para: Para, a: int, b: int, id: str, m: re.Match[str], before: list[Mention], k: Knowledge) -> dict[str, Any]:
    groups = m.groupdict()
    printed = groups.get("v") or groups.get("w") or groups.get("x") or ""
    figure: Any = number(printed)
    if groups.get("to"):
        figure = {"from": figure, "to": number(groups["to"])}
    if id == "target.rank":
        return {"comparator": "<=", "value": figure, "unit": "rank"}
    unit = _KINDS[id] or (groups.get("unit") or "").strip()
    return {"comparator": _comparator(para, a, b, before, k), "value": figure, "unit": unit}


def _comparator(para: Para, a: int, b: int, before: list[Mention], k: Knowledge) -> str:
    """The comparator printed before the figure or behind it; a figure that follows another one's verb shares its comparator."""
    f = para.folded
    left = f[:a].rstrip(" (")
    for id, sign in _BEFORE.items():
        if k.pattern(id).search(left[-60:]):
            return sign
    if left.endswith(k.top("patterns", "from_word")) and k.pattern("target.least_after").match(f[b:]):
        return ">="
    for id, sign in _AFTER.items():
        if k.pattern(id).match(f[b:]):
            return sign
    last = before[-1] if before else None
    if last is not None and last.value["comparator"] != "=":
        gap = f[last.end : a]
        signs = k.top("patterns", "list_signs")
        if gap.strip() in signs:
            return str(last.value["comparator"])
        # "giảm tối thiểu 10% A và 10% B": one verb before the comparator governs both; "Trên 95% A, 85% B": none does
        clause = max(f.rfind(c, 0, last.start) for c in ".;:") + 1
        governed = len(f[clause : last.start].split()) > 2 and k.pattern("target.opens").match(f[clause : last.start].lstrip(" -+")) is None
        if governed and not any(c in gap for c in ".;:(") and "," not in gap[-3:] and (gap.split() or [""])[-1] in signs:
            return str(last.value["comparator"])
    return "="


def _by(t: Mention, every: list[Mention], n: int, k: Knowledge) -> str | None:
    """The term that the sentence states: behind the figure in its own clause, else before it."""
    f = t.para.folded
    a, b = next(((x, y) for x, y in sentences(t.para.text) if x <= t.start < y), (0, len(f)))
    following = every[n + 1].start if n + 1 < len(every) else b
    day = k.pattern("target.day").search(f, a, b)
    if day:
        return iso(day)
    after = k.pattern("target.by_after").match(f[t.end : min(b, following)])
    if after:
        return after.group("y")
    last = None
    for m in k.pattern("target.by_before").finditer(f, a, t.start):
        last = m
    return (last.group("y") or last.group("y2")) if last else None


def clause(t: Mention, nxt: int) -> tuple[int, int]:
    """The clause in which a figure stands: from the sign before it to the one behind it."""
    f = t.para.text
    a = max(f.rfind(c, 0, t.start) for c in (".", ";", ":", "(")) + 1
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
