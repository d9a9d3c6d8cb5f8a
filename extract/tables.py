"""Task tables: what each row of an annex says, by the roles of its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extract import matrix
from extract.heads import roles_of
from extract.layout import Block, Cell, Layout, Row, Span, Warning
from extract.rows import TaskRow as TaskRow
from extract.rows import carried
from knowledge import Knowledge, fold

_ORDINAL = re.compile(r"\(?(?:\d{1,4}(?:[.]\d{1,3}){0,4}|[IVXLC]{1,6}|[^\W\d_]\d{0,2})[.)]{0,2}$")
_HIGH = re.compile(r"\(?(?:[IVXLC]{1,6}|[A-H\u0110])[.)]{0,2}$")
LED = re.compile(r"((?:[IVXLC]{1,6}|[A-H\u0110]|\d{1,3}(?:\.\d{1,3}){0,3})[.)]|[IVX]{1,6}\s?-)\s+(?=\S)")
_COUNT = re.compile(r"\(?(\d{1,2}|[A-H])\)?(?:\s?=.{1,20})?$")


@dataclass(frozen=True, slots=True)
class TaskTable:
    """``block``: index in ``layout.blocks``; ``columns``: the roles from left to right ("other" where a head is not known).

    ``indicators``: the table sets figures; its roles ``goal.2030`` (or ``goal``, where the head tells no year) and ``unit`` hold them.
    ``bodies``: where columns are bodies (``body.4``), their heads; ``marks``: the part that each mark in their cells gives.
    ``terms``: where columns are months or quarters (``term.5``), their heads.
    ``both``: the head of ``who`` says that it names those who lead and those who help.
    """

    block: int
    columns: tuple[str, ...]
    rows: tuple[TaskRow, ...]
    warnings: tuple[Warning, ...] = ()
    indicators: bool = False
    bodies: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    both: bool = False
    terms: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """A row that may still go on."""

    ordinal: str | None
    cells: dict[str, list[Span]]
    pages: list[int]
    group: tuple[Span, ...] | None
    section: str | None

    def closed(self) -> TaskRow:
        return TaskRow(self.ordinal, {k: tuple(v) for k, v in self.cells.items()}, tuple(self.pages), self.group, self.section)


@dataclass(slots=True)
class _State:
    heads: tuple[str, ...] = ()  # as printed; ``columns`` are the roles that they have together
    columns: tuple[str, ...] = ()
    spots: dict[int, tuple[Span, ...]] = field(default_factory=dict)  # of the lowest head of each column
    rows: list[_Open] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    group: tuple[Span, ...] | None = None
    section: str | None = None


def task_tables(layout: Layout, knowledge: Knowledge) -> tuple[TaskTable, ...]:
    """The tables of the layout that give tasks or set figures: their heads name a task and who does it, or by when, or what comes
    out, or an indicator and its figures.

    Rows of heads, repeated or not, and rows of column numbers are left out; a row that a page breaks is one row.
    """
    out = []
    for n, block in enumerate(layout.blocks):
        if block.kind == "table":
            found = _table(layout, n, block, knowledge)
            if found:
                out.append(found)
    return tuple(out)


def _wide(row: Row) -> list[Cell]:
    """The row's cells, one a column: a wide cell stands in its first column, the others it covers are empty."""
    out: list[Cell] = []
    for c in row.cells:
        out.append(c)
        out.extend([Cell()] * (c.columns - 1))
    return out


def _table(layout: Layout, number: int, block: Block, knowledge: Knowledge) -> TaskTable | None:
    state = _State()
    broken = False  # a head row or a page's end stands between this row and the one before
    page = 0
    heading = False
    for row in block.rows:
        texts = [layout.words(c.spans) for c in row.cells]
        found = roles_of(texts, knowledge)
        if not found and heading and not state.rows:
            found = matrix.under(state.heads, [layout.words(c.spans) for c in _wide(row)], knowledge)
        if found:
            state.spots.update({n: s for n, s in enumerate(s for c in row.cells for s in [c.spans] * c.columns) if s})
            spread = [r or "" for c, r in zip(row.cells, found, strict=True) for r in [r or "", *[r or ""] * (c.columns - 1)]]
            if not state.columns or heading:
                state.heads = _merged(state.heads, spread)
                state.columns = _columns(state.heads)
            heading = broken = True
            page = row.page
            continue
        if not state.columns or _counts(texts):
            page, broken = row.page, broken or heading
            continue
        broken = broken or row.page != page
        page = row.page
        _take(layout, state, row, broken=broken and not (heading and not state.rows))
        heading = broken = False
    rows = [_concrete(r.closed()) for r in state.rows]
    columns, rows, marks = matrix.settled(layout, number, state.columns, rows, knowledge)
    goals = any(c.startswith("goal") for c in columns)
    if "task" not in columns or not (
        goals or marks or any(c.startswith("term.") for c in columns) or {"lead", "who", "coordinate", "deadline", "product"} & set(columns)
    ):
        return None
    indicators = goals and ("task" not in state.heads or any(c.startswith("goal.") for c in columns))
    bodies = {c: state.spots[n] for n, c in enumerate(columns) if c.startswith("body.")}
    every = carried(layout, columns, _ungrouped(rows), knowledge)
    who = [fold(layout.words(state.spots[n])) for n, c in enumerate(columns) if c == "who" and n in state.spots]
    both = any(knowledge.pattern("head.both").search(w) for w in who)
    terms = {c: state.spots[n] for n, c in enumerate(columns) if c.startswith("term.")}
    return TaskTable(number, columns, every, tuple(state.warnings), indicators, bodies, marks, both, terms)


def _concrete(row: TaskRow) -> TaskRow:
    """A row whose task is its concrete one, else the general one that stands beside it."""
    if "theme" not in row.cells:
        return row
    cells = {r: s for r, s in row.cells.items() if r != "theme"}
    return replace(row, cells=cells if "task" in cells else {"task": row.cells["theme"], **cells})


def _ungrouped(rows: Sequence[TaskRow]) -> tuple[TaskRow, ...]:
    """The rows without those that only name a group of rows below: 1 with nothing but words before 1.1, 1.2 ..."""
    out: list[TaskRow] = []
    head: TaskRow | None = None
    for n, row in enumerate(rows):
        following = rows[n + 1].ordinal if n + 1 < len(rows) else None
        if row.ordinal and set(row.cells) == {"task"} and following and following.startswith(f"{row.ordinal.rstrip('.')}."):
            head = row
            continue
        below = head is not None and row.ordinal is not None and row.ordinal.startswith(f"{str(head.ordinal).rstrip('.')}.")
        head = head if below else None
        out.append(replace(row, group=head.cells["task"]) if head else row)
    return tuple(out)


def _merged(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """The roles of two rows of heads, the lower one over the upper."""
    if len(above) < len(below):
        above = [*above, *[""] * (len(below) - len(above))]
    return tuple(_under(a, b) for a, b in zip(above, [*below, *[""] * (len(above) - len(below))], strict=True))


def _under(above: str, below: str) -> str:
    """The role of a column that has a head under another one."""
    if above == "report" and below.startswith(("year.", "goal.")):
        return above
    if above in ("goal", "indicator", "deadline") and below.startswith("year."):
        return f"goal{below[4:]}"
    return above if above and below == "report" else below or above


def _columns(heads: Sequence[str]) -> tuple[str, ...]:
    """The roles of the columns of one table: an indicator is its task where no other column is; a bare year heads figures only where
    something is counted (an indicator, a unit), not money spent on tasks."""
    counted = {"indicator", "criterion", "unit"} & set(heads)
    if "unit or who" in heads:
        acts = not counted and not any(h.startswith(("goal", "year")) for h in heads)
        heads = [("who" if acts else "unit") if h == "unit or who" else h for h in heads]
    out = [(f"goal{h[4:]}" if counted else "other") if h.startswith("year.") else h for h in heads]
    if "detail" in out:  # what is to be done in the large, and beside it step by step
        out = ["task" if h == "detail" else "theme" if h in ("task", "theme") else h for h in out]
    elif "task" not in out:
        out = ["task" if h == "theme" else h for h in out]
    if not {"lead", "who"} & set(out):
        out = ["who" if h == "watch" else h for h in out]
    out = ["other" if h == "watch" else h for h in out]
    if "task" not in out:
        name = next((r for r in ("indicator", "criterion", "goal") if r in out), None)
        if name:
            out[out.index(name)] = "task"
        elif "" in out and {"lead", "who"} & set(out) and {"coordinate", "deadline", "product"} & set(out):
            out[out.index("")] = "task"  # who acts, and with whom or by when: the column of another head says what
    return matrix.numbered([{"indicator": "goal", "criterion": "other"}.get(r, r) for r in out])


def _counts(texts: Sequence[str]) -> bool:
    """A row of column numbers: (1), (2), (3) ...; A, B, 1, 2 ...; one of them may be damaged."""
    filled = [t for t in texts if t]
    found = [_COUNT.match(t) for t in filled]
    damaged = [t for t, m in zip(filled, found, strict=True) if not m]
    if len(filled) - len(damaged) < 3 or len(filled) < len(texts) - 1 or len(damaged) > 1 or any(len(t) > 4 for t in damaged):
        return False
    counted = [m for m in found if not m or m.group(1).isdigit()]
    first = {int(m.group(1)) - n for n, m in enumerate(counted) if m}
    return len(first) < 2 and (bool(first) or not damaged)


def _take(layout: Layout, state: _State, row: Row, *, broken: bool) -> None:
    """Makes of a printed row a task's row, a group's name, or more of the row before."""
    cells = _wide(row)
    if len(cells) > len(state.columns) and any(c.spans for c in cells[len(state.columns) :]):
        first = next(c for c in cells if c.spans).spans[0]
        counts = {"columns": len(state.columns), "cells": len(cells)}
        state.warnings.append(Warning("table.ragged", row.page, first.start, first.end, counts))
    roles = [*state.columns, *["other"] * (len(cells) - len(state.columns))]
    filled = [(r or "other", c) for r, c in zip(roles, cells, strict=False) if c.spans]
    if not filled:
        return
    filled = _single(layout, filled)
    ordinal = next((layout.words(c.spans) for r, c in filled if r == "ordinal"), "")
    counted = _ORDINAL.match(ordinal) is not None
    rest = [c for r, c in filled if r != "ordinal"]
    alone = (ordinal and not rest and not counted) or (len(rest) == 1 and _HIGH.match(ordinal)) or (not ordinal and len(filled) == 1)
    if alone and _group(layout, state, row, filled, broken=broken):
        return
    if state.rows and not ordinal and "ordinal" in state.columns and not _own(state.rows[-1], filled) and (broken or _lower(layout, rest)):
        _go_on(state.rows[-1], filled, row.page)
        return
    cells_by_role: dict[str, list[Span]] = {}
    for r, c in filled:
        if r != "ordinal" or not counted:
            cells_by_role.setdefault(r if r != "ordinal" else "task", []).extend(c.spans)
    previous = state.rows[-1] if state.rows else None
    mark = ordinal.strip("(). ") if counted else None
    if previous and mark and previous.ordinal == mark and previous.cells.get("task") == cells_by_role.get("task"):
        _go_on(previous, filled, row.page)  # a task merged over several printed rows
        return
    state.rows.append(_Open(mark, cells_by_role, [row.page], state.group, state.section))


def _single(layout: Layout, filled: Sequence[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
    """The cells of a row, one alone where a converter repeats what is merged over all of them (or all behind the ordinal)."""
    words = [layout.words(c.spans) for _, c in filled]
    for first in (0, 1):
        if len(words) > first + 2 and len(set(words[first:])) == 1:
            role = "task" if first or filled[0][0] == "ordinal" else filled[first][0]
            return [*filled[:first], (role, replace(filled[first][1], columns=len(filled) - first))]
    return list(filled)


def _group(layout: Layout, state: _State, row: Row, filled: Sequence[tuple[str, Cell]], *, broken: bool) -> bool:
    """Whether the row names a group; then it is kept for the rows below."""
    spans = [c.spans for _, c in filled]
    name = layout.words(spans[-1])
    led = LED.match(name)
    certain = len(filled) > 1 or led is not None or name.isupper() or filled[0][0] == "ordinal" or any(c.columns > 1 for _, c in filled)
    if not certain and (filled[0][0] not in ("task", "theme") or name[:1].islower() or (broken and state.rows)):
        return False
    if name[:1].islower() and state.rows:
        return False
    state.group = spans[-1]
    mark = layout.words(spans[0]) if len(filled) > 1 else (led.group(1) if led else "")
    state.section = mark.strip("().- ") or None
    return True


def _own(before: _Open, filled: Sequence[tuple[str, Cell]]) -> bool:
    """Whether a row without an ordinal sets figures of its own ("of these: in towns")."""
    return any(r == "task" for r, _ in filled) and any(r.startswith("goal.") and r in before.cells for r, _ in filled)


def _lower(layout: Layout, cells: Sequence[Cell]) -> bool:
    return any(layout.text[c.spans[0].start].islower() for c in cells if c.spans)


def _go_on(row: _Open, filled: Sequence[tuple[str, Cell]], page: int) -> None:
    """More of a row: its cells behind those that stand, what is merged over both rows only once."""
    for r, c in filled:
        if r == "ordinal":
            continue
        held = row.cells.setdefault(r, [])
        held.extend(s for s in c.spans if s not in held)
    if row.pages[-1] != page:
        row.pages.append(page)
