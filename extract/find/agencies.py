"""Names of bodies in a paragraph: all of them, a list that begins at a place, the members of a region that holds names only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge import Knowledge, squeeze

from ..paras import Para
from . import lists
from .lookups import looked, written
from .name import Name
from .names import CAPITAL, NameReader

_DASH = re.compile(r"\s?-\s?")  # before an apposition, however it was typed

__all__ = ["Name", "are_bodies", "is_party_list", "leading_list", "list_at", "looked", "members", "names", "reader", "written"]


def reader(para: Para, knowledge: Knowledge) -> NameReader:
    """The reader of a paragraph; it keeps the names that it has read."""
    found = para.kept.get("names")
    if not isinstance(found, NameReader) or found.k is not knowledge:
        found = para.kept["names"] = NameReader(para, knowledge)
    return found


def names(para: Para, knowledge: Knowledge) -> list[Name]:
    """All names of a paragraph in order; a name inside another is part of it."""
    r = reader(para, knowledge)
    group = knowledge.pattern("name.group")
    groups = [p for p in r.quantifiers if (m := group.match(r.f, p)) and m.group("q")]
    anchors = sorted({*r.known, *groups, *(p for p in r.heads if CAPITAL.match(r.t[p])), *(p for p in r.units if CAPITAL.match(r.t[p]))})
    behind: dict[int, int] = {}  # where a quantifier's noun begins, and the quantifier
    for s, e in r.quantifiers.items():
        behind.setdefault(e + 1, s)
    out: list[Name] = []
    stop = 0
    for p in anchors:
        if p < stop:
            continue
        q = behind.get(p, p)
        begin = q if q >= stop else p
        found = r.name(begin, len(r.t)) or r.name(p, len(r.t))
        if found:
            out += found
            stop = max(n.end for n in found)
    return out


def list_at(
    para: Para, start: int, end: int, knowledge: Knowledge, *, bounded: bool = False, factor: str | None = None
) -> tuple[list[Name], int]:
    """The list of names that begins at ``start``; see ``NameReader.list``. ``bounded``: the region holds names only (a cell, a title)."""
    return lists.run(reader(para, knowledge), start, end, bounded=bounded, factor=factor)


def leading_list(para: Para, start: int, end: int, knowledge: Knowledge) -> int | None:
    """Where the list of names that opens ``[start, end)`` ends, or None where none opens it."""
    found, stop = list_at(para, start, end, knowledge)
    return stop if found else None


def is_party_list(para: Para, start: int, end: int, knowledge: Knowledge) -> bool:
    """Whether ``[start, end)`` is a list of names and nothing else (an apposition behind a dash apart)."""
    found, stop = list_at(para, start, end, knowledge)
    if not found:
        found, stop = list_at(para, start, end, knowledge, factor="so")
    if not found:
        return False
    rest = para.read[stop:end].strip(" .:;,*_")
    return not rest or rest[0] in "-–("


def are_bodies(para: Para, start: int, end: int, knowledge: Knowledge) -> bool:
    """Whether ``[start, end)`` is known bodies, no groups, and nothing else."""
    found, stop = list_at(para, start, end, knowledge)
    return bool(found) and all(n.entry and n.kind == "body" for n in found) and not para.text[stop:end].strip(" *_")


def _scope(r: NameReader, p: int, end: int) -> int | None:
    """Where words end that say within what the bodies before them act ("theo lĩnh vực được giao quản lý"): at a semicolon, or where
    another body is named."""
    m = r.k.pattern("name.scope").match(r.f, p, end)
    if not m:
        return None
    for i in range(m.end(), end):
        if r.f[i] == ";" or (r.f[i - 2 : i] == ", " and any(n.entry for n in r.name(i, end))):
            return i
    return end


def _owner(r: NameReader, p: int, end: int, before: Sequence[Name]) -> int | None:
    """Past brackets that only say what ministry or department the office before them is of: "Cục An toàn thông tin (Bộ Công an)"."""
    close = r.f.find(")", p, end) if r.t[p] == "(" and before else -1
    names = r.name(p + 1, close) if close > 0 else []
    if len(names) != 1 or names[0].end != close or r.kind_of(names[0].entry) not in ("ministry", "so"):
        return None
    return close + 1 if before[-1].name.lower().startswith(tuple(f"{w} " for w in r.k.top("cues", "field_units"))) else None


def members(para: Para, start: int, end: int, knowledge: Knowledge, *, bare: bool = False) -> list[Name]:
    """Every name of a region that holds names only: cells and titles; what the grammar does not know is kept as printed.
    ``bare``: the region may open with a department named by its field only."""
    r = reader(para, knowledge)
    out: list[Name] = []
    p = start
    factor: str | None = None
    while p < end:
        while p < end and r.t[p] in " -–+•*_.,;:()\\":
            aside = r.k.pattern("name.aside").match(r.f, p, end)
            p = aside.end() if aside else (_owner(r, p, end, out) or p + 1)
        if p >= end:
            break
        found, stop = lists.run(r, p, end, bounded=True, factor=factor)
        if p == start and bare and not (found and found[0].entry):
            again, stop2 = lists.run(r, p, end, bounded=True, factor="so")
            found, stop = (again, stop2) if again and again[0].entry else (found, stop)
        dash = _DASH.match(r.f, stop, end)
        if found and dash and not r.f[start:end].lstrip().startswith("-") and not any(n.entry for n in r.name(dash.end(), end)):
            out += found
            cut = re.compile(r"\s?;\s?").search(r.f, stop, end)
            p = cut.end() if cut else end
            continue
        if found and (until := _scope(r, stop, end)):
            out += found
            p = until
            continue
        cut = re.compile(r"\s?[;,]\s?|\s?\(").search(r.f, stop if found else p, end) if not found or r.t[stop : stop + 1] == " " else None
        if not found:
            stop = cut.start() if cut else end
            if stop > p:
                words = written(squeeze(r.t[p:stop]).strip(" .;,"), knowledge)
                if (
                    out
                    and not words.isupper()
                    and out[-1].entry is None
                    and p not in r.units
                    and words[:1].isalpha()
                    and r.f[out[-1].end : p].strip() in knowledge.top("patterns", "list_signs")[:1]
                ):
                    # "Vụ Khoa học công nghệ, môi trường ...": words that begin no name belong to the one before the comma
                    out[-1] = replace(out[-1], end=stop, name=f"{out[-1].name}, {words}", entry=None)
                else:
                    found = [Name(p, stop, words, "body")]
        elif r.t[stop : stop + 1] == " " and r.t[stop:end].strip(" .:*_") and not r.k.pattern("join").match(r.f, stop, end):
            again = r.name(stop + 1, end)
            until = (
                stop if again and again[0].entry else cut.start() if cut else end
            )  # words that no grammar knows belong to the name before them: a cell holds names only
            tail = squeeze(r.t[stop:until]).strip(" .;,:*_")
            if tail and not tail.startswith("("):
                found[-1] = replace(found[-1], end=until, name=written(f"{found[-1].name} {tail}", knowledge))
                stop = until
        out += found
        p = max(stop, p + 1)
        factor = "so" if found and found[-1].entry and lists.factor_of(r, found[-1]) == "so" else None
    return [n for n in out if n.name]
