"""``cancu demo``: the whole way on the sample plans that come with the program."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from knowledge import InputError

from ..api import open_store
from ..front import called
from ..output import Output
from . import ingest, overlaps
from .trace import answer

NUMBER = "76/NQ-CP"
MOST = 3  # tasks of a chain of plans, and findings of a category, unless --full


@called("demo")
@click.option("--store", "uri", metavar="URI")
@click.option("--full", is_flag=True)
def command(out: Output, uri: str | None, full: bool) -> int:
    """Ingest the samples into a store that is thrown away (or the one named), then answer both questions of the program: which tasks
    derive from the resolution that they all stand on, and where the same work was given twice."""
    with tempfile.TemporaryDirectory(prefix="cancu-demo-") as folder:
        where = uri or str(Path(folder) / "demo.db")
        code = ingest.run(samples(), out, uri=where)
        most = None if full else MOST
        with open_store(where, create=False) as store:
            _title("demo.first", out, number=NUMBER)
            answer(store, out, NUMBER, full=full, most=most)
            _title("demo.second", out)
            overlaps.show(store, out, most=most)
    return code


def _title(code: str, out: Output, **values: str) -> None:
    """The question in words, where people read the answer."""
    if out.format in (None, "table"):
        from rich.text import Text

        out.console().print(Text("\n" + out.say(code, **values), style="bold reverse"))


def samples() -> tuple[str, ...]:
    """The sample plans: packaged with the program, or in the checkout that it runs from."""
    home = Path(__file__).parents[1]
    for folder in (home / "samples", home.parent / "corpus" / "samples"):
        found = sorted(folder.glob("*.txt"))
        if found:
            return tuple(map(str, found))
    raise InputError("demo.no_samples", file=str(home / "samples"))
