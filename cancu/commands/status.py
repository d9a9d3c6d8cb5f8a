"""``cancu status``: what the store holds, and what in it is stale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.load import status
from graph.overlaps import standing
from knowledge import load

from ..api import open_store
from ..front import called, store_option
from ..language import has
from ..output import Output


@called("status")
@store_option
def command(out: Output, uri: str) -> None:
    """Count nodes, edges, documents."""
    with open_store(uri, create=False) as store:
        found = {"store": uri, **status(store, load()), "overlaps": standing(store, load())}
    if out.machine:
        out.value(found)
    else:
        out.rows(_lines(found, out), ("name", "value"))


def _lines(found: Mapping[str, Any], out: Output) -> Iterator[dict[str, Any]]:
    """One row a figure: counts by label one below the other, lists by their length."""
    for key, value in found.items():
        code = f"status.{key}"
        name = out.say(code) if has(code, out.lang) and out.format != "csv" else key
        if isinstance(value, Mapping):
            for part, count in value.items():
                said = out.say(f"{code}.{part}") if has(f"{code}.{part}", out.lang) and out.format != "csv" else part
                yield {"name": f"{name}: {said}", "value": _figure(count, out)}
                yield from _decisions(count, name, out) if part == "decisions" else ()
        else:
            yield {"name": name, "value": _figure(value, out)}


def _figure(value: Any, out: Output) -> Any:
    if isinstance(value, bool) and out.format != "csv":
        return out.say("status.yes" if value else "status.no")
    return len(value) if isinstance(value, list) else value


def _decisions(made: list[dict[str, str]], name: str, out: Output) -> Iterator[dict[str, Any]]:
    """Each decision of people: the two tasks, by whom, when and why, and whether it has effect."""
    for d in made:
        yield {"name": f"{name}: {d['a']} – {d['b']}", "value": out.say(f"decisions.effect.{d['effect']}", **d)}
