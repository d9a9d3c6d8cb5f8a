"""An HTML table inside text, to rows. Merged cells are filled: a cell over several rows stands in each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extract.layout import Cell, Row, Span

_TAG = re.compile(r"<(/?)(table|tr|td|th)\b([^<>]{0,400})>", re.IGNORECASE)
_OVER = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Printed:
    cell: Cell
    down: int  # rows that it covers


def html_table(text: str, begin: int, end: int, paged: Sequence[Span], cell: Callable[[str, int, int], Cell]) -> list[Row]:
    """The rows of the table ``text[begin:end]``; a table inside a cell is part of that cell's words."""
    rows: list[Row] = []
    held: dict[int, _Printed] = {}
    page = 0
    for at, printed in _printed(text, begin, end, cell):
        cells, held = _filled(printed, held)
        while page + 1 < len(paged) and paged[page + 1].start <= at:
            page += 1
        if cells:
            rows.append(Row(tuple(cells), page + 1))
    return rows


def _printed(text: str, begin: int, end: int, cell: Callable[[str, int, int], Cell]) -> list[tuple[int, list[_Printed]]]:
    """Where each row begins, and the cells printed in it."""
    rows: list[tuple[int, list[_Printed]]] = []
    opened: tuple[int, int, int] | None = None  # where the open cell's words begin, its columns and rows

    def close(stop: int) -> None:
        nonlocal opened
        if opened:
            start, columns, down = opened
            rows[-1][1].append(_Printed(Cell(cell(text, start, stop).spans, columns), down))
        opened = None

    depth = 0
    for tag in _TAG.finditer(text, begin, end):
        name = tag.group(2).lower()
        if name == "table":
            depth += -1 if tag.group(1) else 1
        elif depth == 1:
            close(tag.start())
            if tag.group(1):
                continue
            if name == "tr" or not rows:
                rows.append((tag.start(), []))
            if name != "tr":
                over = {k.lower(): max(1, int(v)) for k, v in _OVER.findall(tag.group(3))}
                opened = (tag.end(), over.get("col", 1), over.get("row", 1))
    close(end)
    return rows


def _filled(printed: Sequence[_Printed], held: dict[int, _Printed]) -> tuple[list[Cell], dict[int, _Printed]]:
    """The cells of a row with those that reach down into it from above, and what reaches further down."""
    cells: list[Cell] = []
    down: dict[int, _Printed] = {}
    column = 0
    waiting = list(reversed(printed))
    while waiting or any(c >= column for c in held):
        if column in held:
            found = held[column]
        elif waiting:
            found = waiting.pop()
        else:
            found = _Printed(Cell(), 1)
        cells.append(found.cell)
        if found.down > 1:
            down[column] = _Printed(found.cell, found.down - 1)
        column += found.cell.columns
    return cells, down
