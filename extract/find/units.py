"""Bodies that no entry knows, read by grammar: a word that begins names ("Cục", "Trung tâm"), then the words of its field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge import UPPER

if TYPE_CHECKING:
    from .names import NameReader

_CAPITAL = re.compile(f"[{UPPER}]")
_WORD = re.compile(r" ([\w&/-]+)")
_LONGEST = 90  # characters of a name


def unknown(r: NameReader, q: int, end: int, bounded: bool) -> int | None:
    """Where the name of a body that no entry knows ends (at a separator, a verb or a preposition); None where none begins at ``q``."""
    stop = r.units.get(q)
    if stop is None or not (_CAPITAL.match(r.t[q]) or bounded) or q in r.not_units:
        return None
    if r.t[q:stop].isupper() and r.t[stop + 1 : stop + 3].isupper() and not bounded:
        return None  # a heading in capitals: any word may look like the beginning of a name
    if not bounded and not (r.t[stop : stop + 1] == " " and (r.t[stop + 1 : stop + 2].isupper() or r.t[stop + 1 : stop + 2].isdigit())):
        return None
    e = _words(r, q, stop, end, bounded)
    if e == stop and not bounded:
        return None
    return e if bounded else goes_on(r, q, e, end)


def _words(r: NameReader, q: int, stop: int, end: int, bounded: bool) -> int:
    """Past the words of the field that begins at ``stop`` in the name that begins at ``q``."""
    e, small = max(stop, r.past_place(stop, end)), 0
    placed, named = e > stop, r.f[q : r.units[q]] in r.k.entry("cues", "name.unit_proper")["phrases"]
    for m in _WORD.finditer(r.f, e, end):
        if m.start() != e or m.end() - q > _LONGEST:
            break
        word = m.start(1)
        capital = bool(_CAPITAL.match(r.t[word]))
        small = 0 if capital else small + 1
        first = r.t[stop + 1 : e]
        # the second syllable of a first word: "Cục Hàng không"; in "Văn phòng Cục" the first word is whole
        opened = bool(first) and " " not in first and not first.isupper() and stop + 1 not in r.units
        ends = word in r.verbs or (word in r.boundaries and not opened) or (named and (placed or small > 1 or " " in r.t[stop + 1 : e]))
        if not capital and not bounded and ends and not _whole(r, q, word):
            break
        if not bounded and r.k.pattern("join").fullmatch(r.f[m.start() : m.end() + 1]):
            p2 = m.end() + 1
            lower = r.t[p2 : p2 + 1].islower() and not r.verbs.get(p2) and not r.boundaries.get(p2) and _field(r, q, p2, end)
            if not (r.t[p2 : p2 + 1].isupper() or lower) or _begins(r, q, p2, dashed=m.group(1) == "-"):
                break
        if word in r.known and word != q and r.known[word][0] > m.end() and capital and r.f[e - 2 : e + 1] != " - ":
            break
        if r.followed(e, r.t) and any(r.k.pattern(i).match(r.f, e, end) for i in ("name.rungs", "name.levels", "name.tail", "name.link")):
            break
        e = m.end()
    return e


def _whole(r: NameReader, q: int, word: int) -> bool:
    """Whether a word that may be a verb stands within one that is none: "Trung tâm Dịch vụ việc làm"."""
    if r.k.pattern("name.unit_act").match(r.f, word):
        return False  # "Vụ Đầu tư xây dựng kế hoạch"
    found = r.k.lexicon("cues", "unit_whole").find(r.f[q : word + _LONGEST])
    return any(h.start <= word - q < h.end for h in found)


def goes_on(r: NameReader, q: int, e: int, end: int) -> int:
    """Where a name ends whose field goes on behind commas: "Cục Chất lượng, Chế biến và Phát triển thị trường", "Cục Quản lý Khám, chữa
    bệnh". Members behind a comma and a capital belong to it only if a last one is joined by a conjunction, and none begins a name or is
    what another office of this kind is called in short ("Vụ Pháp chế, Tổ chức cán bộ"). ``e`` if it does not go on."""
    if q not in r.units or r.f[q : r.units[q]] not in r.k.top("cues", "field_units"):
        return e
    sure = at = e
    while (m := r.k.pattern("join").match(r.f, at, end)) and r.t[at : at + 1] != ";":
        p2, comma = m.end(), r.t[at : at + 1] == ","
        small = r.t[p2 : p2 + 1].islower()
        if _begins(r, q, p2, dashed=False) or _short(r, q, p2) or (p2 in r.verbs and small) or p2 in r.boundaries:
            break
        if small and r.k.lexicon("agencies").opens(r.f, p2, end):
            break  # "Phòng Tư pháp, công an xã"
        if not (small or _CAPITAL.match(r.t[p2 : p2 + 1])) or (small and not (comma and _field(r, q, p2, end))):
            break
        stop = _words(r, q, p2 - 1, end, False)
        if stop <= p2 or r.t[p2:stop].isupper() or (" " not in r.t[p2:stop] and not comma):
            break
        at = stop
        if not comma or small or r.k.pattern("join").search(r.f, p2, stop):
            sure = stop
    return sure


def _short(r: NameReader, q: int, p: int) -> bool:
    """Whether at ``p`` stands what another office of the kind of that at ``q`` is called without its first word."""
    name = f"{r.f[q : r.units[q]]} {r.f[p : p + _LONGEST]}"
    hit = r.k.lexicon("agencies").opens(name, 0, len(name))
    return hit is not None and hit.end > r.units[q] - q


def _begins(r: NameReader, q: int, p: int, *, dashed: bool) -> bool:
    """Whether another name begins behind a conjunction; in "Phòng Bưu chính - Viễn thông", ``dashed``, none does."""
    known = p in r.known and not (dashed and r.f[q : r.units[q]] in r.k.top("cues", "field_units"))
    return known or p in r.quantifiers or p in r.heads or (p in r.units and p not in r.not_units)


def _field(r: NameReader, q: int, p: int, end: int) -> bool:
    """Whether small words behind a conjunction go on with an unknown body's field: its first word always bears one."""
    return r.k.pattern("name.group").match(r.f, p, end) is None and r.f[q : r.units[q]] in r.k.top("cues", "field_units")
