"""The graph as networkx sees it: a MultiDiGraph whose edges have their ids as keys, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model import Edge, Graph, Key, Node

if TYPE_CHECKING:
    import networkx as nx


def network(graph: Graph) -> nx.MultiDiGraph:
    """A node is ``<label>|<id>`` (no label has a bar in it) with ``label`` and its properties; an edge's key is its id, and it has
    ``type`` and its properties. Values stay as they are: dates are dates, lists are lists.
    """
    import networkx as nx

    out = nx.MultiDiGraph()
    for n in graph.nodes:
        out.add_node(name(n.key), label=n.label, **n.props)
    for e in graph.edges:
        out.add_edge(name(e.start), name(e.end), key=e.id, **{"type": e.type, **e.props})
    return out


def graph_of(network: nx.MultiDiGraph) -> Graph:
    """The graph that such a network shows, in the order of ``graph.model.Graph``."""
    nodes = [Node(*key_of(n), {k: v for k, v in sorted(props.items()) if k != "label"}) for n, props in network.nodes(data=True)]
    edges = [
        Edge(props["type"], key, key_of(a), key_of(b), {k: v for k, v in sorted(props.items()) if k != "type"})
        for a, b, key, props in network.edges(keys=True, data=True)
    ]
    return Graph(tuple(sorted(nodes, key=lambda n: n.key)), tuple(sorted(edges, key=lambda e: (e.type, e.id))))


def name(key: Key) -> str:
    """How a network names a node."""
    return "|".join(key)


def key_of(name: Any) -> Key:
    """Label and id of a network's node."""
    label, _, id = str(name).partition("|")
    return label, id
