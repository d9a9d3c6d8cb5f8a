"""The query box, ``cancu cypher``: on both engines it reads the graph and nothing else, unless ``--write`` says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.stores import open_store
from knowledge import UsageError

from .conftest import Call
from .engines import NewStore
from .small import NAMES, put

REFUSED = {"query.write_refused", "query.not_allowed", "query.syntax", "query.failed", "query.too_long"}
COUNT = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS nodes, count(r) AS edges"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, new_store: NewStore) -> str:
    uri = new_store(tmp_path_factory.mktemp("box"))
    with open_store(uri) as store:
        put(store, *NAMES)
    return uri


WRITES = (
    "CREATE (:Task {id: 'x'})",
    "MERGE (t:Task {id: 'x'}) ON CREATE SET t.text = 'x' RETURN t",
    "MATCH (t:Task) SET t.text = 'x' RETURN t",
    "MATCH (t:Task) REMOVE t.text RETURN t",
    "MATCH (t:Task) SET t:Other RETURN t",
    "MATCH (t:Task) DETACH DELETE t",
    "MATCH ()-[r:LEADS]->() DELETE r",
    "MATCH (t:Task) FOREACH (x IN [1] | SET t.text = 'x') RETURN t",
    "MATCH (t:Task) WITH t LIMIT 1 CALL (t) { SET t.text = 'x' } RETURN t",
    "CALL { CREATE (t:Task {id: 'x'}) RETURN t } RETURN t",
    "MATCH (t:Task) RETURN t UNION MERGE (t:Task {id: 'x'}) RETURN t",
    "MATCH (t:Task) RETURN t; CREATE (:Task {id: 'x'})",
    "CREATE INDEX x IF NOT EXISTS FOR (n:Task) ON (n.text)",
    "CREATE CONSTRAINT x IF NOT EXISTS FOR (n:Task) REQUIRE n.item IS UNIQUE",
    "DROP CONSTRAINT task_id",
    "CALL apoc.merge.node(['Task'], {id: 'x'}) YIELD node RETURN node",
    "CALL apoc.do.when(true, 'CREATE (:Task {id: 1})', '', {}) YIELD value RETURN value",
    "CALL apoc.cypher.doIt('CREATE (:Task {id: 1})', {}) YIELD value RETURN value",
    "CALL db.createLabel('Other')",
    "/* RETURN */ CREATE // RETURN\n(:Task {id: 'x'})",
    "cReAtE (:Task {id: 'x'}) RETURN 1",
    "DELETE FROM Task",
    "INSERT INTO Task SET id = 'x'",
    "DROP TYPE Task IF EXISTS UNSAFE",
)
OUTSIDE = (
    "LOAD CSV FROM 'file:///etc/hosts' AS line RETURN line",
    "LOAD CSV WITH HEADERS FROM '/etc/hosts' AS line RETURN line",
    "LOAD CSV FROM 'http://127.0.0.1:9/x.csv' AS line RETURN line",
    "CALL { LOAD CSV FROM 'file:///etc/hosts' AS line RETURN line } RETURN line",
    "CALL apoc.load.json('file:///etc/hosts') YIELD value RETURN value",
    "CALL apoc.export.json.all('/tmp/x.json', {})",
    "CALL dbms.listConfig() YIELD name RETURN name",
    "CALL dbms.setConfigValue('x', 'y')",
    "IMPORT DATABASE 'file:///etc/hosts'",
    "EXPORT DATABASE 'file:///tmp/x'",
    "BACKUP DATABASE",
    "ALTER DATABASE `arcadedb.command.timeout` 0",
)
ENDLESS = (
    "RETURN size(range(1, 1000000000)) AS n",
    "UNWIND range(1, 90000) AS a UNWIND range(1, 90000) AS b WITH a, b WHERE a * b = -1 RETURN count(*) AS n",
    "MATCH (a), (b), (c), (d), (e) WHERE a.id + b.id + c.id + d.id = e.id RETURN count(*) AS n",
)


@pytest.mark.remarks
@pytest.mark.parametrize("statements", [WRITES, OUTSIDE], ids=["writes", "outside"])
def test_it_only_reads_the_graph(box: str, statements: tuple[str, ...]) -> None:
    let_through = []
    with open_store(box, create=False) as store:
        before = store.read(COUNT)
        for statement in statements:
            try:
                let_through.append((statement, store.read(statement)))
            except UsageError as error:
                assert error.code in REFUSED, (statement, error)
            assert store.read(COUNT) == before, statement
        assert store.read("MATCH (t:Task) WHERE t.text = 'x' OR t:Other RETURN t") == []
    assert let_through == []


@pytest.mark.remarks
@pytest.mark.parametrize("statement", ENDLESS, ids=["range", "product", "five"])
def test_what_runs_away_is_stopped_and_the_store_goes_on(box: str, statement: str) -> None:
    with open_store(box, create=False) as store:
        try:
            rows = store.read(statement, seconds=1)
            assert rows == [{"n": 1_000_000_000}]  # an engine may count what it never builds
        except UsageError as error:
            assert error.code in REFUSED - {"query.write_refused", "query.not_allowed"}
        assert store.read("MATCH (t:Task) RETURN count(t) > 0 AS there") == [{"there": True}]


def test_writing_is_said_out_loud(cancu: Call, box: str) -> None:
    def count() -> int:
        return int(
            json.loads(cancu("cypher", "MATCH (n:Task {id: 'mine'}) RETURN count(n) AS n", "--store", box, "--format", "json").out)[0]["n"]
        )

    statement = "CREATE (n:Task {id: 'mine', text: 'x'}) RETURN n.id AS id"
    refused = cancu("cypher", statement, "--store", box, "--format", "json")
    assert (refused.code, refused.out, json.loads(refused.err)["code"]) == (2, "", "query.write_refused")
    assert count() == 0
    done = cancu("cypher", statement, "--write", "--store", box, "--format", "json")
    assert (done.code, json.loads(done.out)) == (0, [{"id": "mine"}])
    assert count() == 1
    assert cancu("cypher", "MATCH (n:Task {id: 'mine'}) DELETE n", "--write", "--store", box).code == 0
    assert count() == 0


def test_it_leaves_no_file(box: str, cancu: Call) -> None:
    cancu("cypher", "RETURN 1 AS x", "--store", box)
    assert list(Path.cwd().iterdir()) == []


# Names that stand for nothing

LIKE = {"label": "cypher.no_label", "type": "cypher.no_type", "property": "cypher.no_property"}


@pytest.mark.remarks
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "MATCH (i:Instrumnt {nummer: '7'}) RETURN i",
            [("label", "Instrumnt", ["Instrument"]), ("property", "nummer", ["number", "name"])],
        ),
        ("MATCH (i:Instrument)<-[:BASEDON|CITES]-(b) RETURN b.caption", [("type", "BASEDON", ["BASED_ON"])]),
        ("MATCH (t:task) WHERE t.tekst CONTAINS ':Tasks' RETURN t", [("label", "task", ["Task"]), ("property", "tekst", ["text"])]),
        ("MATCH (n) WHERE n:Tasks|Target RETURN n {.titel}", [("label", "Tasks", ["Task"]), ("property", "titel", ["title", "item"])]),
        ("MATCH (a:Agency&!Boss)-[r:LEAD*1..2]->(:Task) RETURN r", [("label", "Boss", []), ("type", "LEAD", ["LEADS", "HEADS"])]),
        ("MATCH (t:Task {order: 1}) WHERE t.due_to.year = 2025 RETURN {plan: t.item}.plan AS x, [n IN [t] | n.text] AS y // (:Bad)", []),
        ("MATCH (:Instrument)-[o:ORDERS]->(t) RETURN CASE t.kind WHEN 'annex' THEN 'n:Bad' ELSE labels(t)[0] END AS x", []),
        ("MATCH (b:Book) WHERE b.instrument IS NOT NULL RETURN count(b) AS n", []),
    ],
)
def test_names_that_stand_for_nothing_are_told(cancu: Call, box: str, statement: str, told: list[tuple[str, str, list[str]]]) -> None:
    answer = cancu("cypher", statement, "--store", box, "--format", "jsonl")
    notes = [json.loads(line) for line in answer.err.splitlines()]
    assert answer.code == 0
    shown = {one["name"]: one["near"] for one in notes}
    assert [(one["note"], one["name"]) for one in notes] == [(LIKE[kind], name) for kind, name, _ in told]
    assert all(shown[name][: len(near)] == near for _, name, near in told if near)


@pytest.mark.remarks
def test_names_that_somebody_wrote_are_names(cancu: Call, box: str) -> None:
    try:
        assert cancu("cypher", "CREATE (:Remark {id: 'r1'})-[:ON {id: 'r2'}]->(:Remark {id: 'r3'})", "--write", "--store", box).code == 0
        assert cancu("cypher", "MATCH (r:Remark)-[:ON]->(s:Remark) RETURN r.id AS id", "--store", box).err == ""
    finally:
        cancu("cypher", "MATCH (r:Remark) DETACH DELETE r", "--write", "--store", box)


@pytest.mark.remarks
def test_what_the_server_remarks_is_told(cancu: Call, box: str) -> None:
    err = cancu("cypher", "MATCH (a:Agency), (t:Task) RETURN count(*) AS n", "--store", box, "--format", "jsonl").err
    assert [json.loads(line)["note"] for line in err.splitlines()] == (["cypher.remark"] if box.startswith("neo4j") else [])
