"""What a change of dress costs: ``python bench/dresses.py [--real] [DRESS ...]``.

Reads every sample that ``tests/dresses.py`` says can wear them (with ``--real`` the five real plans, where they are at hand) plain and in
each dress, and prints by how much each field is then read otherwise: 1 less F1 of the dressed reading against the plain one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT)]

from extract.pipeline import read_record  # noqa: E402
from knowledge import load  # noqa: E402
from tests.dresses import DRESSES, fits, worn  # noqa: E402
from tests.test_records import Counts, counts, f1  # noqa: E402

SHARED = Path(os.environ.get("CANCU_SHARED") or ROOT.parent / "shared")


def main() -> None:
    real = "--real" in sys.argv
    asked = [a for a in sys.argv[1:] if a != "--real"] or list(DRESSES)
    paths = sorted((SHARED / "plans" if real else ROOT / "corpus" / "samples").glob("*.txt"))
    texts = {p: p.read_bytes().decode("utf-8-sig", "replace") for p in paths}
    texts = {p: t for p, t in texts.items() if real or fits(t)}
    knowledge = load()
    plain = {p: read_record(t.encode(), p.name, knowledge).record.to_json() for p, t in texts.items()}
    if not texts:
        sys.exit(f"no plans in {SHARED / 'plans'}: CANCU_SHARED says where they are")
    print(f"{len(texts)} documents")
    for name in asked:
        found: list[Counts] = []
        for p, text in texts.items():
            dressed = read_record(DRESSES[name](text).encode(), p.name, knowledge).record.to_json()
            found.append(counts(worn(dressed, name), worn(plain[p], name)))
        lost = {field: 1 - f1(found, field)[0] for field in found[0]}
        told = ", ".join(f"{field} {share:.3f}" for field, share in lost.items() if share >= 0.0005)
        print(f"{name:26}{told or 'nothing'}", flush=True)


if __name__ == "__main__":
    main()
