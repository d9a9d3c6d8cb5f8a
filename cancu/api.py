"""What scripts import as ``cancu.read``, ``cancu.ingest``, ``cancu.open_store``, ``cancu.ask``; the commands stand on the same."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from extract.record import Record
from knowledge import load

from .files import read_bytes

if TYPE_CHECKING:
    from extract.pipeline import Stages


def stages(data: bytes, file: str) -> Stages:
    """Every stage of reading one document. ``file`` names it in errors; the record keeps the name without its folder."""
    from extract.pipeline import read_record

    return read_record(data, file, load())


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
    return stages(read_bytes(Path(source)), name or os.fspath(source)).record
