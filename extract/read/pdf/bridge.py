"""Words broken at a page's end (KH- and UBND on the next page): the rest is written on the page where the word begins."""

from __future__ import annotations

from .grid import Grid, Slot
from .lines import Line, moved_first
from .paragraphs import seam
from .parts import Parts


def mend(page: Parts, following: Parts) -> None:
    """Mends the last line of a page with the first of the next one, and the last row of its table with the row that goes on there."""
    if not page.items or not following.items:
        return
    last, first = page.items[-1], following.items[0]
    if isinstance(last, Line) and isinstance(first, Line):
        rest = _rest(last, first, following)
        if rest:
            page.items.append(rest)
            if not first.words:
                following.items.pop(0)
    elif isinstance(last, Grid) and isinstance(first, Grid) and len(last.xs) == len(first.xs):
        _row(last, first, following)


def _rest(last: Line, first: Line, following: Parts) -> Line | None:
    broken = bool(first.words) and seam(last.text, first.text) == "" and last.side == first.side
    return moved_first(first, following.number) if broken else None


def _row(grid: Grid, other: Grid, following: Parts) -> None:
    """The first row behind the repeated heads goes on where its ordinal is empty."""
    bottom = len(grid.ys) - 1
    heads = {tuple(_said(s) for s in grid.slots if s.row == k) for k in range(2)}
    for k in range(min(3, len(other.ys) - 1)):
        row = [s for s in other.slots if s.row == k]
        if tuple(_said(s) for s in row) in heads:
            continue
        if not row or row[0].lines:
            return
        for slot in row:
            above = next((s for s in grid.slots if s.column == slot.column and s.row + s.rows == bottom), None)
            if above and above.lines and slot.lines:
                rest = _rest(above.lines[-1], slot.lines[0], following)
                if rest:
                    above.lines.append(rest)
                    if not slot.lines[0].words:
                        slot.lines.pop(0)
        return


def _said(slot: Slot) -> str:
    return " ".join(n.text for n in slot.lines)
