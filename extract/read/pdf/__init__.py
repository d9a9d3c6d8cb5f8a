"""PDF files to Layouts: the text that a page holds where it can be trusted, else what its picture shows."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from extract.bounds import BOUNDS, Bounds
from extract.layout import Layout, Warning
from extract.steps import step
from knowledge import InputError, Knowledge, UsageError

from ..scan import tesseract
from ..shapes import shapes
from . import engine as pdfium
from .page import RawPage
from .parts import Parts, Taker, without_heads
from .trust import Doubt, judged
from .writer import Writer

__all__ = ["read_pdf"]
READERS = ("pdfium", "pdfplumber")
_EMPTY = RawPage(0, 595.0, 842.0, [], [])
_Waiting = tuple[RawPage, Doubt, Future[Any] | None]


def read_pdf(data: bytes, name: str, knowledge: Knowledge, *, bounds: Bounds = BOUNDS, reader: str = "") -> Layout:
    """The Layout of a PDF file's bytes. Its text is what the pages say in reading order; a form feed opens each page but the first.

    Pages that are pictures, or whose text cannot be trusted, are recognised where tesseract is installed. ``reader``: ``pdfium`` (meant
    where it is empty) or ``pdfplumber``, a slow second opinion that recognises nothing. Raises ``UsageError`` (``usage.reader``) for
    another one, ``InputError``: ``pdf.password``, ``pdf.broken``, ``pdf.no_pages``, ``pdf.no_text``, ``input.too_many_pages``,
    ``ocr.missing``, and ``ocr.timeout`` or ``ocr.failed`` where nothing else was read.
    """
    if reader not in ("", *READERS):
        raise UsageError("usage.reader", given=reader, names=", ".join(READERS))
    engine: Any = pdfium
    if reader == "pdfplumber":
        from . import plumber

        engine = plumber
    document = engine.opened(data, name, most=bounds.pages)
    try:
        with ExitStack() as stack:
            return _Reader(name, hashlib.sha256(data).hexdigest(), knowledge, bounds, stack, engine).read(document, data)
    finally:
        document.close()


class _Reader:
    """One document on its way to a Layout."""

    def __init__(self, name: str, sha256: str, knowledge: Knowledge, bounds: Bounds, stack: ExitStack, engine: Any) -> None:
        self.name, self.sha256, self.knowledge, self.bounds = name, sha256, knowledge, bounds
        self.stack, self.engine = stack, engine
        self.recogniser: Any = None
        self.marks: Any = None
        self.told: dict[str, list[int]] = {}
        known = shapes(knowledge)
        self.writer = Writer(known)
        self.taker = Taker(known)

    def read(self, document: Any, data: bytes) -> Layout:
        for parts in without_heads(self._pages(document, data)):
            self.writer.add(parts)
        text, spans, blocks = self.writer.close()
        if not text.strip():
            if "pdf.unread" in self.told and tesseract.find() is None:
                raise InputError("ocr.missing", file=self.name, pages=_ranges(self.told["pdf.unread"]))
            if "ocr.timeout" in self.told:
                raise InputError("ocr.timeout", file=self.name, **self._values("ocr.timeout", self.told["ocr.timeout"]))
            if "ocr.failed" in self.told:
                raise InputError("ocr.failed", file=self.name, pages=_ranges(self.told["ocr.failed"]))
            raise InputError("pdf.no_text", file=self.name)
        warnings = tuple(Warning(code, values=self._values(code, n)) for code, n in sorted(self.told.items()))
        reader = f"pdf/1 {self.engine.VERSION}"
        if self.recogniser is not None:
            reader += f" tesseract/{self.recogniser.program.version}"
        return Layout(self.name, self.sha256, "pdf", reader, text, spans, blocks, warnings, self.writer.boxes)

    def _values(self, code: str, numbers: Sequence[int]) -> dict[str, Any]:
        out: dict[str, Any] = {"pages": _ranges(numbers)}
        if code == "ocr.timeout":
            out["seconds"] = self.bounds.page_seconds
        return out

    def _pages(self, document: Any, data: bytes) -> Iterator[Parts]:
        """The pages taken apart, in order; some are recognised ahead."""
        count = len(getattr(document, "pages", document))
        waiting: deque[_Waiting] = deque()
        busy = 0
        for number, found in enumerate(self.engine.pages(document, data), 1):
            if found is None:
                self._tell("pdf.broken_page", number)
                waiting.append((replace(_EMPTY, number=number), "", None))
            else:
                page, raw = found
                raw, doubt = judged(raw, self.knowledge)
                future = self._submitted(page, raw, doubt, count)
                busy += future is not None
                waiting.append((raw, doubt, future))
            while waiting and (waiting[0][2] is None or busy > self.recogniser.count + 1):
                busy -= waiting[0][2] is not None
                yield self._taken(*waiting.popleft(), count)
        while waiting:
            yield self._taken(*waiting.popleft(), count)

    def _submitted(self, page: Any, raw: RawPage, doubt: Doubt, count: int) -> Future[Any] | None:
        """The page on its way through recognition, where it needs that and it can be had."""
        embedded = any(w.font for w in raw.words)
        if page is None or doubt in ("", "legacy") or (doubt == "lost" and not embedded):
            return None
        if self.recogniser is None:
            program = tesseract.find()
            if program is None:
                return None
            from ..scan.labels import Marks
            from ..scan.pages import Recogniser
            from ..scan.repair import repairs

            rules = repairs(self.knowledge)
            self.recogniser = self.stack.enter_context(Recogniser(program, rules, seconds=self.bounds.page_seconds))
            self.marks = Marks()
            step(0, count)
        future: Future[Any] = self.recogniser.submit(page)
        return future

    def _taken(self, raw: RawPage, doubt: Doubt, future: Future[Any] | None, count: int) -> Parts:
        if future is not None:
            raw = self._recognised(raw, doubt, future, count)
        elif doubt in ("legacy", "lost"):
            self._tell(f"pdf.{doubt}", raw.number)
        elif doubt:  # nothing of such a page is words: what is left out is told
            self._tell("pdf.unread", raw.number)
            raw = replace(raw, words=[], aside=[], struck=0)
        if raw.struck:
            self._tell("pdf.struck", raw.number)
        return self.taker.take(raw)

    def _recognised(self, raw: RawPage, doubt: Doubt, future: Future[Any], count: int) -> RawPage:
        try:
            found = future.result()
        except (tesseract.Slow, tesseract.Failed) as e:
            self._tell("ocr.timeout" if isinstance(e, tesseract.Slow) else "ocr.failed", raw.number)
            return replace(raw, words=[], aside=[], struck=0)
        finally:
            step(raw.number, count)
        self._tell(f"ocr.{doubt}", raw.number)
        words = self.marks.settle(found.words, found.marks)
        return RawPage(raw.number, found.width, found.height, words, found.rules, turn=found.turn, tilt=found.tilt)

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
