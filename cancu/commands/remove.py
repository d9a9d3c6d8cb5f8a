"""``cancu remove``: one document out of the store, and only its part."""

from __future__ import annotations

from pathlib import Path

import click

from graph.load import Outcome
from graph.load import remove as take_out
from graph.overlaps import settle
from graph.stores import Store
from knowledge import UsageError, load

from ..api import open_store
from ..front import called, store_option
from ..output import Output


@called("remove")
@click.argument("target")
@store_option
def command(out: Output, target: str, uri: str) -> None:
    """Remove by path, file name, source hash or instrument id."""
    with open_store(uri, create=False) as store:
        gone = _remove(store, target)
        settle(store, load())
    if out.machine:
        out.value({"status": gone.status, "sha256": gone.sha256, "instrument": gone.instrument, "counts": dict(gone.counts)})
    else:
        status = gone.status if out.format == "csv" else out.say(f"ingest.status.{gone.status}")
        out.rows([{"status": status, "instrument": gone.instrument, "sha256": gone.sha256}], ("status", "instrument", "sha256"))


def _remove(store: Store, target: str) -> Outcome:
    """As named, else as a path from here: the store knows files by their absolute paths."""
    try:
        return take_out(store, str(Path(target).resolve()), knowledge=load())
    except UsageError as error:
        if error.code != "remove.unknown":
            raise
    return take_out(store, target, knowledge=load())
