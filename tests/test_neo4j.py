"""The store on a Neo4j server: what is not reachable or not ours is told, people's queries only read, writers take turns."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase

from graph.load import dump, ingest
from graph.server import USER, Server
from graph.stores import Store, open_store
from graph.stores import neo4j as module
from graph.stores.base import BOOK_LABELS, EDGE_TYPES, LABELS
from graph.stores.neo4j_guard import check
from knowledge import CancuError, UsageError

from .conftest import Call
from .engines import REMARKS, emptied
from .small import NAMES, K, differences, put, record


@pytest.fixture
def store(neo4j_server: Server) -> Iterator[Store]:
    with open_store(emptied(neo4j_server)) as opened:
        yield opened


@pytest.fixture
def driver(neo4j_server: Server) -> Iterator[Driver]:
    login = (USER, neo4j_server.password_file.read_text(encoding="utf-8").strip())
    with GraphDatabase.driver(neo4j_server.store, auth=login) as opened:
        yield opened


def told(uri: str, *, create: bool = True) -> CancuError:
    with pytest.raises(CancuError) as error:
        open_store(uri, create=create)
    return error.value


# Reaching it


@pytest.mark.parametrize("uri", ["neo4j://127.0.0.1:1", "bolt://127.0.0.1:1", "bolt+s://127.0.0.1:1", "bolt://no-such-host.invalid"])
def test_nobody_there(uri: str) -> None:
    error = told(uri)
    assert (error.code, error.file, error.exit_code) == ("store.away", uri, 3)
    assert error.values["reason"]


def test_a_server_without_tls_is_no_server_to_an_address_with_tls(neo4j_server: Server) -> None:
    assert told(f"bolt+s://127.0.0.1:{neo4j_server.bolt}").code == "store.away"


@pytest.mark.parametrize(
    ("scheme", "encrypted"), [("neo4j", False), ("bolt", False), *((f"{s}+{k}", True) for s in ("neo4j", "bolt") for k in ("s", "ssc"))]
)
def test_schemes_say_whether_the_way_is_encrypted(scheme: str, encrypted: bool) -> None:
    with module._driver(f"{scheme}://127.0.0.1:1") as made:
        assert made.encrypted is encrypted


def test_a_wrong_login(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "not this one")
    error = told(neo4j_server.store)
    assert (error.code, error.exit_code) == ("store.login", 3)
    assert "not this one" not in str(error)


def test_the_login_comes_from_the_environment(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    uri = emptied(neo4j_server)
    password = neo4j_server.password_file.read_text(encoding="utf-8").strip()
    monkeypatch.setenv("CANCU_HOME", str(tmp_path))
    assert told(uri).code == "store.no_login"
    for name, value in (("NEO4J_URI", uri), ("NEO4J_USER", "neo4j"), ("NEO4J_PASSWORD", password), ("NEO4J_DATABASE", "neo4j")):
        monkeypatch.setenv(name, value)
    with open_store("neo4j://") as store:
        assert store.uri == uri
    monkeypatch.setenv("NEO4J_USER", "someone")
    assert told(uri).code == "store.login"


def test_no_such_database(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_DATABASE", "nowhere")
    error = told(neo4j_server.store)
    assert (error.code, error.values) == ("store.no_database", {"database": "nowhere"})


def test_secrets_stay_off_the_command_line(neo4j_server: Server) -> None:
    error = told(f"neo4j://neo4j:hunter22@127.0.0.1:{neo4j_server.bolt}")
    assert (error.code, error.exit_code) == ("store.secret_in_address", 2)
    assert "hunter22" not in f"{error} {error.file}"


@pytest.mark.parametrize("uri", ["neo4j://h:x", "neo4j://h/plans", "bolt://127.0.0.1:7687?a=b"])
def test_an_address_that_is_none(uri: str) -> None:
    assert told(uri).code == "store.unknown_address"


def test_an_old_server(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MINIMUM", (5, 99))
    error = told(neo4j_server.store)
    assert (error.code, error.values) == ("store.too_old", {"found": neo4j_server.version, "wanted": "5.99"})


# Whose it is


def test_a_database_of_someone_else_stays_as_it_is(neo4j_server: Server, driver: Driver) -> None:
    uri = emptied(neo4j_server)
    driver.execute_query("CREATE (:Person {name: 'x'})")
    assert (told(uri).code, told(uri, create=False).code) == ("store.foreign", "store.foreign")
    assert driver.execute_query("MATCH (n) RETURN labels(n) AS labels").records[0].data() == {"labels": ["Person"]}
    driver.execute_query("MATCH (n) DELETE n")


def test_an_empty_database_is_no_store_yet(neo4j_server: Server, driver: Driver) -> None:
    error = told(emptied(neo4j_server), create=False)
    assert (error.code, error.exit_code) == ("store.missing", 2)
    assert driver.execute_query("MATCH (n) RETURN count(n) AS n").records[0]["n"] == 0


@pytest.mark.parametrize(("found", "code"), [("cancu.store/9", "store.newer"), ("cancu.store/0", "store.format"), ("x", "store.format")])
def test_another_format_is_told(store: Store, found: str, code: str) -> None:
    store.write([("MATCH (m:StoreMeta) SET m.format = $found", {"found": found})])
    error = told(store.uri)
    assert (error.code, error.exit_code, error.values) == (code, 3, {"found": found, "wanted": "cancu.store/1"})


def test_indexes_are_made_once(store: Store, driver: Driver) -> None:
    def made() -> dict[str, tuple[str, list[str], list[str]]]:
        found = driver.execute_query("SHOW INDEXES YIELD name, type, labelsOrTypes, properties WHERE type <> 'LOOKUP'").records
        return {r["name"]: (r["type"], r["labelsOrTypes"], r["properties"]) for r in found}

    before = made()
    assert {f"{name.lower()}_id" for name in (*LABELS, *BOOK_LABELS, *EDGE_TYPES)} <= set(before)
    assert before["instrument_number"] == ("RANGE", ["Instrument"], ["number"])
    assert before["agency_name"] == ("RANGE", ["Agency"], ["name"])
    assert before["task_text"] == ("FULLTEXT", ["Task"], ["text"])
    open_store(store.uri).close()
    assert made() == before


# People's queries


@pytest.mark.parametrize(
    ("cypher", "code"),
    [
        ("MATCH (n) CALL (n) { CREATE (:X) } IN TRANSACTIONS", "query.write_refused"),
        ("CREATE INDEX x FOR (n:Task) ON (n.text)", "query.write_refused"),
        ("DROP INDEX task_text", "query.write_refused"),
        ("CALL db.createLabel('X')", "query.write_refused"),
        ("CREATE USER x SET PASSWORD 'abcdefgh'", "query.not_allowed"),
        ("ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'", "query.not_allowed"),
        ("TERMINATE TRANSACTIONS 'neo4j-transaction-1'", "query.not_allowed"),
        ("SHOW TRANSACTIONS", "query.not_allowed"),
        ("SHOW SETTINGS", "query.not_allowed"),
        ("SHOW USERS", "query.not_allowed"),
        ("CALL dbms.components()", "query.not_allowed"),
        ("CALL dbms.listConfig()", "query.not_allowed"),
        ("CALL dbms.queryJmx('*:*')", "query.not_allowed"),
        ("C\\u0041LL `dbms`.`listConfig`()", "query.not_allowed"),
        ("RETURN COUNT { CALL dbms.components() YIELD name RETURN name } AS n", "query.not_allowed"),
        ("UNWIND [1] AS x CALL (x) { LOAD CSV FROM 'file:///etc/hosts' AS l RETURN l } RETURN l", "query.not_allowed"),
        ("EXPLAIN LOAD CSV FROM 'file:///etc/hosts' AS l RETURN l", "query.not_allowed"),
        ("RETURN 1 AS x; CREATE (:X)", "query.syntax"),
        ("UNWIND range(1, 100000000) AS x RETURN collect(toString(x)) AS xs", "query.failed query.too_long"),
    ],
)
def test_people_only_read_and_only_the_graph(store: Store, cypher: str, code: str) -> None:
    with pytest.raises(UsageError) as error:
        store.read(cypher, seconds=2)
    assert error.value.code in code.split()
    assert error.value.exit_code == 2
    assert store.read("MATCH (n) RETURN labels(n) AS labels") == [{"labels": ["StoreMeta"]}]


@pytest.mark.parametrize(
    "cypher",
    [
        "CALL db.labels() YIELD label RETURN label",
        "CALL db.relationshipTypes()",
        "CALL db.propertyKeys()",
        "CALL db.schema.visualization()",
        "SHOW INDEXES YIELD name",
        "CYPHER runtime = slotted MATCH (n:Task) RETURN n",
        "// a remark\nMATCH (n:Task) RETURN n",
        "EXPLAIN MATCH (n:Task) RETURN n",
    ],
)
def test_people_may_look_around(store: Store, cypher: str) -> None:
    store.read(cypher)


def test_the_program_itself_cannot_write_by_reading(store: Store) -> None:
    with pytest.raises(UsageError) as error:
        store.read("CREATE (:Task {id: 'x'})", seconds=None)
    assert error.value.code == "query.write_refused"


@pytest.mark.parametrize(
    "call", ["x.load('http://h')", "X.Load(\n'h')", "`x`.`load`('h')", "x . /* ' */ load ('h')", "x.//\nload('h')", "\\u0078.load('h')"]
)
def test_a_plugin_cannot_be_asked_for_what_the_language_may_not(call: str) -> None:
    with pytest.raises(UsageError) as error:
        check("r", {}, f"RETURN 'a // b' AS s, {call} AS x", ["x.load"])
    assert error.value.values == {"what": "x.load"}
    check("r", {}, f'RETURN "{call}" AS x, xx.load, x.loaded(1)'.replace("\\", ""), ["x.load"])


def test_tasks_are_found_with_and_without_diacritics(store: Store) -> None:
    texts = {"a": "Cải cách thủ tục hành chính", "b": "Đào tạo cán bộ"}
    store.write(
        [("UNWIND $rows AS r CREATE (t:Task {id: r.id, text: r.text})", {"rows": [{"id": i, "text": t} for i, t in texts.items()]})]
    )
    search = "CALL db.index.fulltext.queryNodes('task_text', $words) YIELD node RETURN node.id AS id"
    for words, id in (("hành chính", "a"), ("hanh chinh", "a"), ("dao tao", "b"), ("ĐÀO", "b")):
        assert store.read(search, {"words": words}) == [{"id": id}]


def test_the_ends_of_an_edge_alone_are_named(store: Store) -> None:
    put(store, "one_task")
    for row in store.read("MATCH (a)-[r]->(b) RETURN r, [r] AS rs, {r: r} AS map, a.id AS a, b.id AS b"):
        assert (row["r"]["start"], row["r"]["end"]) == (row["a"], row["b"])
        assert row["rs"] == [row["r"]]
        assert row["map"] == {"r": row["r"]}


@pytest.mark.remarks
@pytest.mark.parametrize("cypher", ["MATCH (n:Tassk) RETURN n", "MATCH (n:Task) RETURN n.titel AS t", "MATCH ()-[r:LEEDS]->() RETURN r"])
def test_what_the_server_remarks_is_heard(store: Store, cypher: str) -> None:
    store.read(cypher)
    assert [said.partition(":")[0] for said in REMARKS.heard] == ["UNRECOGNIZED"]


# Writers

INGEST = """
import sys
from graph.load import ingest
from graph.stores import open_store
from tests.small import K, NAMES, record
with open_store(sys.argv[1]) as store:
    print("open", flush=True)
    sys.stdin.readline()
    for name in sys.argv[2:]:
        ingest(store, record(name), path=f"/plans/{name}.txt", knowledge=K)
"""


def test_two_that_ingest_at_once_give_the_graph_of_one_after_the_other(store: Store, root: Path, tmp_path: Path) -> None:
    halves = (NAMES[::2], NAMES[1::2])
    call = [sys.executable, "-c", INGEST, store.uri]
    children = [subprocess.Popen([*call, *h], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for h in halves]
    for child in children:
        assert child.stdout
        assert child.stdout.readline() == "open\n"
    for child in children:
        assert child.stdin
        child.stdin.write("\n")
        child.stdin.flush()
    assert [child.wait() for child in children] == [0, 0]
    with open_store(str(tmp_path / "db")) as alone:
        for name in NAMES:
            ingest(alone, record(name), path=f"/plans/{name}.txt", knowledge=K)
        assert differences(dump(store), dump(alone)) == []


def test_a_transaction_is_tried_again_where_the_server_asks_for_it(store: Store, driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver repeats the whole unit of work after a passing failure; nothing of the first attempt stays."""
    from neo4j.exceptions import TransientError

    attempts: list[int] = []
    real: Callable[..., Any] = module._rows

    def once_failing(*args: Any) -> Any:
        attempts.append(1)
        if len(attempts) == 2:
            raise TransientError("a deadlock")
        return real(*args)

    monkeypatch.setattr(module, "_rows", once_failing)
    store.write([("CREATE (:Task {id: 'a'})", {}), ("CREATE (:Task {id: 'b'})", {})])
    monkeypatch.undo()
    assert len(attempts) == 4
    assert store.read("MATCH (t:Task) RETURN t.id AS id ORDER BY id") == [{"id": "a"}, {"id": "b"}]


# The command line


def test_the_same_commands_say_the_same_on_both_engines(neo4j_server: Server, cancu: Call, root: Path, tmp_path: Path) -> None:
    answers = []
    for uri in (str(tmp_path / "db"), emptied(neo4j_server)):
        assert cancu("ingest", root / "corpus" / "records", "--store", uri).code == 0
        calls = (("trace", "76/NQ-CP"), ("ask", "unresolved"), ("ask", "legal_bases", "number=76/NQ-CP"))
        answers.append([cancu(*c, "--store", uri, "--format", "json") for c in calls])
        refused = cancu("cypher", "CREATE (:Task)", "--store", uri)
        assert (refused.code, refused.out) == (2, "")
    assert answers[0] == answers[1]
    assert all(a.code == 0 for a in answers[0])
    assert len(answers[0][0].out) > 1000


def test_a_server_that_is_away_is_told_by_the_command(cancu: Call) -> None:
    answer = cancu("status", "--store", "neo4j://127.0.0.1:1")
    assert answer.code == 3
    assert "neo4j://127.0.0.1:1" in answer.err
    assert "Traceback" not in answer.err
    assert len(answer.err.splitlines()) == 1
