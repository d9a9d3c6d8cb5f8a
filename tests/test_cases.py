"""Small cases, written as data: tests/cases/*.yaml. Each names a phenomenon, a text, and what must be read from it.

A case: ``id``; ``phenomenon``; ``text``, a whole document or, with ``frame``, the part that stands in it (frames.yaml); ``expect``, of
which only what is named is compared; ``none``, the parts of which the text must give nothing; ``fails``, why the program does not read
it yet (a case that is read after all then fails, so that the word is taken away).

``expect``: ``document`` (fields by name); ``sections`` ("II.1 Title", all in the text); ``citations``, ``assignments`` and ``targets``
(all in the text, in order, each with the fields that are named); ``leads``, ``partners``, ``deadlines`` (one a assignment: shorter to
write); ``warnings`` (their codes); ``agencies`` (``has``, ``not``). Names of bodies are compared without case.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.pipeline import Stages, read_record
from knowledge import fold, load, squeeze

from .test_knowledge import _LOCAL
from .test_records import misplaced

CASES = Path(__file__).parent / "cases"
FRAMES: dict[str, dict[str, Any]] = yaml.safe_load((CASES / "frames.yaml").read_text(encoding="utf-8"))
KEYS = {"id", "phenomenon", "frame", "text", "expect", "none", "fails", "why"}
EXPECT = {"document", "sections", "citations", "assignments", "targets", "leads", "partners", "deadlines", "agencies", "warnings"}
PARTS = ("sections", "citations", "assignments", "targets")
Json = Mapping[str, Any]


def cases() -> Iterator[dict[str, Any]]:
    """The cases of all files that are lists; the others (frames, records for tests of stores, questions) are maps."""
    for path in sorted(CASES.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(data, list):
            yield from data


EVERY = list(cases())


def whole(case: Json) -> tuple[str, int, int]:
    """The document of a case, and where its text stands in it."""
    text = str(case["text"]).strip("\n")
    around = str(FRAMES[case["frame"]]["around"]) if "frame" in case else "{text}\n"
    start = around.index("{text}")
    return around[:start] + text + around[start + len("{text}") :], start, start + len(text)


@cache
def read(document: str) -> Stages:
    return read_record(document.encode(), "case.txt", load())


def first(item: Json) -> int:
    at = item["at"]
    start: int = (at[0] if isinstance(at, list) else at)["start"]
    return start


def within(items: list[Json], start: int, end: int) -> list[Json]:
    """The items that stand in the case's own text."""
    return [i for i in items if start <= first(i) < end]


def body(name: Any) -> Any:
    """A body's name without case; a committee's or council's name written out is its short form."""
    return fold(name).replace("ủy ban nhân dân", "ubnd").replace("hội đồng nhân dân", "hđnd") if name else name


def bodies(names: Any) -> Any:
    return [body(n) for n in names]


def plain(key: str, value: Any) -> Any:
    """The value of a field as it is compared."""
    if key in ("lead", "coordinate", "recipients"):
        return bodies(value or [])
    return body(value) if key == "issuer" else squeeze(value) if isinstance(value, str) else value


def differences(case: Json) -> list[str]:
    """Where the reading of a case is not what it says, in words."""
    document, start, end = whole(case)
    stages = read(document)
    record = stages.record.to_json()
    parts = {part: within(record[part], start, end) for part in PARTS}
    out: list[str] = []

    def same(what: str, got: Any, want: Any) -> None:
        if got != want:
            out.append(f"{what}: read {got!r}, wanted {want!r}")

    expect = case.get("expect", {})
    for key, value in expect.get("document", {}).items():
        same(f"document.{key}", plain(key, record["document"].get(key)), plain(key, value))
    if "sections" in expect:
        same("sections", [f"{s['path']} {s['title']}" for s in parts["sections"]], expect["sections"])
    for part in ("citations", "assignments", "targets"):
        if part not in expect:
            continue
        keys = sorted({k for item in expect[part] for k in item})
        same(f"number of {part} ({[i.get('text') or i.get('task') for i in parts[part]]})", len(parts[part]), len(expect[part]))
        for n, (item, want) in enumerate(zip(parts[part], expect[part], strict=False), 1):
            for key in keys:
                if key in want:
                    same(f"{part} {n} {key}", plain(key, item.get(key)), plain(key, want[key]))
    for short, key in (("leads", "lead"), ("partners", "coordinate")):
        if short in expect:
            same(short, [bodies(a[key]) for a in parts["assignments"]], [bodies(x) for x in expect[short]])
    if "deadlines" in expect:
        same("deadlines", [a["deadline"] for a in parts["assignments"]], expect["deadlines"])
    if "agencies" in expect:
        named = bodies(record["agencies"])
        same("agencies not named", [n for n in expect["agencies"].get("has", []) if body(n) not in named], [])
        same("agencies made up", [n for n in expect["agencies"].get("not", []) if body(n) in named], [])
    if "warnings" in expect:
        same("warnings", sorted(w["code"] for w in record["warnings"]), expect["warnings"])
    for part in case.get("none", []):
        same(part, [i.get("text") or i.get("task") or i.get("title") for i in parts[part]], [])
    out += misplaced(stages)
    json.dumps(record, ensure_ascii=False)
    return out


def marked(case: Json) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason=case["fails"], raises=AssertionError)] if "fails" in case else []
    return pytest.param(case, id=str(case["id"]), marks=marks)


@pytest.mark.parametrize("case", [marked(c) for c in EVERY])
def test_case(case: Json) -> None:
    assert differences(case) == []


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_gives_its_sections_and_nothing_else(name: str) -> None:
    document, start, end = whole({"frame": name, "text": "Trời hôm nay nắng đẹp."})
    record = read(document).record.to_json()
    assert [s["path"] for s in record["sections"]] == FRAMES[name]["sections"]
    assert record["citations"] == record["targets"] == []
    assert {w["code"] for w in record["warnings"]} <= {"outline.gap"}  # a frame leaves chapters out
    assert record["assignments"] == within(record["assignments"], start, end)


def test_cases_are_well_made() -> None:
    twice = [i for i, n in Counter(c["id"] for c in EVERY).items() if n > 1]
    assert twice == []
    for case in EVERY:
        assert set(case) <= KEYS, case["id"]
        assert set(case.get("expect", {})) <= EXPECT, case["id"]
        assert set(case.get("none", [])) <= set(PARTS), case["id"]
        assert case.get("expect") or case.get("none"), case["id"]
        assert case["phenomenon"] and case["text"].strip(), case["id"]
        assert "frame" not in case or case["frame"] in FRAMES, case["id"]
    assert len(EVERY) >= 150
    assert sum("none" in c for c in EVERY) >= 20


def test_a_wrong_reading_is_told() -> None:
    case = {"frame": "organisation", "text": "Theo dõi việc thực hiện.", "expect": {"leads": [["Sở Y tế"]]}, "none": ["assignments"]}
    told = differences(case)
    assert len(told) == 2 and "sở y tế" in told[0] and "Theo dõi" in told[1]


def test_no_place_of_the_real_plans_is_in_a_case() -> None:
    for path in sorted(CASES.glob("*.yaml")):
        assert _LOCAL.findall(path.read_text(encoding="utf-8")) == [], path.name


def test_the_page_of_phenomena_is_current() -> None:
    done = subprocess.run(
        [sys.executable, CASES.parents[1] / "docs" / "phenomena.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
