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
    """What a closing line says: the roles, the task (its words and places) that they belong to, and where in the line a term stands."""

    roles: role.Roles
    task: tuple[str, tuple[Span, ...]]
    term: tuple[int, int] | None = None


def line(reading: Reading, item: Item, items: Sequence[Item]) -> Told | None:
    """ "Đơn vị chủ trì: ...; đơn vị phối hợp: ...": an assignment whose task is the numbered item or the heading above it."""
    k, p = reading.knowledge, item.para
    start, end = item.body
    text = p.folded[start:end]
    term = k.pattern("term.inline").search(text)
    if term:
        end = start + term.start()
        text = text[: term.start()]
    m = k.pattern("responsible").match(text)
    task = _task(reading, item, items) if m else None
    if not m or task is None:
        return None
    found = role.Roles(rule="closing line")
    partner = k.pattern("partner").search(text, m.end())
    found.add("lead", _named(reading, p, start + m.end(), start + partner.start() if partner else end), p)
    if partner:
        found.add("coordinate", _named(reading, p, start + partner.end(), end), p)
    if not (found.lead or found.coordinate):
        return None
    return Told(found, task, (start + term.end(), item.body[1]) if term else None)


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
        set_term(reading, p, start + term.end(), end, entry)
        return True
    return False


def set_term(reading: Reading, p: Para, start: int, end: int, entry: dict[str, Any]) -> None:
    """Give an assignment the term that these words state, if it has none yet."""
    while end > start and p.text[end - 1] in " .;)":
        end -= 1
    stated = dates.in_cell(Para(p.block, "cell", p.normal.part(start, end), p.read[start:end]), None, reading.knowledge)
    if stated and entry["deadline"] is None:
        entry["deadline"] = stated
        entry["deadline_text"] = reading.words(p, start, end)
        entry["deadline_at"] = reading.place(p, start, end)


def _named(reading: Reading, p: Para, start: int, end: int) -> list[agencies.Name]:
    return agencies.members(p, start, end, reading.knowledge)


def _task(reading: Reading, item: Item, items: Sequence[Item]) -> tuple[str, tuple[Span, ...]] | None:
    """The words of the numbered item that a closing line stands under, else the title of its heading."""
    if item.own:
        above = next(
            (
                i
                for i in items
                if i.own == item.own
                and i is not item
                and i.marker
                and i.marker[0].isalnum()
                and i.section == item.section
                and i.role == "content"
            ),
            None,
        )
        if above:
            a, b = above.body
            return reading.words(above.para, a, b), above.para.spans(a, b)
    for section in reading.outline.titles(item.section):
        heading = reading.outline.items[section.item]
        if heading.title is not None:
            return section.title, heading.para.spans(*heading.title)
    return None
