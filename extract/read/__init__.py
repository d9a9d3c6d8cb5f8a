"""From a file's bytes to its Layout."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path, PurePath

from extract.bounds import BOUNDS, Bounds
from extract.layout import Layout, Warning
from knowledge import InputError, Knowledge, UsageError

from .sniff import LIMIT, decode, kind_of
from .text import read_text

__all__ = ["LIMIT", "read", "read_path"]

_CONVERTED = frozenset({"doc", "rtf", "odt"})
# What a file's name says it is. Other names say nothing.
_NAMED = {
    ".txt": {"text"}, ".docx": {"docx"}, ".docm": {"docx"}, ".dotx": {"docx"}, ".doc": {"doc", "rtf"}, ".dot": {"doc"}, ".rtf": {"rtf"},
    ".odt": {"odt"}, ".pdf": {"pdf"},
}  # fmt: skip


def read(source: bytes, name: str, knowledge: Knowledge, *, limit: int = LIMIT, bounds: Bounds = BOUNDS, reader: str = "") -> Layout:
    """The Layout of a file's bytes; ``name`` is the file name that messages and the record give. What a file is, its bytes tell.

    Raises ``InputError`` for what cannot be read (codes ``input.*``, ``docx.*``, ``doc.*``, ``pdf.*``, ``ocr.*``, see ``docs/readers.md``).
    ``reader`` chooses who takes the words out of a PDF file, ``pdfium`` or ``pdfplumber``; empty is the former. ``limit`` is in bytes, and
    is ``bounds.source`` by another name.
    """
    most = limit if limit != LIMIT else bounds.source
    if most and len(source) > most:
        raise InputError("input.too_large", file=name, size=len(source), limit=most)
    kind = kind_of(source)
    layout = _layout(source, name, kind, knowledge, bounds, reader)
    if bounds.pages and len(layout.pages) > bounds.pages:
        raise InputError("input.too_many_pages", file=name, pages=len(layout.pages), limit=bounds.pages)
    said = _NAMED.get(PurePath(name).suffix.lower())
    if said is not None and (kind or "text") not in said:
        told = Warning("file.mislabelled", values={"says": PurePath(name).suffix.lower(), "format": kind or "text"})
        layout = replace(layout, warnings=(told, *layout.warnings))
    return layout


def _layout(source: bytes, name: str, kind: str | None, knowledge: Knowledge, bounds: Bounds, reader: str) -> Layout:
    if kind == "locked":
        raise InputError("input.password", file=name)
    if kind == "pdf":
        from .pdf import read_pdf

        return read_pdf(source, name, knowledge, bounds=bounds, reader=reader)
    if kind == "docx":
        from .docx import read_docx

        return read_docx(source, name, knowledge, bounds=bounds)
    if kind in _CONVERTED:
        from .doc import read_doc

        return read_doc(source, name, kind, knowledge, bounds=bounds)
    text = decode(source, name, limit=bounds.source or len(source))
    return read_text(text, name, hashlib.sha256(source).hexdigest(), knowledge)


def read_path(path: str | Path, knowledge: Knowledge, *, limit: int = LIMIT, bounds: Bounds = BOUNDS) -> Layout:
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
        return read(source, path.name, knowledge, limit=limit, bounds=bounds)
    except InputError as e:
        raise InputError(e.code, file=str(path), place=e.place, **e.values) from e
