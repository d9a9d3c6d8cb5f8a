"""What taking an entry out does: it alone is gone, who misses it is told, and no text is passed over that it could touch."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extract.pipeline import read_record
from knowledge import load

from . import test_cases as cases

ROOT = Path(__file__).parent.parent
TEXT = "Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;\n\nTheo Luật Thanh tra, Sở Nội vụ báo cáo trước ngày 30/6/2024."


@pytest.fixture(scope="module")
def mutate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutate", ROOT / "bench" / "mutate.py")
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = made
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def few(mutate: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Ten cases, and no documents but one."""
    monkeypatch.setattr(cases, "EVERY", [c for c in cases.EVERY if "fails" not in c][::30])
    monkeypatch.setattr(cases, "read", cases.read)
    monkeypatch.setattr(mutate, "SHARED", tmp_path)
    monkeypatch.setattr(mutate, "ROOT", tmp_path)
    (tmp_path / "corpus" / "samples").mkdir(parents=True)
    (tmp_path / "corpus" / "samples" / "a.txt").write_text(TEXT, encoding="utf-8")
    asked: set[str] = set()
    return mutate.case_texts(load(), asked), mutate.document_texts(load(), asked)


def test_one_entry_is_gone_and_the_knowledge_is_as_before(mutate: ModuleType) -> None:
    knowledge = load()
    whole = read_record(TEXT.encode(), "a", knowledge).record.data
    assert [c["number"] for c in whole["citations"]] == ["76/NQ-CP", None]
    less = mutate.less.without(knowledge, "patterns", "number.state")
    assert [c["number"] for c in read_record(TEXT.encode(), "a", less).record.data["citations"]] != ["76/NQ-CP", None]
    assert less.entry("patterns", "number.state")["regex"] == "(?!)"
    assert len(less.entries("patterns")) == len(knowledge.entries("patterns")) - 1
    assert read_record(TEXT.encode(), "a", knowledge).record.data == whole


def test_a_rule_is_taken_out_for_one_reading_only(mutate: ModuleType) -> None:
    read = mutate.less.reader(load(), mutate.RULES, "citation.law")
    assert [c["number"] for c in read(TEXT.encode(), "a").record.data["citations"]] == ["76/NQ-CP"]
    assert len(read_record(TEXT.encode(), "a", load()).record.data["citations"]) == 2


def test_what_a_text_needs_is_missed_and_other_things_are_not(mutate: ModuleType, few: Any) -> None:
    held, documents = few
    keys = [("patterns", "number.state"), ("patterns", "number.party"), (mutate.RULES, "citation.law")]
    found = {t.id: t for t in mutate.run(keys, load(), held, documents)}
    assert found["number.state"].documents == ("a.txt",) and found["citation.law"].documents == ("a.txt",)
    assert found["number.party"].documents == ()
    assert found["number.state"].case is not None


def test_no_text_is_passed_over_that_an_entry_touches(mutate: ModuleType, few: Any) -> None:
    knowledge = load()
    texts = [*few[0], *few[1]]
    passed = 0
    for file in ("abbreviations", "agencies", "instruments", "issuers", "laws", "patterns", "places", "cues"):
        for entry in knowledge.entries(file)[3::97]:
            near = mutate.concerned(texts, knowledge, file, entry.id)
            read = mutate.less.reader(knowledge, file, entry.id)
            for t in texts:
                if t not in near:
                    passed += 1
                    assert not t.differs(read), (file, entry.id, t.name)
    assert passed > 50


def test_the_report(mutate: ModuleType, few: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutate.main(["--only", "rules", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"file", "id", "case", "documents"} == set(told["entries"][0])
    assert mutate.main(["--only", "rules", "--part", "2/3"]) == 0
    assert "No case misses" in capsys.readouterr().out
