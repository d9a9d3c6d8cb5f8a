"""What scripts import as ``cancu.read``, ``cancu.ingest``, ``cancu.open_store``, ``cancu.ask``; the commands stand on the same."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.bounds import Bounds, from_environment
from extract.record import Record, from_json
from knowledge import CancuError, InputError, load

from .files import PLANS, RECORDS, find, read_bytes

if TYPE_CHECKING:
    from extract.layout import Layout
    from extract.pipeline import Stages
    from graph.load import Outcome
    from graph.stores import Store

STORE = "cancu.db"


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file: its ``record`` and ``outcome`` (None in a dry run), or the ``error`` that kept it out."""

    file: str
    record: Record | None = None
    outcome: Outcome | None = None
    error: CancuError | None = None


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Errors name the file as it was given; the record, and what reads it, knows only the name without its folder."""
    try:
        yield
    except CancuError as error:
        if error.file in (None, Path(file).name):
            error.file = file
        raise


def stages(data: bytes, file: str, *, bounds: Bounds | None = None, reader: str = "") -> Stages:
    """Every stage of reading one document. ``file`` names it in errors; the record keeps the name without its folder. ``bounds`` are those
    of the environment where none are given."""
    from extract.pipeline import read_record

    with _named(file):
        return read_record(data, Path(file).name, load(), bounds=bounds or from_environment(), reader=reader)


def layout(data: bytes, file: str, *, bounds: Bounds | None = None, reader: str = "") -> Layout:
    """The first stage alone."""
    from extract.read import read as read_layout

    with _named(file):
        return read_layout(data, Path(file).name, load(), bounds=bounds or from_environment(), reader=reader)


def read(source: str | os.PathLike[str] | bytes, *, name: str | None = None) -> Record:
    """Read one plan, from a file or from its bytes, and give its record.

    ``name`` is the document's name where it comes as bytes. Raises ``CancuError``: the file is not there, or holds no text.

    >>> import cancu
    >>> record = cancu.read("Kế hoạch".encode(), name="ke-hoach.txt")
    >>> record.source
    'ke-hoach.txt'
    """
    if isinstance(source, bytes):
        return stages(source, name or "document").record
    bounds = from_environment()
    return stages(read_bytes(Path(source), most=bounds.source), os.fspath(source), bounds=bounds).record


def record_of(path: Path, *, force: bool = False, bounds: Bounds | None = None) -> Record:
    """The record of a file: a plan is read, a record (``.json``) is checked and taken as it is.

    Raises ``InputError``: ``record.*`` for a ``.json`` that is no record, ``input.not_a_plan`` (not with ``force``) for a document in
    which neither type, number, citation nor assignment was found.
    """
    bounds = bounds or from_environment()
    data = read_bytes(path, most=bounds.source)
    record = _json_record(data, path) if path.suffix.lower() in RECORDS else stages(data, str(path), bounds=bounds).record
    told = record.document.get("type"), record.document.get("number"), record.part("citations"), record.part("assignments")
    if not any(told) and not force:
        raise InputError("input.not_a_plan", file=str(path))
    return record


def _json_record(data: bytes, path: Path) -> Record:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as e:
        raise InputError("record.json", file=str(path), place=f"byte {e.start}", reason="UTF-8") from None
    except json.JSONDecodeError as e:
        raise InputError("record.json", file=str(path), place=f"{e.lineno}:{e.colno}", reason=e.msg) from None
    except RecursionError:
        raise InputError("record.json", file=str(path), reason="nesting") from None
    if isinstance(value, dict):
        value = {"source": path.name, **value}
    return from_json(value, sha256=hashlib.sha256(data).hexdigest(), file=str(path))


def ingest_files(
    files: Sequence[Path], store: Store | None, *, force: bool = False, workers: int | None = None, bounds: Bounds | None = None
) -> Iterator[Ingested]:
    """Read files in child processes, several at once, and store them here one after the other, in order, each in one transaction; without
    a store they are read alone. An error is given back, not raised, save those of the store itself.

    ``workers``: how many children (None: the machine's cores, 4 at most; 0: read in this process, without bounds of time and memory).
    """
    from graph import load as documents

    from .jobs import Job
    from .pool import Pool
    from .pool import workers as counted

    jobs = [(Job("record", str(path), force=force), None) for path in files]
    count = 0 if workers == 0 else counted(workers, len(files))
    with Pool(count if files else 0, bounds or from_environment()) as pool:
        for path, done in zip(files, pool.results(jobs), strict=True):
            if done.error is not None:
                yield Ingested(str(path), error=done.error)
                continue
            record = Record(done.value["data"], done.value["sha256"])
            outcome = None
            if store is not None:
                outcome = documents.ingest(store, record, path=str(path.resolve()), knowledge=load())
            yield Ingested(str(path), record, outcome)


def ingest(
    paths: Iterable[str | os.PathLike[str]], store: Store, *, force: bool = False, workers: int | None = None, overlaps: bool = True
) -> list[Ingested]:
    """Put plans and records (files, or folders with all below them) into a store; one transaction a document, then the OVERLAPS edges.

    A file that fails is told in its ``Ingested.error`` and the rest goes on. ``workers``: how many processes read at once (0: this one
    alone). ``overlaps=False`` leaves the edges to a later call, for scripts that make thousands of calls; the question ``overlaps`` draws
    them too. Raises ``CancuError`` for a path that is not there and for a store that fails.

    >>> import cancu
    >>> with cancu.open_store("plans.db") as store:  # doctest: +SKIP
    ...     for done in cancu.ingest(["plans/"], store):
    ...         print(done.file, done.outcome.status if done.outcome else done.error)
    """
    found = find([os.fspath(p) for p in paths], PLANS | RECORDS)
    done = [*(Ingested(str(e.file), error=e) for e in found.errors), *ingest_files(found.files, store, force=force, workers=workers)]
    if overlaps:
        from graph.overlaps import settle

        settle(store, load())
    return done


def open_store(uri: str | None = None, *, create: bool = True) -> Store:
    """Open the store at a path (embedded) or address; ``CANCU_STORE``, else ``./cancu.db``, where none is given. Close it, or use ``with``.

    ``create=False`` for what only asks: a store that is not there is then an error. Raises ``CancuError``: held by another process, no
    store of ours, or not to be opened.

    >>> import cancu
    >>> with cancu.open_store("plans.db") as store:  # doctest: +SKIP
    ...     store.read("MATCH (t:Task) RETURN count(t) AS tasks")
    [{'tasks': 228}]
    """
    from graph.stores import open_store as opened

    return opened(uri or os.environ.get("CANCU_STORE") or STORE, create=create)


def ask(store: Store, name: str, **params: Any) -> list[dict[str, Any]]:
    """The rows of a question, as ``docs/questions.md`` describes it: dicts in the order and with the columns given there.

    Raises ``CancuError``: unknown question, a missing or unknown parameter, a number that fits several instruments.

    >>> import cancu
    >>> with cancu.open_store("plans.db") as store:  # doctest: +SKIP
    ...     rows = cancu.ask(store, "derived_tasks", number="76/NQ-CP")
    """
    from queries import run

    return [dict(row) for row in run.ask(store, name, **params).rows]
