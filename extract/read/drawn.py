"""The heads of a table drawn with blanks, and the columns that they make."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from extract.heads import role, roles_of
from extract.layout import Cell, Row, Span
from knowledge import Knowledge, squeeze

from .lines import Line

_PIECE = re.compile(r"\S+(?:[ \u00a0]\S+)*")
HEAD_LINES = 4  # lines that heads may wrap over

Piece = tuple[int, int, Span]
"""Where a piece of a line begins and ends, in printed letters from the line's left edge, and its place."""


@dataclass(slots=True)
class Column:
    """A column: from which to which character its pieces reach, and its role."""

    start: int
    end: int
    role: str | None = None


Head = tuple[int, list[Column], Row]
"""The line behind the heads, the columns that they make, and their row."""


def pieces_of(text: str, line: Line) -> list[Piece]:
    """The pieces of a line: words with no more than one blank between them."""
    printed = text[line.left : line.right]
    spans = [m.span() for m in _PIECE.finditer(printed)]
    if unicodedata.is_normalized("NFC", printed):
        return [(a, b, Span(line.left + a, line.left + b)) for a, b in spans]
    wide = [0, *accumulate(0 if unicodedata.combining(c) else 1 for c in printed)]  # letters in several code points are one wide
    return [(wide[a], wide[b], Span(line.left + a, line.left + b)) for a, b in spans]


def columns_of(pieces: Sequence[Piece]) -> list[Column]:
    """The columns that pieces of several lines make: those that stand above each other are one."""
    out: list[Column] = []
    for a, b, _ in sorted(pieces, key=lambda p: p[:2]):
        if out and a < out[-1].end:
            out[-1].end = max(out[-1].end, b)
        else:
            out.append(Column(a, b))
    return out


def head_of(text: str, printed: Sequence[Line], i: int, knowledge: Knowledge, tall: int = HEAD_LINES) -> Head | None:
    """The heads from line ``i`` on, of one to ``tall`` lines; heads may stand in the middle of the lines that others take."""
    best: Head | None = None
    taken: list[tuple[Line, list[Piece]]] = []
    for stop in range(i, min(i + tall, len(printed))):
        line = printed[stop]
        if line.kind or (taken and (line.gap or line.page != taken[0][0].page)) or "\t" in text[line.left : line.right]:
            break
        pieces = pieces_of(text, line)
        if best and not _wraps(text, pieces, best[1], knowledge):
            break
        taken.append((line, pieces))
        found = _heads(text, taken, knowledge)
        if found:
            best = stop + 1, *found
        elif best or (len(taken) > 1 and not any(len(p) > 1 for _, p in taken[-2:])):
            break
    return best


def _heads(text: str, taken: Sequence[tuple[Line, list[Piece]]], knowledge: Knowledge) -> tuple[list[Column], Row] | None:
    """The columns and the row that lines of heads make; None where they are no heads. A head over several others does not part them."""
    if any(_typed_wide(text, pieces) for _, pieces in taken):
        return None
    over = {
        (n, p) for n, (_, pieces) in enumerate(taken) for p in pieces
        if any(sum(1 for a, b, _ in others if a < p[1] and p[0] < b) > 1 for k, (_, others) in enumerate(taken) if k != n)
    }  # fmt: skip
    columns = columns_of([p for n, (_, pieces) in enumerate(taken) for p in pieces if (n, p) not in over])
    if len(columns) < 3 or (len(taken[0][1]) == 1 and (0, taken[0][1][0]) in over):
        return None
    cells: list[list[Span]] = [[] for _ in columns]
    for n, (_, pieces) in enumerate(taken):
        for p in pieces:
            if (n, p) in over:
                continue
            k = next(k for k, c in enumerate(columns) if c.start <= p[0] < c.end)
            cells[k].append(p[2])
    known = roles_of([squeeze(" ".join(text[s.start : s.end] for s in c)) for c in cells], knowledge)
    if known is None or sum(1 for r in known if r) < 3:
        return None
    told = [replace(c, role=r) for c, r in zip(columns, known, strict=True)]
    return told, Row(tuple(Cell(tuple(c)) for c in cells), taken[0][0].page)


def _typed_wide(text: str, pieces: Sequence[Piece]) -> bool:
    """Whether a line is a sentence behind whose commas two blanks were typed; no head ends in a comma."""
    return any(b[0] - a[1] == 2 and text[a[2].end - 1] == "," for a, b in pairwise(pieces))


def _wraps(text: str, pieces: Sequence[Piece], columns: Sequence[Column], knowledge: Knowledge) -> bool:
    """Whether a line under known heads goes on with them: its words are in small letters or heads themselves."""
    words = [squeeze(text[s.start : s.end]) for _, _, s in pieces]
    return pieces[0][0] >= columns[0].end and all(
        w[0].islower() or w[0] == "(" or role(w, knowledge, whole=True) not in (None, "term") for w in words
    )
