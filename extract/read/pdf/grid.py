"""Ruled tables: rules to a grid, squares that no rule parts to one cell, words into their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..shapes import Shapes
from .lines import Line, printed
from .page import Frame, Rule, Word

_NEAR = 2.5  # points; rules no further apart are one
_JOIN = 3.5  # points; the gap between two dashes of one rule
_LEAST = 5.0  # points; shorter rules border no cell


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell as printed: its square (``row``, ``column`` of its upper left corner), how far it reaches, and its lines."""

    row: int
    column: int
    rows: int
    columns: int
    lines: list[Line]
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on one page: the edges of its columns and rows, its cells row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    slots: tuple[Slot, ...]

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]


_Segment = tuple[float, float, float]  # from, to, and where across


def frames(rules: Sequence[Rule]) -> list[Frame]:
    """The grids that the rules of a page make: two columns or two rows at least. A single frame around text is none."""
    flat = _joined(sorted((round((r.y0 + r.y1) / 2, 1), r.x0, r.x1) for r in rules if r.x1 - r.x0 >= r.y1 - r.y0))
    upright = _joined(sorted((round((r.x0 + r.x1) / 2, 1), r.y0, r.y1) for r in rules if r.y1 - r.y0 > r.x1 - r.x0))
    out = []
    for band in _bands(upright):
        low, high = min(s[0] for s in band), max(s[1] for s in band)
        left, right = min(s[2] for s in band), max(s[2] for s in band)
        across = [h for h in flat if low - 3 <= h[2] <= high + 3 and h[0] < right and h[1] > left]
        found = _frame(band, across, low, high)
        if found:
            out.append(found)
    return out


def _joined(segments: Sequence[tuple[float, float, float]]) -> list[_Segment]:
    """Pieces of one rule (dashes, one a cell) joined; what stays short is left out. From (across, from, to) to (from, to, across)."""
    out: list[list[float]] = []
    for across, begin, end in segments:
        for s in reversed(out[-12:]):
            if abs(s[2] - across) <= 0.8 and begin <= s[1] + _JOIN and end >= s[0] - _JOIN:
                s[0], s[1] = min(s[0], begin), max(s[1], end)
                break
        else:
            out.append([begin, end, across])
    return [(a, b, x) for a, b, x in out if b - a >= _LEAST]


def _bands(upright: Sequence[_Segment]) -> list[list[_Segment]]:
    """Upright rules that reach over each other's height: those of one table."""
    out: list[list[_Segment]] = []
    reach = 0.0
    for s in sorted(upright):
        if out and s[0] <= reach + 3:
            out[-1].append(s)
            reach = max(reach, s[1])
        else:
            out.append([s])
            reach = s[1]
    return out


def _clustered(values: Sequence[float]) -> list[float]:
    groups: list[list[float]] = []
    for v in sorted(values):
        if groups and v - groups[-1][-1] <= _NEAR:
            groups[-1].append(v)
        else:
            groups.append([v])
    return [sum(g) / len(g) for g in groups]


def _frame(upright: Sequence[_Segment], flat: Sequence[_Segment], low: float, high: float) -> Frame | None:
    xs = _clustered([s[2] for s in upright])
    ys = _clustered([s[2] for s in flat])
    if len(xs) < 2 or not ys:
        return None
    if low < ys[0] - 8:  # open at the head or the foot, where a page breaks it
        ys.insert(0, low)
    if high > ys[-1] + 8:
        ys.append(high)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns < 2:
        return None
    by_x = [[s for s in upright if abs(s[2] - x) <= _NEAR + 0.5] for x in xs]
    by_y = [[s for s in flat if abs(s[2] - y) <= _NEAR + 0.5] for y in ys]
    owner = [[(k, j) for j in range(columns)] for k in range(rows)]

    def root(k: int, j: int) -> tuple[int, int]:
        while owner[k][j] != (k, j):
            k, j = owner[k][j]
        return k, j

    for k in range(rows):
        middle = (ys[k] + ys[k + 1]) / 2
        for j in range(columns):
            centre = (xs[j] + xs[j + 1]) / 2
            for other, ruled in (
                ((k, j + 1), j + 1 == columns or any(s[0] <= middle <= s[1] for s in by_x[j + 1])),
                ((k + 1, j), k + 1 == rows or any(s[0] <= centre <= s[1] for s in by_y[k + 1])),
            ):
                if not ruled:
                    a, b = root(k, j), root(*other)
                    if a != b:
                        owner[max(a, b)[0]][max(a, b)[1]] = min(a, b)
    whole = tuple(tuple(root(k, j) for j in range(columns)) for k in range(rows))
    if len({q for row in whole for q in row}) < 2:
        return None
    return Frame(tuple(xs), tuple(ys), whole)


def filled(frame: Frame, words: Sequence[Word], known: Shapes, level: float) -> Grid:
    """The cells of a grid with the lines that stand in each; ``words`` are those inside it, in the order of the file."""
    inside: dict[tuple[int, int], list[Word]] = {}
    rows, columns = len(frame.ys) - 1, len(frame.xs) - 1
    for w in words:
        j = min(columns - 1, max(0, bisect_right(frame.xs, (w.x0 + w.x1) / 2) - 1))
        k = min(rows - 1, max(0, bisect_right(frame.ys, (w.top + w.bottom) / 2) - 1))
        inside.setdefault(frame.owner[k][j], []).append(w)
    reach: dict[tuple[int, int], tuple[int, int]] = {}
    for k in range(rows):
        for j in range(columns):
            q = frame.owner[k][j]
            down, over = reach.get(q, (k, j))
            reach[q] = max(down, k), max(over, j)
    slots = []
    for (k, j), (down, over) in sorted(reach.items()):
        box = (frame.xs[j], frame.ys[k], frame.xs[over + 1], frame.ys[down + 1])
        slots.append(Slot(k, j, down - k + 1, over - j + 1, _lines(inside.get((k, j), ()), known, level), box))
    return Grid(frame.xs, frame.ys, tuple(slots))


def _lines(words: Sequence[Word], known: Shapes, level: float) -> list[Line]:
    """The lines of a cell from the top down, whatever the order of the file; pieces on one height from left to right."""
    lines = printed(words, known, level=level)
    if any(b.base < a.base - 0.5 * a.size for a, b in pairwise(lines)):
        lines.sort(key=lambda n: (round(n.base), n.x0))
    return lines
