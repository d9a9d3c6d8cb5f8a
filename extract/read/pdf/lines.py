"""Words to printed lines, in the order in which they are to be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..shapes import Shapes
from .page import Word

_LEVEL = 0.05  # of the size of type: how far two words of one line may stand apart in height
_APART, _APART_RAISED = 0.07, 0.2  # the least gap that is a blank, in front of letters and of a raised figure
_WIDE = 1.6  # the least gap that parts two columns
_TAB = 5.0  # the widest gap between an item's mark and its words
_SMALL = 0.9  # a raised figure is no larger than this
_RISE = 0.15  # and stands so much higher
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FIGURES = re.compile(r"\d{1,3}$")


@dataclass(slots=True)
class Line:
    """A printed line of one column. ``x0`` to ``bottom`` is its box, ``base`` the height that its letters stand on.

    ``bold``: all of it is; ``text``: its words, raised figures as such. ``side``: "l" or "r" where another column stands beside it.
    ``page``: where it stands, if not on the page that it is written on.
    """

    words: list[Word]
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    bold: bool
    text: str = ""
    side: str = ""
    column: float = 0.0
    page: int = 0
    blanks: list[bool] = field(default_factory=list)

    @property
    def width(self) -> float:
        return self.x1 - self.x0


def printed(words: Sequence[Word], known: Shapes, *, level: float = _LEVEL) -> list[Line]:
    """The lines that words in the order of the file make; pieces of one line that come apart are mended."""
    out: list[Line] = []
    line: Line | None = None
    for w in words:
        if line is not None and _follows(line, w, known, level):
            _add(line, w)
        else:
            line = Line([w], w.x0, w.top, w.x1, w.bottom, w.base, w.size, w.bold)
            out.append(line)
    out = _mended(out, level)
    for line in out:
        spell(line)
    return [n for n in out if n.words]


def _follows(line: Line, w: Word, known: Shapes, level: float) -> bool:
    gap = w.x0 - line.x1
    size = line.size
    if w.confidence < 1.0:  # recognition tells lines itself: all words of one have the very same base
        return w.base == line.base
    if not -0.4 * size < gap < _TAB * size:
        return False
    rise = line.base - w.base
    if abs(rise) > level * size:
        if not (_small(w, line) or (len(line.words) == 1 and _raised_first(line.words[0], w))):
            last = line.words[-1]
            if abs(last.base - w.base) > level * size or not _small(w, line):
                return False
        return gap < size
    if gap < _WIDE * size:
        return True
    if len(line.words) > 3:  # a stretched line: its blanks are all wide
        gaps = sorted(b.x0 - a.x1 for a, b in zip(line.words, line.words[1:], strict=False))
        if gap < 2.2 * gaps[len(gaps) // 2]:
            return True
    return len(line.words) == 1 and _mark(line.words[0].text, known)


def _mark(text: str, known: Shapes) -> bool:
    """Whether a word is an item's mark, so that what follows a tab belongs to it."""
    found = known.start.match(text + " x") if len(text) <= 8 else None
    return found is not None and found.lastgroup != "opener" and found.end() > len(text)


def _small(w: Word, line: Line) -> bool:
    """A figure raised above its line."""
    small = w.size < _SMALL * line.size or (w.glued and _FIGURES.match(w.text) is not None)
    return small and _RISE * line.size < line.base - w.base < 0.7 * line.size


def _raised_first(mark: Word, w: Word) -> bool:
    """A note's mark in front of its first word."""
    return mark.size < _SMALL * w.size and _RISE * w.size < w.base - mark.base < 0.7 * w.size


def _add(line: Line, w: Word) -> None:
    line.words.append(w)
    if w.x1 > line.x1:
        line.x1 = w.x1
    if w.x0 < line.x0:
        line.x0 = w.x0
    if w.size != line.size or w.base != line.base:
        if w.size > line.size:
            line.base = w.base
            line.size = w.size
        line.top, line.bottom = min(line.top, w.top), max(line.bottom, w.bottom)
    line.bold = line.bold and w.bold


def _mended(lines: list[Line], level: float) -> list[Line]:
    """Pieces of one printed line that do not follow each other in the file, joined."""
    by_level: dict[int, list[Line]] = {}
    for n in lines:
        by_level.setdefault(round(n.base / 4), []).append(n)
    gone: set[int] = set()
    for key in sorted(by_level):
        near = [*by_level[key], *by_level.get(key + 1, ())]
        if len(near) < 2:
            continue
        near.sort(key=lambda n: n.x0)
        i = 0
        while i + 1 < len(near):
            a, b = near[i], near[i + 1]
            if id(a) in gone or a is b:
                i += 1
                continue
            if id(b) in gone:
                del near[i + 1]
                continue
            size = max(a.size, b.size)
            if abs(a.base - b.base) <= level * size and -0.3 * size < b.x0 - a.x1 < 0.8 * size and min(a.size, b.size) > _SMALL * size:
                for w in b.words:
                    _add(a, w)
                gone.add(id(b))
                del near[i + 1]
            else:
                i += 1
    return [n for n in lines if id(n) not in gone] if gone else lines


def spell(line: Line) -> None:
    """Sets the line's text, and for each word whether a blank stands before it; what is struck out is left out."""
    if any(w.struck for w in line.words):
        line.words = [w for w in line.words if not w.struck]
        line.x0 = min((w.x0 for w in line.words), default=line.x0)
        line.x1 = max((w.x1 for w in line.words), default=line.x1)
    if any(w.size != line.size for w in line.words):
        letters: dict[float, int] = {}
        for w in line.words:
            letters[w.size] = letters.get(w.size, 0) + len(w.text)
        line.size = max(sorted(letters), key=lambda s: letters[s])
        line.base = next(w.base for w in line.words if w.size == line.size)
    parts: list[str] = []
    blanks: list[bool] = []
    last: Word | None = None
    for w in line.words:
        least = _APART if last is None or w.base == last.base else _APART_RAISED
        blank = last is not None and (not w.glued or w.x0 - last.x1 > least * line.size)
        blanks.append(blank)
        if blank:
            parts.append(" ")
        parts.append(spelled(w, line))
        last = w
    line.blanks = blanks
    line.text = "".join(parts)


def spelled(w: Word, line: Line) -> str:
    """A word as it is written: raised figures with raised letters."""
    if w.base < line.base and _small(w, line) and _FIGURES.match(w.text):
        return w.text.translate(_RAISED)
    return w.text


def moved_first(line: Line, page: int) -> Line:
    """The first word of a line of ``page``, taken off it, as a line of its own; the line may be empty then."""
    w = line.words.pop(0)
    spell(line)
    if line.words:
        line.x0 = line.words[0].x0
    return Line([w], w.x0, w.top, w.x1, w.bottom, line.base, line.size, line.bold, w.text, blanks=[False], page=page)
