"""From a file's bytes to its Layout."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extract.layout import Layout
from knowledge import InputError, Knowledge, UsageError

from .sniff import LIMIT, decode
from .text import read_text

__all__ = ["LIMIT", "read", "read_path"]


def read(source: bytes, name: str, knowledge: Knowledge, *, limit: int = LIMIT) -> Layout:
    """The Layout of a file's bytes; ``name`` is the file name that messages and the record give.

    Raises ``InputError`` for what cannot be read (codes ``input.*``, see ``extract.read.sniff``). ``limit`` is in bytes.
    """
    text = decode(source, name, limit=limit)
    return read_text(text, name, hashlib.sha256(source).hexdigest(), knowledge)


def read_path(path: str | Path, knowledge: Knowledge, *, limit: int = LIMIT) -> Layout:
    """The Layout of a file.

    Raises ``UsageError`` (``path.unknown``, ``path.folder``) where there is none, ``InputError`` where it cannot be opened
    (``file.refused``) or read (``input.*``).
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise UsageError("path.folder", file=str(path))
        if size > limit:
            raise InputError("input.too_large", file=str(path), size=size, limit=limit)
        source = path.read_bytes()
    except FileNotFoundError as e:
        raise UsageError("path.unknown", file=str(path)) from e
    except OSError as e:
        raise InputError("file.refused", file=str(path), reason=e.strerror or type(e).__name__) from e
    try:
        return read(source, path.name, knowledge, limit=limit)
    except InputError as e:
        raise InputError(e.code, file=str(path), place=e.place, **e.values) from e
