"""What bodies are called where people read of them."""

from __future__ import annotations

from collections.abc import Iterable

from graph.overlaps.findings import told_apart
from graph.stores import Store

NAMES = "MATCH (a:Agency) WHERE a.id IN $ids RETURN a.id AS id, a.name AS name, a.full_name AS full, a.jurisdiction AS place"


def names(store: Store, ids: Iterable[str]) -> dict[str, str]:
    """The names of bodies by id, each told apart from the others: with its place where another has the name alone."""
    found = store.read(NAMES, {"ids": [*ids]}, seconds=None, rows=None)
    called = {str(r["id"]): (str(r["name"]), str(r["full"] or r["id"]), f"{r['name']} ({r['place'] or '?'})", str(r["id"])) for r in found}
    return told_apart(called)
