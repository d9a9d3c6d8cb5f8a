"""Paragraphs made normal once, for every stage after reading; what is found in one leads back to the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from knowledge import UPPER, Knowledge, Normal, fold, normal

from .layout import Block, Layout, Span
from .mend import mend, rules_for


def raised(figure: str) -> re.Pattern[str]:
    """A footnote's mark that lost its raised place: the bare figure right behind a word ("về CCHC1, ...")."""
    return re.compile(rf"(?<=[^\W\d_]){figure}(?=[\s,.;:)”\"]|$)")


@dataclass(frozen=True, slots=True)
class Para:
    """A block's (or a cell's) words as one normal string. ``block`` is the index into ``layout.blocks``; ``read`` the words with
    the letters that scanning mistook put right (see ``mend``), ``folded`` is that one folded: all as long as ``text``. ``kept`` is what
    the finders have found in it so far, so that none of them goes over it twice."""

    block: int
    kind: str
    normal: Normal
    read: str
    kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    text: str = field(init=False, repr=False, compare=False)
    folded: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.normal.text)
        object.__setattr__(self, "folded", self.normal.folded)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The places of ``text[start:end]`` in the Layout's text."""
        return tuple(Span(a, b) for a, b in self.normal.spans(start, end))


def para(layout: Layout, block: int, spans: tuple[Span, ...], kind: str, knowledge: Knowledge) -> Para:
    """These places of a block as one normal string."""
    words = normal(layout.text, ((s.start, s.end) for s in spans))
    read = mend(words.text, rules_for(layout.text, knowledge))
    return Para(block, kind, words if read == words.text else replace(words, folded=fold(read)), read)


def paras(layout: Layout, knowledge: Knowledge) -> Iterator[Para]:
    """Paragraphs and notes in reading order (tables are read by ``tables``; noise is left out)."""
    for i, b in enumerate(layout.blocks):
        if b.kind in ("paragraph", "note"):
            yield para(layout, i, b.spans, b.kind, knowledge)


def is_table(block: Block) -> bool:
    """Whether a block holds rows."""
    return block.kind == "table"


# A sentence ends at . ! ? or … before a blank and a capital letter, a digit or a dash; not after a lone capital or two ("TP."),
# but after a symbol's last letters ("76/NQ-CP.").
_SENTENCE = re.compile(rf"(?<=[.!?…])(?<!\b[{UPPER}]\.)(?<!\s[{UPPER}][{UPPER}]\.)\s+(?=[\"“(]?[{UPPER}0-9-])")


@lru_cache(maxsize=512)
def sentences(text: str, start: int = 0, end: int | None = None) -> Sequence[tuple[int, int]]:
    """Sentences of ``text[start:end]`` as (start, end)."""
    stop = len(text) if end is None else end
    cuts = [start]
    for m in _SENTENCE.finditer(text, start, stop):
        cuts.append(m.end())
    cuts.append(stop)
    return tuple((a, b) for a, b in pairwise(cuts) if text[a:b].strip())


def sentence_at(text: str, position: int) -> str:
    """The sentence in which a position stands."""
    for a, b in sentences(text):
        if a <= position < b:
            return text[a:b].strip()
    return text.strip()
