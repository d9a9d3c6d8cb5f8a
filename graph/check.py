"""Does a graph hold only what ``knowledge/vi/graph.yaml`` allows?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge import Entry, Knowledge, KnowledgeError

from .model import Graph

_TYPES: Mapping[str, Any] = {"text": str, "integer": int, "number": float, "boolean": bool, "date": date}


def check(graph: Graph, knowledge: Knowledge) -> None:
    """Raise ``KnowledgeError`` (``graph.unknown``: ``place`` names the element, ``wanted`` what is allowed) at the first label, type,
    property, value or triple that is not listed, at an edge without ends and at a key that stands twice."""
    nodes = {e["name"]: e for e in knowledge.entries("graph") if e["group"] == "node"}
    edges = {e["name"]: e for e in knowledge.entries("graph") if e["group"] == "edge"}
    keys = {n.key for n in graph.nodes}
    if len(keys) != len(graph.nodes) or len({e.id for e in graph.edges}) != len(graph.edges):
        raise _wrong("graph", "each key once")
    for n in graph.nodes:
        if n.label not in nodes:
            raise _wrong(n.label, "one of " + ", ".join(sorted(nodes)))
        _props(n.label, n.id, n.props, nodes[n.label])
    for e in graph.edges:
        if e.type not in edges:
            raise _wrong(e.type, "one of " + ", ".join(sorted(edges)))
        triple = [e.start[0], e.end[0]]
        if triple not in edges[e.type]["between"]:
            raise _wrong(f"{e.type} {triple}", str(edges[e.type]["between"]))
        if e.start not in keys or e.end not in keys:
            raise _wrong(f"{e.type} {e.start[1]} -> {e.end[1]}", "both ends")
        _props(e.type, e.id, e.props, edges[e.type])


def _props(what: str, id: str, props: Mapping[str, Any], entry: Entry) -> None:
    allowed: Mapping[str, str] = entry["properties"]
    for name, value in props.items():
        if name not in allowed:
            raise _wrong(f"{what}.{name} of {id}", "one of " + ", ".join(sorted(allowed)))
        if not _fits(value, allowed[name]):
            raise _wrong(f"{what}.{name} of {id}", allowed[name])
    for name in entry.get("required") or ():
        if name not in props:
            raise _wrong(f"{what} {id}", name)


def _fits(value: object, wanted: str) -> bool:
    if wanted == "list of text":
        return isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)
    if isinstance(value, bool):
        return wanted == "boolean"
    return isinstance(value, _TYPES[wanted])


def _wrong(place: str, wanted: str) -> KnowledgeError:
    return KnowledgeError("graph.unknown", file="graph.yaml", place=place, wanted=wanted)
