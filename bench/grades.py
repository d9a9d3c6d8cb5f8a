"""How many items of each grade are right, against the records made by hand: part of ``make score``.

Of our samples always, of the real plans where the shared folder is there. An item is right when all that the record made by hand says of
it is the same: a citation with its date, issuer and role; a task with its lead and partners; a term; a figure with its comparator, unit
and year; a heading with its path.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from extract.assemble.grade import GRADES  # noqa: E402
from extract.pipeline import read_record  # noqa: E402
from knowledge import load  # noqa: E402
from tests.test_records import body, matched, plain, term  # noqa: E402

SHARED = Path(os.environ.get("CANCU_SHARED") or ROOT.parent / "shared")
Json = Mapping[str, Any]


def _cited(c: Json) -> Hashable:
    return plain(c["type"]), str(c["number"] or "").upper() or plain(c.get("name")), c["date"], body(c["issuer"]), c["role"]


def _figure(t: Json) -> Hashable:
    value = t["value"]
    unit = plain(t["unit"]) if t["unit"] == "rank" else "%" if str(t["unit"]).startswith("%") else "count"
    return t["comparator"], json.dumps(value, sort_keys=True) if isinstance(value, dict) else float(value or 0), unit, str(t["by"])


KEYS: Mapping[str, Callable[[Json], Hashable]] = {
    "sections": lambda s: (s["path"], plain(s["title"])),
    "citations": _cited,
    "targets": _figure,
}


def judged(ours: Json, theirs: Json) -> Iterator[tuple[str, str, bool]]:
    """Part, grade and whether it is right, of every graded item that was read."""
    for part, key in KEYS.items():
        left = Counter(key(i) for i in theirs.get(part) or ())
        for item in ours[part]:
            found = key(item)
            yield part, item["grade"], left[found] > 0
            left[found] -= left[found] > 0
    pairs = matched(ours["assignments"], theirs["assignments"])
    for n, a in enumerate(ours["assignments"]):
        other = theirs["assignments"][pairs[n]] if n in pairs else None
        same = other is not None and all({body(x) for x in a[r]} == {body(x) for x in other[r]} for r in ("lead", "coordinate"))
        yield "assignments", a["grade"], same
        if a["deadline"]:
            yield "deadlines", a["deadline_grade"], other is not None and term(a) == term(other)


def documents() -> dict[str, list[tuple[Path, Path]]]:
    """The texts that have a record made by hand, with it, by where they come from."""
    homes = {"samples": (ROOT / "corpus" / "samples", ROOT / "corpus" / "records"), "real plans": (SHARED / "plans", SHARED / "gold")}
    out = {}
    for name, (texts, records) in homes.items():
        pairs = [(p, records / f"{p.stem}.json") for p in sorted(texts.glob("*.txt"))]
        out[name] = [(p, r) for p, r in pairs if r.exists()]
    return out


def counted(pairs: Iterable[tuple[Path, Path]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Right and read, by part and grade; ``all`` sums the parts."""
    out: dict[tuple[str, str], tuple[int, int]] = {}
    for text, record in pairs:
        ours = read_record(text.read_bytes(), text.name, load()).record.data
        for part, grade, right in judged(ours, json.loads(record.read_text(encoding="utf-8"))):
            for key in ((part, grade), ("all", grade)):
                hit, read = out.get(key, (0, 0))
                out[key] = hit + right, read + 1
    return out


def table(found: Mapping[tuple[str, str], tuple[int, int]]) -> list[str]:
    """One line a part: right of read for each grade."""
    out = [f"{'right of read':14}" + "".join(f"{g:>18}" for g in GRADES)]
    for part in ("sections", "citations", "assignments", "deadlines", "targets", "all"):
        cells = (found.get((part, g), (0, 0)) for g in GRADES)
        out.append(f"{part:14}" + "".join(f"{f'{a} of {b}' + (f' {a / b:.3f}' if b else ''):>18}" for a, b in cells))
    return out


def main() -> int:
    for name, pairs in documents().items():
        if pairs:
            print(f"\nby grade, {name} ({len(pairs)})\n" + "\n".join(table(counted(pairs))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
