"""The shapes of ``layout.yaml``, compiled once for a state of the knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge import Entry, Knowledge

Start = Literal["", "bullet", "marker", "bracketed", "opener"]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Compiled patterns on a printed line without its outer white space; ``start`` names the group that matched."""

    start: re.Pattern[str]
    open: re.Pattern[str]
    open_number: re.Pattern[str]
    closed: re.Pattern[str]
    dash_before: re.Pattern[str]
    dash_after: re.Pattern[str]
    note: re.Pattern[str]
    note_end: re.Pattern[str]
    noise: re.Pattern[str]
    page_number: re.Pattern[str]
    debris: re.Pattern[str]


_KEPT: dict[str, Shapes] = {}


def shapes(knowledge: Knowledge) -> Shapes:
    """The shapes of this state of the knowledge."""
    if knowledge.hash not in _KEPT:
        _KEPT.clear()
        _KEPT[knowledge.hash] = _compile(knowledge.entries("layout"))
    return _KEPT[knowledge.hash]


def _compile(entries: Iterable[Entry]) -> Shapes:
    groups: dict[str, list[str]] = {}
    before, after = [], []
    for e in entries:
        if e["group"] == "dash":
            before.append(e["before"])
            after.append(e["after"])
        else:
            groups.setdefault(e["group"], []).append(e["regex"])

    def either(name: str) -> str:
        return "|".join(f"(?:{r})" for r in groups[name])

    named = "|".join(f"(?P<{name}>{either(name)})" for name in ("opener", "bullet", "marker", "bracketed"))
    return Shapes(
        start=re.compile(named),
        open=re.compile(either("open")),
        open_number=re.compile(either("open_number")),
        closed=re.compile(either("closed")),
        dash_before=re.compile("|".join(f"(?:{r})" for r in before)),
        dash_after=re.compile("|".join(f"(?:{r})" for r in after)),
        note=re.compile(either("note")),
        note_end=re.compile(either("note_end")),
        noise=re.compile(either("noise")),
        page_number=re.compile(either("page_number")),
        debris=re.compile(either("debris"), re.DOTALL),
    )
