"""Pages in parts written down as one text, with a block for every paragraph, table and note, and the place of every word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.boxes import Boxes
from extract.layout import Block, BlockKind, Cell, Row, Span

from ..shapes import Shapes
from .bridge import mend
from .furniture import Note
from .grid import Grid
from .lines import Line, spelled
from .order import goes_on
from .page import Word
from .paragraphs import Joiner, seam
from .parts import Parts
from .rows import Printed, Table, columns_alike, printed_rows

_MANY = 100_000  # pieces of text that are kept before they are made one
_SOFT = re.compile("[\u00ad\u200b-\u200d\ufeff]")  # signs that are not seen


@dataclass(slots=True)
class _Open:
    """A block that is being written, on ``page`` from there on; ``side`` is the column that it stands in."""

    kind: BlockKind
    page: int
    spans: list[Span] = field(default_factory=list)
    mark: str | None = None
    side: str = ""
    table: Table | None = None


@dataclass(slots=True)
class _Running:
    """The paragraph that may go on: its first and last line, and the page of the last one."""

    block: _Open
    first: Line
    last: Line
    page: Parts


class Writer:
    """Takes pages in order by ``add``; ``text``, ``pages`` and ``blocks`` hold what was written when ``close`` is called."""

    def __init__(self, known: Shapes) -> None:
        self.joiner = Joiner(known)
        self.boxes = Boxes()
        self._text: list[str] = []
        self._at = 0
        self._starts: list[int] = []
        self._blocks: list[_Open] = []
        self._paragraph: _Running | None = None
        self._table: _Open | None = None
        self._note: _Open | None = None
        self._last_lines: list[Line] = []
        self._next: Parts | None = None

    def add(self, page: Parts) -> None:
        """Take the next page; it is written when the one behind it is known."""
        if self._next is not None:
            mend(self._next, page)
            self._page(self._next)
        self._next = page

    def _page(self, page: Parts) -> None:
        if self._starts:
            self._put("\n\f")
            self._text[:] = ["".join(self._text)] if len(self._text) > _MANY else self._text
        self._starts.append(self._at)
        self.boxes.page_is(page.width, page.height, page.turn, page.tilt)
        self.joiner.turn(page)
        lines = [n for n in page.items if isinstance(n, Line)]
        goes_on(lines, self._last_lines, self.joiner.known)
        self._last_lines = lines[-60:]
        for item in page.items:
            if isinstance(item, Line):
                self._line(item, page)
            else:
                self._grid(item, page)
        for run in self._runs(page.apart):
            self._whole("paragraph", run, page)
        for note in page.notes:
            self._note_lines(note, page)
        for n in page.noise:
            self._whole("noise", [n], page)

    def close(self) -> tuple[str, tuple[Span, ...], tuple[Block, ...]]:
        """The text, its pages and blocks."""
        if self._next is not None:
            self._page(self._next)
            self._next = None
        text = "".join(self._text)
        if all(c == 100 for c in self.boxes.confidence):
            del self.boxes.confidence[:]
        starts = self._starts or [0]
        pages = tuple(Span(a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True))
        blocks = [
            Block(b.kind, tuple(b.spans), b.page, mark=b.mark, rows=tuple(b.table.rows) if b.table else ())
            for b in _regrouped([b for b in self._blocks if b.spans])
        ]
        return text, pages, tuple(blocks)

    # -- running text ----------------------------------------------------------------------------------------------------

    def _line(self, line: Line, page: Parts) -> None:
        p = self._paragraph
        if p and line.page:  # the rest of a word from the next page
            p.block.spans[-1] = Span(p.block.spans[-1].start, self._words(line, page.number).end)
        elif p and self.joiner.goes_on(p.first, p.last, p.page, line, page):
            spans = p.block.spans
            if p.page is page:
                self._put(seam(p.last.text, line.text))
                spans[-1] = Span(spans[-1].start, self._words(line, page.number).end)
            else:
                spans.append(self._words(line, page.number))
            p.last, p.page = line, page
        else:
            self._break()
            block = _Open("paragraph", page.number, [self._words(line, page.number)], side=line.side)
            self._paragraph = _Running(block, line, line, page)
            self._blocks.append(block)
        self._table = None

    def _runs(self, lines: Sequence[Line]) -> list[list[Line]]:
        """Lines that stand apart, grouped by nearness."""
        out: list[list[Line]] = []
        for n in lines:
            if out and 0 < n.base - out[-1][-1].base < 1.8 * n.size:
                out[-1].append(n)
            else:
                out.append([n])
        return out

    def _whole(self, kind: BlockKind, lines: Sequence[Line], page: Parts) -> None:
        """A block of its own that leaves the open paragraph open."""
        self._break()
        block = _Open(kind, page.number)
        start = self._at
        end = start
        for i, n in enumerate(lines):
            if i:
                self._put(seam(lines[i - 1].text, n.text))
            end = self._words(n, page.number).end
        block.spans.append(Span(start, end))
        self._blocks.append(block)

    # -- notes -----------------------------------------------------------------------------------------------------------

    def _note_lines(self, note: Note, page: Parts) -> None:
        self._break()
        lines = list(note.lines)
        block = self._note if note.mark is None else None
        if block is None:
            block = _Open("note", page.number, mark=note.mark)
            self._blocks.append(block)
            if note.mark is not None:
                first = lines[0]
                start = self._at
                self._words(first, page.number, 0, 1)
                self._blocks.append(_Open("noise", page.number, [Span(start, self._at)]))
                self._put(" ")
        start = end = self._at
        for i, n in enumerate(lines):
            if i:
                self._put(seam(lines[i - 1].text, n.text))
            end = self._words(n, page.number, 1 if i == 0 and note.mark is not None else 0).end
        block.spans.append(Span(start, end))
        self._note = block

    # -- tables ----------------------------------------------------------------------------------------------------------

    def _grid(self, grid: Grid, page: Parts) -> None:
        self._break()
        t = self._table
        if t is None or t.table is None or not columns_alike(t.table, grid, page):
            t = self._table = _Open("table", page.number, table=Table())
            self._blocks.append(t)
        assert t.table is not None
        self._paragraph = None
        rows = printed_rows(grid, t.table)
        start = self._at
        for i, row in enumerate(rows):
            if i:
                self._put("\n")
            cells: list[Cell] = []
            for j, found in enumerate(row):
                if j:
                    self._put("\t")
                cell = self._cell(found, t.table, page.number)
                t.table.now[found.slot] = cell
                cells.append(cell)
            t.table.rows.append(Row(tuple(cells), page.number))
        t.table.close(grid, page)
        if self._at > start:
            t.spans.append(Span(start, self._at))

    def _cell(self, found: Printed, table: Table, page: int) -> Cell:
        if found.above or found.held:
            held = found.held or table.now.get(found.slot)  # none where the row above was left out as empty
            return Cell(held.spans if held else (), found.columns)
        begin = end = self._at
        for k, n in enumerate(found.lines):
            if k:
                self._put(seam(found.lines[k - 1].text, n.text))
            end = self._words(n, page).end
        return Cell((Span(begin, end),) if end > begin else (), found.columns)

    # -- characters ------------------------------------------------------------------------------------------------------

    def _break(self) -> None:
        if self._at > self._starts[-1]:
            self._put("\n")

    def _put(self, text: str) -> None:
        self._text.append(text)
        self._at += len(text)

    def _words(self, line: Line, page: int, begin: int = 0, stop: int | None = None) -> Span:
        """Write words of a line; give their place. Where nothing is to be changed in them they are written as one."""
        boxes = self.boxes
        boxes.first.append(len(boxes.starts))
        boxes.page.append(line.page or page)
        boxes.top.append(line.top)
        boxes.bottom.append(line.bottom)
        words, blanks = line.words[begin:stop], line.blanks[begin:stop]
        whole = begin == 0 and stop is None and not _SOFT.search(line.text) and unicodedata.is_normalized("NFC", line.text)
        texts = [w.text for w in words] if whole else [_written(w, line) for w in words]
        if whole:
            self._text.append(line.text)
        at = start = self._at
        for i, text in enumerate(texts):
            if i and blanks[i]:
                at += 1
                if not whole:
                    self._text.append(" ")
            if not whole:
                self._text.append(text)
            boxes.starts.append(at)
            at += len(text)
            boxes.ends.append(at)
        boxes.left.extend([w.x0 for w in words])
        boxes.right.extend([w.x1 for w in words])
        boxes.confidence.extend([100 if w.confidence == 1.0 else round(100 * w.confidence) for w in words])
        self._at = at
        return Span(start, at)


def _written(w: Word, line: Line) -> str:
    """A word in NFC, its raised figures raised, without signs that are not seen."""
    text = spelled(w, line) if w.base < line.base else w.text
    if text.isascii():
        return text
    if _SOFT.search(text):
        text = _SOFT.sub("", text)
    return unicodedata.normalize("NFC", text)


def _regrouped(blocks: list[_Open]) -> list[_Open]:
    """The blocks in reading order, where a page's end breaks two columns: the left one whole, then the right one."""
    out: list[_Open] = []
    right = 0  # where the right column that ended the page before begins in ``out``
    page = 0
    for b in blocks:
        if b.kind != "paragraph":
            out.append(b)
            continue
        if b.side == "l" and b.page > page > 0 and right < len(out):
            out.insert(right, b)
            right += 1
            continue
        out.append(b)
        if b.side != "r":
            right = len(out)
        page = b.page
    return out
