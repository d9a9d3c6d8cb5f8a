"""``cancu export``: the graph for other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from graph import export
from graph.load import dump
from knowledge import UsageError

from ..api import open_store
from ..files import write
from ..front import called, store_option
from ..output import Output

FORMS = ("graphml", "json", "csv")


@called("export")
@click.option("--to", type=click.Choice(FORMS), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH")
@store_option
def command(out: Output, to: str, output: Path | None, uri: str) -> None:
    """Write the whole graph: GraphML or JSON to a file or standard output, CSV to a folder."""
    if to == "csv" and output is None:
        raise UsageError("export.folder")
    if output is not None:
        _free(output, to)
    with open_store(uri, create=False) as store:
        graph = dump(store)
    if to == "csv":
        assert output is not None
        files = list(export.csv_files(graph))
        for old in (*output.glob("nodes-*.csv"), *output.glob("edges-*.csv")):
            old.unlink()
        for name, data in files:
            write(output / name, data)
    else:
        data, escaped = export.graphml(graph) if to == "graphml" else (export.node_link(graph), 0)
        if escaped:
            out.note("export.escaped", count=escaped)
        if output is None:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        else:
            write(output, data)
    if output is not None:
        out.note("export.done", nodes=len(graph.nodes), edges=len(graph.edges), file=str(output))
    if to == "csv":
        out.note("export.import", file=str(output), arguments=export.ARGUMENTS)


def _free(output: Path, to: str) -> None:
    """A file is written over; a folder must be empty or hold an earlier export."""
    if to != "csv" and output.is_dir():
        raise UsageError("path.folder", file=str(output))
    if to == "csv" and output.exists():
        if not output.is_dir():
            raise UsageError("export.not_empty", file=str(output))
        if any(output.iterdir()) and not (output / export.ARGUMENTS).exists():
            raise UsageError("export.not_empty", file=str(output))
