"""Tables whose cells are set apart by blanks only, as text printed from a page shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.heads import role, roles_of
from extract.layout import Cell, Row, Span
from knowledge import Knowledge, squeeze

from .lines import Line

_PIECE = re.compile(r"\S+(?: \S+)*")
_HEAD_LINES = 3  # lines that a head may wrap over
_FAR = 2  # empty lines; more of them end a table

_Piece = tuple[int, int]
"""Where a piece of a line begins and ends, in characters from the line's left edge."""


@dataclass(slots=True)
class _Column:
    """A column: from which to which character its pieces reach, and its role."""

    start: int
    end: int
    role: str | None = None


@dataclass(slots=True)
class _Open:
    page: int
    cells: list[list[Span]] = field(default_factory=list)


def aligned_grid(text: str, printed: Sequence[Line], i: int, knowledge: Knowledge) -> tuple[int, list[Row], bool] | None:
    """The table that begins with its heads in line ``i``: the line behind it, its rows, True. None where no known heads stand here.

    A piece of a line belongs to the column that it stands under; a row begins with its ordinal, or behind an empty line.
    """
    head = _head(text, printed, i, knowledge)
    if head is None:
        return None
    at, columns, rows = head
    numbered = columns[0].role == "ordinal"
    body: list[_Open] = []
    while at < len(printed):
        line = printed[at]
        if line.kind == "noise":
            at += 1
            continue
        if line.kind or "\t" in text[line.left : line.right] or (line.gap > _FAR and not _opens(line, text, columns, knowledge)):
            break
        placed = _placed(_pieces(text, line), columns)
        if placed is None or (not body and len(placed) < 2):
            break
        first = placed[0][0] == 0
        fresh = first if numbered else line.gap > 0 or not body
        if numbered and not first and line.gap and not _under(placed, columns):
            break
        if fresh or not body:
            body.append(_Open(line.page, [[] for _ in columns]))
        for n, (a, b) in placed:
            body[-1].cells[n].append(Span(line.left + a, line.left + b))
            columns[n].start, columns[n].end = min(columns[n].start, a), max(columns[n].end, b)
        at += 1
    if not any(sum(1 for c in r.cells if c) > 1 for r in body):
        return None
    rows += [Row(tuple(Cell(tuple(c)) for c in r.cells), r.page) for r in body]
    return at, rows, True


def _pieces(text: str, line: Line) -> list[_Piece]:
    return [m.span() for m in _PIECE.finditer(text[line.left : line.right])]


def _head(text: str, printed: Sequence[Line], i: int, knowledge: Knowledge) -> tuple[int, list[_Column], list[Row]] | None:
    """The columns that one to three lines of heads make, the line behind them, and their row."""
    first = _pieces(text, printed[i])
    if len(first) < 3:
        return None
    cells = [[Span(printed[i].left + a, printed[i].left + b)] for a, b in first]
    columns = [_Column(a, b) for a, b in first]
    best: tuple[int, list[_Column], list[Row]] | None = None
    for stop in range(i + 1, min(i + 1 + _HEAD_LINES, len(printed))):
        heads = [squeeze(" ".join(text[s.start : s.end] for s in c)) for c in cells]
        known = roles_of(heads, knowledge)
        if known is not None and sum(1 for r in known if r) >= 3:
            told = [_Column(c.start, c.end, r) for c, r in zip(columns, known, strict=True)]
            best = stop, told, [Row(tuple(Cell(tuple(c)) for c in cells), printed[i].page)]
        line = printed[stop]
        placed = _placed(_pieces(text, line), columns) if not line.kind and not line.gap else None
        if placed is None or (best and (placed[0][0] == 0 or not _wraps(text, line, placed, columns, knowledge))):
            break
        for n, (a, b) in placed:
            cells[n].append(Span(line.left + a, line.left + b))
            columns[n].start, columns[n].end = min(columns[n].start, a), max(columns[n].end, b)
    return best


def _wraps(text: str, line: Line, placed: Sequence[tuple[int, _Piece]], columns: Sequence[_Column], knowledge: Knowledge) -> bool:
    """Whether a line under known heads goes on with them: its words are in small letters or heads themselves."""
    words = [text[line.left + a : line.left + b] for _, (a, b) in placed]
    return all(w[0].islower() or w[0] == "(" or role(w, knowledge, whole=True) for w in words)


def _placed(pieces: Sequence[_Piece], columns: Sequence[_Column]) -> list[tuple[int, _Piece]] | None:
    """The column of each piece; None where a piece reaches over two columns or two stand in one."""
    out: list[tuple[int, _Piece]] = []
    for a, b in pieces:
        over = [n for n, c in enumerate(columns) if a < c.end and c.start < b]
        if len(over) > 1:
            over = [n for n in over if abs(columns[n].start - a) <= 1]  # a long cell that touches the next column's edge
        if not over:
            over = [max((n for n, c in enumerate(columns) if c.start <= a), default=0)]
        n = over[0]
        if len(over) > 1 or (n + 1 < len(columns) and b > columns[n + 1].start) or (out and out[-1][0] >= n):
            return None
        out.append((n, (a, b)))
    return out or None


def _under(placed: Sequence[tuple[int, _Piece]], columns: Sequence[_Column]) -> bool:
    """Whether pieces behind an empty line still stand under inner columns: then they go on with the row above."""
    return all(n > 0 and a >= columns[n].start for n, (a, _) in placed) and len(placed) > 1


def _opens(line: Line, text: str, columns: Sequence[_Column], knowledge: Knowledge) -> bool:
    """Whether a line far below the last row still opens a row of this table: an ordinal and more under its heads."""
    placed = _placed(_pieces(text, line), columns)
    return placed is not None and placed[0][0] == 0 and len(placed) > 2
