"""``cancu read``: plans to records, or to any stage on the way there."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from extract.bounds import from_environment
from knowledge import CancuError

from ..errors import from_exception
from ..files import PLANS, STDIN, Found, find, read_bytes, targets, write
from ..front import bounded, called
from ..jobs import Job
from ..output import Output
from ..pool import Pool
from ..pool import workers as counted
from ..progress import each, pages

STAGES = ("layout", "outline", "mentions", "record")


@called("read", formats=("json", "jsonl", "text"))
@click.argument("path")
@click.option("-o", "--output", "folder", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--stage", type=click.Choice(STAGES), default="record")
@click.option("--reader", type=click.Choice(("pdfium", "pdfplumber")), default="pdfium")
@click.option("--debug-pages", "drawn", metavar="OUT", type=click.Path(path_type=Path))
@bounded
def command(
    out: Output,
    path: str,
    folder: Path | None,
    stage: str,
    reader: str,
    drawn: Path | None,
    workers: int | None,
    limits: tuple[str, ...],
) -> int:
    """Read a file, every plan below a folder, or standard input; print, or write one file each into a folder."""
    bounds = from_environment(settings=limits)
    many = path != STDIN and Path(path).is_dir()
    found = Found((Path("stdin"),), (), ()) if path == STDIN else find([path], PLANS, without=folder)
    for file in found.skipped:
        out.note("read.skipped", file=str(file))
    for error in found.errors:
        out.error(error)
    root = Path(path) if many else Path(found.files[0] if found.files else path).parent
    places = targets(found.files, root, ".txt" if out.format == "text" else ".json")
    done, failed = 0, len(found.errors)
    printed = _Printed(many and out.format in (None, "json"))
    given = read_bytes(STDIN, most=bounds.source) if path == STDIN else None
    jobs = [
        (Job("print", str(file), stage, out.format, stdin=given is not None, reader=reader, drawn=str(drawn or "")), given)
        for file in found.files
    ]
    with Pool(0 if workers == 0 else counted(workers, len(jobs)), bounds, told=pages(out)) as pool:
        read = zip(jobs, places, pool.results(jobs), strict=True)
        for (job, _), place, result in each(read, len(jobs), out, "read.progress"):
            try:
                if result.error is not None:
                    raise result.error
                if folder is None:
                    printed.add(result.value)
                else:
                    write(folder / place, result.value.encode())
            except (CancuError, UnicodeError) as error:
                out.error(from_exception(error, job.file))
                failed += 1
                continue
            done += 1
    if folder is None:
        printed.close()
    if many or folder is not None:
        out.note("read.summary", done=done, failed=failed, skipped=len(found.skipped))
    return 1 if failed else 0


class _Printed:
    """Standard output as bytes, so that no line end is changed: each text as it is, or all as one JSON list."""

    def __init__(self, as_list: bool) -> None:
        self.as_list = as_list
        self.count = 0

    def add(self, text: str) -> None:
        if self.as_list:
            text = (",\n" if self.count else "[\n") + text.rstrip("\n")
        self.count += 1
        sys.stdout.buffer.write(text.encode())

    def close(self) -> None:
        if self.as_list:
            sys.stdout.buffer.write(b"\n]\n" if self.count else b"[]\n")
        sys.stdout.buffer.flush()
