"""Nodes and edges as both engines hold them. The contract is DESIGN section 4; ``knowledge/vi/graph.yaml`` lists what is allowed."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """``label`` and ``id`` are the key; ``props`` are plain values (text, numbers, booleans, ``datetime.date``, lists of text).

    A property without a value is absent, never null.
    """

    label: str
    id: str
    props: Mapping[str, Any]

    @property
    def key(self) -> Key:
        return self.label, self.id


@dataclass(frozen=True, slots=True)
class Edge:
    """``id`` is made of type, ends and place; ``start`` and ``end`` are (label, id)."""

    type: str
    id: str
    start: Key
    end: Key
    props: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in order of (label, id) and edges in order of (type, id), each once."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


# Labels whose nodes several documents may touch; all others belong to one document.
SHARED = ("Agency", "Field", "Instrument")

_STATUS = ("cited", "draft", "issued")


def edge(type: str, start: Key, end: Key, place: Iterable[object] = (), /, **props: Any) -> Edge:
    """An edge whose ``id`` is ``<type>~<16 hex digits>`` of type, ends and place.

    ``place`` tells two edges of one type between the same ends apart: source, page, start and end of what was read, or nothing for
    what follows from the ends alone. Properties that are None are left out.
    """
    said = "\x1f".join([type, *start, *end, *("" if p is None else str(p) for p in place)])
    digest = hashlib.sha256(unicodedata.normalize("NFC", said).encode()).hexdigest()[:16]
    return Edge(type, f"{type}~{digest}", start, end, bare(props))


def bare(props: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that have a value, in order of their names."""
    return {k: props[k] for k in sorted(props) if props[k] is not None}


def graph(nodes: Iterable[Node], edges: Iterable[Edge]) -> Graph:
    """Nodes and edges in order, each once; nodes of one key are joined, of edges of one id the one with the smaller text stays."""
    by_key: dict[Key, Node] = {}
    for node in nodes:
        known = by_key.get(node.key)
        by_key[node.key] = node if known is None else Node(node.label, node.id, join(node.label, known.props, node.props))
    by_id: dict[tuple[str, str], Edge] = {}
    for e in edges:
        at = (e.type, e.id)
        if at not in by_id or _text(e.props) < _text(by_id[at].props):
            by_id[at] = e
    return Graph(tuple(by_key[k] for k in sorted(by_key)), tuple(by_id[k] for k in sorted(by_id)))


def join(label: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """The join of two property sets of one node: whatever the order and however often, the same parts give the same whole.

    Of two values of a property that stays which comes first by: read from the instrument itself (its name is in the list ``own``),
    then the rule of the property (``status``: issued, draft, cited; truth before falsehood; lists are united), then the longer text,
    then the smaller one. ``candidates`` and ``resolution`` follow from the whole set and are written by who resolves it; here the
    rule is the general one.
    """
    own_a, own_b = frozenset(a.get("own", ())), frozenset(b.get("own", ()))
    out: dict[str, Any] = {}
    for name in sorted({*a, *b}):
        if name not in a or name not in b:
            out[name] = a[name] if name in a else b[name]
        elif isinstance(a[name], list | tuple):
            out[name] = sorted({*a[name], *b[name]})
        else:
            out[name] = min((a[name], name in own_a), (b[name], name in own_b), key=lambda v: _rank(name, *v))[0]
    return out


def _rank(name: str, value: Any, own: bool) -> tuple[Any, ...]:
    if name == "status":
        return (-_STATUS.index(value) if value in _STATUS else 1, str(value))
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, date):
        return (not own, 0, value.isoformat())
    if isinstance(value, int | float):
        return (not own, 0, repr(value).zfill(24))
    return (not own, -len(str(value)), str(value))


def _text(props: Mapping[str, Any]) -> str:
    return repr(sorted((k, str(v)) for k, v in props.items()))
