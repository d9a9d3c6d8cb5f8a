"""Targets of the record: the figures that the plan sets, with their term from the sentence, the line or heading above, or the plan."""

from __future__ import annotations

from typing import Any

from ..find import targets as finder
from ..mention import Mention
from ..outline import Item
from .reading import CellPara, Reading, at
from .under import introduces, last_alike

_SILENT = frozenset({"viewpoint"})
_SETTING = frozenset({"goal", "task", "solution", "organisation"})


def targets(reading: Reading, year: str | None, start_year: int | None) -> list[dict[str, Any]]:
    """One entry a figure, in reading order. Figures of the preamble and of footnotes report; so do those of years gone by."""
    out: list[dict[str, Any]] = []
    # lines that end in a colon with their marks, the year that they name, and the last item that stands under them with the same mark
    above: list[tuple[str | None, str, int]] = []
    items = [i for i in reading.outline.items if i.role in ("content", "heading") and i.para.kind == "paragraph"]
    section = None
    for n, item in enumerate(items):
        if item.section != section:
            above, section = [], item.section
        if item.body[0] >= item.body[1] or item.section in ("preamble", "annex"):
            continue
        while above and above[-1][0] == item.marker and above[-1][2] < n:
            above.pop()
        if introduces(item):
            m = reading.knowledge.pattern("target.heading_year").search(item.para.folded, *item.body)
            above.append((item.marker, m.group("y") if m else "", last_alike(items, n, all_of_them=True)))
        if _silent(reading, item.section):
            continue
        found = finder.find(item.para, *item.body, reading.knowledge)
        terms = next((y for _, y, _ in reversed(above) if y), None) or _heading_year(reading, item) or year
        out += _entries(reading, found, item.section, terms, start_year)
    out += _annexes(reading, year, start_year)
    for n, entry in enumerate(out, 1):
        entry["id"] = f"t{n}"
    return out


def _silent(reading: Reading, section: str) -> bool:
    """Whether a chapter only tells how things stand; a task that is headed "Đánh giá ..." under a chapter of tasks does not."""
    if reading.outline.chapter(section) not in _SILENT:
        return False
    return not any(s.kind in _SETTING for s in reading.outline.titles(section))


def _annexes(reading: Reading, year: str | None, start_year: int | None) -> list[dict[str, Any]]:
    """The figures of the cells: those of a column of goals by the year of its head, and those that the words of a task state."""
    out: list[dict[str, Any]] = []
    rows: dict[tuple[int, int], dict[str, CellPara]] = {}
    for cell in reading.cells:
        rows.setdefault((cell.table, cell.row), {})[cell.role] = cell
    for cells in rows.values():
        told = False  # a figure of its own makes the row's words the name of an indicator
        goals = [c for r, c in cells.items() if r.split(".")[0] == "goal"]
        for cell in goals:
            by = cell.role.partition(".")[2] or year
            name, unit = cells.get("task"), cells.get("unit")
            value = finder.in_cell(cell.para, unit.para if unit else None, name.para if name else None, reading.knowledge)
            if value is None:
                found = finder.find(cell.para, 0, len(cell.para.text), reading.knowledge)
                out += _entries(reading, found, "annex", by, start_year)
                continue
            told = True
            if start_year and by and int(by) < start_year:
                continue
            spans = [s for c in (name, unit, cell) if c for s in c.para.spans(0, len(c.para.text))]
            words = reading.layout.words(spans)
            out.append({"text": words, **value, "by": by, "section": "annex", "at": at(reading.layout, spans), "rule": "target.cell"})
        said: set[str] = set()
        for cell in sorted(cells.values(), key=lambda c: c.role != "task"):
            if cell.role in ("product", "count") or (cell.role == "task" and not told):
                found = finder.find(cell.para, 0, len(cell.para.text), reading.knowledge, counts=cell.role != "task")
                found = [
                    t for t in found if t.rule != "target.amount" or str(t.value["value"]) not in said
                ]  # the product of the task's figure
                said |= {str(t.value["value"]) for t in found}
                out += _entries(reading, found, "annex", year, start_year)
    return out


def _heading_year(reading: Reading, item: Item) -> str | None:
    for s in reading.outline.titles(item.section):
        heading = reading.outline.items[s.item]
        m = reading.knowledge.pattern("target.heading_year").search(heading.para.folded, *(heading.title or (0, 0)))
        if m:
            return m.group("y")
    return None


def _entries(reading: Reading, found: list[Mention], section: str, term: str | None, start_year: int | None) -> list[dict[str, Any]]:
    out = []
    if not found:
        return []
    cited = [m for m in reading.of(found[0].para) if m.kind == "citation"]
    for n, t in enumerate(found):
        if any(c.start <= t.start < c.end for c in cited):
            continue
        by = t.value["by"] or term
        if (start_year and by and int(by[:4]) < start_year) or _reports(t, reading):
            continue
        following = found[n + 1].start if n + 1 < len(found) else len(t.para.text)
        a, b = finder.clause(t, following)
        told = {k: t.value[k] for k in ("comparator", "value", "unit")}
        where = reading.place(t.para, a, b)
        out.append({"text": reading.words(t.para, a, b), **told, "by": by, "section": section, "at": where, "rule": t.rule})
    return out


def _reports(t: Mention, reading: Reading) -> bool:
    """Whether the words before a figure in its clause say that it was reached already."""
    cut = finder.since(t.para.folded, t.start, ".;(")
    comma = t.para.folded.rfind(", ", cut, t.start) + 2
    if t.rule == "target.count" and comma > cut + 1 and reading.knowledge.pattern("target.act").match(t.para.folded, comma):
        cut = comma  # "duy trì chuỗi đã được xác nhận, phát triển thêm 01 chuỗi": a verb of its own behind the comma
    return reading.knowledge.pattern("target.report").search(t.para.folded, cut, t.start) is not None
