"""One page's picture to words and rules in points, as the readers of PDF pages give them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ..pdf.grid import frames
from ..pdf.page import Frame, Rule, Word
from . import clean, ruled, tesseract
from .labels import Doubt, doubts
from .repair import Repairs, repaired
from .size import size_of
from .zones import zones

_BLOCK = 6  # tesseract's page segmentation mode: one block of text
_LEAST = 32  # pixels; no line of text is so narrow
_PAD = 20  # pixels of paper around every piece
_EDGE = 0.006  # of the page: nothing is read so near its edges
_POOR = 0.6  # mean confidence of a page that may stand on its head
_APART = 1e-4  # points; so that no two pieces have lines of the very same height
_BELOW = 0.22  # of the size of type: how far letters reach below their line


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page read from its picture, in points of the page as it stands upright: ``width`` and ``height``, ``words`` in reading order,
    ``rules``. ``turn``: by how many quarters clockwise the picture was turned; ``tilt``: by how many degrees counter-clockwise then.
    ``marks``: item marks in doubt."""

    width: float
    height: float
    words: list[Word]
    rules: list[Rule]
    turn: int
    tilt: float
    marks: list[Doubt]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the picture that is read by itself: where it stands on the page, in pixels."""

    picture: Any
    left: int
    top: int


def recognise(picture: Any, scale: float, program: tesseract.Tesseract, rules: Repairs, *, seconds: float) -> Recognised:
    """Read a picture (Pillow, ``scale`` pixels a point), its lines put right by ``rules``.

    Raises ``tesseract.Slow`` after so many ``seconds``, ``tesseract.Failed``.
    """
    stop = time.monotonic() + seconds
    a = clean.grey(picture)
    turn = 0
    if min(a.shape) < _LEAST:
        return Recognised(a.shape[1] / scale, a.shape[0] / scale, [], [], 0, 0.0, [])
    x, y = clean.points(a)
    if clean.sideways(x, y):
        turn = _way(a, program, _left(stop))
        a = np.ascontiguousarray(np.rot90(a, -turn))
        x, y = clean.points(a)
    out = _read(a, x, y, scale, program, rules, turn, stop)
    if _poor(out):
        over = np.ascontiguousarray(np.rot90(a, 2))
        other = _read(over, *clean.points(over), scale, program, rules, (turn + 2) % 4, stop)
        if _mean(other) > _mean(out):
            return other
    return out


def _way(a: clean.Grey, program: tesseract.Tesseract, seconds: float) -> int:
    """By how many quarters clockwise a page that lies on its side is to be turned: some of its lines, where most ink is, are read both
    ways, and what was read more surely counts."""
    height, width = a.shape
    strips = [a[height // 4 : height * 3 // 4, width * k // 6 : width * (k + 1) // 6] for k in range(1, 5)]
    dark = clean.threshold(a)
    part = max(strips, key=lambda s: int((s[::4, ::4] < dark).sum()))
    ways = (1, 3)
    pictures = [Image.fromarray(np.ascontiguousarray(np.rot90(part, -turn))) for turn in ways]
    sure = [0.0, 0.0]
    for s in tesseract.words(program, pictures, mode=_BLOCK, seconds=seconds):
        if len(s.text) > 1:
            sure[s.picture] += s.confidence**2 * len(s.text)
    return ways[sure[1] > sure[0]]


def _left(stop: float) -> float:
    left = stop - time.monotonic()
    if left <= 0.05:
        raise tesseract.Slow
    return left


def _mean(page: Recognised) -> float:
    return sum(w.confidence for w in page.words) / max(1, len(page.words))


def _poor(page: Recognised) -> bool:
    return len(page.words) > 20 and _mean(page) < _POOR


def _read(
    a: clean.Grey, x: Any, y: Any, scale: float, program: tesseract.Tesseract, repairs: Repairs, turn: int, stop: float
) -> Recognised:
    tilt, _ = clean.tilt(x, y)
    a = clean.straightened(a, tilt)
    level, upright = ruled.rules(a)
    a = clean.evened(a)
    cells = ruled.grid_rules(level, upright, a.shape)
    rules = [Rule(*(v / scale for v in line)) for line in (*level, *cells[1])]
    grids = frames([Rule(*(v / scale for v in line)) for line in (*cells[0], *cells[1])])
    bare = ruled.painted_over(a, [*level, *cells[1]])
    pieces = _pieces(bare, grids, scale)
    seen = tesseract.words(program, [p.picture for p in pieces], mode=_BLOCK, seconds=_left(stop))
    words = _words(seen, pieces, scale, repairs)
    height, width = a.shape
    marks = doubts(words, a, scale, program, _left(stop))
    return Recognised(width / scale, height / scale, words, rules, turn, tilt, marks)


def _pieces(a: clean.Grey, grids: list[Frame], scale: float) -> list[_Piece]:
    """The parts of a page in reading order: zones above, between and below tables, columns apart; of tables the columns, and apart from
    them the cells that reach over several."""
    height, width = a.shape
    paper = int(np.percentile(a[::8, ::8], 60))
    dark = a < clean.threshold(a)
    edge = int(_EDGE * max(a.shape))
    for side in (dark[:edge], dark[-edge:], dark[:, :edge], dark[:, -edge:]):
        side[...] = False
    out: list[_Piece] = []

    def cut(left: float, top: float, right: float, bottom: float) -> None:
        box = max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom))
        part = a[box[1] : box[3], box[0] : box[2]]
        if min(part.shape) < 8 or int(dark[box[1] : box[3], box[0] : box[2]].sum()) < 12:
            return
        framed = np.full((part.shape[0] + 2 * _PAD, part.shape[1] + 2 * _PAD), paper, dtype=np.uint8)
        framed[_PAD:-_PAD, _PAD:-_PAD] = part
        out.append(_Piece(Image.fromarray(framed), box[0] - _PAD, box[1] - _PAD))

    at = 0
    for grid in [*sorted(grids, key=lambda g: g.ys[0]), None]:
        stop = int(grid.ys[0] * scale) - 2 if grid else height
        for z in zones(dark, at, max(at, stop)):
            top, bottom = z.top - 8, z.bottom + 8
            if z.gutter is None:
                cut(edge, top, width - edge, bottom)
            else:  # just left of the right column's ink: a long line on the left keeps its end
                middle = max(z.gutter[0] + 2, z.gutter[1] - int(0.012 * width))
                cut(edge, top, middle, bottom)
                cut(middle, top, width - edge, bottom)
        if grid:
            _table(grid, a, scale, paper, cut)
            at = int(grid.ys[-1] * scale) + 3
    return out


def _table(grid: Frame, a: clean.Grey, scale: float, paper: int, cut: Any) -> None:
    xs, ys = [v * scale for v in grid.xs], [v * scale for v in grid.ys]
    wide: dict[tuple[int, int], tuple[int, int]] = {}
    for k, row in enumerate(grid.owner):
        for j, q in enumerate(row):
            if q[1] != j:
                down, over = wide.get(q, q)
                wide[q] = max(down, k), max(over, j)
    for (k, j), (down, over) in sorted(wide.items()):
        cut(xs[j] + 4, ys[k] + 2, xs[over + 1] - 3, ys[down + 1] - 1)
        a[int(ys[k]) + 2 : int(ys[down + 1]) - 1, int(xs[j]) + 2 : int(xs[over + 1]) - 1] = paper
    for j in range(len(xs) - 1):
        cut(xs[j] + 3, ys[0], xs[j + 1] - 2, ys[-1] + 2)


def _words(seen: list[tesseract.Seen], pieces: list[_Piece], scale: float, repairs: Repairs) -> list[Word]:
    """The words in points. All of a line stand on one height and have one size, reckoned from how wide its letters are."""
    lines: dict[tuple[int, tuple[int, int, int]], list[tesseract.Seen]] = {}
    for s in seen:
        lines.setdefault((s.picture, s.line), []).append(s)
    out: list[Word] = []
    for (picture, _), found in lines.items():
        piece = pieces[picture]
        size = size_of([(s.text, s.right - s.left, s.bottom - s.top) for s in found]) / scale
        base = _base(found, size * scale)
        for s, text in zip(found, repaired([s.text for s in found], repairs), strict=True):
            if not text:
                continue
            left, right = (s.left + piece.left) / scale, (s.right + piece.left) / scale
            level = (base + piece.top) / scale + picture * _APART
            out.append(Word(text, left, level - 0.9 * size, right, level + _BELOW * size, level, size, confidence=s.confidence))
    return out


def _base(found: list[tesseract.Seen], size: float) -> float:
    """The height that a line's letters stand on: the middle one of its words' lower edges, those with letters that reach below raised."""
    edges = sorted(s.bottom - (_BELOW * size if set(s.text.lower()) & set("gjpqy,;()/") else 0.0) for s in found)
    return edges[len(edges) // 2]
