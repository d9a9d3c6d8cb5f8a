"""An HTML table inside text, to rows. Merged cells are filled: a cell over several rows stands in each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extract.layout import Cell, Row, Span

_TAG = re.compile(r"<(/?)(table|tr|td|th)\b([^<>]{0,400})>", re.IGNORECASE)
_OVER = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)


def html_table(text: str, begin: int, end: int, paged: Sequence[Span], cell: Callable[[str, int, int], Cell]) -> list[Row]:
    """The rows of the table ``text[begin:end]``; a table inside a cell is part of that cell's words."""
    rows: list[Row] = []
    held: dict[int, tuple[Cell, int]] = {}  # column: the cell that reaches down into this row, and for how many rows more
    current: list[Cell] | None = None
    opened: tuple[int, int, int] | None = None  # where the open cell's words begin, its columns and rows
    row_at = begin
    depth = page = 0

    def place(found: Cell, columns: int, down: int, row: list[Cell]) -> None:
        fill(row)
        at = sum(c.columns for c in row)
        wide = Cell(found.spans, columns)
        if down > 1:
            held[at] = (wide, down - 1)
        row.append(wide)

    def fill(row: list[Cell]) -> None:
        while (at := sum(c.columns for c in row)) in held:
            above, left = held.pop(at)
            if left > 1:
                kept[at] = (above, left - 1)
            row.append(above)

    kept: dict[int, tuple[Cell, int]] = {}

    def close(stop: int) -> None:
        nonlocal opened
        if opened and current is not None:
            start, columns, down = opened
            # a held cell that stands at the same column in the row above was taken out by fill, so what place holds is new
            before = dict(held)
            held.clear()
            held.update({k: v for k, v in before.items() if k not in fresh})
            place(cell(text, start, stop), columns, 1, current)
            at = sum(c.columns for c in current) - columns
            if down > 1:
                fresh[at] = (current[-1], down - 1)
        opened = None

    fresh: dict[int, tuple[Cell, int]] = {}

    def end_row() -> None:
        nonlocal current, page
        if current is not None:
            fill(current)
            if any(c.spans for c in current) or len(current) > 1:
                while page + 1 < len(paged) and paged[page + 1].start <= row_at:
                    page += 1
                rows.append(Row(tuple(current), page + 1))
        held.clear()
        held.update(kept)
        held.update(fresh)
        kept.clear()
        fresh.clear()
        current = None

    for tag in _TAG.finditer(text, begin, end):
        closing, name, attributes = tag.group(1), tag.group(2).lower(), tag.group(3)
        if name == "table":
            depth += -1 if closing else 1
            continue
        if depth != 1:
            continue
        if name == "tr":
            close(tag.start())
            end_row()
            if not closing:
                current, row_at = [], tag.end()
        else:
            close(tag.start())
            if not closing:
                if current is None:
                    current, row_at = [], tag.end()
                over = {k.lower(): max(1, int(v)) for k, v in _OVER.findall(attributes)}
                opened = (tag.end(), over.get("col", 1), over.get("row", 1))
    close(end)
    end_row()
    return rows
