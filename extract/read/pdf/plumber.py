"""pdfplumber as a second opinion: its own reading of characters and its own search for tables, then the same assembly."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber

from knowledge import InputError

from .page import Frame, RawPage, Rule, Word

VERSION = f"pdfplumber/{pdfplumber.__version__}"
_ABOVE, _BELOW = 0.9, 0.22  # of the size of type
_NEAR = 2.5  # points
_BLANK = 0.15  # of the size of type: the least gap that is a blank


def opened(data: bytes, name: str, *, most: int = 0) -> Any:
    """The open document; errors as ``engine.opened``."""
    try:
        document = pdfplumber.open(io.BytesIO(data))
        count = len(document.pages)
    except Exception as e:  # pdfminer raises whatever its parsers meet
        if "password" in f"{type(e).__name__} {e!r}".lower():
            raise InputError("pdf.password", file=name) from e
        raise InputError("pdf.broken", file=name, reason=type(e).__name__) from e
    if not count:
        raise InputError("pdf.no_pages", file=name)
    if most and count > most:
        raise InputError("input.too_many_pages", file=name, pages=count, limit=most)
    return document


def pages(document: Any, data: bytes) -> Iterator[tuple[None, RawPage] | None]:
    """As ``engine.pages``, without pages to paint."""
    for number, page in enumerate(document.pages, 1):
        try:
            raw = _raw(page, number)
        except Exception:  # told as a broken page
            yield None
            continue
        finally:
            page.close()
        yield None, raw


def _raw(page: Any, number: int) -> RawPage:
    words: list[Word] = []
    aside: list[Word] = []
    for w in page.extract_words(use_text_flow=True, x_tolerance_ratio=_BLANK, extra_attrs=["size", "fontname", "upright"]):
        size = float(w["size"])
        base = float(w["bottom"]) - _BELOW * size
        font = str(w["fontname"])
        bold = "bold" in font.lower()
        word = Word(w["text"], w["x0"], base - _ABOVE * size, w["x1"], base + _BELOW * size, base, size, bold, glued=True, font=font)
        if not w["upright"]:
            aside.append(word)
        elif words and _one(words[-1], word):  # pdfplumber parts a word where its type changes
            last = words[-1]
            words[-1] = last._replace(text=last.text + word.text, x1=word.x1)
        else:
            words.append(word)
    rules = [Rule(e["x0"], e["top"], e["x1"], e["bottom"]) for e in page.edges]
    area = float(page.width * page.height) or 1.0
    picture = max(((i["x1"] - i["x0"]) * (i["bottom"] - i["top"]) / area for i in page.images), default=0.0)
    tables = [f for t in page.find_tables() if (f := _frame(t)) is not None]
    return RawPage(number, float(page.width), float(page.height), words, rules, aside, picture, frames=tables)


def _one(a: Word, b: Word) -> bool:
    """Whether two runs are one word: on one line, in type of one size, no blank between them."""
    return a.base == b.base and a.size == b.size and -_BLANK * a.size < b.x0 - a.x1 < _BLANK * a.size


def _frame(table: Any) -> Frame | None:
    """A table as pdfplumber found it: the squares between all edges of its cells, each with the cell that it belongs to."""
    cells = [tuple(float(v) for v in c) for c in table.cells]
    xs = _edges([v for c in cells for v in (c[0], c[2])])
    ys = _edges([v for c in cells for v in (c[1], c[3])])
    if (len(xs) - 1) * (len(ys) - 1) < 2 or len(cells) < 2:
        return None
    owner = [[(k, j) for j in range(len(xs) - 1)] for k in range(len(ys) - 1)]
    for x0, top, x1, bottom in cells:
        squares = [
            (k, j)
            for k in range(len(ys) - 1)
            for j in range(len(xs) - 1)
            if x0 < (xs[j] + xs[j + 1]) / 2 < x1 and top < (ys[k] + ys[k + 1]) / 2 < bottom
        ]
        for k, j in squares:
            owner[k][j] = squares[0]
    return Frame(tuple(xs), tuple(ys), tuple(tuple(row) for row in owner))


def _edges(values: list[float]) -> list[float]:
    out: list[float] = []
    for v in sorted(values):
        if not out or v - out[-1] > _NEAR:
            out.append(v)
    return out
