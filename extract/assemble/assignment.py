"""One assignment of the record: its parties with their places, and the words that were read otherwise than printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..find.agencies import Name
from ..mend import mended
from ..paras import Para
from . import roles as role
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Found:
    """An assignment and the paragraph (or row) that it was read from."""

    entry: dict[str, Any]
    paras: tuple[Para, ...]


def party(reading: Reading, name: Name, p: Para, role: str) -> dict[str, Any]:
    """One of them: the name, its role ("lead" or "coordinate"), its words as printed and their place."""
    return {"name": name.name, "role": role, "text": reading.words(p, name.start, name.end), "at": reading.place(p, name.start, name.end)}


def parties(reading: Reading, roles: role.Roles) -> dict[str, Any]:
    """Who leads and who works along, by name and with the places of their words."""
    told = [party(reading, n, p, name) for name in ("lead", "coordinate") for n, p in getattr(roles, name)]
    return {"lead": [n.name for n, _ in roles.lead], "coordinate": [n.name for n, _ in roles.coordinate], "parties": told}


def tell_mended(entry: dict[str, Any], roles: role.Roles, terms: Sequence[tuple[Para, int, int]]) -> None:
    """Say which words of names and terms were read otherwise than printed."""
    spots = [*((p, n.start, n.end) for n, p in (*roles.lead, *roles.coordinate)), *terms]
    pairs = [pair for p, a, b in spots for pair in mended(p.text[a:b], p.read[a:b])]
    if pairs:
        entry["mended"] = sorted(map(list, {tuple(pair) for pair in pairs}))
