"""The shapes of ``layout.yaml``, compiled once for a state of the knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge import Entry, Knowledge, fold
from knowledge.load import Lexicon

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
    verbs: tuple[Lexicon, ...]
    acts: Lexicon
    urging: tuple[Lexicon, ...]
    closing: re.Pattern[str]
    rhythm: re.Pattern[str]
    heads: tuple[Lexicon, ...]

    def begins(self, words: str) -> re.Match[str] | None:
        """What opens a line as an item or a line of its own kind, also behind debris and signs of emphasis or of a heading."""
        found = self.start.match(words)
        if found or words[0] not in "*_#[{<":
            return found
        debris = self.debris.match(words)
        return self.start.match((words[debris.end() :] if debris else words).lstrip("*_# "))

    def item(self, words: str) -> bool:
        """Whether a line opens as an item of a list or with a heading's number."""
        found = self.begins(words)
        return found is not None and found.lastgroup != "opener"

    def orders(self, words: str) -> bool:
        """Whether words open with what somebody is to do."""
        folded = fold(words[:_OPENING].lstrip("*_# "))
        act = self.acts.opens(folded)
        return (act is not None and act.entry["weight"] != "filler") or any(x.opens(folded) for x in self.verbs) or self.often(folded)

    def often(self, folded: str) -> bool:
        """Whether folded words open with a rhythm: "mỗi tháng"."""
        return self.rhythm.match(folded) is not None

    def urges(self, words: str) -> bool:
        """Whether words open with one that no name begins with: "Tiếp tục ...", "Chủ trì ..."."""
        folded = fold(words[:_OPENING].lstrip("*_# "))
        found = next((hit for x in self.urging if (hit := x.opens(folded))), None)
        return found is not None and folded[found.end : found.end + 2] == words[:_OPENING].lstrip("*_# ")[found.end : found.end + 2]

    def concludes(self, words: str) -> bool:
        """Whether a line opens the formula that closes a document."""
        return self.closing.match(fold(words)) is not None

    def named(self, words: str) -> bool:
        """Whether words end in the first word of a body's or a law's name."""
        last = words.rsplit(None, 1)[-1]
        return last[0].isupper() and any(x.get(last) for x in self.heads)

    def dashed(self, before: str, after: str) -> bool:
        """Whether a dash that opens ``after`` is that of a name or a range that begins at the end of ``before``."""
        return any(a.search(before) and b.match(after) for a, b in self.dashes)


_OPENING = 40  # characters in which a verb stands that opens a line
_KEPT: dict[str, Shapes] = {}


def shapes(knowledge: Knowledge) -> Shapes:
    """The shapes of this state of the knowledge."""
    if knowledge.hash not in _KEPT:
        _KEPT.clear()
        _KEPT[knowledge.hash] = _compile(knowledge)
    return _KEPT[knowledge.hash]


def _compile(knowledge: Knowledge) -> Shapes:
    entries: Iterable[Entry] = knowledge.entries("layout")
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
        verbs=tuple(knowledge.lexicon("cues", g) for g in ("verb", "lead", "together", "direct", "prefix", "term")),
        acts=knowledge.lexicon("acts"),
        rhythm=knowledge.pattern("deadline.rhythm"),
        closing=knowledge.pattern("closing.order"),
        urging=tuple(knowledge.lexicon("cues", g) for g in ("lead", "prefix")),
        heads=tuple(knowledge.lexicon("cues", g) for g in ("unit", "law_type")),
    )
