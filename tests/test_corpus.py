"""The corpus holds together: records say what their samples say, and a fault is found where one is put."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from extract.record import from_json

CORPUS = Path(__file__).parent.parent / "corpus"
SAMPLES = sorted((CORPUS / "samples").glob("*.txt"))
Record = dict[str, Any]


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_check", CORPUS / "check.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check = _module()


def _text(name: str) -> str:
    return next(p for p in SAMPLES if p.name.startswith(name)).read_bytes().decode("utf-8")


def _record(name: str) -> Record:
    path = next((CORPUS / "records").glob(f"{name}*.json"))
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_the_corpus_has_no_fault() -> None:
    assert check.check() == []


def test_enough_of_each_kind() -> None:
    records = [_record(p.name[:2]) for p in SAMPLES]
    assert len(records) >= 6
    assert {r["document"]["status"] for r in records} == {"issued", "draft"}
    assert {c["role"] for r in records for c in r["citations"]} == check.ROLES
    kinds = {a["deadline"]["kind"] for r in records for a in r["assignments"] if a["deadline"]}
    assert kinds == set(check.DEADLINES)
    assert any(not a["lead"] for r in records for a in r["assignments"])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_each_record_is_one_that_ingest_takes(path: Path) -> None:
    file = CORPUS / "records" / f"{path.stem}.json"
    raw = file.read_bytes()
    record = from_json(json.loads(raw), sha256=hashlib.sha256(raw).hexdigest(), file=file.name)
    assert record.source == path.name


def test_the_place_is_the_invented_one() -> None:
    others = {
        "Tây Lĩnh",
        "Lĩnh Bắc",
        "Đông Sa",
        "Hòa Lâm",
        "Bình Thủy",
        "Quảng Lộc",
        "Vân Hải",
        "Thượng Giang",
        "Vĩnh Giang",
        "Quảng Khánh",
        "Đắk Hlang",
        "Tây Nguyên",
        "Phong Lĩnh",
        "Tân Giang",
        "Bình Triều",
        "Sơn Khê",
        "Phước Trà",
        "Lũng Giang",
        "Hoài Phong",
        "Kim Lĩnh",
    }
    for path in SAMPLES:
        text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8")).replace("\u00a0", " ")
        named = set(re.findall(r"\btỉnh ([A-ZĐ]\w+ [A-ZĐ]\w+)", text))
        assert named == {"Lam Xuyên"} if path.name < "16" else named <= others, path.name
        cities = set(re.findall(r"\bthành phố ([A-ZĐ]\w+ [A-ZĐ]\w+)", text))
        assert cities <= {
            "Mộc Thành",
            "Lộc An",
            "Phong Lĩnh",
            "Cửa Lân",
            "Vĩnh Khê",
        }, path.name


def test_the_layouts_are_what_the_manifest_says() -> None:
    assert "\f" in _text("01") and not unicodedata.is_normalized("NFC", _text("02"))
    assert "\u00a0" in _text("02") and "\t" in _text("02") and "[bookmark: " in _text("02")
    assert "\n**" in _text("03") and "\n# " in _text("03")
    head = next(line for line in _text("04").splitlines() if line.startswith("TT\t"))
    assert _text("04").count(head) == 2
    assert "\n¹ " in _text("05") and "\n² " in _text("05")
    assert "<table>" in _text("06") and "|---|" in _text("06")
    assert "Đơn vị chủ trì: " in _text("08") and "Đồng chí " in _text("08")
    assert "\n(1)\t(2)\t(3)" in _text("09") and "\nĐiều 3. " in _text("09")
    assert re.search(r"\n +1\. Sở .*:\n +a\) ", _text("10")) and "\nI" not in _text("10")
    assert "\nSTT\n\n" in _text("11") and "- Thời hạn: " in _text("11")
    assert 'rowspan="2"' in _text("12") and "/2026/NQ-CP" in _text("12")
    assert "\nT/M BAN THƯỜNG VỤ\n" in _text("13") and "\n1- " in _text("13")
    assert _text("14").count("\f") == 3 and all(noise in _text("14") for noise in ("{5)", "‡", "Phân đầu", "HI. "))
    assert _text("15").index("](/van-ban)") < _text("15").index("KẾ HOẠCH**") < _text("15").index("facebook")


def test_a_draft_and_its_issued_form_differ_where_they_should() -> None:
    draft, issued = _record("02"), _record("03")
    assert (draft["document"]["number"], issued["document"]["number"]) == (None, "276/KH-UBND")
    assert draft["document"]["title"] == issued["document"]["title"]
    ids = {a["id"] for a in draft["assignments"]}
    assert {a["id"] for a in issued["assignments"]} - ids == {"V.1.4-1", "V.2.10-1"}


def _edit(home: Path, name: str, change: Callable[[Record], None]) -> None:
    path = next((home / "records").glob(f"{name}*.json"))
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def _set(part: str, n: int, **values: Any) -> Callable[[Record], None]:
    return lambda record: record[part][n].update(values)


FAULTS: dict[str, tuple[str, Callable[[Record], None], str]] = {
    "a word that is not there": ("03", _set("assignments", 0, task="Trồng thêm cây xanh"), "no run of the text"),
    "a title that is not there": ("05", _set("sections", 1, title="Mục đích khác"), "no run of the text"),
    "pieces that do not join": ("05", _set("assignments", 0, pieces=["Các sở, ngành"]), "pieces do not make up"),
    "the same id twice": ("01", lambda r: r["assignments"].append(r["assignments"][0]), "id stands twice"),
    "a body that is not listed": ("04", lambda r: r["agencies"].remove("Đoàn Thanh niên"), "is not in agencies"),
    "a deadline that is none": ("06", _set("assignments", 1, deadline={"kind": "quarter", "value": "Quý I"}), "deadline"),
    "a role that is none": ("02", _set("citations", 0, role="cites"), "unknown role"),
    "a number with a blank": ("02", _set("citations", 0, number="76 /NQ-CP"), "white space in a number"),
    "a section that is not listed": ("01", _set("targets", 0, section="IX"), "unknown section"),
    "a key left out": ("01", lambda r: r["citations"][0].pop("subject"), "lacks ['subject']"),
    "a person who is not said to be one": ("08", _set("assignments", 0, persons=[]), "is not in agencies"),
    "a mended word that is not printed": ("14", _set("citations", 0, mended=[["76/N0-CP", "76/NQ-CP"]]), "mended"),
    "another plan's record": ("06", lambda r: r.update(source="01.txt"), "source is 01.txt"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_a_fault_in_a_record_is_found(fault: str, tmp_path: Path) -> None:
    name, change, words = FAULTS[fault]
    home = tmp_path / "corpus"
    shutil.copytree(CORPUS, home)
    _edit(home, name, change)
    found = check.check(home)
    assert any(words in line and line.startswith(f"records/{name}") for line in found), found


def test_changed_bytes_stray_files_and_wrong_counts_are_found(tmp_path: Path) -> None:
    home = tmp_path / "corpus"
    shutil.copytree(CORPUS, home)
    with next((home / "samples").glob("01*")).open("ab") as f:
        f.write(b"\n")
    (home / "records" / "99_stray.json").write_text("{}", encoding="utf-8")
    expected = yaml.safe_load((home / "expected.yaml").read_text(encoding="utf-8"))
    expected["plans"][0]["tasks"].append("VII.1-1")
    (home / "expected.yaml").write_text(yaml.safe_dump(expected, allow_unicode=True), encoding="utf-8")
    pairs = json.loads((home / "overlaps" / "01-15.json").read_text(encoding="utf-8"))
    pairs["overlaps"][0] |= {"quote_a": "không có câu này", "strength": "sure"}
    pairs["not_overlaps"][0]["b"] = "01_#IX-9"
    pairs["not_overlaps"].append({**pairs["not_overlaps"][1], "why": "again"})
    (home / "overlaps" / "01-15.json").write_text(json.dumps(pairs), encoding="utf-8")
    done = subprocess.run([sys.executable, CORPUS / "check.py", "--home", home], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1
    for words in (
        "quote_a is not in its task",
        "category or strength",
        "unknown task 01_#IX-9",
        "judged twice",
        "sha256 is not the manifest's",
        "99_stray.json: not in the manifest",
        "unknown tasks ['VII.1-1']",
        "expected.yaml: count",
    ):
        assert words in done.stdout


def test_expected_tasks_are_all_of_each_plan_but_one() -> None:
    expected = yaml.safe_load((CORPUS / "expected.yaml").read_text(encoding="utf-8"))
    by_plan = {p["source"]: p for p in expected["plans"]}
    rest = {p["source"]: p["count"] for p in expected["not_derived"]}
    for path in SAMPLES:
        ids = [a["id"] for a in _record(path.name[:2])["assignments"]]
        plan = by_plan.get(path.name)
        derived = plan["tasks"] if plan else []
        if plan and plan["via"] == "plan":
            assert derived == ids
        assert set(derived) <= set(ids)
        assert rest.get(path.name, 0) == len(ids) - len(derived)


def test_fold_leaves_out_what_converters_add() -> None:
    assert check.fold("a\u00a0 **b**\f<td>c &amp; d</td>\n*e*") == "a b c & d e"
    assert check.fold(unicodedata.normalize("NFD", "Sở  Nội vụ")) == "Sở Nội vụ"
