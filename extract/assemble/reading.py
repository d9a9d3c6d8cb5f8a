"""All that the stages before have found of one document, at hand for putting the record together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge import Knowledge

from ..find.name import Name
from ..layout import Layout, Span
from ..mention import Mention
from ..outline import Item, Outline
from ..paras import Para, para, raised
from ..tables import TaskRow, TaskTable

# A run of superscript digits behind a word, or digits in square brackets.
_RAISED = re.compile("(?<=\\S)(?:[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+|\\[\\d{1,3}\\])")


@dataclass(frozen=True, slots=True)
class CellPara:
    """The words of one cell of a task table: which table (from 0), which row, which column's role."""

    table: int
    row: int
    role: str
    para: Para


@dataclass(frozen=True, slots=True)
class Reading:
    """A document read: ``cells`` hold the filled cells of its task tables, ``mentions`` the settled mentions in reading order."""

    layout: Layout
    outline: Outline
    tables: tuple[TaskTable, ...]
    cells: tuple[CellPara, ...]
    mentions: tuple[Mention, ...]
    knowledge: Knowledge
    title_bodies: dict[int, list[Name]] = field(default_factory=dict, repr=False, compare=False)  # by heading, once they were read
    _kept: dict[str, list[Mention]] = field(default_factory=dict, repr=False, compare=False)
    _of: dict[int, list[Mention]] = field(default_factory=dict, repr=False, compare=False)

    def place(self, p: Para, start: int, end: int) -> Any:
        """``at`` of a run of a paragraph: one place, or a list where a page or a note breaks it."""
        return at(self.layout, p.spans(start, end))

    def words(self, p: Para, start: int, end: int) -> str:
        """The run as the record writes it."""
        return self.layout.words(p.spans(start, end))

    def row(self, cell: CellPara) -> TaskRow:
        return self.tables[cell.table].rows[cell.row]

    def followed_by_heading(self, item: Item) -> bool:
        """Whether the next paragraph is a heading: a line that ends in a colon only leads up to it."""
        items = self.outline.items
        n = next(i for i, other in enumerate(items) if other is item)
        following = next((i for i in items[n + 1 :] if i.para.kind == "paragraph"), None)
        return following is not None and following.role == "heading"

    def paras_of(self, spans: Iterable[Span]) -> list[Para]:
        """The paragraphs in which these places stand."""
        starts = {s.start for s in spans}
        return [i.para for i in self.outline.items if any(s in starts for s, _ in i.para.normal.spans(*i.body) or ())]

    def kept(self, kind: str) -> Sequence[Mention]:
        """The mentions of a kind that won."""
        if not self._kept:
            for m in self.mentions:
                if m.lost is None:
                    self._kept.setdefault(m.kind, []).append(m)
                    self._of.setdefault(id(m.para), []).append(m)
        return self._kept.get(kind, ())

    def of(self, p: Para) -> Sequence[Mention]:
        """The mentions of a paragraph that won."""
        self.kept("")
        return self._of.get(id(p), ())


def at(layout: Layout, spans: Iterable[Span]) -> Any:
    """Spans as ``at``: an object, or a list of them."""
    places = layout.places(list(spans))
    return places[0] if len(places) == 1 else places


def cell_paras(layout: Layout, tables: Sequence[TaskTable], knowledge: Knowledge) -> tuple[CellPara, ...]:
    """The filled cells of the task tables in reading order. A cell that holds for several rows is one paragraph."""
    out = []
    made: dict[tuple[int, tuple[Span, ...]], Para] = {}
    for n, table in enumerate(tables):
        for r, row in enumerate(table.rows):
            for role, spans in row.cells.items():
                if spans:
                    at = (table.block, spans)
                    made[at] = made[at] if at in made else para(layout, table.block, spans, "cell", knowledge)
                    out.append(CellPara(n, r, role, made[at]))
    return tuple(out)


def calls(items: Sequence[Item]) -> dict[str, tuple[Item, int]]:
    """Where the marks of footnotes stand: superscript digits or bracketed ones in running text, by their number; else
    bare ones right behind a word."""
    out: dict[str, tuple[Item, int]] = {}
    for item in items:
        if item.role != "note":
            for m in _RAISED.finditer(item.para.text):
                out.setdefault("".join(str(unicodedata.digit(c)) for c in m.group().strip("[]")), (item, m.start()))
    for mark in {i.marker for i in items if i.role == "note" and i.marker and i.marker.isdigit()} - set(out):
        behind = raised(mark)
        found = next(((i, m.start()) for i in items if i.role != "note" for m in behind.finditer(i.para.text)), None)
        if found:
            out[mark] = found
    return out
