"""OVERLAPS edges in both stores: a function of what is held, taken back with their document, decided on by people, found at any size."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.record import Record, from_json
from graph.load import dump, ingest, remove
from graph.model import Edge
from graph.overlaps import Decision, decide, overlaps, parse, settle, settled, standing
from graph.overlaps import index as index_module
from graph.overlaps.decisions import added, entry
from graph.overlaps.findings import findings, matrix, rows
from graph.stores import Store, open_store
from knowledge import InputError
from queries.run import ask

from .small import K, empty

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "overlaps_store.yaml").read_text(encoding="utf-8"))
PLANS: dict[str, Any] = CASES["plans"]


def plan(name: str, *, version: int = 0) -> Record:
    """A plan; a later version is the file changed: the first task gone, another lead for the rest."""
    data = json.loads(json.dumps(PLANS[name]))
    if version:
        data["assignments"] = [a | {"lead": ["Sở Tài chính"]} for a in data["assignments"][1:]]
    sha = hashlib.sha256(f"{name} {version}".encode()).hexdigest()
    return from_json({"source": f"{name}.txt", "citations": [], "targets": [], "agencies": [], **data}, sha256=sha, file=name)


def put(store: Store, *names: str, version: int = 0) -> None:
    for n in names:
        ingest(store, plan(n, version=version), path=f"/plans/{n}.txt", knowledge=K)


def edges(store: Store) -> list[Edge]:
    return [e for e in dump(store).edges if e.type == "OVERLAPS"]


def fresh(folder: Path, there: dict[str, int]) -> list[Edge]:
    """The edges of a store into which only these went, in sorted order."""
    with open_store(str(folder)) as opened:
        for name, version in sorted(there.items()):
            put(opened, name, version=version)
        settle(opened, K)
        return edges(opened)


def short(edge: Edge) -> tuple[str, str, str]:
    def name(id: str) -> str:
        return next(n for n, p in PLANS.items() if str(p["document"]["number"]) in id) + id[id.index("#") :]

    return name(edge.start[1]), name(edge.end[1]), edge.props["category"]


def test_edges_are_the_pairs_with_their_words(store: Store) -> None:
    put(store, "ten", "year", "again", "town", "far")
    assert not settled(store, K)
    settle(store, K)
    found = edges(store)
    assert {(e.start[1], e.end[1], e.props["category"], e.props["score"]) for e in found} == {
        (p.a.id, p.b.id, p.category, p.score) for p in overlaps(store, K)
    }
    assert {("year#I-2", "ten#I-2", "cascade"), ("again#annex-1", "ten#I-1", "cascade")} <= {short(e) for e in found}
    texts = {r["id"]: r["text"] for r in store.read("MATCH (t:Task) RETURN t.id AS id, t.text AS text")}
    for e in found:
        for side, end in (("a", e.start), ("b", e.end)):
            assert texts[end[1]][e.props[f"from_{side}"] : e.props[f"to_{side}"]] == e.props[f"quote_{side}"]
        ends = [str(w["words"]).rpartition("}")[2] for w in K.entries("graph") if w["group"] == "reason"]
        assert e.props["reason"].endswith(tuple(filter(None, ends)))


@pytest.mark.parametrize("seed", range(3))
def test_what_is_left_decides(store: Store, tmp_path: Path, seed: int) -> None:
    """Shuffled ingests, repeats, changed files and removals, settled now and then: the edges of a fresh store given what remains."""
    rng = random.Random(seed)
    there: dict[str, int] = {}
    for step in range(12):
        name = rng.choice([*PLANS])
        if name in there and rng.random() < 0.4:
            remove(store, f"/plans/{name}.txt", knowledge=K)
            del there[name]
        else:
            there[name] = rng.choice((0, 0, 1))
            put(store, name, version=there[name])
        if rng.random() < 0.5:
            settle(store, K)
        if step in (6, 11):
            settle(store, K)
            assert edges(store) == fresh(tmp_path / f"fresh{step}", there)
    for name in there:
        remove(store, f"/plans/{name}.txt", knowledge=K)
    assert empty(store)


def test_settling_once_for_many_is_settling_after_each(folder: Store, tmp_path: Path) -> None:
    for name in PLANS:
        put(folder, name)
        settle(folder, K)
    assert edges(folder) == fresh(tmp_path / "fresh", dict.fromkeys(PLANS, 0)) != []


def test_only_what_changed_is_compared_again(folder: Store) -> None:
    put(folder, "ten", "year", "again", "town")
    assert settle(folder, K).tasks == 9
    assert settle(folder, K).tasks == 0
    put(folder, "far")
    assert settle(folder, K).tasks == 1
    put(folder, "far")
    assert settled(folder, K)
    remove(folder, "far.txt", knowledge=K)
    assert settle(folder, K).tasks == 0


def test_a_settling_that_was_broken_off_is_done_again(folder: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the edges and before the mark."""
    put(folder, "ten", "year", "again", "far")

    def killed(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("graph.overlaps.kept._close", killed)
        with pytest.raises(KeyboardInterrupt):
            settle(folder, K)
    assert not settled(folder, K)
    remove(folder, "again.txt", knowledge=K)
    settle(folder, K)
    assert edges(folder) == fresh(tmp_path / "fresh", dict.fromkeys(("ten", "year", "far"), 0))


def test_a_draft_gives_way_and_comes_back(folder: Store) -> None:
    put(folder, "ten", "draft")
    settle(folder, K)
    held = [e.id for e in edges(folder) if "~" in e.start[1] + e.end[1]]
    assert held
    put(folder, "year")
    settle(folder, K)
    assert not [e for e in edges(folder) if "~" in e.start[1] + e.end[1]]
    remove(folder, "year.txt", knowledge=K)
    settle(folder, K)
    assert [e.id for e in edges(folder)] == held


def test_another_method_finds_all_pairs_anew(folder: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, "ten", "year", "again")
    settle(folder, K)
    before = edges(folder)
    monkeypatch.setattr("graph.overlaps.kept.method", lambda knowledge: "another")
    assert not settled(folder, K)
    assert settle(folder, K).tasks == 8
    assert edges(folder) == before


def test_the_question_draws_what_is_missing(store: Store) -> None:
    put(store, "ten", "again")
    found = ask(store, "overlaps").rows
    assert [(r["item_a"], r["item_b"], r["source_a"]) for r in found if r["category"] == "cascade"] == [("annex-1", "I-1", "again.txt")]
    assert len(found) == len(edges(store))
    by_plan = ask(store, "overlaps", plan="73/KH-UBND", agency="Sở Y tế").rows
    assert {(r["item_a"], r["item_b"]) for r in by_plan} <= {(r["item_a"], r["item_b"]) for r in found}


def test_the_evidence_of_an_edge_is_the_words_of_both_sides(store: Store) -> None:
    """Also of one that is not drawn yet."""
    put(store, "ten", "again")
    settle(store, K)
    for e in edges(store):
        found = [(r["id"], r["text"], r["source"], r["start"], r["end"]) for r in ask(store, "evidence", id=e.id).rows]
        at = "MATCH (t:Task {id: $id}) MATCH (s:Source {id: t.source}) RETURN s.file AS file, t.start AS start, t.end AS last"
        places = [store.read(at, {"id": end[1]})[0] for end in (e.start, e.end)]
        quotes = e.props["quote_a"], e.props["quote_b"]
        assert sorted(found, key=str) == sorted(
            ((e.id, q, p["file"], p["start"], p["last"]) for q, p in zip(quotes, places, strict=True)), key=str
        )
    remove(store, "again.txt", knowledge=K)
    put(store, "again")
    assert len(ask(store, "evidence", id=e.id).rows) == 2


# Crowds


def crowd(count: int) -> list[Record]:
    """Plans of as many provinces, each with the same two works."""
    out = []
    for n in range(count):
        where = f"Tỉnh{n}"
        document = PLANS["far"]["document"] | {"issuer": f"UBND tỉnh {where}", "place": where}
        tasks = PLANS["far"]["assignments"] + [PLANS["year"]["assignments"][1] | {"id": "I-2"}]
        data = {
            "source": f"{n}.txt",
            **PLANS["far"],
            "citations": [],
            "targets": [],
            "agencies": [],
            "document": document,
            "assignments": tasks,
        }
        out.append(from_json(data, sha256=hashlib.sha256(str(n).encode()).hexdigest(), file=f"{n}.txt"))
    return out


def test_crowded_signs_are_counted_and_the_order_is_still_no_matter(folder: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As tasks under a sign become too many their pairs go, as they become fewer the pairs come back."""
    monkeypatch.setattr(index_module, "CAP", {"object": 3, "words": 3, "finer": 3})
    records = crowd(5)
    sizes = []
    for n, record in enumerate(records):
        ingest(folder, record, path=f"/{n}.txt", knowledge=K)
        settle(folder, K)
        sizes.append(len(edges(folder)))
    assert sizes[2] > 0 and sizes[4] == 0
    assert standing(folder, K)["crowds"] > 0 and standing(folder, K)["crowded_tasks"] == 10
    with open_store(str(tmp_path / "back.db")) as other:
        for n in (4, 2, 0):
            ingest(other, records[n], path=f"/{n}.txt", knowledge=K)
        settle(other, K)
        for n in (3, 1):
            remove(folder, f"/{n}.txt", knowledge=K)
        settle(folder, K)
        assert edges(folder) == edges(other) != []


# Decisions


def decision(a: str, b: str, verdict: str) -> Decision:
    return Decision(*sorted((a, b)), verdict, "Nguyễn An", "2025-06-01", "đã họp")


def test_decisions_are_kept_replayed_and_told(store: Store) -> None:
    put(store, "ten", "year", "again")
    settle(store, K)
    before = edges(store)
    decide(store, [decision("again.txt#annex-1", "ten.txt#I-1", "not"), decision("year.txt#I-3", "ten.txt#I-2", "overlap"),
                   decision("gone.txt#I-1", "ten.txt#I-1", "not")])  # fmt: skip
    assert not settled(store, K)
    settle(store, K)
    told = {short(e)[:2]: e for e in edges(store)}
    assert ("again#annex-1", "ten#I-1") in {short(e)[:2] for e in before} - told.keys()
    assert told["year#I-3", "ten#I-2"].props["decided_by"] == "Nguyễn An"
    effects = {d["a"]: d["effect"] for d in standing(store, K)["decisions"]}
    assert effects == {"again.txt#annex-1": "applied", "ten.txt#I-2": "applied", "gone.txt#I-1": "missing"}
    remove(store, "again.txt", knowledge=K)
    put(store, "again")
    settle(store, K)
    assert {short(e)[:2] for e in edges(store)} == told.keys()
    decide(store, [])
    settle(store, K)
    assert edges(store) == before


def test_of_decisions_on_the_same_tasks_by_other_names_the_latest_counts(store: Store, tmp_path: Path) -> None:
    """The tasks came after the decisions, so that nobody could see that they are on the same."""
    a, b = "again.txt#annex-1", "ten.txt#I-1"
    with open_store(str(tmp_path / "scratch.db")) as scratch:
        put(scratch, "ten", "again")
        ids = {r["item"]: r["id"] for r in scratch.read("MATCH (t:Task) RETURN t.item AS item, t.id AS id")}
    first = decision(ids["annex-1"], ids["I-1"], "not")
    later = replace(decision(a, b, "overlap"), when="2025-07-01")
    decide(store, [first, later, decision(a, ids["annex-1"], "not")])
    put(store, "ten", "again")
    settle(store, K)
    effects = {(d["a"], d["b"]): d["effect"] for d in standing(store, K)["decisions"]}
    assert effects == {(first.a, first.b): "overruled", (a, b): "applied", tuple(sorted((a, ids["annex-1"]))): "itself"}
    assert ("again#annex-1", "ten#I-1") in {short(e)[:2] for e in edges(store) if "decided_by" in e.props}
    decide(store, [])
    settle(store, K)


def test_a_name_of_several_tasks_decides_nothing(folder: Store) -> None:
    """Two plans with one file name: which task is meant nobody can tell."""
    put(folder, "ten", "again")
    twin = from_json({**plan("again").data, "document": {**PLANS["far"]["document"]}}, sha256="f" * 64, file="again.txt")
    ingest(folder, twin, path="/other/again.txt", knowledge=K)
    decide(folder, [decision("again.txt#annex-1", "ten.txt#I-1", "not")])
    settle(folder, K)
    (told,) = standing(folder, K)["decisions"]
    assert (told["effect"], len(told["candidates"])) == ("ambiguous", 2)
    remove(folder, "/other/again.txt", knowledge=K)
    settle(folder, K)
    assert [d["effect"] for d in standing(folder, K)["decisions"]] == ["applied"]


def test_a_decision_waits_for_its_task(folder: Store) -> None:
    put(folder, "ten")
    decide(folder, [decision("again.txt#annex-1", "ten.txt#I-1", "not")])
    settle(folder, K)
    put(folder, "again")
    settle(folder, K)
    assert ("again#annex-1", "ten#I-1") not in {short(e)[:2] for e in edges(folder)}


@pytest.mark.parametrize("case", CASES["wrong"], ids=[f"{c['code']} {c['place']}" for c in CASES["wrong"]])
def test_wrong_decisions_are_told_by_line(case: dict[str, Any]) -> None:
    with pytest.raises(InputError) as told:
        parse(case["text"], "d.yaml")
    assert (told.value.code, told.value.file, told.value.place) == (case["code"], "d.yaml", case["place"])
    assert {k: told.value.values[k] for k in case.get("values", {})} == case.get("values", {})


def test_decisions_are_read_as_they_are_written() -> None:
    made = [decision("a b.txt#I-1", "c: d.txt#annex-2", "not"), decision("Kế hoạch/1#I", "x", "overlap")]
    assert [*parse("decisions:\n" + "".join(map(entry, made)), "d.yaml")] == sorted(made, key=lambda d: (d.a, d.b))
    assert parse("decisions: []\n", "d.yaml") == parse("decisions:\n", "d.yaml") == ()


@pytest.mark.parametrize("case", CASES["added"], ids=[c["before"] for c in CASES["added"]])
def test_a_decision_is_added_below_the_last_and_the_rest_stays(case: dict[str, str]) -> None:
    new, old = decision("a: b.txt#I-1", "c.txt#I-2", "not"), decision("d#1", "e#2", "overlap")
    flow = "{a: 'a: b.txt#I-1', b: c.txt#I-2, verdict: not, who: Nguyễn An, when: '2025-06-01', why: đã họp}"
    texts = {"new": entry(new), "deep": entry(new, 2), "old": entry(old), "old_deep": entry(old, 2), "flow": flow}
    before, after = (case[name].format(**texts) for name in ("before", "after"))
    assert added(before, "d.yaml", new) == after
    if "\n" in before:
        assert added(before.replace("\n", "\r\n"), "d.yaml", new) == after.replace("\n", "\r\n")
    assert new in parse(after, "d.yaml")


@pytest.mark.parametrize(
    ("before", "code"),
    [("{about: x}\n", "decisions.add"), ("decisions: [a\n", "decisions.yaml"), ("decisions:\n- a: x\n", "decisions.key_missing")],
)
def test_a_file_that_takes_no_decision_is_told(before: str, code: str) -> None:
    with pytest.raises(InputError) as told:
        added(before, "d.yaml", decision("x", "y", "not"))
    assert told.value.code == code


def test_deep_nesting_is_no_failure_of_ours() -> None:
    with pytest.raises(InputError) as told:
        parse("decisions: " + "[" * 5000, "d.yaml")
    assert told.value.code == "decisions.yaml"


# Findings


def test_findings_put_conflicts_first_and_hold_every_pair(folder: Store) -> None:
    put(folder, "ten", "year", "again", "town", "far")
    settle(folder, K)
    every = rows(folder, K)
    found = findings(every)
    assert sorted((r.a.task, r.b.task) for f in found for r in f.rows) == sorted((e.start[1], e.end[1]) for e in edges(folder))
    conflicts = [f.category in ("two_leads", "role_conflict", "deadline_conflict") for f in found]
    assert conflicts == sorted(conflicts, reverse=True) and conflicts[0]


def test_the_matrix_counts_each_pair_of_bodies(folder: Store) -> None:
    put(folder, "ten", "again")
    settle(folder, K)
    order, cells, nowhere = matrix(rows(folder, K))
    assert sorted(order) == sorted({id for pair in cells for id in pair}) and nowhere == 0
    own = {pair: counts for pair, counts in cells.items() if pair[0] == pair[1]}
    assert sum(c["cascade"] for c in own.values()) == 1
    assert all(c.keys() & {"two_leads", "role_conflict"} for pair, c in cells.items() if pair not in own)


def test_edges_hold_no_empty_lists(folder: Store) -> None:
    """A pair that people confirmed may share neither act nor object; an export as CSV has no empty lists."""
    put(folder, "ten", "year")
    decide(folder, [decision("year.txt#I-3", "ten.txt#I-1", "overlap")])
    settle(folder, K)
    assert [e.props.get("acts", []) for e in edges(folder) if "decided_by" in e.props] == [[]]
    assert all(value != [] for e in edges(folder) for value in e.props.values())
    assert [] in [r["shared"] for r in ask(folder, "overlaps").rows]
