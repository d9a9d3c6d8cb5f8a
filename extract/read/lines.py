"""Text cut into pages and printed lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.layout import Block, Span
from knowledge import squeeze

# A row of bars and the rule under a head; what parts the lines inside its cells.
_BAR = re.compile(r"\|.*\|$")
_RULE = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+$")
_PIECE = re.compile(r"(?:^(?!\|)|\||<br\s*/?>)(?P<words>.*?)(?=\||<br\s*/?>|$)", re.IGNORECASE)
# What ends a line. A form feed also opens a page.
_RUN = re.compile("[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(slots=True)
class Line:
    """A printed line that has words: ``text[start:end]`` is ``words``, without outer white space.

    ``left`` is where the line itself begins (its indent and leading tabs counted in), ``right`` where it ends. ``gap`` is how many empty
    lines stand before it, ``kind`` what it was found to be: "" (not yet known), "table", "note", "noise". ``fresh``: it surely begins
    something new; ``where``: as in ``Block``.
    """

    left: int
    right: int
    start: int
    end: int
    words: str
    page: int
    gap: int
    kind: str = ""
    fresh: bool = False
    where: str = ""

    @property
    def indent(self) -> int:
        return self.start - self.left


def pages(text: str) -> tuple[Span, ...]:
    """The pages of the text, one beside the other. A form feed opens one, save before the first words and after the last."""
    starts = [0]
    first = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    at = text.find("\f", first)
    while -1 < at < last:
        starts.append(at + 1)
        at = text.find("\f", at + 1)
    return tuple(Span(a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True))


def lines(text: str, paged: tuple[Span, ...], begin: int, stop: int) -> Iterator[Line]:
    """The lines with words of ``text[begin:stop]``, in order."""
    page = 0
    last = begin
    while page + 1 < len(paged) and paged[page + 1].start <= begin:
        page += 1
    for run in _RUN.finditer(text, begin, stop):
        left, right = run.span()
        raw = run.group()
        words = raw.strip()
        if not words:
            continue
        while page + 1 < len(paged) and paged[page + 1].start <= left:
            page += 1
        start = left + _indent(raw)
        breaks = text.count("\n", last, left) or text.count("\r", last, left)
        yield Line(left, right, start, start + len(words), words, page + 1, max(0, breaks - 1))
        last = right


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip())


def opened(printed: list[Line], opener: re.Pattern[str]) -> tuple[list[Line], list[Block]]:
    """Tables of bars that only set two sides of a page beside each other are no tables: one of a single row (recipients and
    signature), or a small one whose first cells open like the head of a document. Each of their cells' lines becomes a line, what
    stood between the cells of a row a block of noise."""
    out: list[Line] = []
    bars: list[Block] = []
    i = 0
    while i < len(printed):
        stop = i
        while stop < len(printed) and not printed[stop].kind and _BAR.match(printed[stop].words) and (stop == i or not printed[stop].gap):
            stop += 1
        rows = [x for x in printed[i:stop] if not _RULE.match(x.words)]
        sides = len(rows) == 1 or (1 < len(rows) <= 4 and (all(_opens(x, opener) for x in rows[:2]) or _letterhead(rows, opener)))
        if stop > i and sides and len(rows) < stop - i:
            for line in printed[i:stop]:
                if line in rows:
                    cells = _cells(line)
                    out += cells
                    bars.append(Block("noise", _between(line, cells), line.page, where=line.where))
                else:
                    line.kind = "noise"
                    out.append(line)
        else:
            stop = max(stop, i + 1)
            out += printed[i:stop]
        i = stop
    return out, bars


def _opens(line: Line, opener: re.Pattern[str]) -> bool:
    found = [opener.match(squeeze(piece.words).strip("* _")) for piece in _cells(line)[:1]]
    return bool(found and found[0] and found[0].lastgroup == "opener")


def _letterhead(rows: list[Line], opener: re.Pattern[str]) -> bool:
    """Whether a small table of two columns holds a line in capitals that opens the head of a document: the country's name."""
    if any(x.words.count("|") > 3 for x in rows):
        return False
    words = [squeeze(piece.words).strip("* _") for x in rows for piece in _cells(x)]
    return any(w.isupper() and (m := opener.match(w)) is not None and m.lastgroup == "opener" for w in words)


def _cells(line: Line) -> list[Line]:
    out = []
    for piece in _PIECE.finditer(line.words):
        raw = piece.group("words")
        words = raw.strip()
        if words:
            start = line.start + piece.start("words") + _indent(raw)
            out.append(Line(start, start + len(words), start, start + len(words), words, line.page, 0, fresh=True, where=line.where))
    return out


def _between(line: Line, cells: list[Line]) -> tuple[Span, ...]:
    """The bars and breaks of a row: what is in none of its cells, without outer white space."""
    edges = [line.start, *(at for c in cells for at in (c.start, c.end)), line.end]
    out = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        raw = line.words[a - line.start : b - line.start]
        if raw.strip():
            out.append(Span(a + _indent(raw), a + len(raw.rstrip())))
    return tuple(out)
