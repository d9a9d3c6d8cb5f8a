"""The questions of ``tests/questions``: expected answers on records of the corpus and small ones, wrong calls, and the five real plans."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.record import Record, from_json
from graph.load import ingest, remove
from graph.stores import Store, open_store
from knowledge import UsageError
from queries.run import ask, questions

from .engines import NewStore
from .small import K, empty, written

HOME = Path(__file__).parent / "questions"
CORPUS = Path(__file__).parent.parent / "corpus" / "records"
FILES: dict[str, dict[str, Any]] = {p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in sorted(HOME.glob("*.yaml"))}
NAMES = tuple(sorted(p.stem for p in CORPUS.glob("*.json")))
PARTS = {
    "agency_load": (("agency?", "plan?", "as_of?", "skip?", "limit?"), ("agency", "plan", "field", "quarter", "leads", "coordinates")),
    "compare_plans": (("a", "b", "skip?", "limit?"), ("kind", "a", "b", "field", "text_a", "text_b")),
    "due": (("from", "to", "agency?", "at?", "skip?", "limit?"), ("task", "text", "leads", "plan", "due_from", "due_to", "kind")),
    "gaps": (("plan?", "skip?", "limit?"), ("plan", "kind", "item", "text")),
    "overlaps": (
        ("agency?", "category?", "plan?", "skip?", "limit?"),
        (
            "a",
            "b",
            "source_a",
            "item_a",
            "source_b",
            "item_b",
            "category",
            "score",
            "shared",
            "leads_a",
            "leads_b",
            "plan_a",
            "plan_b",
            "quote_a",
            "quote_b",
            "reason",
        ),
    ),
    "stale_bases": (("plan?", "skip?", "limit?"), ("plan", "instrument", "kind", "by", "sentence")),
}


def _record(file: str, name: str) -> Record:
    """A record that the file of cases holds, else one of the corpus."""
    held = FILES[file].get("records") or {}
    if name in held:
        return from_json({"source": f"{name}.txt", **held[name]}, sha256=hashlib.sha256(name.encode()).hexdigest(), file=f"{name}.txt")
    data = (CORPUS / f"{name}.json").read_bytes()
    return from_json(json.loads(data), sha256=hashlib.sha256(data).hexdigest(), file=f"{name}.json")


class Shelf:
    """A store, and what lies in it: cases that ask the same records do not ingest them again."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.held: list[tuple[str, str]] = []

    def hold(self, file: str, names: list[str]) -> Store:
        wanted = [(file, n) for n in names]
        if self.held != wanted:
            self.clear()
            for f, n in wanted:
                assert ingest(self.store, _record(f, n), path=f"/plans/{n}.json", knowledge=K).status == "added"
            self.held = wanted
        return self.store

    def clear(self) -> None:
        for _, n in self.held:
            remove(self.store, f"/plans/{n}.json", knowledge=K)
        self.held = []
        assert empty(self.store)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, new_store: NewStore) -> Iterator[Shelf]:
    with open_store(new_store(tmp_path_factory.mktemp("questions"))) as opened:
        made = Shelf(opened)
        yield made
        made.clear()


def _short(store: Store, file: str) -> dict[str, str]:
    """Short names to ids; that of a draft is found by its file."""
    found = {r["file"]: r["id"] for r in store.read("MATCH (i:Instrument)-[:READ_FROM]->(s:Source) RETURN i.id AS id, s.file AS file")}
    return {n: m if isinstance(m, str) else found.get(m["file"], n) for n, m in (FILES[file].get("short") or {}).items()}


def _cases(part: str) -> list[Any]:
    return [pytest.param(f, c, id=f"{f}: {c['name']}") for f, held in FILES.items() for c in held.get(part) or ()]


def test_every_question_here_has_the_parameters_and_columns_of_the_contract() -> None:
    told = {q.name: (tuple(p.name + ("?" if p.optional else "") for p in q.parameters), tuple(q.columns)) for q in questions()}
    assert {name: told.get(name) for name in PARTS} == PARTS
    assert set(FILES) == set(PARTS)


@pytest.mark.parametrize(("file", "case"), _cases("cases"))
def test_the_answer_is_the_one_said_by_hand(shelf: Shelf, file: str, case: dict[str, Any]) -> None:
    store = shelf.hold(file, case["there"])
    names = _short(store, file)
    answer = ask(store, case["ask"], **{k: written(v, names) for k, v in case["with"].items()})
    assert answer.columns == PARTS[case["ask"]][1]
    assert [[r[c] for c in case["columns"]] for r in answer.rows] == written(case["rows"], names)


@pytest.mark.parametrize(("file", "case"), _cases("wrong"))
def test_wrong_calls_are_told(shelf: Shelf, file: str, case: dict[str, Any]) -> None:
    store = shelf.hold(file, case["there"])
    with pytest.raises(UsageError) as told:
        ask(store, case["ask"], **case["with"])
    assert (told.value.code, told.value.exit_code) == (case["code"], 2)
    assert {k: told.value.values[k] for k in case["values"]} == case["values"]
