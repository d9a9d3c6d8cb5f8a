"""``make score``: read the real plans, score the records, and say what was gained and lost since the figures in scores.json.

``--record`` writes the figures as the new ones. Where the shared folder is absent it says so and ends well.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
SHARED = Path(os.environ.get("CANCU_SHARED") or ROOT.parent / "shared")
KEPT = HERE / "scores.json"


def run(*args: object) -> str:
    done = subprocess.run([sys.executable, *map(str, args)], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, args))}\n{done.stdout}{done.stderr}")
    return done.stdout


def changes(old: dict[str, float], new: dict[str, float]) -> list[str]:
    """One line a figure that is not what it was."""
    out = []
    for name in sorted(old.keys() | new.keys()):
        a, b = old.get(name), new.get(name)
        if a != b:
            word = "new" if a is None else "gone" if b is None else "gained" if b > a else "LOST"
            out.append(f"  {word:7} {name:20} {'-' if a is None else f'{a:.4f}'} -> {'-' if b is None else f'{b:.4f}'}")
    return out


def numbers(found: object, name: str = "") -> dict[str, float]:
    """The figures of the scorer's JSON, nested names joined by dots; only shares, no counts."""
    if isinstance(found, dict):
        return {k: v for key, value in found.items() for k, v in numbers(value, f"{name}.{key}" if name else str(key)).items()}
    return {name: round(float(found), 4)} if isinstance(found, float) else {}


def main() -> int:
    if not (SHARED / "plans").is_dir():
        print(f"no scores: the shared folder is not at {SHARED} (set CANCU_SHARED)")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        records, texts = Path(folder, "records"), Path(folder, "texts")
        run("-m", "cancu", "read", SHARED / "plans", "-o", records)
        run("-m", "cancu", "read", SHARED / "plans", "-o", texts, "--format", "text")
        print(run(SHARED / "score" / "score.py", SHARED / "gold", records))
        print(run(SHARED / "score" / "places.py", records, texts))
        print(run(HERE / "grades.py"))
        figures = numbers(json.loads(run(SHARED / "score" / "score.py", SHARED / "gold", records, "--json")))
    old = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    told = changes(old, figures)
    print("\n".join(["against bench/scores.json:", *told] if told else ["as in bench/scores.json"]))
    if "--record" in sys.argv:
        KEPT.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
