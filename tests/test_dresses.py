"""A plan is read alike in whatever dress: broken lines, other bullets and ordinals, words written out, headings in capitals."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from extract.pipeline import read_record
from knowledge import load

from .dresses import DRESSES, fits, worn
from .test_records import SAMPLES, Json, counts, f1

# Of a field, over all samples. Where lines are broken a stop is all that parts two paragraphs.
MOST = {"no full stops": 0.03}
WEAR = [s for s in SAMPLES if fits(s.read_bytes().decode("utf-8-sig", "replace"))]


@cache
def plain(sample: Path) -> Json:
    return read_record(sample.read_bytes(), sample.name, load()).record.to_json()


def test_enough_samples_can_wear_them() -> None:
    assert len(WEAR) >= 15


@pytest.mark.parametrize("dress", DRESSES)
def test_a_dress_changes_nothing(dress: str) -> None:
    found, k = [], load()
    for sample in WEAR:
        text = DRESSES[dress](sample.read_bytes().decode("utf-8-sig", "replace"))
        dressed = read_record(text.encode(), sample.name, k).record.to_json()
        found.append(counts(worn(dressed, dress), worn(plain(sample), dress)))
    for field in found[0]:
        score, wrong = f1(found, field)
        assert score >= 1 - MOST.get(dress, 0.012), f"{field} {score:.4f}\n" + "\n".join(wrong[:20])
