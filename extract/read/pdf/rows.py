"""The rows of a table as printed on one page, and what of the page before they go on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.layout import Cell, Row

from .grid import Grid, Slot
from .lines import Line
from .parts import Parts


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell to be written: its ``lines``; or the words that stand in it were written in a row above: of this page (``above``, where
    ``slot`` names the cell) or of the page before (``held``)."""

    lines: Sequence[Line]
    columns: int
    slot: tuple[int, int]
    above: bool = False
    held: Cell | None = None


@dataclass(slots=True)
class Table:
    """A table over its pages. ``below``: for every column the cell that reaches down to the last page's end over several rows."""

    rows: list[Row] = field(default_factory=list)
    xs: tuple[float, ...] = ()
    left: float = 0.0
    page: int = 0
    below: dict[int, Cell] = field(default_factory=dict)
    heads: list[list[str]] = field(default_factory=list)
    now: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def close(self, grid: Grid, page: Parts) -> None:
        """Remember what reaches the end of the page."""
        last = len(grid.ys) - 1
        self.below = {
            s.column: self.now[s.row, s.column]
            for s in grid.slots
            if s.rows > 1 and s.row + s.rows == last and (s.row, s.column) in self.now and self.now[s.row, s.column].spans
        }
        self.now = {}
        if not self.heads:
            rows = [[_said(s) for s in grid.slots if s.row == k] for k in range(min(2, last))]
            self.heads = [r for r in rows if any(r)]
        self.xs, self.left, self.page = grid.xs, page.left, page.number


def columns_alike(table: Table, grid: Grid, page: Parts) -> bool:
    """Whether a grid goes on with the table of this or the page before: as many columns of about the same shares of the width."""
    if not table.xs or len(table.xs) != len(grid.xs) or page.number - table.page > 1:
        return False
    wide, other = table.xs[-1] - table.xs[0], grid.xs[-1] - grid.xs[0]
    return all(abs((a - table.xs[0]) / wide - (b - grid.xs[0]) / other) < 0.03 for a, b in zip(table.xs, grid.xs, strict=True))


def printed_rows(grid: Grid, table: Table) -> list[list[Printed]]:
    """The rows of a grid, cells from left to right. A cell over several rows stands in each of them; one that the page's end broke
    stands on the next page with the words of the page before, where it has none of its own."""
    rows = len(grid.ys) - 1
    by_row: list[list[Slot]] = [[] for _ in range(rows)]
    for s in grid.slots:
        for k in range(s.row, s.row + s.rows):
            by_row[k].append(s)
    first = _first_row(grid, by_row, table)
    out: list[list[Printed]] = []
    for k, slots in enumerate(by_row):
        if not any(s.lines for s in slots if s.row == k) and not any(s.rows > 1 and s.row < k for s in slots):
            continue  # an empty row
        row = []
        for s in sorted(slots, key=lambda s: s.column):
            if s.row < k:
                row.append(Printed((), s.columns, (s.row, s.column), above=True))
            elif not s.lines and s.row == first and s.column in table.below and by_row[first][0].lines:
                row.append(Printed((), s.columns, (s.row, s.column), held=table.below[s.column]))
            else:
                row.append(Printed(s.lines, s.columns, (s.row, s.column)))
        out.append(row)
    return out


def _first_row(grid: Grid, by_row: Sequence[Sequence[Slot]], table: Table) -> int:
    """The first row behind the heads that the page repeats: those that print what the table's first rows print."""
    return next((k for k, slots in enumerate(by_row) if [_said(s) for s in slots] not in table.heads), 0)


def _said(slot: Slot) -> str:
    return " ".join(n.text for n in slot.lines)
