"""Grades: what is called certain is right, what contradicts itself is unsure, and every item has one."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extract.assemble.grade import GRADES, graded
from extract.pipeline import read_record
from knowledge import load

ROOT = Path(__file__).parent.parent
HEAD = "ỦY BAN NHÂN DÂN\nTỈNH THANH LÂM\n\nSố: 12/KH-UBND\n\nThanh Lâm, ngày 02 tháng 02 năm 2024\n\nKẾ HOẠCH\nCải cách năm 2024\n\n"


@pytest.fixture(scope="module")
def grades() -> ModuleType:
    spec = importlib.util.spec_from_file_location("grades", ROOT / "bench" / "grades.py")
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules["grades"] = made
    spec.loader.exec_module(made)
    return made


def held(found: Any, least: int) -> None:
    right, read = found["all", "certain"]
    assert read >= least
    assert right / read >= 0.99
    for part in ("sections", "citations", "assignments", "deadlines"):
        right, read = found[part, "certain"]
        assert read and right / read >= 0.97, part


def test_what_is_certain_is_right_on_the_samples(grades: ModuleType) -> None:
    held(grades.counted(grades.documents()["samples"]), 300)


@pytest.mark.needs_shared
def test_what_is_certain_is_right_on_the_real_plans(grades: ModuleType) -> None:
    held(grades.counted(grades.documents()["real plans"]), 250)


def test_a_wrong_reading_counts_as_wrong(grades: ModuleType) -> None:
    text, _ = grades.documents()["samples"][0]
    ours = read_record(text.read_bytes(), text.name, load()).record.data
    found = list(grades.judged(ours, {"assignments": []}))
    assert found and not any(right for _, _, right in found)
    assert len(grades.table({("all", "certain"): (99, 100)})) == 7


def test_every_item_has_a_grade() -> None:
    for path in sorted((ROOT / "corpus" / "samples").glob("*.txt"))[:4]:
        data = read_record(path.read_bytes(), path.name, load()).record.data
        for part in ("sections", "citations", "assignments", "targets"):
            assert all(i["grade"] in GRADES for i in data[part])
        assert all(("deadline_grade" in a) == bool(a["deadline"]) for a in data["assignments"])


@pytest.mark.parametrize(
    ("words", "grade"),
    [
        ("Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;", "certain"),
        ("Căn cứ Nghị quyết số 76/NQ-CP của Chính phủ;", "likely"),  # no day
        ("Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2019 của Chính phủ;", "unsure"),  # the number's year is another
        ("Căn cứ Quyết định số 76/NQ-CP ngày 15/7/2021 của Chính phủ;", "likely"),  # the symbol says another type
        ("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;", "certain"),
        ("Căn cứ Luật Trồng hoa trên ban công;", "unsure"),  # no such law is known
    ],
)
def test_citations_by_what_agrees(words: str, grade: str) -> None:
    text = f"{HEAD}{words}\n\nUBND tỉnh ban hành Kế hoạch như sau:\n\nI. MỤC TIÊU\n\nNgười dân hài lòng.\n"
    found = read_record(text.encode(), "a.txt", load()).record.data["citations"]
    assert [c["grade"] for c in found] == [grade]


@pytest.mark.parametrize(
    ("change", "grade"),
    [
        ({}, "certain"),
        ({"mended": [["a", "b"]]}, "unsure"),
        ({"lead": []}, "unsure"),
        ({"lead": ["Tổ trồng hoa"]}, "likely"),
        ({"task": "Chủ trì, phối hợp với ai đó làm."}, "likely"),
        ({"rule": "body.continued"}, "likely"),
    ],
)
def test_tasks_by_what_agrees(change: dict[str, Any], grade: str) -> None:
    task = {
        "id": "I-1", "kind": "body", "task": "Theo dõi việc thực hiện.", "lead": ["Sở Nội vụ"], "coordinate": [], "deadline": None,
        "deadline_text": None, "row": None, "rule": "body.heading",
    }  # fmt: skip
    data = {"document": {}, "sections": [], "citations": [], "targets": [], "assignments": [{**task, **change}]}
    assert graded(data, load())["assignments"][0]["grade"] == grade


@pytest.mark.parametrize(
    ("paths", "wanted"),
    [
        (["I", "I.1", "I.2", "II"], ["certain"] * 4),
        (["I", "III"], ["certain", "unsure"]),  # a chapter between is missing
        (["I", "II.1"], ["certain", "unsure"]),
        (["I", "I"], ["likely", "likely"]),  # one path twice
    ],
)
def test_headings_by_their_order(paths: list[str], wanted: list[str]) -> None:
    sections = [{"path": p, "title": "Mục đích"} for p in paths]
    data = {"document": {}, "sections": sections, "citations": [], "targets": [], "assignments": []}
    assert [s["grade"] for s in graded(data, load())["sections"]] == wanted
