"""``cancu overlaps`` as people and programs call it: findings, pairs, the matrix, decisions; and the demo that answers both questions."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import cancu as package
from tests.conftest import Call

from .test_overlaps_store import PLANS, put

DECISION = "- a: again.txt#annex-1\n  b: ten.txt#I-1\n  verdict: {verdict}\n  who: Nguyễn An\n  when: {when}\n  why: đã họp\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    with package.open_store(str(path)) as opened:
        put(opened, *(name for name in PLANS if name != "draft"))
    return path


def test_findings_pairs_and_filters(cancu: Call, store: Path) -> None:
    found = json.loads(cancu("overlaps", "--store", store, "--format", "json").out)
    pairs = json.loads(cancu("overlaps", "--pairs", "--store", store, "--format", "json").out)
    asked = json.loads(cancu("ask", "overlaps", "--store", store, "--format", "json").out)
    assert sorted((p["a"]["task"], p["b"]["task"]) for f in found for p in f["pairs"]) == sorted((r["a"], r["b"]) for r in pairs)
    assert [list(r) for r in pairs] == [list(r) for r in asked]
    assert {(r["a"], r["b"], r["score"], r["quote_a"]) for r in pairs} == {(r["a"], r["b"], r["score"], r["quote_a"]) for r in asked}
    far = json.loads(cancu("overlaps", "--pairs", "--plan", "far.txt", "--category", "parallel", "--store", store, "--format", "json").out)
    assert far == [r for r in pairs if "far.txt" in (r["source_a"], r["source_b"])] != []
    nobody = cancu("overlaps", "--pairs", "--agency", "Sở Y tế", "--category", "parallel", "--store", store, "--format", "json")
    assert json.loads(nobody.out) == []
    drawn = cancu("overlaps", "--store", store, "--lang", "en")
    assert f"{len(pairs)} pairs of tasks hold the same work, in {len(found)} findings." in drawn.out
    assert "Sở Nội vụ" in drawn.out and "PAPI" in drawn.out


def test_the_reason_is_told_in_the_language_of_the_call(cancu: Call, store: Path) -> None:
    said = {
        lang: json.loads(cancu("overlaps", "--pairs", "--store", store, "--format", "json", "--lang", lang).out)[0]["reason"]
        for lang in ("vi", "en")
    }
    assert said["vi"].startswith("cùng đối tượng: ") and said["en"].startswith("same object: ")


def test_the_matrix_in_the_terminal_as_rows_and_as_svg(cancu: Call, store: Path, tmp_path: Path) -> None:
    cells = json.loads(cancu("overlaps", "--matrix", "--store", store, "--format", "json").out)
    names = {c[k] for c in cells for k in ("agency_a", "agency_b")}
    assert all(c["pairs"] == sum(c["categories"].values()) >= c["conflicts"] for c in cells)
    assert any(c["conflicts"] for c in cells)
    table = cancu("overlaps", "--matrix", "--store", store)
    assert all(name in " ".join(table.out.split()) for name in names) and "!" in table.out
    file = tmp_path / "out" / "m.svg"
    wrote = cancu("overlaps", "--svg", file, "--store", store)
    assert wrote.code == 0 and wrote.out == "" and str(file) in wrote.err
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    boxes = [e for e in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert len(boxes) == 1 + len(names) ** 2
    assert sum(e.tag.endswith("}g") for e in root.iter()) == sum(1 if c["a"] == c["b"] else 2 for c in cells)


def test_decisions_are_taken_over_told_and_added(cancu: Call, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text("decisions:\n" + DECISION.format(verdict="not", when="2025-06-01"), encoding="utf-8")

    def pairs() -> set[tuple[str, str]]:
        return {
            (r["item_a"], r["item_b"])
            for r in json.loads(cancu("overlaps", "--pairs", "--store", store, "--format", "json").out)
            if (r["source_a"], r["source_b"]) == ("again.txt", "ten.txt")
        }

    assert ("annex-1", "I-1") in pairs()
    assert "1 quyết định" in cancu("overlaps", "--decisions", file, "--store", store).err
    assert ("annex-1", "I-1") not in pairs()
    told = ("--decide", "gone.txt#I-1", "ten.txt#I-1", "--who", "Lê Bình", "--why", "hai việc: khác nhau #1")
    added = cancu("overlaps", "--decisions", file, *told, "--store", store)
    assert added.code == 0 and "Lê Bình" in added.err
    (one, other) = json.loads(cancu("status", "--store", store, "--format", "json").out)["overlaps"]["decisions"]
    assert (one["effect"], other["effect"], other["why"]) == ("applied", "missing", "hai việc: khác nhau #1")
    assert "Lê Bình" in cancu("status", "--store", store).out
    assert ("annex-1", "I-1") not in pairs()


def test_wrong_decisions_change_nothing(cancu: Call, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text("decisions:\n" + DECISION.format(verdict="perhaps", when="2025-06-01"), encoding="utf-8")
    wrong = cancu("overlaps", "--decisions", file, "--store", store, "--format", "json")
    told = json.loads(wrong.err)
    assert (wrong.code, told["code"], told["file"], told["place"]) == (1, "decisions.value", str(file), "line 4")
    assert json.loads(cancu("status", "--store", store, "--format", "json").out)["overlaps"]["decisions"] == []
    assert cancu("overlaps", "--decide", "a", "b", "--store", store).code == 2
    file.write_bytes(b"decisions:\n- a: \xff\n")
    assert json.loads(cancu("overlaps", "--decisions", file, "--store", store, "--format", "json").err)["code"] == "decisions.encoding"


def test_ingest_and_remove_keep_the_edges(cancu: Call, tmp_path: Path, root: Path) -> None:
    db, plan = tmp_path / "a.db", root / "corpus" / "records" / "03_ke_hoach_2025.json"

    def state() -> tuple[bool, int]:
        found = json.loads(cancu("status", "--store", db, "--format", "json").out)
        return found["overlaps"]["up_to_date"], found["edges"].get("OVERLAPS", 0)

    assert cancu("ingest", plan, root / "corpus" / "records" / "01_ke_hoach_2021_2030.json", "--store", db, "-q").code == 0
    up, edges = state()
    assert up and edges > 0
    assert cancu("remove", "03_ke_hoach_2025.txt", "--store", db, "-q").code == 0
    assert state()[0] and state()[1] < edges
