"""What an engine must do before its version is taken: a fixture written as documents are, a probe for each part of the language that our
statements use, and random queries; every answer is known without any engine. ``CANCU_RANDOM``: how many random queries (60)."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.stores import Store, open_store
from graph.stores.base import EDGE_TYPES, LABELS
from knowledge import UsageError

from ..engines import NewStore
from .fixture import ENDS, Fixture, fixture, put
from .patterns import KINDS, queries

RANDOM = int(os.environ.get("CANCU_RANDOM") or 60)
PROBES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "probes.yaml").read_text(encoding="utf-8"))
AGGREGATES: dict[str, list[dict[str, Any]]] = yaml.safe_load((Path(__file__).parent / "aggregates.yaml").read_text(encoding="utf-8"))
ROOT = Path(__file__).parent.parent.parent
# Words of the language in our statements that a probe or a random query must have.
WORDS = re.compile(r"\b(?:[a-z][A-Za-z]*(?=\()|[A-Z]{2,}\b)")


@pytest.fixture(scope="module")
def made() -> Fixture:
    return fixture()


@pytest.fixture(scope="module")
def store(new_store: NewStore, made: Fixture, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(new_store(tmp_path_factory.mktemp("conformance"))) as opened:
        put(opened, made)
        yield opened


def _fixed(value: Any) -> Any:
    return tuple(_fixed(v) for v in value) if isinstance(value, list | tuple) else value


def test_the_fixture_is_ours(made: Fixture) -> None:
    assert set(made.nodes) <= set(LABELS)
    assert set(ENDS) <= set(EDGE_TYPES)


def test_what_was_written_is_there_once(store: Store, made: Fixture) -> None:
    for label, nodes in made.nodes.items():
        found = store.read(f"MATCH (n:{label}) RETURN n.id AS id, properties(n) AS props", rows=None)
        assert len(found) == len(nodes)
        assert {r["id"]: r["props"] for r in found} == nodes
    for type, edges in made.edges.items():
        found = store.read(f"MATCH (a)-[r:{type}]->(b) RETURN a.id AS a, b.id AS b, properties(r) AS props", rows=None)
        assert sorted((r["a"], r["b"], r["props"]["id"]) for r in found) == sorted((a, b, p["id"]) for a, b, p in edges)
        assert {r["props"]["id"]: r["props"] for r in found} == {p["id"]: p for _, _, p in edges}


@pytest.mark.parametrize("probe", PROBES, ids=[p["name"] for p in PROBES])
def test_probe(store: Store, probe: dict[str, Any]) -> None:
    rows = store.read(probe["ask"], probe.get("params"))
    assert [r["v"] for r in rows] == [probe["value"]]
    assert type(rows[0]["v"]) is type(probe["value"])


@pytest.mark.parametrize(
    ("part", "case"), [pytest.param(part, case, id=case["ask"]) for part, cases in AGGREGATES.items() for case in cases]
)
def test_aggregates_are_right_or_refused(store: Store, part: str, case: dict[str, Any]) -> None:
    """What a store in a folder would compute wrongly it refuses, whoever asks; Neo4j gives the values."""
    if part == "refused" and not store.uri.startswith("neo4j"):
        for ask in (store.read, lambda cypher: store.write([(cypher, {})])):
            with pytest.raises(UsageError) as told:
                ask(case["ask"])
            assert told.value.code == "query.aggregate_inside"
    else:
        assert [r["v"] for r in store.read(case["ask"])] == case["value"]


def test_random_queries(store: Store, made: Fixture) -> None:
    wrong = []
    for cypher, params, wanted in queries(made, seed=1, count=RANDOM):
        found = Counter(tuple(_fixed(v) for v in row.values()) for row in store.read(cypher, params, seconds=None, rows=None))
        if found != wanted:
            wrong.append((cypher, params, sorted(map(str, found - wanted))[:3], sorted(map(str, wanted - found))[:3]))
    assert wrong == []


def test_the_random_queries_ask_something(made: Fixture) -> None:
    """Most have rows, and every kind comes."""
    asked = queries(made, seed=1, count=200)
    assert sum(bool(rows) for _, _, rows in asked) > 120
    assert len({cypher.split("{")[0][:24] for cypher, _, _ in asked}) >= len(set(KINDS))


def test_every_word_of_our_statements_is_tried(made: Fixture) -> None:
    tried = " ".join([*(p["ask"] for p in PROBES), *(cypher for cypher, _, _ in queries(made, seed=1, count=300))])
    known = {w.lower() for w in WORDS.findall(tried)}
    names = {part.lower() for w in (*EDGE_TYPES, *LABELS) for part in w.split("_")} | {w.lower() for w in EDGE_TYPES}
    lacking: dict[str, set[str]] = {}
    for path in sorted((ROOT / "queries").glob("**/*.cypher")):
        bare = re.sub(r"//[^\n]*|'[^']*'", "", path.read_text(encoding="utf-8"))
        lacking[path.name] = {w for w in WORDS.findall(bare) if w.lower() not in known | names}
    assert {name: sorted(words) for name, words in lacking.items() if words} == {}, "no probe has these words"
