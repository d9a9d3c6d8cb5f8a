"""What each stage says of each sample, kept as files under tests/golden; a change of reading shows as a short difference.

``CANCU_GOLDEN=rewrite .venv/bin/python -m pytest tests/test_golden.py`` writes them anew (never where CI=true); read the
difference in git before it is committed.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract.pipeline import Stages, read_record
from knowledge import load

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
SAMPLES = sorted((ROOT / "corpus" / "samples").glob("*.txt"))
STAGES = ("layout", "outline", "mentions", "record")
COMMAND = "CANCU_GOLDEN=rewrite .venv/bin/python -m pytest tests/test_golden.py"
LONGEST = 40  # lines of a difference that are shown
# What changes with every version of the program or of its knowledge, and says nothing about the reading.
OF_THE_VERSION = ("program", "knowledge", "reader")


@cache
def stages(path: Path) -> Stages:
    return read_record(path.read_bytes(), path.name, load())


def short(value: Any) -> Any:
    """JSON with each place on one line: ``1:165-216`` (page, start, end), ``165-216``; what is empty or null is left out."""
    if isinstance(value, Mapping):
        if set(value) == {"page", "start", "end"}:
            return f"{value['page']}:{value['start']}-{value['end']}"
        if set(value) == {"start", "end"}:
            return f"{value['start']}-{value['end']}"
        return {k: short(v) for k, v in value.items() if v not in (None, [], {}, (), "")}
    if isinstance(value, list | tuple):
        return [short(v) for v in value]
    return value


def told(read: Stages, stage: str) -> dict[str, Any]:
    """What a stage says, without what changes with the version. A layout's text is told by the words at each block's ends."""
    data = {k: v for k, v in read.to_json(stage).items() if k not in OF_THE_VERSION}
    if stage == "layout":
        text = data.pop("text")
        data["length"] = len(text)
        for block, b in zip(data["blocks"], read.layout.blocks, strict=True):
            words = read.layout.words(b.spans)
            block["words"] = words if len(words) <= 60 else f"{words[:35]} … {words[-20:]}"
            for row in block["rows"]:
                row["cells"] = [{"spans": c["spans"], **({"columns": c["columns"]} if c["columns"] > 1 else {})} for c in row["cells"]]
    out: dict[str, Any] = short(data)
    return out


def dumps(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def compare(path: Path, data: Mapping[str, Any], env: Mapping[str, str]) -> None:
    """Hold ``data`` against the golden file at ``path``, or write the file where the switch is set and this is no CI run."""
    now = dumps(data)
    name = "/".join(path.parts[-2:])
    switch = env.get("CANCU_GOLDEN", "")
    if switch not in ("", "rewrite"):
        pytest.fail(f"CANCU_GOLDEN={switch} is not known; the only value is rewrite", pytrace=False)
    if switch == "rewrite":
        if env.get("CI", "").lower() in ("true", "1"):
            pytest.fail(f"{name}: golden files are never rewritten where CI=true", pytrace=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(now, encoding="utf-8")
        return
    if not path.is_file():
        pytest.fail(f"{name} is missing; write it with: {COMMAND}", pytrace=False)
    before = path.read_text(encoding="utf-8")
    if before != now:
        lines = list(difflib.unified_diff(before.splitlines(), now.splitlines(), "golden", "now", lineterm="", n=2))
        more = f"\n... and {len(lines) - LONGEST} lines more" if len(lines) > LONGEST else ""
        pytest.fail(f"{name} reads otherwise:\n" + "\n".join(lines[:LONGEST]) + more + f"\nIf it is right: {COMMAND}", pytrace=False)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem[:2])
def test_stage_reads_as_before(sample: Path, stage: str) -> None:
    compare(GOLDEN / sample.stem / f"{stage}.json", told(stages(sample), stage), os.environ)


def test_no_golden_file_without_its_sample() -> None:
    for folder in sorted(GOLDEN.iterdir()):
        if folder.name not in {s.stem for s in SAMPLES} and os.environ.get("CANCU_GOLDEN") == "rewrite" and not os.environ.get("CI"):
            shutil.rmtree(folder)
    assert {p.parent.name for p in GOLDEN.rglob("*") if p.is_file()} == {s.stem for s in SAMPLES}
    assert {p.name for p in GOLDEN.rglob("*") if p.is_file()} == {f"{s}.json" for s in STAGES}


def test_golden_files_hold_nothing_of_a_version() -> None:
    k = load()
    for path in sorted(GOLDEN.rglob("*.json")):
        assert k.hash not in path.read_text(encoding="utf-8"), path


def refused(path: Path, data: Mapping[str, Any], env: Mapping[str, str]) -> str:
    with pytest.raises(pytest.fail.Exception) as told_why:
        compare(path, data, env)
    return str(told_why.value)


def test_a_missing_golden_names_the_command(tmp_path: Path) -> None:
    message = refused(tmp_path / "a" / "record.json", {"a": 1}, {})
    assert COMMAND in message and "a/record.json" in message
    assert not (tmp_path / "a").exists()


def test_goldens_are_rewritten_by_the_switch_alone_and_never_in_ci(tmp_path: Path) -> None:
    path = tmp_path / "a" / "record.json"
    for ci in ("true", "True", "1"):
        assert "CI=true" in refused(path, {"a": 1}, {"CANCU_GOLDEN": "rewrite", "CI": ci})
    assert "not known" in refused(path, {"a": 1}, {"CANCU_GOLDEN": "yes"})
    assert not path.exists()
    compare(path, {"a": 1}, {"CANCU_GOLDEN": "rewrite"})
    compare(path, {"a": 1}, {"CI": "true"})


def test_a_difference_is_short_and_says_what_changed(tmp_path: Path) -> None:
    path = tmp_path / "a" / "record.json"
    compare(path, {"rows": [f"dòng {n}" for n in range(300)]}, {"CANCU_GOLDEN": "rewrite"})
    message = refused(path, {"rows": [f"dòng {n}" if n != 7 else "khác" for n in range(300)]}, {})
    assert '-  "dòng 7",' in message and '+  "khác",' in message and len(message.splitlines()) < 15
    message = refused(path, {"rows": [f"hàng {n}" for n in range(300)]}, {})
    assert "lines more" in message and len(message.splitlines()) <= LONGEST + 5


def test_places_are_told_on_one_line() -> None:
    assert short({"at": {"page": 1, "start": 2, "end": 3}, "spans": [{"start": 4, "end": 5}], "none": None, "no": [], "zero": 0}) == {
        "at": "1:2-3", "spans": ["4-5"], "zero": 0,
    }  # fmt: skip
