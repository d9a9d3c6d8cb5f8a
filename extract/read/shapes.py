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
    """Compiled patterns on a printed line without its outer white space; ``start`` names the group that matched; ``dashes`` are pairs:
    what stands before a dash that a name or a range is written with, and what behind it."""

    start: re.Pattern[str]
    open: re.Pattern[str]
    open_number: re.Pattern[str]
    open_term: re.Pattern[str]
    closed: re.Pattern[str]
    dashes: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    note: re.Pattern[str]
    note_end: re.Pattern[str]
    noise: re.Pattern[str]
    page_number: re.Pattern[str]
    debris: re.Pattern[str]

    def dashed(self, before: str, after: str) -> bool:
        """Whether a dash that opens ``after`` is that of a name or a range that begins at the end of ``before``."""
        return any(a.search(before) and b.match(after) for a, b in self.dashes)


_KEPT: dict[str, Shapes] = {}


def shapes(knowledge: Knowledge) -> Shapes:
    """The shapes of this state of the knowledge."""
    if knowledge.hash not in _KEPT:
        _KEPT.clear()
        _KEPT[knowledge.hash] = _compile(knowledge.entries("layout"))
    return _KEPT[knowledge.hash]


def _compile(entries: Iterable[Entry]) -> Shapes:
    groups: dict[str, list[str]] = {}
    dashes = []
    for e in entries:
        if e["group"] == "dash":
            dashes.append((re.compile(e["before"]), re.compile(e["after"])))
        else:
            groups.setdefault(e["group"], []).append(e["regex"])

    def either(name: str) -> str:
        return "|".join(f"(?:{r})" for r in groups[name])

    named = "|".join(f"(?P<{name}>{either(name)})" for name in ("opener", "bullet", "marker", "bracketed"))
    return Shapes(
        start=re.compile(named),
        open=re.compile(either("open")),
        open_number=re.compile(either("open_number")),
        open_term=re.compile(either("open_term")),
        closed=re.compile(either("closed")),
        dashes=tuple(dashes),
        note=re.compile(either("note")),
        note_end=re.compile(either("note_end")),
        noise=re.compile(either("noise")),
        page_number=re.compile(either("page_number")),
        debris=re.compile(either("debris"), re.DOTALL),
    )
