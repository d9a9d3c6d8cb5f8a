"""Overlaps: works told apart, pairs with their category, look-alikes refused, the same whatever the order."""

from __future__ import annotations

import hashlib
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.record import Record, from_json
from graph.load import ingest
from graph.overlaps import Pair, overlaps
from graph.overlaps.match import cosine, vector
from graph.overlaps.rest import worth
from graph.overlaps.works import works
from graph.stores import open_store
from knowledge import load

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "overlaps.yaml").read_text(encoding="utf-8"))
PAIRS: list[dict[str, Any]] = CASES["pairs"]


@lru_cache(maxsize=1)
def found(order: int = 1) -> dict[frozenset[str], Pair]:
    plans = list(CASES["plans"].items())[::order]
    with tempfile.TemporaryDirectory() as folder, open_store(str(Path(folder) / "s.db")) as store:
        for name, plan in plans:
            ingest(store, _record(name, plan), path=f"/{name}", knowledge=load())
        return {frozenset((_name(p.a), _name(p.b))): p for p in overlaps(store, load())}


def _record(name: str, plan: dict[str, Any]) -> Record:
    sha = hashlib.sha256(name.encode()).hexdigest()
    return from_json({"source": f"{name}.txt", "citations": [], "targets": [], **plan}, sha256=sha, file=name)


def _name(task: Any) -> str:
    return f"{task.plan.file.partition('.')[0]}#{task.item}"


@pytest.mark.parametrize("case", PAIRS, ids=[f"{c['a']} {c['b']}" for c in PAIRS])
def test_a_pair_is_told_with_its_category_or_refused(case: dict[str, Any]) -> None:
    pair = found().get(frozenset((case["a"], case["b"])))
    assert (pair.category if pair else None) == case["category"]


def test_the_same_whatever_the_order_of_ingest() -> None:
    def rows(pairs: dict[frozenset[str], Pair]) -> list[tuple[str, str, str, float]]:
        return sorted((p.a.id, p.b.id, p.category, p.score) for p in pairs.values())

    assert rows(found.__wrapped__(1)) == rows(found.__wrapped__(-1)) != []


def test_the_lower_plan_comes_first_and_the_quotes_stand_in_the_tasks() -> None:
    for pair in found().values():
        assert pair.quote_a in pair.a.text and pair.quote_b in pair.b.text
        assert pair.category != "cascade" or pair.a.plan.last != pair.b.plan.last or pair.b.plan.place in pair.a.plan.above


@pytest.mark.parametrize("case", CASES["works"], ids=[c["text"][:30] for c in CASES["works"]])
def test_works_of_a_task(case: dict[str, Any]) -> None:
    split = works(case["text"], case.get("headings", []), case.get("topic", ""), load())
    assert [(w.head, sorted(w.about)) for w in split] == [(c["head"], sorted(c["about"])) for c in case["works"]]
    assert [sorted(w.acts) for w, c in zip(split, case["works"], strict=True) if "acts" in c] == [
        c["acts"] for c in case["works"] if "acts" in c
    ]
    assert all(case["text"][w.start : w.end].strip(" -+•*,:") == w.text for w in split)


@pytest.mark.parametrize("case", CASES["alike"])
def test_words_are_alike_by_what_they_tell(case: dict[str, Any]) -> None:
    one, other = (vector(tuple(words), tuple(words.values())) for words in (case["a"], case["b"]))
    assert case["from"] <= round(cosine(one, other), 9) <= case["to"] and cosine(one, other) == cosine(other, one)


@pytest.mark.parametrize("case", CASES["rare"])
def test_a_syllable_tells_less_the_more_tasks_of_the_plan_have_it(case: dict[str, Any]) -> None:
    told = [worth(case["tasks"])[w] for w in case["order"]]
    assert told == sorted(set(told)) and told[0] > 0
