"""Item marks set apart by a tab (II. , 2.1. , a) ): alone before a wide gap they are often misread. They are read a second time by
themselves, and of the readings the one counts that goes on with the marks before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image

from ..pdf.page import Word
from . import tesseract
from .clean import Grey

_LINE = 7  # tesseract's page segmentation mode: one line of text
_SIGNS = "IVX0123456789.-+)abcdefghik"
_SHORT = 8  # characters; a mark is no longer
_TAB = 1.0  # of the size of type: the least gap behind a mark that is set apart
_SURE = 0.9
_PAD = 20  # pixels
_INFERRED = 0.5  # confidence of a mark that only the marks before it tell
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_BULLET = re.compile(r"[-+•–—*~_]{1,2}$")
_ARABIC = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.,:;›)\-]{0,2}$")
_ROMAN = re.compile(r"([IVX]{1,5})[.,:;\-]{0,2}$")
_LETTER = re.compile(r"[^\W\d_]\d?\)$")
_ROMAN_LIKE = re.compile(r"[IVXHLl1|\[\]TJ!]{1,5}[.,:;\-]{0,2}$")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A mark in doubt: which word of its page it is, what a second reading gave, whether capitals stand behind it."""

    word: int
    again: str
    capitals: bool


def doubts(words: Sequence[Word], a: Grey, scale: float, program: tesseract.Tesseract, seconds: float) -> list[Doubt]:
    """The marks of a page that are in doubt, each read again. ``words`` in points, line after line; ``a``: the cleaned page."""
    found: list[tuple[int, bool]] = []
    pictures: list[Any] = []
    paper = int(np.percentile(a[::8, ::8], 75))
    for i, w in enumerate(words[:-1]):
        first = i == 0 or words[i - 1].base != w.base
        after = words[i + 1]
        apart = after.base == w.base and after.x0 - w.x1 > _TAB * w.size
        if not first or not apart or len(w.text) > _SHORT or _BULLET.match(w.text) or _LETTER.match(w.text):
            continue
        rest = [v.text for v in words[i + 1 : i + 6] if v.base == w.base]
        if w.confidence >= _SURE and _form(w.text):
            continue
        box = (
            w.x0 * scale - 12,
            (w.base - 0.95 * w.size) * scale - 4,
            (after.x0 - 0.35 * w.size) * scale,
            (w.base + 0.3 * w.size) * scale + 4,
        )
        x0, y0, x1, y1 = (max(0, int(v)) for v in box)
        part = a[y0:y1, x0:x1]
        if min(part.shape) < 6:
            continue
        framed = np.full((part.shape[0] + 2 * _PAD, part.shape[1] + 2 * _PAD), paper, dtype=np.uint8)
        framed[_PAD:-_PAD, _PAD:-_PAD] = part
        picture = Image.fromarray(framed)
        pictures.append(picture.resize((picture.width * 2, picture.height * 2), Image.Resampling.BICUBIC))
        found.append((i, " ".join(rest).isupper()))
    again: dict[int, str] = {}
    for s in tesseract.words(program, pictures, mode=_LINE, seconds=seconds, signs=_SIGNS):
        again[s.picture] = again.get(s.picture, "") + s.text
    return [Doubt(i, again.get(n, ""), capitals) for n, (i, capitals) in enumerate(found)]


def _form(text: str) -> str | None:
    """A mark as it is written: ``II.``, ``2.``, ``2.1.``; None for what is none."""
    found = _ROMAN.match(text)
    if found and found.group(1) in _ROMANS:
        return f"{found.group(1)}."
    found = _ARABIC.match(text)
    return f"{found.group(1)}." if found else None


@dataclass(slots=True)
class Marks:
    """The marks of a document so far: the last Roman one, and the last Arabic one at each depth below it."""

    roman: str = ""
    arabic: list[int] = field(default_factory=list)

    def settle(self, words: Sequence[Word], found: Sequence[Doubt]) -> list[Word]:
        """The words of a page with its marks settled, in order."""
        by_word = {d.word: d for d in found}
        out = list(words)
        for i, w in enumerate(words):
            if i and words[i - 1].base == w.base:
                continue
            if i in by_word:
                out[i] = self._settled(w, by_word[i])
            self._note(out[i].text)
        return out

    def _next(self) -> list[str]:
        """The marks that may come now, the likelier first."""
        out = []
        for depth in range(len(self.arabic), 0, -1):
            out.append(".".join(map(str, [*self.arabic[: depth - 1], self.arabic[depth - 1] + 1])) + ".")
        deeper = ".".join(map(str, [*self.arabic, 1])) + "."
        return [*out[:1], deeper, *out[1:], *([] if self.arabic else ["1."])]

    def _settled(self, w: Word, doubt: Doubt) -> Word:
        read = [f for f in (_form(w.text), _form(doubt.again)) if f]
        above = _ROMANS[min(_ROMANS.index(self.roman) + 1, len(_ROMANS) - 1)] if self.roman else "I"
        if doubt.capitals and (_ROMAN_LIKE.match(w.text) or _ROMAN_LIKE.match(doubt.again)):
            if f"{above}." in read or not any(_known(f) > _known(f"{self.roman}.") for f in read):
                return self._as(w, f"{above}.", f"{above}." in read)
            return self._as(w, next(f for f in read if _known(f) > _known(f"{self.roman}.")), True)
        fits = [f for f in self._next() if f in read]
        if fits:
            return self._as(w, fits[0], True)
        if read:
            return self._as(w, read[0], True)
        if self.arabic and not any(c.islower() for c in w.text[:1]) and w.confidence < 0.6:
            return self._as(w, self._next()[0] if len(self.arabic) == 1 else f"{self.arabic[0] + 1}.", False)
        return w

    def _as(self, w: Word, mark: str, seen: bool) -> Word:
        return w._replace(text=mark, confidence=max(w.confidence, _INFERRED) if seen else min(w.confidence, _INFERRED))

    def _note(self, text: str) -> None:
        mark = _form(text)
        if mark is None or not text.endswith("."):
            return
        body = mark.rstrip(".")
        if body in _ROMANS:
            if _known(mark) > _known(f"{self.roman}."):
                self.roman, self.arabic = body, []
            return
        self.arabic = [int(n) for n in body.split(".")]


def _known(mark: str) -> int:
    body = mark.rstrip(".")
    return _ROMANS.index(body) + 1 if body in _ROMANS else 0
