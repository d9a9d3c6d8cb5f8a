"""``cancu overlaps`` as people and programs call it: findings, pairs, the matrix, decisions; and the demo that answers both questions."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import cancu as package
from cancu.matrix import draw, svg
from cancu.output import Output
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
    first = found[0]["pairs"][0]
    behind = json.loads(cancu("evidence", first["id"], "--store", store, "--format", "json").out)
    assert {(r["source"], r["text"]) for r in behind} == {(first[side]["file"], first[side]["quote"]) for side in "ab"}
    assert [list(r) for r in pairs] == [list(r) for r in asked]
    assert [{**r, "reason": ""} for r in pairs] == [{**r, "reason": ""} for r in asked]
    table = cancu("overlaps", "--pairs", "--store", store, "--lang", "en")
    assert table.out.split("\n")[0].split() == ["Source", "a", "Item", "a", "Source", "b", "Item", "b", "Category", "Score", "Reason"]
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
    filled = sum(1 if c["a"] == c["b"] else 2 for c in cells)
    assert sum(e.tag.endswith("}g") for e in root.iter()) == filled
    assert sum(e.tag.endswith("}rect") for e in root.iter()) == filled + 3  # the page, the empty cells, of which one is drawn


BODIES = {f"b{n}": f"Trung tâm Văn hóa, Thông tin và Truyền thông huyện thứ {n}" for n in range(1, 31)}
ORDER = tuple(BODIES)
CELLS = {(a, b): Counter({"two_leads" if n % 2 else "repeat": 7 * n + m}) for n, a in enumerate(ORDER) for m, b in enumerate(ORDER[n:], 1)}


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_the_matrix_shows_as_many_bodies_as_fit_and_every_count_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    draw(ORDER, CELLS, BODIES, Output(lang="en"))
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= width for line in lines)
    head, rows = lines[0].split(), [line.split() for line in lines[2:] if " Trung " in line]
    count = int(head[-1])
    assert count == len(rows) == {40: 3, 80: 13, 120: 21, 200: 24}[width]
    for n, row in enumerate(rows):
        told = [f"{CELLS[ORDER[n], b].total()}{'!' if n % 2 else ''}" for b in ORDER[n:count]]
        assert row[-len(told) :] == told and (row[0], row[1]) == (str(n + 1), "Trung")
        assert ("…" in lines[n + 2]) == (width < 200)
    assert f"{30 - count} agencies more" in " ".join(lines)


@pytest.mark.parametrize("count", [0, 1, 30])
def test_the_svg_has_room_for_names_and_legend(count: int) -> None:
    some = {"b1": "Sở Nội vụ tỉnh Lam Xuyên"} if count == 1 else dict(list(BODIES.items())[:count])
    order = tuple(some)
    cells = {(a, b): c for (a, b), c in CELLS.items() if {a, b} <= {*order}}
    if count == 1:
        cells = {("b1", "b1"): Counter(two_leads=1)}
    root = ElementTree.fromstring(svg(order, cells, some, Output(lang="en")))
    texts = [(e, "".join(e.itertext())) for e in root.iter("{http://www.w3.org/2000/svg}text")]
    legend = [(float(e.get("x", "0")), words) for e, words in texts if e.get("fill") == "#555555"]
    assert " ".join(words for _, words in legend) == Output(lang="en").say("overlaps.matrix.legend")
    assert all(x + len(words) * 6.6 <= float(root.get("width", "0")) for x, words in legend)
    names = [words for e, words in texts if e.get("text-anchor") == "end"]
    assert all(n.startswith(name) for n, name in zip(names, some.values(), strict=True))  # one that is cut has the whole of it as its title
    assert count != 1 or names == ["Sở Nội vụ tỉnh Lam Xuyên"]
    assert ("1!" in [words for _, words in texts]) == (count == 1)


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
    told = ("--decide", "year.txt#I-1", "ten.txt#I-1", "--who", "Lê Bình", "--why", "hai việc: khác nhau #1")
    assert cancu("overlaps", "--decisions", file, *told, "--store", store).code == 0
    (one, other) = json.loads(cancu("status", "--store", store, "--format", "json").out)["overlaps"]["decisions"]
    assert (one["effect"], other["effect"], other["why"]) == ("applied", "applied", "hai việc: khác nhau #1")
    assert "Lê Bình" in cancu("status", "--store", store).out
    file.write_text(file.read_text(encoding="utf-8").replace("year.txt#I-1", "gone.txt#I-1"), encoding="utf-8")
    taken = cancu("overlaps", "--decisions", file, "--store", store)
    assert "Lê Bình" in taken.err and "1 quyết định trước đó" in taken.err
    assert "(không có tác dụng: kho không có nhiệm vụ này)" in " ".join(cancu("status", "--store", store).out.split())
    assert ("annex-1", "I-1") not in pairs()


def test_wrong_decisions_change_nothing(cancu: Call, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text("decisions:\n" + DECISION.format(verdict="perhaps", when="2025-06-01"), encoding="utf-8")
    wrong = cancu("overlaps", "--decisions", file, "--store", store, "--format", "json")
    told = json.loads(wrong.err)
    assert (wrong.code, told["code"], told["file"], told["place"]) == (1, "decisions.verdict", str(file), "line 4")
    assert f"{file}: dòng 4: Không có kết luận" in cancu("overlaps", "--decisions", file, "--store", store).err
    assert json.loads(cancu("status", "--store", store, "--format", "json").out)["overlaps"]["decisions"] == []
    assert cancu("overlaps", "--decide", "a", "b", "--store", store).code == 2
    file.write_bytes(b"decisions:\n- a: \xff\n")
    assert json.loads(cancu("overlaps", "--decisions", file, "--store", store, "--format", "json").err)["code"] == "decisions.encoding"


def kept(cancu: Call, store: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(cancu("status", "--store", store, "--format", "json").out)["overlaps"]["decisions"]
    return found


def test_two_decisions_on_the_same_tasks_by_other_names_are_not_taken_over(cancu: Call, store: Path, tmp_path: Path) -> None:
    pairs = json.loads(cancu("overlaps", "--pairs", "--store", store, "--format", "json").out)
    a, b = next((r["a"], r["b"]) for r in pairs if (r["item_a"], r["item_b"]) == ("annex-1", "I-1"))
    file, one = tmp_path / "d.yaml", DECISION.format(verdict="overlap", when="2025-06-01")
    file.write_text("decisions:\n" + one + one.replace("again.txt#annex-1", a).replace("ten.txt#I-1", b), encoding="utf-8")
    errors = [cancu("overlaps", "--decisions", file, "--store", store, "--format", "json")]
    file.write_text("decisions:\n" + one.replace("ten.txt#I-1", a), encoding="utf-8")
    errors.append(cancu("overlaps", "--decisions", file, "--store", store, "--format", "json"))
    told = [(e.code, json.loads(e.err)["code"], json.loads(e.err)["place"]) for e in errors]
    assert told == [(1, "decisions.twice", "line 8"), (1, "decisions.one", "line 2")]
    assert kept(cancu, store) == []
    file.write_text("decisions:\n" + one, encoding="utf-8")
    again = cancu("overlaps", "--decisions", file, "--decide", a, b, "--who", "An", "--why", "x", "--store", store, "--format", "json")
    told_again = json.loads(again.err)
    assert (again.code, told_again["code"], told_again["place"], told_again["first"]) == (1, "decisions.twice", None, 2)
    assert file.read_text(encoding="utf-8") == "decisions:\n" + one


def test_nothing_is_written_where_the_store_or_a_task_is_missing(cancu: Call, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"

    def decide(task: str, uri: Path, *more: str) -> tuple[int, list[dict[str, Any]]]:
        said = ("--decide", task, "ten.txt#I-1", "--who", "Lê Bình", "--why", "khác", *more)
        answer = cancu("overlaps", "--decisions", file, *said, "--store", uri, "--format", "json")
        return answer.code, [json.loads(line) for line in answer.err.splitlines()]

    code, (error,) = decide("again.txt#annex-1", tmp_path / "none.db")
    assert (code, error["code"]) == (2, "store.missing")
    code, (error,) = decide("again.txt#annex1", store)
    assert (code, error["code"], error["candidates"][0]) == (2, "decisions.unknown_task", "again.txt#annex-1")
    for wrong in (("--agency", "Sở Không Có"), ("--plan", "none.txt"), ("--field", "không có")):
        code, (error,) = decide("again.txt#annex-1", store, *wrong)
        assert (code, error["code"].split("_")[0]) == (2, "question.unknown"), error
    assert not file.exists() and kept(cancu, store) == []
    assert decide("again.txt#annex-1", store)[0] == 0
    assert [d["effect"] for d in kept(cancu, store)] == ["applied"]


def test_a_file_without_decisions_drops_none(cancu: Call, store: Path, tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text("decisions:\n" + DECISION.format(verdict="not", when="2025-06-01"), encoding="utf-8")
    assert cancu("overlaps", "--decisions", file, "--store", store).code == 0
    for text in ("", "# decisions\n"):
        file.write_text(text, encoding="utf-8")
        wrong = cancu("overlaps", "--decisions", file, "--store", store, "--format", "json")
        assert (wrong.code, json.loads(wrong.err)["code"]) == (1, "decisions.none")
        assert len(kept(cancu, store)) == 1
    file.write_text("decisions: []\n", encoding="utf-8")
    assert "1 quyết định trước đó" in cancu("overlaps", "--decisions", file, "--store", store).err
    assert kept(cancu, store) == []


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--who", "An"], "usage.only_with"),
        (["--why", "x", "--pairs"], "usage.only_with"),
        (["--verdict", "not"], "usage.only_with"),
        (["--pairs", "--matrix"], "usage.not_with"),
        (["--pairs", "--svg", "m.svg"], "usage.not_with"),
        (["--decide", "a", "b", "--decisions", "d.yaml", "--who", " ", "--why", "x"], "usage.missing"),
    ],
)
def test_options_that_would_do_nothing_are_told(cancu: Call, store: Path, args: list[str], code: str) -> None:
    wrong = cancu("overlaps", *args, "--store", store, "--format", "json")
    assert (wrong.code, json.loads(wrong.err)["code"]) == (2, code)
    assert not list(Path().glob("*.svg"))


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
