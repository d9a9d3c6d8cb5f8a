"""Assignments of task tables and tables of indicators: one a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ..find import agencies, dates
from ..labels import labels
from ..paras import Para, para
from ..rows import TaskRow
from ..tables import LED
from . import closing, shared
from . import roles as role
from .assignment import Found, parties, tell_mended
from .reading import CellPara, Reading

_BESIDE = 80  # characters between cells that stand beside each other, blanks of a drawn table counted


def rows(reading: Reading, year: str | None) -> list[Found]:
    """One assignment a row; several annexes count ``annex1``, ``annex2`` ..."""
    out: list[Found] = []
    ids: Counter[str] = Counter()
    by_row: dict[tuple[int, int], dict[str, CellPara]] = {}
    for c in reading.cells:
        by_row.setdefault((c.table, c.row), {})[c.role] = c
    marked = reading.knowledge.pattern("target.mark")
    named = {t for (t, _), cells in by_row.items() if _named(cells)}
    ordering = _numbered([(t, table.rows) for t, table in enumerate(reading.tables) if t in named or not table.indicators])
    for t, table in enumerate(reading.tables):
        prefix = f"annex{ordering[t]}" if t in ordering and max(ordering.values()) > 1 else "annex"
        for r, row in enumerate(table.rows):
            cells = by_row.get((t, r), {})
            task = cells.get("task")
            if task is None or (table.indicators and not _named(cells)):
                continue
            who = role.Roles(rule="row")
            lead = cells.get("lead") or cells.get("who")
            within: tuple[Para, int, int] | None = None  # a term that stands in a cell of bodies
            partners = cells.get("coordinate")
            if lead and partners and _repeated(lead.para, partners.para):
                partners = None
            for cell, name in ((lead, "lead"), (partners, "coordinate")):
                if cell:
                    told, spot = shared.cell(cell.para, reading.knowledge, mode=name, both=table.both and cell.role == "who")
                    who.take(told)
                    within = within or ((cell.para, *spot) if spot else None)
            who.take(_marked(reading, t, cells))
            term = cells.get("deadline")
            above = _above(reading, t, row)
            if above and not who.lead and not {"lead", "who"} & set(cells) and not table.bodies:
                who = _over(reading, above, who)
            if above and within is None and "deadline" not in table.columns:
                m = reading.knowledge.pattern("group.term").match(above[0].folded[slice(*above[1:])])
                within = (above[0], above[1] + m.start("t"), above[1] + m.end("t")) if m else None
            when = [s for r, s in table.terms.items() if r in cells and marked.match(cells[r].para.folded)]
            if when and within is None:  # of the months that are marked the last
                head = para(reading.layout, table.block, when[-1], "cell", reading.knowledge)
                within = (head, 0, len(head.text))
            identity = f"{prefix}-{row.ordinal or r + 1}"
            ids[identity] += 1
            if ids[identity] > 1:
                identity = f"{identity}~{ids[identity]}"
            product = cells.get("product")
            years = [c for r, c in sorted(cells.items()) if r.startswith("goal.") and marked.match(c.para.folded)]
            entry: dict[str, Any] = {
                "id": identity, "kind": "annex", "section": "annex", "task": reading.words(task.para, 0, len(task.para.text)),
                **parties(reading, who), "deadline": _term(reading, term or (years[-1] if years else None), year),
                "deadline_text": reading.words(term.para, 0, len(term.para.text)) if term else None,
                "deadline_at": reading.place(term.para, 0, len(term.para.text)) if term else None,
                "product": reading.words(product.para, 0, len(product.para.text)) if product else None,
                "row": row.ordinal, "at": reading.place(task.para, 0, len(task.para.text)), "rule": "annex.row",
            }  # fmt: skip
            tell_mended(entry, who, [(term.para, 0, len(term.para.text))] if term else [])
            if term is None and within:
                closing.set_term(reading, *within, year, entry)
            if row.group:
                entry["group"] = reading.layout.words(row.group)
            out.append(Found(entry, tuple(c.para for c in cells.values())))
    return out


def _numbered(tables: Sequence[tuple[int, Sequence[TaskRow]]]) -> dict[int, int]:
    """The number of each table's annex, by the table; a table that counts on where the one before it ends is of the same."""
    out: dict[int, int] = {}
    number = last = 0
    for t, rows in tables:
        counted = [int(r.ordinal) for r in rows if r.ordinal and r.ordinal.isdecimal()]
        number += not (last and counted and counted[0] == last + 1)
        last = counted[-1] if counted else 0
        out[t] = number
    return out


def _named(cells: Mapping[str, CellPara]) -> bool:
    """Whether a row names who acts."""
    return any(r in ("lead", "who", "coordinate") or r.startswith("body.") for r in cells)


def _repeated(lead: Para, partners: Para) -> bool:
    """Whether one cell over the columns of both parts stands in each of them, as converters leave it."""
    if lead.folded != partners.folded:
        return False
    return 0 < partners.spans(0, len(partners.text))[0].start - lead.spans(0, len(lead.text))[-1].end <= _BESIDE


def _above(reading: Reading, t: int, row: TaskRow) -> tuple[Para, int, int] | None:
    """The words of the group row above a row, without their mark: it may name who does the rows below it, or by when."""
    if not row.group:
        return None
    p = para(reading.layout, reading.tables[t].block, row.group, "cell", reading.knowledge)
    led = LED.match(p.text)
    return p, led.end() if led else 0, len(p.text)


def _over(reading: Reading, above: tuple[Para, int, int], who: role.Roles) -> role.Roles:
    """A row's roles with those that its group row tells: "I. SỞ NỘI VỤ", "Nhiệm vụ giao Sở Y tế chủ trì", "Chủ trì: Sở Y tế; ..."."""
    p, start, end = above
    k = reading.knowledge
    opener = k.pattern("group.owner").match(p.folded, start, end)
    start = opener.end() if opener else start
    while end > start and p.text[end - 1] in " .:;*_)":
        end -= 1
    told = role.Roles()
    if agencies.is_party_list(p, start, end, k):
        told.add("lead", agencies.members(p, start, end, k), p)
    elif labels(p, start, end, k):
        told = shared.cell(p, k, mode="lead", start=start)[0] if shared.tells(p, start, end, k) else told
    elif shared.only(p, start, end, k) == end:
        told = shared.parts(p, start, end, k)
    if not told.lead:
        return who
    told.take(who)
    return told


def _marked(reading: Reading, t: int, cells: Mapping[str, CellPara]) -> role.Roles:
    """The bodies over a row's marks, with the parts that the marks give, from left to right."""
    k, table = reading.knowledge, reading.tables[t]
    out = role.Roles(rule="marks")
    for column, spans in table.bodies.items():
        part = table.marks.get(reading.words(cells[column].para, 0, len(cells[column].para.text))) if column in cells else None
        if part:
            head = para(reading.layout, table.block, spans, "cell", k)
            out.add(part, agencies.members(head, 0, len(head.text), k), head)
    return out


def _term(reading: Reading, cell: CellPara | None, year: str | None) -> dict[str, Any] | None:
    """The term of a time cell: by reference to an instrument, else what the words say."""
    if cell is None:
        return None
    if cell.role.startswith("goal."):  # a mark in the column of a year
        return {"kind": "year", "value": cell.role.partition(".")[2]}
    cited = next((m for m in reading.of(cell.para) if m.kind == "citation" and m.value.get("number")), None)
    stated = dates.in_cell(cell.para, year, reading.knowledge)
    if cited and (stated is None or cited.start < 12 + cell.para.text.find(cited.text[:1])):
        return {"kind": "reference", "value": cited.value["number"]}
    return stated
