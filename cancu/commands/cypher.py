"""``cancu cypher``: a statement of one's own on the store."""

from __future__ import annotations

import click

from graph.stores import remarks
from queries.names import unknown

from ..api import open_store
from ..files import STDIN, read_bytes
from ..front import called, store_option
from ..output import Output

NAMES = {"label": "cypher.no_label", "type": "cypher.no_type", "property": "cypher.no_property"}


@called("cypher")
@click.argument("statement")
@click.option("--write", is_flag=True)
@store_option
def command(out: Output, statement: str, write: bool, uri: str) -> None:
    """Run it, read-only unless ``--write`` is given, and print its rows; notes say which names in it stand for nothing."""
    cypher = read_bytes(STDIN).decode("utf-8", "replace") if statement == STDIN else statement
    with open_store(uri, create=write) as store:
        with remarks() as heard:
            rows = store.write([(cypher, {})]) if write else store.read(cypher)
        names = [] if write else unknown(store, cypher)
    for one in names:
        out.note(NAMES[one.kind], name=one.name, near=list(one.near))
    for said in dict.fromkeys(heard):
        out.note("cypher.remark", said=said)
    out.rows(rows, list(dict.fromkeys(k for row in rows for k in row)))
