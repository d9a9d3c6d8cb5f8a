"""Lines of a table drawn with blanks made rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from extract.layout import Cell, Row, Span

from .lines import Line


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a table with the column of each of its pieces.

    ``kind``: it names a group of rows ("group"), has a piece in the first column ("first"), or neither. More of a group's name stands
    in column 1.
    """

    line: Line
    cells: tuple[tuple[int, Span], ...]
    kind: Literal["group", "first", ""] = ""


def rows_of(text: str, body: Sequence[Placed], columns: int, *, numbered: bool) -> list[Row]:
    """The rows that the lines make, of ``columns`` cells each, one a page.

    A row begins with its ordinal, without ordinals behind an empty line. Where ordinals stand in the middle of their rows, a row ends
    at an empty line, else so that its ordinal has as many lines above as below.
    """
    out: list[Row] = []
    middle = numbered and _middle(text, body)
    for named, run in groupby(body, key=lambda x: x.kind == "group"):
        taken = list(run)
        if named:
            out += _groups(taken, columns)
            continue
        starts = [n for n, x in enumerate(taken) if (x.kind == "first" if numbered else x.line.gap > 0)]
        if middle:
            starts = _above(text, taken, starts)
        for a, b in pairwise([*sorted({0, *starts}), len(taken)]):
            for page, lines in groupby(taken[a:b], key=lambda x: x.line.page):
                out.append(_row(list(lines), columns, page))
    return out


def _row(lines: Sequence[Placed], columns: int, page: int) -> Row:
    cells: list[list[Span]] = [[] for _ in range(columns)]
    for x in lines:
        for n, span in x.cells:
            cells[n].append(span)
    return Row(tuple(Cell(tuple(c)) for c in cells), page)


def _groups(lines: Sequence[Placed], columns: int) -> list[Row]:
    out: list[Row] = []
    for x in lines:
        spans = [s for _, s in x.cells]
        if x.cells[0][0] and out:
            last = out[-1].cells[-1]
            out[-1] = Row((*out[-1].cells[:-1], Cell((*last.spans, *spans), last.columns)), out[-1].page)
        elif len(spans) > 1:
            out.append(Row((Cell((spans[0],)), Cell(tuple(spans[1:]), columns - 1)), x.line.page))
        else:
            out.append(Row((Cell(tuple(spans), columns),), x.line.page))
    return out


def _middle(text: str, body: Sequence[Placed]) -> bool:
    """Whether ordinals stand in the middle of their rows: the first row has lines above it, or several ordinals have no task beside
    them, or one that goes on in small letters."""
    fresh = True  # a row begins here for certain
    bare: list[bool] = []
    for before, x in zip([None, *body], body, strict=False):
        if x.kind == "group":
            fresh = True
            continue
        if x.kind == "first":
            task = next((text[s.start] for n, s in x.cells if n == 1), "")
            bare.append((not task or task.islower()) and not x.line.gap and before is not None and before.kind != "group")
        elif fresh:
            return any(y.kind == "first" for y in body)
        fresh = False
    return sum(bare) > 1 and not all(bare[1:])


def _above(text: str, lines: Sequence[Placed], ordinals: Sequence[int]) -> list[int]:
    """Where rows begin whose ordinals stand in the middle."""
    out = [0]
    above = ordinals[0] if ordinals else 0
    for p, q in pairwise(ordinals):
        gaps = [n for n in range(p + 1, q + 1) if lines[n].line.gap > 0]

        def unlike(n: int, p: int = p, q: int = q, above: int = above) -> int:
            """How unlike the end of one row and the beginning of the next is what stands before and behind line ``n``."""
            turned = lines[n].line.page != lines[n - 1].line.page
            return abs(above - (n - p - 1)) + 2 * _small(text, lines[n : q + 1]) - 2 * turned

        best = min(gaps or range(p + 1, q + 1), key=unlike)
        out.append(best)
        above = q - best
    return out


def _small(text: str, lines: Sequence[Placed]) -> int:
    """How many cells of a row would begin in small letters."""
    first: dict[int, Span] = {}
    for x in lines:
        for n, span in x.cells:
            first.setdefault(n, span)
    return sum(1 for s in first.values() if text[s.start].islower())
