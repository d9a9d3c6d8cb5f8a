"""Lines of a table drawn with blanks made rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from extract.layout import Cell, Row, Span

from .lines import Line
from .shapes import Shapes


@dataclass(frozen=True, slots=True)
class Placed:
    """A line of a table with the column of each of its pieces.

    ``kind``: it names a group of rows ("group"), has a piece in the first column ("first"), or neither. More of a group's name stands
    in column 1.
    """

    line: Line
    cells: tuple[tuple[int, Span], ...]
    kind: Literal["group", "first", ""] = ""


def rows_of(text: str, body: Sequence[Placed], columns: int, known: Shapes, *, numbered: bool) -> list[Row]:
    """The rows that the lines make, of ``columns`` cells each, one a page.

    A row begins with its ordinal, without ordinals behind an empty line. Where that would leave cells cut in two, ordinals stand in the
    middle of their rows: a row ends at an empty line, else so that its ordinal has as many lines above as below.
    """
    out: list[Row] = []
    runs = [(named, list(run)) for named, run in groupby(body, key=lambda x: x.kind == "group")]
    ordinals = [[n for n, x in enumerate(run) if x.kind == "first"] for _, run in runs]
    middles = [_middles(text, run, at, known) for (_, run), at in zip(runs, ordinals, strict=True)] if numbered else []
    middle = bool(middles) and sum(c for c, _ in middles) < sum(
        _unlike(text, run, at, known) for (named, run), at in zip(runs, ordinals, strict=True) if not named
    )
    for n, (named, run) in enumerate(runs):
        if named:
            out += _groups(run, columns)
            continue
        starts = middles[n][1] if middle else ordinals[n] if numbered else [n for n, x in enumerate(run) if x.line.gap > 0]
        for a, b in pairwise([*sorted({0, *starts}), len(run)]):
            for page, lines in groupby(run[a:b], key=lambda x: x.line.page):
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


def _middles(text: str, lines: Sequence[Placed], ordinals: Sequence[int], known: Shapes) -> tuple[float, list[int]]:
    """Where rows begin if their ordinals stand in the middle, and how unlike rows that is: the division that costs least."""
    if not ordinals or lines[0].kind == "group":
        return 0.0, []
    ways: dict[int, tuple[float, list[int]]] = {0: (0.0, [0])}  # by where the next row begins
    for p, q in pairwise([*ordinals, len(lines)]):
        gaps = [n for n in range(p + 1, q + 1) if n < len(lines) and lines[n].line.gap > 0]
        ends = [q] if q == len(lines) else gaps or range(p + 1, q + 1)
        following: dict[int, tuple[float, list[int]]] = {}
        for end in ends:
            costs = ((cost + _row_cost(text, lines, begin, p, end, known), starts) for begin, (cost, starts) in ways.items())
            cost, starts = min(costs, key=lambda c: c[0])
            following[end] = cost, [*starts, end]
        ways = following
    cost, starts = ways[len(lines)]
    return cost, starts[:-1]


def _row_cost(text: str, lines: Sequence[Placed], begin: int, ordinal: int, end: int, known: Shapes) -> float:
    """How unlike a row with its ordinal in the middle these lines are: lines above and below, and as ``_unlike``."""
    uneven = abs((end - 1 - ordinal) - (ordinal - begin) - 0.5) - 0.5  # of two middle lines the upper one holds it
    turned = begin > 0 and lines[begin].line.page != lines[begin - 1].line.page
    late = 0.5 * all(n != 1 for n, _ in lines[begin].cells)
    return uneven + late - 2 * turned + _unlike(text, lines[:end], [begin], known, least=begin)


def _unlike(text: str, lines: Sequence[Placed], starts: Sequence[int], known: Shapes, least: int = 0) -> float:
    """How unlike rows the lines are that begin at ``starts``: cells that begin in small letters or where the words above go on, cells
    with holes, lines of no row (from ``least`` on)."""
    cost = 3.0 * (starts[0] - least if starts else 0)
    for a, b in pairwise([*starts, len(lines)]):
        above = {n: text[s.start : s.end] for n, s in lines[a - 1].cells} if a else {}
        last: dict[int, int] = {}
        for y, x in enumerate(lines[a:b]):
            for n, span in x.cells:
                if n not in last:
                    cost += _goes_on(above.get(n, "") if not y else "", text[span.start : span.end], known)
                elif y - last[n] > 1:
                    cost += 2
                last[n] = y
    return cost


def _goes_on(above: str, words: str, known: Shapes) -> float:
    """How much the first words of a cell look as if they went on with those above them."""
    if words[0].islower():
        return 2.0
    if above and (known.open.search(above) or (words[0].isdigit() and known.open_number.search(above))):
        return 2.0
    return 1.0 if above and words[0] in "-\u2013" and above[0] != words[0] else 0.0
