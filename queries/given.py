"""Parameters that no caller gives: what a statement needs and an engine cannot work out, the same on every engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from graph.stores import Store
from knowledge import load


def _phrases(zone: str) -> list[str]:
    return sorted({p for e in load().files["headings"] if e.get("zone") == zone for p in e["phrases"]})


def _annex_words(store: Store, given: Mapping[str, Any]) -> list[str]:
    """How an annex is called."""
    return _phrases("annex")


def _attached_words(store: Store, given: Mapping[str, Any]) -> list[str]:
    """How a plan says that something is attached to it."""
    return sorted({p.lstrip("(") for p in _phrases("caption")})


GIVEN: Mapping[str, Callable[[Store, Mapping[str, Any]], Any]] = {
    "annex_words": _annex_words,
    "attached_words": _attached_words,
}
