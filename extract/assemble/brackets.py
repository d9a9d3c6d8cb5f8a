"""Who does a task, told in brackets behind it."""

from __future__ import annotations

from itertools import pairwise

from knowledge import Knowledge

from ..find import agencies
from ..labels import labels
from ..outline import Item
from ..paras import Para
from . import roles as role
from .closing import Told, whole
from .reading import Reading


def bracket(reading: Reading, item: Item) -> Told | None:
    """A task with who leads it in brackets at its end: "... (Sở Y tế chủ trì, phối hợp với ...; hoàn thành trước ngày 30/6)"."""
    p = item.para
    inner = bracketed(p, *item.body, reading.knowledge)
    if inner is None and (named := _named_by(p, *item.body, reading.knowledge)):
        a, b, term = named
        roles = role.Roles(rule="bracket")
        roles.add("lead", agencies.members(p, a, b, reading.knowledge), p)
        return Told(roles, whole(reading, item), ((b, term),))
    if inner is None or not any(c.isalnum() for c in p.text[item.body[0] : inner[0]]):
        return None
    return Told(role.read(p, *inner, [], reading.knowledge), whole(reading, item), tuple(_terms(p, *inner, reading.knowledge)))


def bracketed(p: Para, start: int, end: int, k: Knowledge) -> tuple[int, int] | None:
    """The words in brackets at the end of ``[start, end)`` that say who leads, or None."""
    inside = _last_bracket(p, start, end)
    if inside is None:
        return None
    a, b = inside
    own = role.subject(p, a, b, k)
    told = own is not None and (
        any(role.opens(p, own[1], b, k, g) for g in ("lead", "acting", "together")) or role.opens(p, role.skip(p, a, b, k), b, k, "assign")
    )
    return (a, b) if told else None


def _named_by(p: Para, start: int, end: int, k: Knowledge) -> tuple[int, int, int] | None:
    """Bodies and a term, and no more, in brackets behind a work: "... (Sở Nội vụ, Sở Tài chính; trước 30/6/2024)"; where the bodies
    begin and end, and where the term ends."""
    inside = _last_bracket(p, start, end)
    if inside is None:
        return None
    names, stop = agencies.list_at(p, *inside, k)
    term = k.pattern("share.term").match(p.folded, stop, inside[1]) if names and all(n.entry for n in names) else None
    return (inside[0], stop, inside[1]) if term and stop < inside[1] else None


def _terms(p: Para, start: int, end: int, k: Knowledge) -> list[tuple[int, int]]:
    """What in a bracket is a term and nothing else: labelled so, or a clause that says no more than that a work goes on."""
    out = [(x.value, x.end) for x in labels(p, start, end, k) if x.role == "deadline"]
    cuts = [start, *(i + 1 for i in range(start, end) if p.text[i] in ",;"), end + 1]
    for a, b in pairwise(cuts):
        clause = p.folded[a : b - 1].strip()
        if k.pattern("cell.continuous").fullmatch(clause):
            out.append((a + len(p.folded[a:b]) - len(p.folded[a:b].lstrip()), b - 1))
    return out


def _last_bracket(p: Para, start: int, stop: int) -> tuple[int, int] | None:
    """The words in the brackets that end ``[start, stop)``, signs behind them apart, and do not begin it."""
    while stop > start and p.text[stop - 1] in " .;:,*_":
        stop -= 1
    sign = {")": "(", "]": "["}.get(p.text[stop - 1 : stop])
    opened = p.text.rfind(sign, start, stop) if sign else -1
    return (opened + 1, stop - 1) if opened > start else None
