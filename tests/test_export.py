"""The graph for other programs, read back: by networkx, and by neo4j-admin into a Neo4j that is then asked."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from neo4j import GraphDatabase

from graph import export, server
from graph.load import dump, ingest
from graph.model import Edge, Graph, Node
from graph.network import graph_of, network
from graph.server import USER, Server
from graph.server.fetch import jars, java
from graph.stores import open_store
from knowledge import UsageError, load

from .conftest import Call
from .engines import NewStore
from .small import NAMES, differences, put

K = load()
PROPERTIES = {e["name"]: e["properties"] for e in K.entries("graph") if e.get("properties") is not None}
DAY = datetime.date(2024, 2, 29)
HOSTILE = (
    'two "quotes" and one "',
    "a line\nanother\r\nand a third\rend",
    "tab\tbar|semicolon;comma,",
    "controls \x00 \x01 \x0b \x1e \x1b \x7f \x85 \u2028 end",
    "escape-like \\u0041 \\u005c \\n \\",
    "not characters \ufffe \uffff",
    "<a href='x'>&amp;</a>]]>",
    "  blanks around  ",
    "'single', `back`, \U0001f4dc, Đ ơ ế",
    "",
)


def hostile() -> Graph:
    """Every hostile text as id, as text and in a list, on nodes and on edges."""
    nodes = [
        Node("Task", f"t{n}{text}", {"text": text, "sentence": text, "order": n, "before": bool(n % 2), "due_from": DAY})
        for n, text in enumerate(HOSTILE)
    ]
    nodes += [
        Node("Instrument", f"i{n}{text}", {"type": text, "own": [text, "second", text], "in_corpus": True})
        for n, text in enumerate(HOSTILE)
    ]
    nodes += [
        Node("Agency", "a", {"name": "x"}),
        Node("Target", "g", {"text": "x", "value": 5.5, "value_to": 1e-7}),
        Node("Target", "h", {}),
    ]
    edges = [
        Edge("CITES", f"CITES~{n}", ("Task", f"t{n}{text}"), ("Instrument", f"i{n}{text}"), {"text": text, "source": text, "start": n})
        for n, text in enumerate(HOSTILE)
    ]
    edges += [Edge("CITES", f"CITES~again-{n}", e.start, e.end, {"start": -1}) for n, e in enumerate(edges)]
    return Graph(tuple(sorted(nodes, key=lambda n: n.key)), tuple(sorted(edges, key=lambda e: (e.type, e.id))))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The graph of the samples' records, as a store gives it."""
    with open_store(str(tmp_path_factory.mktemp("export") / "db")) as store:
        from cancu.api import record_of

        for path in sorted((Path(__file__).parent.parent / "corpus" / "records").glob("*.json")):
            ingest(store, record_of(path), path=str(path), knowledge=K)
        return dump(store)


@pytest.fixture(params=["real", "hostile"])
def graph(request: pytest.FixtureRequest) -> Graph:
    return request.getfixturevalue("real") if request.param == "real" else hostile()


def told(a: Graph, b: Graph) -> list[Any]:
    """What differs; nothing where two graphs are the same node by node and edge by edge."""
    assert len(a.nodes) == len(b.nodes)
    assert len(a.edges) == len(b.edges)
    return differences(a, b)


def typed(graph: Graph, read: Callable[[str, Any], Any]) -> Graph:
    """A graph whose values were read as text, with the types that the graph's model names."""

    def props(of: str, given: Any) -> dict[str, Any]:
        return {k: read(PROPERTIES[of][k], v) for k, v in given.items()}

    return Graph(
        tuple(Node(n.label, n.id, props(n.label, n.props)) for n in graph.nodes),
        tuple(Edge(e.type, e.id, e.start, e.end, props(e.type, e.props)) for e in graph.edges),
    )


def test_the_network_holds_the_graph(graph: Graph) -> None:
    seen = network(graph)
    assert seen.is_directed()
    assert seen.is_multigraph()
    assert told(graph_of(seen), graph) == []
    assert {k for _, _, k in seen.edges(keys=True)} == {e.id for e in graph.edges}


# GraphML


def unescape(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)


def from_graphml(data: bytes) -> Graph:
    read = nx.parse_graphml(data.decode(), force_multigraph=True)
    plain = nx.MultiDiGraph()
    plain.add_nodes_from((unescape(n), props) for n, props in read.nodes(data=True))
    plain.add_edges_from((unescape(a), unescape(b), unescape(k), props) for a, b, k, props in read.edges(keys=True, data=True))

    def value(kind: str, text: Any) -> Any:
        if kind in ("integer", "number", "boolean"):
            return text
        if kind == "list of text":
            return json.loads(unescape(text))
        return datetime.date.fromisoformat(text) if kind == "date" else unescape(text)

    return typed(graph_of(plain), value)


def test_graphml_is_read_back_by_networkx(graph: Graph) -> None:
    data, _ = export.graphml(graph)
    assert told(from_graphml(data), graph) == []


def test_graphml_tells_how_many_texts_were_escaped() -> None:
    assert export.graphml(Graph((Node("Task", "a", {"text": "plain \\n", "sentence": "ơ"}),), ()))[1] == 0
    assert export.graphml(Graph((Node("Task", "a\x01", {"text": "b\x02", "sentence": "\\u0041"}),), ()))[1] == 3


# JSON


def test_json_is_read_back_by_networkx(graph: Graph) -> None:
    read = nx.node_link_graph(json.loads(export.node_link(graph)), edges="edges")
    assert isinstance(read, nx.MultiDiGraph)
    plain = nx.MultiDiGraph()
    plain.add_nodes_from((n, {"label": d["label"], **d["properties"]}) for n, d in read.nodes(data=True))
    plain.add_edges_from((a, b, k, {"type": d["type"], **d["properties"]}) for a, b, k, d in read.edges(keys=True, data=True))
    back = typed(graph_of(plain), lambda kind, v: datetime.date.fromisoformat(v) if kind == "date" else v)
    assert told(back, graph) == []


def test_json_holds_half_a_surrogate_pair() -> None:
    read = json.loads(export.node_link(Graph((Node("Task", "a", {"text": "x\ud800"}),), ())))
    assert read["nodes"][0]["properties"]["text"] == "x\ud800"


# CSV


@pytest.mark.parametrize("value", [["a\x1fb"], [""], [], [1], {"a": 1}, "x\ud800"])
def test_what_csv_has_no_room_for_is_refused(value: Any) -> None:
    with pytest.raises(UsageError) as error:
        list(export.csv_files(Graph((Node("Task", "a", {"text": value}),), ())))
    assert (error.value.code, error.value.file) == ("export.value", "nodes-Task.csv")


def test_a_column_has_one_type() -> None:
    def file(*values: Any) -> str:
        nodes = tuple(Node("Target", str(n), {"value": v}) for n, v in enumerate(values))
        return dict(export.csv_files(Graph(nodes, ())))["nodes-Target.csv"].decode()

    assert file(1, 2) == 'id:ID(Target),:LABEL,value:long\n"0","Target",1\n"1","Target",2\n'
    assert file(1, 2.5).splitlines()[0].endswith("value:double")
    with pytest.raises(UsageError):
        file(1, "x")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, neo4j_server: Server) -> Iterator[Callable[[Graph, str], Graph]]:
    """Import a graph's CSV into a server of its own by the server's own neo4j-admin, and give what that server then holds.

    ``neo4j_server`` is asked for so that Neo4j is there, or missed aloud where it is required.
    """
    running: list[Path] = []

    def through(graph: Graph, name: str) -> Graph:
        home, files = tmp_path_factory.mktemp("import"), tmp_path_factory.mktemp("files")
        for file, data in export.csv_files(graph):
            (files / file).write_bytes(data)
        call = [str(java()), "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", str(jars() / "*"), "org.neo4j.cli.AdminTool"]
        call += ["database", "import", "full", "neo4j", f"@{export.ARGUMENTS}"]
        (home / "conf").mkdir()
        (home / "conf" / "neo4j.conf").write_text("server.memory.pagecache.size=32m\n", encoding="utf-8")
        env = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
        done = subprocess.run(call, cwd=files, env=env, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        started, _ = server.start(home, ports=(0, 0), jvm=("-XX:TieredStopAtLevel=1",))
        running.append(home)
        login = (USER, started.password_file.read_text(encoding="utf-8").strip())
        try:
            with GraphDatabase.driver(started.store, auth=login) as driver:
                found = driver.execute_query("MATCH (n) RETURN labels(n) AS labels, n.id AS id, properties(n) AS props").records
                joined = driver.execute_query(
                    "MATCH (a)-[r]->(b) RETURN type(r) AS type, r.id AS id, labels(a)[0] AS la, a.id AS a, labels(b)[0] AS lb, b.id AS b, "
                    "properties(r) AS props"
                ).records
        finally:
            server.stop(home)
        assert all(len(r["labels"]) == 1 for r in found)
        nodes = [Node(r["labels"][0], r["id"], plain(r["props"])) for r in found]
        edges = [Edge(r["type"], r["id"], (r["la"], r["a"]), (r["lb"], r["b"]), plain(r["props"])) for r in joined]
        return Graph(tuple(nodes), tuple(edges))

    yield through
    for home in running:
        server.stop(home)


def plain(props: Any) -> dict[str, Any]:
    return {k: v.to_native() if hasattr(v, "to_native") else v for k, v in props.items() if k != "id"}


@pytest.mark.parametrize("name", ["real", "hostile"])
def test_csv_is_imported_by_neo4j_admin(name: str, request: pytest.FixtureRequest, imported: Callable[[Graph, str], Graph]) -> None:
    graph = request.getfixturevalue("real") if name == "real" else hostile()
    assert told(imported(graph, name), graph) == []


# The command


@pytest.fixture
def filled(tmp_path: Path, new_store: NewStore) -> str:
    uri = new_store(tmp_path)
    with open_store(uri) as store:
        put(store, *NAMES)
    return uri


def test_both_engines_give_the_same_bytes(cancu: Call, filled: str, tmp_path: Path) -> None:
    with open_store(filled) as store:
        graph = dump(store)
    assert cancu("export", "--to", "graphml", "--store", filled, "-q").out.encode() == export.graphml(graph)[0]
    done = cancu("export", "--to", "json", "-o", tmp_path / "g.json", "--store", filled)
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "g.json").read_bytes() == export.node_link(graph)
    for _ in range(2):
        assert cancu("export", "--to", "csv", "-o", tmp_path / "csv", "--store", filled).code == 0
        assert {p.name: p.read_bytes() for p in (tmp_path / "csv").iterdir()} == dict(export.csv_files(graph))
        (tmp_path / "csv" / "nodes-Old.csv").write_text("of an earlier export", encoding="utf-8")


def test_nothing_of_someone_else_is_written_over(cancu: Call, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x", encoding="utf-8")
    for args, code in (
        (("csv",), "export.folder"),
        (("csv", "-o", tmp_path / "mine"), "export.not_empty"),
        (("csv", "-o", tmp_path / "mine" / "letter.txt"), "export.not_empty"),
        (("json", "-o", tmp_path / "mine"), "path.folder"),
        (("json", "-o", tmp_path / "x.json"), "store.missing"),
    ):
        answer = cancu("export", "--format", "json", "--to", *args)
        assert (answer.code, json.loads(answer.err.splitlines()[-1])["code"]) == (2, code)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["here", "letter.txt", "mine"]
