"""After one document only what it touches is read and compared; the edges and all that is kept are those of a fresh store."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.record import Record, from_json
from graph import book
from graph.load import dump, ingest, remove
from graph.model import Edge
from graph.overlaps import Decision, decide, read, settle, settled, standing
from graph.overlaps import index as index_module
from graph.overlaps import kept as kept_module
from graph.overlaps.index import candidates
from graph.overlaps.match import concepts
from graph.stores import Store, open_store

from .small import K, empty

CASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "overlaps_renew.yaml").read_text(encoding="utf-8"))


def plan(name: str, given: Mapping[str, Any], file: str = "") -> Record:
    """A plan with tasks (text, lead, and perhaps a partner), and perhaps the plan that it rests on."""
    said = {**CASES["every"], **given}
    document = {k: said[k] for k in ("type", "number", "date", "issuer", "place", "status", "title", "period")}
    same = {"section": "I", "kind": "body", "deadline": None}
    tasks = [{"id": f"I-{n}", "task": t[0], "lead": [t[1]], "coordinate": t[2:], **same} for n, t in enumerate(said["tasks"], 1)]
    basis = said.get("basis")
    cited = {"text": f"Kế hoạch số {basis}", "type": "Kế hoạch", "number": basis, "date": "2025-01-10", "issuer": "UBND tỉnh Lam Xuyên",
             "role": "basis", "section": "preamble", "sentence": f"Căn cứ Kế hoạch số {basis}.", "subject": None}  # fmt: skip
    data: dict[str, Any] = {
        "source": f"{file or name}.txt", "document": document, "citations": [cited] if basis else [], "targets": [], "agencies": [],
        "sections": [{"path": "preamble", "title": ""}, {"path": "I", "title": said.get("heading", "NHIỆM VỤ")}], "assignments": tasks,
    }  # fmt: skip
    if "graded" in said:
        data["graded"] = said["graded"]
    return from_json(data, sha256=hashlib.sha256(f"{name} {given}".encode()).hexdigest(), file=file or name)


def put(store: Store, *names: str) -> None:
    for n in names:
        ingest(store, plan(n, CASES["plans"][n]), path=f"/plans/{n}.txt", knowledge=K)


def edges(store: Store) -> list[Edge]:
    return [e for e in dump(store).edges if e.type == "OVERLAPS"]


def kept(store: Store) -> dict[str, str]:
    """All that the book keeps about overlaps."""
    rows = store.read("MATCH (e:BookEntry) RETURN e.id AS id, e.key AS key, e.said AS said", rows=None, seconds=None)
    return {r["id"]: r["said"] for r in rows if str(r["key"]).startswith(book.KEY)}


def fresh(folder: Path, records: Iterable[tuple[str, Record]], made: Iterable[Decision] = ()) -> tuple[list[Edge], dict[str, str]]:
    """Edges and book of a store into which only these went."""
    with open_store(str(folder)) as opened:
        for path, record in records:
            ingest(opened, record, path=path, knowledge=K)
        decide(opened, [*made])
        settle(opened, K)
        return edges(opened), kept(opened)


def between(store: Store, pair: Iterable[str]) -> tuple[str | None, float]:
    """Category and score of the edge between the tasks of two plans."""
    ends = {str(CASES["plans"][p]["number"] or "~") for p in pair}
    found = [e.props for e in edges(store) if all(any(n in end for end in (e.start[1], e.end[1])) for n in ends)]
    assert len(found) < 2
    return (found[0]["category"], found[0]["score"]) if found else (None, 0.0)


@pytest.mark.parametrize("case", CASES["cases"], ids=[c["by"] for c in CASES["cases"]])
def test_another_document_changes_a_pair(store: Store, tmp_path: Path, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    if "cap" in case:
        monkeypatch.setattr(index_module, "CAP", dict.fromkeys(index_module.CAP, case["cap"]))
    put(store, *case["there"])
    settle(store, K)
    first, before = between(store, case["pair"]), (edges(store), kept(store))
    put(store, case["comes"])
    settle(store, K)
    then = between(store, case["pair"])
    assert (first[0], then[0]) == (case["before"], case["after"]) and first != then
    records = [(f"/plans/{n}.txt", plan(n, CASES["plans"][n])) for n in sorted((*case["there"], case["comes"]))]
    assert (edges(store), kept(store)) == fresh(tmp_path / "fresh", records)
    remove(store, f"{case['comes']}.txt", knowledge=K)
    settle(store, K)
    assert (edges(store), kept(store)) == before


# What is read


class Watched:
    """A store that remembers the ids of tasks in what it was asked and in what it answered; everything else is the store's own."""

    def __init__(self, store: Store) -> None:
        self.store, self.seen = store, set[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def read(self, cypher: str, params: Mapping[str, Any] | None = None, **bounds: Any) -> list[dict[str, Any]]:
        out = self.store.read(cypher, params, **bounds)
        said = [*((params or {}).get("ids", ())), *(v for row in out for v in row.values())]
        self.seen |= {v.removeprefix("work|") for v in said if isinstance(v, str) and "#I-" in v and not v.startswith("{")}
        return out


def test_only_the_tasks_of_a_new_document_and_those_they_meet_are_read(store: Store) -> None:
    """Sixty tasks are there; who shares nothing with the new ones is neither asked for nor unpacked nor taken apart."""
    for n in range(20):
        tasks = [[f"Bảo dưỡng {word} {n}a{word}", "Sở Y tế"] for word in ("cầu", "kênh", "đập")]
        ingest(store, plan(f"{n}", {**CASES["plans"]["names"], "number": f"{100 + n}/KH-UBND", "tasks": tasks}), path=f"/{n}", knowledge=K)
    put(store, "alone", "province")
    settle(store, K)
    for name in ("group", "town"):
        put(store, name)
        watched = Watched(store)
        settle(watched, K)
        tasks = read(store, K)
        new = {n for n, t in enumerate(tasks) if t.plan.file == f"{name}.txt"}
        met = [pair for pair in candidates(tasks, concepts(K)) if new & {*pair}]
        assert met and watched.seen == {tasks[n].id for pair in met for n in pair}
    watched = Watched(store)
    (gone,) = (t.id for t in tasks if t.plan.file == "alone.txt")
    remove(store, "alone.txt", knowledge=K)
    settle(watched, K)
    assert watched.seen == {gone}


# Any order


WORDS = (
    "Tuyên truyền Chỉ số PAPI đến người dân",
    "Rà soát thủ tục hành chính lĩnh vực đất đai",
    "Bảo dưỡng ao cá tra giống theo mùa mưa lũ của xã",
    "Rà soát thủ tục hành chính lĩnh vực y tế; tuyên truyền cải cách hành chính",
)
LEADS = ("Sở Nội vụ", "Sở Y tế", "Các sở, ban, ngành")


def drawn(k: int, version: int) -> tuple[str, Record]:
    """Plan ``k`` of nine of two provinces and a town, with up to three tasks; another version has others."""
    rng = random.Random(f"{k} {version}")
    where = ("tỉnh Lam Xuyên", "tỉnh Đông Sơn", "thị xã An Khê")[k % 3]
    tasks = [[rng.choice(WORDS), *rng.sample(LEADS, rng.choice((1, 2)))] for _ in range(rng.randint(0, 3))]
    given = {"number": f"{81 + k}/KH-UBND", "issuer": f"UBND {where}", "place": where.partition(" ")[2].removeprefix("xã "), "tasks": tasks,
             "title": f"Công tác năm 2025, đợt {k}", "heading": rng.choice(("NHIỆM VỤ", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH"))}  # fmt: skip
    if version and where.startswith("thị xã"):
        given["basis"] = "81/KH-UBND"
    return f"/{k}.txt", plan(str(k), given)


def called(rng: random.Random) -> str:
    return f"{rng.randrange(9)}.txt#I-{rng.randint(1, 2)}"


def decisions(rng: random.Random) -> list[Decision]:
    names = [sorted((called(rng), called(rng))) for _ in range(3)]
    made = {(a, b): Decision(a, b, rng.choice(("not", "overlap")), "An", "2025-06-01", "đã họp") for a, b in names if a != b}
    return [*made.values()]


@pytest.mark.parametrize("seed", range(2))
def test_crowds_decisions_and_places_come_and_go(folder: Store, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs grow crowded and are crowded no more; edges and book are those of a fresh store each time."""
    monkeypatch.setattr(index_module, "CAP", {"object": 3, "words": 3, "finer": 2})
    rng, there, made = random.Random(seed), dict[int, int](), list[Decision]()
    most = set[str]()
    for step in range(12):
        k = rng.randrange(9)
        if k in there and rng.random() < 0.4:
            remove(folder, f"/{k}.txt", knowledge=K)
            del there[k]
        else:
            there[k] = rng.randrange(3)
            path, record = drawn(k, there[k])
            ingest(folder, record, path=path, knowledge=K)
        if step % 9 == 4:
            made = decisions(rng)
            decide(folder, made)
        if step % 4 == 3 or rng.random() < 0.1:
            settle(folder, K)
            assert (edges(folder), kept(folder)) == fresh(tmp_path / str(step), [drawn(k, v) for k, v in there.items()], made)
            most.add(str(json.loads(kept(folder).get("overlaps|before", "{}")).get("crowded")))
    assert len(most) > 2
    for k in there:
        remove(folder, f"/{k}.txt", knowledge=K)
    decide(folder, [])
    assert empty(folder)


def test_a_decision_by_a_name_that_two_tasks_have_holds_no_more(folder: Store, tmp_path: Path) -> None:
    made = [Decision("alone.txt#I-1", "rests.txt#I-1", "overlap", "An", "2025-06-01", "đã họp")]
    put(folder, "alone", "rests")
    decide(folder, made)
    settle(folder, K)
    before = edges(folder)
    assert [e.props["decided_by"] for e in before] == ["An"]
    ingest(folder, plan("town", CASES["plans"]["town"], "alone"), path="/other/alone.txt", knowledge=K)
    settle(folder, K)
    assert edges(folder) == [] and standing(folder, K)["decisions"][0]["effect"] == "ambiguous"
    remove(folder, "/other/alone.txt", knowledge=K)
    settle(folder, K)
    assert edges(folder) == before


def test_a_long_settling_that_was_broken_off_leaves_nothing_half(folder: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edge is taken back, as its sign grew crowded, and the program ends; the document that made it crowded goes again."""
    monkeypatch.setattr(index_module, "CAP", dict.fromkeys(index_module.CAP, 2))
    put(folder, "alone", "third")
    settle(folder, K)
    before = edges(folder)
    put(folder, "group")
    writes = 0

    class Broken(Watched):
        def write(self, statements: Any) -> Any:
            nonlocal writes
            writes += 1
            if writes == 3:
                raise KeyboardInterrupt
            return self.store.write(statements)

    with monkeypatch.context() as patched:
        patched.setattr(kept_module, "CHUNK", 1)
        with pytest.raises(KeyboardInterrupt):
            settle(Broken(folder), K)
    assert edges(folder) != before and not settled(folder, K)
    remove(folder, "group.txt", knowledge=K)
    settle(folder, K)
    assert edges(folder) == before != []
