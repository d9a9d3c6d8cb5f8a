"""``make bench``: from a .docx file's bytes to its record, beside python-docx merely opening the same file in the same run.

Each round goes through all files, so that a busy moment of the machine falls on all of them and nothing that was kept of one reading of a
file helps the next; processor time counts, the median of the rounds. Knowledge and modules are loaded before the clock starts. Peak memory
is that of a process of its own that reads one file, beside one that only loads. Where the shared folder is absent our samples are read.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CANCU_SHARED") or ROOT.parent / "shared")
ROUNDS = 7
CHILD = """
import resource, sys
from extract.pipeline import read_record
import docx
from knowledge import load
known = load()
for path in sys.argv[1:]:
    read_record(open(path, "rb").read(), "plan.docx", known)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def spent(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    begin = time.process_time()
    work()
    return 1000 * (time.process_time() - begin)


def peak(*paths: Path) -> float:
    """The most memory, in MB, that a process needs to load everything and read these files."""
    done = subprocess.run([sys.executable, "-c", CHILD, *map(str, paths)], capture_output=True, text=True, cwd=ROOT, check=True)
    return int(done.stdout) / 1024


def main() -> int:
    import docx

    from extract.pipeline import read_record
    from extract.read import read
    from knowledge import load

    home = SHARED / "inputs" if (SHARED / "inputs").is_dir() else ROOT / "corpus" / "word"
    files = sorted(home.glob("*.docx"))
    knowledge = load()
    print(f"{len(files)} Word files, {ROUNDS} rounds; milliseconds of processor time a file, median")
    print(f"{'file':34} {'python-docx opens':>18} {'to the Layout':>14} {'to the record':>14} {'ratio':>7}")
    jobs: dict[Path, tuple[Callable[[], object], ...]] = {}
    for path in files:
        data = path.read_bytes()
        jobs[path] = (
            lambda data=data: docx.Document(io.BytesIO(data)),
            lambda data=data: read(data, "plan.docx", knowledge),
            lambda data=data: read_record(data, "plan.docx", knowledge),
        )
    rounds: dict[Path, list[list[float]]] = {path: [] for path in files}
    for n in range(1 + ROUNDS):
        for path in files:
            times = [spent(work) for work in jobs[path]]
            if n:  # the first round warms up
                rounds[path].append(times)
    ratios, layouts = [], []
    for path in files:
        opened, layout, record = (statistics.median(r[n] for r in rounds[path]) for n in range(3))
        ratios.append(record / opened)
        layouts.append(layout / opened)
        print(f"{path.name:34} {opened:18.1f} {layout:14.1f} {record:14.1f} {record / opened:7.2f}")
    whole, only = statistics.median(ratios), statistics.median(layouts)
    print(f"median ratio to python-docx opening: {whole:.2f} to the record, {only:.2f} to the Layout (aim for the record: 2.5)")
    largest = max(files, key=lambda p: p.stat().st_size)
    print(f"peak memory: {peak(largest):.0f} MB reading {largest.name}, {peak():.0f} MB before")
    return 0


if __name__ == "__main__":
    sys.exit(main())
