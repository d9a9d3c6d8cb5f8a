"""The questions: each file by its rules, expected answers on small records, the five real plans, and wrong calls."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.record import Record, from_json
from graph.load import ingest, remove
from graph.stores import Store, open_store
from knowledge import UsageError
from queries.given import GIVEN
from queries.run import HOME, ask, questions

from .engines import NewStore
from .small import CASES, NAMES, K, empty, put, take, written

FILE: dict[str, Any] = yaml.safe_load((CASES / "questions.yaml").read_text(encoding="utf-8"))
PARTS = {
    "derived_tasks": ("task", "text", "leads", "coordinators", "deadline", "plan", "via", "hops", "path", "evidence"),
    "evidence": ("id", "text", "sentence", "source", "page", "start", "end"),
    "legal_bases": ("direction", "instrument", "relation", "hops", "role", "sentence"),
    "unresolved": ("plan", "kind", "text", "candidates", "sentence"),
}
PARAMETERS = {
    "derived_tasks": ("number", "issuer?", "year?", "skip?", "limit?"),
    "evidence": ("id",),
    "legal_bases": ("number", "issuer?", "year?"),
    "unresolved": ("plan?",),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, new_store: NewStore) -> Iterator[Store]:
    with open_store(new_store(tmp_path_factory.mktemp("questions"))) as opened:
        yield opened


# The files


def test_names_parameters_and_columns_are_those_of_the_contract() -> None:
    assert {q.name: tuple(q.columns) for q in questions() if q.name in PARTS} == PARTS  # the others: test_questions.py
    assert {q.name: tuple(p.name + ("?" if p.optional else "") for p in q.parameters) for q in questions() if q.name in PARTS} == PARAMETERS


@pytest.mark.parametrize("question", questions(), ids=lambda q: q.name)
def test_titles_in_both_languages(question: Any) -> None:
    for titles in (question.title, question.about, *question.columns.values()):
        assert set(titles) == {"vi", "en"}
        assert all(t and t == t.strip() for t in titles.values())


@pytest.mark.parametrize("path", sorted(HOME.glob("*.cypher")), ids=lambda p: p.stem)
def test_statements_keep_to_what_both_engines_speak(path: Path) -> None:
    text = "\n".join(line for line in path.read_text(encoding="utf-8").split("\n") if not line.startswith("//"))
    assert not re.search(r"\*(\s*\d*\s*\.\.)?\s*\]", text), "a walk without an upper bound"
    assert not re.search(r"\b(id|elementId)\s*\(", text), "the engine's own ids"
    assert not re.search(r"\b(apoc|gds|SHOW|USE|LOAD|CREATE|MERGE|SET|DELETE|REMOVE)\b", text)
    assert not re.search(r"collect\((?:[^()]|\([^()]*\))*\)\s*\[", text), "a slice on an aggregate"
    assert "ORDER BY" in text or "// sort:" in path.read_text(encoding="utf-8")


# Expected answers


def _long(store: Store) -> dict[str, str]:
    """Short names to ids; that of a draft is found by its file."""
    out = {}
    for name, meant in FILE["short"].items():
        if isinstance(meant, str):
            out[name] = meant
        else:
            for r in store.read("MATCH (i:Instrument)-[:READ_FROM]->(:Source {file: $file}) RETURN i.id AS id", meant):
                out[name] = r["id"]
    return out


@pytest.mark.parametrize("case", FILE["cases"], ids=lambda c: c["name"])
def test_the_answer_is_the_one_said_by_hand(store: Store, case: dict[str, Any]) -> None:
    put(store, *case["there"])
    try:
        names = _long(store)
        answer = ask(store, case["ask"], **{k: written(v, names) for k, v in case["with"].items()})
        assert answer.columns == PARTS[case["ask"]]
        assert [[r[c] for c in case["columns"]] for r in answer.rows] == written(case["rows"], names)
    finally:
        take(store, *case["there"])
    assert empty(store)


def test_every_order_of_ingest_gives_the_same_rows_in_the_same_order(store: Store) -> None:
    told = []
    for names in (NAMES, NAMES[::-1]):
        put(store, *names)
        told.append([ask(store, q, **p).rows for q, p in (("derived_tasks", {"number": "76/NQ-CP"}), ("unresolved", {}))])
        ids = [r["id"] for r in store.read("MATCH (n) WHERE n.caption IS NOT NULL RETURN n.id AS id ORDER BY id")]
        told[-1].append(tuple(ask(store, "evidence", id=i).rows for i in ids))
        take(store, *names)
    assert told[0] == told[1]


def test_every_edge_has_evidence(store: Store) -> None:
    """Whatever the type: an edge's id leads to words, or to the rule that drew it."""
    put(store, *NAMES)
    edges = store.read("MATCH (a)-[r]->(b) WHERE a.caption IS NOT NULL RETURN r.id AS id, type(r) AS type ORDER BY id")
    bare = [e["type"] for e in edges if not any(r["text"] or r["sentence"] for r in ask(store, "evidence", id=e["id"]).rows)]
    take(store, *NAMES)
    assert bare == []


# Wrong calls


@pytest.mark.parametrize(
    ("name", "params", "code", "values"),
    [
        ("derive", {}, "question.unknown", {"name": "derive", "names": ", ".join(q.name for q in questions())}),
        ("derived_tasks", {}, "question.missing_parameter", {"parameter": "number"}),
        ("derived_tasks", {"number": None}, "question.missing_parameter", {"parameter": "number"}),
        ("derived_tasks", {"number": "  "}, "question.bad_parameter", {"parameter": "number"}),
        ("derived_tasks", {"number": "40/KH-UBND", "limit": "-1"}, "question.bad_parameter", {"parameter": "limit", "value": "-1"}),
        ("derived_tasks", {"number": "40/KH-UBND", "skip": "x"}, "question.bad_parameter", {"parameter": "skip", "wanted": "integer"}),
        ("derived_tasks", {"number": "40/KH-UBND", "color": "x"}, "question.unknown_parameter", {"parameter": "color"}),
        ("derived_tasks", {"number": "41/KH-UBND"}, "question.unknown_instrument", {"number": "41/KH-UBND", "candidates": []}),
        ("evidence", {"id": "Kế hoạch/40/KH-UBND/UBND tỉnh Lam Xuyên/2021#II-99"}, "question.unknown_id", {}),
        ("evidence", {"id": "OVERLAPS~0123456789abcdef"}, "question.unknown_id", {"id": "OVERLAPS~0123456789abcdef"}),
        ("unresolved", {"plan": "41/KH-UBND"}, "question.unknown_instrument", {"number": "41/KH-UBND"}),
        ("legal_bases", {"number": "40/KH-UBND", "year": "2020"}, "question.unknown_instrument", {"candidates": ["FIRE", "TEN"]}),
        ("legal_bases", {"number": "40/kh-ubnd"}, "question.several_instruments", {"candidates": ["FIRE", "TEN"]}),
        ("derived_tasks", {"number": "40/KH-UBND", "year": 2021}, "question.several_instruments", {"candidates": ["FIRE", "TEN"]}),
    ],
)
def test_wrong_calls_are_told(store: Store, name: str, params: dict[str, Any], code: str, values: dict[str, Any]) -> None:
    put(store, "ten_years", "other_40")
    try:
        with pytest.raises(UsageError) as told:
            ask(store, name, **params)
        assert (told.value.code, told.value.exit_code) == (code, 2)
        names = FILE["short"]
        for key, value in values.items():
            assert (
                sorted(told.value.values[key]) == sorted(names[v] for v in value)
                if key == "candidates"
                else told.value.values[key] == value
            )
    finally:
        take(store, "ten_years", "other_40")


# The five real plans, by their hand-made records

DRAFT, CITY = "000_cddc5ab83ec93d7a", "002_ec564b67ad28c11a"


def _gold(path: Path) -> Record:
    data = path.read_bytes()
    return from_json(json.loads(data), sha256=hashlib.sha256(data).hexdigest(), file=path.name)


@pytest.mark.needs_shared
def test_the_five_plans_derive_from_the_resolution(store: Store, shared: Path) -> None:
    files = sorted((shared / "gold").glob("0*.json"))
    for f in files:
        assert ingest(store, _gold(f), path=str(f), knowledge=K).status == "added"
    try:
        rows = ask(store, "derived_tasks", number="76/NQ-CP").rows
        assert len(rows) == len({r["task"] for r in rows}) == 228
        by_file = {
            r["file"][:20]: r["id"] for r in store.read("MATCH (i:Instrument)-[:READ_FROM]->(s:Source) RETURN i.id AS id, s.file AS file")
        }
        wanted = {by_file[f.stem]: len(_gold(f).part("assignments")) for f in files}
        assert Counter(r["plan"] for r in rows) == wanted
        assert all(r["path"][0] == r["plan"] and len(r["evidence"]) == r["hops"] == len(r["path"]) - 1 for r in rows)
        assert all(all(r["evidence"]) for r in rows)
        (city,) = {tuple(r["path"]) for r in rows if r["plan"] == by_file[CITY]}
        assert city[::2] == (by_file[CITY], by_file[DRAFT])
        assert city[3:] == ("Nghị quyết/76/NQ-CP/Chính phủ/2021",)
        told = "MATCH (a:Instrument {id: $a})-[r:SAME_AS]->(b:Instrument {id: $b}) RETURN a.number AS number, a.status AS status"
        rests_on = {c["number"] for f in files if f.stem == CITY for c in _gold(f).part("citations") if c["role"] == "basis"}
        (issued,) = store.read(told, {"a": city[1], "b": by_file[DRAFT]})
        assert (issued["status"], issued["number"] in rests_on) == ("cited", True)
        remove(store, str(files[0]), knowledge=K)
        rest = ask(store, "derived_tasks", number="76/NQ-CP").rows
        assert {r["plan"] for r in rest} == set(wanted) - {by_file[CITY], by_file[DRAFT]}
    finally:
        for r in store.read("MATCH (b:Book) RETURN b.id AS id ORDER BY id"):
            remove(store, r["id"], knowledge=K)
    assert empty(store)


# Chains found beforehand


def _tangle(seed: int) -> list[tuple[str, dict[str, Any]]]:
    """Statements that write instruments with chains of equal length, circles, drafts that give way, and tasks with chains of their own."""
    rng = random.Random(seed)
    ids = [f"x{n}" for n in range(30)]
    instruments = [
        {"id": i, "status": rng.choice(["issued", "issued", "draft"]), "in_corpus": rng.random() < 0.8, "caption": "?"} for i in ids
    ]
    tasks = [{"id": f"t{n}", "text": f"Task {n}", "order": n % 4, "plan": rng.choice(ids)} for n in range(60)]
    out: list[tuple[str, dict[str, Any]]] = [
        ("UNWIND $rows AS r CREATE (n:Instrument) SET n = r", {"rows": instruments}),
        (
            "UNWIND $rows AS r MATCH (i:Instrument {id: r.plan}) "
            "CREATE (i)-[o:ORDERS {id: 'o' + r.id}]->(t:Task {id: r.id, text: r.text, order: r.order})",
            {"rows": tasks},
        ),
    ]
    for kind, label in (("BASED_ON", "Instrument"), ("IMPLEMENTS", "Instrument"), ("SAME_AS", "Instrument"), ("IMPLEMENTS", "Task")):
        froms = ids if label == "Instrument" else [t["id"] for t in tasks]
        pairs = {(rng.choice(froms), rng.choice(ids)) for _ in range(20)}
        rows = [{"a": a, "b": b, "id": f"{kind}{label}{a}{b}", "sentence": f"{a} {kind} {b}"} for a, b in sorted(pairs) if a != b]
        create = f"CREATE (a)-[e:{kind} {{id: r.id, sentence: r.sentence}}]->(b)"
        out.append((f"UNWIND $rows AS r MATCH (a:{label} {{id: r.a}}) MATCH (b:Instrument {{id: r.b}}) {create}", {"rows": rows}))
    return out


@pytest.mark.parametrize("seed", range(2))
def test_chains_found_beforehand_are_those_that_the_statement_finds(store: Store, seed: int) -> None:
    """Whatever is asked about, every page: the same rows in the same order, whoever finds the chains."""
    (question,) = (q for q in questions() if q.name == "derived_tasks")
    store.write(_tangle(seed))
    try:
        sizes = []
        for root in (f"x{n}" for n in range(0, 30, 3)):
            whole = store.read(question.cypher, {"instrument": root, "reach": None, "skip": 0, "limit": 1000})
            sizes.append(len(whole))
            for skip, limit in ((0, 1000), (0, 3), (2, 5), (7, 4), (15, 1), (0, 0)):
                found = store.read(
                    question.cypher,
                    {
                        "instrument": root,
                        "reach": GIVEN["reach"](store, {"instrument": root, "skip": skip, "limit": limit}),
                        "skip": skip,
                        "limit": limit,
                    },
                )
                assert found == whole[skip : skip + limit], (root, skip, limit)
        assert max(sizes) > 20
    finally:
        store.write([("MATCH (n) WHERE n:Task OR n:Instrument DETACH DELETE n", {})])
    assert empty(store)
