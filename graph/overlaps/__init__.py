"""Which tasks are the same work, and in what relation: tasks to works, works to pairs, pairs to categories, pairs to edges.

``settle`` brings a store's OVERLAPS edges up to date, ``overlaps`` finds the pairs from scratch; ``docs/overlaps.md`` tells the method
and its figures.
"""

from __future__ import annotations

from knowledge import Knowledge

from ..stores import Store
from .decisions import Decision, parse
from .kept import Settled, decide, decisions, meant, settle, settled, standing
from .pairs import Pair, find
from .relate import CATEGORIES
from .tasks import read

__all__ = [
    "CATEGORIES",
    "Decision",
    "Pair",
    "Settled",
    "decide",
    "decisions",
    "find",
    "meant",
    "overlaps",
    "parse",
    "read",
    "settle",
    "settled",
    "standing",
]


def overlaps(store: Store, knowledge: Knowledge) -> list[Pair]:
    """The overlaps among all tasks of a store, by the ids of both, found anew. A function of what the store holds, not of how it came."""
    return find(read(store, knowledge), knowledge)
