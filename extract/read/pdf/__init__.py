"""PDF files to Layouts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extract.layout import Layout, Warning
from knowledge import InputError, Knowledge

from ..shapes import shapes
from .engine import PAGES, VERSION, opened, raw_pages
from .page import RawPage
from .parts import Parts, Taker, without_heads
from .writer import Writer

__all__ = ["PAGES", "read_pdf"]
READER = f"pdf/1 {VERSION}"


def read_pdf(data: bytes, name: str, sha256: str, knowledge: Knowledge, *, pages: int = PAGES) -> Layout:
    """The Layout of a PDF file's bytes. Its text is what the pages say in reading order; a form feed opens each page but the first."""
    known = shapes(knowledge)
    document = opened(data, name, pages=pages)
    warnings: list[Warning] = []
    try:
        writer = Writer(known)
        taker = Taker(known)

        def taken() -> Iterator[Parts]:
            for number, raw in enumerate(raw_pages(document), 1):
                if raw is None:
                    warnings.append(Warning("pdf.broken_page", values={"page": number}))
                    raw = RawPage(number, 595.0, 842.0, [], [])
                yield taker.take(raw)

        for parts in without_heads(taken()):
            writer.add(parts)
    finally:
        document.close()
    text, spans, blocks = writer.close()
    if not text.strip():
        raise InputError("pdf.no_text", file=name)
    return Layout(name, sha256, "pdf", READER, text, spans, blocks, tuple(warnings), writer.boxes)
