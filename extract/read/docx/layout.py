"""From a Word file's bytes to its Layout."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import pairwise

from extract.bounds import BOUNDS, Bounds
from extract.layout import Block, Layout, Span, Warning
from extract.read.legacy import schemes
from extract.read.shapes import shapes
from extract.read.text import arranged
from knowledge import InputError, Knowledge

from .parts import open_parts
from .walk import Walk
from .write import Writer

READER = "docx/1"


def read_docx(data: bytes, name: str, knowledge: Knowledge, *, bounds: Bounds = BOUNDS, sha256: str | None = None) -> Layout:
    """The Layout of a .docx or .docm file, transitional or strict. Its text is the document as it prints: numbers computed, tracked
    changes accepted, hidden words left out, notes behind the paragraph that calls them.

    ``sha256`` is that of the source where the bytes were converted from one. Raises ``InputError``: ``docx.*``, ``input.password``,
    ``input.empty``, ``input.pictures`` (pictures and no words).
    """
    parts = open_parts(data, name, bounds)
    walk = Walk(parts, shapes(knowledge), schemes(knowledge))
    writer = Writer(knowledge)
    writer.write(walk.body())
    writer.close()
    text = writer.text()
    if not any(c.isalnum() for c in text):
        raise InputError("input.pictures" if walk.reader.pictures else "input.empty", file=name)
    told = [Warning("note.missing", values={"mark": mark}) for mark in walk.missing]
    if walk.chunks:
        told.append(Warning("docx.chunk", values={"count": walk.chunks}))
    blocks, warnings = arranged(text, writer.lines, writer.grids, (Span(0, len(text)),), knowledge, told)  # no page's end broke a line
    pages = tuple(Span(a, b) for a, b in pairwise([*writer.pages, len(text)]))
    layout = Layout(name, sha256 or hashlib.sha256(data).hexdigest(), "docx", READER, text, pages, blocks, warnings)
    return replace(layout, blocks=tuple(_paged(b, layout) for b in blocks)) if len(pages) > 1 else layout


def _paged(block: Block, layout: Layout) -> Block:
    """A block and its rows with the pages on which they begin."""
    rows = []
    page = layout.page_of(block.spans[0].start)
    for row in block.rows:
        page = max([page, *(layout.page_of(s.start) for c in row.cells for s in c.spans)])
        rows.append(replace(row, page=page))
    return replace(block, page=layout.page_of(block.spans[0].start), rows=tuple(rows))
