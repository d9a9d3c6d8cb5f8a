"""The graph for other programs: GraphML, node-link JSON, and CSV that ``neo4j-admin database import full`` takes.

Nothing is lost on the way: what a form has no room for is written so that it can be read back, or refused.
"""

from __future__ import annotations

import datetime
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from knowledge import UsageError

from .model import Graph
from .network import name, network

ARRAY = "\x1f"  # parts a list in a CSV cell: no text has it
ARGUMENTS = "import.args"
SWITCHES = ("--multiline-fields=true", "--array-delimiter=U+001F")

# What XML 1.0 cannot hold, a carriage return, which its readers change, and a backslash that would look like one of these.
_BARRED = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|\\\\(?=u[0-9a-fA-F]{4})")


def graphml(graph: Graph) -> tuple[bytes, int]:
    """GraphML, and in how many texts a character had to be written as ``\\uXXXX``.

    A date is its ISO text, a list is JSON. A character that XML 1.0 cannot hold, and a backslash before ``uXXXX``, is ``\\uXXXX``.
    """
    import networkx as nx

    escaped = 0

    def text(value: str) -> str:
        nonlocal escaped
        clean = _BARRED.sub(lambda m: f"\\u{ord(m[0]):04x}", value)
        escaped += clean != value
        return clean

    def cell(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return text(json.dumps(list(value), ensure_ascii=False, default=str))
        return value if isinstance(value, bool | int | float) else text(str(value))

    out: Any = nx.MultiDiGraph()
    seen = network(graph)
    for n, props in seen.nodes(data=True):
        out.add_node(text(n), **{k: cell(v) for k, v in props.items()})
    for a, b, key, props in seen.edges(keys=True, data=True):
        out.add_edge(text(a), text(b), text(key), **{k: cell(v) for k, v in props.items()})
    into = io.BytesIO()
    nx.write_graphml(out, into)
    return into.getvalue(), escaped


def node_link(graph: Graph) -> bytes:
    """JSON that ``networkx.node_link_graph`` reads: ``nodes`` (``id``, ``label``, ``properties``) and ``edges`` (``source``, ``target``,
    ``key``, ``type``, ``properties``). Properties stand by themselves: an edge has a property ``source`` of its own.
    """
    data = {
        "directed": True,
        "multigraph": True,
        "graph": {},
        "nodes": [{"id": name(n.key), "label": n.label, "properties": dict(n.props)} for n in graph.nodes],
        "edges": [
            {"source": name(e.start), "target": name(e.end), "key": e.id, "type": e.type, "properties": dict(e.props)} for e in graph.edges
        ],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1, default=_iso)
    return (text + "\n").encode("utf-8", "backslashreplace")  # half a surrogate pair: as JSON writes it


def csv_files(graph: Graph) -> Iterator[tuple[str, bytes]]:
    """Files by name: one a label, one an edge type and pair of labels, and ``import.args``, the arguments for neo4j-admin.

    The first line names the columns with their types. Text is in quotes, a missing value is an empty cell without them. Raises
    ``UsageError("export.value")`` for what the form has no room for.
    """
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for n in graph.nodes:
        fixed = {f"id:ID({n.label})": n.id, ":LABEL": n.label}
        rows.setdefault(f"nodes-{n.label}.csv", []).append({**fixed, **n.props})
    for e in graph.edges:
        fixed = {f":START_ID({e.start[0]})": e.start[1], f":END_ID({e.end[0]})": e.end[1], ":TYPE": e.type, "id": e.id}
        rows.setdefault(f"edges-{e.type}-{e.start[0]}-{e.end[0]}.csv", []).append({**fixed, **e.props})
    for file in sorted(rows):
        yield file, _csv(file, rows[file])
    arguments = [*SWITCHES, *(f"--{'nodes' if f.startswith('nodes') else 'relationships'}={f}" for f in sorted(rows, key=_nodes_first))]
    yield ARGUMENTS, "".join(f"{a}\n" for a in arguments).encode()


def _nodes_first(file: str) -> tuple[bool, str]:
    return not file.startswith("nodes"), file


def _csv(file: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    rows = list(rows)
    fixed = [k for k in rows[0] if ":" in k or k == "id"]
    names = [*fixed, *sorted({k for row in rows for k in row} - set(fixed))]
    heads = [n if ":" in n else f"{n}:{_type(file, n, [row[n] for row in rows if n in row])}" for n in names]
    lines = [",".join(heads), *(",".join(_cell(file, n, row[n]) if n in row else "" for n in names) for row in rows)]
    try:
        return "".join(f"{line}\n" for line in lines).encode()
    except UnicodeEncodeError as e:
        raise UsageError("export.value", file=file, place="-", value=repr(e.object[e.start : e.end])) from e


_TYPES = {bool: "boolean", int: "long", float: "double", datetime.date: "date", str: "string", list: "string[]", tuple: "string[]"}


def _type(file: str, column: str, values: Iterable[Any]) -> str:
    """What neo4j-admin calls the one type of these values; whole numbers among others are numbers."""
    found = {_TYPES.get(type(v), type(v).__name__) for v in values}
    if found == {"long", "double"}:
        return "double"
    if len(found) > 1 or not found <= set(_TYPES.values()):
        raise UsageError("export.value", file=file, place=column, value=", ".join(sorted(found)))
    return found.pop()


def _cell(file: str, column: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        if any(not isinstance(v, str) or ARRAY in v for v in value) or not any(value):  # an empty list reads as none
            raise UsageError("export.value", file=file, place=column, value=repr(value)[:100])
        value = ARRAY.join(value)
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return _iso(value) if isinstance(value, datetime.date) else str(value).lower() if isinstance(value, bool) else repr(value)


def _iso(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
