"""What is done with one file, in this process or in a child: a job goes in as JSON, its value or its error comes out as JSON."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from extract.bounds import Bounds
from knowledge import CancuError, InputError, KnowledgeError, StoreError, UsageError

from .errors import from_exception

_CLASSES = {c.__name__: c for c in (CancuError, InputError, KnowledgeError, StoreError, UsageError)}


@dataclass(frozen=True, slots=True)
class Job:
    """``what``: ``print`` (a stage as a file holds it), ``plan`` (the record of a document) or ``record`` (for the store: of a document, or
    the file itself where it is a record); ``file``: its path as it was given; ``stdin``: the document's bytes come with the job, and
    ``file`` is its name. ``reader``: see ``extract.read.read``; ``drawn``: a folder for pictures of its pages (empty: none)."""

    what: str
    file: str
    stage: str = "record"
    form: str | None = None
    force: bool = False
    stdin: bool = False
    reader: str = ""
    drawn: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job: its value (JSON), or the error."""

    value: Any = None
    error: CancuError | None = None


def perform(job: Job, data: bytes | None, bounds: Bounds) -> Done:
    """Do a job here. Every failure is given back, none is raised, save an interrupt."""
    try:
        return Done(_value(job, data, bounds))
    except MemoryError:
        return Done(error=InputError("bounds.memory", file=job.file, limit=bounds.memory))
    except Exception as error:
        told = from_exception(error, job.file)
        if os.environ.get("CANCU_DEBUG") == "1" and told is not error:
            import traceback

            traceback.print_exception(error, file=sys.stderr)
        return Done(error=told)


def _value(job: Job, data: bytes | None, bounds: Bounds) -> Any:
    from . import api
    from .files import read_bytes

    if job.what == "record":
        record = api.record_of(Path(job.file), force=job.force, bounds=bounds)
        return {"data": dict(record.data), "sha256": record.sha256}
    data = read_bytes(job.file, most=bounds.source) if data is None else data
    if job.what == "plan":
        record = api.stages(data, job.file, bounds=bounds).record
        return {"data": dict(record.data), "sha256": record.sha256}
    if job.drawn:
        from .drawn import draw

        read = api.stages(data, job.file, bounds=bounds, reader=job.reader)
        draw(read, data, Path(job.drawn), Path(job.file).stem)
        if job.form == "text":
            return read.layout.text
        found = read.to_json(job.stage)
    elif job.form == "text":
        return api.layout(data, job.file, bounds=bounds, reader=job.reader).text
    elif job.stage == "layout":
        found = api.layout(data, job.file, bounds=bounds, reader=job.reader).to_json()
    else:
        found = api.stages(data, job.file, bounds=bounds, reader=job.reader).to_json(job.stage)
    return json.dumps(found, ensure_ascii=False, indent=None if job.form == "jsonl" else 2) + "\n"


def pack(done: Done) -> bytes:
    """A result as bytes; text that UTF-8 cannot hold (half of a pair) survives."""
    error = done.error
    told = error and [type(error).__name__, error.code, error.file, error.place, error.values]
    return json.dumps({"value": done.value, "error": told}, default=str).encode("ascii")


def unpack(data: bytes) -> Done:
    """A result from its bytes."""
    found = json.loads(data)
    if not found["error"]:
        return Done(found["value"])
    name, code, file, place, values = found["error"]
    return Done(error=_CLASSES.get(name, CancuError)(code, file=file, place=place, **values))


def order(job: Job, data: bytes | None) -> bytes:
    """A job as bytes: a line of JSON, then the document's own bytes where they come with it."""
    return json.dumps(asdict(job)).encode("ascii") + b"\n" + (data or b"")


def ordered(message: bytes) -> tuple[Job, bytes | None]:
    """A job from its bytes."""
    head, _, data = message.partition(b"\n")
    job = Job(**json.loads(head))
    return job, data if job.stdin else None
