"""Tables inside text: HTML, rows of cells parted by tabs or bars, and cells one a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.heads import roles_of
from extract.layout import Cell, Row, Span, Warning
from knowledge import Knowledge, squeeze

from .aligned import aligned_grid
from .flat import flat_grid
from .html import html_table
from .lines import Line
from .shapes import shapes

_TAG = re.compile(r"</?(?:p|br|ul|ol|li|b|i|u|em|strong|span|div|sup|sub|font|a|h[1-6]|center)\b[^<>\n]{0,400}>|\*{2,3}|&nbsp;")
_MARK = 8  # characters; no item's mark is as long
_ORDINAL = re.compile(r"\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)]?\s*$")
_PAGE = re.compile(r"\d{1,4}$")
_RULE_ROW = re.compile(r"[\s|:+=-]*-[\s|:+=-]*$")
_BORDER = re.compile(r"\+[-=+:\s]+\+$")
_BAR = re.compile(r"(?<!\\)\|")
_TABLE = re.compile(r"<(/?)table\b[^<>]{0,400}>", re.IGNORECASE)


_Taken = tuple[int, list[Row], bool]
"""The line behind a table, its rows, and whether its heads are known."""


@dataclass(slots=True)
class Grid:
    """A table as found: its rows and the places that it takes up."""

    rows: tuple[Row, ...]
    spans: tuple[Span, ...]
    known: bool


def cell(text: str, start: int, end: int) -> Cell:
    """The cell ``text[start:end]`` without tags and marks of emphasis."""
    piece = text[start:end]
    if not piece.strip():
        return Cell()
    out: list[Span] = []
    at = start
    cuts = [(start + m.start(), start + m.end()) for m in _TAG.finditer(piece)] if "<" in piece or "**" in piece or "&" in piece else []
    for a, b in [*cuts, (end, end)]:
        words = text[at:a].strip()
        if words:
            begin = text.index(words, at)
            out.append(Span(begin, begin + len(words)))
        at = b
    return Cell(tuple(out))


def words(text: str, row: Row) -> list[str]:
    """The cells of a row as words."""
    return [squeeze(" ".join(text[s.start : s.end] for s in c.spans)) for c in row.cells]


def html_grids(text: str, paged: Sequence[Span]) -> tuple[list[Grid], list[Warning]]:
    """The HTML tables of a text, outermost ones; a table that is never closed stays text and is warned of."""
    grids: list[Grid] = []
    warnings: list[Warning] = []
    depth, begin = 0, 0
    for tag in _TABLE.finditer(text):
        if not tag.group(1):
            if depth == 0:
                begin = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                rows = html_table(text, begin, tag.end(), paged, cell)
                if rows:
                    grids.append(Grid(tuple(rows), (Span(begin, tag.end()),), False))
    if depth:
        page = next(n for n in range(len(paged), 0, -1) if paged[n - 1].start <= begin)
        warnings.append(Warning("table.unclosed", page, begin, begin + 6))
    return grids, warnings


def find_grids(text: str, printed: list[Line], html: Sequence[Grid], knowledge: Knowledge) -> tuple[list[Grid], list[Warning]]:
    """All tables of the text in order, those that go on over a page made one; their lines are marked. Unknown heads are warned of."""
    by_start = {g.spans[0].start: g for g in html}
    found: list[tuple[int, int, Grid]] = []
    warnings: list[Warning] = []
    i = 0
    while i < len(printed):
        line = printed[i]
        if line.kind == "table":
            grid = by_start[line.start]
            grid.known = any(roles_of(words(text, r), knowledge) for r in grid.rows[:3])
            found.append((i, i + 1, grid))
            i += 1
            continue
        taken: _Taken | None = None
        if not line.kind:
            if "|" in line.words:
                i, stop, rows, known = _bars(text, printed, i, knowledge)
                if not rows:
                    i = stop
                    continue
                taken = (stop, rows, known)
            elif "\t" in text[line.left : line.right].rstrip("\r\n"):
                taken = _tabs(text, printed, i, knowledge)
            elif ("  " in line.words or _over(printed, i)) and (taken := aligned_grid(text, printed, i, knowledge)):
                pass
            elif len(line.words) <= 12:
                taken = flat_grid(printed, i, knowledge, warnings)
        if taken is None:
            i += 1
            continue
        stop, rows, known = taken
        for line in printed[i:stop]:
            if line.kind != "noise":
                line.kind = "table"
        found.append((i, stop, Grid(tuple(rows), _region(printed[i:stop], text), known)))
        i = stop
    grids = _joined(text, printed, found)
    for g in grids:
        if not g.known:
            warnings.append(Warning("table.unknown_heads", g.rows[0].page, g.spans[0].start, g.spans[0].end))
    return grids, warnings


def _over(printed: Sequence[Line], i: int) -> bool:
    """Whether a line may be the first of one head of several, set by blanks."""
    line = printed[i]
    return line.indent > 8 and i + 1 < len(printed) and not printed[i + 1].gap and "  " in printed[i + 1].words and len(line.words) < 24


def _region(taken: Sequence[Line], text: str) -> tuple[Span, ...]:
    """The places of a table's lines: a run a page, broken by noise."""
    out: list[Span] = []
    last: Line | None = None
    for line in taken:
        if line.kind == "noise":
            last = None
            continue
        if last and last.page == line.page:
            out[-1] = Span(out[-1].start, line.end)
        else:
            out.append(Span(line.start, line.end))
        last = line
    return tuple(out)


def _joined(text: str, printed: Sequence[Line], found: Sequence[tuple[int, int, Grid]]) -> list[Grid]:
    """Tables that follow each other with nothing but noise and notes between, and the same columns, made one."""
    out: list[Grid] = []
    last_stop = -1
    for start, stop, grid in found:
        between = printed[last_stop:start] if out else []
        numbers = [x for x in between if not x.kind and _PAGE.match(x.words)]
        if out and all(x.kind in ("noise", "note") or x in numbers for x in between) and len(numbers) < 2:
            before = out[-1]
            same = words(text, before.rows[0]) == words(text, grid.rows[0])
            if (same or not numbers) and _columns(before.rows[-1]) == _columns(grid.rows[0]) and (same or not grid.known):
                out[-1] = Grid(before.rows + grid.rows, before.spans + grid.spans, before.known or grid.known)
                last_stop = stop
                for line in numbers:
                    line.kind = "noise"
                continue
        out.append(grid)
        last_stop = stop
    return out


def _columns(row: Row) -> int:
    return sum(c.columns for c in row.cells)


def _tabs(text: str, printed: Sequence[Line], i: int, knowledge: Knowledge) -> _Taken | None:
    """A table whose cells are parted by tabs and that begins in line ``i``."""
    head = _tab_cells(text, printed[i])
    n = len(head)
    if n < 2:
        return None
    known = roles_of(words(text, Row(tuple(head), 1)), knowledge) is not None
    if not known:
        alike = 0
        for line in printed[i : i + 3]:
            alike += not line.kind and len(_tab_cells(text, line)) == n
        if n < 3 or alike < 3 or not any(c.spans for c in head[1:]) or _item(text, printed[i], knowledge):
            return None
    rows: list[Row] = []
    while i < len(printed) and not (printed[i].kind and printed[i].kind != "noise"):
        if printed[i].kind == "noise":
            following = next((x for x in printed[i : i + 4] if x.kind != "noise"), None)
            if following is None or "\t" not in text[following.left : following.right]:
                break
            i += 1
            continue
        taken = None if rows and printed[i].gap and n > 2 and _item(text, printed[i], knowledge) else _tab_row(text, printed, i, n)
        if taken is None:
            break
        i, cells = taken
        page = printed[i - 1].page
        rows.append(Row(tuple(cells), page))
    return i, rows, known


def _item(text: str, line: Line, knowledge: Knowledge) -> bool:
    """Whether a line is an item of running text, with a tab behind its mark: "-<tab>Rà soát ...", "2.<tab>Sở Y tế"."""
    filled = [c for c in _tab_cells(text, line) if c.spans]
    if len(filled) != 2:
        return False
    mark = text[filled[0].spans[0].start : filled[0].spans[-1].end]
    return not mark.isalnum() and len(mark) <= _MARK and shapes(knowledge).start.match(mark + " x") is not None


def _tab_cells(text: str, line: Line) -> list[Cell]:
    out: list[Cell] = []
    at = line.left
    for part in text[line.left : line.right].split("\t"):
        out.append(cell(text, at, at + len(part)))
        at += len(part) + 1
    return out


def _tab_row(text: str, printed: Sequence[Line], i: int, n: int) -> tuple[int, list[Cell]] | None:
    """The row that begins in line ``i`` and the line behind it; a cell's own line breaks are healed. None where the table has ended."""
    cells = _tab_cells(text, printed[i])
    if len(cells) == 1:
        line = printed[i]
        following = next((x for x in printed[i + 1 : i + 3] if not x.kind), None)
        if following is None or len(line.words) > 150 or len(_tab_cells(text, following)) < n - 1:
            return None
        return i + 1, [Cell(cells[0].spans, n)]  # a line over all columns inside the table: a group's name
    stop = i + 1
    joined = cells
    while len(joined) < n and stop < len(printed) and stop - i < 12:
        line = printed[stop]
        if line.kind or line.gap or line.words[:1] != text[line.left : line.left + 1]:
            break
        more = _tab_cells(text, line)
        if len(joined) + len(more) - 1 > n or _ORDINAL.match("".join(words(text, Row((more[0],), 1)))):
            break
        joined = [*joined[:-1], Cell(joined[-1].spans + more[0].spans), *more[1:]]
        stop += 1
    if len(joined) != n:  # short rows keep their own cells: trailing tabs are often lost
        joined, stop = cells, i + 1
    while len(joined) > n and not joined[-1].spans:
        joined = joined[:-1]
    return stop, [*joined, *[Cell()] * (n - len(joined))]


def _bars(text: str, printed: Sequence[Line], i: int, knowledge: Knowledge) -> tuple[int, int, list[Row], bool]:
    """The table whose cells are parted by bars (Markdown, or a grid with borders) in the run of such lines at ``i``.

    The table's first line, the line behind the run, the rows (none where the lines are no table), and whether its heads are known.
    """
    stop = i
    while stop < len(printed) and not printed[stop].kind and _is_bar(printed[stop].words):
        stop += 1
    body = printed[i:stop]
    bordered = sum(1 for x in body if _BORDER.match(x.words)) >= 2
    rows: list[Row] = []
    at: list[int] = []
    ruled = False
    fresh = True
    for n, line in enumerate(body):
        if _RULE_ROW.match(line.words):
            ruled = fresh = True
            continue
        cells = _bar_cells(text, line)
        if bordered and not fresh and rows and len(rows[-1].cells) == len(cells):
            rows[-1] = Row(tuple(Cell(a.spans + b.spans) for a, b in zip(rows[-1].cells, cells, strict=True)), rows[-1].page)
        else:
            rows.append(Row(tuple(cells), line.page))
            at.append(n)
        fresh = False
    for n, row in enumerate(rows):
        if roles_of(words(text, row), knowledge) is not None:
            return (i + at[n] if n else i), stop, rows[n:], True
    alike = len({len(r.cells) for r in rows}) == 1
    if rows and len(rows) > 1 and len(rows[0].cells) > 1 and (ruled or (alike and len(rows) > 2 and len(rows[0].cells) > 2)):
        return i, stop, rows, False
    return i, max(stop, i + 1), [], False


def _is_bar(line: str) -> bool:
    return (line[0] == "|" and line.count("|") > 1) or line.count(" | ") > 1 or bool(_BORDER.match(line)) or (
        "|" in line and bool(_RULE_ROW.match(line))
    )  # fmt: skip


def _bar_cells(text: str, line: Line) -> list[Cell]:
    begin, end = line.start, line.end
    if text[begin] == "|":
        begin += 1
    if text[end - 1] == "|" and text[end - 2 : end - 1] != "\\" and end - 1 >= begin:
        end -= 1
    marks = [m.start() for m in _BAR.finditer(text, begin, end)]
    return [cell(text, a, b) for a, b in zip([begin, *(m + 1 for m in marks)], [*marks, end], strict=True)]
