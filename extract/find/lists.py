"""Lists of names: as long as a separator is followed by another name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from knowledge import UPPER, Entry, squeeze

from .lookups import bare_hits
from .name import Name
from .names import CAPITAL, SHARED, NameReader

_MORE = re.compile(rf"[{UPPER}][^\s,;.:]*(?: [^\s,;.:]+){{0,5}}")
_PAREN = re.compile(r"\s?\([^()]{0,160}\)")
_FACTORED: Mapping[str, str] = {"s": "so", "b": "ministry", "p": "district_office"}


def run(r: NameReader, p: int, end: int, *, bounded: bool = False, factor: str | None = None) -> tuple[list[Name], int]:
    """The members of a list that begins at ``p``, and where it ends (``p`` where none begins)."""
    at = (p, end, bounded, factor)
    if at not in r.lists:
        r.lists[at] = _run(r, p, end, bounded, factor)
    names, stop = r.lists[at]
    return list(names), stop


def _run(r: NameReader, p: int, end: int, bounded: bool, factor: str | None) -> tuple[list[Name], int]:
    out: list[Name] = []
    stop = p
    dashed = False
    while p < end:
        names = r.name(p, end, bounded=bounded)
        if dashed and (not names or names[0].entry is None):
            break  # what a dash adds is an apposition, unless it is a body of its own
        bare = _bare(r, p, end, factor) if factor else None
        if bare and (not names or names[0].entry is None):
            names = [bare]
        if not names and out and (more := _goes_on(r, p, end)):
            out[-1] = replace(out[-1], end=more, name=squeeze(f"{out[-1].name}{r.t[stop:more]}"), entry=None)
            stop = more
            join = r.k.pattern("join").match(r.f, stop, end)
            if not join:
                break
            p = join.end()
            continue
        if not names:
            break
        e = max(n.end for n in names)
        colon = re.compile(r"\s?:\s?(?:-\s)?").match(r.f, e, end)
        if names[0].kind == "group" and colon:
            letter = r.f[r.quantifiers.get(p, p - 1) + 1]
            inner, inner_stop = run(r, colon.end(), end, bounded=bounded, factor=_FACTORED.get(letter, "so"))
            if inner:
                out += inner
                stop = inner_stop
                break
        if names[0].kind == "office" and len(names) == 1 and colon and (each := _heads_of(r, names[0], colon.end(), end, bounded)):
            inner, stop = each
            out += inner
            break
        out += names
        factor = factor_of(r, names[-1]) or factor
        paren = _PAREN.match(r.f, e, end)
        stop = paren.end() if paren else e
        join = r.k.pattern("join").match(r.f, stop, end)
        if not join:
            break
        p, dashed = join.end(), "-" in join.group()
    return _share(r, out), stop


def _heads_of(r: NameReader, office: Name, start: int, end: int, bounded: bool) -> tuple[list[Name], int] | None:
    """The heads of bodies that a colon tells by their fields ("Giám đốc các sở: Công Thương, Xây dựng"), and where the list ends."""
    several = next((q for q in r.quantifiers if office.start < q < office.end), None)
    if several is None:
        return None
    inner, stop = run(r, start, end, bounded=bounded, factor=_FACTORED.get(r.f[r.quantifiers[several] + 1], "so"))
    post = squeeze(r.t[office.start : several])
    headed = [replace(n, name=f"{post} {n.name}", kind="office", entry=None) if n.kind == "body" and n.entry else n for n in inner]
    return (headed, stop) if headed != inner else None


def _share(r: NameReader, names: list[Name]) -> list[Name]:
    """A committee or council named without its level takes that of the next one in the list."""
    out = list(names)
    for i in range(len(out) - 2, -1, -1):
        a, b = out[i], out[i + 1]
        if r.kind_of(a.entry) in SHARED and r.kind_of(b.entry) in SHARED and a.entry != b.entry and b.name.count(" ") and " " not in a.name:
            out[i] = replace(a, name=f"{a.name} {b.name.partition(' ')[2]}")
    return out


def _goes_on(r: NameReader, p: int, end: int) -> int | None:
    """Where words end that go on with the name before a conjunction: "Cục Hàng hải và Đường thủy Việt Nam". They begin with a
    capital, begin no name or order, and a separator or the end of the region stands behind them."""
    m = _MORE.match(r.t, p, end)
    if not m or m.group().isupper() or p in r.units or p in r.heads or r.k.lexicon("cues", "verb").opens(r.f, p, p + 24):
        return None
    behind = r.t[m.end() : end].strip(" *_")
    return m.end() if not behind or behind[0] in ",;.:" else None


def factor_of(r: NameReader, name: Name) -> str | None:
    """The class of bodies that a list goes on with by their fields only, after this name."""
    if name.entry is None:
        return None
    group = r.k.entry("agencies", name.entry).get("class")
    return str(group) if group in ("so", "ministry", "district_office") else None


def _bare(r: NameReader, p: int, end: int, factor: str) -> Name | None:
    """A body named by its field only, in a list that has said "Các sở" before."""
    best: tuple[int, Entry] | None = None
    for hit in bare_hits(r.f, r.k.lexicon("agencies", field="bare"), p):
        if hit[0] <= end and (best is None or hit[0] > best[0]):
            best = (hit[0], hit[1])
    if best is None or not CAPITAL.match(r.t[p]):
        return None
    wanted = str(best[1]["bare"][0])
    for e in r.k.entries("agencies"):
        if e.get("class") == factor and wanted in (e.get("bare") or ()):
            tail = r.modified(p, best[0], end, str(e["name"]), "body", e.id, 0)
            return tail[0] if tail else None
    return None
