"""``cancu evidence``: the sentences behind a node or an edge, and the page with their words marked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from knowledge import UsageError
from queries.run import ask as answer

from ..api import open_store
from ..front import called, store_option
from ..output import Output


@called("evidence")
@click.argument("id")
@click.option("--picture", metavar="OUT.png", type=click.Path(path_type=Path))
@store_option
def command(out: Output, id: str, picture: Path | None, uri: str) -> None:
    """Print them; with a picture, draw the page of the first that stands on one."""
    from graph.load import sources

    with open_store(uri, create=False) as store:
        found = answer(store, "evidence", id=id)
        files = sources(store, [str(r["source"]) for r in found.rows]) if picture else []
    out.rows(found.rows, found.columns, titles={c: t[out.lang] for c, t in found.titles.items()})
    if picture is None:
        return
    from ..drawn import mark

    for row in found.rows:
        wanted = row["page"], row["start"], row["end"]
        for record, path in files:
            every = [at for at in _lists(record) if (at[0].get("page"), at[0].get("start"), at[0].get("end")) == wanted]
            if not every or record.get("source") != row["source"]:
                continue
            if not Path(path).is_file():
                raise UsageError("picture.no_file", file=path)
            for drawn in mark(Path(path), max(every, key=len), picture, sha256=str(record.get("sha256") or "")):
                out.note("picture.done", file=str(drawn))
            return
    raise UsageError("picture.no_boxes", file=id)


def _lists(value: object) -> list[list[Mapping[str, Any]]]:
    """Every ``at`` of a record, as a list of places."""
    if isinstance(value, Mapping):
        return [[value]] if "start" in value and "end" in value else [found for v in value.values() for found in _lists(v)]
    if isinstance(value, list):
        places = bool(value) and all(isinstance(v, Mapping) and "start" in v and "end" in v for v in value)
        return [value] if places else [found for v in value for found in _lists(v)]
    return []
