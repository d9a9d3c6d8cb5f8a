"""A table flattened to one cell a line, or a few, taken for a table only where its cycle is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.heads import role
from extract.layout import Cell, Row, Span, Warning
from knowledge import Knowledge

from .dealt import Deal, Unit, Width, dealt, widths_of
from .lines import Line

_ORDINAL = re.compile(r"(\d{1,3}(?:\.\d{1,2}){0,3})[.)]?$")
_GROUP = re.compile(r"([IVX]{1,5}|[A-H\u0110])[.)]?$")
_LED = re.compile(r"(?:[IVX]{1,5}|[A-H\u0110])(?:[.)/]|\s[-\u2013])\s*\S")
_MOST = 10  # columns
_LONGEST = 6000  # lines
_CLEAN = 2.0  # what a row may cost that tells how wide columns are
_DEEP = 6  # lines that a cell may have on the average


@dataclass(slots=True)
class _Body:
    """``rows``: those found, ``stop``: the unit behind them, ``numbers``: numbers of pages among them."""

    rows: list[Row] = field(default_factory=list)
    stop: int = 0
    numbers: list[Line] = field(default_factory=list)


def flat_grid(printed: Sequence[Line], i: int, knowledge: Knowledge, warnings: list[Warning]) -> tuple[int, list[Row], bool] | None:
    """The table that begins with its heads one a line in line ``i``: the line behind it, its rows, True.

    None where there are no heads here, or where rows cannot be told for certain (then a warning is added).
    """
    if role(printed[i].words, knowledge) != "ordinal":
        return None
    heads, roles, at = _heads(printed, i, knowledge)
    if len(heads) < 3:
        return None
    rows = [Row(tuple(heads), printed[i].page)]
    n = len(heads)
    counted = [x.words.strip("()") for x in printed[at : at + n]]
    if counted == [str(k) for k in range(1, n + 1)] and not _starts(printed, at, n):
        rows.append(_row([[x] for x in printed[at : at + n]]))
        at += n
    parted = printed[i + 1].gap > 0
    units, places = _units(printed, at, i, parted=parted)
    body = _body(units, roles, knowledge, () if parted else _widths(units, roles, knowledge))
    if body is None:
        warnings.append(Warning("table.flattened", printed[i].page, printed[i].start, printed[at - 1].end))
        return None
    for line in body.numbers:
        line.kind = "noise"
    return places[body.stop], rows + body.rows, True


def _starts(printed: Sequence[Line], at: int, n: int) -> bool:
    """Whether the counted line is the first cell of a real row: then the next ordinal stands one cycle on, not the first again."""
    return at + n < len(printed) and printed[at + n].words.strip(".)") == "2"


def _row(cells: Sequence[Sequence[Line]]) -> Row:
    page = next(c[0].page for c in cells if c)
    return Row(tuple(Cell(tuple(Span(x.start, x.end) for x in c)) for c in cells), page)


def _heads(printed: Sequence[Line], i: int, knowledge: Knowledge) -> tuple[list[Cell], list[str], int]:
    """The heads from line ``i`` on, each on one to three lines, with their roles, and the line behind them."""
    cells: list[Cell] = []
    roles: list[str] = []
    while i < len(printed) and len(cells) < _MOST:
        for size in (3, 2, 1):
            taken = printed[i : i + size]
            if len(taken) < size or any(x.kind for x in taken):
                continue
            found = role(" ".join(x.words for x in taken), knowledge, whole=size > 1)
            if found and found != "term" and (found == "other" or found not in roles):
                cells.append(Cell(tuple(Span(x.start, x.end) for x in taken)))
                roles.append(found)
                i += size
                break
        else:
            break
    good = {"task", "detail", "indicator"} & set(roles) and {"lead", "who", "deadline", "coordinate"} & set(roles)
    return (cells, roles, i) if good else ([], [], i)


def _units(printed: Sequence[Line], at: int, i: int, *, parted: bool) -> tuple[list[Unit], list[int]]:
    """What is printed together from line ``at`` on, as far as the table may reach, and the number of each one's first line (and of the
    line behind the last). Heads that are repeated (those of lines ``i`` to ``at``) and page numbers at a page's edge are left out."""
    heads = [x.words for x in printed[i:at]]
    units: list[Unit] = []
    places: list[int] = []
    n = at
    while n < min(len(printed), at + _LONGEST) and printed[n].kind in ("", "noise"):
        line = printed[n]
        if line.kind == "noise":
            n += 1
        elif line.words == heads[0] and [x.words for x in printed[n : n + len(heads)]] == heads:
            n += len(heads)
        elif parted and units and not line.gap and line.page == units[-1][-1].page:
            units[-1].append(line)
            n += 1
        else:
            units.append([line])
            places.append(n)
            n += 1
    return units, [*places, n]


_Ordinal = tuple[int, ...]
_FIRST: _Ordinal = (1,)


def _figure(unit: Unit) -> _Ordinal | None:
    """The ordinal that a unit holds alone: 2.1 is (2, 1)."""
    found = _ORDINAL.match(unit[0].words) if len(unit) == 1 else None
    return tuple(int(n) for n in found.group(1).split(".")) if found else None


def _after(ordinal: _Ordinal) -> set[_Ordinal]:
    """The ordinals that may follow: the next of its rank or of one above it, the first below it."""
    return {(*ordinal, 1), *((*ordinal[:n], ordinal[n] + 1) for n in range(len(ordinal)))}


def _widths(units: Sequence[Unit], roles: Sequence[str], knowledge: Knowledge) -> tuple[Width, ...]:
    """How wide the columns are, by the rows that are clean at first sight; none where no row is."""
    clean: list[Deal] = []
    last, before = 0, _FIRST
    for n, u in enumerate(units):
        ordinal = _figure(u)
        if ordinal is None or ordinal not in (*_after(before), _FIRST):
            continue
        if n and n - last <= len(roles) * _DEEP:
            deal = dealt(units[last + 1 : n], roles[1:], knowledge)
            clean += [deal] if deal and deal.cost <= _CLEAN else []
        last, before = n, ordinal
    return widths_of(clean)


def _body(units: Sequence[Unit], roles: Sequence[str], knowledge: Knowledge, widths: Sequence[Width]) -> _Body | None:
    """The rows, counted 1, 2, 3 ... at each beginning, two at least; None where one cannot be told."""
    out = _Body()
    expected, numbered = {_FIRST}, 0
    while out.stop < len(units):
        first = units[out.stop]
        ordinal = _figure(first)
        if ordinal in expected:
            if not _take(units, out, ordinal, roles, knowledge, widths):
                return None
            expected, numbered = _after(ordinal), numbered + 1
            continue
        named = _named(units, out.stop, len(roles))
        if not named:
            break
        out.rows.append(named.row)
        out.stop = named.stop
        if _figure(units[named.stop]) == _FIRST:
            expected = {_FIRST}
    # The next ordinal further on says that a row had more or fewer lines than was thought: not certain.
    missed = any(_figure(u) in expected for u in units[out.stop : out.stop + 2 * len(roles)])
    return out if numbered >= 2 and not missed else None


def _take(
    units: Sequence[Unit], out: _Body, ordinal: _Ordinal, roles: Sequence[str], knowledge: Knowledge, widths: Sequence[Width]
) -> bool:
    """Takes the row that begins with this ordinal; whether its cells can be told."""
    at, n = out.stop, len(roles) - 1
    reach = min(len(units), at + 1 + n * _DEEP)
    ends = [k for k in range(at + 2, reach) if _figure(units[k]) in _after(ordinal) or _leads(units, k, n + 1, ordinal)][:2]
    if ends[:1] == [at + 2] and _figure(units[at + 2]) == (*ordinal, 1):  # words over the rows below
        out.rows.append(_row([units[at], units[at + 1], *[[]] * (n - 1)]))
        out.stop = at + 2
        return True
    counting = any(r.startswith(("goal", "year", "unit", "indicator", "other")) for r in roles)  # figures that are cells
    found = []
    for end in ends or [reach]:
        between = units[at + 1 : end]
        figures = [u[0] for u in between if _figure(u) is not None and not counting]
        for numbers in (figures, []) if figures else ([],):
            kept = [u for u in between if u[0] not in numbers]
            deal = dealt(kept, roles[1:], knowledge, widths, rest=not ends)
            if deal:
                last = kept[deal.used - 1]
                stop = end if ends else next(k for k in range(at, end) if units[k] is last) + 1
                found.append((deal.cost, stop, deal.cells, [x for x in numbers if ends or x.start < last[-1].end]))
    if not found:
        return False
    _, out.stop, cells, numbers = min(found, key=lambda f: f[0])
    out.rows.append(_row([units[at], *cells]))
    out.numbers += numbers
    return True


def _leads(units: Sequence[Unit], k: int, columns: int, ordinal: _Ordinal) -> bool:
    """Whether a group's name stands here, with the next ordinal or the first one behind it."""
    named = _named(units, k, columns)
    return named is not None and _figure(units[named.stop]) in (_FIRST, *_after(ordinal))


@dataclass(frozen=True, slots=True)
class _Named:
    """A group's row and the unit behind it."""

    row: Row
    stop: int


def _named(units: Sequence[Unit], at: int, n: int) -> _Named | None:
    """The row of a group's name that begins here: its mark and its words, or both in one, and an ordinal behind them."""
    first = units[at]
    if _GROUP.match(first[0].words) and len(first) == 1 and at + 2 < len(units) and _figure(units[at + 2]) is not None:
        spans = tuple(Span(x.start, x.end) for x in units[at + 1])
        return _Named(Row((Cell((Span(first[0].start, first[0].end),)), Cell(spans, n - 1)), first[0].page), at + 2)
    words = " ".join(x.words for x in first)
    if (_LED.match(words) or words.isupper()) and at + 1 < len(units) and _figure(units[at + 1]) is not None:
        return _Named(Row((Cell(tuple(Span(x.start, x.end) for x in first), n),), first[0].page), at + 1)
    return None
