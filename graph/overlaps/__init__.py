"""Which tasks are the same work, and in what relation: tasks to works, works to pairs, pairs to categories.

``overlaps`` is the way in; ``docs/overlaps.md`` tells the method and its figures.
"""

from __future__ import annotations

from knowledge import Knowledge

from ..stores import Store
from .pairs import Pair, find
from .relate import CATEGORIES
from .tasks import read

__all__ = ["CATEGORIES", "Pair", "find", "overlaps", "read"]


def overlaps(store: Store, knowledge: Knowledge) -> list[Pair]:
    """The overlaps among all tasks of a store, by the ids of both tasks. A function of what the store holds, not of how it came."""
    return find(read(store, knowledge), knowledge)
