"""Neo4j's values as plain Python, the same as the embedded engine's (see ``graph.stores.base.Store``)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from neo4j.graph import Entity, Node, Path, Relationship
from neo4j.time import Date

Ids = Mapping[str, Any]  # the engine's own id of a node -> its ``id`` property

ENDS = "UNWIND $ids AS one MATCH (n) WHERE elementId(n) = one RETURN one, n.id AS id"


def _entities(value: Any) -> Iterator[Entity]:
    """Every node and edge in a value, those in lists, maps and paths too."""
    if isinstance(value, Node | Relationship):
        yield value
    elif isinstance(value, Path):
        yield from (*value.nodes, *value.relationships)
    elif isinstance(value, dict):
        for v in value.values():
            yield from _entities(v)
    elif isinstance(value, list):
        for v in value:
            yield from _entities(v)


def known(values: list[Any]) -> tuple[dict[str, Any], list[str]]:
    """The ids of the nodes in these values, and, in order, the engine's ids of those that only an edge names (Neo4j sends no more)."""
    ids: dict[str, Any] = {}
    ends: set[str] = set()
    for entity in _entities(values):
        if isinstance(entity, Node):
            ids[entity.element_id] = entity.get("id")
        elif isinstance(entity, Relationship):
            ends |= {n.element_id for n in entity.nodes if n is not None}
    return ids, sorted(ends - ids.keys())


def plain(value: Any, ids: Ids) -> Any:
    """A value as plain Python; ``ids`` must hold the ends of every edge in it."""
    if value is None or isinstance(value, str | int | float | datetime.date):
        return value
    if isinstance(value, Date):
        return value.to_native()
    if isinstance(value, dict):
        return {k: plain(v, ids) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v, ids) for v in value]
    if isinstance(value, Node):
        return {**_properties(value, ids), "labels": sorted(value.labels)}
    if isinstance(value, Relationship):
        start, end = (None if n is None else ids[n.element_id] for n in (value.start_node, value.end_node))
        return {**_properties(value, ids), "type": value.type, "start": start, "end": end}
    if isinstance(value, Path):
        steps: list[Any] = [value.start_node]
        for edge, node in zip(value.relationships, value.nodes[1:], strict=True):
            steps += [edge, node]
        return [plain(v, ids) for v in steps]
    return value.iso_format() if hasattr(value, "iso_format") else str(value)


def _properties(entity: Node | Relationship, ids: Ids) -> dict[str, Any]:
    properties = {k: plain(entity[k], ids) for k in sorted(entity)}
    return {"id": properties.get("id"), "properties": properties}
