"""Documents into a store and out of it: any order, repeats, changed files, removals give the graph of what is left."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph.book import part_of
from graph.load import dump, ingest, remove, status
from graph.model import Graph
from graph.stores import Store, open_store
from knowledge import UsageError

from .engines import NewStore
from .small import NAMES, K, differences, empty, put, record, take


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[dict[str, int]], Graph]]:
    """The graph of a store in a folder into which only these (name, version) went, in sorted order."""
    known: dict[tuple[tuple[str, int], ...], Graph] = {}
    with open_store(str(tmp_path_factory.mktemp("fresh") / "db")) as opened:

        def make(there: dict[str, int]) -> Graph:
            at = tuple(sorted(there.items()))
            if at not in known:
                assert empty(opened)
                for name, version in at:
                    put(opened, name, version=version)
                known[at] = dump(opened)
                take(opened, *there)
            return known[at]

        yield make


@pytest.mark.parametrize("seed", range(8))
def test_what_is_left_decides(store: Store, fresh: Callable[[dict[str, int]], Graph], seed: int) -> None:
    """Shuffled ingests, repeats, changed files and removals: the same graph as a fresh store given what remains."""
    rng = random.Random(seed)
    there: dict[str, int] = {}
    for step in range(14):
        name = rng.choice(NAMES)
        if name in there and rng.random() < 0.4:
            take(store, name)
            del there[name]
        else:
            version = rng.choice((0, 0, 1, 2))
            became = put(store, name, version=version)
            assert became == ["added" if name not in there else "unchanged" if there[name] == version else "replaced"]
            there[name] = version
        if step % 5 == 4:
            assert differences(dump(store), fresh(there)) == []
    assert differences(dump(store), fresh(there)) == []
    take(store, *there)
    assert empty(store)


def test_order_does_not_matter(store: Store, fresh: Callable[[dict[str, int]], Graph]) -> None:
    for seed in range(4):
        names = list(NAMES)
        random.Random(seed).shuffle(names)
        put(store, *names)
        assert differences(dump(store), fresh(dict.fromkeys(NAMES, 0))) == []
        take(store, *reversed(names))
        assert empty(store)


def test_twice_changes_nothing(store: Store) -> None:
    put(store, *NAMES)
    before, book = dump(store), store.read("MATCH (e:BookEntry) RETURN e ORDER BY e.id", rows=None)
    assert put(store, *NAMES) == ["unchanged"] * len(NAMES)
    assert dump(store) == before
    assert store.read("MATCH (e:BookEntry) RETURN e ORDER BY e.id", rows=None) == book


def test_a_document_alone_is_its_part(store: Store) -> None:
    """What the store holds of one document is what ``build`` gave, save the standing of instruments."""
    put(store, "one_task")
    part = part_of(record("one_task"), K).graph
    told = {n.key: {k: v for k, v in n.props.items() if k not in ("resolution", "candidates")} for n in dump(store).nodes}
    assert told == {n.key: {k: v for k, v in n.props.items() if k not in ("resolution", "candidates")} for n in part.nodes}
    assert dump(store).edges == part.edges


def test_a_changed_file_replaces_its_part(store: Store) -> None:
    put(store, "issued", "city")
    assert put(store, "issued", version=1) == ["replaced"]
    items = [r["item"] for r in store.read("MATCH (t:Task) WHERE t.text <> 'x' RETURN t.item AS item ORDER BY item")]
    assert items == ["II-10", "II-2", "annex-1", "new-1"]
    assert store.read("MATCH (s:Source) RETURN count(s) AS n") == [{"n": 2}]


def test_the_better_source_is_shown_and_the_other_waits(store: Store) -> None:
    first = ingest(store, record("ten_years_scanned"), path="/scan.txt", knowledge=K)
    second = ingest(store, record("ten_years"), path="/text.txt", knowledge=K)
    assert (first.shown, second.shown, first.instrument == second.instrument) == (True, True, True)
    assert ingest(store, record("ten_years_scanned"), path="/scan.txt", knowledge=K).shown is False
    texts = "MATCH (:Instrument)-[:ORDERS]->(t:Task) RETURN t.text AS text ORDER BY text"
    assert [r["text"] for r in store.read(texts)] == ["Rà soát thủ tục của từng ngành", "Theo dõi việc cải cách trên toàn tỉnh"]
    assert store.read("MATCH (:Instrument)-[:READ_FROM]->(s:Source) RETURN count(s) AS n") == [{"n": 2}]
    assert status(store, K)["hidden"] == 1
    remove(store, "/text.txt", knowledge=K)
    assert [r["text"] for r in store.read(texts)] == ["Theo dõi viêc cải cách"]


def test_one_source_under_two_paths_is_one_document(store: Store) -> None:
    assert ingest(store, record("city"), path="/a/city.txt", knowledge=K).status == "added"
    assert ingest(store, record("city"), path="/b/city.txt", knowledge=K).status == "unchanged"
    assert status(store, K)["documents"] == 1
    # One of the two files changes: the other still says what it said.
    assert ingest(store, record("city", version=1), path="/a/city.txt", knowledge=K).status == "added"
    assert status(store, K)["documents"] == 2
    remove(store, "/a/city.txt", knowledge=K)
    remove(store, "/b/city.txt", knowledge=K)
    assert empty(store)


@pytest.mark.parametrize("what", ["/plans/issued.txt", "issued.txt", "sha", "Kế hoạch/276/KH-UBND/UBND tỉnh Lam Xuyên/2024"])
def test_remove_by_any_name(store: Store, what: str) -> None:
    put(store, "issued", "city")
    done = remove(store, record("issued").sha256[:8] if what == "sha" else what, knowledge=K)
    assert (done.status, done.sha256) == ("removed", record("issued").sha256)
    take(store, "city")
    assert empty(store)


def test_remove_says_what_it_cannot_tell(store: Store) -> None:
    put(store, "ten_years", "ten_years_scanned")
    with pytest.raises(UsageError) as unknown:
        remove(store, "nowhere.txt", knowledge=K)
    assert (unknown.value.code, unknown.value.file) == ("remove.unknown", "nowhere.txt")
    with pytest.raises(UsageError) as several:
        remove(store, "Kế hoạch/40/KH-UBND/UBND tỉnh Lam Xuyên/2021", knowledge=K)
    assert several.value.code == "remove.several"
    assert several.value.values["candidates"] == sorted(record(n).sha256 for n in ("ten_years", "ten_years_scanned"))


def test_status_counts_and_names_what_is_stale(store: Store) -> None:
    put(store, "draft", "short_40", "ten_years", "other_40")
    old = record("city")
    ingest(store, type(old)({**old.data, "knowledge": "1/000000000000", "reader": "text 0"}, old.sha256), path="/old.txt", knowledge=K)
    now = record("one_task")
    ingest(store, type(now)({**now.data, "knowledge": f"1/{K.hash}"}, now.sha256), path="/now.txt", knowledge=K)
    told = status(store, K)
    assert told["documents"] == 6
    assert told["nodes"]["Source"] == 6
    assert told["edges"]["ORDERS"] == told["nodes"]["Task"] == 7
    assert [s["file"] for s in told["stale"]] == ["city.txt"]
    assert told["unsure"]["ambiguous"] == 1
    assert told["tasks_without_field"] == 7 - told["edges"].get("IN_FIELD", 0)


INGEST = """
import sys
from graph.load import ingest
from graph.stores import open_store
from tests.small import K, NAMES, record
with open_store(sys.argv[1]) as store:
    for version in range(10_000):
        for name in NAMES:
            ingest(store, record(name, version=version), path=f"/{version}/{name}.txt", knowledge=K)
            print(f"{version} {name}", flush=True)
"""


def test_a_killed_ingest_leaves_whole_documents(new_store: NewStore, tmp_path: Path, root: Path) -> None:
    uri = new_store(tmp_path)
    child = subprocess.Popen([sys.executable, "-c", INGEST, uri], cwd=root, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    said = [child.stdout.readline().split() for _ in range(5)]
    time.sleep(random.uniform(0.05, 0.4))
    child.kill()
    said += [line.split() for line in child.stdout.read().splitlines()]
    child.wait()
    with open_store(uri, create=False) as store, open_store(str(tmp_path / "fresh")) as other:
        there = {str(r["path"]) for r in store.read("MATCH (e:BookEntry) WHERE e.id STARTS WITH 'path|' RETURN e.said AS path")}
        assert {f"/{version}/{name}.txt" for version, name in said} <= there, "a document that was ingested is lost"
        for path in sorted(there):
            _, version, file = path.split("/")
            ingest(other, record(file.removesuffix(".txt"), version=int(version)), path=path, knowledge=K)
        assert differences(dump(store), dump(other)) == []
