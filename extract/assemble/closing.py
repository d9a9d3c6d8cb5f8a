"""Lines that close a task: who leads it, who works with them, by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..find import agencies, dates
from ..layout import Span
from ..outline import Item
from ..paras import Para
from . import roles as role
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Told:
    """What a closing line says: the roles, and the task (its words and places) that they belong to."""

    roles: role.Roles
    task: tuple[str, tuple[Span, ...]]


def line(reading: Reading, item: Item, items: Sequence[Item]) -> Told | None:
    """ "Đơn vị chủ trì: ...; đơn vị phối hợp: ...": an assignment whose task is the numbered item or the heading above it."""
    k, p = reading.knowledge, item.para
    start, end = item.body
    text = p.folded[start:end]
    m = k.pattern("responsible").match(text)
    task = _task(reading, item, items) if m else None
    if not m or task is None:
        return None
    found = role.Roles(rule="closing line")
    partner = k.pattern("partner").search(text, m.end())
    found.add("lead", _named(reading, p, start + m.end(), start + partner.start() if partner else end), p)
    if partner:
        found.add("coordinate", _named(reading, p, start + partner.end(), end), p)
    return Told(found, task) if found.lead or found.coordinate else None


def goes_on(reading: Reading, item: Item, entry: dict[str, Any], items: Sequence[Item]) -> bool:
    """Whether a line only adds partners or the term to the closing line before it; they are added to that assignment."""
    k, p = reading.knowledge, item.para
    start, end = item.body
    text = p.folded[start:end]
    if not entry["rule"].endswith("closing line") or entry["section"] != item.section:
        return False
    partner = k.pattern("partner").match(text)
    if partner and partner.end() < len(text):
        for name in _named(reading, p, start + partner.end(), end):
            entry["coordinate"].append(name.name)
            where = reading.place(p, name.start, name.end)
            entry["parties"].append({"name": name.name, "role": "coordinate", "text": reading.words(p, name.start, name.end), "at": where})
        return True
    term = k.pattern("term.line").match(text)
    if term:
        cell = Para(p.block, "cell", p.normal.part(start + term.end(), end))
        stated = dates.in_cell(cell, None, k)
        if stated and entry["deadline"] is None:
            entry["deadline"] = stated
            entry["deadline_text"] = reading.words(p, start + term.end(), end).rstrip(" .;")
            entry["deadline_at"] = reading.place(p, start + term.end(), end)
        return True
    return False


def _named(reading: Reading, p: Para, start: int, end: int) -> list[agencies.Name]:
    return agencies.members(p, start, end, reading.knowledge)


def _task(reading: Reading, item: Item, items: Sequence[Item]) -> tuple[str, tuple[Span, ...]] | None:
    """The words of the numbered item that a closing line stands under, else the title of its heading."""
    if item.own and item.marker is None:
        above = next((i for i in items if i.own == item.own and i.marker and i.section == item.section and i.role == "content"), None)
        if above:
            a, b = above.body
            return reading.words(above.para, a, b), above.para.spans(a, b)
    for section in reading.outline.titles(item.section):
        heading = reading.outline.items[section.item]
        if heading.title is not None:
            return section.title, heading.para.spans(*heading.title)
    return None
