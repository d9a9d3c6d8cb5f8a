"""How far a batch has come: a bar on standard error where that is a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from .output import Output

Item = TypeVar("Item")


def each(items: Iterable[Item], count: int, out: Output, code: str) -> Iterator[Item]:
    """The ``count`` items one by one, the bar moving on with each. ``code`` is the message that names the work."""
    if out.quiet or out.machine or count < 2 or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(items, total=count, description=out.say(code), console=Console(stderr=True), transient=True)


def pages(out: Output) -> Callable[[str, int, int], None] | None:
    """What is told of each page that was recognised: a line on standard error, for people alone."""
    if out.quiet or out.machine:
        return None

    def told(file: str, page: int, count: int) -> None:
        if page:
            out.note("ocr.page", file=file, page=page, pages=count)

    return told
