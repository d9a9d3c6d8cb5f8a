"""Words that were read from a picture carry how surely they were: items read through doubtful ones are graded down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..layout import Layout
from .grade import GRADES

_DOUBTFUL = 0.75  # a word below it may be another one: its item is not certain
_POOR = 0.5  # a word below it most likely is: its item is unsure


def weighed(data: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """The record's data; of a document that was recognised (OCR) with ``graded`` and ``confidence``, and with the ``confidence`` of the
    words of each section, citation, assignment and target, whose grade is lowered where one of them is doubtful."""
    out = dict(data)
    if layout.boxes is None or not layout.boxes.confidence:
        return out
    every = layout.boxes.confidence
    out["graded"] = "ocr"
    out["confidence"] = round(sum(every) / (100 * len(every)), 2)
    for part in ("sections", "citations", "assignments", "targets"):
        out[part] = [_item(item, layout) for item in data[part]]
    return out


def _item(item: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    out = dict(item)
    parties = [p.get("at") for p in item.get("parties") or ()]
    found = _sureness([item.get("at"), *parties], layout)
    if found:
        out["confidence"] = round(sum(found) / len(found), 2)
        out["grade"] = _lowered(str(item["grade"]), min(found))
    term = _sureness([item.get("deadline_at")], layout)
    if term and "deadline_grade" in item:
        out["deadline_grade"] = _lowered(str(item["deadline_grade"]), min(term))
    return out


def _sureness(places: list[Any], layout: Layout) -> list[float]:
    assert layout.boxes is not None
    return layout.boxes.sureness([(p["start"], p["end"]) for at in places for p in _each(at)])


def _each(at: Any) -> Iterator[Mapping[str, Any]]:
    for place in at if isinstance(at, list) else [at]:
        if isinstance(place, Mapping):
            yield place


def _lowered(grade: str, least: float) -> str:
    worst = 2 if least < _POOR else 1 if least < _DOUBTFUL else 0
    return GRADES[max(GRADES.index(grade), worst)]
