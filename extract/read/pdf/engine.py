"""PDFium at work: a file opened, and its pages read one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium

from knowledge import InputError

from .glyphs import Found, words
from .page import RawPage, Word
from .strokes import strokes
from .struck import marked
from .view import View

_RENEWED = 200  # pages
VERSION = f"pypdfium2/{pdfium.PYPDFIUM_INFO.version}"


def opened(data: bytes, name: str, *, most: int = 0) -> Any:
    """The open document, of ``most`` pages at most (0: of any number). Raises ``InputError``: ``pdf.password``, ``pdf.broken``,
    ``pdf.no_pages``, ``input.too_many_pages``."""
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as e:
        code = getattr(e, "err_code", None)
        if code in (pdfium.raw.FPDF_ERR_PASSWORD, pdfium.raw.FPDF_ERR_SECURITY) or "password" in str(e).lower():
            raise InputError("pdf.password", file=name) from e
        raise InputError("pdf.broken", file=name, reason=str(e)) from e
    if not count:
        document.close()
        raise InputError("pdf.no_pages", file=name)
    if most and count > most:
        document.close()
        raise InputError("input.too_many_pages", file=name, pages=count, limit=most)
    return document


def pages(document: Any, data: bytes) -> Iterator[tuple[Any, RawPage] | None]:
    """The pages in order, open until the next one is asked for, and what each holds; None for one that cannot be loaded.

    ``data`` is the file's bytes: PDFium keeps all that it has parsed, so that long files are opened anew from time to time.
    """
    names: dict[int, str] = {}
    count, now = len(document), document
    try:
        for index in range(count):
            if index and index % _RENEWED == 0:
                if now is not document:
                    now.close()
                now = pdfium.PdfDocument(data)
                names.clear()  # by addresses, which are given out again
            try:
                page = now[index]
            except pdfium.PdfiumError:
                yield None
                continue
            try:
                yield page, raw_page(page, index + 1, names)
            finally:
                page.close()
    finally:
        if now is not document:
            now.close()


def view_of(page: Any) -> View:
    """How an open page is seen."""
    left, low, right, high = page.get_bbox()
    return View(left, low, right - left, high - low, page.get_rotation() // 90)


def raw_page(page: Any, number: int, names: dict[int, str]) -> RawPage:
    """What an open page holds, upright: where most of its words lie on their side the page is turned."""
    view, turn = view_of(page), 0
    text_page = page.get_textpage()
    try:
        found = words(text_page, view, names)
        if found.up + found.down > max(8, len(found.words) // 4):
            turn = 1 if found.up > found.down else 3
            view = view.turned(turn)
            found = words(text_page, view, names)
    finally:
        text_page.close()
    rules, picture = strokes(page, view)
    width, height = view.size
    seen, aside = _on_page(found, width, height)
    seen, struck = marked(seen, rules)
    return RawPage(number, width, height, seen, rules, aside, picture, found.hidden, struck, turn)


def _on_page(found: Found, width: float, height: float) -> tuple[list[Word], list[Word]]:
    """The words that can be seen; what lies outside of the page is put aside."""
    seen, aside = [], list(found.aside)
    for w in found.words:
        if w.x1 > 0 and w.bottom > 0 and w.x0 < width and w.top < height:
            seen.append(w)
        else:
            aside.append(w)
    return seen, aside
