"""Nodes and edges as both engines hold them. The contract is DESIGN section 4; ``knowledge/vi/graph.yaml`` lists what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """``label`` and ``id`` are the key; ``props`` are plain values (text, numbers, booleans, ``datetime.date``, lists of text)."""

    label: str
    id: str
    props: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edge:
    """``id`` is made of type, ends and place; ``start`` and ``end`` are (label, id)."""

    type: str
    id: str
    start: tuple[str, str]
    end: tuple[str, str]
    props: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and edges in order of their keys, each once."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
