"""``cancu ingest``: plans and records into the store, one transaction a document."""

from __future__ import annotations

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
    """Ingest, print a row a file, name what failed; the exit code."""
    bounds = from_environment(settings=limits)
    kinds = PLANS | RECORDS
    found = find(paths, kinds)
    if not found.files and not found.errors:
        raise UsageError("path.empty", file=paths[0], suffixes=sorted(kinds))
    for file in found.skipped:
        out.note("read.skipped", file=str(file))
    for error in found.errors:
        out.error(error)
    rows, failed = [], len(found.errors)
    with nullcontext() if dry_run else open_store(uri) as store:
        read = ingest_files(found.files, store, force=force, workers=workers, bounds=bounds)
        for done in each(read, len(found.files), out, "ingest.progress"):
            if done.error is not None:
                out.error(done.error)
                failed += 1
            else:
                rows.append(_row(done, out))
        if store is not None:
            settle(store, load())
    if out.format in (None, "table") and len({Path(r["file"]).name for r in rows}) == len(rows):
        rows = [r | {"file": Path(r["file"]).name} for r in rows]
    out.rows(rows, COLUMNS)
    out.note("ingest.summary", done=len(rows), failed=failed, skipped=len(found.skipped))
    if dry_run:
        out.note("ingest.dry")
    return 1 if failed else 0


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
