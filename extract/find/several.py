"""One body in several places: "UBND các xã A, B và C", "UBND các xã, phường và đặc khu A"; a body of a body: "Thanh tra Sở Y tế"."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge import LOWER, UPPER, squeeze

from .lookups import written
from .name import Name

if TYPE_CHECKING:
    from .names import NameReader

# A word of a place's name: "Sơn", "KBang", "M'gar", "H'Drai"; the point of "TP.Vinh" stands for its blank.
_WORD = f"(?:[{UPPER}][{LOWER}]*['’ʼ‘`][{UPPER}]?[{LOWER}]+|[{UPPER}]{{1,2}}[{LOWER}]+(?![{UPPER}]))"
PROPER = re.compile(f"(?:(?: |(?<=T[PX])\\.){_WORD}(?:-{_WORD})?){{1,4}}")
_SHORT_LEVEL = re.compile(r"(?<= )T[PXT]\.?$")  # "UBND TP", "UBND TX."
_SHORT = re.compile(f" \\((?:[{UPPER}&-]{{2,8}}|[{UPPER}][^\\W\\d_][^()]{{1,40}})\\)")


def parts(r: NameReader, a: int, b: int) -> list[tuple[int, int]]:
    """The members of ``[a, b)``, parted by commas and conjunctions."""
    cuts = [(a, a), *(m.span() for m in r.k.pattern("join").finditer(r.f, a, b)), (b, b)]
    return [(x, y) for (_, x), (y, _) in pairwise(cuts)]


def several(r: NameReader, p: int, m: re.Match[str], stop: int, end: int, base: str, entry: str) -> list[Name]:
    """The names that a body gives with levels ``m`` and the proper name of a place up to ``stop``; none where it is one name.

    Of several levels the place is that of the last only; of one level with several places each makes a name.
    """
    if not m.group("many") or stop == m.end():
        return []
    levels = parts(r, m.end("many"), m.end())
    last = r.t[slice(*levels[-1])]
    if len(levels) > 1:
        others = squeeze(f"{base}{r.t[m.start() : levels[-2][1]]}")
        names = [(others, "group"), (squeeze(f"{base} {last}{r.t[m.end() : stop]}"), "body")]
        return [Name(p, stop, written(name, r.k), kind, entry) for name, kind in names]
    places = [r.t[m.end() : stop]]
    while join := r.k.pattern("join").match(r.f, stop, end):
        q = join.end()
        proper = PROPER.match(r.t, q - 1, end)
        if not proper or any(q in w for w in (r.known, r.units, r.heads, r.quantifiers)):
            break
        places.append(proper.group())
        stop = proper.end()
    return [Name(p, stop, written(squeeze(f"{base} {last} {place}"), r.k), "body", entry) for place in places] if len(places) > 1 else []


def within(r: NameReader, p: int, q: int, stop: int, end: int, entry: str, depth: int) -> list[Name]:
    """The names of a body whose last word begins that of the body it is of: "Thanh tra Sở Y tế"; none where it does not."""
    last = r.f.rfind(" ", q, stop) + 1
    if last <= q or last not in r.known or r.known[last][0] <= stop or not r.t[stop + 1 : stop + 2].isupper():
        return []
    return [replace(n, start=p, name=squeeze(f"{r.t[p:last]}{n.name}"), entry=entry) for n in r.name(last, end, depth=depth + 1)]


def proper(r: NameReader, e: int, end: int) -> int:
    """Past the proper name of a place that stands at ``e``, or ``e``."""
    if stop := r.past_place(e, end):
        return stop
    if r.t[max(0, e - 4) : e].isupper() and not _SHORT_LEVEL.search(r.t, max(0, e - 4), e):
        return e
    m = PROPER.match(r.t, e, end)
    if not m:
        return e
    for i in range(e + 1, m.end()):  # a known body ends the place's name
        if i in r.known and r.t[i - 1] == " " and r.t[i].isupper():
            return i - 1
    return m.end()


def past_short(r: NameReader, e: int, end: int) -> int:
    """Past the other form that brackets give a name before its level or place: "Ủy ban nhân dân (UBND) tỉnh"."""
    m = _SHORT.match(r.t, e, end)
    return m.end() if m and (r.k.pattern("name.levels").match(r.f, m.end(), end) or m.end() + 1 in r.places) else e
