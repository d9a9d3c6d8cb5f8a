"""A name of a body as it stands in a paragraph."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``[start, end)`` of a paragraph. ``name`` is its written form, expanded so that it stands alone; ``kind`` is
    ``body``, ``office``, ``group`` or ``person``; ``entry`` the id of the known body, if it is one. Two names may share a place: "UBND cấp
    huyện, cấp xã" is two."""

    start: int
    end: int
    name: str
    kind: str
    entry: str | None = None
