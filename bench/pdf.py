"""``make bench``: PDF files to records in pages a second, beside PDFium's raw text and pdfplumber's extraction of the same files in
the same run; scans beside tesseract alone on the same pictures; the most memory that 5,000 pages take.

Rounds alternate, so that a busy moment of the machine falls on all; processor time counts, children's too, the median of the rounds.
Knowledge and modules are loaded before the clock starts. Where the shared folder is absent our samples are read instead.
"""

from __future__ import annotations

import io
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("CANCU_SHARED") or ROOT.parent / "shared")
ROUNDS, FEW = 7, 3
PAGES = 5_000
CHILD = """
import resource, sys
from extract.read import read
from knowledge import load
known = load()
if len(sys.argv) > 1:
    found = read(open(sys.argv[1], "rb").read(), "plan.pdf", known)
    print(len(found.pages), end=" ")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time, those of child processes that have ended too."""

    def now() -> float:
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    begin = now()
    work()
    return now() - begin


def raw(data: bytes) -> int:
    """PDFium's own text of every page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    count = len(document)
    document.close()
    return count


def plumbed(data: bytes) -> None:
    """pdfplumber's words and tables of every page."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def recognised(data: bytes, program: str) -> None:
    """Tesseract alone on the picture of every page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        with tempfile.TemporaryDirectory() as folder:
            name = Path(folder) / "page.pgm"
            page.render(scale=200 / 72).to_pil().convert("L").save(name)
            call = [program, str(name), "stdout", "-l", "vie", "-c", "tessedit_create_tsv=1"]
            subprocess.run(call, capture_output=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    document.close()


def written(home: Path) -> None:
    from extract.pipeline import read_record
    from knowledge import load

    known = load()
    print(f"{ROUNDS} rounds ({FEW} of pdfplumber); pages a second of processor time, median")
    print(f"{'file':28} {'pages':>5} {'PDFium text':>12} {'pdfplumber':>11} {'to the record':>14} {'1/ratio':>8} {'times pdfplumber':>17}")
    shares, against = [], []
    for path in sorted(home.glob("*.pdf")):
        data = path.read_bytes()
        if "scan" in path.name or "tcvn3" in path.name:
            continue
        pages = raw(data)

        def ours(data: bytes = data) -> object:
            return read_record(data, "plan.pdf", known)

        ours()
        plain, record = [], []
        for _ in range(ROUNDS):
            plain.append(spent(lambda data=data: raw(data)))
            record.append(spent(ours))
        slow = [spent(lambda data=data: plumbed(data)) for _ in range(FEW)]
        a, b, c = (pages / statistics.median(x) for x in (plain, slow, record))
        shares.append(a / c)
        against.append(c / b)
        print(f"{path.name:28} {pages:5} {a:12.0f} {b:11.1f} {c:14.1f} {a / c:8.1f} {c / b:17.1f}")
    share, fast = statistics.median(shares), statistics.median(against)
    print(f"median: 1/{share:.1f} of PDFium's raw text (aim 1/11, never under 1/15; slowest 1/{max(shares):.1f})")
    print(f"median: {fast:.1f} times as fast as pdfplumber (aim 4; slowest {min(against):.1f})")


def scanned(home: Path) -> None:
    from extract.read import read
    from extract.read.scan import tesseract
    from knowledge import load

    program = tesseract.find()
    if program is None:
        print("scans: tesseract with Vietnamese is not here")
        return
    for path in sorted(home.glob("*scan*.pdf")):
        data = path.read_bytes()
        pages = raw(data)
        alone = spent(lambda data=data: recognised(data, program.path))
        ours = spent(lambda data=data: read(data, "plan.pdf", load()))
        print(f"{path.name:36} {pages / ours:5.2f} pages a second, {ours / alone:.2f} times tesseract alone (aim 1.3)")


def large(home: Path) -> None:
    """The most memory of a process of its own that takes the text of 5,000 pages."""
    import pypdfium2

    source = pypdfium2.PdfDocument(next(p for p in sorted(home.glob("*.pdf")) if "scan" not in p.name))
    many = pypdfium2.PdfDocument.new()
    order = list(range(len(source)))
    while len(many) < PAGES:
        many.import_pages(source, order[: PAGES - len(many)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.pdf"
        many.save(path)

        def child(*args: str) -> list[int]:
            done = subprocess.run([sys.executable, "-c", CHILD, *args], capture_output=True, text=True, cwd=ROOT, check=True)
            return [int(v) for v in done.stdout.split()]

        before = child()[0]
        pages, most = child(str(path))
    print(f"{pages:,} pages: {most} MB at most, {before} MB before (aim 300)")


def main() -> int:
    home = SHARED / "inputs" if (SHARED / "inputs").is_dir() else ROOT / "corpus" / "pdf"
    written(home)
    scanned(home)
    large(home)
    return 0


if __name__ == "__main__":
    sys.exit(main())
