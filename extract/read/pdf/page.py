"""What a page holds before it is read: words with their boxes, and rules. Every reader of pages (PDFium, pdfplumber, OCR) gives these.

Coordinates are in points from the top left corner of the page as it is seen, x to the right and y down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Word(NamedTuple):
    """A run of characters without white space.

    ``base`` is the height of the line that it stands on, ``size`` of its type. ``glued``: no blank parts it from the word before, whose
    line it shares (a raised figure). ``font``: its base name. ``struck``: a line strikes it out. ``confidence``: how surely it was read,
    0 to 1 (1 where it was not read from a picture).
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    bold: bool = False
    glued: bool = False
    font: str = ""
    struck: bool = False
    confidence: float = 1.0


class Rule(NamedTuple):
    """A straight line, or a box so thin that it is seen as one: upright where ``y1 - y0`` is more than ``x1 - x0``."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A grid without words: its edges, and for every square the upper left one of its cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[tuple[tuple[int, int], ...], ...]

    def holds(self, w: Word) -> bool:
        x, y = (w.x0 + w.x1) / 2, (w.top + w.bottom) / 2
        return self.xs[0] - 2 < x < self.xs[-1] + 2 and self.ys[0] - 2 < y < self.ys[-1] + 2


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page, ``number`` from 1: its ``words`` in the order in which the file gives them, its ``rules``.

    ``aside``: words that do not stand upright like the rest (a stamp's edge, a watermark) or lie outside of the page. ``picture``: the
    share of the page that its largest picture covers; ``hidden``: how many words are not painted (the text behind a scan);
    ``struck``: how many are struck out. ``turn``: by how many quarters clockwise, ``tilt``: by how many degrees counter-clockwise then
    the page was turned to stand upright; all boxes are those of the turned page. ``frames``: its grids, where the reader finds them itself.
    """

    number: int
    width: float
    height: float
    words: list[Word]
    rules: list[Rule]
    aside: list[Word] = field(default_factory=list)
    picture: float = 0.0
    hidden: int = 0
    struck: int = 0
    turn: int = 0
    tilt: float = 0.0
    frames: list[Frame] | None = None
