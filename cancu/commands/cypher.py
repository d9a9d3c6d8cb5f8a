"""``cancu cypher``: a statement of one's own on the store."""

from __future__ import annotations

import click

from ..api import open_store
from ..files import STDIN, read_bytes
from ..front import called, store_option
from ..output import Output


@called("cypher")
@click.argument("statement")
@click.option("--write", is_flag=True)
@store_option
def command(out: Output, statement: str, write: bool, uri: str) -> None:
    """Run it, read-only unless ``--write`` is given, and print its rows."""
    cypher = read_bytes(STDIN).decode("utf-8", "replace") if statement == STDIN else statement
    with open_store(uri, create=write) as store:
        rows = store.write([(cypher, {})]) if write else store.read(cypher)
    out.rows(rows, list(dict.fromkeys(k for row in rows for k in row)))
