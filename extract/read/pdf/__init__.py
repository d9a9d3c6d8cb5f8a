"""PDF files to Layouts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from extract.bounds import BOUNDS, Bounds
from extract.layout import Layout, Warning
from knowledge import InputError, Knowledge

from ..shapes import shapes
from .engine import VERSION, opened, raw_pages
from .page import RawPage
from .parts import Parts, Taker, without_heads
from .trust import judged
from .writer import Writer

__all__ = ["read_pdf"]
READER = f"pdf/1 {VERSION}"


def read_pdf(data: bytes, name: str, knowledge: Knowledge, *, bounds: Bounds = BOUNDS) -> Layout:
    """The Layout of a PDF file's bytes. Its text is what the pages say in reading order; a form feed opens each page but the first."""
    document = opened(data, name, pages=bounds.pages)
    try:
        return _Reader(name, hashlib.sha256(data).hexdigest(), knowledge).read(document)
    finally:
        document.close()


class _Reader:
    """One document on its way to a Layout."""

    def __init__(self, name: str, sha256: str, knowledge: Knowledge) -> None:
        self.name, self.sha256, self.knowledge = name, sha256, knowledge
        self.told: dict[str, list[int]] = {}
        known = shapes(knowledge)
        self.writer = Writer(known)
        self.taker = Taker(known)

    def read(self, document: object) -> Layout:
        for parts in without_heads(self._pages(document)):
            self.writer.add(parts)
        text, spans, blocks = self.writer.close()
        if not text.strip():
            raise InputError("pdf.no_text", file=self.name)
        warnings = tuple(Warning(code, values={"pages": _ranges(n)}) for code, n in sorted(self.told.items()))
        return Layout(self.name, self.sha256, "pdf", READER, text, spans, blocks, warnings, self.writer.boxes)

    def _pages(self, document: object) -> Iterator[Parts]:
        for number, raw in enumerate(raw_pages(document), 1):
            if raw is None:
                self._tell("pdf.broken_page", number)
                raw = RawPage(number, 595.0, 842.0, [], [])
            raw, doubt = judged(raw, self.knowledge)
            if raw.struck:
                self._tell("pdf.struck", number)
            if doubt:
                self._tell(f"pdf.{doubt}", number)
            yield self.taker.take(raw)

    def _tell(self, code: str, page: int) -> None:
        self.told.setdefault(code, []).append(page)


def _ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 5 as "1-3, 5"."""
    out: list[list[int]] = []
    for n in numbers:
        if out and n == out[-1][1] + 1:
            out[-1][1] = n
        else:
            out.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in out)
