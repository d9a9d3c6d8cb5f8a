"""Tables whose columns are the bodies: a mark in a row says what part the body of the column has in its task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from knowledge import Knowledge, fold, normal, squeeze

from .find import agencies
from .layout import Layout, Span
from .paras import Para
from .rows import TaskRow

BODY = "body"  # the role of such a column, ``body.4`` where it is the fifth of its table
_NEAR = 4  # blocks before and behind a table in which its marks may be told
_LONGEST = 60  # characters of a mark's cell


@lru_cache(maxsize=1024)
def is_body(words: str, knowledge: Knowledge) -> bool:
    """Whether a head is the name of a body, or of several."""
    if not words or not words[0].isalpha():
        return False
    line = normal(words, [(0, len(words))])
    found = Para(-1, "line", line, line.text)
    names, stop = agencies.list_at(found, 0, len(found.text), knowledge, bounded=True)
    known = any(n.entry or n.kind in ("group", "office") for n in names)
    return known and not found.text[stop:].strip(" .:;,*_()")


def under(above: Sequence[str], cells: Sequence[str], knowledge: Knowledge) -> tuple[str | None, ...] | None:
    """The roles of a row that stands under a row of heads and names the bodies of a column that spans them; None where it does not."""
    if not {"task", "detail"} & set(above) or len(cells) > len(above):
        return None
    told = [c for c, a in zip(cells, above, strict=False) if c and a in ("", "who", "lead", "coordinate", "other", BODY)]
    filled = [c for c in cells if c]
    known = sum(1 for c in told if is_body(c, knowledge))
    if known < 2 or known * 2 < len(told) or len(told) < len(filled) or not all(c[0].isupper() for c in told):
        return None
    return tuple(BODY if c else None for c in cells)


def legend(layout: Layout, block: int, knowledge: Knowledge) -> dict[str, str]:
    """The marks that words around a table explain ("CT: chủ trì, PH: phối hợp"), as printed, with their parts."""
    out: dict[str, str] = {}
    pattern = knowledge.pattern("matrix.legend")
    near = range(max(0, block - _NEAR), min(len(layout.blocks), block + _NEAR + 1))
    for b in (layout.blocks[n] for n in near):
        if b.kind != "table":
            words = layout.words(b.spans)
            for m in pattern.finditer(fold(words)):
                out.setdefault(words[m.start("m") : m.end("m")], "lead" if m.group("lead") else "coordinate")
    return out


def part(words: str, told: Mapping[str, str], knowledge: Knowledge) -> str | None:
    """The part that a mark gives ("lead", "coordinate"); None where the words are no mark. ``told``: the legend of the table."""
    bare = squeeze(words).strip(" .*_()")
    if bare in told:
        return told[bare]
    m = knowledge.pattern("matrix.mark").match(fold(squeeze(words))) if len(words) <= _LONGEST else None
    return None if m is None else "coordinate" if m.group("coordinate") else "lead"


def numbered(columns: Sequence[str]) -> tuple[str, ...]:
    """Columns with those told apart that are bodies, or may be: those whose head nobody knows, beside bodies."""
    columns = [f"term.{n}" if c == "term" else c for n, c in enumerate(columns)]
    if BODY not in columns:
        return tuple(columns)
    return tuple(f"{BODY}.{n}" if c in (BODY, "") else c for n, c in enumerate(columns))


def settled(
    layout: Layout, block: int, columns: Sequence[str], rows: Sequence[TaskRow], knowledge: Knowledge
) -> tuple[tuple[str, ...], list[TaskRow], dict[str, str]]:
    """Columns and rows with those columns alone as bodies that hold nothing but marks, and the part that each mark gives."""
    open_ = {c for c in columns if c.startswith(f"{BODY}.")}
    marks: dict[str, str] = {}
    good: set[str] = set()
    if open_:
        told = legend(layout, block, knowledge)
        for column in open_:
            words = {layout.words(row.cells[column]) for row in rows if column in row.cells}
            parts = {w: part(w, told, knowledge) for w in words}
            if parts and None not in parts.values():
                good.add(column)
                marks.update({w: p for w, p in parts.items() if p})
    if len(good) < 2:
        good, marks = set(), {}
    names = {c: c if c in good or c not in open_ else "other" for c in columns}
    out = []
    for row in rows:
        cells: dict[str, tuple[Span, ...]] = {}
        for r, spans in row.cells.items():
            role = names.get(r, r)
            cells[role] = cells.get(role, ()) + spans
        out.append(replace(row, cells=cells))
    return tuple(names[c] or "other" for c in columns), out, marks
