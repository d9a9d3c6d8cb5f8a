"""``make bench``: characters a second of reading the real plans, beside underthesea's ``ner`` on the same text in the same run.

Knowledge and models are loaded before the clock starts. Rounds alternate, so that a busy moment of the machine falls on both; the median
counts. ``ner`` is slow, so it gets the first part of each plan, whole lines; rates are compared, not times. It is called in two ways: line
by line, where it is fastest, and with each part as one text, since its time grows with the square of a text's length (a whole plan in one
call is slower still). Where the shared folder is absent our samples are read instead.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CANCU_SHARED") or ROOT.parent / "shared")
ROUNDS = 5
PART = 2_000  # characters of each plan that ner reads


def rate(work: Callable[[], object], characters: int) -> float:
    """Characters a second of one run."""
    begin = time.perf_counter()
    work()
    return characters / (time.perf_counter() - begin)


def part(text: str) -> str:
    return text[: text.find("\n", PART) if "\n" in text[PART:] else None]


def main() -> int:
    from extract.pipeline import read_record
    from knowledge import load

    home = SHARED / "plans" if (SHARED / "plans").is_dir() else ROOT / "corpus" / "samples"
    data = [(p.name, p.read_bytes()) for p in sorted(home.glob("*.txt"))]
    texts = [d.decode("utf-8") for _, d in data]
    characters, parts = sum(map(len, texts)), [part(t) for t in texts]
    knowledge = load()

    def ours() -> Sequence[object]:
        return [read_record(d, name, knowledge).record for name, d in data]

    ours()
    from underthesea import ner

    def theirs() -> Sequence[object]:
        return [ner(line) for t in parts for line in t.splitlines() if line.strip()]

    def theirs_whole() -> Sequence[object]:
        return [ner(t) for t in parts]

    ner(parts[0][:80])
    some = sum(map(len, parts))
    jobs = {
        "cancu read": (ours, characters),
        "underthesea ner, line by line": (theirs, some),
        "underthesea ner, one text": (theirs_whole, some),
    }
    rates: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(ROUNDS):
        for name, (work, count) in jobs.items():
            rates[name].append(rate(work, count))
    print(f"{len(data)} plans, {characters:,} characters (ner: {some:,}); {ROUNDS} rounds; characters a second: median (least to most)")
    mine = statistics.median(rates["cancu read"])
    for name, found in rates.items():
        middle = statistics.median(found)
        against = "" if name == "cancu read" else f"  cancu read is {mine / middle:,.1f} times as fast"
        print(f"{name:30} {middle:10,.0f} ({min(found):,.0f} to {max(found):,.0f}){against}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
