"""PDFium's characters to words. Text objects are not trusted: some files paint a whole table row as one, others every letter.

PDFium is asked for all characters of a page in one call, and for the places of the first and last one of each run without blanks;
characters in between only where something may hide: long runs, figures behind letters (a note's mark), letters of two heights.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as c

from .page import Word
from .view import View

_TOKEN = re.compile(r"[^\s\x00]+")
_FIGURE_END = re.compile(r"(?<=[^\d.,/:-])\d{1,3}[^\w\s]*$|(?<=\d{4})\d[^\w\s]*$")
_BREAK = re.compile(r"\r\n")
_LONG = 9  # characters; no syllable is longer, so that a run may hold two words
_APART = 0.13  # of the size of type: the least gap that is a blank
_SURELY = 0.24  # a gap that is one wherever it stands
HYPHEN = "\ufffe"
"""What PDFium makes of a hyphen, or of a soft one, at a line's end."""
_ABOVE, _BELOW = 0.9, 0.22  # of the size of type: how far letters reach above and below their line
_INVISIBLE = 3  # text render mode: neither filled nor stroked


@dataclass(slots=True)
class Found:
    """The words of a page, those that lie on their side with their direction, and how many words are not painted."""

    words: list[Word] = field(default_factory=list)
    aside: list[Word] = field(default_factory=list)
    up: int = 0
    down: int = 0
    hidden: int = 0


def _character(code: int) -> str:
    if code == 0x02:
        return HYPHEN
    if not code:
        return " "
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


@dataclass(slots=True)
class _Run:
    """Letters that follow each other on one line."""

    text: str
    x0: float
    x1: float
    base: float


def words(text_page: Any, view: View, names: dict[int, str]) -> Found:
    """The words of an open text page in the order of its content. ``names`` keeps font names over a document's pages."""
    reader = _Reader(text_page.raw, view, names)
    return reader.read(text_page.count_chars())


class _Reader:
    def __init__(self, raw: Any, view: View, names: dict[int, str]) -> None:
        self.raw, self.view, self.names = raw, view, names
        self.found = Found()
        self.rect = c.FS_RECTF()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.size, self.bold, self.painted, self.font = 1.0, False, True, ""
        self.object, self.measure, self.matrix = 0, ctypes.c_float(), c.FS_MATRIX()

    def read(self, count: int) -> Found:
        text = self._text(count)
        plain = self.view.turn == 0
        rect, raw, loose, origin = self.rect, self.raw, c.FPDFText_GetLooseCharBox, c.FPDFText_GetCharOrigin
        left, high = self.view.left, self.view.low + self.view.height
        x, y = self.x, self.y
        out = self.found.words
        last, level, foot, edge = 0, -1.0, 1e9, 1e9
        for m in _TOKEN.finditer(text):
            a, b = m.span()
            origin(raw, a, x, y)
            x0, base = x.value, y.value
            fresh = not last or "\n" in text[last:a]
            last = b
            shape = m.group()
            end = b - 1
            while end > a and unicodedata.combining(text[end]):
                end -= 1
            if fresh or base != level:
                self._type(a)
                foot = edge = 1e9
                level = base
            elif text[b : b + 2] in ("\r\n", ""):
                self._type(a)
            loose(raw, end, rect)
            x1 = rect.right
            if end > a and rect.bottom != foot:  # letters that reach down as far as those before stand on the same line
                origin(raw, end, x, y)
            elif end > a:
                y.value = base
            if y.value == base:
                foot = rect.bottom
            if (
                not plain
                or end - a >= _LONG
                or y.value != base
                or x1 < x0
                or (not shape[-1].isalpha() and end > a and _FIGURE_END.search(shape))
                or unicodedata.combining(shape[0])
            ):
                self._slowly(text, a, b, fresh)
                level = -1.0
                continue
            if not self.painted:
                self.found.hidden += 1
            size = self.size
            glued = x0 - edge < _SURELY * size and a > 0 and self._glued(a)
            edge = x1
            x0, base = x0 - left, high - base
            out.append(Word(shape, x0, base - _ABOVE * size, x1 - left, base + _BELOW * size, base, size, self.bold, glued, self.font))
        return self.found

    def _glued(self, at: int) -> bool:
        """Whether only a blank that PDFium thought of stands before this character (the gap then decides, see ``lines``)."""
        return at > 0 and c.FPDFText_IsGenerated(self.raw, at - 1) == 1

    def _text(self, count: int) -> str:
        """All characters, one each, so that the position in the string is PDFium's index."""
        buffer = (ctypes.c_ushort * (count + 1))()
        written = c.FPDFText_GetText(self.raw, 0, count, buffer) - 1
        if written == count:
            units = memoryview(buffer)[:count]
            text = bytes(units.cast("B")).decode("utf-16-le", "surrogatepass")
            if len(text) == count and self._agrees(text):
                return text.replace("\x02", HYPHEN)
        codes = (c.FPDFText_GetUnicode(self.raw, i) for i in range(count))
        return "".join(_character(u) for u in codes)

    def _agrees(self, text: str) -> bool:
        """Whether positions in the text are PDFium's: where it writes one character as two, all behind it are shifted."""
        spots = [m.end() for m in _BREAK.finditer(text)]
        return all(
            c.FPDFText_GetUnicode(self.raw, i) == ord(text[i]) for i in (*spots[:: len(spots) // 40 + 1], len(text) - 1) if i < len(text)
        )

    def _type(self, at: int) -> None:
        """The size and weight of the type of a character."""
        o = c.FPDFText_GetTextObject(self.raw, at)
        if not o:
            self.size, self.bold, self.painted, self.font = 1.0, False, True, ""
            self.object = 0
            return
        address = ctypes.addressof(o.contents)
        if address == self.object:
            return
        self.object = address
        size, matrix = self.measure, self.matrix
        c.FPDFTextObj_GetFontSize(o, size)
        c.FPDFPageObj_GetMatrix(o, matrix)
        font = c.FPDFTextObj_GetFont(o)
        address = ctypes.addressof(font.contents) if font else 0
        name = self.names.get(address)
        if name is None:
            buffer = ctypes.create_string_buffer(256)
            c.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = self.names[address] = buffer.value.decode("latin-1")
        self.font = name
        scale = float((matrix.c**2 + matrix.d**2) ** 0.5) or 1.0
        self.size = round(abs(size.value) * scale, 2) or 1.0
        self.bold = "bold" in name.lower() or "black" in name.lower()
        self.painted = c.FPDFTextObj_GetTextRenderMode(o) != _INVISIBLE

    def _slowly(self, text: str, a: int, b: int, fresh: bool) -> None:
        """A run looked at letter by letter: parted at gaps, and where the line that it stands on changes."""
        out = self.found.words
        run: _Run | None = None
        glued = self._glued(a)
        if self._lies(text, a, b):
            return
        for i in range(a, b):
            if unicodedata.combining(text[i]) and (run or (out and not fresh)):
                if run:
                    run.text += text[i]
                else:  # a mark belongs to the letter before it, wherever its box lies
                    out[-1] = out[-1]._replace(text=out[-1].text + text[i])
                    glued = True
                continue
            x0, _, x1, _, base = self._place(i)
            if run:
                em = self.size
                gap = x0 - run.x1
                if abs(base - run.base) < 0.02 * em and -0.5 * em < gap < 1.2 * _APART * em:
                    run.text += text[i]
                    run.x1 = max(run.x1, x1)
                    continue
                self._close(run, glued)
                glued = -0.5 * em < gap < _APART * em
            self._type(i)
            run = _Run(text[i], x0, x1, base)
        if run:
            self._close(run, glued)

    def _place(self, i: int) -> tuple[float, float, float, float, float]:
        """The box of a character as seen, and the height of the line that it stands on."""
        c.FPDFText_GetLooseCharBox(self.raw, i, self.rect)
        c.FPDFText_GetCharOrigin(self.raw, i, self.x, self.y)
        box = self.view.box(self.rect.left, self.rect.bottom, self.rect.right, self.rect.top)
        return (*box, self.view.point(self.x.value, self.y.value)[1])

    def _lies(self, text: str, a: int, b: int) -> bool:
        """Whether a run goes up or down the page, told by its first two letters; it is put aside then."""
        letters = [i for i in range(a, b) if not unicodedata.combining(text[i])][:2]
        if len(letters) < 2:
            return False
        (ax, _, _, _, ay), (bx, _, _, _, by) = (self._place(i) for i in letters)
        self._type(a)
        if not abs(by - ay) > max(0.15 * self.size, 3 * abs(bx - ax)):
            return False
        boxes = [self._place(i) for i in range(a, b)]
        x0, top, x1, bottom = min(o[0] for o in boxes), min(o[1] for o in boxes), max(o[2] for o in boxes), max(o[3] for o in boxes)
        self.found.aside.append(Word(text[a:b], x0, top, x1, bottom, bottom, self.size))
        if b - a > 2:
            self.found.up += by < ay
            self.found.down += by > ay
        return True

    def _close(self, run: _Run, glued: bool) -> None:
        if not self.painted:
            self.found.hidden += 1
        size, base = self.size, run.base
        word = Word(run.text, run.x0, base - _ABOVE * size, run.x1, base + _BELOW * size, base, size, self.bold, glued, self.font)
        self.found.words.append(word)
