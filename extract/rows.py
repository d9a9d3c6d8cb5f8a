"""The rows of a task table, and what a row leaves out because the row above says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.layout import Layout, Span
from knowledge import Knowledge, fold

_SPANNING = frozenset({"deadline", "lead", "who", "coordinate"})  # columns whose cell may hold for several rows


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row.

    ``ordinal`` as printed without brackets and stops, None where there is none. ``cells``: places in reading order by role, of
    filled cells only. ``pages``: on which it stands. ``group``: the words of the group row above it; ``section``: that row's mark ("I").
    """

    ordinal: str | None
    cells: Mapping[str, tuple[Span, ...]]
    pages: tuple[int, ...]
    group: tuple[Span, ...] | None = None
    section: str | None = None


def carried(layout: Layout, columns: Sequence[str], rows: Sequence[TaskRow], knowledge: Knowledge) -> tuple[TaskRow, ...]:
    """The rows with what stands in a row above for them too: a term or a body in a column before the tasks, which spans the rows
    that it holds for, and what a cell says by "như trên" or a mark of repetition."""
    before = set(columns[: columns.index("task")]) & _SPANNING
    ditto = knowledge.pattern("cell.ditto")
    out: list[TaskRow] = []
    above: Mapping[str, tuple[Span, ...]] = {}
    group: tuple[Span, ...] | None = None
    for row in rows:
        cells = {r: s for r, s in row.cells.items() if r not in _SPANNING or not ditto.fullmatch(fold(layout.words(s)))}
        same = group == row.group
        for r in _SPANNING - set(cells):
            # without an ordinal and the general task that the row above has, what leads there spans this row too
            under = r in ("lead", "who") and same and "theme" in columns and row.ordinal is None
            if r in above and ((r in before and same) or r in row.cells or under):
                cells[r] = above[r]
        out.append(row if cells == row.cells else replace(row, cells=cells))
        above, group = cells, row.group
    return tuple(out)
