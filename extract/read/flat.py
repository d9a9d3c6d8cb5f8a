"""A table flattened to one cell a line, taken for a table only where its cycle is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.heads import role
from extract.layout import Cell, Row, Span, Warning
from knowledge import Knowledge

from .lines import Line

_ORDINAL = re.compile(r"(\d{1,3})[.)]?$")
_GROUP = re.compile(r"([IVX]{1,5}|[A-H])[.)]?$")
_MOST = 10  # columns


def flat_grid(printed: Sequence[Line], i: int, knowledge: Knowledge, warnings: list[Warning]) -> tuple[int, list[Row], bool] | None:
    """The table that begins with its heads one a line in line ``i``: the line behind it, its rows, True.

    None where there are no heads here, or where rows cannot be told for certain (then a warning is added).
    """
    if role(printed[i].words, knowledge) != "ordinal":
        return None
    heads, at = _heads(printed, i, knowledge)
    if len(heads) < 3:
        return None
    rows = [Row(tuple(heads), printed[i].page)]
    n = len(heads)
    counted = [x.words.strip("()") for x in printed[at : at + n]]
    if counted == [str(k) for k in range(1, n + 1)] and not _starts(printed, at, n):
        rows.append(_row(printed[at : at + n]))
        at += n
    stop, body = _body(printed, at, n)
    if not body:
        warnings.append(Warning("table.flattened", printed[i].page, printed[i].start, printed[at - 1].end))
        return None
    return stop, rows + body, True


def _starts(printed: Sequence[Line], at: int, n: int) -> bool:
    """Whether the counted line is the first cell of a real row: then the next ordinal stands one cycle on, not the first again."""
    return at + n < len(printed) and printed[at + n].words.strip(".)") == "2"


def _is(line: Line, ordinal: int) -> bool:
    found = _ORDINAL.match(line.words)
    return found is not None and int(found.group(1)) == ordinal


def _row(taken: Sequence[Line]) -> Row:
    return Row(tuple(Cell((Span(x.start, x.end),)) for x in taken), taken[0].page)


def _heads(printed: Sequence[Line], i: int, knowledge: Knowledge) -> tuple[list[Cell], int]:
    """The heads from line ``i`` on, each on one to three lines, and the line behind them."""
    cells: list[Cell] = []
    roles: list[str] = []
    while i < len(printed) and len(cells) < _MOST:
        for size in (3, 2, 1):
            taken = printed[i : i + size]
            if len(taken) < size or any(x.kind for x in taken):
                continue
            found = role(" ".join(x.words for x in taken), knowledge, whole=size > 1)
            if found and (found == "other" or found not in roles):
                cells.append(Cell(tuple(Span(x.start, x.end) for x in taken)))
                roles.append(found)
                i += size
                break
        else:
            break
    good = {"task", "indicator"} & set(roles) and {"lead", "who", "deadline", "coordinate"} & set(roles)
    return (cells, i) if good else ([], i)


def _body(printed: Sequence[Line], at: int, n: int) -> tuple[int, list[Row]]:
    """Rows of exactly ``n`` lines, counted 1, 2, 3 ... at each beginning, two at least; none where the count fails in the middle."""
    rows: list[Row] = []
    expected, numbered = 1, 0
    while at < len(printed) and not printed[at].kind:
        found = _ORDINAL.match(printed[at].words)
        if found and int(found.group(1)) == expected and at + n <= len(printed):
            taken = printed[at : at + n]
            if any(x.kind or _is(x, expected + 1) for x in taken):  # the next ordinal inside a row: a cell is missing
                return at, []
            rows.append(_row(taken))
            at += n
            expected += 1
            numbered += 1
            continue
        group = _GROUP.match(printed[at].words)
        if group and at + 2 < len(printed) and _ORDINAL.match(printed[at + 2].words):
            rows.append(
                Row(
                    (_row(printed[at : at + 1]).cells[0], Cell((Span(printed[at + 1].start, printed[at + 1].end),), n - 1)),
                    printed[at].page,
                )
            )
            at += 2
            if printed[at].words.strip(".)") == "1":
                expected = 1
            continue
        break
    # The next ordinal further on says that a row had more or fewer lines than the cycle: not certain.
    for line in printed[at : at + 2 * n]:
        if _is(line, expected):
            return at, []
    return at, rows if numbered >= 2 else []
