"""Stores. On both engines: plain values, whole transactions, people's queries only read. In a folder: one process, signals work."""

from __future__ import annotations

import datetime
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.stores import Store, open_store
from graph.stores.base import EDGE_TYPES, LABELS
from knowledge import CancuError, StoreError, UsageError, load

from .engines import NewStore

DAY = datetime.date(2024, 1, 2)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, new_store: NewStore) -> Iterator[Store]:
    with open_store(new_store(tmp_path_factory.mktemp("store"))) as opened:
        rows = [
            {
                "id": "a",
                "props": {"id": "a", "names": ["Đ", "ơ"], "n": 3, "score": 0.5, "open": True, "due_from": DAY, "none": None, "empty": []},
            },
            {"id": "b", "props": {"id": "b"}},
        ]
        opened.write(
            [
                ("UNWIND $rows AS r MERGE (n:Task {id: r.id}) SET n = r.props", {"rows": rows}),
                ("MATCH (a:Task {id: 'a'}) MATCH (b:Task {id: 'b'}) CREATE (a)-[:OVERLAPS {id: 'e', since: $day}]->(b)", {"day": DAY}),
            ]
        )
        yield opened


def test_values_come_back_as_plain_python(store: Store) -> None:
    (row,) = store.read(
        "MATCH p = (a:Task {id: 'a'})-[r]->(b) RETURN a, r, p, nodes(p) AS ns, a.due_from AS day, {d: a.due_from} AS map, b.text AS no"
    )
    a = {
        "id": "a", "labels": ["Task"],
        "properties": {"due_from": DAY, "empty": [], "id": "a", "n": 3, "names": ["Đ", "ơ"], "open": True, "score": 0.5},
    }  # fmt: skip
    b = {"id": "b", "labels": ["Task"], "properties": {"id": "b"}}
    r = {"id": "e", "type": "OVERLAPS", "start": "a", "end": "b", "properties": {"id": "e", "since": DAY}}
    assert row == {"a": a, "r": r, "p": [a, r, b], "ns": [a, b], "day": DAY, "map": {"d": DAY}, "no": None}


def test_dates_are_dates_to_queries(store: Store) -> None:
    found = "MATCH (t:Task) WHERE t.due_from >= date($from) AND t.due_from < date('2024-02-01') RETURN t.due_from.year AS year"
    assert store.read(found, {"from": "2024-01-02"}) == [{"year": 2024}]
    assert store.read(found, {"from": "2024-01-03"}) == []


def test_a_write_is_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        store.write([("CREATE (:Task {id: 'new'})", {}), ("CREATE (:Task {id: 'a'})", {})])
    assert refused.value.code == "store.refused"
    with pytest.raises(UsageError):
        store.write([("CREATE (:Task {id: 'new'})", {}), ("CREATE (:Task", {})])
    assert store.read("MATCH (t:Task) RETURN t.id AS id ORDER BY id") == [{"id": "a"}, {"id": "b"}]


def test_a_write_gives_the_rows_of_its_last_statement(store: Store) -> None:
    assert store.write([("RETURN 1 AS x", {}), ("UNWIND $rows AS r RETURN r AS y", {"rows": list(range(4500))})])[-1] == {"y": 4499}


@pytest.mark.parametrize(
    ("cypher", "code"),
    [
        ("CREATE (:Task {id: 'x'})", "query.write_refused"),
        ("MATCH (t:Task) SET t.text = 'x'", "query.write_refused"),
        ("MATCH (t:Task) DETACH DELETE t", "query.write_refused"),
        ("MERGE (t:Task {id: 'x'}) RETURN t", "query.write_refused"),
        ("CALL { CREATE (t:Task {id: 'x'}) RETURN t } RETURN t", "query.write_refused"),
        ("MATCH (t:Task", "query.syntax"),
        ("RETURN $x AS x", "query.parameter_missing"),
        ("RETURN 1 / 0 AS x", "query.failed"),
        ("LOAD CSV FROM 'file:///etc/hosts' AS line RETURN line", "query.failed query.not_allowed"),
        ("LOAD CSV FROM 'http://127.0.0.1/x.csv' AS line RETURN line", "query.failed query.not_allowed"),
        ("RETURN reduce(s = 'x', i IN range(1, 40) | s + s) AS s", "query.failed"),
        ("UNWIND range(1, 90000) AS a UNWIND range(1, 90000) AS b WITH a, b WHERE a * b = -1 RETURN count(*) AS n", "query.too_long"),
    ],
)
def test_people_only_read(store: Store, cypher: str, code: str) -> None:
    with pytest.raises(UsageError) as told:
        store.read(cypher, seconds=0.5)
    assert told.value.code in code.split()
    assert store.read("MATCH (t:Task) RETURN count(t) AS n") == [{"n": 2}]


def test_rows_are_bounded_and_the_bound_is_told(store: Store) -> None:
    with pytest.raises(UsageError) as told:
        store.read("UNWIND range(1, 100) AS x RETURN x", rows=99)
    assert (told.value.code, told.value.values) == ("query.too_many_rows", {"rows": 99})
    assert len(store.read("UNWIND range(1, 100) AS x RETURN x", rows=100)) == 100


def test_ids_are_unique_for_every_label_and_type(store: Store) -> None:
    for label in LABELS:
        with pytest.raises(StoreError):
            store.write([(f"CREATE (:{label} {{id: 'twice'}}), (:{label} {{id: 'twice'}})", {})])
    for type_ in EDGE_TYPES:
        with pytest.raises(StoreError):
            store.write([(f"MATCH (a:Task {{id: 'a'}}) CREATE (a)-[:{type_} {{id: 'x'}}]->(a), (a)-[:{type_} {{id: 'x'}}]->(a)", {})])


def test_labels_and_types_are_those_that_knowledge_lists() -> None:
    listed = {e["group"]: {x["name"] for x in load().entries("graph") if x["group"] == e["group"]} for e in load().entries("graph")}
    assert listed["node"] == set(LABELS)
    assert listed["edge"] | {"OVERLAPS"} == set(EDGE_TYPES)


# What is not a store of ours


def told(uri: Path | str, *, create: bool = True) -> CancuError:
    with pytest.raises(CancuError) as error:
        open_store(str(uri), create=create)
    return error.value


def test_what_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        error = told(path, create=False)
        assert (error.code, error.file, error.exit_code) == ("store.missing", str(path), 2)
    assert list(tmp_path.iterdir()) == []
    assert told(tmp_path / "no" / "such" / "parent").code == "store.unwritable"


def test_an_unknown_address() -> None:
    assert told("http://localhost").code == "store.unknown_address"


def test_what_is_someone_elses_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    for path in (tmp_path, tmp_path / "letter.txt"):
        error = told(path)
        assert (error.code, error.file, error.exit_code) == ("store.not_ours", str(path), 3)
    (tmp_path / "marked").mkdir()
    (tmp_path / "marked" / "cancu-store.json").write_text("[]", encoding="utf-8")
    assert told(tmp_path / "marked").code == "store.not_ours"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["cancu-store.json", "letter.txt", "marked"]


def test_another_format_is_told(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "db")) as store:
        store.write([("MATCH (m:StoreMeta) SET m.format = 'cancu.store/9'", {})])
    error = told(tmp_path / "db")
    assert (error.code, error.values) == ("store.newer", {"found": "cancu.store/9", "wanted": "cancu.store/1"})
    (tmp_path / "db" / "cancu-store.json").write_text('{"format": "cancu.store/8"}', encoding="utf-8")
    assert told(tmp_path / "db").values["found"] == "cancu.store/8"
    (tmp_path / "db" / "cancu-store.json").write_text('{"format": "cancu.store/x"}', encoding="utf-8")
    assert told(tmp_path / "db").code == "store.format"


def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    open_store(str(tmp_path / "db")).close()
    schema = tmp_path / "db" / "graph" / "schema.json"
    for name in ("schema.json", "schema.prev.json"):
        (schema.parent / name).write_bytes(b"\x00{")  # the engine itself would open this as an empty store
    error = told(tmp_path / "db")
    assert (error.code, error.exit_code) == ("store.unreadable", 3)
    assert told(tmp_path / "db").code == "store.unreadable"


def test_a_store_that_lost_its_files_is_told(tmp_path: Path) -> None:
    open_store(str(tmp_path / "db")).close()
    shutil.rmtree(tmp_path / "db" / "graph")
    assert told(tmp_path / "db").code == "store.unreadable"


def test_a_start_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "cancu-store.json").write_text('{"format": "cancu.store/1"}\n', encoding="utf-8")
    with open_store(str(tmp_path / "db")) as store:
        assert store.read("MATCH (m:StoreMeta) RETURN m.format AS format") == [{"format": "cancu.store/1"}]


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "db"))
    store.close()
    store.close()
    with pytest.raises(StoreError) as error:
        store.read("RETURN 1 AS x")
    assert error.value.code == "store.closed"


# Other processes

OPEN = """
import sys
from graph.stores import open_store
from knowledge import CancuError
try:
    store = open_store(sys.argv[1])
except CancuError as e:
    print(e.code, e.file == sys.argv[1], e.exit_code, flush=True)
else:
    print("open", flush=True)
    {then}
"""
QUERY = "UNWIND range(1, 90000) AS a UNWIND range(1, 90000) AS b WITH a, b WHERE a * b = -1 RETURN count(*) AS n"


def child(uri: Path, root: Path, then: str = "store.close()", cwd: Path | None = None) -> subprocess.Popen[str]:
    env = {**os.environ, "PYTHONPATH": str(root)}

    def heard() -> None:  # a shell starts what runs in the background deaf to interrupts
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    return subprocess.Popen(
        [sys.executable, "-c", OPEN.format(then=then), str(uri)],
        cwd=cwd or root,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heard,
    )


def test_one_process_holds_a_store(tmp_path: Path, root: Path) -> None:
    with open_store(str(tmp_path / "db")):
        assert child(tmp_path / "db", root).communicate() == ("store.locked True 3\n", "")
        assert told(tmp_path / "db").code == "store.locked"
    assert child(tmp_path / "db", root).communicate() == ("open\n", "")


def test_opening_says_nothing_and_leaves_nothing(tmp_path: Path, root: Path) -> None:
    (tmp_path / "here").mkdir()
    done = child(tmp_path / "db", root, cwd=tmp_path / "here")
    assert done.communicate() == ("open\n", "")
    assert list((tmp_path / "here").iterdir()) == []
    assert sorted(p.name for p in (tmp_path / "db").iterdir()) == ["cancu-store.json", "graph"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("then", "sent", "code"),
    [
        ("import time; time.sleep(60)", signal.SIGINT, -signal.SIGINT),
        ("import time; time.sleep(60)", signal.SIGTERM, -signal.SIGTERM),
        (f"store.read({QUERY!r}, seconds=2)", signal.SIGINT, -signal.SIGINT),
    ],
    ids=["Ctrl-C", "SIGTERM", "Ctrl-C in a query"],
)
def test_signals_end_the_process(tmp_path: Path, root: Path, then: str, sent: signal.Signals, code: int) -> None:
    running = child(tmp_path / "db", root, then)
    assert running.stdout
    assert running.stdout.readline() == "open\n"
    running.send_signal(sent)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == code
    assert "SIGSEGV" not in errors
    assert ("KeyboardInterrupt" in errors) == (sent == signal.SIGINT)
    open_store(str(tmp_path / "db"), create=False).close()
