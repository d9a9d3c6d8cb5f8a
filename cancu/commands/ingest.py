"""``cancu ingest``: plans and records into the store, one transaction a document."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from extract.bounds import from_environment
from graph.overlaps import settle
from knowledge import UsageError, load

from ..api import Ingested, ingest_files, open_store
from ..files import PLANS, RECORDS, find
from ..front import bounded, called, store_option
from ..output import Output
from ..progress import each

COLUMNS = ("file", "status", "instrument", "tasks", "citations", "warnings")


@called("ingest")
@click.argument("paths", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True)
@click.option("--force", is_flag=True)
@bounded
@store_option
def command(out: Output, paths: tuple[str, ...], dry_run: bool, force: bool, uri: str, workers: int | None, limits: tuple[str, ...]) -> int:
    """Ingest files and folders; one row each on standard output."""
    return run(paths, out, uri=uri, dry_run=dry_run, force=force, workers=workers, limits=limits)


def run(
    paths: tuple[str, ...],
    out: Output,
    *,
    uri: str,
    dry_run: bool = False,
    force: bool = False,
    workers: int | None = None,
    limits: tuple[str, ...] = (),
) -> int:
    """Ingest, print a row a file, name what failed; the exit code.

    A form of one row a line has them as they come, the others at the end; also where the call is broken off: what is told is stored.
    """
    bounds = from_environment(settings=limits)
    kinds = PLANS | RECORDS
    found = find(paths, kinds)
    if not found.files and not found.errors:
        raise UsageError("path.empty", file=paths[0], suffixes=sorted(kinds))
    for file in found.skipped:
        out.note("read.skipped", file=str(file))
    for error in found.errors:
        out.error(error)
    told = _Told(out, len(found.files), len(found.errors), len(found.skipped))
    with nullcontext() if dry_run else open_store(uri) as store:
        try:
            read = ingest_files(found.files, store, force=force, workers=workers, bounds=bounds)
            for done in each(read, len(found.files), out, "ingest.progress"):
                told.add(done)
            if store is not None:
                settle(store, load())
        except BrokenPipeError:
            raise
        except BaseException:
            told.close()
            raise
    told.close()
    if dry_run:
        out.note("ingest.dry")
    return 1 if told.failed else 0


class _Told:
    """What became of the files of a call: rows on standard output, errors beside it, and the sum of both at the end."""

    def __init__(self, out: Output, files: int, failed: int, skipped: int) -> None:
        self.out, self.files, self.failed, self.skipped = out, files, failed, skipped
        self.left = files
        self.rows: list[dict[str, Any]] = []
        self.at_once = out.format in ("jsonl", "csv")
        if self.at_once:
            out.rows((), COLUMNS)

    def add(self, done: Ingested) -> None:
        self.left -= 1
        if done.error is not None:
            self.out.error(done.error)
            self.failed += 1
            return
        self.rows.append(_row(done, self.out))
        if self.at_once:
            self.out.rows(self.rows[-1:], COLUMNS, head=False)
            sys.stdout.flush()

    def close(self) -> None:
        rows = self.rows
        if self.out.format in (None, "table") and len({Path(r["file"]).name for r in rows}) == len(rows):
            rows = [r | {"file": Path(r["file"]).name} for r in rows]
        if not self.at_once:
            self.out.rows(rows, COLUMNS)
        self.out.note("ingest.summary", done=len(rows), failed=self.failed, skipped=self.skipped)
        if self.left:
            self.out.note("ingest.left", count=self.left)


def _row(done: Ingested, out: Output) -> dict[str, Any]:
    assert done.record is not None
    document, outcome = done.record.document, done.outcome
    status = outcome.status if outcome else "dry_run"
    row: dict[str, Any] = {
        "file": done.file,
        "status": status if out.format in ("json", "jsonl", "csv") else out.say(f"ingest.status.{status}"),
        "instrument": outcome.instrument if outcome else " ".join(str(document[k]) for k in ("type", "number") if document.get(k)),
        "tasks": len(done.record.part("assignments")),
        "citations": len(done.record.part("citations")),
        "warnings": len(done.record.data.get("warnings") or ()),
    }
    if out.machine:
        row |= {
            "sha256": done.record.sha256,
            "shown": outcome.shown if outcome else None,
            "counts": dict(outcome.counts) if outcome else None,
        }
    return row
