"""One assignment of the record: its parties with their places, and the words that were read otherwise than printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..mend import mended
from ..paras import Para
from . import roles as role
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Found:
    """An assignment and the paragraph (or row) that it was read from."""

    entry: dict[str, Any]
    paras: tuple[Para, ...]


def parties(reading: Reading, roles: role.Roles) -> dict[str, Any]:
    """Who leads and who works along, by name and with the places of their words."""
    told = []
    for name, members in (("lead", roles.lead), ("coordinate", roles.coordinate)):
        for n, p in members:
            a, b = n.start, n.end
            told.append({"name": n.name, "role": name, "text": reading.words(p, a, b), "at": reading.place(p, a, b)})
    return {"lead": [n.name for n, _ in roles.lead], "coordinate": [n.name for n, _ in roles.coordinate], "parties": told}


def tell_mended(entry: dict[str, Any], roles: role.Roles, terms: Sequence[tuple[Para, int, int]]) -> None:
    """Say which words of names and terms were read otherwise than printed."""
    spots = [*((p, n.start, n.end) for n, p in (*roles.lead, *roles.coordinate)), *terms]
    pairs = [pair for p, a, b in spots for pair in mended(p.text[a:b], p.read[a:b])]
    if pairs:
        entry["mended"] = sorted(map(list, {tuple(pair) for pair in pairs}))
