"""What a page carries besides its text: page numbers, heads that run over the pages, footnotes under their rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..shapes import Shapes
from .lines import Line, printed
from .page import RawPage, Rule, Word

_EDGE = 0.12  # of the page's height: where page numbers and running heads stand
_NUMBER = re.compile(r"[-–—]?\s*(\d{1,4})\s*[-–—]?$")
_MARK = re.compile(r"[\[(]?(\d{1,3}|\*{1,3})[\])]?$")
_DIGITS = re.compile(r"\d+")
_NOTE_SIZE = 0.95  # of the body's type: footnotes are set smaller


@dataclass(frozen=True, slots=True)
class Note:
    """Lines of a footnote on one page; ``mark`` is None where it goes on from the page before. The mark is the first line's first word."""

    mark: str | None
    lines: tuple[Line, ...]


def page_number(line: Line, page: RawPage, lines: Sequence[Line], known: Shapes) -> bool:
    """Whether a line is the page's number: figures alone at the very edge of the text, or worded ("Trang 3/12")."""
    edge = line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height
    number = _NUMBER.match(line.text)
    if number and len(number.group(1)) == 4 and abs(int(number.group(1)) - page.number) > 100:
        return False  # a year
    misread = len(line.text) < 4 and line.words[0].confidence < 1.0  # a figure that recognition took for another sign
    if not edge or len(line.text) > 24 or not (misread or number or known.noise.match(line.text)):
        return False
    above, below = (any(d * (line.base - n.base) > -3 for n in lines if n is not line) for d in (1, -1))
    return not (above and below)


def edge_key(line: Line, page: RawPage) -> tuple[str, int] | None:
    """What a running head is known by: its words without figures, and its height; None away from the page's edges."""
    if line.bottom > _EDGE * page.height and line.top < (1 - _EDGE) * page.height:
        return None
    return _DIGITS.sub("0", line.text), round(line.base / 3)


def split_notes(words: Sequence[Word], rules: Sequence[Rule], page: RawPage, body: float) -> tuple[list[Word], list[Word]]:
    """The words of the text, and those of the footnotes below a short rule at the left margin, down to the page's end: small type, or
    type of any size that begins with a raised mark or with one that is called above."""
    if not words:
        return list(words), []
    left = min(w.x0 for w in words)
    cut: float | None = None
    for r in rules:
        short = 0.08 * page.width < r.x1 - r.x0 < 0.45 * page.width
        if not short or r.y1 - r.y0 > 2.5 or abs(r.x0 - left) > 45 or r.y0 < 0.2 * page.height:
            continue
        below = [w for w in words if w.top > r.y0 - 2 and not _in_edge(w, page)]
        sizes = sorted(w.size for w in below)
        noted = bool(sizes) and (sizes[len(sizes) * 9 // 10] < _NOTE_SIZE * body or _marked(below, words, body))
        if noted and (cut is None or r.y0 < cut):
            cut = r.y0
    if cut is None:
        return list(words), []
    return [w for w in words if w.top <= cut - 2 or _in_edge(w, page)], [w for w in words if w.top > cut - 2 and not _in_edge(w, page)]


def _marked(below: Sequence[Word], words: Sequence[Word], body: float) -> bool:
    """Whether the topmost line of the words ``below`` begins with a raised mark, or with a figure that is raised above them."""
    top = min(w.base for w in below)
    first, *others = sorted((w for w in below if w.base < top + 0.7 * w.size), key=lambda w: w.x0)
    if not others or not _MARK.match(first.text):
        return False
    return _raised(first, others[0]) or any(w.text == first.text and w.size < 0.9 * body and w.base < top for w in words)


def _raised(mark: Word, beside: Word) -> bool:
    return mark.size < 0.9 * beside.size and mark.base < beside.base - 0.1 * beside.size


def _in_edge(w: Word, page: RawPage) -> bool:
    """A page number's figures below the notes."""
    return w.top > (1 - _EDGE / 2) * page.height and _NUMBER.match(w.text) is not None and w.x0 > 0.3 * page.width


def notes(words: Sequence[Word], known: Shapes, last: int) -> list[Note]:
    """The footnotes of a page; each begins with a mark set small and raised, or with the figure that follows ``last``."""
    out: list[Note] = []
    lines: list[Line] = []
    mark: str | None = None
    for line in printed(words, known):
        found = _opens(line, last)
        if found:
            if lines:
                out.append(Note(mark, tuple(lines)))
            lines, mark = [], found
            if found.isdigit():
                last = int(found)
        lines.append(line)
    if lines:
        out.append(Note(mark, tuple(lines)))
    return out


def _opens(line: Line, last: int) -> str | None:
    first = line.words[0]
    found = _MARK.match(first.text)
    if not found or len(line.words) < 2:
        return None
    raised = first.size < 0.9 * line.size and first.base < line.base - 0.1 * line.size
    follows = found.group(1).isdigit() and int(found.group(1)) == last + 1
    return found.group(1) if raised or follows else None
