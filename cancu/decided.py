"""People's decisions on pairs of tasks: a file taken over into a store, and one decision more written into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from graph.overlaps import Decision, decide, meant, standing
from graph.overlaps.decisions import added, distinct, lined, listed
from graph.overlaps.kept import decisions
from graph.stores import Store
from knowledge import InputError, UsageError, load

from .files import read_bytes, write
from .output import Output

NEAR = 5  # how many tasks to show where none is called so
NAMED = """UNWIND $files AS file MATCH (s:Source {file: file})<-[:READ_FROM]-(i:Instrument)-[:ORDERS]->(t:Task) WHERE t.source = s.id
RETURN DISTINCT file + '#' + t.item AS name ORDER BY name"""


def add(store: Store, file: Path, tasks: tuple[str, str], verdict: str, who: str, why: str) -> None:
    """Write a decision of today into the file, at the end of its list; nothing is written that could not be taken over.

    Raises ``UsageError`` for a name that no task of the store has (``decisions.unknown_task``, ``candidates``: like names) or several
    (``decisions.several_tasks``, ``candidates``: their ids), and what ``added`` and ``take`` raise of the file.
    """
    a, b = sorted(" ".join(t.split()) for t in tasks)
    made = Decision(a, b, verdict, " ".join(who.split()), date.today().isoformat(), " ".join(why.split()))
    for name, ids in meant(store, load(), [made]).items():
        if not ids:
            raise UsageError("decisions.unknown_task", task=name, candidates=_like(store, name))
        if len(ids) > 1:
            raise UsageError("decisions.several_tasks", task=name, candidates=ids)
    before = _text(file) if file.exists() else ""
    if listed(before, str(file)) is not None:
        _checked(store, before, file)
    try:
        text = added(before, str(file), made)
        _checked(store, text, file)
    except InputError as error:
        if error.code in ("decisions.one", "decisions.twice"):
            error.place = None  # the line is not written
        raise
    write(file.resolve(), text.encode())


def take(store: Store, file: Path, out: Output) -> None:
    """Put the decisions of a file in place of those that the store keeps, and say how many of these are gone.

    Raises ``InputError``, with nothing taken over, where the file is wrong: as of ``lined``, or two names in it mean one task.
    """
    made = _checked(store, _text(file), file)
    with store.turn():
        before = decisions(store)
        decide(store, made)
    out.note("decisions.taken", file=str(file), count=len(made))
    if gone := len({*before} - {*made}):
        out.note("decisions.gone", count=gone)


def told(store: Store, out: Output) -> None:
    """Say which decisions have no effect, and why."""
    for decision in standing(store, load())["decisions"]:
        if decision["effect"] not in ("applied", "waiting"):
            out.note(f"decisions.{decision['effect']}", **decision)


def _checked(store: Store, text: str, file: Path) -> Sequence[Decision]:
    made = lined(text, str(file))
    distinct(made, str(file), meant(store, load(), [d for d, _ in made]))
    return sorted((d for d, _ in made), key=lambda d: (d.a, d.b))


def _like(store: Store, name: str) -> list[str]:
    files = {name[:n] for n, c in enumerate(name) if c == "#"}
    names = [str(r["name"]) for r in store.read(NAMED, {"files": sorted(files)}, seconds=None, rows=None)]
    return get_close_matches(name, names, NEAR)


def _text(file: Path) -> str:
    data = read_bytes(file)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as e:
        raise InputError("decisions.encoding", file=str(file), place=f"byte {e.start}") from e
